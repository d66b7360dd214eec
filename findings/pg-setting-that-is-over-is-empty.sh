#!/usr/bin/env bash
# A setting that PostgreSQL kept for one transaction is null before it, and an empty text ever after on that connection.
#
# Guess:    `current_setting('app.merchant', true)` is null while nobody has set it, and again once the transaction that set it by `set local` is over.
# Instead:  after the commit, and after a rollback as well, the setting exists and is '' for as long as the connection lives. RESET and DISCARD ALL do not take it
#           away. A coalesce around it gives '', and a cast to a number fails.
# Versions: PostgreSQL 18.6 in @electric-sql/pglite 0.5.14.
# Matters:  the trigger that notes who has refunded writes "system" where nobody is named, and does so on a new connection; on one that the pool has lent before
#           it writes nothing. Ask for `nullif(current_setting('app.merchant', true), '')`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const ask = async (db) => {
  const { rows: [{ setting, who }] } = await db.query("select current_setting('app.who', true) as setting, coalesce(current_setting('app.who', true), 'system') as who");
  const number = await db.query("select current_setting('app.who', true)::int as number").then(({ rows: [row] }) => row.number, ({ message }) => message);
  return `${JSON.stringify(setting)}, noted '${who}', as a number ${number}`;
};
for (const end of ['commit', 'rollback']) {
  const db = await PGlite.create();
  console.log(`new connection: ${await ask(db)}`);
  await db.exec(`begin; set local app.who = '125'; ${end}`);
  console.log(`after set local and ${end}: ${await ask(db)}`);
  for (const statement of ['reset app.who', 'discard all']) {
    await db.exec(statement);
    console.log(`after ${statement}: ${await ask(db)}`);
  }
}
process.exit();
JS

cat >stated <<'TEXT'
new connection: null, noted 'system', as a number null
after set local and commit: "", noted '', as a number invalid input syntax for type integer: ""
after reset app.who: "", noted '', as a number invalid input syntax for type integer: ""
after discard all: "", noted '', as a number invalid input syntax for type integer: ""
new connection: null, noted 'system', as a number null
after set local and rollback: "", noted '', as a number invalid input syntax for type integer: ""
after reset app.who: "", noted '', as a number invalid input syntax for type integer: ""
after discard all: "", noted '', as a number invalid input syntax for type integer: ""
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
