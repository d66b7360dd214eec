#!/usr/bin/env bash
# A stream of events that says to come back after a tenth of a second has Firefox back after half a second.
#
# Guess:    `retry: 100` has either browser open a closed stream of events again about a tenth of a second later.
# Instead:  Firefox waits at least half a second, whatever less was said; Chromium comes back when it was told to. Both send the id
#           of the last event with it.
# Versions: Firefox ESR 153.8.0 and Chromium 156.0.8078.114 of Debian 12, puppeteer-core 25.16.0 over WebDriver BiDi.
# Matters:  a service that ends its stream with every batch, to be asked again at once, tells five batches while another browser is
#           told one. Keep the stream open, and let a page ask for what it missed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts puppeteer-core@25.16.0

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import puppeteer from 'puppeteer-core';

const times = [];
const server = createServer((request, response) => {
  if (request.url === '/events') {
    times.push({ at: performance.now(), id: request.headers['last-event-id'] });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    return response.end(`retry: 100\nid: ${times.length}\ndata: a batch\n\n`);
  }
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>page</title><body></body>');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${server.address().port}/`;
const browsers = [
  ['Firefox', 'firefox', process.env.FIREFOX ?? '/usr/bin/firefox-esr', []],
  ['Chromium', 'chrome', process.env.CHROMIUM ?? '/usr/bin/chromium', ['--no-sandbox', '--disable-gpu']],
];
for (const [name, browser, executablePath, args] of browsers) {
  const opened = await puppeteer.launch({ browser, executablePath, args, headless: true, protocol: 'webDriverBiDi' });
  try {
    const page = await opened.newPage();
    await page.setViewport({ width: 1200, height: 800 });
    await page.goto(url);
    times.length = 0;
    await page.evaluate(`new Promise((done) => {
      const events = new EventSource('/events');
      let told = 0;
      events.onmessage = () => {
        if (++told < 4) return;
        events.close();
        done();
      };
    })`);
    const waits = times.slice(1).map(({ at }, index) => at - times[index].at);
    const least = Math.min(...waits);
    console.log(`${name}: ids ${times.map(({ id }) => id ?? 'none').join(', ')}; waits ${least >= 450 ? 'half a second or more' : least >= 90 ? 'a tenth of a second or more' : least}`);
  } finally {
    await opened.close();
  }
}
server.close();
JS

cat >stated <<'TEXT'
Firefox: ids none, 1, 2, 3; waits half a second or more
Chromium: ids none, 1, 2, 3; waits a tenth of a second or more
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
