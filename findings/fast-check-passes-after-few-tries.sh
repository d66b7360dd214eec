#!/usr/bin/env bash
# A property of fast-check that is slow passes after a few tries of a hundred if there is a time limit.
#
# Guess:    with interruptAfterTimeLimit a property that could not be tried a hundred times in time fails, or tells; as with skipAllAfterTimeLimit, and as
#           when no try was made.
# Instead:  what was tried until then counts as all: one try that holds is a pass, and assert() says nothing. The next try would have failed. check() tells
#           the number of tries. With `markInterruptAsFailure`, or without a single try, it fails.
# Versions: fast-check 4.10.2.
# Matters:  the limit is set once for all tests, to keep CI short, and "no more is refunded than was captured" is proven by a few payments on a slow machine,
#           and by a hundred on a fast one. Set `markInterruptAsFailure`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts fast-check@4.10.2

cat >observe.mjs <<'JS'
import * as fc from 'fast-check';

const pause = (milliseconds) => { const end = Date.now() + milliseconds; while (Date.now() < end); };
const prove = (name, options, take = 60) => {
  let tries = 0;
  const property = fc.property(fc.nat(), () => {
    tries += 1;
    pause(take);
    return tries < 10;
  });
  let answer = 'passed';
  try {
    fc.assert(property, { numRuns: 100, ...options });
  } catch (error) {
    answer = `failed: ${error.message.split(/[\n,]/)[0].replace(/\d+ tests?/, 'some tests')}`;
  }
  console.log(`${name}: ${answer}${tries < 10 ? ', before the tenth try' : ''}`);
};
prove('no limit', { endOnFailure: true });
prove('interruptAfterTimeLimit 150', { interruptAfterTimeLimit: 150 });
prove('interruptAfterTimeLimit 150, markInterruptAsFailure', { interruptAfterTimeLimit: 150, markInterruptAsFailure: true });
prove('interruptAfterTimeLimit 0', { interruptAfterTimeLimit: 0 });
prove('skipAllAfterTimeLimit 150', { skipAllAfterTimeLimit: 150 });
JS

cat >stated <<'TEXT'
no limit: failed: Property failed after some tests
interruptAfterTimeLimit 150: passed, before the tenth try
interruptAfterTimeLimit 150, markInterruptAsFailure: failed: Property interrupted after some tests, before the tenth try
interruptAfterTimeLimit 0: failed: Property interrupted after some tests, before the tenth try
skipAllAfterTimeLimit 150: failed: Failed to run property, before the tenth try
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
