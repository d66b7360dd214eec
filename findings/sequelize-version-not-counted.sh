#!/usr/bin/env bash
# Sequelize's version column is not counted up by Model.update or upsert, so that a stale save overwrites what they wrote.
#
# Guess:    with `version: true` every write through the model raises the version, and a save() of what was read before is turned away, whoever wrote
#           in between.
# Instead:  only save(), update() and destroy() of an instance look at the version; increment(), of both kinds, raises it without looking.
#           Model.update, upsert and bulkCreate with updateOnDuplicate leave it as it is, and the stale save goes through. An upsert of a row that was
#           softly deleted writes into it and says so, and it stays deleted.
# Versions: sequelize 6.37.8 and pg 8.23.1 on PostgreSQL 18.6 in @electric-sql/pglite 0.5.14 through @electric-sql/pglite-socket 0.2.17.
# Matters:  a batch that sets orders to refunded by Model.update is undone by a page that was open meanwhile, and no error is seen; the lock works in
#           the test of two instances. Write `version: literal('version + 1')` into such updates.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts \
  sequelize@6.37.8 pg@8.23.1 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { DataTypes, literal, Sequelize } from 'sequelize';

const server = new PGLiteSocketServer({ db: await PGlite.create(), host: '127.0.0.1', port: 0 });
await server.start();
const [host, port] = server.getServerConn().split(':');
const sequelize = new Sequelize('postgres', 'postgres', '', { host, port: Number(port), dialect: 'postgres', logging: false, pool: { max: 1 } });
const Order = sequelize.define('order', { id: { type: DataTypes.TEXT, primaryKey: true }, status: DataTypes.TEXT, refunded: DataTypes.INTEGER }, { version: true, paranoid: true });
await sequelize.sync();

const where = { id: 'A' };
const writes = {
  'save()': async () => { const other = await Order.findByPk('A'); other.status = 'refunded'; await other.save(); },
  'instance.update()': async () => { await (await Order.findByPk('A')).update({ status: 'refunded' }); },
  'instance.increment()': async () => { await (await Order.findByPk('A')).increment('refunded', { by: 500 }); },
  'Model.increment()': async () => { await Order.increment({ refunded: 500 }, { where }); },
  'Model.update()': async () => { await Order.update({ status: 'refunded' }, { where }); },
  'upsert()': async () => { await Order.upsert({ id: 'A', status: 'refunded' }); },
  'bulkCreate()': async () => { await Order.bulkCreate([{ id: 'A', status: 'refunded' }], { updateOnDuplicate: ['status'] }); },
  'Model.update() with the version': async () => { await Order.update({ status: 'refunded', version: literal('version + 1') }, { where }); },
};
for (const [name, write] of Object.entries(writes)) {
  await Order.destroy({ where: {}, force: true });
  await Order.create({ id: 'A', status: 'completed', refunded: 0 });
  const stale = await Order.findByPk('A');
  await write();
  const { version } = await Order.findByPk('A');
  stale.status = 'completed, with a note';
  let saved = 'stale save goes through';
  try { await stale.save(); } catch (error) { saved = error.name; }
  const { status, refunded } = await Order.findByPk('A');
  console.log(`${name}: version ${version}, ${saved}, in the end ${status}, ${refunded}`);
}
await (await Order.findByPk('A')).destroy();
const [written] = await Order.upsert({ id: 'A', status: 'paid again' });
console.log(`upsert of a deleted order: answered ${written.status}, found ${(await Order.findByPk('A'))?.status ?? 'none'}`);
process.exit();
JS

cat >stated <<'TEXT'
save(): version 1, SequelizeOptimisticLockError, in the end refunded, 0
instance.update(): version 1, SequelizeOptimisticLockError, in the end refunded, 0
instance.increment(): version 1, SequelizeOptimisticLockError, in the end completed, 500
Model.increment(): version 1, SequelizeOptimisticLockError, in the end completed, 500
Model.update(): version 0, stale save goes through, in the end completed, with a note, 0
upsert(): version 0, stale save goes through, in the end completed, with a note, 0
bulkCreate(): version 0, stale save goes through, in the end completed, with a note, 0
Model.update() with the version: version 1, SequelizeOptimisticLockError, in the end refunded, 0
upsert of a deleted order: answered paid again, found none
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
