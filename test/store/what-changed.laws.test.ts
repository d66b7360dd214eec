/**
 * Goal: what messages say that changed is enough. Whoever acts on the words alone, and keeps no memory, ends where the payment
 * stands: over generated whole orders, with late, lost and repeated reports, reads, and facts and settings of our own between them.
 *
 * A failure prints its seed and its path. `WHOLE_ORDER_RUNS` and `WHOLE_ORDER_SEED` run more of them, or the same ones again.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  type Payment,
  position,
  positionOfAttempt,
  type Report,
  safeToShip,
  viewOf,
} from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { type Came, type ChangeWord, changeWords, come, type Told } from '../../src/store/index.ts';
import { whatChanged } from '../../src/store/what-changed.ts';
import { notified, paid, refundOf } from '../lifecycle/reports.ts';
import { type WholeOrder, wholeOrders } from '../lifecycle/whole-order.ts';

const { WHOLE_ORDER_RUNS, WHOLE_ORDER_SEED } = process.env;
const seed = Number(WHOLE_ORDER_SEED ?? Date.now() % 2 ** 31);
const runs = { numRuns: Number(WHOLE_ORDER_RUNS ?? 1000), seed };
const patience = Math.max(240_000, runs.numRuns * 60);
console.info(`what changed: seed ${seed}, ${runs.numRuns} runs of each`);

/** What we tell ourselves at a place among the reports. */
interface Own {
  readonly place: number;
  readonly tells: 'what it is for' | 'another amount' | 'a refund' | 'all back';
}

const orders = wholeOrders({ sparse: true, losing: true, reading: true });
const ours = fc.array(
  fc.record<Own>({
    place: fc.nat(30),
    tells: fc.constantFrom('what it is for', 'another amount', 'a refund', 'all back'),
  }),
  { maxLength: 4 },
);

interface Entry {
  readonly told: Told;
  readonly came: Came;
  readonly before: Payment | undefined;
  readonly after: Payment | undefined;
  readonly changes: readonly ChangeWord[];
}

/** The entries that an order comes to, each with what it changed. */
function entriesOf(order: WholeOrder, own: readonly Own[]): readonly Entry[] {
  const entries: Entry[] = [];
  let payment: Payment | undefined;
  const tell = (told: Told): void => {
    const before = payment;
    const came = come(order.orderId, before, told);
    payment = came.payment;
    entries.push({ told, came, before, after: payment, changes: whatChanged(before, told, came) });
  };
  if (order.opened) tell({ kind: 'opened', body: { orderId: order.orderId, ...order.expected } });
  for (const [index, { picture, channel }] of [...order.deliveries, ...order.reads].entries()) {
    const report = readOrder(channel === 'status_read' ? { success: true, data: picture } : picture);
    tell({ kind: channel, body: report });
    for (const { place, tells } of own) if (place === index) tellOwn(tells);
  }
  return entries;

  function tellOwn(tells: Own['tells']): void {
    const { amount, currency } = order.expected;
    if (tells === 'what it is for') tell({ kind: 'configured', body: order.expected });
    else if (tells === 'another amount') tell({ kind: 'configured', body: { amount: amount + 1, currency } });
    else if (payment) {
      const of = payment.attempts.findIndex((_, index) => positionOfAttempt(payment as Payment, index).refundable > 0);
      const transactionId = payment.attempts[of]?.transactionId;
      if (transactionId === undefined) return;
      const back = tells === 'a refund' ? 1 : positionOfAttempt(payment, of).refundable;
      const refundId = `own-${entries.length}`;
      const asked = { refundId, key: refundId, amount: back, currency: payment.attempts[of]?.currency ?? currency };
      tell({
        kind: 'fact',
        body: { type: 'refund.requested', at: '2026-12-31T12:00:00Z', ...asked, transactionId },
      });
    }
  }
}

const mayShip = (payment: Payment | undefined): boolean =>
  payment !== undefined && safeToShip(payment).answer === 'yes';

describe('whoever acts on the words alone', () => {
  test.prop([orders, ours], runs)(
    'should end where the payment stands, and ship and stop in turns',
    (order, own) => {
      const acts: ('ship' | 'stop')[] = [];
      let ships = false;
      for (const { changes, after } of entriesOf(order, own)) {
        if (changes.includes('became_paid')) {
          expect(ships, 'it ships what it had not shipped').toBe(false);
          ships = true;
          acts.push('ship');
        }
        if (changes.includes('no_longer_paid') || changes.includes('charged_back')) {
          if (ships) acts.push('stop');
          ships = false;
        }
        expect(ships, acts.join()).toBe(mayShip(after));
      }
      expect(acts).toEqual(acts.map((_, index) => (index % 2 === 0 ? 'ship' : 'stop')));
    },
    patience,
  );

  test.prop([orders, ours], runs)(
    'should hear of every alarm, every entry set aside, every violation, and all money that came in or went back',
    (order, own) => {
      for (const { before, after, came, changes } of entriesOf(order, own)) {
        const says = (...words: readonly ChangeWord[]): boolean => words.some((word) => changes.includes(word));
        expect(says('set_aside')).toBe(came.verdict === 'illegal' || came.verdict === 'unknown');
        expect(says('violation')).toBe(came.violations.length > 0);
        const [was, is] = [before, after].map((payment) => (payment ? position(payment) : undefined));
        const shown = JSON.stringify({ changes, was, is });
        if ((is?.chargedBack ?? 0) > (was?.chargedBack ?? 0))
          expect(
            says('charged_back', 'charged_back_after_refund', 'corrected', 'set_aside') || wasAttached(before),
            shown,
          ).toBe(true);
        if ((is?.collected ?? 0) > 0 && (was?.collected ?? 0) === 0)
          expect(says('attempt_collected', 'attempt_taken_back'), shown).toBe(true);
        const back = (one: typeof is): number => (one ? one.refunded + one.reserved + one.unattributed : 0);
        if (back(is) > back(was))
          expect(
            says('refund_reserved', 'refund_completed', 'refunded_total_rose') || isAmountNews(before, after),
            shown,
          ).toBe(true);
        const [wasOpen, isNowOpen] = [alarmsOf(before), alarmsOf(after)];
        expect(says('alarm_opened', 'alarm_closed'), shown).toBe(wasOpen !== isNowOpen);
      }
    },
    patience,
  );

  test.prop([orders], runs)(
    'should hear nothing of what is told a second time',
    (order) => {
      for (const { told, came, after } of entriesOf(order, [])) {
        if (told.kind !== 'notification' || came.verdict === 'illegal' || came.verdict === 'unknown') continue;
        expect(whatChanged(after, told, come(order.orderId, after, told))).toEqual([]);
      }
    },
    patience,
  );

  it('should meet every word but those of a person, in a thousand orders', () => {
    const met = new Set(
      fc
        .sample(fc.tuple(orders, ours), { numRuns: 1500, seed: 7 })
        .flatMap(([order, own]) => entriesOf(order, own).flatMap(({ changes }) => changes)),
    );
    expect(changeWords.filter((word) => !met.has(word))).toEqual(['resolved']);
  });

  it('should hear of each step of a dispute, and of another date to answer by, once', () => {
    const hears = (...reports: Report[]): readonly (readonly ChangeWord[])[] => {
      let payment: Payment | undefined = paid();
      return reports.map((body) => {
        const before = payment;
        const told: Told = { kind: 'notification', body };
        const came = come('order-1', before, told);
        payment = came.payment;
        return whatChanged(before, told, came);
      });
    };
    const on = (day: number, dispute: object): Report =>
      notified('chargeback', 'completed', {
        at: `2019-11-0${day}T12:00:00`,
        related_transactions: [refundOf('c', 1000, 'completed', { type: 'chargeback', dispute })],
      });
    const later = { status: 'open', merchant_response_date: '2019-12-20' };
    expect(hears(on(6, { status: 'new' }), on(7, { status: 'open' }), on(7, { status: 'open' }), on(8, later))).toEqual(
      [expect.arrayContaining(['charged_back', 'dispute_moved']), ['dispute_moved'], [], ['dispute_moved']],
    );
  });
});

const wasAttached = (payment: Payment | undefined): boolean =>
  payment !== undefined && position(payment).chargebackAttached;

/** Whether a refund that was known got another amount, which no word tells. */
const isAmountNews = (before: Payment | undefined, after: Payment | undefined): boolean =>
  JSON.stringify(before?.refunds.map(({ amount }) => amount)) !==
    JSON.stringify(after?.refunds.map(({ amount }) => amount)) &&
  viewOf(after as Payment).refunds.length === before?.refunds.length;

/** The alarms that are open, each once. */
const alarmsOf = (payment: Payment | undefined): string =>
  [...new Set((payment?.alarms ?? []).map(({ code, transactionId }) => `${code} ${transactionId}`))].sort().join();
