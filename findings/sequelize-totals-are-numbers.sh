#!/usr/bin/env bash
# Sequelize reads an amount exactly and its total, its greatest and its least one as floating-point numbers.
#
# Guess:    DECIMAL and BIGINT come as text, digit by digit, and so do sum, max and min of them, as they do where the same is asked in SQL.
# Instead:  sum(), max() and min() turn the database's answer into a number for columns of these types. The greatest id or count of cents above 2^53 is
#           another one, a total of decimals is cut to about sixteen digits, 13.70 is 13.7; a sum over no rows is null. findAll with fn('SUM')
#           keeps the text.
# Versions: sequelize 6.37.8 and pg 8.23.1 on PostgreSQL 18.6 in @electric-sql/pglite 0.5.14 through @electric-sql/pglite-socket 0.2.17.
# Matters:  the day's total differs by cents from that of the ledger, and "all above the greatest id so far" takes a payment twice or leaves one out.
#           Ask with findAll and fn, or take the option dataType.
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
import { DataTypes, fn, col, Sequelize } from 'sequelize';

const server = new PGLiteSocketServer({ db: await PGlite.create(), host: '127.0.0.1', port: 0 });
await server.start();
const [host, port] = server.getServerConn().split(':');
const sequelize = new Sequelize('postgres', 'postgres', '', { host, port: Number(port), dialect: 'postgres', logging: false, pool: { max: 1 } });
const Payment = sequelize.define('payment', { id: { type: DataTypes.BIGINT, primaryKey: true }, amount: DataTypes.DECIMAL(20, 2) }, { timestamps: false });
await sequelize.sync();
await Payment.bulkCreate([{ id: '9007199254740991', amount: '90071992547409.91' }, { id: '9007199254740993', amount: '90071992547409.92' }]);

const told = (value) => `${typeof value} ${value}`;
const last = await Payment.findByPk('9007199254740993');
console.log(`read: id ${told(last.id)}, amount ${told(last.amount)}`);
for (const [name, column] of [['sum', 'amount'], ['max', 'amount'], ['min', 'amount'], ['max', 'id'], ['min', 'id'], ['sum', 'id']]) {
  const [[{ exact }]] = await sequelize.query(`select ${name}(${column}) as exact from payments`);
  const [row] = await Payment.findAll({ attributes: [[fn(name.toUpperCase(), col(column)), 'found']], raw: true });
  console.log(`${name} of ${column}: ${told(await Payment[name](column))}, with fn ${told(row.found)}, in SQL ${told(exact)}`);
}
console.log(`with dataType: ${told(await Payment.max('id', { dataType: 'text' }))}`);
process.exit();
JS

cat >stated <<'TEXT'
read: id string 9007199254740993, amount string 90071992547409.92
sum of amount: number 180143985094819.84, with fn string 180143985094819.83, in SQL string 180143985094819.83
max of amount: number 90071992547409.92, with fn string 90071992547409.92, in SQL string 90071992547409.92
min of amount: number 90071992547409.9, with fn string 90071992547409.91, in SQL string 90071992547409.91
max of id: number 9007199254740992, with fn string 9007199254740993, in SQL string 9007199254740993
min of id: number 9007199254740991, with fn string 9007199254740991, in SQL string 9007199254740991
sum of id: number 18014398509481984, with fn string 18014398509481984, in SQL string 18014398509481984
with dataType: string 9007199254740993
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
