#!/usr/bin/env bash
# That no more is refunded than was captured holds no longer in a schema that Superstruct or ArkType made of one that says so.
#
# Guess:    a schema made of another by omitting a field, adding one or making all optional keeps the rule about two fields that it has not lost, or
#           refuses to be made.
# Instead:  Superstruct's omit, pick, partial and assign take the fields and leave the rule of refine(); ArkType's pick, omit, merge and partial do so
#           with narrow(). Neither says so. Zod refuses omit, pick and partial, keeps the rule in extend(), and loses it where the shape is
#           spread, as Valibot does with the entries. Yup keeps it everywhere.
# Versions: superstruct 2.0.2, arktype 2.2.10, zod 4.6.7, valibot 1.5.0, yup 1.7.1.
# Matters:  the order as stored refuses a refund of 50 out of 5, and the body of the request, the same schema without the id, takes it. Put the rule
#           on each schema that is used, and test it there.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts superstruct@2.0.2 arktype@2.2.10 zod@4.6.7 valibot@1.5.0 yup@1.7.1

cat >observe.mjs <<'JS'
import { type } from 'arktype';
import * as s from 'superstruct';
import * as v from 'valibot';
import * as yup from 'yup';
import * as z from 'zod';

const whole = (order) => order.refunded <= order.captured;
const ofSuperstruct = s.refine(s.object({ id: s.string(), captured: s.number(), refunded: s.number() }), 'whole', whole);
const ofArkType = type({ id: 'string', captured: 'number', refunded: 'number' }).narrow((order, context) => whole(order) || context.mustBe('whole'));
const ofZod = z.object({ id: z.string(), captured: z.number(), refunded: z.number() }).refine(whole);
const ofValibot = v.pipe(v.object({ id: v.string(), captured: v.number(), refunded: v.number() }), v.check(whole));
const ofYup = yup.object({ id: yup.string().required(), captured: yup.number().required(), refunded: yup.number().required() }).test('whole', 'whole', whole);
const libraries = {
  Superstruct: [(schema, order) => s.is(order, schema), {
    'as it is': () => ofSuperstruct, omit: () => s.omit(ofSuperstruct, ['id']), pick: () => s.pick(ofSuperstruct, ['captured', 'refunded']),
    partial: () => s.partial(ofSuperstruct), 'with a field more': () => s.assign(ofSuperstruct, s.object({ note: s.optional(s.string()) })),
  }],
  ArkType: [(schema, order) => !(schema(order) instanceof type.errors), {
    'as it is': () => ofArkType, omit: () => ofArkType.omit('id'), pick: () => ofArkType.pick('captured', 'refunded'),
    partial: () => ofArkType.partial(), 'with a field more': () => ofArkType.merge({ 'note?': 'string' }), and: () => ofArkType.and({ 'note?': 'string' }),
  }],
  Zod: [(schema, order) => schema.safeParse(order).success, {
    'as it is': () => ofZod, omit: () => ofZod.omit({ id: true }), pick: () => ofZod.pick({ captured: true, refunded: true }), partial: () => ofZod.partial(),
    'with a field more': () => ofZod.extend({ note: z.string().optional() }), spread: () => z.object({ ...ofZod.shape, note: z.string().optional() }),
  }],
  Valibot: [(schema, order) => v.is(schema, order), {
    'as it is': () => ofValibot, spread: () => v.object({ ...ofValibot.entries, note: v.optional(v.string()) }),
  }],
  Yup: [(schema, order) => schema.isValidSync(order), {
    'as it is': () => ofYup, omit: () => ofYup.omit(['id']), pick: () => ofYup.pick(['captured', 'refunded']), partial: () => ofYup.partial(),
    'with a field more': () => ofYup.shape({ note: yup.string() }),
  }],
};
for (const [name, [accepts, ways]] of Object.entries(libraries)) {
  const told = Object.entries(ways).map(([way, make]) => {
    let schema;
    try { schema = make(); } catch { return `${way} not made`; }
    const all = { id: 'A', captured: 5, refunded: 50 };
    const { id, ...less } = all;
    const order = way === 'omit' || way === 'pick' ? less : all;
    if (!accepts(schema, { ...order, refunded: 5 })) return `${way} takes nothing`;
    return `${way} ${accepts(schema, order) ? 'takes it' : 'refuses'}`;
  });
  console.log(`50 of 5, ${name}: ${told.join(', ')}`);
}
JS

cat >stated <<'TEXT'
50 of 5, Superstruct: as it is refuses, omit takes it, pick takes it, partial takes it, with a field more takes it
50 of 5, ArkType: as it is refuses, omit takes it, pick takes it, partial takes it, with a field more takes it, and refuses
50 of 5, Zod: as it is refuses, omit not made, pick not made, partial not made, with a field more refuses, spread takes it
50 of 5, Valibot: as it is refuses, spread takes it
50 of 5, Yup: as it is refuses, omit refuses, pick refuses, partial refuses, with a field more refuses
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
