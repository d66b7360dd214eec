#!/usr/bin/env bash
# In Commander an option with parseInt and a default of 12 reads 1250 as 2076, to the base of twelve.
#
# Guess:    `.option('--amount <cents>', 'what to refund', parseInt, 12)` gives 1250 for 1250, and 12 where the option is missing.
# Instead:  the function is called with the text and with what the option was before, which at first is the default; parseInt takes that for the base. Without
#           a default, with 0 or 10 it is right, with 16 hexadecimal, with 2 the amount is 1, and above 36 NaN. An option that may be given several times is
#           read to the base of what it was before. `Number` takes one argument.
# Versions: commander 14.0.3.
# Matters:  the amount that a tool refunds depends on the one that it would refund by itself, and a default of 10, which is what one tries, shows nothing.
#           Write `(text) => Number(text)`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts commander@14.0.3

cat >observe.mjs <<'JS'
import { Command } from 'commander';

const read = (reader, standard, ...texts) => new Command().option('--amount <cents>', 'what to refund', reader, standard)
  .parse(texts.flatMap((text) => ['--amount', text]), { from: 'user' }).opts().amount;
for (const standard of [undefined, 0, 2, 10, 12, 16, 100]) console.log(`default ${standard}: parseInt ${read(parseInt, standard, '1250')}, Number ${read(Number, standard, '1250')}`);
console.log(`12, then 500, without a default: parseInt ${read(parseInt, undefined, '12', '500')}, Number ${read(Number, undefined, '12', '500')}`);
JS

cat >stated <<'TEXT'
default undefined: parseInt 1250, Number 1250
default 0: parseInt 1250, Number 1250
default 2: parseInt 1, Number 1250
default 10: parseInt 1250, Number 1250
default 12: parseInt 2076, Number 1250
default 16: parseInt 4688, Number 1250
default 100: parseInt NaN, Number 1250
12, then 500, without a default: parseInt 720, Number 500
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
