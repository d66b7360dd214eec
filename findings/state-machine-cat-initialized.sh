#!/usr/bin/env bash
# A state called `initialized` is not a state to state-machine-cat.
#
# Guess:    a state is ordinary unless its type is written down; the SCXML of a chart has every state and every event
#           of it.
# Instead:  a name that contains `initial` makes a start marker, and one that contains `final` a final state. In SCXML
#           the state `initialized` is gone, and with it the event that led out of it: `payment.approved` is nowhere
#           to be found. No warning.
# Versions: state-machine-cat 15.0.8.
# Matters:  `initialized` is the status in which MultiSafepay's payments begin. The picture looks almost right; the
#           exported chart cannot take the first event of any payment. Write `initialized [type=regular]`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent state-machine-cat@15.0.8

cat >observe.mjs <<'JS'
import { render } from 'state-machine-cat';

async function show(name, chart) {
  const scxml = await render(chart, { outputType: 'scxml' });
  const all = (pattern) => [...scxml.matchAll(pattern)].map(([, ...words]) => words.join(' ')).join(', ');
  console.log(`${name}: ${all(/<(state|final) id="([^"]+)"/g)}; events ${all(/ event="([^"]+)"/g)}`);
}

for (const first of ['opened', 'initialized', 'finalised']) {
  await show(first, `${first}, completed, refunded; ${first} => completed: payment.approved; completed => refunded: refund.completed;`);
}
await show('typed', 'initialized [type=regular], completed; initialized => completed: payment.approved;');
JS

cat >stated <<'TEXT'
opened: state opened, state completed, state refunded; events payment.approved, refund.completed
initialized: state completed, state refunded; events refund.completed
finalised: final finalised, state completed, state refunded; events payment.approved, refund.completed
typed: state initialized, state completed; events payment.approved
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
