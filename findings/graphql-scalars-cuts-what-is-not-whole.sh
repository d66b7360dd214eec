#!/usr/bin/env bash
# A refund of 12.50 cents is one of 12 to the whole numbers of graphql-scalars, and 1e21 is 1; and a BigInt is a number or a bigint by its size.
#
# Guess:    PositiveInt, NonNegativeInt and their like refuse what is not whole or beyond 2^53, as Int of GraphQL itself and SafeInt of the same package do; a
#           BigInt is a bigint in the resolver, whatever its size, and of one kind in the answer.
# Instead:  they read the value as parseInt reads its text: what follows a point or an e is dropped, also from JSON numbers, and -0.5 is a NonNegativeInt of 0.
#           A BigInt up to 2^53 reaches the resolver as a number and is a number in the answer; beyond, it is a bigint, and a text in the answer.
# Versions: graphql-scalars 2.0.0 with graphql 16.15.0.
# Matters:  an amount in euros that was sent where cents are asked for is refunded as so many cents instead of being refused, and amount * 2n throws for small
#           amounts only. Use SafeInt for cents, and BigInt(value) in the resolver.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts graphql-scalars@2.0.0 graphql@16.15.0

cat >observe.mjs <<'JS'
import { graphql, buildSchema } from 'graphql';

process.env.NODE_NO_WARNINGS = '1';
console.warn = () => {};
const scalars = await import('graphql-scalars');

const names = ['Int', 'SafeInt', 'PositiveInt', 'NonNegativeInt', 'BigInt'];
const schema = buildSchema(`${names.filter((name) => name !== 'Int').map((name) => `scalar ${name}`).join('\n')}
type Query { ${names.map((name) => `as${name}(cents: ${name}!): ${name}`).join(' ')} }`);
for (const name of names.slice(1)) Object.assign(schema.getType(name), Object.fromEntries(['serialize', 'parseValue', 'parseLiteral'].map((key) => [key, scalars[`GraphQL${name}`][key]])));
for (const name of names) {
  const answers = [];
  for (const cents of [1250, 12.5, 1e21, -0.5, '1e3', '9007199254740993']) {
    let got;
    const rootValue = { [`as${name}`]: (given) => { got = given.cents; return got; } };
    const { data } = await graphql({ schema, rootValue, source: `query ($cents: ${name}!) { answer: as${name}(cents: $cents) }`, variableValues: { cents } });
    answers.push(`${JSON.stringify(cents)}: ${data ? `${typeof got} ${got}, answer ${JSON.stringify(data.answer)}` : 'refused'}`);
  }
  console.log(`${name}: ${answers.join('; ')}`);
}
JS

cat >stated <<'TEXT'
Int: 1250: number 1250, answer 1250; 12.5: refused; 1e+21: refused; -0.5: refused; "1e3": refused; "9007199254740993": refused
SafeInt: 1250: number 1250, answer 1250; 12.5: refused; 1e+21: refused; -0.5: refused; "1e3": refused; "9007199254740993": refused
PositiveInt: 1250: number 1250, answer 1250; 12.5: number 12, answer 12; 1e+21: number 1, answer 1; -0.5: refused; "1e3": number 1, answer 1; "9007199254740993": refused
NonNegativeInt: 1250: number 1250, answer 1250; 12.5: number 12, answer 12; 1e+21: number 1, answer 1; -0.5: number 0, answer 0; "1e3": number 1, answer 1; "9007199254740993": refused
BigInt: 1250: number 1250, answer 1250; 12.5: refused; 1e+21: refused; -0.5: refused; "1e3": refused; "9007199254740993": bigint 9007199254740993, answer "9007199254740993"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
