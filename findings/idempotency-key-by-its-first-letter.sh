#!/usr/bin/env bash
# Whether an Idempotency-Key without quotes can be read depends on the first letter of the UUID.
#
# Guess:    the header is a string in the sense of RFC 8941, in quotes. A UUID without them, as most services take it, is an error each
#           time, or is taken each time.
# Instead:  a UUID that begins with a letter is a token and is read, as a Token and not as a text; one that begins with a digit is the start of a
#           number and is an error. Of random UUIDs six in sixteen pass. What is all digits is a number: "00125" and "125" are one key, and
#           12.50 and 12.5 too.
# Versions: structured-headers 2.1.0.
# Matters:  a test with one UUID passes, and in production ten clients in sixteen are refused, each of them on some days only; or keys of two orders
#           are one. Read the header as it stands where there are no quotes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts structured-headers@2.1.0

cat >observe.mjs <<'JS'
import { randomUUID } from 'node:crypto';
import { parseItem } from 'structured-headers';

const read = (header) => {
  try {
    const [value] = parseItem(header);
    return typeof value === 'object' ? `${value.constructor.name} ${value}` : `${typeof value} ${value}`;
  } catch { return 'error'; }
};
for (const header of ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324', 'be03978e-40d5-43dd-bc93-6894a57f9324', '00125', '125', '12.50', 'A-125', 'order/125']) {
  console.log(`${header}: ${read(header)}`);
}
const first = {};
for (let tries = 0; tries < 2000; tries++) {
  const header = randomUUID();
  (first[read(header).split(' ')[0]] ??= new Set()).add(header[0]);
}
for (const [answer, letters] of Object.entries(first).sort()) console.log(`${answer}: UUIDs with ${[...letters].sort().join('')}`);
JS

cat >stated <<'TEXT'
"8e03978e-40d5-43dd-bc93-6894a57f9324": string 8e03978e-40d5-43dd-bc93-6894a57f9324
8e03978e-40d5-43dd-bc93-6894a57f9324: error
be03978e-40d5-43dd-bc93-6894a57f9324: Token be03978e-40d5-43dd-bc93-6894a57f9324
00125: number 125
125: number 125
12.50: number 12.5
A-125: Token A-125
order/125: Token order/125
Token: UUIDs with abcdef
error: UUIDs with 0123456789
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
