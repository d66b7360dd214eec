#!/usr/bin/env bash
# Read beside its payment by Drizzle, a refund of 9007199254740993n is one of ...992n, and its fee of '12.50' is '12.5'.
#
# Guess:    a column of a mode is read in one way, whether its table is asked for by itself or with the rows of another (`with: { refunds: true }`); the
#           types that are given say the same for both.
# Instead:  the rows of the other table come as JSON, whose numbers are JavaScript's by the time the column is read: a bigint beyond 2^53 and a numeric in
#           bigints are other numbers, and a numeric that is a text loses its last zeros and the digits behind the sixteenth. A time that is a text is
#           written otherwise. The types are those that were declared, so that nothing shows. By itself, or with innerJoin(), the table is read right.
# Versions: drizzle-orm 0.45.4 on PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  a refund is not found by the id that was read, or belongs to a payment whose id is one less, and `fee === '12.50'` goes by how it was asked for.
#           Join such tables.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts drizzle-orm@0.45.4 @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';
import { eq, relations } from 'drizzle-orm';
import { bigint, numeric, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/pglite';

const payment = pgTable('payment', { id: text().primaryKey() });
const refund = pgTable('refund', {
  number: bigint({ mode: 'bigint' }).primaryKey(),
  paymentId: text('payment_id'),
  fee: numeric({ precision: 20, scale: 2 }),
  units: numeric({ precision: 30, scale: 0, mode: 'bigint' }),
  at: timestamp({ mode: 'string', withTimezone: true }),
});
const refunds = relations(payment, ({ many }) => ({ refunds: many(refund) }));
const ofPayment = relations(refund, ({ one }) => ({ payment: one(payment, { fields: [refund.paymentId], references: [payment.id] }) }));
const client = await PGlite.create();
await client.exec(`set time zone 'UTC';
  create table payment (id text primary key);
  create table refund (number bigint primary key, payment_id text, fee numeric(20, 2), units numeric(30), at timestamptz);
  insert into payment values ('A');
  insert into refund values (9007199254740993, 'A', 12.50, 12345678901234567890, '2026-01-31 10:00:00Z'), (5, 'A', 1234567890123456.78, 5, '2026-01-31 10:00:00Z')`);
const db = drizzle(client, { schema: { payment, refund, refunds, ofPayment } });
const tell = (name, rows) => {
  for (const { number, fee, units, at } of rows) console.log(`${name}: ${typeof number} ${number}, ${typeof fee} ${fee}, ${typeof units} ${units}, ${at}`);
};
tell('by itself', await db.query.refund.findMany());
tell('joined', (await db.select().from(payment).innerJoin(refund, eq(refund.paymentId, payment.id))).map((row) => row.refund));
tell('with its payment', (await db.query.payment.findMany({ with: { refunds: true } }))[0].refunds);
process.exit();
JS

cat >stated <<'TEXT'
by itself: bigint 9007199254740993, string 12.50, bigint 12345678901234567890, 2026-01-31 10:00:00+00
by itself: bigint 5, string 1234567890123456.78, bigint 5, 2026-01-31 10:00:00+00
joined: bigint 9007199254740993, string 12.50, bigint 12345678901234567890, 2026-01-31 10:00:00+00
joined: bigint 5, string 1234567890123456.78, bigint 5, 2026-01-31 10:00:00+00
with its payment: bigint 9007199254740992, string 12.5, bigint 12345678901234567168, 2026-01-31T10:00:00+00:00
with its payment: bigint 5, string 1234567890123456.8, bigint 5, 2026-01-31T10:00:00+00:00
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
