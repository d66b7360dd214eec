#!/usr/bin/env bash
# Two instants of Temporal's polyfills are equal to Node's assert.deepStrictEqual and to Jest, whatever they are.
#
# Guess:    two payments that differ in the instant of their settlement are not equal, as with two Dates; or the comparison is refused.
# Instead:  the polyfills keep the instant where a look at the properties does not find it. Node's own comparison, Jest's toEqual and
#           toStrictEqual, uvu, dequal, remeda and samsam say that January equals February, hash-it gives both one hash, and
#           structuredClone makes an empty object of it, without an error. Chai and lodash tell them apart.
# Versions: @js-temporal/polyfill 0.5.1, temporal-polyfill 1.0.8, Node.js 24.21.0, expect 30.5.2 (Jest's), uvu 0.5.6, dequal 2.0.3,
#           remeda 2.62.2, @sinonjs/samsam 10.0.2, hash-it 7.0.2; chai 6.3.0, lodash 4.18.1.
# Matters:  a test of a deadline passes with any deadline, and "nothing has changed, so nothing to write" drops a new time. Compare texts.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts \
  @js-temporal/polyfill@0.5.1 temporal-polyfill@1.0.8 expect@30.5.2 dequal@2.0.3 uvu@0.5.6 @sinonjs/samsam@10.0.2 \
  remeda@2.62.2 hash-it@7.0.2 chai@6.3.0 lodash@4.18.1

cat >observe.mjs <<'JS'
import assert from 'node:assert';
import { Temporal as ofJsTemporal } from '@js-temporal/polyfill';
import samsam from '@sinonjs/samsam';
import { expect as chai } from 'chai';
import { dequal } from 'dequal';
import { expect as jest } from 'expect';
import { hash } from 'hash-it';
import lodash from 'lodash';
import { isDeepEqual } from 'remeda';
import { Temporal as ofTemporalPolyfill } from 'temporal-polyfill';
import { equal as uvu } from 'uvu/assert';

const passes = (check) => { try { check(); return true; } catch { return false; } };
const comparisons = {
  'assert.deepStrictEqual': (a, b) => passes(() => assert.deepStrictEqual(a, b)),
  'Jest toEqual': (a, b) => passes(() => jest(a).toEqual(b)),
  'Jest toStrictEqual': (a, b) => passes(() => jest(a).toStrictEqual(b)),
  uvu: (a, b) => passes(() => uvu(a, b)),
  dequal,
  remeda: isDeepEqual,
  samsam: samsam.deepEqual,
  'hash-it': (a, b) => hash(a) === hash(b),
  Chai: (a, b) => passes(() => chai(a).to.deep.equal(b)),
  lodash: lodash.isEqual,
};
const makers = {
  Date: (text) => new Date(text),
  '@js-temporal/polyfill': (text) => ofJsTemporal.Instant.from(text),
  'temporal-polyfill': (text) => ofTemporalPolyfill.Instant.from(text),
};
for (const [name, of] of Object.entries(makers)) {
  const [january, february] = ['2026-01-31T10:00:00Z', '2026-02-28T10:00:00Z'].map((text) => ({ settled: of(text) }));
  const equal = Object.keys(comparisons).filter((comparison) => comparisons[comparison](january, february));
  console.log(`${name}: equal to ${equal.join(', ') || 'none'}; cloned ${JSON.stringify(structuredClone(january))}`);
}
JS

cat >stated <<'TEXT'
Date: equal to none; cloned {"settled":"2026-01-31T10:00:00.000Z"}
@js-temporal/polyfill: equal to assert.deepStrictEqual, Jest toEqual, Jest toStrictEqual, uvu, dequal, remeda, samsam, hash-it; cloned {"settled":{}}
temporal-polyfill: equal to assert.deepStrictEqual, Jest toEqual, Jest toStrictEqual, uvu, dequal, remeda, samsam, hash-it; cloned {"settled":{}}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
