#!/usr/bin/env bash
# In XState a transition that is undefined in a state forbids its parent's; an empty list of transitions does not.
#
# Guess:    `on: { refund: undefined }` is as if refund were not named there, as undefined is to JSON, to a spread and to most options; the parent's
#           transition is taken.
# Instead:  undefined is a transition that goes nowhere, and ends the search for one. So with a chart whose options are written as `refund: mayRefund ?
#           'refunded' : undefined`. An empty list, or a guard that is false, lets the parent's through, and so does leaving the key out.
# Versions: xstate 5.33.3.
# Matters:  a setting that was to switch off one way of refunding switches off all of them, in that state only, and a chart that is stored as JSON and read
#           again, where undefined is gone, allows what it forbade. Spread the key in, or write {} where it is meant.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts xstate@5.33.3

cat >observe.mjs <<'JS'
import { createActor, createMachine } from 'xstate';

const after = (name, on) => {
  const config = { initial: 'completed', on: { refund: '.refunded' }, states: { completed: { on }, refunded: {} } };
  const of = (written) => {
    const actor = createActor(createMachine(written)).start();
    actor.send({ type: 'refund' });
    return actor.getSnapshot().value;
  };
  console.log(`${name}: ${of(config)}${name.includes('guard') ? '' : `; by way of JSON ${of(JSON.parse(JSON.stringify(config)))}`}`);
};
after('not named', {});
after('undefined', { refund: undefined });
after('an empty object', { refund: {} });
after('an empty list', { refund: [] });
after('a guard that is false', { refund: { target: 'completed', guard: () => false } });
JS

cat >stated <<'TEXT'
not named: refunded; by way of JSON refunded
undefined: completed; by way of JSON refunded
an empty object: completed; by way of JSON completed
an empty list: refunded; by way of JSON refunded
a guard that is false: refunded
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
