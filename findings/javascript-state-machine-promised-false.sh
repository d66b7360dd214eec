#!/usr/bin/env bash
# A promise of false from a guard does not stop javascript-state-machine.
#
# Guess:    `return false` in `onBefore…` cancels a transition; a promise of `false` cancels it as well, since
#           lifecycle methods may return promises.
# Instead:  only `false` at once cancels. A promise of `false` is waited for, and then the transition takes place and
#           resolves to true. A promise must be rejected to cancel.
# Versions: javascript-state-machine 3.1.0.
# Matters:  a check of a refund's amount works until somebody makes it `async`, to ask the database; from then on
#           every refund goes through, and the machine's own answer says that all is well.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent javascript-state-machine@3.1.0

cat >observe.cjs <<'JS'
const StateMachine = require('javascript-state-machine');

async function run(name, onBeforeRefund) {
  const payment = new StateMachine({
    init: 'completed',
    transitions: [{ name: 'refund', from: 'completed', to: 'refunded' }],
    methods: { onBeforeRefund },
  });
  const answer = await payment.refund().then?.(String, (no) => `rejected with ${no}`) ?? 'no promise';
  console.log(`${name}: ${answer}, ${payment.state}`);
}

(async () => {
  await run('false', () => false).catch(() => undefined);
  await run('promise of false', async () => false);
  await run('promise rejected', async () => { throw 'too much'; });
})();
JS

cat >stated <<'TEXT'
false: no promise, completed
promise of false: true, refunded
promise rejected: rejected with too much, completed
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
