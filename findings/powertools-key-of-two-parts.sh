#!/usr/bin/env bash
# Two payments that lack the fields of the idempotency key are one payment to Powertools, if the key has two parts.
#
# Guess:    a call in which the fields of the key are missing is carried out without protection, or refused, and a warning is
#           printed, however many fields there are. All arguments of the function count.
# Instead:  with `order_id` it is carried out each time, and nothing is said. With `[order_id, kind]` there is a warning, but two
#           missing parts are a key: the second payment is not carried out and is answered with the first one's result. And of a
#           function of two arguments only the first counts: the second amount of an order is answered with the first.
# Versions: @aws-lambda-powertools/idempotency 2.35.0.
# Matters:  one misspelt name, and every capture after the first is answered as done and never made. Set `throwOnNoIdempotencyKey`,
#           and give the function one argument with all that counts.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @aws-lambda-powertools/idempotency@2.35.0

cat >observe.mjs <<'JS'
import { IdempotencyConfig, IdempotencyItemAlreadyExistsError, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';

process.env.AWS_LAMBDA_FUNCTION_NAME = 'capture';
class InMemory extends BasePersistenceLayer {
  #records = new Map();
  async _getRecord(key) { return this.#records.get(key); }
  async _putRecord(record) {
    const known = this.#records.get(record.idempotencyKey);
    if (known !== undefined) throw new IdempotencyItemAlreadyExistsError('known', known);
    this.#records.set(record.idempotencyKey, record);
  }
  async _updateRecord(record) { this.#records.set(record.idempotencyKey, record); }
  async _deleteRecord(record) { this.#records.delete(record.idempotencyKey); }
}
let warnings;
console.warn = (text) => { if (/No value found/.test(text)) warnings += 1; };

async function twice(name, configuration, first, second) {
  const captured = [];
  warnings = 0;
  const capture = async (...given) => { captured.push(JSON.stringify(given)); return `captured ${JSON.stringify(given)}`; };
  const config = new IdempotencyConfig(configuration);
  const once = makeIdempotent(capture, { persistenceStore: new InMemory(), config });
  await once(...first);
  const answer = await once(...second).catch((error) => error.name);
  console.log(`${name}: carried out ${captured.length}, warned ${warnings > 0 ? 'yes' : 'no'}, the second is told "${answer}"`);
}
const [one, other] = [[{ orderId: 'A', type: 'x', amount: 100 }], [{ orderId: 'B', amount: 900 }]];
await twice('one part, missing', { eventKeyJmesPath: 'order_id' }, one, other);
await twice('two parts, both missing', { eventKeyJmesPath: '[order_id, kind]' }, one, other);
await twice('two parts, both missing, to be refused', { eventKeyJmesPath: '[order_id, kind]', throwOnNoIdempotencyKey: true }, one, other)
  .catch((error) => console.log(`two parts, both missing, to be refused: ${error.name}`));
await twice('two arguments', {}, ['A', 100], ['A', 900]);
JS

cat >stated <<'TEXT'
one part, missing: carried out 2, warned no, the second is told "captured [{"orderId":"B","amount":900}]"
two parts, both missing: carried out 1, warned yes, the second is told "captured [{"orderId":"A","type":"x","amount":100}]"
two parts, both missing, to be refused: IdempotencyPersistenceLayerError
two arguments: carried out 1, warned no, the second is told "captured ["A",100]"
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
