#!/usr/bin/env bash
# Payment codes for SEPA by two libraries ask for EUR13.049999999999999, and one of them also for EUR-5, the other for EUR12,50.
#
# Guess:    the guidelines of the European Payments Council allow at most two decimals, from 0.01 to 999999999.99, so that is what a library for such
#           codes writes, or it refuses; 12.5 is written as 12.50 everywhere.
# Instead:  sepa-payment-code checks the bounds and writes the number as JavaScript does, three times 4.35 with fifteen decimals. iban-qr-code checks
#           nothing and writes 0 and -5, but reads '12,50' and '1.234,50' rightly, which the other one writes as they are. Only
#           sepa-payment-qr-code writes two decimals; it refuses texts, and rounds 1.005 to 1.00.
# Versions: sepa-payment-code 1.0.3, iban-qr-code 1.0.0, sepa-payment-qr-code 2.0.2.
# Matters:  the customer's bank refuses the code, or takes another amount, for some totals only: those that no binary fraction is equal to. Give
#           a text with two decimals where that is taken, and a rounded number elsewhere.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts sepa-payment-code@1.0.3 iban-qr-code@1.0.0 sepa-payment-qr-code@2.0.2

cat >observe.cjs <<'JS'
const { girocode } = require('iban-qr-code');
const { PaymentCode } = require('sepa-payment-code');
const generate = require('sepa-payment-qr-code');

const iban = 'BE71096123456769';
const codes = {
  'sepa-payment-code': (amount) => new PaymentCode('Shop', iban, amount, undefined, 'Order A').getPayload(),
  'iban-qr-code': (amount) => girocode({ name: 'Shop', iban, bic: '', currency: 'EUR', amount, char: '', ref: '', reason: 'Order A', hint: '', version: '002' }),
  'sepa-payment-qr-code': (amount) => generate({ name: 'Shop', iban, amount, unstructuredReference: 'Order A' }),
};
const written = (code, amount) => {
  try { return String(code(amount)).split('\n').find((line) => line.startsWith('EUR')); } catch { return 'refused'; }
};
for (const [what, amount] of Object.entries({ '12.5': 12.5, '3 * 4.35': 3 * 4.35, '0.1 + 0.2': 0.1 + 0.2, '1.005': 1.005, 0: 0, '-5': -5, "'12.50'": '12.50', "'12,50'": '12,50', "'1.234,50'": '1.234,50' })) {
  console.log(`${what}: ${Object.entries(codes).map(([name, code]) => `${name} ${written(code, amount)}`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
0: sepa-payment-code refused, iban-qr-code EUR0, sepa-payment-qr-code refused
12.5: sepa-payment-code EUR12.5, iban-qr-code EUR12.5, sepa-payment-qr-code EUR12.50
3 * 4.35: sepa-payment-code EUR13.049999999999999, iban-qr-code EUR13.049999999999999, sepa-payment-qr-code EUR13.05
0.1 + 0.2: sepa-payment-code EUR0.30000000000000004, iban-qr-code EUR0.30000000000000004, sepa-payment-qr-code EUR0.30
1.005: sepa-payment-code EUR1.005, iban-qr-code EUR1.005, sepa-payment-qr-code EUR1.00
-5: sepa-payment-code refused, iban-qr-code EUR-5, sepa-payment-qr-code refused
'12.50': sepa-payment-code EUR12.50, iban-qr-code EUR12.50, sepa-payment-qr-code refused
'12,50': sepa-payment-code EUR12,50, iban-qr-code EUR12.50, sepa-payment-qr-code refused
'1.234,50': sepa-payment-code EUR1.234,50, iban-qr-code EUR1234.50, sepa-payment-qr-code refused
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
