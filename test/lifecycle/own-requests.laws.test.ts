/**
 * The laws of our own refund requests in whole orders: some of the refunds of a history were asked for by us, some requests of ours never
 * reached MultiSafepay, and reports of either come in any order, or not at all (D12, D16a, D31).
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { observe, openPayment, type Payment, type PaymentFact, position, step } from '../../src/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { type Delivery, moneyOfAll, type WholeOrder, wholeOrders } from './whole-order.ts';
import { patience, runs, sayRuns } from './whole-order-runs.ts';

sayRuns('our own requests');

/** Something that comes to us, or that we ask for or are told: in this order. */
type Event = { readonly told: Delivery } | { readonly facts: readonly PaymentFact[] };

interface WithRequests {
  readonly order: WholeOrder;
  readonly events: readonly Event[];
}

/** Whole orders of one currency, with requests of ours among what is delivered. */
const orders: fc.Arbitrary<WithRequests> = fc
  .tuple(
    wholeOrders({ sparse: true, losing: true, reading: true }).filter(
      ({ happened }) => !happened.has('clock change') && !happened.has('part'),
    ),
    fc.array(fc.nat(999), { minLength: 1, maxLength: 12 }),
  )
  .map(([order, choices]) => withRequests(order, choices));

function withRequests(order: WholeOrder, choices: readonly number[]): WithRequests {
  let taken = 0;
  const chosen = (): number => choices[taken++ % choices.length] ?? 0;
  const ours = new Map<number, readonly [string, PaymentFact]>();
  for (const { id, currency, refunds, isCard } of order.attempts) {
    for (const refund of refunds) {
      if (!isCard || chosen() % 2 === 0) continue;
      const at = secondsLater(refund.created, -1 - (chosen() % 3));
      const asked = { at, refundId: `ours-${refund.id}`, amount: refund.amount, currency, intentional: true };
      ours.set(refund.id, [refund.created, { type: 'refund.requested', ...asked, transactionId: String(id) }]);
    }
  }
  const events: Event[] = [];
  const waiting = [...ours.values()];
  let now = '';
  for (const one of order.deliveries) {
    const { modified, transaction_id: id } = one.picture as { modified: string; transaction_id: number };
    if (modified > now) now = modified;
    for (const [made, fact] of waiting.splice(0)) {
      if (made <= now) events.push({ facts: [fact] });
      else waiting.push([made, fact]);
    }
    const [, own] = ours.get(id) ?? [];
    const picture = own && 'refundId' in own ? { ...one.picture, var1: own.refundId } : one.picture;
    events.push({ told: { ...one, picture } });
    if (chosen() % 4 === 3) events.push({ facts: unmade(order, now, chosen()) });
  }
  return { order, events };
}

/** A request of ours that never reached MultiSafepay, and what we were told of it. */
function unmade({ attempts, expected }: WholeOrder, now: string, by: number): readonly PaymentFact[] {
  const refundId = `unmade-${now}-${by}`;
  const { id } = attempts[by % attempts.length] as WholeOrder['attempts'][number];
  const amount = 1 + (by % 7) * Math.ceil(expected.amount / 7);
  const asked = { refundId, amount, currency: expected.currency, intentional: true, transactionId: String(id) };
  return [
    { type: 'refund.requested', at: secondsLater(now, 1), ...asked },
    { type: 'refund.declined', at: secondsLater(now, 2), refundId },
  ];
}

/** An instant so many seconds after a time of MultiSafepay's, whose clock is one hour ahead in winter. */
const secondsLater = (time: string, seconds: number): string =>
  new Date(Date.parse(`${time}+01:00`) + seconds * 1000).toISOString();

const opened = ({ opened: isOpen, orderId, expected }: WholeOrder): Payment | undefined =>
  isOpen ? openPayment({ orderId, ...expected }) : undefined;

const reportOf = ({ picture, channel }: Delivery) => readOrder(picture, { channel });

/** The payment after facts of ours; as it was, where the first is refused or cannot be: then nothing was asked for. */
function afterFacts(payment: Payment | undefined, facts: readonly PaymentFact[]): Payment | undefined {
  return facts.reduce<Payment | undefined>((so, fact) => {
    if (!so || (so === payment && fact !== facts[0])) return so;
    try {
      const stepped = step(so, fact);
      return stepped.ok ? stepped.next : so;
    } catch {
      return so;
    }
  }, payment);
}

const next = (payment: Payment | undefined, event: Event): Payment | undefined =>
  'facts' in event ? afterFacts(payment, event.facts) : (observe(payment, reportOf(event.told)).payment ?? payment);

/** A contradiction is set aside anew where the reason is another by now. */
const isSetAside = (payment: Payment | undefined, told: Delivery): boolean =>
  ['illegal', 'unknown'].includes(observe(payment, reportOf(told)).verdict.verdict);

describe('our own refund requests', () => {
  it('should be admitted, and never made, in many histories', () => {
    const asked = { ours: 0, unmade: 0 };
    for (const { order, events } of fc.sample(orders, { numRuns: 500, seed: 7 })) {
      const { refunds = [] } = events.reduce(next, opened(order)) ?? {};
      for (const { refundId } of refunds) if (refundId) asked[refundId.startsWith('ours') ? 'ours' : 'unmade']++;
    }
    expect(Math.min(asked.ours, asked.unmade)).toBeGreaterThan(50);
  });

  test.prop([orders], runs)(
    'should leave the money where it truly is, after one read of each transaction',
    ({ order, events }) => {
      const cards = order.attempts.filter(({ isCard }) => isCard);
      const payment = [...events, ...order.reads.map((told) => ({ told }))].reduce(next, opened(order));
      if (!payment || new Set(cards.map(({ currency }) => currency)).size > 1) return;
      const { reserved, refunded, chargedBack, refundable, unattributed } = position(payment);
      const truth = moneyOfAll(cards);
      expect({ reserved, refunded, chargedBack, refundable, unattributed }).toEqual({
        reserved: truth.reserved,
        refunded: truth.refunded,
        chargedBack: truth.chargedBack,
        refundable: truth.refundable,
        unattributed: 0,
      });
    },
    patience,
  );

  test.prop([orders], runs)(
    'should be nothing that a report told again at once can change',
    ({ order, events }) => {
      let payment = opened(order);
      for (const event of events) {
        payment = next(payment, event);
        if ('told' in event) expect(next(payment, event)).toEqual(payment);
      }
    },
    patience,
  );

  test.prop([orders], runs)(
    'should, where they were never made, leave nothing for the last report to change that was believed, told again',
    ({ order, events }) => {
      let payment = opened(order);
      let last: Event | undefined;
      for (const event of events) {
        const isBelieved = 'told' in event && !isSetAside(payment, event.told);
        payment = next(payment, event);
        if ('told' in event) last = isBelieved ? event : undefined;
        else if (last && payment && event.facts.length === 2) expect(next(payment, last)).toEqual(payment);
      }
    },
    patience,
  );
});
