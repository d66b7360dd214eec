#!/usr/bin/env bash
# Five libraries, asked for the brand of one card number, give up to four answers.
#
# Guess:    a number in an assigned range has one brand, and libraries that know the brand agree on it; a range that
#           one does not know is unknown to it, not another brand.
# Instead:  creditcards calls UnionPay, Elo, Hiper and Verve numbers Maestro; creditcardutils calls a Mir number
#           Mastercard and an Elo number UnionPay; 5019 is Dankort to two libraries and Maestro to three; Maestro's
#           6333, 6772 and 6799 have no brand for payment. The numbers are made up, with a right check digit.
# Versions: credit-card-type 10.3.0, card-validator 10.0.4, creditcards 5.0.0, payment 2.4.7, creditcardutils 1.0.0.
# Matters:  which rules hold for a payment (3-D Secure, chargebacks, who collects) hangs on the brand. Take the brand
#           from what the payment service reports; where ranges are needed, keep them as data with a date and a
#           source.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent credit-card-type@10.3.0 card-validator@10.0.4 creditcards@5.0.0 payment@2.4.7 creditcardutils@1.0.0

cat >observe.cjs <<'JS'
const creditCardType = require('credit-card-type');
const { number } = require('card-validator');
const { card } = require('creditcards');
const payment = require('payment');
const creditCardUtils = require('creditcardutils');

const libraries = {
  'credit-card-type': (pan) => creditCardType(pan).map(({ type }) => type).join(' or '),
  'card-validator': (pan) => number(pan).card?.type,
  creditcards: (pan) => card.type(pan)?.toLowerCase(),
  payment: (pan) => payment.fns.cardType(pan),
  creditcardutils: (pan) => creditCardUtils.parseCardType(pan),
};

/** A number of sixteen digits under a prefix, with a right check digit. */
function made(prefix) {
  const digits = [...prefix.padEnd(15, '0')].map(Number);
  const sum = digits.reduce((total, digit, i) => total + (i % 2 === 1 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
  return digits.join('') + ((10 - (sum % 10)) % 10);
}

for (const prefix of ['6759', '625000', '506699', '627780', '637095', '506100', '220000', '5019', '6333', '6772', '679999']) {
  const answers = Object.entries(libraries).map(([name, brand]) => `${name} ${brand(made(prefix)) || 'none'}`);
  console.log(`${prefix}: ${answers.join(', ')}`);
}
JS

cat >stated <<'TEXT'
6759: credit-card-type maestro, card-validator maestro, creditcards maestro, payment maestro, creditcardutils maestro
625000: credit-card-type unionpay, card-validator unionpay, creditcards maestro, payment unionpay, creditcardutils unionpay
506699: credit-card-type elo, card-validator elo, creditcards maestro, payment elo, creditcardutils none
627780: credit-card-type elo, card-validator elo, creditcards maestro, payment elo, creditcardutils unionpay
637095: credit-card-type hiper, card-validator hiper, creditcards maestro, payment hipercard, creditcardutils none
506100: credit-card-type verve, card-validator verve, creditcards maestro, payment maestro, creditcardutils none
220000: credit-card-type mir, card-validator mir, creditcards none, payment mir, creditcardutils mastercard
5019: credit-card-type maestro, card-validator maestro, creditcards maestro, payment dankort, creditcardutils dankort
6333: credit-card-type maestro, card-validator maestro, creditcards maestro, payment none, creditcardutils none
6772: credit-card-type maestro, card-validator maestro, creditcards maestro, payment none, creditcardutils maestro
679999: credit-card-type maestro, card-validator maestro, creditcards maestro, payment none, creditcardutils maestro
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
