#!/usr/bin/env bash
# A link whose part behind the # is longer than a mebibyte is an error of no known class in Firefox, and fine in Chromium.
#
# Guess:    what stands behind the # is not sent anywhere and has no bound that a page meets at two million letters; if there is one,
#           it is the same however the address is set, and what is thrown is a DOMException.
# Instead:  Firefox keeps a million letters and throws at two million: from `history.replaceState` a SecurityError, from
#           `location.hash =` an error without a class of the platform, named NS_ERROR_MALFORMED_URI. The address stays as it was.
#           Chromium takes both.
# Versions: Firefox ESR 153.8.0 and Chromium 156.0.8078.114 of Debian 12, puppeteer-core 25.16.0 over WebDriver BiDi.
# Matters:  a page that keeps what somebody pasted in its link stops at the first that is too long, in one browser, with an error
#           that no handler of DOMException names. Bound the text before it goes into the link, and catch everything.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts puppeteer-core@25.16.0

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import puppeteer from 'puppeteer-core';

const server = createServer((_, response) => {
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
    const ways = {
      'history.replaceState': 'history.replaceState(null, "", "#" + text)',
      'location.hash': 'location.hash = text',
    };
    for (const [way, set] of Object.entries(ways))
      for (const length of [1_000_000, 2_000_000])
        console.log(`${name}, ${way}, ${length.toLocaleString('en')}: ${await page.evaluate(`(() => {
          const text = 'x'.repeat(${length});
          try {
            ${set};
            return location.hash.length === text.length + 1 ? 'kept' : 'cut';
          } catch (error) {
            return error.name + (error instanceof DOMException ? ', a DOMException' : ', no DOMException');
          }
        })()`)}`);
  } finally {
    await opened.close();
  }
}
server.close();
JS

cat >stated <<'TEXT'
Firefox, history.replaceState, 1,000,000: kept
Firefox, history.replaceState, 2,000,000: SecurityError, a DOMException
Firefox, location.hash, 1,000,000: kept
Firefox, location.hash, 2,000,000: NS_ERROR_MALFORMED_URI, no DOMException
Chromium, history.replaceState, 1,000,000: kept
Chromium, history.replaceState, 2,000,000: kept
Chromium, location.hash, 1,000,000: kept
Chromium, location.hash, 2,000,000: kept
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
