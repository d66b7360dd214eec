#!/usr/bin/env bash
# One NaN ends a counter of prom-client, which refuses every other bad value.
#
# Guess:    a counter refuses what is not a finite number: NaN as well as infinity, a bigint, a text and a negative
#           number.
# Instead:  all of those are errors but NaN, which is added. The counter is NaN from then on, whatever is added later,
#           and it is printed as `Nan`; with a label only that series is lost.
# Versions: prom-client 15.1.3.
# Matters:  one amount that could not be parsed makes the total of collected money vanish from every graph and alarm
#           until the process is restarted.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent prom-client@15.1.3

cat >observe.cjs <<'JS'
const { Counter, Registry } = require('prom-client');

const registry = new Registry();
const counter = new Counter({ name: 'collected_total', help: 'Collected, in cents.', registers: [registry] });
for (const value of [1250, Infinity, -1, 5n, '5', Number.NaN, 99]) {
  try {
    counter.inc(value);
    console.log(`${typeof value} ${value}: added`);
  } catch {
    console.log(`${typeof value} ${value}: refused`);
  }
}
registry.metrics().then((text) => console.log(text.split('\n').find((line) => !line.startsWith('#'))));
JS

cat >stated <<'TEXT'
number 1250: added
number Infinity: refused
number -1: refused
bigint 5: refused
string 5: refused
number NaN: added
number 99: added
collected_total Nan
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
