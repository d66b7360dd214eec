#!/usr/bin/env bash
# An order's newer state, without the refund that was withdrawn, is merged into the older one: two refunds in lodash, three in deepmerge, one in Ramda.
#
# Guess:    what the newer state says about the refunds is what is there after merging, or lists are joined in all libraries alike.
# Instead:  lodash and es-toolkit merge lists place by place: the refund R2 stands twice, and an empty list leaves both as they were. deepmerge, defu,
#           ts-deepmerge and Immutable put one list behind the other. Ramda, Remeda and Radash take the newer list. lodash and es-toolkit step over a status
#           that is undefined in the newer state, and take one that is null; defu steps over both.
# Versions: lodash 4.18.1, es-toolkit 1.53.2, deepmerge 4.3.1, defu 6.1.7, ts-deepmerge 8.0.0, immutable 5.2.1, ramda 0.32.0, remeda 2.62.2, radash 12.1.1.
# Matters:  where 7.00 are refunded, 14.00 or 19.00 are counted, and one library put in another's place changes the sum. Put the newer order in the older
#           one's place, do not merge them.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts lodash@4.18.1 es-toolkit@1.53.2 deepmerge@4.3.1 defu@6.1.7 ts-deepmerge@8.0.0 immutable@5.2.1 ramda@0.32.0 remeda@2.62.2 radash@12.1.1

cat >observe.mjs <<'JS'
import deepmerge from 'deepmerge';
import { defu } from 'defu';
import { toMerged } from 'es-toolkit';
import { mergeDeep } from 'immutable';
import lodash from 'lodash';
import * as radash from 'radash';
import * as ramda from 'ramda';
import * as remeda from 'remeda';
import { merge } from 'ts-deepmerge';

const older = { status: 'completed', refunds: [{ id: 'R1', amount: 5 }, { id: 'R2', amount: 7 }] };
const told = ({ status, refunds }) => `${refunds.map(({ id }) => id).join(' ') || 'none'}, ${status}`;
for (const [name, merged] of Object.entries({
  lodash: (newer) => lodash.merge({}, older, newer),
  'es-toolkit': (newer) => toMerged(older, newer),
  deepmerge: (newer) => deepmerge(older, newer),
  defu: (newer) => defu(newer, older),
  'ts-deepmerge': (newer) => merge(older, newer),
  Immutable: (newer) => mergeDeep(older, newer),
  Ramda: (newer) => ramda.mergeDeepRight(older, newer),
  Remeda: (newer) => remeda.mergeDeep(older, newer),
  Radash: (newer) => radash.assign(older, newer),
})) {
  const states = [{ refunds: [{ id: 'R2', amount: 7 }] }, { refunds: [] }, { status: undefined }, { status: null }];
  console.log(`${name}: ${states.map((newer) => told(merged(newer))).join('; ')}`);
}
JS

cat >stated <<'TEXT'
lodash: R2 R2, completed; R1 R2, completed; R1 R2, completed; R1 R2, null
es-toolkit: R2 R2, completed; R1 R2, completed; R1 R2, completed; R1 R2, null
deepmerge: R1 R2 R2, completed; R1 R2, completed; R1 R2, undefined; R1 R2, null
defu: R2 R1 R2, completed; R1 R2, completed; R1 R2, completed; R1 R2, completed
ts-deepmerge: R1 R2 R2, completed; R1 R2, completed; R1 R2, undefined; R1 R2, null
Immutable: R1 R2 R2, completed; R1 R2, completed; R1 R2, undefined; R1 R2, null
Ramda: R2, completed; none, completed; R1 R2, undefined; R1 R2, null
Remeda: R2, completed; none, completed; R1 R2, undefined; R1 R2, null
Radash: R2, completed; none, completed; R1 R2, undefined; R1 R2, null
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
