#!/usr/bin/env bash
# A field that Adyen's library does not know is neither sent nor received, without a word: a payment method's new field, a result's new amount.
#
# Guess:    what the program puts into a request is sent as it stands, since it is JSON, and what Adyen answers is handed on whole; types are for the
#           compiler.
# Instead:  request and answer are copied field by field by the lists of the library's version, at every depth; what is in none of them is dropped, also for a
#           field that was written in other letters, so that Adyen never refuses it. An amount of 12.5 minor units passes, as does null. A day is sent with
#           its time. `additionalData` and `metadata` are kept, being maps.
# Versions: @adyen/api-library 32.1.0.
# Matters:  a field of a newer API, or one that is misspelt in JavaScript, seems to be sent: the payment is made without it, and a refusal's new reason never
#           comes in. Log what leaves the HTTP client, not what the program gave.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @adyen/api-library@32.1.0

cat >observe.mjs <<'JS'
import adyen from '@adyen/api-library';

const { CheckoutAPI, Client, Config, EnvironmentEnum } = adyen;
const client = new Client(new Config({ apiKey: 'x', environment: EnvironmentEnum.TEST }));
let sent;
const answer = { pspReference: 'P', resultCode: 'Authorised', amount: { currency: 'EUR', value: 1250, surcharge: 50 }, reasonOfTomorrow: 'x', additionalData: { scheme: 'y' } };
client.httpClient = {
  async request(_address, json) {
    sent = json;
    return JSON.stringify(answer);
  },
};
const received = await new CheckoutAPI(client).PaymentsApi.payments({
  merchantAccount: 'Shop',
  reference: 'A-1',
  Reference: 'A-2',
  returnUrl: 'https://shop.example',
  amount: { currency: 'EUR', value: 12.5, valueInEuro: '12.50' },
  paymentMethod: { type: 'scheme', fieldOfTomorrow: 'x' },
  dateOfBirth: new Date('2000-01-31T00:00:00Z'),
  metadata: { till: '7' },
  fieldOfTomorrow: 'x',
});
console.log('sent:');
for (const [name, value] of Object.entries(JSON.parse(sent))) console.log(`  ${name}: ${JSON.stringify(value)}`);
console.log('received of what was answered:');
for (const name of Object.keys(answer)) console.log(`  ${name}: ${JSON.stringify(received[name]) ?? 'nothing'}`);
JS

cat >stated <<'TEXT'
sent:
  amount: {"currency":"EUR","value":12.5}
  dateOfBirth: "2000-01-31T00:00:00.000Z"
  merchantAccount: "Shop"
  metadata: {"till":"7"}
  paymentMethod: {"type":"scheme"}
  reference: "A-1"
  returnUrl: "https://shop.example"
received of what was answered:
  pspReference: "P"
  resultCode: "Authorised"
  amount: {"currency":"EUR","value":1250}
  reasonOfTomorrow: nothing
  additionalData: {"scheme":"y"}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
