#!/usr/bin/env bash
# One amount in forints is shown with two decimals by Firefox and with none by Chromium, by the same call.
#
# Guess:    two browsers of one year, both with the data of the same ICU and CLDR, show an amount of a currency with the same number
#           of decimals.
# Instead:  Firefox takes the decimals of ISO 4217, as the specification of `Intl` says: two for the forint, the ariary and the
#           rupiah, three for the Iraqi dinar. Chromium takes what CLDR calls customary, which is none for all four, and rounds. The
#           euro, the yen and the Icelandic króna are the same in both.
# Versions: Firefox ESR 153.8.0 and Chromium 156.0.8078.114 of Debian 12, puppeteer-core 25.16.0 over WebDriver BiDi.
# Matters:  a customer and the person at the desk read two amounts of one order, and a picture or a golden file of one browser does
#           not hold in the other. Say `minimumFractionDigits` and `maximumFractionDigits` from ISO 4217.
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
    for (const currency of ['EUR', 'JPY', 'ISK', 'HUF', 'IDR', 'MGA', 'IQD']) {
      const shown = await page.evaluate(
        `new Intl.NumberFormat('en', { style: 'currency', currency: '${currency}', currencyDisplay: 'code' }).format(1250.5)`,
      );
      console.log(`${name}: ${shown.replaceAll('\u00a0', ' ')}`);
    }
  } finally {
    await opened.close();
  }
}
server.close();
JS

cat >stated <<'TEXT'
Firefox: EUR 1,250.50
Firefox: JPY 1,251
Firefox: ISK 1,251
Firefox: HUF 1,250.50
Firefox: IDR 1,250.50
Firefox: MGA 1,250.50
Firefox: IQD 1,250.500
Chromium: EUR 1,250.50
Chromium: JPY 1,251
Chromium: ISK 1,251
Chromium: HUF 1,251
Chromium: IDR 1,251
Chromium: MGA 1,251
Chromium: IQD 1,251
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
