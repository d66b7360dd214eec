#!/usr/bin/env bash
# To mt940-js a credit that the bank has taken back is one more credit.
#
# Guess:    the marks RC and RD of a statement line are the reversal of a credit and of a debit, so the first takes money from the
#           account and the second gives it back; and a line that brings money in is no expense.
# Instead:  RC is a credit and RD a debit, with nothing to tell them from C and D by. The lines no longer lead from the opening
#           balance to the closing one, which is not checked. An incoming transfer (NTRF) is an expense beside being a credit.
#           mt940js reads the same lines right.
# Versions: mt940-js 1.0.0 (with tslib 2.9.1, which it needs and does not name), mt940js 1.3.5.
# Matters:  a payout that the bank reverses, or a direct debit that comes back, is booked with the wrong sign, so the error is twice
#           the amount. Add the lines up and compare with the balances.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent mt940-js@1.0.0 tslib@2.9.1 mt940js@1.3.5

cat >observe.cjs <<'JS'
const { read } = require('mt940-js');
const { Parser } = require('mt940js');

const marks = ['C', 'RC', 'D', 'RD'];
const amounts = [40, 30, 20, 10];
const text = [':20:STATEMENT', ':25:NL00BANK0000000000', ':28C:1/1', ':60F:C260101EUR100,00',
  ...marks.flatMap((mark, index) => [`:61:2601020102${mark}${amounts[index]},00NTRFNONREF`, ':86:payout']), ':62F:C260102EUR100,00', '-', ''].join('\r\n');
const told = (library, signed, opening, closing) => {
  console.log(`${library}: ${marks.map((mark, index) => `${mark} ${signed[index]}`).join(', ')}; from ${opening} to ${closing}, by the lines to ${signed.reduce((sum, amount) => sum + amount, opening)}`);
};
(async () => {
  const [statement] = await read(Buffer.from(text));
  told('mt940-js', statement.transactions.map(({ isCredit, amount }) => (isCredit ? amount : -amount)), statement.openingBalance.value, statement.closingBalance.value);
  const [first] = statement.transactions;
  console.log(`mt940-js, C: credit ${first.isCredit}, expense ${first.isExpense}`);
  const [other] = new Parser().parse(text.replaceAll('\r\n', '\n').replace(/\n-\n$/, '\n'));
  told('mt940js', other.transactions.map(({ amount }) => amount), other.openingBalance, other.closingBalance);
})();
JS

cat >stated <<'TEXT'
mt940-js: C 40, RC 30, D -20, RD -10; from 100 to 100, by the lines to 140
mt940-js, C: credit true, expense true
mt940js: C 40, RC -30, D -20, RD 10; from 100 to 100, by the lines to 100
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
