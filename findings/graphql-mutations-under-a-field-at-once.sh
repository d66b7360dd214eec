#!/usr/bin/env bash
# In GraphQL a capture and a refund in one mutation are made one after the other, and at once if they are written under a common field.
#
# Guess:    the fields of a mutation are carried out in turn, each when the one before is done, as GraphQL promises.
# Instead:  that holds for the topmost fields alone. Grouped in a field of their own, `mutation { payments { capture refund } }`, as large schemas are
#           kept in order, they are fields as those of a query, and all begin at once. An error in the first does not keep the second from being made
#           at the top either.
# Versions: graphql 17.1.0.
# Matters:  "capture, then refund what was too much" begins the refund before the capture has been answered, only since the schema was tidied up. Keep
#           mutations at the top, or lock the payment.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts graphql@17.1.0

cat >observe.mjs <<'JS'
import { setTimeout as pause } from 'node:timers/promises';
import { buildSchema, graphql } from 'graphql';

const schema = buildSchema(`
  type Payments { capture: String refund: String }
  type Query { payments: Payments }
  type Mutation { payments: Payments capture: String refund: String }`);
const tried = async (name, source, fails = false) => {
  const heard = [];
  const call = (what, milliseconds) => async () => {
    heard.push(`${what} begun`);
    await pause(milliseconds);
    heard.push(`${what} ${fails && what === 'capture' ? 'failed' : 'done'}`);
    if (fails && what === 'capture') throw new Error('declined');
    return 'done';
  };
  const calls = { capture: call('capture', 60), refund: call('refund', 10) };
  await graphql({ schema, source, rootValue: { ...calls, payments: calls } });
  console.log(`${name}: ${heard.join(', ')}`);
};
await tried('at the top', 'mutation { capture refund }');
await tried('under payments', 'mutation { payments { capture refund } }');
await tried('under payments, each for itself', 'mutation { first: payments { capture } second: payments { refund } }');
await tried('at the top, the capture fails', 'mutation { capture refund }', true);
JS

cat >stated <<'TEXT'
at the top: capture begun, capture done, refund begun, refund done
under payments: capture begun, refund begun, refund done, capture done
under payments, each for itself: capture begun, capture done, refund begun, refund done
at the top, the capture fails: capture begun, capture failed, refund begun, refund done
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
