import { describe, expect, it } from 'vitest';
import { openPayment, type Payment, restore, save } from '../../src/lifecycle/index.ts';
import { lawNamed } from '../../src/lifecycle/payment.ts';
import { packed, slimAnswer, slimState, unpacked, wholeAnswer, wholeState } from '../../src/store/slim.ts';
import { notified, opened, paid, reached, refundOf, statusRead } from '../lifecycle/reports.ts';

const law = lawNamed();

const payments: Readonly<Record<string, Payment>> = {
  'of which nothing is known': openPayment({ orderId: 'order-1' }),
  'that was opened': opened(),
  'that is paid': paid(),
  'that was read': reached(
    notified('initialized', 'initialized'),
    statusRead('completed', 'completed', { at: '10:05' }),
  ),
  'with a refund': paid({ related_transactions: [refundOf('8', 400, 'completed')] }),
  'with odd letters': reached(notified('completed', 'completed', { order_id: 'a"\\\u2028b' })),
};

describe('the text of a payment without what stands beside it', () => {
  it.each(Object.entries(payments))('should give the whole text back: of a payment %s', (_, payment) => {
    const text = save(payment);
    for (const given of [undefined, text]) {
      const slim = slimState(payment, law, given) as string;
      expect(slim.length).toBeLessThan(text.length - JSON.stringify(law.laws).length);
      expect(wholeState(slim, law)).toBe(text);
    }
  });

  it.each(Object.entries(payments))(
    'should be as short once it was read back, whatever order its fields are in then: %s',
    (_, payment) => {
      const slim = slimState(restore(save(payment)), law) as string;
      expect(slim.length).toBeLessThanOrEqual((slimState(payment, law) as string).length);
      expect(JSON.parse(wholeState(slim, law))).toEqual(payment);
    },
  );

  it('should be none of a payment of another law', () => {
    const { laws, ...payment } = paid();
    const other: Payment = { ...payment, laws: { ...laws, refund: '0'.repeat(64) } };
    expect(slimState(other, law)).toBeUndefined();
    expect(slimState(other, law, save(other))).toBeUndefined();
  });

  it('should be none of a payment that names its law elsewhere, and leave out what says nothing', () => {
    const { orderId, ...rest } = paid();
    const reordered = { orderId, ...rest };
    expect(slimState(reordered, law)).toBeUndefined();
    const unsaid = { ...paid(), lateNews: undefined } as unknown as Payment;
    expect(wholeState(slimState(unsaid, law) as string, law)).toBe(save(unsaid));
  });
});

describe('an answer without what stands beside it', () => {
  const beside = { orderId: 'order-1', verdict: 'applied', transactionId: '7' } as const;
  const answer = (more: object): Parameters<typeof slimAnswer>[0] =>
    ({ orderId: 'order-1', transactionId: '7', verdict: 'applied', ...more }) as never;

  it.each<[string, object]>([
    ['all of it', { violations: [], settled: [], withdrawn: [], before: 'x' }],
    ['lists with something in them', { violations: [{ code: 'late_payment' }], settled: [], withdrawn: [1] }],
    ['no lists', {}],
    ['another order', { orderId: 'order-2', violations: [], settled: [] }],
    ['a null', { violations: null }],
  ])('should be put back as it was: %s', (_, more) => {
    const slim = JSON.parse(JSON.stringify(slimAnswer(answer(more), beside)));
    expect(wholeAnswer(slim, beside)).toEqual(answer(more));
  });
});

describe('a digest as a column has it', () => {
  it.each(['0123456789abcdef'.repeat(4), 'f'.repeat(64), '0'.repeat(64)])(
    'should be shorter, and come back: %s',
    (digest) => {
      expect(packed(digest)).toHaveLength(43);
      expect(packed(digest)).toBe(Buffer.from(digest, 'hex').toString('base64url'));
      expect(unpacked(packed(digest))).toBe(digest);
    },
  );

  it.each(['', 'abc', 'F'.repeat(64), 'g'.repeat(64), `${'0'.repeat(63)}é`, '0'.repeat(66)])(
    'should stay as it is if it is none: %s',
    (text) => {
      expect(packed(text)).toBe(text);
    },
  );
});
