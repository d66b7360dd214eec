#!/usr/bin/env bash
# Of refunds below nine, two of four libraries for JMESPath find those without an amount, and the text '9' above '10'.
#
# Guess:    JMESPath orders numbers only: beside null, a missing field or a text, `<` is null, and the refund is left out; texts are not ordered at all.
# Instead:  that is what @jmespath-community/jmespath and the one of AWS Powertools do. jmespath, which most use, and @metrichor/jmespath compare as
#           JavaScript does: null and what is missing are below nine and above -1, 1250 is above the text '1000', and two texts go by their letters. In all
#           four to_number of an empty text is 0, of '0x1F' 31, and 00125 is 125.
# Versions: jmespath 0.16.0, @metrichor/jmespath 0.3.1, @jmespath-community/jmespath 1.3.0, @aws-lambda-powertools/jmespath 2.36.0.
# Matters:  a filter that moves from one library to the other finds other refunds, and those of no amount among the small ones. Ask for the type as well:
#           `type(amount) == 'number'`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts jmespath@0.16.0 @metrichor/jmespath@0.3.1 @jmespath-community/jmespath@1.3.0 @aws-lambda-powertools/jmespath@2.36.0

cat >observe.mjs <<'JS'
import * as powertools from '@aws-lambda-powertools/jmespath';
import * as community from '@jmespath-community/jmespath';
import * as metrichor from '@metrichor/jmespath';
import jmespath from 'jmespath';

const libraries = {
  jmespath: (query, value) => jmespath.search(value, query),
  '@metrichor/jmespath': (query, value) => metrichor.search(value, query),
  '@jmespath-community/jmespath': (query, value) => community.search(value, query),
  'AWS Powertools': (query, value) => powertools.search(query, value),
};
const order = { amount: 1250, limit: '1000', refunds: [{ id: 'five', amount: 5 }, { id: 'null', amount: null }, { id: 'missing' }, { id: 'text', amount: '9' }] };
for (const [name, search] of Object.entries(libraries)) {
  const ids = (condition) => search(`refunds[?${condition}].id`, order).join(', ') || 'none';
  console.log(`${name}: below nine ${ids('amount < `9`')}; above -1 ${ids('amount > `-1`')}; above '10' ${ids("amount > '10'")}; 1250 above '1000' ${search('amount > limit', order) ?? null}; to_number('') ${search("to_number('')", order)}, of '0x1F' ${search("to_number('0x1F')", order)}`);
}
JS

cat >stated <<'TEXT'
jmespath: below nine five, null, missing; above -1 five, null, missing, text; above '10' text; 1250 above '1000' true; to_number('') 0, of '0x1F' 31
@metrichor/jmespath: below nine five, null, missing; above -1 five, null, missing, text; above '10' text; 1250 above '1000' true; to_number('') 0, of '0x1F' 31
@jmespath-community/jmespath: below nine five; above -1 five; above '10' none; 1250 above '1000' null; to_number('') 0, of '0x1F' 31
AWS Powertools: below nine five; above -1 five; above '10' none; 1250 above '1000' null; to_number('') 0, of '0x1F' 31
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
