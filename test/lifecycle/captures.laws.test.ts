/**
 * Goal: whatever happens to an authorisation, and however it is told: in any order, twice, late, by the authorisation's listing or by
 * the captures' own orders: once all is told, what is collected is what was captured, more than was authorised is never silent, and
 * what is told again is known (CAP-1 to CAP-5, decisions D33, D35).
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  mayCapture,
  observe,
  openPayment,
  type Payment,
  position,
  type Report,
  restore,
  safeToShip,
  save,
  statusOf,
  step,
  type Verdict,
} from '../../src/index.ts';
import {
  authorised,
  byHand,
  captureAsked,
  captureOf,
  comesTo,
  notified,
  ownCapture,
  refundOf,
  told,
} from './reports.ts';

/** What happens to an authorisation of some units of EUR 1.00. */
interface Life {
  readonly units: number;
  /** What is captured, one after the other, in units. */
  readonly captures: readonly number[];
  /** What is given back of each capture, in units; 0 for nothing. */
  readonly refunds: readonly number[];
  /** Whether what is left is released at the end. */
  readonly released: boolean;
  /** Whether the authorisation lists the refunds of its captures as well. */
  readonly listsRefunds: boolean;
}

/** A life, and how it is told. */
interface Told {
  readonly life: Life;
  /** Which report comes next, of all that there are. */
  readonly order: readonly number[];
}

const unit = 100;
const hour = (n: number): string => `2019-11-05T${String(n).padStart(2, '0')}:00:00`;
const idOf = (index: number): string => String(71 + index);
const sum = (numbers: readonly number[]): number => numbers.reduce((so, one) => so + one, 0);

/** What there is to report of a life: by the authorisation after each thing that happens, by each capture, and by each refund. */
function reportsOf({ units, captures, refunds, released, listsRefunds }: Life): readonly Report[] {
  const amount = units * unit;
  const of = (index: number): object =>
    captureOf(idOf(index), (captures[index] as number) * unit, { created: hour(index + 1), modified: hour(index + 1) });
  const refund = (index: number): object =>
    refundOf(`r${index}`, (refunds[index] as number) * unit, 'completed', {
      created: hour(12 + index),
      modified: hour(12 + index),
      reference_transaction_id: idOf(index),
    });
  const listed = (count: number, when: number, ended: boolean, more: readonly object[] = []): Report => {
    const remain = ended ? 0 : Math.max(0, units - sum(captures.slice(0, count)));
    const related = [...captures.keys()].slice(0, count).map(of);
    const isFull = sum(captures.slice(0, count)) >= units;
    const [order, financial] = isFull
      ? ['completed', 'completed']
      : ended
        ? ['void', 'void']
        : ['completed', 'initialized'];
    return notified(order as string, financial as string, {
      ...byHand(remain * unit),
      amount,
      at: hour(when),
      related_transactions: [...related, ...more],
    });
  };
  const ofAuthorisation = captures.map((_, index) => listed(index + 1, index + 1, false));
  const ofCaptures = captures.map((one, index) =>
    ownCapture(idOf(index), one * unit, { created: hour(index + 1), at: hour(index + 1) }),
  );
  const ofRefunds = captures.flatMap((one, index) =>
    refunds[index]
      ? ownCapture(idOf(index), one * unit, {
          status: refunds[index] === one ? 'refunded' : 'partial_refunded',
          created: hour(index + 1),
          at: hour(12 + index),
          amount_refunded: (refunds[index] as number) * unit,
          related_transactions: [refund(index)],
        })
      : [],
  );
  const ending = released ? [listed(captures.length, 10, true)] : [];
  const all = [...captures.keys()].filter((index) => refunds[index]).map(refund);
  const last = listsRefunds && all.length > 0 ? [listed(captures.length, 20, released, all)] : [];
  return [authorised(amount, { amount }), ...ofAuthorisation, ...ofCaptures, ...ending, ...ofRefunds, ...last];
}

/** A life of one authorisation: in one of six more is captured than was authorised. */
const lives: fc.Arbitrary<Life> = fc
  .record({
    units: fc.integer({ min: 1, max: 9 }),
    parts: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
    back: fc.array(fc.nat({ max: 5 }), { minLength: 4, maxLength: 4 }),
    over: fc.nat({ max: 5 }).map((dice) => dice === 0),
    released: fc.boolean(),
    listsRefunds: fc.boolean(),
  })
  .map(({ units, parts, back, over, ...rest }) => {
    const captures: number[] = [];
    for (const one of parts) if (over || sum(captures) + one <= units) captures.push(one);
    return { units, captures, refunds: captures.map((one, at) => Math.min(one, back[at] as number)), ...rest };
  });

/** Every report at least once, in any order, some again. */
const tellings: fc.Arbitrary<Told> = lives.chain((life) => {
  const count = reportsOf(life).length;
  const all = Array.from({ length: count }, (_, at) => at);
  return fc
    .tuple(
      fc.shuffledSubarray(all, { minLength: count, maxLength: count }),
      fc.array(fc.nat({ max: count - 1 }), { maxLength: 4 }),
    )
    .map(([order, again]) => ({ life, order: [...order, ...again] }));
});

const isOver = ({ units, captures }: Life): boolean => sum(captures) > units;

/** All that is told, in its order, and again a second time at once if asked. */
function tell(
  { life, order }: Told,
  twice = false,
): { readonly payment: Payment; readonly verdicts: readonly Verdict[] } {
  const reports = reportsOf(life);
  let payment: Payment = openPayment({ orderId: 'order-1' });
  const verdicts: Verdict[] = [];
  for (const at of order) {
    const report = reports[at] as Report;
    const first = observe(payment, report);
    verdicts.push(first.verdict);
    payment = first.payment ?? payment;
    if (!twice) continue;
    const second = observe(payment, report);
    expect([comesTo(first.verdict), ['duplicate', 'stale'].includes(second.verdict.verdict)]).toEqual([
      comesTo(first.verdict),
      true,
    ]);
    expect(position(second.payment as Payment)).toEqual(position(payment));
  }
  // What could not be judged asks for a read: how each order stands in the end (decisions D21, D24).
  if (verdicts.some(({ verdict }) => verdict === 'unknown'))
    for (const report of lastOf(reports))
      payment = observe(payment, { ...report, channel: 'status_read' }).payment ?? payment;
  return { payment, verdicts };
}

/** The last report of each order, the authorisation's first. */
function lastOf(reports: readonly Report[]): readonly Report[] {
  const byOrder = Map.groupBy(reports, ({ orderId }) => orderId);
  return [...byOrder.values()].map((of) =>
    of.reduce((last, one) => (String(one.recency) > String(last.recency) ? one : last)),
  );
}

const codesOf = (payment: Payment): readonly string[] => payment.violations.map(({ code }) => code);
const figures = (payment: Payment) => {
  const { collected, refunded, refundable, doubleLoss } = position(payment);
  return { collected, refunded, refundable, doubleLoss, shows: statusOf(payment), codes: codesOf(payment).toSorted() };
};
const runs = { numRuns: 400 };

describe('one authorisation, however it is told', () => {
  test.prop({ telling: tellings }, runs)('should have collected what was captured once all is told', ({ telling }) => {
    const { payment } = tell(telling);
    const { captures, refunds, units } = telling.life;
    const collected = sum(captures) * unit;
    expect(position(payment)).toMatchObject({
      collected,
      refunded: sum(refunds) * unit,
      refundable: collected - sum(refunds) * unit,
      doubleLoss: false,
    });
    expect(payment.alarms).toEqual([]);
    // What was given back in full no longer counts; what was given back in part does not stop shipping (D25).
    const kept = captures.filter((one, index) => refunds[index] !== one);
    const answer = sum(kept) >= units ? 'yes' : 'no';
    expect(safeToShip(payment, { amount: units * unit, currency: 'EUR' }).answer).toBe(answer);
  });

  test.prop({ telling: tellings }, runs)(
    'should be more than was authorised exactly where the violation says so, and be no other violation',
    ({ telling }) => {
      const { payment } = tell(telling);
      expect(codesOf(payment)).toEqual(isOver(telling.life) ? ['captured_more_than_authorised'] : []);
    },
  );

  test.prop({ telling: tellings }, runs)('should be known when it is told a second time', ({ telling }) => {
    tell(telling, true);
  });

  test.prop({ telling: tellings, seed: fc.nat() }, runs)('should end the same in every order', ({ telling, seed }) => {
    const { life, order } = telling;
    const other = [...order].sort((a, b) => ((a * 7919 + seed) % 31) - ((b * 7919 + seed) % 31));
    expect(figures(tell({ life, order: other }).payment)).toEqual(figures(tell(telling).payment));
  });

  test.prop({ telling: tellings }, runs)('should be read back from its stored form as it was', ({ telling }) => {
    const { payment } = tell(telling);
    expect(restore(save(payment))).toEqual(payment);
  });

  test.prop({ telling: tellings, amount: fc.integer({ min: 1, max: 10 }) }, runs)(
    'should be captured further by exactly what remains',
    ({ telling, amount }) => {
      const { payment } = tell(telling);
      const { units, captures, released } = telling.life;
      const left = released ? 0 : Math.max(0, units - sum(captures));
      const asked = { amount: amount * unit, currency: 'EUR', at: '2019-11-05T09:00:00Z' } as const;
      expect(mayCapture(payment, asked).answer).toBe(amount <= left ? 'yes' : 'no');
    },
  );
});

describe('requests of ours that race', () => {
  const asks = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
  const outcomes = fc.array(fc.constantFrom('captured', 'refused', 'unknown'), { minLength: 6, maxLength: 6 });

  test.prop({ units: fc.integer({ min: 1, max: 12 }), asks, outcomes }, runs)(
    'should never come to more than was authorised, whatever becomes of each',
    ({ units, asks: amounts, outcomes: ends }) => {
      const amount = units * unit;
      let payment = observe(undefined, authorised(amount, { amount })).payment as Payment;
      let taken = 0;
      let captured = 0;
      amounts.forEach((one, at) => {
        const captureId = `capture-${at}`;
        const stepped = step(payment, captureAsked({ captureId, amount: one * unit }));
        expect(stepped.ok).toBe(taken + one <= units && taken < units);
        if (!stepped.ok) return;
        payment = stepped.next;
        const end = ends[at];
        const answer = { at: '2019-11-05T09:00:01Z', captureId } as const;
        if (end === 'captured') payment = told(payment, { type: 'capture.completed', ...answer });
        if (end === 'refused') payment = told(payment, { type: 'capture.refused', ...answer });
        if (end !== 'refused') taken += one;
        if (end === 'captured') captured += one;
        expect(position(payment).collected).toBe(captured * unit);
      });
      expect(taken).toBeLessThanOrEqual(units);
      expect(codesOf(payment)).toEqual([]);
    },
  );
});
