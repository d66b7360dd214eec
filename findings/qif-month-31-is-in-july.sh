#!/usr/bin/env bash
# A payment of 12,50 in a QIF file is 1250 to qif2json, and one of 31/01/2026, read as American, is of the 1st of July 2028.
#
# Guess:    a comma with two digits behind it is one of decimals, or is refused; a month of 31 is refused, or the day and the month change places.
# Instead:  all commas are taken out before the number is read. A month beyond twelve is counted on into the years after it: month 31 of 2026 is July 2028;
#           the European way, which it takes unasked, 01/31 is the same day, without a word.
# Versions: qif2json 0.4.0.
# Matters:  programs in Europe write QIF with a comma as well, and the format does not say which it is: statements come in with amounts a hundred times as
#           large. Look at the first lines, and at the greatest date.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts qif2json@0.4.0

cat >observe.mjs <<'JS'
import qif from 'qif2json';

const read = (date, amount, dateFormat) => {
  const [transaction] = qif.parse(`!Type:Bank\nD${date}\nT${amount}\nPShop\n^\n`, { dateFormat }).transactions;
  return `${transaction.date.slice(0, 10)}, ${transaction.amount}`;
};
for (const amount of ['12.50', '12,50', '-1.250,00', '1,250.00']) console.log(`T${amount}: ${read('31/01/2026', amount)}`);
for (const format of ['us', undefined]) {
  for (const date of ['31/01/2026', '01/31/2026', '04/03/2026', '31/02/2026']) console.log(`D${date}, ${format ?? 'no format'}: ${read(date, '1.00', format)}`);
}
JS

cat >stated <<'TEXT'
T12.50: 2026-01-31, 12.5
T12,50: 2026-01-31, 1250
T-1.250,00: 2026-01-31, -1.25
T1,250.00: 2026-01-31, 1250
D31/01/2026, us: 2028-07-01, 1
D01/31/2026, us: 2026-01-31, 1
D04/03/2026, us: 2026-04-03, 1
D31/02/2026, us: 2028-07-02, 1
D31/01/2026, no format: 2026-01-31, 1
D01/31/2026, no format: 2028-07-01, 1
D04/03/2026, no format: 2026-03-04, 1
D31/02/2026, no format: 2026-03-03, 1
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
