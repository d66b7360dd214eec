#!/usr/bin/env bash
# RxJS, asked to take one payment after another, drops what comes for the others meanwhile.
#
# Guess:    `groupBy` the payment and `concatMap` over the groups handles the first payment's events and then the
#           second's: concatMap keeps what has to wait.
# Instead:  it keeps the group, and not what is sent into it. The events of each payment but the first are gone when
#           their turn comes; the stream completes with no error. With mergeMap all are there, and each payment's are
#           in order when the inside is a concatMap.
# Versions: rxjs 7.8.2.
# Matters:  "one payment at a time" over a batch of notifications handles one payment and acknowledges the batch.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent rxjs@7.8.2

cat >observe.cjs <<'JS'
const { setTimeout: wait } = require('node:timers/promises');
const { concatMap, from, groupBy, lastValueFrom, mergeMap, toArray } = require('rxjs');

const events = ['A initialized', 'B initialized', 'A completed', 'B completed', 'C initialized'];
const handled = (over) => lastValueFrom(from(events).pipe(
  groupBy((event) => event[0]),
  over((group) => group.pipe(concatMap(async (event) => { await wait(5); return event; }))),
  toArray(),
));

(async () => {
  console.log(`sent: ${events.join(', ')}`);
  console.log(`concatMap over the groups: ${(await handled(concatMap)).join(', ')}`);
  console.log(`mergeMap over the groups: ${(await handled(mergeMap)).sort((one, other) => (one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : 0)).join(', ')}`);
})();
JS

cat >stated <<'TEXT'
sent: A initialized, B initialized, A completed, B completed, C initialized
concatMap over the groups: A initialized, A completed
mergeMap over the groups: A initialized, A completed, B initialized, B completed, C initialized
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
