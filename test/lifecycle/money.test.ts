/**
 * Goal: no order of reports and requests pays out more than was collected. Each trace once did, in a review of this code;
 * the amounts are what was truly moved.
 */
import { describe, expect, it } from 'vitest';
import {
  mayRefund,
  observe,
  type Payment,
  type PaymentFact,
  position,
  restore,
  safeToShip,
  save,
  statusOf,
  step,
} from '../../src/index.ts';
import { under } from '../../src/lifecycle/under.ts';
import { builtLaw, type JudgingLaw } from '../../src/relation/index.ts';
import {
  at,
  comesTo,
  expected,
  notified,
  observeAll,
  opened,
  ordered,
  paid,
  reached,
  refundAsked,
  refundOf,
  refusedWith,
  statusRead,
  told,
  violationsOf,
} from './reports.ts';

const asked = (amount: number) => ({ amount, currency: 'EUR', at: '2019-11-06T09:00:00Z' });
const chargebackOf = (id: string, amount: number, more: object = {}): object =>
  refundOf(id, amount, 'completed', { type: 'chargeback', ...more });
const reversalOf = (id: string, amount: number, more: object = {}): object =>
  refundOf(id, amount, 'completed', { type: 'reverse-chargeback', ...more });

describe('refunds that look alike', () => {
  it('should not take a refund from the dashboard for a declined request of ours of the same amount', () => {
    const declined = told(paid(), refundAsked({ amount: 400 }), { type: 'refund.declined', at, refundId: 'refund-1' });
    const made = notified('reserved', 'reserved', { transaction_id: '8', type: 'refund', amount: -400, at: '12:00' });
    const { payment } = observeAll([made], declined);
    expect(position(payment)).toMatchObject({ reserved: 400, refundable: 600 });
    expect(refusedWith(payment, refundAsked({ refundId: 'r2', amount: 1000 }))).toBe('refund_exceeds_refundable');
  });

  it('should count two refunds without ids of the same amount as two, and the same list again as the same two', () => {
    const { transaction_id: _, ...unnamed } = refundOf('8', 400, 'completed') as Record<string, unknown>;
    const list = { amount_refunded: 800, related_transactions: [unnamed, unnamed], at: '12:00' };
    const { payment } = observeAll([statusRead('partial_refunded', 'completed', list)], paid());
    expect(position(payment)).toMatchObject({ refunded: 800, refundable: 200 });
    const again = observe(payment, statusRead('partial_refunded', 'completed', { ...list, at: '13:00' }));
    expect(again.verdict.verdict).toBe('duplicate');
    expect(again.payment && position(again.payment)).toEqual(position(payment));
  });

  it.each(['listed', 'reported'])(
    'should count a refund of ours once: an order lists it without an id, then it is %s with one',
    (how) => {
      const made = '2019-11-05T10:00:00';
      const asked = told(paid(), refundAsked({ amount: 1000, at: '2019-11-05T09:00:00Z' }));
      const entry = (id?: string) =>
        refundOf('8', 1000, 'reserved', { created: made, modified: made, transaction_id: id });
      const listing = (at: string, id?: string) =>
        statusRead('completed', 'completed', { amount_refunded: 1000, related_transactions: [entry(id)], at });
      const first = observeAll([listing('2019-11-05T10:01:00')], asked).payment;
      expect(position(first)).toMatchObject({ reserved: 1000, refundable: 0, doubleLoss: false });
      const named =
        how === 'listed'
          ? listing('2019-11-05T10:02:00', '8')
          : notified('reserved', 'reserved', {
              transaction_id: '8',
              type: 'refund',
              amount: -1000,
              created: made,
              at: '2019-11-05T10:02:00',
              reference_transaction_id: '7',
            });
      const { payment } = observeAll([named], first);
      expect(position(payment)).toMatchObject({ reserved: 1000, refundable: 0, doubleLoss: false });
      expect(payment.refunds.map(({ refundId, transactionId }) => [refundId, transactionId])).toEqual([
        ['refund-1', '8'],
      ]);
      expect(restore(save(payment))).toEqual(payment);
    },
  );

  it('should tell a refund of ours apart again, where our id comes with another transaction', () => {
    const made = '2019-11-05T10:00:00';
    const asked = told(paid(), refundAsked({ amount: 400, at: '2019-11-05T09:00:00Z' }));
    const entry = (id?: string) =>
      refundOf('8', 400, 'completed', { created: made, modified: made, transaction_id: id });
    const listing = (at: string, id?: string) =>
      statusRead('partial_refunded', 'completed', { amount_refunded: 400, related_transactions: [entry(id)], at });
    const bound = observeAll([listing('2019-11-05T10:01:00'), listing('2019-11-05T10:02:00', '8')], asked).payment;
    const ours = notified('completed', 'completed', {
      transaction_id: '9',
      type: 'refund',
      amount: -400,
      var1: 'refund-1',
      created: '2019-11-05T10:00:30',
      at: '2019-11-05T10:03:00',
      reference_transaction_id: '7',
    });
    const { payment } = observeAll([ours], bound);
    expect(payment.refunds.map(({ refundId, transactionId }) => [refundId, transactionId])).toEqual([
      ['refund-1', '9'],
      [undefined, '8'],
    ]);
    expect(position(payment)).toMatchObject({ refunded: 800, refundable: 200 });
  });

  it('should say that a request under the same key was admitted before, so that it is not sent again', () => {
    const once = told(paid(), refundAsked({ amount: 400 }));
    const again = step(once, refundAsked({ amount: 400 }));
    expect(again).toMatchObject({ ok: true, repeated: true });
    expect(step(paid(), refundAsked({ amount: 400 }))).not.toHaveProperty('repeated');
  });
});

describe('chargebacks and their reversals', () => {
  it('should not let a partial reversal give back the whole chargeback', () => {
    const list = [chargebackOf('c', 1000), reversalOf('v', 400, { reference_transaction_id: 'c' })];
    const told = { related_transactions: list, at: '12:00' };
    const notification = observe(paid(), notified('chargeback', 'completed', told));
    expect(comesTo(notification.verdict)).toBe('unknown amount_changed');
    const { verdict, payment } = observe(paid(), statusRead('chargeback', 'completed', told));
    expect(violationsOf(verdict)).toEqual(['chargeback_reversed_in_part']);
    expect(payment && position(payment)).toMatchObject({ collected: 1000, chargedBack: 600, refundable: 400 });
    for (const one of [notification.payment, payment]) {
      expect(one && mayRefund(one, asked(1)).answer).not.toBe('yes');
      expect(one && safeToShip(one, expected).answer).not.toBe('yes');
    }
  });

  it('should book a partial reversal once, however often it is read: it has no id', () => {
    const list = [chargebackOf('c', 1000), reversalOf('v', 400, { transaction_id: undefined })];
    const read = (at: string) => statusRead('chargeback', 'completed', { related_transactions: list, at });
    const { payment, came } = observeAll([read('12:00'), read('13:00')], paid());
    expect(came).toEqual(['applied', 'duplicate']);
    expect(position(payment)).toMatchObject({ chargedBack: 600, refundable: 400 });
  });

  it.each([
    ['with ids and a reference', (id: string) => ({ reference_transaction_id: 'c', transaction_id: id })],
    ['with ids', (id: string) => ({ transaction_id: id })],
    ['with neither', () => ({ transaction_id: undefined })],
  ])('should be reversed in parts until nothing is left of it, and know every part again: %s', (_, named) => {
    const made = (time: string) => ({ created: `2019-11-05T${time}:00`, modified: `2019-11-05T${time}:00` });
    const first = reversalOf('v', 100, { ...named('v'), ...made('10:00') });
    const second = reversalOf('w', 300, { ...named('w'), ...made('11:00') });
    const rest = reversalOf('x', 600, { ...named('x'), ...made('12:00') });
    const listing = (word: string, reversals: object[], at: string) =>
      statusRead(word, 'completed', { related_transactions: [chargebackOf('c', 1000), ...reversals], at });
    const { payment, came } = observeAll(
      [
        listing('chargeback', [first], '2019-11-05T10:00:00'),
        listing('chargeback', [second, first], '2019-11-05T11:00:00'),
        listing('chargeback', [first, second], '2019-11-05T11:30:00'),
      ],
      paid(),
    );
    expect(came).toEqual(['applied', 'applied', 'duplicate']);
    expect(position(payment)).toMatchObject({ chargedBack: 600, refundable: 400 });
    expect(restore(save(payment))).toEqual(payment);
    const whole = [
      listing('completed', [rest, first, second], '2019-11-05T12:00:00'),
      listing('completed', [first, second, rest], '2019-11-05T12:30:00'),
    ];
    const won = observeAll(whole, payment);
    expect(won.came).toEqual(['applied', 'duplicate']);
    expect(position(won.payment)).toMatchObject({ chargedBack: 0, refundable: 1000 });
    expect(safeToShip(won.payment, expected).answer).toBe('yes');
    const atOnce = observeAll(whole, paid());
    expect(atOnce.came).toEqual(['applied', 'duplicate']);
    expect(position(atOnce.payment)).toMatchObject({ chargedBack: 0, refundable: 1000 });
  });

  it('should be reversed in part by what was made after it, and is no more than it took', () => {
    const made = (time: string) => ({ created: `2019-11-05T${time}:00`, modified: `2019-11-05T${time}:00` });
    const list = [
      reversalOf('x', 300, made('13:00')),
      chargebackOf('d', 900, made('12:00')),
      reversalOf('w', 200, made('11:00')),
      chargebackOf('c', 500, made('10:00')),
    ];
    for (const related_transactions of [list, list.toReversed()]) {
      const read = statusRead('chargeback', 'completed', { related_transactions, at: '2019-11-05T13:00:00' });
      const { verdict, payment } = observe(paid(), read);
      // Which of two that are left bears the second part, nothing says: it is the rest of one of them.
      expect(verdict.verdict).toBe('applied');
      expect(payment && position(payment)).toMatchObject({ chargedBack: 900, refundable: 100 });
    }
  });

  it('should take a reversal by its own report, when it refers to the chargeback', () => {
    const back = reached(
      notified('completed', 'completed'),
      notified('chargeback', 'completed', { transaction_id: 'c', type: 'chargeback', at: '12:00' }),
    );
    expect(position(back).chargedBack).toBe(1000);
    const won = notified('completed', 'completed', {
      transaction_id: 'v',
      type: 'reverse-chargeback',
      reference_transaction_id: 'c',
      at: '13:00',
    });
    const { verdict, payment } = observe(back, won);
    expect(verdict.verdict).toBe('applied');
    expect(payment && position(payment)).toMatchObject({ chargedBack: 0, refundable: 1000 });
  });

  it('should book a second chargeback of the same amount after a reversal that names none', () => {
    const list = [
      chargebackOf('c', 1000, { created: '2019-11-05T10:00:00' }),
      reversalOf('v', 1000, { created: '2019-11-06T10:00:00' }),
      chargebackOf('d', 1000, { created: '2019-11-07T10:00:00' }),
    ];
    const read = statusRead('chargeback', 'completed', { related_transactions: list, at: '2019-11-07T11:00:00' });
    const { verdict, payment } = observe(paid(), read);
    expect(verdict.verdict).toBe('applied');
    expect(payment && position(payment).chargedBack).toBe(1000);
  });

  it('should see no broken rule in a refund that came after the chargeback was reversed', () => {
    const list = [
      refundOf('8', 400, 'completed'),
      chargebackOf('c', 1000),
      reversalOf('v', 1000, { reference_transaction_id: 'c' }),
    ];
    const { payment } = observeAll(
      [statusRead('partial_refunded', 'completed', { related_transactions: list, amount_refunded: 400, at: '12:00' })],
      paid(),
    );
    expect(payment.violations).toEqual([]);
    expect(position(payment)).toMatchObject({ refunded: 400, chargedBack: 0, refundable: 600 });
  });
});

describe('order words without amounts', () => {
  const shut = (payment: Payment): boolean => mayRefund(payment, asked(1000)).answer !== 'yes';

  it.each(['refunded', 'partial_refunded', 'chargedback'])(
    'should keep refunds shut after %s, whatever a notification says next',
    (word) => {
      const said = reached(notified('completed', 'completed'), notified(word, 'completed', { at: '11:00' }));
      expect(shut(said)).toBe(true);
      expect(shut(observeAll([notified('shipped', 'completed', { at: '12:00' })], said).payment)).toBe(true);
    },
  );

  it.each(['refunded', 'chargedback'])('should shut refunds also when %s arrives late', (word) => {
    const late = reached(
      notified('completed', 'completed', { at: '12:00' }),
      notified(word, 'completed', { at: '11:00' }),
    );
    expect(shut(late)).toBe(true);
    expect(safeToShip(late, expected).answer).not.toBe('yes');
  });

  it.each(['refunded', 'chargedback'])(
    'should open them again by a status read that is newer than %s, and by no other',
    (word) => {
      const said = reached(notified('completed', 'completed'), notified(word, 'completed', { at: '11:00' }));
      expect(shut(observeAll([statusRead('completed', 'completed', { at: '11:00' })], said).payment)).toBe(true);
      const read = observeAll([statusRead('completed', 'completed', { at: '12:00' })], said).payment;
      expect(shut(read)).toBe(false);
      expect(shut(observeAll([notified(word, 'completed', { at: '11:00' })], read).payment)).toBe(false);
    },
  );

  describe('and a read that has the time of the newest notification', () => {
    const list = [chargebackOf('c', 1000), reversalOf('v', 1000, { reference_transaction_id: 'c' })];
    const won = { related_transactions: list, amount_refunded: 0, at: '12:00' };
    const stands = (payment: Payment) => ({
      ship: safeToShip(payment, expected).answer,
      shut: shut(payment),
      shown: statusOf(payment).map(({ order }) => order),
    });
    const free = { ship: 'yes', shut: false, shown: ['completed'] };

    it('should end a chargeback word once the read lists the chargeback and its reversal', () => {
      const said = reached(
        notified('completed', 'completed'),
        notified('chargedback', 'completed', { at: '11:00' }),
        notified('completed', 'completed', won),
      );
      expect(stands(said).ship).toBe('no');
      expect(stands(observeAll([statusRead('completed', 'completed', won)], said).payment)).toEqual(free);
    });

    it('should keep it while the read lists one that stands', () => {
      const said = reached(notified('completed', 'completed'), notified('chargedback', 'completed', { at: '12:00' }));
      const read = statusRead('chargedback', 'completed', {
        ...won,
        related_transactions: [...list, chargebackOf('d', 1000)],
      });
      expect(stands(observeAll([read], said).payment)).toMatchObject({ ship: 'no', shut: true });
    });

    it.each(['refunded', 'partial_refunded'])(
      'should not end %s by a refunded total alone, which may be from before the refund',
      (word) => {
        const said = reached(notified('completed', 'completed'), notified(word, 'completed', { at: '12:00' }));
        const read = statusRead('completed', 'completed', { amount_refunded: 0, at: '12:00' });
        expect(stands(observeAll([read], said).payment)).toMatchObject({ shut: true, shown: [word] });
      },
    );

    it.each(['refunded', 'chargedback'])(
      'should end %s if it was asked for after everything was heard, and not before',
      (word) => {
        const said = reached(notified('completed', 'completed'), notified(word, 'completed', { at: '12:00' }));
        const ended = (askedLast: boolean): Payment =>
          observe(said, statusRead('completed', 'completed', { at: '12:00' }), { askedLast }).payment as Payment;
        expect(stands(ended(true))).toEqual(free);
        expect(shut(ended(false))).toBe(true);
      },
    );

    it('should end the word of a refund that came back within its second', () => {
      const made = { related_transactions: [refundOf('8', 1000, 'completed')], amount_refunded: 1000, at: '12:00' };
      const said = reached(notified('completed', 'completed'), notified('refunded', 'completed', made));
      const back = { related_transactions: [refundOf('8', 1000, 'declined')], amount_refunded: 0, at: '12:00' };
      expect(stands(observeAll([statusRead('completed', 'completed', back)], said).payment)).toEqual(free);
    });

    it('should not open what a total has lost that nothing listed explains', () => {
      const made = { related_transactions: [refundOf('8', 1000, 'completed')], amount_refunded: 1000, at: '12:00' };
      const said = reached(notified('completed', 'completed'), notified('refunded', 'completed', made));
      const { payment } = observeAll([statusRead('completed', 'completed', { amount_refunded: 0, at: '12:00' })], said);
      expect(stands(payment)).toMatchObject({ shut: true });
      expect(stands(payment).ship).not.toBe('yes');
    });
  });

  it('should not call a partly refunded order wrong while the rest is reserved', () => {
    const list = [refundOf('8', 400, 'completed'), refundOf('9', 600, 'reserved')];
    const read = statusRead('partial_refunded', 'completed', {
      related_transactions: list,
      amount_refunded: 1000,
      at: '12:00',
    });
    const { payment } = observeAll([read], paid());
    expect(payment.violations).toEqual([]);
    expect(position(payment)).toMatchObject({ refunded: 400, reserved: 600, refundable: 0, refundableKnown: true });
    expect(statusOf(payment).map(({ order }) => order)).toEqual(['partial_refunded']);
  });
});

describe('the refunded total', () => {
  it('should be believed of a status read that lists what makes it up', () => {
    const high = observeAll(
      [notified('completed', 'completed', { amount_refunded: 900, at: '11:00' })],
      paid(),
    ).payment;
    const list = [refundOf('8', 400, 'completed', { created: '2019-11-04T10:30:00' })];
    const read = statusRead('partial_refunded', 'completed', {
      related_transactions: list,
      amount_refunded: 400,
      at: '12:00',
    });
    expect(position(observeAll([read], high).payment)).toMatchObject({
      refunded: 400,
      unattributed: 0,
      refundable: 600,
    });
  });
});

describe('one id, one transaction', () => {
  it('should not take the payment for its own refund or chargeback', () => {
    const received = step(paid(), { type: 'chargeback.received', at, transactionId: '7', amount: 1000 });
    expect(received).toMatchObject({ ok: false, refusal: { code: 'transaction_known' } });
    const { payment } = observe(
      paid(),
      notified('completed', 'completed', {
        related_transactions: [refundOf('7', 400, 'completed')],
        amount_refunded: 400,
        at: '12:00',
      }),
    );
    expect(payment && restore(save(payment))).toEqual(payment);
  });

  it('should tell two waiting attempts apart by their brand', () => {
    const { transactionId: _, ...visa } = ordered() as Extract<PaymentFact, { type: 'order.created' }>;
    const { transactionId: __, ...card } = ordered({ brand: 'mastercard' }) as Extract<
      PaymentFact,
      { type: 'order.created' }
    >;
    const waiting = told(opened(), visa, card);
    const { verdict, payment } = observe(
      waiting,
      notified('completed', 'completed', { payment_details: { type: 'MASTERCARD' } }),
    );
    expect(verdict.verdict).toBe('applied');
    expect(payment?.attempts.map(({ transactionId }) => transactionId)).toEqual([undefined, '7']);
  });
});

describe('one order with very many refunds', () => {
  it('should be judged to the last of them', () => {
    const list = Array.from({ length: 3000 }, (_, index) => refundOf(`r${index}`, 1, 'completed'));
    const big = { amount: 10_000, amount_refunded: 3000, related_transactions: list, at: '12:00' };
    const { verdict, payment } = observe(undefined, statusRead('partial_refunded', 'completed', big));
    expect(verdict.verdict).toBe('applied');
    expect(payment && position(payment)).toMatchObject({ refunded: 3000, refundable: 7000, unattributed: 0 });
  });
});

describe('where the money stands', () => {
  const refunded = (amount: number): Payment =>
    reached(
      notified('completed', 'completed', { at: '10:05' }),
      notified('completed', 'completed', { at: '10:06', related_transactions: [refundOf('8', amount, 'completed')] }),
    );

  it('should be of the payment that is asked about, whichever were asked about before', () => {
    const payments = [100, 200, 300].map(refunded) as [Payment, Payment, Payment];
    const [one, two, three] = payments;
    const found = [one, two, one, three, two, one].map((payment) => position(payment).refunded);
    expect(found).toEqual([100, 200, 100, 300, 200, 100]);
  });

  it('should be as a payment is now that its holder has changed since', () => {
    const { refunds, ...rest } = structuredClone(refunded(100)) as Payment & { refunds: Payment['refunds'][number][] };
    for (const kept of [{ ...rest, refunds }, Object.freeze({ ...rest, refunds })]) {
      expect(position(kept).refunded).toBe(100);
      const [refund] = kept.refunds;
      kept.refunds.splice(0);
      expect(position(kept).refunded).toBe(0);
      kept.refunds.push(refund as Payment['refunds'][number]);
    }
  });

  it('should be by the law that judges, also if another judged the same payment just before', () => {
    const payment = refunded(100);
    const { rules } = builtLaw();
    const halved: JudgingLaw = {
      ...builtLaw(),
      rules: { ...rules, positionOf: (ledger) => ({ ...rules.positionOf(ledger), refunded: 50 }) },
    };
    const found = [undefined, halved, undefined, halved].map(
      (law) => (law ? under(law) : { position }).position(payment).refunded,
    );
    expect(found).toEqual([100, 50, 100, 50]);
  });
});
