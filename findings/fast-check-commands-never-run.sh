#!/usr/bin/env bash
# A model-based test of fast-check passes without running a command, and never runs more than ten.
#
# Guess:    a test whose commands are never possible fails, as a property does whose `fc.pre` is never met; and
#           `maxCommands: 100` gives sequences of up to a hundred commands.
# Instead:  a command whose `check` is false is left out without a word, so that the test passes having done nothing.
#           With `maxCommands: 100` sequences end at ten commands, since that is an upper bound only, and the size stays
#           small unless `size: 'max'` is given as well; a fault that takes eleven steps is not found.
# Versions: fast-check 4.10.2.
# Matters:  one misspelt status in the precondition of `refund`, and "no payment is refunded twice" is proven by not
#           refunding. Count the commands that ran, and fail when one never did.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent fast-check@4.10.2

cat >observe.cjs <<'JS'
const fc = require('fast-check');

let ran = 0;
let most = 0;
function refundWhen(possible) {
  return fc.constant({
    check: possible,
    run(model) {
      ran += 1;
      most = Math.max(most, ++model.refunds);
      if (most > 10) throw new Error('the eleventh refund was let through');
    },
    toString: () => 'refund',
  });
}
function verdict(name, property) {
  [ran, most] = [0, 0];
  let said = 'passed';
  try { fc.assert(property, { seed: 1 }); } catch (error) { said = `failed: ${error.message.split('\n')[0].replace(/ after \d+ tests/, '')}`; }
  console.log(`${name}: ${said}; commands ${ran > 0 ? 'ran' : 'never ran'}, at most ${most} in a row`);
}
const model = () => ({ model: { status: 'completed', refunds: 0 }, real: {} });
const commands = (possible, limits) => fc.property(fc.commands([refundWhen(possible)], limits), (all) => fc.modelRun(model, all));

verdict("check asks for 'complete'", commands((state) => state.status === 'complete', {}));
verdict("fc.pre asks for 'complete'", fc.property(fc.nat(), () => fc.pre(model().model.status === 'complete')));
verdict('maxCommands 100', commands((state) => state.status === 'completed', { maxCommands: 100 }));
verdict("maxCommands 100, size 'max'", commands((state) => state.status === 'completed', { maxCommands: 100, size: 'max' }));
JS

cat >stated <<'TEXT'
check asks for 'complete': passed; commands never ran, at most 0 in a row
fc.pre asks for 'complete': failed: Failed to run property, too many pre-condition failures encountered; commands never ran, at most 0 in a row
maxCommands 100: passed; commands ran, at most 10 in a row
maxCommands 100, size 'max': failed: Property failed; commands ran, at most 11 in a row
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
