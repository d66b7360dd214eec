#!/usr/bin/env bash
# A Map that is emptied with clear() and used on keeps what is put into it later from being let go of.
#
# Guess:    a small cache that is emptied whenever it is full costs the same as one that is made anew: what is in neither is garbage, and
#           the quick collection of young objects takes it away.
# Instead:  clear() gives the map a new table and lets the old one point to it. Once one table has grown old (a full collection makes it
#           so), each that is emptied hands on the next, with all that this held, though no program can reach any of it. Megabytes of
#           short-lived objects move to the old space with every quick collection, which takes many times as long, until the next full
#           one; then it begins again. A new Map in its place does not.
# Versions: Node.js 24.21.0 (the V8 in it), from the package node.
# Matters:  a checkout that remembers the last few hundred payments it looked at, and forgets them all at once, spends a fifth of its
#           time on collecting garbage, and a report of a heap shows nothing: a report is taken after a full collection.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent node@24.21.0

cat >observe.mjs <<'JS'
import { getHeapSpaceStatistics } from 'node:v8';

const [, , way] = process.argv;
const most = 512;
let lately = new Map();
const judge = (many) => {
  for (let number = 0; number < many; number++) {
    if (lately.size >= most) way === 'emptied' ? lately.clear() : (lately = new Map());
    const payment = { order: `order-${number}`, seen: Array.from({ length: 8 }, (_, at) => ({ at, number })) };
    lately.set(payment, number);
  }
};
const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size;

judge(100_000);
gc();
const before = old();
let grew = 0;
for (let round = 0; round < 40; round++) {
  judge(10_000);
  grew = Math.max(grew, old() - before);
}
const grown = grew > 20e6 ? 'more than 20 MB' : grew < 5e6 ? 'less than 5 MB' : `${Math.round(grew / 1e6)} MB`;
console.log(`${process.version}, a map of at most ${most} that is ${way} when it is full: 400,000 entries later the old space had grown by ${grown}`);
JS

cat >stated <<'TEXT'
v24.21.0, a map of at most 512 that is emptied when it is full: 400,000 entries later the old space had grown by more than 20 MB
v24.21.0, a map of at most 512 that is made anew when it is full: 400,000 entries later the old space had grown by less than 5 MB
TEXT
for way in emptied 'made anew'; do
  timeout 120 node_modules/.bin/node --expose-gc observe.mjs "$way"
done >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
