#!/usr/bin/env bash
# A stale save in TypeORM overwrites a newer status, and sets the version column back.
#
# Guess:    an entity with a version column is saved only if its version is still that of the row; or the last save wins
#           and the version grows.
# Instead:  nothing compares the versions. The stale object overwrites the row, and as its version differs from the
#           row's, the older version is written, too: 1, 2, and then 1 again, with no error.
# Versions: typeorm 1.1.1, on sql.js 1.16.0.
# Matters:  of two notifications of one payment at once, the one that was read first takes back the other's status, and
#           the version, which a cache or an outbox may go by, says that nothing has happened. Update with the version
#           in the condition, and look at the number of rows.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent typeorm@1.1.1 sql.js@1.16.0 reflect-metadata@0.2.2

cat >observe.cjs <<'JS'
require('reflect-metadata');
const { DataSource, EntitySchema } = require('typeorm');

const Payment = new EntitySchema({
  name: 'Payment',
  columns: { id: { type: 'varchar', primary: true }, status: { type: 'varchar' }, version: { type: 'int', version: true } },
});
(async () => {
  const database = await new DataSource({ type: 'sqljs', entities: [Payment], synchronize: true }).initialize();
  const payments = database.getRepository('Payment');
  const show = async (when) => {
    const { status, version } = await payments.findOneByOrFail({ id: 'A' });
    console.log(`${when}: ${status}, version ${version}`);
  };
  await payments.save({ id: 'A', status: 'completed' });
  await show('stored');
  const [one, other] = [await payments.findOneByOrFail({ id: 'A' }), await payments.findOneByOrFail({ id: 'A' })];
  one.status = 'refunded';
  await payments.save(one);
  await show('saved by the first');
  other.status = 'chargedback';
  console.log(`the second, read before: ${await payments.save(other).then(() => 'saved', () => 'refused')}`);
  await show('saved by the second');
  await payments.save(one);
  await show('saved by the first again');
})();
JS

cat >stated <<'TEXT'
stored: completed, version 1
saved by the first: refunded, version 2
the second, read before: saved
saved by the second: chargedback, version 1
saved by the first again: refunded, version 2
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
