#!/usr/bin/env bash
# A search of an XState chart's graph cannot tell two Maps or Sets apart.
#
# Guess:    two snapshots whose contexts differ only in the contents of a Map or a Set are two vertices of the graph.
# Instead:  vertices are told apart by JSON, where every Map and every Set is `{}`. Whatever lies behind a guard on
#           such a collection is not found, the search ends by itself, and no error or warning is given. Two objects
#           with the same entries written in another order, on the other hand, are two vertices.
# Versions: xstate 5.33.3 (`xstate/graph`).
# Matters:  a proof "no path leads to refunded twice" passes because the search never saw the second refund. Keep
#           records and arrays in the context, or give the search its own `serializeState`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent xstate@5.33.3

cat >observe.mjs <<'JS'
import { assign, createMachine } from 'xstate';
import { getShortestPaths } from 'xstate/graph';

function reachable(name, empty, add, size) {
  const machine = createMachine({
    initial: 'completed',
    context: { refunds: empty },
    states: {
      completed: {
        on: {
          REFUND: {
            guard: ({ context }) => size(context.refunds) < 2,
            actions: assign(({ context }) => ({ refunds: add(context.refunds) })),
          },
          CLOSE: { guard: ({ context }) => size(context.refunds) === 2, target: 'refunded_twice' },
        },
      },
      refunded_twice: {},
    },
  });
  const found = new Set(getShortestPaths(machine).map(({ state }) => state.value));
  console.log(`${name}: ${[...found].join(', ')}`);
}

reachable('array', [], (list) => [...list, 100], (list) => list.length);
reachable('Map', new Map(), (map) => new Map(map).set(map.size, 100), (map) => map.size);
reachable('Set', new Set(), (set) => new Set(set).add(set.size), (set) => set.size);
JS

cat >stated <<'TEXT'
array: completed, refunded_twice
Map: completed
Set: completed
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
