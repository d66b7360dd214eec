#!/usr/bin/env bash
# A payment that was refunded has lost its refund once Zod, Valibot or Effect has read it by a union whose first member is a payment.
#
# Guess:    of the members of a union the one is taken that says most about the value, or one that leaves nothing out; what a member knows is kept.
# Instead:  the first member that the value fits is taken, and each drops what it does not name: `{ id, amount }` fits a refunded payment as well, so that
#           `refunded` is gone, without an error. With the members the other way round it is there. Where the first is strict the second is taken. ArkType
#           keeps what is not named; Superstruct refuses it, and so takes the second.
# Versions: zod 4.6.7, valibot 1.5.0, effect 4.1.0; arktype 2.2.10, superstruct 2.0.2.
# Matters:  the list of payments shows what was refunded in full as paid, since somebody has added the schema of refunded ones behind the one that was there.
#           Tell the members apart by a field of their own, or make each strict.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts zod@4.6.7 valibot@1.5.0 effect@4.1.0 arktype@2.2.10 superstruct@2.0.2

cat >observe.mjs <<'JS'
import { type } from 'arktype';
import { Schema } from 'effect';
import * as s from 'superstruct';
import * as v from 'valibot';
import { z } from 'zod';

const value = { id: 'A', amount: 1000, refunded: 1000 };
const ofZod = [z.object({ id: z.string(), amount: z.number() }), z.object({ id: z.string(), amount: z.number(), refunded: z.number() })];
const ofValibot = [v.object({ id: v.string(), amount: v.number() }), v.object({ id: v.string(), amount: v.number(), refunded: v.number() })];
const ofEffect = [Schema.Struct({ id: Schema.String, amount: Schema.Number }), Schema.Struct({ id: Schema.String, amount: Schema.Number, refunded: Schema.Number })];
const ofArkType = [type({ id: 'string', amount: 'number' }), type({ id: 'string', amount: 'number', refunded: 'number' })];
const ofSuperstruct = [s.object({ id: s.string(), amount: s.number() }), s.object({ id: s.string(), amount: s.number(), refunded: s.number() })];
for (const [name, members, read] of [
  ['Zod', ofZod, (union) => z.union(union).parse(value)],
  ['Zod, strict', ofZod.map((member) => member.strict()), (union) => z.union(union).parse(value)],
  ['Valibot', ofValibot, (union) => v.parse(v.union(union), value)],
  ['Effect', ofEffect, (union) => Schema.decodeUnknownSync(Schema.Union(union))(value)],
  ['ArkType', ofArkType, ([one, other]) => one.or(other)(value)],
  ['Superstruct', ofSuperstruct, (union) => s.create(value, s.union(union))],
]) {
  console.log(`${name}: the payment first ${JSON.stringify(read(members))}, the refunded one first ${JSON.stringify(read([...members].reverse()))}`);
}
process.exit();
JS

cat >stated <<'TEXT'
Zod: the payment first {"id":"A","amount":1000}, the refunded one first {"id":"A","amount":1000,"refunded":1000}
Zod, strict: the payment first {"id":"A","amount":1000,"refunded":1000}, the refunded one first {"id":"A","amount":1000,"refunded":1000}
Valibot: the payment first {"id":"A","amount":1000}, the refunded one first {"id":"A","amount":1000,"refunded":1000}
Effect: the payment first {"id":"A","amount":1000}, the refunded one first {"id":"A","amount":1000,"refunded":1000}
ArkType: the payment first {"id":"A","amount":1000,"refunded":1000}, the refunded one first {"id":"A","amount":1000,"refunded":1000}
Superstruct: the payment first {"id":"A","amount":1000,"refunded":1000}, the refunded one first {"id":"A","amount":1000,"refunded":1000}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
