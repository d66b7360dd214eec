#!/usr/bin/env bash
# On a command line `--order 1e3` is the order 1000 to minimist, mri, yargs and cac, 00125 is 125 to three of them, and behind `--amount` -5 is true.
#
# Guess:    what is given as an id is that text, or at least all of these libraries read it alike; what follows an option that is no switch is its value, also
#           with a minus.
# Instead:  what looks like a number becomes one unless the option is said to be a text: 1e3 and 0x1F in all four, and in all but yargs 00125 and ids beyond
#           2^53, which become another. 1E3 and 12E5 are numbers to mri and cac, and texts to the others. What begins with a minus is taken for an option of
#           its own by all but yargs, and the amount is true.
# Versions: minimist 1.2.8, mri 1.2.0, yargs 18.2.0, cac 7.1.0.
# Matters:  a tool for refunds asks for another order, or for an amount that is 1 wherever true is a number. Name the options that are texts (`string`), and
#           write `--amount=-5`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts minimist@1.2.8 mri@1.2.0 yargs@18.2.0 cac@7.1.0

cat >observe.mjs <<'JS'
import { cac } from 'cac';
import minimist from 'minimist';
import mri from 'mri';
import yargs from 'yargs';

const readers = {
  minimist: (words) => minimist(words),
  mri: (words) => mri(words),
  yargs: (words) => yargs(words).parse(),
  cac: (words) => cac().parse(['node', 'tool', ...words]).options,
};
const shown = (value) => (typeof value === 'string' ? `'${value}'` : String(value));
for (const text of ['A1', '00125', '1e3', '1E3', '12E5', '0x1F', '9007199254740993']) {
  console.log(`--order ${text}: ${Object.entries(readers).map(([name, read]) => `${name} ${shown(read(['--order', text]).order)}`).join(', ')}`);
}
for (const words of [['--amount', '-5'], ['--amount=-5']]) console.log(`${words.join(' ')}: ${Object.entries(readers).map(([name, read]) => `${name} ${shown(read(words).amount)}`).join(', ')}`);
JS

cat >stated <<'TEXT'
--order A1: minimist 'A1', mri 'A1', yargs 'A1', cac 'A1'
--order 00125: minimist 125, mri 125, yargs '00125', cac 125
--order 1e3: minimist 1000, mri 1000, yargs 1000, cac 1000
--order 1E3: minimist '1E3', mri 1000, yargs '1E3', cac 1000
--order 12E5: minimist '12E5', mri 1200000, yargs '12E5', cac 1200000
--order 0x1F: minimist 31, mri 31, yargs 31, cac 31
--order 9007199254740993: minimist 9007199254740992, mri 9007199254740992, yargs '9007199254740993', cac 9007199254740992
--amount -5: minimist true, mri true, yargs -5, cac true
--amount=-5: minimist -5, mri -5, yargs -5, cac -5
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
