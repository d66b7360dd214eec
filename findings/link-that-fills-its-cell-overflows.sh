#!/usr/bin/env bash
# A link that is made to fill its table cell makes the row as high as its text in Chromium, and not in Firefox.
#
# Guess:    a cell of height 1px grows to what it holds, since a cell is never less high than its content, so a link of height 100 %
#           within fills the cell and its four lines are inside it, in either browser.
# Instead:  Firefox takes the 100 % of that one pixel: the row is as high as the least height of the link, and three lines of it are
#           drawn over the rows below. In Chromium the row is as high as the text.
# Versions: Firefox ESR 153.8.0 and Chromium 156.0.8078.114 of Debian 12, puppeteer-core 25.16.0 over WebDriver BiDi.
# Matters:  of a matrix of who may be paid how, the small print of one cell is read as the answer of the cell under it. Leave the
#           heights alone, colour the cell, and let an empty box over the whole cell be pressed.
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
    const heights = await page.evaluate(`
      document.body.innerHTML = '<table><tr><td style="height: 1px; padding: 0">' +
        '<a href="#" style="display: block; height: 100%; min-height: 30px; font: 16px/20px sans-serif">yes<br>was<br>no<br>before</a></td></tr></table>';
      ['td', 'a'].map((one) => document.querySelector(one).getBoundingClientRect().height)
        .concat(document.querySelector('a').scrollHeight)`);
    console.log(`${name}: cell ${heights[0]}, link ${heights[1]}, its text ${heights[2]} pixels`);
  } finally {
    await opened.close();
  }
}
server.close();
JS

cat >stated <<'TEXT'
Firefox: cell 30, link 30, its text 80 pixels
Chromium: cell 80, link 80, its text 80 pixels
TEXT
timeout 120 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
