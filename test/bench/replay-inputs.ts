/** What a replay is measured on: the bench's life, and the simulator's lives without faults and with all of them. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createRandom, drawDisturbances, planNotices } from '../../src/testing/index.ts';
import { allFaults, lifeOf } from '../testing/lives.ts';

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

/** The notifications of the bench's life, in the order they would arrive: every order's first, then every order's second, and so on. */
export function* benchLines(lines: number, orders: number): Generator<string> {
  for (let line = 0; line < lines; line++) {
    const order = line % orders;
    const turn = Math.floor(line / orders);
    const [status, financial, refunded] = life[turn % life.length] as (typeof life)[number];
    const minute = String(turn % 60).padStart(2, '0');
    const hour = String(8 + (Math.floor(turn / 60) % 12)).padStart(2, '0');
    yield JSON.stringify({
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
    });
  }
}

/** The notifications of so many lives of the simulator, in the order they are delivered; each order and transaction has ids of its own. */
export function* simulatedLines(lives: number, withFaults: boolean): Generator<string> {
  const told: { readonly at: number; readonly text: string }[] = [];
  // Nine digits, as MultiSafepay's: more of them would be looked at as a card number.
  const ids = new Map<string, number>();
  const idOf = (seed: number, id: string): number => {
    const key = `${seed} ${id}`;
    const known = ids.get(key) ?? 100_000_000 + ids.size;
    ids.set(key, known);
    return known;
  };
  for (let seed = 0; seed < lives; seed++) {
    const { changes } = lifeOf(seed);
    const drawn = withFaults ? drawDisturbances(createRandom(seed), changes.length, allFaults) : [];
    for (const { at, document } of planNotices(changes, drawn)) {
      const text = JSON.stringify(document)
        .replaceAll('"order-1001', `"order-${seed}-1001`)
        .replaceAll(/_id":(1\d{8})\b/g, (_, id: string) => `_id":${idOf(seed, id)}`);
      told.push({ at, text });
    }
  }
  for (const { text } of told.sort((a, b) => a.at - b.at)) yield text;
}

/** Writes lines to a file. @returns how many there are. */
export async function writeLines(file: string, lines: Iterable<string>): Promise<number> {
  const out = createWriteStream(file);
  let count = 0;
  for (const line of lines) {
    count++;
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return count;
}
