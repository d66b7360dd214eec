#!/usr/bin/env bash
# An order that is logged by winston beside a text with `%c` or `%d` in it is not in the log, and one that has a time of its own changes the time of the line.
#
# Guess:    fields that are handed over with a text are members of the line, whatever is in the text; what the logger itself writes, its text, level and time,
#           is not touched by a field of that name.
# Instead:  a text that holds a percent sign and one of the letters s, c, d, j, i, f, o, O is taken for a format, and the fields for its values: without
#           format.splat() they go nowhere, and with it into the text where the percent sign was, and into no member. A field named message is joined to the
#           text, and one named timestamp stands in the place of the line's time.
# Versions: winston 3.19.0 with logform 2.7.0.
# Matters:  a statement with like '%captured%' or a reason of the bank such as "100%disputed" takes the order's number off the very line that was to name it.
#           Put the fields under names of ours into one object with the text, as info({ message, order }).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts winston@3.19.0 logform@2.7.0

cat >observe.mjs <<'JS'
import { Writable } from 'node:stream';
import winston from 'winston';

const { combine, json, splat, timestamp } = winston.format;
let line;
const stream = new Writable({ write: (chunk, _, done) => { line = JSON.parse(chunk); done(); } });
const logger = (...formats) => winston.createLogger({ format: combine(timestamp(), ...formats, json()), transports: [new winston.transports.Stream({ stream })] });
const observe = (name, info, ...what) => {
  info(...what);
  console.log(`${name}: message ${line.message}; order ${line.order}, time of the ${/^2026-01-31/.test(line.timestamp) ? 'order' : 'line'}`);
};
const { info } = logger();
observe('plain', info, 'found by settled', { order: 'A' });
observe('a percent sign', info, "found by like '%settled%'", { order: 'A' });
observe('a percent sign, in one object', info, { message: "found by like '%settled%'", order: 'A' });
observe('a percent sign, splat', logger(splat()).info, "found by like '%settled%'", { order: 'A' });
observe('a message', info, 'refund', { order: 'A', message: 'declined' });
observe('a timestamp', info, 'refund', { order: 'A', timestamp: '2026-01-31' });
JS

cat >stated <<'TEXT'
plain: message found by settled; order A, time of the line
a percent sign: message found by like '%settled%'; order undefined, time of the line
a percent sign, in one object: message found by like '%settled%'; order A, time of the line
a percent sign, splat: message found by like '{ order: 'A' }ettled%'; order undefined, time of the line
a message: message refund declined; order A, time of the line
a timestamp: message refund; order A, time of the order
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
