#!/usr/bin/env bash
# Sorted by their ids, a refund may stand before its capture with ULIDs and KSUIDs, and stands behind it with version 7 of UUID and TypeIDs.
#
# Guess:    ids that are made to be sorted by time stand in the order in which they were made, at least those of one process.
# Instead:  ULIDs of one millisecond are in any order, and KSUIDs of one second: of many in a row about half stand before the one made before them. A factory
#           for ULIDs that go up has to be asked for. The libraries for version 7 of UUID that were tried count within the millisecond, which the standard
#           leaves open.
# Versions: ulid 3.0.2, ulidx 2.4.1, id128 1.6.6, ksuid 3.0.0; uuid 14.0.3, uuidv7 1.2.1, typeid-js 1.2.0.
# Matters:  events of one order are read back by their id and the refund comes first, in a test seldom, and often in a program that writes both at once.
#           Number the events of an order.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts ulid@3.0.2 ulidx@2.4.1 id128@1.6.6 ksuid@3.0.0 uuid@14.0.3 uuidv7@1.2.1 typeid-js@1.2.0

cat >observe.mjs <<'JS'
import id128 from 'id128';
import ksuid from 'ksuid';
import { typeid } from 'typeid-js';
import { monotonicFactory, ulid } from 'ulid';
import { ulid as ulidx } from 'ulidx';
import { v7 } from 'uuid';
import { uuidv7 } from 'uuidv7';

const monotonic = monotonicFactory();
for (const [name, make] of Object.entries({
  ulid,
  ulidx,
  'id128, Ulid': () => id128.Ulid.generate().toCanonical(),
  ksuid: () => ksuid.randomSync().string,
  'ulid, monotonicFactory': () => monotonic(),
  'id128, UlidMonotonic': () => id128.UlidMonotonic.generate().toCanonical(),
  'uuid, v7': v7,
  uuidv7,
  'typeid-js': () => typeid('order').toString(),
})) {
  const ids = Array.from({ length: 10_000 }, () => make());
  const sorted = ids.every((id, n) => n === 0 || ids[n - 1] < id);
  console.log(`${name}: ten thousand in a row are ${sorted ? '' : 'not '}in order`);
}
JS

cat >stated <<'TEXT'
ulid: ten thousand in a row are not in order
ulidx: ten thousand in a row are not in order
id128, Ulid: ten thousand in a row are not in order
ksuid: ten thousand in a row are not in order
ulid, monotonicFactory: ten thousand in a row are in order
id128, UlidMonotonic: ten thousand in a row are in order
uuid, v7: ten thousand in a row are in order
uuidv7: ten thousand in a row are in order
typeid-js: ten thousand in a row are in order
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
