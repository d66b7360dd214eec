#!/usr/bin/env bash
# pm4js reads an XES log without its whole numbers, truth values, ids and lists.
#
# Guess:    all attribute types of IEEE 1849 are read, the library being that of the people of process mining; what is not known is an error.
# Instead:  string, date and float are read, and int, boolean, id, list and container are left out in silence, in events and traces alike. A timestamp
#           loses what is below a millisecond.
# Versions: pm4js 0.0.28.
# Matters:  amounts in cents are ints, so a log of payments arrives without amounts, and with the same activities and times, which is all that
#           most pictures show. Write amounts as float or string for this reader.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts pm4js@0.0.28

cat >observe.cjs <<'JS'
require('pm4js');

const values = {
  string: '<string key="it" value="00125"/>',
  date: '<date key="it" value="2026-01-31T23:30:00.123456+02:00"/>',
  float: '<float key="it" value="12.50"/>',
  int: '<int key="it" value="1250"/>',
  boolean: '<boolean key="it" value="true"/>',
  id: '<id key="it" value="8e03978e-40d5-43dd-bc93-6894a57f9324"/>',
  list: '<list key="it"><values><string key="refund" value="500"/></values></list>',
  container: '<container key="it"><string key="refund" value="500"/></container>',
};
const told = ({ attributes }) => {
  if (!attributes.it) return 'nothing';
  const { value } = attributes.it;
  return value instanceof Date ? `Date ${value.toISOString()}` : `${typeof value} ${value}`;
};
for (const [type, xml] of Object.entries(values)) {
  const log = globalThis.XesImporter.apply(`<?xml version="1.0" encoding="UTF-8"?><log xes.version="1849.2016" xes.features="nested-attributes">
    <trace><string key="concept:name" value="A"/>${xml}<event><string key="concept:name" value="completed"/>${xml}</event></trace></log>`);
  const [trace] = log.traces;
  const [event] = trace.events;
  console.log(`${type}: of the trace ${told(trace)}, of its event ${event.attributes['concept:name'].value} ${told(event)}`);
}
JS

cat >stated <<'TEXT'
string: of the trace string 00125, of its event completed string 00125
date: of the trace Date 2026-01-31T21:30:00.123Z, of its event completed Date 2026-01-31T21:30:00.123Z
float: of the trace number 12.5, of its event completed number 12.5
int: of the trace nothing, of its event completed nothing
boolean: of the trace nothing, of its event completed nothing
id: of the trace nothing, of its event completed nothing
list: of the trace nothing, of its event completed nothing
container: of the trace nothing, of its event completed nothing
TEXT
timeout 60 node observe.cjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
