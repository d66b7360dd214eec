#!/usr/bin/env bash
# Two calls at once both go through a machine of fsmoothy, and both do the work.
#
# Guess:    while a transition is under way the second call of the same one waits and is then refused, or is refused
#           at once; so the work behind it is done once.
# Instead:  both calls are allowed, because the state changes only when the work is done, and both do it. One after
#           the other, the second is refused.
# Versions: @fsmoothy/core 1.4.0.
# Matters:  a notification and a person's click capture the same payment twice, in one process and with no error. A
#           queue for each payment, or the payment service's own key against doubles, has to prevent it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @fsmoothy/core@1.4.0

cat >observe.mjs <<'JS'
import { StateMachine, t } from '@fsmoothy/core';

async function run(name, each) {
  let captures = 0;
  const capture = async () => {
    captures++;
    await new Promise((done) => setImmediate(done));
  };
  const payment = new StateMachine({
    initial: 'authorised',
    transitions: [t('authorised', 'capture', 'completed', { onEnter: capture })],
  });
  const attempt = () => payment.transition('capture').then(() => 'allowed', () => 'refused');
  const answers = await each(attempt);
  console.log(`${name}: ${answers.join(', ')}; captures: ${captures}`);
}

await run('at once', (attempt) => Promise.all([attempt(), attempt()]));
await run('one by one', async (attempt) => [await attempt(), await attempt()]);
JS

cat >stated <<'TEXT'
at once: allowed, allowed; captures: 2
one by one: allowed, refused; captures: 1
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
