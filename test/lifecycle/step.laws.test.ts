/**
 * The laws of step on whole payments, walked by fast-check: every fact is offered, one step in eight is hostile, and the
 * rest take what the chart allows, so that walks get somewhere. A last test shows that they do.
 */
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect } from 'vitest';
import {
  InputError,
  openPayment,
  type Payment,
  type PaymentFact,
  pairsOfAttempt,
  position,
  possibleOfAttempt,
  possibleOfRefund,
  restore,
  save,
  step,
} from '../../src/lifecycle/index.ts';
import { type Cell, lawRelation } from '../../src/relation/index.ts';

const pairs: Record<string, readonly string[]> = {
  multisafepay: [
    'initialized/initialized',
    'uncleared/uncleared',
    'completed/completed',
    'declined/declined',
    'expired/expired',
    'void/cancelled',
  ],
  american_express: [
    'initialized/initialized',
    'uncleared/initialized',
    'completed/initialized',
    'declined/declined',
    'expired/expired',
    'void/cancelled',
  ],
};
const everyState = [
  'initialized.authenticating',
  'initialized.authorising',
  'initialized.screening',
  'uncleared',
  'completed',
  'declined',
  'expired',
  'cancelled',
  'reserved',
  'refund completed',
  'refund cancelled',
  'refund declined',
  'chargedBack',
  'reversed',
];
const simple = [
  'authentication.cancelled',
  'authorisation.approved',
  'authorisation.declined',
  'authorisation.soft_declined',
  'screening.passed',
  'screening.held',
  'screening.rejected',
  'review.approved',
  'review.declined',
  'transaction.expired',
  'transaction.cancelled',
] as const;
const choices = fc.array(fc.tuple(fc.nat(7), fc.nat(999), fc.nat(9_999)), { minLength: 1, maxLength: 30 });
const opening = fc.record({
  edition: fc.constantFrom('2019-10', '2025-08'),
  collector: fc.constantFrom('multisafepay', 'american_express'),
} as const);
const visited = new Set<string>();
let taken = 0;
let refused = 0;

describe('step, on whole payments', () => {
  test.prop([opening, choices], { numRuns: 600 })('should keep every law on every walk', (opened, walk) => {
    let payment = openPayment({ orderId: 'order-1', ...opened });
    const approved = new Set<number>();
    for (const [index, choice] of walk.entries()) {
      const fact = factOf(payment, choice, index);
      const before = save(payment);
      const stepped = attempt(payment, fact);
      expect(save(payment)).toBe(before);
      if (!stepped) {
        refused++;
        continue;
      }
      taken++;
      if (fact.type === 'authorisation.approved') approved.add(indexOfAbout(payment, fact));
      expectFinalMeansFinal(payment, stepped);
      payment = stepped;
      expect(restore(save(payment))).toEqual(payment);
      expectLawfulPairs(payment, opened.collector);
      expectMoneyKept(payment);
      for (const [at, one] of payment.attempts.entries()) {
        const states = possibleOfAttempt(payment, one).cells.map(({ state }) => state);
        for (const state of states) visited.add(state);
        if (states.some((state) => state === 'completed' || state === 'uncleared')) expect(approved.has(at)).toBe(true);
      }
      for (const refund of payment.refunds) {
        for (const { state } of possibleOfRefund(refund).cells)
          visited.add(['completed', 'cancelled', 'declined'].includes(state) ? `refund ${state}` : state);
      }
    }
  });

  afterAll(() => {
    console.info(`step walks: ${taken} facts taken, ${refused} refused, ${visited.size} states visited`);
    expect(everyState.filter((state) => !visited.has(state))).toEqual([]);
  });
});

/** One fact: seven in eight from what may go on, one in eight anything at all. */
function factOf(payment: Payment, [kind, which, how]: readonly [number, number, number], index: number): PaymentFact {
  const at = `2026-01-${String(1 + index).padStart(2, '0')}T12:00:00Z`;
  const hostile = kind === 7;
  const open = payment.attempts.filter((one) => possibleOfAttempt(payment, one).cells.some(({ final }) => !final));
  const transactionId = open[0]?.transactionId ?? payment.attempts.at(-1)?.transactionId ?? 'none';
  const money = position(payment);
  const refund = payment.refunds[which % Math.max(1, payment.refunds.length)];
  if (hostile) return hostileFact(at, transactionId, refund?.refundId ?? refund?.transactionId ?? 'none', which, how);
  const told = refund && legalOf(possibleOfRefund(refund).cells)[how % 4];
  if (refund && told)
    return {
      type: told,
      at,
      refundId: refund.refundId ?? '',
      transactionId: refund.transactionId ?? '',
    } as PaymentFact;
  if (money.collected > 0 && which % 3 === 0)
    return { type: 'chargeback.received', at, transactionId: `c${index}`, amount: 1 + (how % money.collected) };
  if (money.collected > 0) {
    const amount = how % 5 === 0 ? money.refundable : 1 + (how % 2_000);
    return { type: 'refund.requested', at, refundId: `r${index}`, amount, currency: 'EUR' };
  }
  const legal = legalOf(open.flatMap((one) => possibleOfAttempt(payment, one).cells));
  const chosen = legal[which % Math.max(1, legal.length)];
  if (chosen === undefined) {
    const brand = (['visa', 'mastercard', 'maestro', 'amex', 'bancontact'] as const)[which % 5] ?? 'visa';
    const threeD = how % 3 === 0 ? {} : ({ threeD: how % 3 === 1 ? '3-D' : 'non-3-D' } as const);
    return {
      type: 'order.created',
      at,
      transactionId: `t${index}`,
      brand,
      amount: 1 + (how % 4_000),
      currency: 'EUR',
      ...threeD,
    };
  }
  const [type, outcome] = chosen.split(' ');
  return { type, at, transactionId, ...(outcome && { outcome }) } as PaymentFact;
}

/** The facts that the chart takes in these cells, so that walks get somewhere; endings now and then. */
function legalOf(cells: readonly Cell[]): string[] {
  const facts = [
    ...new Set(
      cells.flatMap((cell) =>
        lawRelation()
          .rowsFrom(cell)
          .map(({ fact }) => fact),
      ),
    ),
  ].sort();
  const onward = facts.filter((fact) => /approved|passed|held|completed [YA]/.test(fact));
  return [...facts, ...onward, ...onward, ...onward];
}

function hostileFact(at: string, transactionId: string, refundId: string, which: number, how: number): PaymentFact {
  const anything: PaymentFact[] = [
    ...simple.map((type) => ({ type, at, transactionId }) as PaymentFact),
    { type: 'authentication.completed', at, transactionId, outcome: 'R' },
    { type: 'order.created', at, brand: 'visa', amount: how, currency: 'EUR', transactionId },
    { type: 'order.created', at, brand: 'maestro', amount: 500, currency: 'EUR', threeD: 'non-3-D' },
    { type: 'refund.requested', at, refundId: `h${how}`, amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' },
    { type: 'refund.requested', at, refundId: `h${how}`, amount: 0, currency: 'EUR' },
    { type: 'refund.requested', at, refundId: `h${how}`, amount: -how, currency: 'EUR' },
    { type: 'refund.requested', at, refundId: `h${how}`, amount: 1, currency: 'USD' },
    { type: 'refund.completed', at, refundId },
    { type: 'chargeback.reversed', at, transactionId: refundId },
    { type: 'transaction.identified', at, transactionId: `i${how}`, refundId },
    { type: 'xstate.init', at } as never,
    { type: 'order.created' } as never,
  ];
  return anything[which % anything.length] as PaymentFact;
}

/** The next payment, or nothing if the fact was refused or could not be read. */
function attempt(payment: Payment, fact: PaymentFact): Payment | undefined {
  try {
    const stepped = step(payment, fact);
    if (stepped.ok) return stepped.next;
    expect(stepped.refusal.ids.length).toBeGreaterThan(0);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function indexOfAbout(payment: Payment, fact: PaymentFact): number {
  const id = 'transactionId' in fact ? fact.transactionId : undefined;
  return payment.attempts.findIndex(({ transactionId }) => transactionId === id);
}

function expectFinalMeansFinal(before: Payment, after: Payment): void {
  for (const [index, one] of before.attempts.entries()) {
    const { cells, set } = possibleOfAttempt(before, one);
    const next = after.attempts[index];
    if (next && cells.every(({ final }) => final)) expect(possibleOfAttempt(after, next).set).toBe(set);
  }
}

function expectLawfulPairs(payment: Payment, collector: 'multisafepay' | 'american_express'): void {
  for (const index of payment.attempts.keys()) {
    for (const { order, transaction } of pairsOfAttempt(payment, index))
      expect(pairs[collector]).toContain(`${order}/${transaction}`);
  }
}

/** What was admitted never exceeds what was collected; only a chargeback, which nobody asks for, can. */
function expectMoneyKept(payment: Payment): void {
  const { collected, reserved, refunded, chargedBack, unattributed, doubleLoss } = position(payment);
  const given = reserved + refunded + unattributed;
  expect(given).toBeLessThanOrEqual(collected);
  // A request of ours that MultiSafepay has not shown yet may never have left: it raises no alarm by itself.
  const shown = payment.refunds.filter((one) => one.reported && one.kind === 'refund' && counted(one));
  const reported = shown.reduce((sum, { amount = 0 }) => sum + amount, 0);
  expect(doubleLoss).toBe(reported + chargedBack > collected);
}

const counted = (refund: Payment['refunds'][number]): boolean =>
  possibleOfRefund(refund).cells.some(({ state }) => state === 'reserved' || state === 'completed');
