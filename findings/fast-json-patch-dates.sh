#!/usr/bin/env bash
# fast-json-patch tells of a changed Date letter by letter, and cannot apply that.
#
# Guess:    comparing two objects that differ in a Date gives one replacement, or none because a Date has no
#           enumerable fields.
# Instead:  the old Date counts as an empty object and the new one as its text, letter by letter: 24 additions, one
#           for each character. Applied to the old object they put numbered properties on a Date, which JSON does not
#           show, so the time is unchanged. A Map that changed is no difference at all.
# Versions: fast-json-patch 3.1.1.
# Matters:  an audit trail kept as patches of a payment cannot be replayed, and says so nowhere. Compare what JSON
#           makes of both, not the objects.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent fast-json-patch@3.1.1

cat >observe.mjs <<'JS'
import patch from 'fast-json-patch';

const before = () => ({ status: 'completed', at: new Date('2025-07-01T10:00:00Z'), refunds: new Map() });
const after = { status: 'completed', at: new Date('2025-07-02T11:00:00Z'), refunds: new Map([['r1', 100]]) };
const operations = patch.compare(before(), after);
console.log(`operations: ${operations.length}`);
for (const { op, path, value } of operations.slice(0, 2)) console.log(`${op} ${path} ${JSON.stringify(value)}`);
const { newDocument } = patch.applyPatch(before(), operations);
console.log(`after the patch: ${JSON.stringify(newDocument)}`);
JS

cat >stated <<'TEXT'
operations: 24
add /at/0 "2"
add /at/1 "0"
after the patch: {"status":"completed","at":"2025-07-01T10:00:00.000Z","refunds":{}}
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
