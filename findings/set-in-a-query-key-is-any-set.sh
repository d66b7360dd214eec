#!/usr/bin/env bash
# To TanStack Query and RTK Query the orders of two sets of statuses are one query, and the second is answered with the first one's orders.
#
# Guess:    a key of a query tells queries apart by what is in it, as it does for lists and objects; what it cannot compare is an error, as a bigint is.
# Instead:  the key is made with JSON, in which every Set and every Map is `{}`: refunded orders are answered with completed ones, for as long as those are
#           fresh. NaN, null and undefined in a list are one key as well. SWR tells two sets apart, and takes two equal ones for different. A bigint is an
#           error to TanStack Query.
# Versions: @tanstack/query-core 5.108.4, @reduxjs/toolkit 2.15.0; swr 2.5.1 with react 19.3.1.
# Matters:  a filter by several statuses is a Set in many a page: who switches from completed to refunded sees the completed ones under the new title, and
#           refunds those again. Put `[...statuses].sort()` into the key.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @tanstack/query-core@5.108.4 @reduxjs/toolkit@2.15.0 swr@2.5.1 react@19.3.1

cat >observe.mjs <<'JS'
import { defaultSerializeQueryArgs } from '@reduxjs/toolkit/query';
import { QueryClient } from '@tanstack/query-core';
import { unstable_serialize as serialize } from 'swr';

const client = new QueryClient();
const orders = (filter) => client.fetchQuery({ queryKey: ['orders', filter], queryFn: () => `the ${[...filter].join()} ones`, staleTime: 60_000 });
console.log(`TanStack Query, lists: ${await orders(['completed'])}, then ${await orders(['refunded'])}`);
console.log(`TanStack Query, sets: ${await orders(new Set(['completed']))}, then ${await orders(new Set(['refunded']))}`);
const same = (name, key) => {
  const of = (one, other) => (key(one) === key(other) ? 'one query' : 'two queries');
  console.log(`${name}: two lists are ${of(['completed'], ['refunded'])}, two sets ${of(new Set(['completed']), new Set(['refunded']))},`
    + ` two maps ${of(new Map([['status', 'completed']]), new Map([['status', 'refunded']]))}, equal sets ${of(new Set(['completed']), new Set(['completed']))},`
    + ` [NaN] and [null] ${of([Number.NaN], [null])}`);
};
const definition = { endpointName: 'orders', endpointDefinition: {} };
same('RTK Query', (queryArgs) => defaultSerializeQueryArgs({ ...definition, queryArgs }));
same('SWR', (filter) => serialize(['orders', filter]));
process.exit();
JS

cat >stated <<'TEXT'
TanStack Query, lists: the completed ones, then the refunded ones
TanStack Query, sets: the completed ones, then the completed ones
RTK Query: two lists are two queries, two sets one query, two maps one query, equal sets one query, [NaN] and [null] one query
SWR: two lists are two queries, two sets two queries, two maps two queries, equal sets two queries, [NaN] and [null] two queries
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
