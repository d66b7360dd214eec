#!/usr/bin/env bash
# 12,50, typed into a field for numbers, is 1250 in Chromium and valid; in Firefox it is nothing and invalid, or 12.5 if the page says that it is Dutch.
#
# Guess:    what is no number in the field's language is shown and not valid, so that the form cannot be sent; and what language the field has is said by `lang`.
# Instead:  Chromium, in English, leaves out each character that cannot stand in a number as it is typed: the comma, the blank, the euro sign. 1.250,00 becomes
#           1.25000. It does not look at `lang` but at the language it was installed in. Firefox keeps all that is typed, has an empty value for it with badInput,
#           and reads the comma by `lang`. By script both take 12.50 only.
# Versions: Firefox ESR 153.8.0 and Chromium 156.0.8078.114 of Debian 12, puppeteer-core 25.16.0 over WebDriver BiDi.
# Matters:  a merchant's employee refunds 12,50 in a browser that is in English, as many are. The field shows 1250, and step, min and `required` have nothing
#           against it. Take a text field with inputmode="decimal" and read it, and show the amount once more with its currency.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts puppeteer-core@25.16.0

cat >observe.mjs <<'JS'
import { createServer } from 'node:http';
import puppeteer from 'puppeteer-core';

const server = createServer((_, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><html lang="en"><title>page</title><body><input id="en" type="number" step="0.01" required><input id="nl" lang="nl" type="number" step="0.01" required></body></html>');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${server.address().port}/`;
const browsers = [
  ['Firefox', 'firefox', process.env.FIREFOX ?? '/usr/bin/firefox-esr', []],
  ['Chromium', 'chrome', process.env.CHROMIUM ?? '/usr/bin/chromium', ['--no-sandbox', '--disable-gpu', '--lang=en-US']],
];
for (const [name, browser, executablePath, args] of browsers) {
  const opened = await puppeteer.launch({ browser, executablePath, args, headless: true, protocol: 'webDriverBiDi' });
  try {
    const page = await opened.newPage();
    await page.goto(url);
    for (const language of ['en', 'nl']) {
      const read = [];
      for (const text of ['12.50', '12,50', '1.250,00', '12 50', '€12.50']) {
        await page.evaluate((id) => {
          const field = document.getElementById(id);
          field.value = '';
          field.focus();
        }, language);
        await page.type(`#${language}`, text);
        read.push(await page.evaluate((id, typed) => {
          const { value, validity } = document.getElementById(id);
          return `${typed} is ${value || 'nothing'}, ${validity.valid ? 'valid' : 'not valid'}`;
        }, language, text));
      }
      console.log(`${name}, lang ${language}: ${read.join('; ')}`);
    }
  } finally {
    await opened.close();
  }
}
server.close();
JS

cat >stated <<'TEXT'
Firefox, lang en: 12.50 is 12.50, valid; 12,50 is nothing, not valid; 1.250,00 is nothing, not valid; 12 50 is nothing, not valid; €12.50 is nothing, not valid
Firefox, lang nl: 12.50 is 12.50, valid; 12,50 is 12.5, valid; 1.250,00 is nothing, not valid; 12 50 is nothing, not valid; €12.50 is nothing, not valid
Chromium, lang en: 12.50 is 12.50, valid; 12,50 is 1250, valid; 1.250,00 is 1.25000, valid; 12 50 is 1250, valid; €12.50 is 12.50, valid
Chromium, lang nl: 12.50 is 12.50, valid; 12,50 is 1250, valid; 1.250,00 is 1.25000, valid; 12 50 is 1250, valid; €12.50 is 12.50, valid
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
