#!/usr/bin/env bash
# A time of RFC 3339 in lower case is read by Chromium and is no time in Firefox.
#
# Guess:    `2026-11-28t10:00:00z` is a valid time of RFC 3339, which allows both letters in lower case, and both browsers read it as
#           they read the same in upper case.
# Instead:  Firefox gives Invalid Date, and `JSON.stringify` makes null of it; Chromium reads it. With one of the two letters in
#           upper case neither browser changes its answer for the other: Firefox wants both, Chromium neither.
# Versions: Firefox ESR 153.8.0 and Chromium 156.0.8078.114 of Debian 12, puppeteer-core 25.16.0 over WebDriver BiDi.
# Matters:  the times of a service that writes them in lower case are shown in one browser and empty in the other. Read times with a
#           reader of RFC 3339 (`Temporal.Instant.from` takes both in either browser).
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
    for (const time of ['2026-11-28T10:00:00Z', '2026-11-28t10:00:00Z', '2026-11-28T10:00:00z', '2026-11-28t10:00:00z']) {
      const [date, instant] = await page.evaluate(`['${time}'].flatMap((time) => [JSON.stringify(new Date(time)), String(Temporal.Instant.from(time))])`);
      console.log(`${name}, ${time}: Date ${date}, Temporal ${instant}`);
    }
  } finally {
    await opened.close();
  }
}
server.close();
JS

cat >stated <<'TEXT'
Firefox, 2026-11-28T10:00:00Z: Date "2026-11-28T10:00:00.000Z", Temporal 2026-11-28T10:00:00Z
Firefox, 2026-11-28t10:00:00Z: Date null, Temporal 2026-11-28T10:00:00Z
Firefox, 2026-11-28T10:00:00z: Date null, Temporal 2026-11-28T10:00:00Z
Firefox, 2026-11-28t10:00:00z: Date null, Temporal 2026-11-28T10:00:00Z
Chromium, 2026-11-28T10:00:00Z: Date "2026-11-28T10:00:00.000Z", Temporal 2026-11-28T10:00:00Z
Chromium, 2026-11-28t10:00:00Z: Date "2026-11-28T10:00:00.000Z", Temporal 2026-11-28T10:00:00Z
Chromium, 2026-11-28T10:00:00z: Date "2026-11-28T10:00:00.000Z", Temporal 2026-11-28T10:00:00Z
Chromium, 2026-11-28t10:00:00z: Date "2026-11-28T10:00:00.000Z", Temporal 2026-11-28T10:00:00Z
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
