#!/usr/bin/env bash
# 12.505 is 12.51 in a field of react-number-format and 12.50 by its numericFormatter, as by cleave-zen, and 0.999 is 1.00 and 0.99.
#
# Guess:    the formatter of a library writes what its field shows, with the same options.
# Instead:  the field rounds what it is given for its value; `numericFormatter`, which is there for lists and mails, cuts the decimals off. 1e-7 as a number is 0.00
#           in the field, 1e7.00 by the formatter, and 17.00 in the field if it came as a text; to cleave-zen it is 17. The text 12,50 is 1,250.00 in
#           the field and 12,50.00 behind it.
# Versions: react-number-format 5.4.5 with React 19.3.1 (react-dom/server), cleave-zen 0.0.17.
# Matters:  the fee that the customer saw on the page is not the one in the mail, by a cent, for half of all fees. Round in whole cents first, and give both that.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts react@19.3.1 react-dom@19.3.1 react-number-format@5.4.5 cleave-zen@0.0.17

cat >observe.mjs <<'JS'
import { formatNumeral } from 'cleave-zen';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { NumericFormat, numericFormatter } from 'react-number-format';

const options = { thousandSeparator: ',', decimalScale: 2, fixedDecimalScale: true };
const shown = (value) => renderToStaticMarkup(createElement(NumericFormat, { value, displayType: 'text', ...options })).replace(/<\/?span>/g, '');
for (const value of [12.505, 0.999, 1.005, 1e-7, '1e-7', '12,50'])
  console.log(`${JSON.stringify(value)}: field ${shown(value)}, numericFormatter ${numericFormatter(String(value), options)}, cleave-zen ${formatNumeral(String(value))}`);
JS

cat >stated <<'TEXT'
12.505: field 12.51, numericFormatter 12.50, cleave-zen 12.50
0.999: field 1.00, numericFormatter 0.99, cleave-zen 0.99
1.005: field 1.01, numericFormatter 1.00, cleave-zen 1.00
1e-7: field 0.00, numericFormatter 1e7.00, cleave-zen 17
"1e-7": field 17.00, numericFormatter 1e7.00, cleave-zen 17
"12,50": field 1,250.00, numericFormatter 12,50.00, cleave-zen 1,250
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
