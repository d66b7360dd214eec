#!/usr/bin/env bash
# A subscriber of an RxJS subject sees `refunded` before `completed`.
#
# Guess:    each subscriber sees the values in the order in which they came, and the last one it sees is the subject's
#           current value.
# Instead:  if a subscriber answers one value by sending another, those that subscribed after it get the second value
#           first and the first one last; they end on `completed` while the subject holds `refunded`. Who subscribed
#           before it sees them in order. It is so for Subject and BehaviorSubject; with `observeOn(asapScheduler)` for
#           the one that answers, all see the order.
# Versions: rxjs 7.8.2.
# Matters:  a rule that refunds what was captured too much, and a screen or a log subscribed after it: the payment is
#           shown as completed for good. Which of them is right hangs on the order of subscribing.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent rxjs@7.8.2

cat >observe.cjs <<'JS'
const { asapScheduler, BehaviorSubject, observeOn, Subject } = require('rxjs');

async function run(name, subject, answering) {
  const [before, after] = [[], []];
  subject.subscribe((status) => before.push(status));
  subject.pipe(...answering).subscribe((status) => {
    if (status === 'completed') subject.next('refunded');
  });
  subject.subscribe((status) => after.push(status));
  subject.next('completed');
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.log(`${name}: subscribed before sees ${before.join(', ')}; after sees ${after.join(', ')}; value ${subject.value ?? 'not kept'}`);
}

(async () => {
  await run('Subject', new Subject(), []);
  await run('BehaviorSubject', new BehaviorSubject('initialized'), []);
  await run('BehaviorSubject, answering later', new BehaviorSubject('initialized'), [observeOn(asapScheduler)]);
})();
JS

cat >stated <<'TEXT'
Subject: subscribed before sees completed, refunded; after sees refunded, completed; value not kept
BehaviorSubject: subscribed before sees initialized, completed, refunded; after sees initialized, refunded, completed; value refunded
BehaviorSubject, answering later: subscribed before sees initialized, completed, refunded; after sees initialized, completed, refunded; value refunded
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
