#!/usr/bin/env bash
# The history in emmett's in-memory store changes when somebody changes an event object.
#
# Guess:    an event store keeps what was appended: an event that is changed afterwards, by its author or by a reader,
#           stays in the store as it was.
# Instead:  the in-memory store keeps the objects themselves and hands them out: a change after appending, and a
#           change by a reader, are history from then on, at the same version. No copy, no freezing, no error.
# Versions: @event-driven-io/emmett 0.42.0.
# Matters:  the store is the one that tests use. A fold that writes into the data of an event (`total.lines.push`)
#           corrupts the second run of the same test, or makes it pass, where a database would not.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @event-driven-io/emmett@0.42.0

cat >observe.mjs <<'JS'
import { getInMemoryEventStore } from '@event-driven-io/emmett';

const store = getInMemoryEventStore();
const event = { type: 'refund.reserved', data: { amount: 100 } };
await store.appendToStream('payment', [event]);
const show = async (when) => {
  const { currentStreamVersion, events } = await store.readStream('payment');
  console.log(`${when}: version ${currentStreamVersion}, amount ${events[0].data.amount}`);
  return events[0];
};
const read = await show('appended');
event.data.amount = 250;
await show('changed by its author');
read.data.amount = 999;
await show('changed by a reader');
JS

cat >stated <<'TEXT'
appended: version 1, amount 100
changed by its author: version 1, amount 250
changed by a reader: version 1, amount 999
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
