#!/usr/bin/env bash
# OpenTelemetry's metrics for JavaScript go on reporting what a callback has stopped observing, with its last value, for as long as
# the process lives.
#
# Guess:    an observable instrument is asked anew at each collection: an order that is no more observed is no more in what
#           is collected.
# Instead:  so it is with delta temporality. With cumulative temporality, which the Prometheus exporter uses and which is the
#           default, an order that was observed once stays: its gauge says 1 after the order has gone, and when nothing is
#           observed at all, everything is reported as it was. It is so of gauges, counters and up-down-counters.
# Versions: @opentelemetry/sdk-metrics 3.1.0 with @opentelemetry/api 1.10.0.
# Matters:  a gauge per order, account or alarm never falls, and an alert on it never ends; and what is labelled by ids grows
#           without end. Observe 0 where something has gone, or keep ids out of attributes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @opentelemetry/sdk-metrics@3.1.0 @opentelemetry/api@1.10.0 2>/dev/null

cat >observe.mjs <<'JS'
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

for (const temporality of ['CUMULATIVE', 'DELTA']) {
  const reader = new Reader({ aggregationTemporalitySelector: () => AggregationTemporality[temporality] });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('shop');
  let held = ['a', 'b'];
  meter.createObservableGauge('held').addCallback((result) => {
    for (const order of held) result.observe(1, { order });
  });
  for (const now of [['a', 'b'], ['b'], []]) {
    held = now;
    const { resourceMetrics } = await reader.collect();
    const points = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics.flatMap(({ dataPoints }) => dataPoints));
    const said = points.map(({ attributes, value }) => `${attributes.order}=${value}`).join(' ');
    console.log(`${temporality}, observed: ${now.join(' ') || 'nothing'}; collected: ${said || 'nothing'}`);
  }
}
JS

cat >stated <<'TEXT'
CUMULATIVE, observed: a b; collected: a=1 b=1
CUMULATIVE, observed: b; collected: a=1 b=1
CUMULATIVE, observed: nothing; collected: a=1 b=1
DELTA, observed: a b; collected: a=1 b=1
DELTA, observed: b; collected: b=1
DELTA, observed: nothing; collected: nothing
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
