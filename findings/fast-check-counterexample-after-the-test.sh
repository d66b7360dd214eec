#!/usr/bin/env bash
# fast-check shows the counterexample as the test has left it: an order without refunds, for a test that fails for each order with refunds.
#
# Guess:    a counterexample is the value that the property was given, so that the same value, put into `examples`, fails again; every run gets values of its
#           own, constants too; all examples are tried.
# Instead:  one object is made for each run and kept, and what the test does to it is in the report; shrinking shows the same. An object in fc.constant or
#           fc.constantFrom is one and the same in all runs, so that what is added in one is there in the next: a property fails at the eleventh run that fails
#           for no value. Of more examples than `numRuns` the rest is not tried, and no random value either.
# Versions: fast-check 4.11.0.
# Matters:  tests of state change state: the value that is copied out of a red build passes, and the fault is taken for a flicker. Clone the value at the
#           beginning of the property, or freeze it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts fast-check@4.11.0

cat >observe.mjs <<'JS'
import fc from 'fast-check';

const shown = ({ failed, numRuns, counterexample }) => `${failed ? `fails at run ${numRuns}, with ${JSON.stringify(counterexample)}` : `passes ${numRuns} runs`}`;
const order = fc.record({ id: fc.constant('A'), refunds: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }) }, { noNullPrototype: true });
const undo = fc.property(order, ({ refunds }) => {
  const before = refunds.length;
  while (refunds.length > 0) refunds.pop();
  return before === 0;
});
const first = fc.check(undo, { seed: 1 });
console.log(`an order with refunds: ${shown(first)}`);
console.log(`that order as an example: ${shown(fc.check(undo, { examples: first.counterexample === null ? [] : [first.counterexample], numRuns: 1 }))}`);
console.log(`a clone is changed: ${shown(fc.check(fc.property(order, (given) => structuredClone(given).refunds.splice(0).length === 0), { seed: 1 }))}`);

const refunded = (made) => fc.property(made, (payment) => {
  payment.refunded += 100;
  return payment.refunded <= 1000;
});
console.log(`a constant: ${shown(fc.check(refunded(fc.constant({ refunded: 0 }))))}`);
console.log(`a constant, made anew: ${shown(fc.check(refunded(fc.constant(0).map((refunds) => ({ refunded: refunds })))))}`);
let tried = 0;
const result = fc.check(fc.property(fc.nat(), () => { tried += 1; return true; }), { examples: Array.from({ length: 150 }, (_, number) => [number]), numRuns: 100 });
console.log(`150 examples: ${shown(result)}, ${tried} tried`);
JS

cat >stated <<'TEXT'
an order with refunds: fails at run 1, with [{"id":"A","refunds":[]}]
that order as an example: passes 1 runs
a clone is changed: fails at run 1, with [{"id":"A","refunds":[0]}]
a constant: fails at run 11, with [{"refunded":1100}]
a constant, made anew: passes 100 runs
150 examples: passes 100 runs, 100 tried
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
