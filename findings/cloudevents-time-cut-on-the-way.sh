#!/usr/bin/env bash
# The SDK for CloudEvents cuts an event's time to milliseconds and moves it to UTC when it is sent, and again when it is received.
#
# Guess:    `time` is a text of the event's maker that is handed on as it stands, with its offset and its six digits of a second, as every other attribute is.
# Instead:  the object shows it as it was given, and both HTTP modes write it with three digits and in UTC; what is received from another maker is cut before
#           anybody sees it. Two events of one millisecond have equal times, in whichever order they were made.
# Versions: cloudevents 10.0.0.
# Matters:  `completed` and `refunded` that were made within a millisecond cannot be told apart by time any more, and a signature or a hash over the event as
#           it was sent does not fit. Carry a sequence of one's own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts cloudevents@10.0.0

cat >observe.mjs <<'JS'
import { CloudEvent, HTTP } from 'cloudevents';

const made = (time) => new CloudEvent({ id: 'A', source: '/payments', type: 'payment.completed', time, data: { order: 'A' } });
for (const time of ['2026-01-31T10:00:00.123456Z', '2026-01-31T10:00:00.123789Z', '2026-01-31T10:00:00+01:00']) {
  const event = made(time);
  const structured = JSON.parse(HTTP.structured(event).body).time;
  const binary = HTTP.binary(event).headers['ce-time'];
  const received = HTTP.toEvent({
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({ specversion: '1.0', id: 'A', source: '/payments', type: 'payment.completed', time, data: {} }),
  }).time;
  console.log(`${time}: in the object ${event.time}, sent ${structured}, in binary mode ${binary}, received ${received}`);
}
JS

cat >stated <<'TEXT'
2026-01-31T10:00:00.123456Z: in the object 2026-01-31T10:00:00.123456Z, sent 2026-01-31T10:00:00.123Z, in binary mode 2026-01-31T10:00:00.123Z, received 2026-01-31T10:00:00.123Z
2026-01-31T10:00:00.123789Z: in the object 2026-01-31T10:00:00.123789Z, sent 2026-01-31T10:00:00.123Z, in binary mode 2026-01-31T10:00:00.123Z, received 2026-01-31T10:00:00.123Z
2026-01-31T10:00:00+01:00: in the object 2026-01-31T10:00:00+01:00, sent 2026-01-31T09:00:00.000Z, in binary mode 2026-01-31T09:00:00.000Z, received 2026-01-31T09:00:00.000Z
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
