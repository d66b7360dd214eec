#!/usr/bin/env bash
# How many decimals a currency has is one thing to Intl and another to the standard that payments use.
#
# Guess:    `Intl.NumberFormat` for a currency has the decimals of ISO 4217, as lists of currencies on npm have them, so that an
#           amount in minor units is scaled by what it says.
# Instead:  Intl gives what is customary where the currency is used: none for the forint, the rupiah, the Colombian peso and twelve
#           more that have two in ISO 4217, and none for the Iraqi dinar, which has three. world-currencies counts the coins
#           that a currency once had, so the yen and the won have two; to @dinero.js/currencies the ariary and the ouguiya
#           have one.
# Versions: Node 24.21.0 (ICU 78.3), currency-codes 2.2.0, world-currencies 0.0.11, @dinero.js/currencies 2.0.0-alpha.15.
# Matters:  the decimals that `resolvedOptions` names are taken for the scale of minor units: 1250 of the forint's are 12.50 to
#           the payment service, and 1250 forint on the receipt and in the next refund. Take the scale from ISO 4217, and say
#           `minimumFractionDigits` when amounts are shown.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent currency-codes@2.2.0 world-currencies@0.0.11 @dinero.js/currencies@2.0.0-alpha.15

cat >observe.mjs <<'JS'
import * as dinero from '@dinero.js/currencies';
import iso from 'currency-codes';
import world from 'world-currencies';

const formatted = (code) => new Intl.NumberFormat('en', { style: 'currency', currency: code });
const lists = {
  'Intl': (code) => formatted(code).resolvedOptions().maximumFractionDigits,
  'world-currencies': (code) => Math.round(-Math.log10(world[code].units.minor.majorValue)),
  '@dinero.js/currencies': (code) => dinero[code].exponent,
};
const differ = {};
// Metals, units of account and test codes are left out.
const currencies = iso.codes().filter((code) => !/^X(A[GU]|B|D|P[DT]|S|T|U|X)/.test(code));
for (const code of currencies) {
  const { digits } = iso.code(code);
  for (const [name, decimals] of Object.entries(lists)) {
    let told;
    try { told = decimals(code); } catch { continue; }
    if (Number.isFinite(told) && told !== digits) ((differ[name] ??= {})[`${digits} as ${told}`] ??= []).push(code);
  }
}
for (const [name, kinds] of Object.entries(differ)) {
  for (const [kind, codes] of Object.entries(kinds)) console.log(`${name}, ${kind}: ${codes.join(' ')}`);
}
for (const code of ['EUR', 'HUF', 'IQD']) console.log(`1250.50 ${code} is shown as ${formatted(code).format(1250.5).replaceAll('\u00a0', ' ')}`);
JS

cat >stated <<'TEXT'
Intl, 2 as 0: AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SOS SYP YER
Intl, 3 as 0: IQD
world-currencies, 0 as 2: BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND XOF XPF
world-currencies, 3 as 2: JOD LYD
world-currencies, 2 as 1: KHR MGA MOP TWD
@dinero.js/currencies, 2 as 1: MGA MRU
1250.50 EUR is shown as €1,250.50
1250.50 HUF is shown as HUF 1,251
1250.50 IQD is shown as IQD 1,251
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
