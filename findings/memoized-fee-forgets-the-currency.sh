#!/usr/bin/env bash
# A fee that memoizee or fast-memoize remembers is that of whichever currency was asked for first.
#
# Guess:    a memoized function gives what the function itself would give: all of the arguments of the call count.
# Instead:  both count as many arguments as the function declares before its first default value (its `length`). memoizee passes
#           on what else is there at the first call, and leaves it out of the comparison; with rest parameters nothing is left to
#           compare, and every call gets the first answer. fast-memoize, where one argument is counted, passes on that one alone,
#           so each answer is in euros; else it compares all. moize and micro-memoize count what was passed.
# Versions: memoizee 0.4.17, fast-memoize 2.5.2, moize 6.1.7, micro-memoize 5.2.0.
# Matters:  a default value given to a parameter that had none, in a change that touches nothing else, makes a table of fees or
#           rates answer in euros when asked in yen. Tell memoizee `length: false`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent memoizee@0.4.17 fast-memoize@2.5.2 moize@6.1.7 micro-memoize@5.2.0

cat >observe.mjs <<'JS'
import fastMemoize from 'fast-memoize';
import memoizee from 'memoizee';
import { memoize } from 'micro-memoize';
import moize from 'moize';

const functions = {
  '(amount, currency)': (amount, currency) => `${amount} ${currency}`,
  "(amount, currency = 'EUR')": (amount, currency = 'EUR') => `${amount} ${currency}`,
  "(scheme, amount, currency = 'EUR')": (scheme, amount, currency = 'EUR') => `${scheme} ${amount} ${currency}`,
  '(...parts)': (...parts) => parts.join(' '),
};
const ways = {
  'memoizee': memoizee,
  'memoizee, length: false': (fee) => memoizee(fee, { length: false }),
  'fast-memoize': fastMemoize,
  'moize': (fee) => moize(fee, { maxSize: 10 }),
  'micro-memoize': (fee) => memoize(fee, { maxSize: 10 }),
};
for (const [name, remember] of Object.entries(ways)) {
  for (const [declared, fee] of Object.entries(functions)) {
    const remembered = remember(fee);
    const before = declared.includes('scheme') ? ['Visa'] : [];
    const answers = [['100', 'EUR'], ['100', 'JPY'], ['200', 'JPY']].map((asked) => remembered(...before, ...asked));
    console.log(`${name} ${declared}: ${answers.join(', ')}`);
  }
}
JS

cat >stated <<'TEXT'
memoizee (amount, currency): 100 EUR, 100 JPY, 200 JPY
memoizee (amount, currency = 'EUR'): 100 EUR, 100 EUR, 200 JPY
memoizee (scheme, amount, currency = 'EUR'): Visa 100 EUR, Visa 100 EUR, Visa 200 JPY
memoizee (...parts): 100 EUR, 100 EUR, 100 EUR
memoizee, length: false (amount, currency): 100 EUR, 100 JPY, 200 JPY
memoizee, length: false (amount, currency = 'EUR'): 100 EUR, 100 JPY, 200 JPY
memoizee, length: false (scheme, amount, currency = 'EUR'): Visa 100 EUR, Visa 100 JPY, Visa 200 JPY
memoizee, length: false (...parts): 100 EUR, 100 JPY, 200 JPY
fast-memoize (amount, currency): 100 EUR, 100 JPY, 200 JPY
fast-memoize (amount, currency = 'EUR'): 100 EUR, 100 EUR, 200 EUR
fast-memoize (scheme, amount, currency = 'EUR'): Visa 100 EUR, Visa 100 JPY, Visa 200 JPY
fast-memoize (...parts): 100 EUR, 100 JPY, 200 JPY
moize (amount, currency): 100 EUR, 100 JPY, 200 JPY
moize (amount, currency = 'EUR'): 100 EUR, 100 JPY, 200 JPY
moize (scheme, amount, currency = 'EUR'): Visa 100 EUR, Visa 100 JPY, Visa 200 JPY
moize (...parts): 100 EUR, 100 JPY, 200 JPY
micro-memoize (amount, currency): 100 EUR, 100 JPY, 200 JPY
micro-memoize (amount, currency = 'EUR'): 100 EUR, 100 JPY, 200 JPY
micro-memoize (scheme, amount, currency = 'EUR'): Visa 100 EUR, Visa 100 JPY, Visa 200 JPY
micro-memoize (...parts): 100 EUR, 100 JPY, 200 JPY
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
