#!/usr/bin/env bash
# An event whose connection broke off behind its id is never delivered by fetch-event-source, a comment that keeps the connection alive is an event, and an
# answer that ends is the end.
#
# Guess:    as with EventSource, an id counts as received when its event has been delivered, so that one that broke off comes again; comments and `retry` lines
#           are no events; when the answer ends, a new connection is opened.
# Instead:  the id is sent as Last-Event-ID of the next connection as soon as its line has been read, so that the server goes on behind an event of which only
#           a half has come. A comment and a `retry` line with a blank line behind them are told as messages with empty data. When the server ends the answer
#           in an orderly way, the promise resolves and nobody asks any more. Its two forks do the same; the `eventsource` package does as EventSource does.
# Versions: @microsoft/fetch-event-source 2.0.1, @fortaine/fetch-event-source 3.0.6, @ai-zen/node-fetch-event-source 2.1.4; eventsource 4.1.1.
# Matters:  of a feed of payments the one that was cut off is missing for good, and JSON.parse fails on the first keep-alive. On the server write the id behind
#           the data, and a comment without a blank line; in the client ask again when the promise resolves.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @microsoft/fetch-event-source@2.0.1 @fortaine/fetch-event-source@3.0.6 @ai-zen/node-fetch-event-source@2.1.4 eventsource@4.1.1

cat >observe.mjs <<'JS'
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { EventSource } from 'eventsource';

// What the library asks of a page.
globalThis.window = { fetch, setTimeout, clearTimeout };
globalThis.document = { addEventListener() {}, removeEventListener() {}, hidden: false };
const events = ['authorised', 'captured', 'refunded'];
const connections = {};
const server = http.createServer(async ({ url, headers }, response) => {
  const connection = (connections[url] = (connections[url] ?? 0) + 1);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const after = Number(headers['last-event-id'] ?? 0);
  if (connection === 1) {
    response.write('retry: 20\n\n: alive\n\nid: 1\ndata: authorised\n\nid: 2\ndata: capt');
    await pause(50);
    response.destroy();
  } else {
    for (const [index, event] of events.entries()) if (index >= after && index < connection) response.write(`id: ${index + 1}\ndata: ${event}\n\n`);
    await pause(50);
    if (connection === 2) response.end();
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const address = `http://127.0.0.1:${server.address().port}`;
for (const name of ['@microsoft/fetch-event-source', '@fortaine/fetch-event-source', '@ai-zen/node-fetch-event-source']) {
  const told = [];
  const { fetchEventSource } = await import(name);
  fetchEventSource(`${address}/${name}`, { openWhenHidden: true, onmessage: ({ data }) => told.push(data || '(empty)') }).then(() => told.push('end'));
  await pause(1000);
  console.log(`${name}: ${told.join(', ')}`);
}
const told = [];
new EventSource(`${address}/eventsource`).onmessage = ({ data }) => told.push(data);
await pause(1000);
console.log(`eventsource: ${told.join(', ')}`);
process.exit();
JS

cat >stated <<'TEXT'
@microsoft/fetch-event-source: (empty), (empty), authorised, end
@fortaine/fetch-event-source: (empty), (empty), authorised, end
@ai-zen/node-fetch-event-source: (empty), (empty), authorised, end
eventsource: authorised, captured, refunded
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
