#!/usr/bin/env bash
# Made partial for a change, a schema of Zod, Yup, ArkType or Superstruct writes its defaults into the change.
#
# Guess:    `partial()` makes all fields optional, as TypeScript's Partial does: of { note } comes { note }, and what the client did not send is not
#           there. So it is in Zod 3, whose interface Zod 4 keeps.
# Instead:  Zod 4, Yup, ArkType and Superstruct put in the default of every field that is missing; in Zod 4 `.optional()` behind a default, written out,
#           does so as well. Zod 3 and Valibot leave the field out. Yup besides makes an object of a nested one that was not sent, without a default.
# Versions: zod 4.6.7 (and the zod/v3 in it), yup 1.7.1, arktype 2.2.10, superstruct 2.0.2, valibot 1.5.0.
# Matters:  PATCH of a note on a refunded order in dollars makes it an initialized order in euros, because the schema for a new order has these
#           defaults. Keep defaults out of the schema that both share, and put them in where an order is made.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts zod@4.6.7 yup@1.7.1 arktype@2.2.10 superstruct@2.0.2 valibot@1.5.0

cat >observe.mjs <<'JS'
import { type } from 'arktype';
import * as superstruct from 'superstruct';
import * as v from 'valibot';
import * as yup from 'yup';
import * as z from 'zod';
import * as z3 from 'zod/v3';

const ofZod = (zod) => zod.object({ note: zod.string(), currency: zod.string().default('EUR'), status: zod.string().default('initialized') });
const changes = {
  'Zod 3': (sent) => ofZod(z3).partial().parse(sent),
  'Zod 4': (sent) => ofZod(z).partial().parse(sent),
  'Zod 3, optional behind the default': (sent) => z3.object({ note: z3.string(), currency: z3.string().default('EUR').optional() }).parse(sent),
  'Zod 4, optional behind the default': (sent) => z.object({ note: z.string(), currency: z.string().default('EUR').optional() }).parse(sent),
  Yup: (sent) => yup.object({ note: yup.string(), currency: yup.string().default('EUR'), status: yup.string().default('initialized') }).partial().validateSync(sent),
  'Yup, nested': (sent) => yup.object({ note: yup.string(), customer: yup.object({ name: yup.string(), email: yup.string() }) }).partial().validateSync(sent),
  ArkType: (sent) => type({ note: 'string', currency: "string = 'EUR'", status: "string = 'initialized'" }).partial()(sent),
  Superstruct: (sent) => superstruct.create(sent, superstruct.partial(superstruct.object({
    note: superstruct.string(), currency: superstruct.defaulted(superstruct.string(), 'EUR'), status: superstruct.defaulted(superstruct.string(), 'initialized'),
  }))),
  Valibot: (sent) => v.parse(v.partial(v.object({ note: v.string(), currency: v.optional(v.string(), 'EUR'), status: v.optional(v.string(), 'initialized') })), sent),
};
for (const [name, change] of Object.entries(changes)) {
  const changed = change({ note: 'Call first' });
  console.log(`${name}: ${JSON.stringify(changed, Object.keys(changed).sort())}`);
}
JS

cat >stated <<'TEXT'
Zod 3: {"note":"Call first"}
Zod 4: {"currency":"EUR","note":"Call first","status":"initialized"}
Zod 3, optional behind the default: {"note":"Call first"}
Zod 4, optional behind the default: {"currency":"EUR","note":"Call first"}
Yup: {"currency":"EUR","note":"Call first","status":"initialized"}
Yup, nested: {"customer":{},"note":"Call first"}
ArkType: {"currency":"EUR","note":"Call first","status":"initialized"}
Superstruct: {"currency":"EUR","note":"Call first","status":"initialized"}
Valibot: {"note":"Call first"}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
