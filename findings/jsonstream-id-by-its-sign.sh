#!/usr/bin/env bash
# Of ids and amounts beyond 2^53 JSONStream gives some as texts and some as numbers, and of two that differ in the sign one exactly and the other rounded.
#
# Guess:    a parser of JSON in pieces gives what JSON.parse gives, so that a whole number beyond 2^53 is rounded to the nearest; or it gives all of them as
#           they are written.
# Instead:  jsonparse, and JSONStream on top of it, gives a whole number whose digits JavaScript would print otherwise as a text with its digits, and one that
#           happens to be printed alike as a number. A minus in front ends that care, and so does a point: -9007199254740993 is rounded without a word. The two
#           other parsers round all.
# Versions: JSONStream 1.3.5 with jsonparse 1.3.1; @streamparser/json 0.0.26, clarinet 0.12.6.
# Matters:  adding a refund to its payment joins a text to a number, or is a cent off; neighbouring ids have different types. Write such values as texts.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts JSONStream@1.3.5 jsonparse@1.3.1 @streamparser/json@0.0.26 clarinet@0.12.6

cat >observe.mjs <<'JS'
import { setImmediate as turn } from 'node:timers/promises';
import { JSONParser } from '@streamparser/json';
import clarinet from 'clarinet';
import JSONStream from 'JSONStream';

const text = '[9007199254740992,9007199254740993,9007199254740994,-9007199254740993,9007199254740993.0]';
const byJsonStream = [];
const stream = JSONStream.parse('*').on('data', (value) => byJsonStream.push(value));
stream.end(text);
await turn();
const byStreamParser = [];
const parser = new JSONParser({ paths: ['$.*'] });
parser.onValue = ({ value }) => byStreamParser.push(value);
parser.write(text);
const byClarinet = [];
const reader = clarinet.parser();
reader.onvalue = (value) => byClarinet.push(value);
reader.write(text).close();
for (const [name, values] of Object.entries({ 'JSON.parse': JSON.parse(text), JSONStream: byJsonStream, '@streamparser/json': byStreamParser, clarinet: byClarinet })) {
  console.log(`${name}: ${JSON.stringify(values)}`);
}
JS

cat >stated <<'TEXT'
JSON.parse: [9007199254740992,9007199254740992,9007199254740994,-9007199254740992,9007199254740992]
JSONStream: [9007199254740992,"9007199254740993",9007199254740994,-9007199254740992,9007199254740992]
@streamparser/json: [9007199254740992,9007199254740992,9007199254740994,-9007199254740992,9007199254740992]
clarinet: [9007199254740992,9007199254740992,9007199254740994,-9007199254740992,9007199254740992]
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
