#!/usr/bin/env bash
# One bigint in an order, and pino writes it without what is nested below the fifth level, without lines after the hundredth, and in another order of fields.
#
# Guess:    a bigint is written as its digits, as a text, or is an error; the rest of the entry is as it is without one.
# Instead:  what JSON.stringify refuses, as it does a bigint, is written by another function that is meant for objects that contain themselves: it sorts the
#           fields, writes "[Object]" and "[Array]" from the fifth level on, and of a list the first hundred only. Of those that are left out it says how
#           many. The bigint is written as a bare number, which JSON.parse rounds beyond 2^53.
# Versions: pino 10.4.0.
# Matters:  the log is what one has after a dispute, and what is missing is the amounts of the order's lines, from the day on which amounts became bigints;
#           small orders in tests are whole. Set `depthLimit` and `edgeLimit`, or write bigints as texts before.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts pino@10.4.0

cat >observe.mjs <<'JS'
import pino from 'pino';

let entry;
const log = pino({ base: null, timestamp: false }, { write: (line) => { entry = line; } });
const written = (amount) => {
  log.info({ order: { status: 'refunded', amount, lines: Array.from({ length: 120 }, (_, number) => ({ number })), refund: { parts: { shop: { share: { fee: { amount: 25 } } } } } } });
  return JSON.parse(entry).order;
};
for (const amount of [1250, 1250n, 9007199254740993n]) {
  const { lines, refund, ...order } = written(amount);
  const name = typeof amount === 'bigint' ? `${amount}n` : amount;
  console.log(`${name}: fields ${Object.keys(written(amount)).join(', ')}`);
  console.log(`${name}: amount ${JSON.stringify(order.amount)}, refund ${JSON.stringify(refund)}`);
  console.log(`${name}: ${lines.length} lines, the last ${JSON.stringify(lines.at(-1))}`);
}
JS

cat >stated <<'TEXT'
1250: fields status, amount, lines, refund
1250: amount 1250, refund {"parts":{"shop":{"share":{"fee":{"amount":25}}}}}
1250: 120 lines, the last {"number":119}
1250n: fields amount, lines, refund, status
1250n: amount 1250, refund {"parts":{"shop":{"share":{"fee":"[Object]"}}}}
1250n: 101 lines, the last "... 19 items not stringified"
9007199254740993n: fields amount, lines, refund, status
9007199254740993n: amount 9007199254740992, refund {"parts":{"shop":{"share":{"fee":"[Object]"}}}}
9007199254740993n: 101 lines, the last "... 19 items not stringified"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
