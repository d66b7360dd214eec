/**
 * How long the studio keeps a browser busy when a view of it is opened: `npm run bench:studio`. Each view is opened in a page of its own, some
 * times over; of each the long tasks (over 50 ms of the main thread in one piece) are told: how many, and the longest.
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { servePage, startBrowser } from '../studio/browser.ts';
import { pageFile } from '../studio/page.ts';

const rounds = 5;

const views: Readonly<Record<string, string>> = {
  Charts: 'charts',
  Play: 'play?v=1&brand=visa&steps=order.created+3-D+visa+2500~authentication.completed+Y~authorisation.approved~screening.passed',
  'What if': 'what-if',
  Matrix: 'matrix',
  Incidents: 'incidents?story=refund-done-at-creation',
  Live: 'live',
  Inspector: 'inspector',
};

/** Keeps the lengths of the long tasks, in milliseconds, from the beginning of a page. It runs in the page. */
const watch = `globalThis.longTasks = [];
new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: 'longtask', buffered: true });`;

/** Until nothing is left to do: two idle moments one after the other. It runs in the page. */
const idle = `new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))`;

const html = readFileSync(pageFile, 'utf8');
const site = await servePage(() => html);
const browser = await startBrowser();
await browser.context.addInitScript(watch);
console.log(`load of the machine before: ${loadavg()[0]?.toFixed(1)}`);
for (const [name, view] of Object.entries(views)) {
  const all: (readonly number[])[] = [];
  for (let round = 0; round < rounds; round++) {
    const page = await browser.context.newPage();
    await page.goto(`${site.url}#/${view}`);
    await page.locator('h1').waitFor();
    await page.evaluate(idle);
    all.push(await page.evaluate<readonly number[]>('globalThis.longTasks'));
    await page.close();
  }
  const longest = all.map((tasks) => Math.round(Math.max(0, ...tasks))).sort((a, b) => a - b);
  const counts = all.map(({ length }) => length).sort((a, b) => a - b);
  const middle = Math.floor(rounds / 2);
  console.log(
    `${name.padEnd(10)} long tasks ${counts[middle]}, the longest ${longest[middle]} ms (${longest[0]} to ${longest.at(-1)}) of ${rounds} openings`,
  );
}
await browser.close();
await site.close();
