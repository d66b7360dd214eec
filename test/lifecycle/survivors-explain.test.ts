/**
 * Goal: what explain says of a whole payment, exactly: the reason with its facts, the shortest way, and what is legal, after
 * every kind of attempt. Each of these was once unnoticed when it was broken on purpose.
 */
import { describe, expect, it } from 'vitest';
import { pair } from '../../machines/index.ts';
import { explain, openPayment, type Payment } from '../../src/index.ts';
import { at, notified, observeAll, opened, ordered, paid, reached, refundAsked, statusRead, told } from './reports.ts';

const status = (order: Parameters<typeof pair>[0], transaction: Parameters<typeof pair>[1]) => ({
  status: pair(order, transaction),
});
const declined = (): Payment => observeAll([notified('declined', 'declined', { at: '11:00' })], opened()).payment;
const held = (): Payment => observeAll([notified('uncleared', 'uncleared', { at: '11:00' })], opened()).payment;
const factsOf = (payment: Payment): readonly string[] =>
  explain(payment, status('expired', 'expired')).legal.map(({ fact }) => fact);

describe('explain, on a payment', () => {
  it('should give the end as the reason, with state and wish, where everything has ended', () => {
    expect(explain(paid(), status('declined', 'declined'))).toMatchObject({
      possible: 'no',
      way: [],
      refusals: [{ code: 'final_state', facts: { state: 'completed', wished: '(declined, declined)' } }],
    });
  });

  it('should give the history as the reason where something may still happen, but never this', () => {
    const { possible, refusals } = explain(held(), status('initialized', 'initialized'));
    expect(possible).toBe('no');
    expect(refusals).toMatchObject([
      { code: 'no_lawful_history', facts: { state: 'uncleared', wished: '(initialized, initialized)' } },
    ]);
  });

  it('should say yes with an empty way to what is shown, and to what goes beyond the life of a paid attempt', () => {
    for (const wished of [status('completed', 'completed'), status('refunded', 'completed')])
      expect(explain(paid(), wished)).toMatchObject({ possible: 'yes', refusals: [], way: [] });
  });

  it('should say no to such words where nothing is paid, or with another transaction status', () => {
    expect(explain(declined(), status('refunded', 'completed')).possible).toBe('no');
    expect(explain(held(), status('shipped', 'uncleared')).possible).toBe('no');
    expect(explain(paid(), status('refunded', 'initialized')).possible).toBe('no');
    expect(explain(paid(), status('expired', 'completed')).possible).toBe('no');
  });

  it('should give the shortest way, from the attempt that counts', () => {
    expect(explain(held(), status('completed', 'completed')).way).toEqual(['review.approved']);
    const begun = told(opened(), ordered({ threeD: 'non-3-D' }));
    expect(explain(begun, status('uncleared', 'uncleared')).way).toEqual(['authorisation.approved', 'screening.held']);
    expect(explain(openPayment({ orderId: 'order-1' }), status('initialized', 'initialized')).way).toHaveLength(1);
  });

  it('should list another attempt as legal exactly where one may be started', () => {
    expect(factsOf(declined())).toContain('order.created 3-D');
    expect(factsOf(held())).not.toContain('order.created 3-D');
    expect(factsOf(paid())).not.toContain('order.created 3-D');
  });

  it('should list refunds and chargebacks as legal exactly where something is paid', () => {
    expect(factsOf(paid())).toEqual(expect.arrayContaining(['refund.requested admitted', 'chargeback.received']));
    expect(factsOf(held())).not.toContain('chargeback.received');
    expect(factsOf(declined())).not.toContain('refund.requested admitted');
  });

  it.each<[string, Payment, boolean]>([
    ['a part is left', told(paid(), refundAsked()), true],
    ['nothing is left', told(paid(), refundAsked({ amount: 1000 })), false],
    ['a chargeback stands', told(paid(), { type: 'chargeback.received', at, transactionId: 'c', amount: 400 }), false],
    [
      'it was taken back',
      reached(notified('completed', 'completed'), statusRead('void', 'void', { at: '12:00' })),
      false,
    ],
    ['how much is left is not known', reached(notified('refunded', 'completed')), true],
    [
      'one of two payments has something left',
      told(
        reached(
          notified('completed', 'completed'),
          statusRead('completed', 'completed', { transaction_id: '8', at: '12:00' }),
        ),
        refundAsked({ amount: 1000, transactionId: '7' }),
      ),
      true,
    ],
  ])('should list a refund as legal only where the rules may admit one of some amount: %s', (_, payment, expected) => {
    expect(factsOf(payment).includes('refund.requested admitted')).toBe(expected);
    expect(factsOf(payment)).toContain('chargeback.received');
  });

  it('should judge by the attempt that is paid, and before one is by the latest', () => {
    const second = told(declined(), ordered({ at: '2019-11-04T12:00:00Z', transactionId: '8' }));
    expect(explain(second, status('completed', 'completed')).possible).toBe('yes');
    expect(explain(declined(), status('completed', 'completed')).possible).toBe('no');
  });

  it('should begin with the brands, edition and collector of the payment only', () => {
    const { legal } = explain(
      openPayment({ orderId: 'order-1', collector: 'american_express' }),
      status('expired', 'expired'),
    );
    // American Express itself is paid without; with it, only what is captured by hand, which MultiSafepay collects.
    expect(legal.map(({ fact }) => fact)).toEqual(['order.created non-3-D', 'order.created 3-D']);
  });

  it('should name the pair that each legal fact leads to, or none where no source gives one', () => {
    const { legal } = explain(held(), status('completed', 'completed'));
    expect(legal).toContainEqual(
      expect.objectContaining({ fact: 'review.approved', pair: pair('completed', 'completed') }),
    );
    expect(legal.every((one) => one.pair !== undefined && one.ids.length > 0)).toBe(true);
  });
});
