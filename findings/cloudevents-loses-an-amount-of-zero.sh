#!/usr/bin/env bash
# A CloudEvent whose data is 0, false or an empty text has no data after the structured mode of the SDK.
#
# Guess:    data may be any JSON value, as the specification has it, and comes back from both HTTP modes as it was.
# Instead:  the structured mode leaves out 0, false, null and the empty text, and the receiver finds no data. The binary mode
#           refuses a number or true, with an error that names strings and objects, but takes 0 and false, and makes null the text
#           "null"; in it an object of the type text/plain comes back as text. Data of an object with such values in it is right
#           in both.
# Versions: cloudevents 10.0.0.
# Matters:  an event that says how much is left of a payment says nothing just when nothing is left, and only in the mode that a
#           broker happens to speak. Put data into an object.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent cloudevents@10.0.0

cat >observe.mjs <<'JS'
import { CloudEvent, HTTP } from 'cloudevents';

const written = (value) => (value === undefined ? 'no data' : JSON.stringify(value));
for (const [type, data] of [
  ['application/json', 12.5], ['application/json', 0], ['application/json', true], ['application/json', false],
  ['application/json', ''], ['application/json', '12.50'], ['application/json', null], ['application/json', [0]],
  ['application/json', { amount: 0, captured: false }], ['text/plain', { amount: 0 }],
]) {
  const event = new CloudEvent({ type: 'payment.refunded', source: '/shop', id: 'A-1', datacontenttype: type, data });
  const arrived = ['structured', 'binary'].map((mode) => {
    try {
      return `${mode} ${written(HTTP.toEvent(HTTP[mode](event)).data)}`;
    } catch (error) {
      return `${mode} refused: ${error.message.split(',')[0]}`;
    }
  });
  console.log(`${type} ${written(data)}: ${arrived.join('; ')}`);
}
JS

cat >stated <<'TEXT'
application/json 12.5: structured 12.5; binary refused: invalid payload type
application/json 0: structured no data; binary 0
application/json true: structured true; binary refused: invalid payload type
application/json false: structured no data; binary false
application/json "": structured no data; binary ""
application/json "12.50": structured "12.50"; binary "12.50"
application/json null: structured no data; binary "null"
application/json [0]: structured [0]; binary [0]
application/json {"amount":0,"captured":false}: structured {"amount":0,"captured":false}; binary {"amount":0,"captured":false}
text/plain {"amount":0}: structured {"amount":0}; binary "{\"amount\":0}"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
