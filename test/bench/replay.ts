/**
 * How fast a replay is, beside bare `JSON.parse` of the same lines, and how much memory it takes.
 *
 * `node test/bench/replay.ts [lines] [orders]`: 200,000 lines over 20,000 orders if left out.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const mebibyte = 1024 * 1024;
const [lines = 200_000, orders = 20_000] = process.argv.slice(2).map(Number);
const command = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Each order's notifications, in turn: order status, transaction status, refunded so far. */
const life = [
  ['initialized', 'initialized', 0],
  ['uncleared', 'uncleared', 0],
  ['completed', 'completed', 0],
  ['completed', 'completed', 0],
  ['partial_refunded', 'completed', 500],
  ['partial_refunded', 'completed', 500],
  ['partial_refunded', 'completed', 1000],
  ['refunded', 'completed', 2500],
  ['refunded', 'completed', 2500],
  ['expired', 'expired', 0],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'paychart-bench-'));
const file = join(folder, 'notifications.jsonl');
try {
  await writeNotifications();
  const size = statSync(file).size / mebibyte;
  console.log(`${show(lines)} lines over ${show(orders)} orders, ${size.toFixed(0)} MiB`);
  const parsed = await seconds(parseOnly);
  console.log(`JSON.parse   ${show(lines / parsed)} lines per second (${parsed.toFixed(1)} s)`);
  let memory = { peak: 0, atHalf: 0, secondsAtHalf: 0 };
  const replayed = await seconds(async () => {
    memory = await replayInChild();
  });
  const { peak, atHalf, secondsAtHalf } = memory;
  console.log(`replay       ${show(lines / replayed)} lines per second (${replayed.toFixed(1)} s)`);
  console.log(`ratio        ${(replayed / parsed).toFixed(1)} times bare JSON.parse`);
  console.log(`first half   ${secondsAtHalf.toFixed(1)} s, second half ${(replayed - secondsAtHalf).toFixed(1)} s`);
  console.log(`memory       ${peak.toFixed(0)} MiB resident at most (${atHalf.toFixed(0)} MiB at half)`);
} finally {
  rmSync(folder, { recursive: true });
}

function show(count: number): string {
  return Math.round(count).toLocaleString('en');
}

async function seconds(run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}

/** Writes the notifications in the order they would arrive: every order's first, then every order's second, and so on. */
async function writeNotifications(): Promise<void> {
  const out = createWriteStream(file);
  for (let line = 0; line < lines; line++) {
    const order = line % orders;
    const turn = Math.floor(line / orders);
    const [status, financial, refunded] = life[turn % life.length] as (typeof life)[number];
    const minute = String(turn % 60).padStart(2, '0');
    const hour = String(8 + (Math.floor(turn / 60) % 12)).padStart(2, '0');
    const body = {
      synthetic: true,
      order_id: `order-${order}`,
      transaction_id: 26_000_000 + order,
      created: '2019-11-04T08:00:00',
      modified: `2019-11-04T${hour}:${minute}:00`,
      currency: 'EUR',
      amount: 2500,
      amount_refunded: refunded,
      description: `Synthetic order ${order}`,
      status,
      financial_status: financial,
      reason: '',
      reason_code: '',
      customer: { locale: 'nl_NL', first_name: 'Sample', last_name: 'Customer', email: 'customer@example.com' },
      payment_details: { type: order % 2 === 0 ? 'VISA' : 'MASTERCARD', last4: '1111', recurring_id: null },
      costs: [],
      related_transactions: null,
    };
    if (!out.write(`${JSON.stringify(body)}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

async function parseOnly(): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file) })) JSON.parse(line);
}

/** Replays in a process of its own; its memory is asked for by a preloaded line of code. */
async function replayInChild(): Promise<{ peak: number; atHalf: number; secondsAtHalf: number }> {
  const told =
    "process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS / 1024 + '\\n'));";
  const preload = `data:text/javascript,${encodeURIComponent(told)}`;
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', preload, command, 'replay', '--json', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let atHalf = 0;
  let secondsAtHalf = 0;
  let seen = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) seen++;
    if (secondsAtHalf > 0 || seen < lines / 2) return;
    secondsAtHalf = (performance.now() - began) / 1000;
    atHalf = residentNow(child.pid);
  });
  const [code] = (await once(child, 'close')) as [number];
  const peak = /^peak (.+)$/m.exec(said)?.[1];
  if (peak === undefined || code === 2 || seen !== lines + 1)
    throw new Error(`the replay failed (exit code ${code}, ${seen} lines written):\n${said}`);
  return { peak: Number(peak), atHalf, secondsAtHalf };
}

/** The resident memory of a process now, in MiB; 0 where the system does not tell. */
function residentNow(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
