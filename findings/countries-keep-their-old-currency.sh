#!/usr/bin/env bash
# Five of eight packages say that Bulgaria pays in leva, which went out of use with the year 2025; in one Latvia still pays in lats.
#
# Guess:    a package that names the currency of a country names the one in use, or one that was in use until lately: the euro in Bulgaria since
#           January 2026, in Croatia since 2023, in Latvia since 2014.
# Instead:  three have the euro for Bulgaria. Two have kunas for Croatia and one lats for Latvia; for Sierra Leone, Curaçao and Venezuela, which
#           have new money since 2022, 2025 and 2018, five, five and four give the old. All answer without a doubt, in the newest release.
# Versions: country-to-currency 3.0.1, country-codes-list 3.2.0, countries-list 3.4.1; iso-country-currency 0.7.2, world-countries 5.1.0,
#           country-data-list 1.6.3, country-data 0.0.31, currency-code-map 1.0.2.
# Matters:  the order is made in a currency that no acquirer takes, or a price in leva is shown as one in euros. Take the currency from the price and
#           not from the country.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts \
  country-to-currency@3.0.1 iso-country-currency@0.7.2 country-codes-list@3.2.0 country-data@0.0.31 \
  country-data-list@1.6.3 currency-code-map@1.0.2 countries-list@3.4.1 world-countries@5.1.0

cat >observe.mjs <<'JS'
import codeMap from 'currency-code-map';
import { countries as list } from 'countries-list';
import codes from 'country-codes-list';
import data from 'country-data';
import { countries as dataList } from 'country-data-list';
import toCurrency from 'country-to-currency';
import iso from 'iso-country-currency';
import world from 'world-countries';

const packages = {
  'country-to-currency': (country) => toCurrency[country],
  'country-codes-list': (country) => codes.findOne('countryCode', country).currencyCode,
  'countries-list': (country) => list[country].currency.join('/'),
  'iso-country-currency': (country) => iso.getParamByISO(country, 'currency'),
  'world-countries': (country) => Object.keys(world.find(({ cca2 }) => cca2 === country).currencies).join('/'),
  'country-data-list': (country) => dataList[country].currencies.join('/'),
  'country-data': (country) => data.countries[country].currencies.join('/'),
  'currency-code-map': (country) => codeMap[country],
};
const current = { Bulgaria: ['BG', 'EUR'], Croatia: ['HR', 'EUR'], Latvia: ['LV', 'EUR'], 'Sierra Leone': ['SL', 'SLE'], Curaçao: ['CW', 'XCG'], Venezuela: ['VE', 'VES'] };
for (const [country, [code, currency]] of Object.entries(current)) {
  const other = Object.entries(packages).map(([name, of]) => [name, of(code)]).filter(([, answer]) => answer !== currency);
  console.log(`${country}, ${currency}: ${other.map(([name, answer]) => `${answer} in ${name}`).join(', ')}`);
}
JS

cat >stated <<'TEXT'
Bulgaria, EUR: BGN in iso-country-currency, BGN in world-countries, BGN in country-data-list, BGN in country-data, BGN in currency-code-map
Croatia, EUR: HRK in country-data, HRK in currency-code-map
Latvia, EUR: LVL in currency-code-map
Sierra Leone, SLE: SLL in iso-country-currency, SLL in world-countries, SLL in country-data-list, SLL in country-data, SLL in currency-code-map
Curaçao, XCG: ANG in iso-country-currency, ANG in world-countries, ANG in country-data-list, ANG in country-data, ANG in currency-code-map
Venezuela, VES: VEF in iso-country-currency, VEF in country-data-list, VEF in country-data, VEF in currency-code-map
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
