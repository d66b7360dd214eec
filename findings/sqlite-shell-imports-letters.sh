#!/usr/bin/env bash
# Of amounts that SQLite's shell has imported from CSV, 50 and 9 are above 100 and 1000 is not above 200, while their sum is right.
#
# Guess:    what looks like a number becomes one on its way in, as it does in a column of numbers; or a comparison of a text with a number is refused, or
#           always false. Where sum() is right, `amount > 200` is as well.
# Instead:  `.import` makes a table whose columns are all TEXT, and a number that is compared with such a column becomes a text: letters are compared. `max`
#           and `order by` go by letters as well; sum reads the texts as numbers. Into a table that was made before, with integer columns, it imports numbers.
# Versions: SQLite 3.40.1 (Debian's sqlite3 3.40.1-2+deb12u2).
# Matters:  "refunds above 200, to be looked at" lacks those of 1000 and has those of 50, and the total under the report agrees with the bank. Make the table
#           first, or cast.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian's packages are unpacked here, not installed; `apt-get update` has to have run.
apt-get -qq -y --no-install-recommends --reinstall --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder" \
  install sqlite3=3.40.1-2+deb12u2 libsqlite3-0=3.40.1-2+deb12u2 >log 2>&1 || { cat log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
export LD_LIBRARY_PATH="$folder/usr/lib/x86_64-linux-gnu"

printf 'id,amount\nA,50\nB,250\nC,1000\nD,9\n' >refunds.csv
shell() { usr/bin/sqlite3 -batch :memory: -cmd '.mode csv' "$@" | tr -d '\r' | paste -sd ' '; }
imported() { shell -cmd '.import refunds.csv refund' "$1"; }
made() { shell -cmd 'create table refund (id text, amount integer)' -cmd '.import --skip 1 refunds.csv refund' "$1"; }
for table in imported made; do
  echo "$table, type: $($table 'select distinct typeof(amount) from refund')"
  echo "$table, above 100: $($table 'select id from refund where amount > 100')"
  echo "$table, above 200: $($table 'select id from refund where amount > 200')"
  echo "$table, the largest: $($table 'select id from refund order by amount desc limit 1')"
  echo "$table, max: $($table 'select max(amount) from refund')"
  echo "$table, sum: $($table 'select sum(amount) from refund')"
done >observed

cat >stated <<'TEXT'
imported, type: text
imported, above 100: A B C D
imported, above 200: A B D
imported, the largest: D
imported, max: 9
imported, sum: 1309
made, type: integer
made, above 100: B C
made, above 200: B C
made, the largest: C
made, max: 1000
made, sum: 1309
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
