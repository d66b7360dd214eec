/**
 * This tree beside another checkout of the project, an older release say: `step`, `observe`, the table, and reading and judging
 * lines as a replay does.
 *
 * `node test/bench/beside.ts OTHER_CHECKOUT [--pairs 15]`. Each pair is two fresh processes, one of each tree, in turn; what is
 * printed are the medians and the median of the ratios within the pairs.
 */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { OrderStatus, TransactionStatus } from '../../machines/index.ts';
import type { Report } from '../../src/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '15' }, one: { type: 'boolean', default: false } },
});
const here = fileURLToPath(new URL('../..', import.meta.url));
const [other] = positionals;
if (other === undefined) throw new Error('say which checkout: node test/bench/beside.ts OTHER_CHECKOUT');

/** Nanoseconds of processor time of one call each: other work on the machine counts less than in a clock on the wall. */
interface Timings {
  readonly step: number;
  readonly table: number;
  readonly observe: number;
  readonly replay: number;
}

if (values.one) console.log(JSON.stringify(await timingsOf(resolve(other))));
else compare(Number(values.pairs), resolve(other));

/** Times one tree in this process. */
async function timingsOf(root: string): Promise<Timings> {
  const load = (path: string) => import(pathToFileURL(`${root}/${path}`).href);
  const core: typeof import('../../src/index.ts') = await load('src/index.ts');
  const relation: typeof import('../../src/relation/index.ts') = await load('src/relation/index.ts');
  const wire: typeof import('../../src/multisafepay/index.ts') = await load('src/multisafepay/index.ts');
  const at = '2026-03-02T09:00:00Z';
  const facts = [
    { type: 'order.created', at, threeD: '3-D' },
    { type: 'authentication.completed', at, outcome: 'Y' },
    { type: 'authorisation.approved', at },
    { type: 'screening.held', at },
    { type: 'review.approved', at },
  ] as const;
  const opening = core.begin('transaction', { edition: '2019-10', brand: 'visa', amount: 10_000, currency: 'EUR' });
  const step = core.step as unknown as (
    snapshot: unknown,
    fact: unknown,
  ) => { readonly ok: boolean; readonly next: unknown };
  const stepped = (): void => {
    let snapshot: unknown = opening;
    for (const fact of facts) snapshot = step(snapshot, fact).next;
  };
  const { table, relation: compiled } = relation.theLaw();
  const first = compiled.openingWith('transaction', { ...opening.profile })?.index ?? 0;
  const looked = (): void => {
    let cell = first;
    for (const fact of facts) cell = table.next(cell, fact);
  };
  let order = 0;
  const observed = (): void => {
    order++;
    let payment: ReturnType<typeof core.openPayment> | undefined = core.openPayment({ orderId: `order-${order}` });
    for (const report of lives()) payment = core.observe(payment, { ...report, orderId: `order-${order}` }).payment;
  };
  const lines = [0, 1, 2, 3].map((second) =>
    JSON.stringify({
      order_id: 'order-1',
      transaction_id: 7001,
      status: second < 2 ? 'initialized' : 'completed',
      financial_status: second < 2 ? 'initialized' : 'completed',
      amount: 10_000,
      currency: 'EUR',
      created: '2026-03-02T10:00:00',
      modified: `2026-03-02T10:00:0${second}`,
      payment_details: { type: 'VISA' },
    }),
  );
  const replayed = (): void => {
    let payment: ReturnType<typeof core.openPayment> | undefined;
    for (const line of lines) payment = core.observe(payment, wire.readOrder(JSON.parse(line))).payment;
  };
  return {
    step: timed(stepped, 200_000) / facts.length,
    table: timed(looked, 2_000_000) / facts.length,
    observe: timed(observed, 20_000) / lives().length,
    replay: timed(replayed, 20_000) / lines.length,
  };
}

/** A life with a refund, as reports. */
function lives(): readonly Report[] {
  const reported = (second: number, order: OrderStatus, transaction: TransactionStatus): Report => ({
    channel: 'notification',
    orderId: 'order-1',
    transactionId: '7001',
    order,
    transaction,
    method: { brand: 'visa' },
    amount: 10_000,
    currency: 'EUR',
    recency: `2026-03-02T10:00:0${second}`,
  });
  return [
    reported(0, 'initialized', 'initialized'),
    reported(1, 'uncleared', 'uncleared'),
    reported(2, 'completed', 'completed'),
    reported(2, 'completed', 'completed'),
    { ...reported(3, 'partial_refunded', 'completed'), amountRefunded: 2500 },
  ];
}

function timed(run: () => void, times: number): number {
  for (let i = 0; i < times / 10; i++) run();
  const begun = process.cpuUsage();
  for (let i = 0; i < times; i++) run();
  const { user, system } = process.cpuUsage(begun);
  return ((user + system) * 1000) / times;
}

/** Times both trees in turn, and prints what they come to. */
function compare(pairs: number, otherRoot: string): void {
  const file = fileURLToPath(import.meta.url);
  const one = (root: string): Timings =>
    JSON.parse(execFileSync(process.execPath, [file, root, '--one'], { encoding: 'utf8' }));
  const found = Array.from({ length: pairs }, () => ({ ours: one(here), theirs: one(otherRoot) }));
  for (const key of ['step', 'table', 'observe', 'replay'] as const) {
    const ours = median(found.map((pair) => pair.ours[key]));
    const theirs = median(found.map((pair) => pair.theirs[key]));
    const ratio = median(found.map((pair) => pair.ours[key] / pair.theirs[key]));
    console.log(`${key.padEnd(8)} ${ours.toFixed(1)} ns beside ${theirs.toFixed(1)} ns: ${ratio.toFixed(2)} times`);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
