#!/usr/bin/env bash
# A stream that is given as the body of a request is sent by Firefox as the words "[object ReadableStream]".
#
# Guess:    a browser that cannot send a stream as the body of a request says so: the promise is rejected, as for a body of another
#           unfit kind. That `duplex` is asked for leaves no doubt about what is meant.
# Instead:  Firefox turns the stream into text and posts that, answered by 200: what the service is sent is 23 letters of plain text.
#           Chromium rejects where the service speaks HTTP/1.1, since it streams over HTTP/2 alone.
# Versions: Firefox ESR 153.8.0 and Chromium 156.0.8078.114 of Debian 12, puppeteer-core 25.16.0 over WebDriver BiDi.
# Matters:  an export of orders that is streamed to a service is acknowledged and is gone. Look whether the body was understood (`new
#           Request(…).headers.has("content-type")` is true for text), or send a Blob.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts puppeteer-core@25.16.0

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import puppeteer from 'puppeteer-core';

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  if (request.method === 'POST') return response.end(`${JSON.stringify(body)} as ${request.headers['content-type']}`);
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
    const came = await page.evaluate(`(async () => {
      const body = new ReadableStream({
        start(stream) {
          stream.enqueue(new TextEncoder().encode('order-1,completed'));
          stream.close();
        },
      });
      try {
        const answer = await fetch('/orders', { method: 'POST', body, duplex: 'half' });
        return answer.status + ': the service has ' + (await answer.text());
      } catch (error) {
        return 'rejected with a ' + error.name;
      }
    })()`);
    console.log(`${name}: ${came}`);
  } finally {
    await opened.close();
  }
}
server.close();
JS

cat >stated <<'TEXT'
Firefox: 200: the service has "[object ReadableStream]" as text/plain;charset=UTF-8
Chromium: rejected with a TypeError
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
