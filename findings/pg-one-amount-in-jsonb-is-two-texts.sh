#!/usr/bin/env bash
# In PostgreSQL's jsonb 1.10 and 1.1 are one amount, and in an index on `document ->> 'amount'` they are two; 1e2 and 100 are one text.
#
# Guess:    jsonb keeps numbers in one form, so that equal ones have one text; or keeps what was written, so that what is written in two ways differs.
# Instead:  the exponent is worked out and the noughts behind the point are kept. Two documents with 1.10 and 1.1 are equal, count as one for DISTINCT and for a
#           unique index on the document or on `->`, and are two for `->>`, for its unique index and for a digest of the text.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  a provider that writes 12.5 in one notice and 12.50 in the next has sent two amounts by the text, and one by the document: a comparison with what is
#           stored, a unique key or a digest of it says otherwise than the other. Cast to numeric, or compare by `->`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
const [one, other] = ['{"amount": 1.10}', '{"amount": 1.1}'];
for (const [name, sql] of Object.entries({
  'documents equal': `select '${one}'::jsonb = '${other}'::jsonb as answer`,
  'by -> equal': `select '${one}'::jsonb -> 'amount' = '${other}'::jsonb -> 'amount' as answer`,
  'by ->> equal': `select '${one}'::jsonb ->> 'amount' = '${other}'::jsonb ->> 'amount' as answer`,
  'digests equal': `select md5('${one}'::jsonb::text) = md5('${other}'::jsonb::text) as answer`,
  'distinct documents': `select count(distinct document)::int as answer from (values ('${one}'::jsonb), ('${other}')) as notices(document)`,
  'texts of 1.10, 1e2 and 1.0e1': `select concat_ws(', ', '1.10'::jsonb, '1e2'::jsonb, '1.0e1'::jsonb) as answer`,
}))
  console.log(`${name}: ${(await db.query(sql)).rows[0].answer}`);
for (const key of ['document', "(document -> 'amount')", "(document ->> 'amount')", "((document ->> 'amount')::numeric)"]) {
  await db.exec(`drop table if exists notices; create table notices (document jsonb); create unique index on notices (${key}); insert into notices values ('${one}')`);
  console.log(`the second by a unique index on ${key}: ${await db.query(`insert into notices values ('${other}')`).then(() => 'taken', () => 'refused')}`);
}
process.exit();
JS

cat >stated <<'TEXT'
documents equal: true
by -> equal: true
by ->> equal: false
digests equal: false
distinct documents: 1
texts of 1.10, 1e2 and 1.0e1: 1.10, 100, 10
the second by a unique index on document: refused
the second by a unique index on (document -> 'amount'): refused
the second by a unique index on (document ->> 'amount'): taken
the second by a unique index on ((document ->> 'amount')::numeric): refused
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
