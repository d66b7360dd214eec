#!/usr/bin/env bash
# An amount typed with a point is a hundred times as much in Germany, and right in Austria.
#
# Guess:    for a language with a decimal comma the parser behind React Aria's number field reads 12.50 as 12.5, or not at all,
#           since a thousand separator does not stand before two digits; and it does so in all countries of one language.
# Instead:  where the point separates thousands, it is dropped wherever it stands: 12.50 is 1250 and 0.99 is 99 in German of
#           Germany, Dutch, Italian, Spanish and Danish; 1,250.00 is 1.25. In German of Austria, French and Polish 12.50 is 12.5.
#           `isValidPartialNumber`, which a field asks while one types, takes 12.50 where it is read wrong, and refuses it in those.
# Versions: @internationalized/number 3.6.9.
# Matters:  an amount to refund that was pasted from a report of a payment service, or typed on a keypad that has a point, is a
#           hundred times as much, without a word. Refuse a separator that is in no place for one.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @internationalized/number@3.6.9

cat >observe.mjs <<'JS'
import { NumberParser } from '@internationalized/number';

for (const language of ['de-DE', 'nl-NL', 'it-IT', 'es-ES', 'da-DK', 'de-AT', 'fr-FR', 'pl-PL', 'en-GB']) {
  const parser = new NumberParser(language, { style: 'decimal' });
  const told = ['12.50', '0.99', '1,250.00'].map((text) => `${text} ${parser.isValidPartialNumber(text) ? 'taken' : 'refused'} as ${parser.parse(text)}`);
  console.log(`${language}: ${told.join(', ')}`);
}
JS

cat >stated <<'TEXT'
de-DE: 12.50 taken as 1250, 0.99 taken as 99, 1,250.00 taken as 1.25
nl-NL: 12.50 taken as 1250, 0.99 taken as 99, 1,250.00 taken as 1.25
it-IT: 12.50 taken as 1250, 0.99 taken as 99, 1,250.00 taken as 1.25
es-ES: 12.50 taken as 1250, 0.99 taken as 99, 1,250.00 taken as 1.25
da-DK: 12.50 taken as 1250, 0.99 taken as 99, 1,250.00 taken as 1.25
de-AT: 12.50 refused as 12.5, 0.99 refused as 0.99, 1,250.00 refused as NaN
fr-FR: 12.50 refused as 12.5, 0.99 refused as 0.99, 1,250.00 refused as NaN
pl-PL: 12.50 refused as 12.5, 0.99 refused as 0.99, 1,250.00 refused as NaN
en-GB: 12.50 taken as 12.5, 0.99 taken as 0.99, 1,250.00 taken as 1250
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
