#!/usr/bin/env bash
# An order "12:30" that yaml has written as a text is 750 to js-yaml 3, 1_250 is 1250, and 2026-02-30 the 2nd of March; what js-yaml has written is left as it
# was but for the last.
#
# Guess:    what one library has written as a text another one reads as a text: it is put in quotes wherever a reader could take it for something else.
# Instead:  yaml puts in quotes what its own version of YAML, 1.2, would not read as a text; readers of 1.1 take digits with a colon for a number to the base
#           of sixty, leave out low lines, and know 0b11, no and dates. js-yaml 5 puts those in quotes although it reads 1.2, but not a day that does not
#           exist, which js-yaml 3 and yaml's own reader of 1.1 move on to March. 00125 without quotes is 125 to 1.2 and 85 to 1.1.
# Versions: yaml 2.9.1, js-yaml 5.5.0 and 3.14.1.
# Matters:  settings, fixtures and orders in YAML pass between programs of several ages and languages; references of digits and low lines are common. Have it
#           written with `version: '1.1'` if an older reader may come, or with quotes around all texts.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts yaml@2.9.1 js-yaml@5.5.0 old@npm:js-yaml@3.14.1

cat >observe.mjs <<'JS'
import * as jsYaml from 'js-yaml';
import old from 'old';
import * as yaml from 'yaml';

const readers = { 'yaml': (text) => yaml.parse(text), 'yaml for 1.1': (text) => yaml.parse(text, { version: '1.1' }), 'js-yaml 5': (text) => jsYaml.load(text), 'js-yaml 3': (text) => old.load(text) };
const writers = { yaml: (value) => yaml.stringify(value), 'yaml for 1.1': (value) => yaml.stringify(value, { version: '1.1' }), 'js-yaml 5': (value) => jsYaml.dump(value), 'js-yaml 3': (value) => old.dump(value) };
const shown = (value) => (value instanceof Date ? `the time ${value.toISOString()}` : JSON.stringify(value));
const ids = ['12:30', '1_250', '0b11', '2026-01-31', '2026-02-30', '00125'];
for (const [writer, write] of Object.entries(writers)) {
  const lost = [];
  for (const id of ids) {
    for (const [reader, read] of Object.entries(readers)) {
      const { order } = read(write({ order: id }));
      if (order !== id) lost.push(`${id} is ${shown(order)} to ${reader}`);
    }
  }
  console.log(`written by ${writer}: ${lost.join(', ') || 'all texts as they were'}`);
}
console.log(`00125 without quotes: ${Object.entries(readers).map(([reader, read]) => `${reader} ${shown(read('order: 00125').order)}`).join(', ')}`);
JS

cat >stated <<'TEXT'
written by yaml: 12:30 is 750 to yaml for 1.1, 12:30 is 750 to js-yaml 3, 1_250 is 1250 to yaml for 1.1, 1_250 is 1250 to js-yaml 3, 0b11 is 3 to yaml for 1.1, 0b11 is 3 to js-yaml 3, 2026-01-31 is the time 2026-01-31T00:00:00.000Z to yaml for 1.1, 2026-01-31 is the time 2026-01-31T00:00:00.000Z to js-yaml 3, 2026-02-30 is the time 2026-03-02T00:00:00.000Z to yaml for 1.1, 2026-02-30 is the time 2026-03-02T00:00:00.000Z to js-yaml 3
written by yaml for 1.1: all texts as they were
written by js-yaml 5: 2026-02-30 is the time 2026-03-02T00:00:00.000Z to yaml for 1.1, 2026-02-30 is the time 2026-03-02T00:00:00.000Z to js-yaml 3
written by js-yaml 3: all texts as they were
00125 without quotes: yaml 125, yaml for 1.1 85, js-yaml 5 125, js-yaml 3 85
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
