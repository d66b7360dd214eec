#!/usr/bin/env bash
# jsondiffpatch sees no change of a bigint, and just-diff none within a second.
#
# Guess:    of two payments that differ in the amount and in the time, each library names both changes, or refuses a
#           value that JSON does not have.
# Instead:  to jsondiffpatch 1000n and 2500n are the same, though it notices a bigint that becomes a number; to
#           just-diff two Dates of the same second are the same. What else changed is reported, so that the difference
#           looks complete, and without another change there is none. microdiff names all of them.
# Versions: jsondiffpatch 0.7.7, just-diff 6.0.2, microdiff 1.6.0.
# Matters:  an audit trail of differences, or a check "nothing changed, so nothing to write", drops a changed amount.
#           Turn bigints and dates into text before comparing.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent jsondiffpatch@0.7.7 just-diff@6.0.2 microdiff@1.6.0

cat >observe.mjs <<'JS'
import { create } from 'jsondiffpatch';
import { diff as justDiff } from 'just-diff';
import microdiff from 'microdiff';

const libraries = {
  jsondiffpatch: (one, other) => Object.keys(create().diff(one, other) ?? {}),
  'just-diff': (one, other) => justDiff(one, other).map((change) => change.path.join('.')),
  microdiff: (one, other) => microdiff(one, other).map((change) => change.path.join('.')),
};
const payment = { status: 'completed', amount: 1000n, modified: new Date('2026-01-31T10:00:00Z') };
const changes = {
  'amount 1000n to 2500n': { amount: 2500n },
  'amount 1000n to 1000': { amount: 1000 },
  'an hour later': { modified: new Date('2026-01-31T11:00:00Z') },
  'half a second later': { modified: new Date('2026-01-31T10:00:00.500Z') },
  'all three': { amount: 2500n, modified: new Date('2026-01-31T10:00:00.500Z'), status: 'refunded' },
};
for (const [name, changed] of Object.entries(changes)) {
  const said = Object.entries(libraries).map(([library, diff]) => `${library} ${diff(payment, { ...payment, ...changed }).join(' and ') || 'nothing'}`);
  console.log(`${name}: ${said.join('; ')}`);
}
JS

cat >stated <<'TEXT'
amount 1000n to 2500n: jsondiffpatch nothing; just-diff amount; microdiff amount
amount 1000n to 1000: jsondiffpatch amount; just-diff amount; microdiff amount
an hour later: jsondiffpatch modified; just-diff modified; microdiff modified
half a second later: jsondiffpatch modified; just-diff nothing; microdiff modified
all three: jsondiffpatch status and modified; just-diff status and amount; microdiff status and amount and modified
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
