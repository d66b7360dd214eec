/**
 * Whether a replay says what release 0.1.0 says: `node test/bench/replay-beside.ts OTHER_CHECKOUT [--lives 500]`. Both replay the same
 * lines, the bench's life and the simulator's lives without faults and with all of them, in processes of their own, and their lines are
 * compared byte for byte. An order that a decision was changed for since may differ, and is counted by what was changed; if any other
 * does, its first differing line is shown and the exit code is 1.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchLines, simulatedLines, writeLines } from './replay-inputs.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lives: { type: 'string', default: '500' } },
});
const [other] = positionals;
if (other === undefined) throw new Error('say beside which checkout: node test/bench/replay-beside.ts OTHER_CHECKOUT');
const lives = Number(values.lives);
const here = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'paychart-beside-'));

/** What was decided otherwise since 0.1.0, and how an order JSON or the line that 0.1.0 writes of it shows that it is about that. */
const changed: readonly (readonly [name: string, shown: RegExp])[] = [
  ['captured by hand (D33)', /"capture":"manual"|"auth_order_id"|"type":"(?:capture|auth-cancellation)"/],
  ['a dispute (D34)', /"dispute":\{/],
  ['first met in a refund or chargeback, which is kept (BD-1)', /"from":\[\],"to":\[\],.*"code":"not_a_payment"/],
];

/** A line of a replay, as far as it is looked at. */
interface Told {
  readonly orderId?: string;
  readonly ofOrder?: string;
  readonly verdict?: string;
}

/** The lines of a replay of a file by a checkout, without the summary. */
function replayed(checkout: string, file: string): readonly string[] {
  const program = join(checkout, 'src/cli/main.ts');
  try {
    return linesOf(execFileSync(process.execPath, [program, 'replay', '--json', file], options));
  } catch (error) {
    // That something is illegal or unknown is an exit code as well.
    const { status, stdout } = error as { status?: number; stdout?: string };
    if (status !== 1 || stdout === undefined) throw error;
    return linesOf(stdout);
  }
}

const options = { encoding: 'utf8', cwd: folder, maxBuffer: 2 ** 30 } as const;
const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n').slice(0, -1);

/** Compares what both say of some lines. @returns how many orders differ without a decision that was changed. */
async function compare(name: string, lines: Iterable<string>): Promise<number> {
  const file = 'notifications.jsonl';
  await writeLines(join(folder, file), lines);
  const said = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  const [ours, theirs] = [replayed(here, file), replayed(other as string, file)];
  if (ours.length !== said.length || theirs.length !== said.length)
    throw new Error(`${name}: ${said.length} lines came to ${ours.length} and ${theirs.length}`);
  // A capture or a refund may come under an order id of its own: it differs with its order.
  const orderOf = (line: string): string => {
    const { orderId = '', ofOrder = orderId } = JSON.parse(line) as Told;
    return /^order-\d+/.exec(ofOrder)?.[0] ?? ofOrder;
  };
  const decided = new Map<string, string>();
  said.forEach((line, at) => {
    const [decision] = changed.find(([, shown]) => shown.test(line) || shown.test(theirs[at] as string)) ?? [];
    const order = orderOf(ours[at] as string);
    if (decision !== undefined && !decided.has(order)) decided.set(order, decision);
  });
  const orders = new Set(ours.map(orderOf));
  const differing = new Map<string, number>();
  ours.forEach((line, at) => {
    if (line !== theirs[at] && !differing.has(orderOf(line))) differing.set(orderOf(line), at);
  });
  const reasons = new Map<string, number>();
  let unexplained = 0;
  for (const [order, at] of differing) {
    const reason = decided.get(order);
    if (reason !== undefined) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    } else if (++unexplained <= 3) {
      console.error(`${name}: ${order} differs, and no decision about it was changed:\n${theirs[at]}\n${ours[at]}`);
    }
  }
  const same = ours.filter((line, at) => line === theirs[at]).length;
  console.log(`${name}: ${same} of ${said.length} lines are the same, byte for byte; ${orders.size} orders`);
  console.log(`  ${orders.size - decided.size} orders without a changed decision, ${unexplained} of them differ`);
  for (const [reason, count] of reasons) console.log(`  ${count} differ by a changed decision: ${reason}`);
  return unexplained;
}

try {
  const counts = [
    await compare("the bench's life", benchLines(lives * 10, lives)),
    await compare("the simulator's lives without faults", simulatedLines(lives, false)),
    await compare("the simulator's lives with all faults", simulatedLines(lives, true)),
  ];
  process.exitCode = counts.some((count) => count > 0) ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
