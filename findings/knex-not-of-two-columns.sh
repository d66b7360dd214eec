#!/usr/bin/env bash
# All orders but the refunded ones in euros: to Knex those are the orders that are neither refunded nor in euros.
#
# Guess:    whereNot({ status: 'refunded', currency: 'EUR' }) is the opposite of where() with the same object: not (both), so that where and whereNot
#           together give every order that has both values.
# Instead:  each column is negated for itself and the two are joined by AND, so that an order which is one of both is in neither answer. With a function
#           in place of the object, and with Sequelize's Op.not of the same object, it is the opposite. orWhere with an object keeps
#           its two conditions together.
# Versions: knex 3.3.0 and sequelize 6.37.8, with pg 8.23.1 on PostgreSQL 18.6 in @electric-sql/pglite 0.5.14 through
#           @electric-sql/pglite-socket 0.2.17.
# Matters:  a job that settles all but the refunded euro orders leaves out the completed euro orders and the refunded dollar ones, and nobody misses what
#           is in no list. Write the condition as a function.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts \
  knex@3.3.0 sequelize@6.37.8 pg@8.23.1 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import connect from 'knex';
import { DataTypes, Op, Sequelize } from 'sequelize';

const server = new PGLiteSocketServer({ db: await PGlite.create(), host: '127.0.0.1', port: 0 });
await server.start();
const [host, port] = server.getServerConn().split(':');
const knex = connect({ client: 'pg', connection: { host, port: Number(port), user: 'postgres', database: 'postgres' }, pool: { min: 1, max: 1 } });
await knex.raw('create table orders (id text primary key, status text not null, currency text not null)');
await knex('orders').insert(['refunded EUR', 'refunded USD', 'completed EUR', 'completed USD'].map((id) => ({ id, status: id.split(' ')[0], currency: id.split(' ')[1] })));

const both = { status: 'refunded', currency: 'EUR' };
const told = (rows) => rows.map(({ id }) => id).join(', ');
const all = () => knex('orders').orderBy('id').select('id');
console.log(`Knex, where: ${told(await all().where(both))}`);
console.log(`Knex, whereNot: ${told(await all().whereNot(both))}`);
console.log(`Knex, whereNot of a function: ${told(await all().whereNot((query) => query.where(both)))}`);
console.log(`Knex, orWhere: ${told(await all().where({ id: 'completed USD' }).orWhere(both))}`);
await knex.destroy();
const sequelize = new Sequelize('postgres', 'postgres', '', { host, port: Number(port), dialect: 'postgres', logging: false, pool: { max: 1 } });
const Order = sequelize.define('order', { id: { type: DataTypes.TEXT, primaryKey: true }, status: DataTypes.TEXT, currency: DataTypes.TEXT }, { timestamps: false });
console.log(`Sequelize, Op.not: ${told(await Order.findAll({ where: { [Op.not]: both }, order: ['id'] }))}`);
process.exit();
JS

cat >stated <<'TEXT'
Knex, where: refunded EUR
Knex, whereNot: completed USD
Knex, whereNot of a function: completed EUR, completed USD, refunded USD
Knex, orWhere: completed USD, refunded EUR
Sequelize, Op.not: completed EUR, completed USD, refunded USD
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
