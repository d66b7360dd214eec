#!/usr/bin/env bash
# An entity of sourced whose method calls another has refunded twice as much when its events are replayed.
#
# Guess:    an entity that is made again of its events is as it was: 150 refunded are 150. Events that its snapshot already holds are not
#           applied to it again, as each has a version.
# Instead:  a method that was recorded is called again with its data, and calls the others again; but their events were recorded as well, as
#           recording is off in a replay only. So what it did is done twice: 300. And events are applied over a snapshot whatever their
#           version, so that a snapshot with all events makes 300 of 150 too, and 450 with such a method.
# Versions: sourced 4.0.7.
# Matters:  a payment that was refunded in two parts by one command is over its amount after the next restart, or looks fully refunded. Let
#           a method that records call no other that does, and give the events behind the snapshot only.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent sourced@4.0.7

cat >observe.mjs <<'JS'
import { createRequire } from 'node:module';

const { Entity } = createRequire(import.meta.url)('sourced');
class Payment extends Entity {
  constructor(snapshot, events) {
    super();
    this.refunded = 0;
    this.rehydrate(snapshot, events);
  }
  refund({ amount }) {
    this.refunded += amount;
    this.digest('refund', { amount });
  }
  refundParts({ amounts }) {
    for (const amount of amounts) this.refund({ amount });
    this.digest('refundParts', { amounts });
  }
}
const told = (what, { refunded, version }) => console.log(`${what}: refunded ${refunded}, version ${version}`);
for (const [name, act] of [
  ['one refund after the other', (payment) => { payment.refund({ amount: 100 }); payment.refund({ amount: 50 }); }],
  ['both by one method', (payment) => payment.refundParts({ amounts: [100, 50] })],
]) {
  const payment = new Payment();
  act(payment);
  const stored = JSON.parse(JSON.stringify(payment.newEvents));
  console.log(`${name}: recorded ${stored.map(({ method, version }) => `${version} ${method}`).join(', ')}`);
  told('  as it was', payment);
  told('  replayed', new Payment(undefined, stored));
  const snapshot = JSON.parse(JSON.stringify(payment.snapshot()));
  told('  from its snapshot', new Payment(snapshot, []));
  told('  from its snapshot and all events', new Payment(snapshot, stored));
}
JS

cat >stated <<'TEXT'
one refund after the other: recorded 1 refund, 2 refund
  as it was: refunded 150, version 2
  replayed: refunded 150, version 2
  from its snapshot: refunded 150, version 2
  from its snapshot and all events: refunded 300, version 2
both by one method: recorded 1 refund, 2 refund, 3 refundParts
  as it was: refunded 150, version 3
  replayed: refunded 300, version 3
  from its snapshot: refunded 150, version 3
  from its snapshot and all events: refunded 450, version 3
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
