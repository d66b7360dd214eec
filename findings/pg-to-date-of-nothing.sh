#!/usr/bin/env bash
# A date that was left empty is the 1st of January of the year 1 BC to PostgreSQL's to_date, the 31st of month 00 is the 31st of January, and noon is midnight.
#
# Guess:    a text that is no date in the format is an error, as the 30th of February is, and an empty one too, or null. A year of two digits under YYYY is
#           refused or of this century. A T between date and time stands for itself, as in ISO 8601.
# Instead:  what is missing, and what is 0, counts as the first: of an empty text, and of 00000000, as banks fill a field without a date, nothing is left but 1
#           January of the year before 1. 26 is the year 26. HH is the hour of a clock of twelve hours, without morning or afternoon, so that 12:00 is
#           midnight; and TH behind DD is an ordinal's ending, so that the hours of …DDTHH24… are never read. What stands behind the format, an offset too, is
#           passed over.
# Versions: PostgreSQL 18 in @electric-sql/pglite 0.5.14.
# Matters:  statements are loaded so: the payment without a value date is older than every term, and none is refused. Cast instead, which is strict
#           ('…'::date), and make null of empty ones: nullif(text, '').
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14

cat >observe.mjs <<'JS'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
await db.exec("set timezone to 'UTC'");
for (const call of [
  "to_date('', 'YYYY-MM-DD')",
  "to_date('00000000', 'YYYYMMDD')",
  "to_date('31-00-2026', 'DD-MM-YYYY')",
  "to_date('30-02-2026', 'DD-MM-YYYY')",
  "to_date('31-01-26', 'DD-MM-YYYY')",
  "to_date('31-01-2026', 'DD-MM-YY')",
  "to_timestamp('2026-01-31 12:00', 'YYYY-MM-DD HH:MI')",
  "to_timestamp('2026-01-31T12:00', 'YYYY-MM-DDTHH24:MI')",
  `to_timestamp('2026-01-31T12:00+05:00', 'YYYY-MM-DD"T"HH24:MI')`,
  "''::date",
  "'2026-01-31T12:00+05:00'::timestamptz",
]) {
  const { rows } = await db.query(`select (${call})::text as found`).catch(() => ({ rows: [{ found: 'refused' }] }));
  console.log(`${call}: ${rows[0].found}`);
}
process.exit();
JS

cat >stated <<'TEXT'
to_date('', 'YYYY-MM-DD'): 0001-01-01 BC
to_date('00000000', 'YYYYMMDD'): 0001-01-01 BC
to_date('31-00-2026', 'DD-MM-YYYY'): 2026-01-31
to_date('30-02-2026', 'DD-MM-YYYY'): refused
to_date('31-01-26', 'DD-MM-YYYY'): 0026-01-31
to_date('31-01-2026', 'DD-MM-YY'): 2026-01-31
to_timestamp('2026-01-31 12:00', 'YYYY-MM-DD HH:MI'): 2026-01-31 00:00:00+00
to_timestamp('2026-01-31T12:00', 'YYYY-MM-DDTHH24:MI'): 2026-01-31 00:00:00+00
to_timestamp('2026-01-31T12:00+05:00', 'YYYY-MM-DD"T"HH24:MI'): 2026-01-31 12:00:00+00
''::date: refused
'2026-01-31T12:00+05:00'::timestamptz: 2026-01-31 07:00:00+00
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
