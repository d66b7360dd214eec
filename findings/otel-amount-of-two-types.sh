#!/usr/bin/env bash
# On a span of OpenTelemetry for JavaScript 12.50 euros are a double and 12.00 are an int64, and an amount that is a bigint, or a Date, is not there.
#
# Guess:    an attribute has one type, whatever the value of that span; and what is of no allowed type is refused or written as text.
# Instead:  each number goes by its value: whole ones as `intValue`, others as `doubleValue`, within one list as well. A bigint, a Date, an object and null are
#           dropped with no more than a line in the diagnostic log, which is off. In JSON 1e21 is an `intValue` that no int64 holds, and NaN is null; the
#           binary form makes a double of 1e21.
# Versions: @opentelemetry/sdk-trace-base 2.12.1, @opentelemetry/otlp-transformer 0.223.1.
# Matters:  a store that makes a column per key and type has the amounts in two of them, and a search for those above 10 finds half; one that fixes the type by
#           the first span refuses the rest. Record cents, which are always whole, and ids as texts.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @opentelemetry/api@1.9.1 @opentelemetry/sdk-trace-base@2.12.1 @opentelemetry/otlp-transformer@0.223.1

cat >observe.mjs <<'JS'
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const values = { 12.5: 12.5, '12.00': 12, '[12, 12.5]': [12, 12.5], '12n': 12n, 'a Date': new Date(0), 'an object': { cents: 1250 }, null: null, NaN: Number.NaN, '1e21': 1e21 };
// In the binary form an AnyValue begins with its field's number: 3 for an int64, 4 for a double.
const types = { 0x18: 'int64', 0x21: 'double' };
for (const [name, value] of Object.entries(values)) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.getTracer('refunds').startSpan('refund').setAttribute('amount', value).end();
  const spans = exporter.getFinishedSpans();
  const json = JSON.parse(new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans)));
  const [attribute] = json.resourceSpans[0].scopeSpans[0].spans[0].attributes;
  const binary = Buffer.from(ProtobufTraceSerializer.serializeRequest(spans));
  const at = binary.indexOf('amount');
  console.log(`${name}: ${attribute ? JSON.stringify(attribute.value) : 'not there'}${at < 0 || Array.isArray(value) ? '' : `, in the binary form ${types[binary[at + 'amount'.length + 2]]}`}`);
}
JS

cat >stated <<'TEXT'
12.5: {"doubleValue":12.5}, in the binary form double
12.00: {"intValue":12}, in the binary form int64
[12, 12.5]: {"arrayValue":{"values":[{"intValue":12},{"doubleValue":12.5}]}}
12n: not there
a Date: not there
an object: not there
null: not there
NaN: {"doubleValue":null}, in the binary form double
1e21: {"intValue":1e+21}, in the binary form double
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
