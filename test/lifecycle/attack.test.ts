/**
 * Faults that a hostile reading of the law of whole orders found: each kind of fault, by the smallest history that shows it.
 */
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Correction,
  correct,
  explain,
  fundsAt,
  type MayRefund,
  type Money,
  mayRefund,
  observe,
  openPayment,
  type Payment,
  type PaymentFact,
  type Position,
  position,
  type Report,
  restore,
  safeToShip,
  save,
} from '../../src/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { by, notified, observeAll, paid, reached, refundAsked, refundOf, statusRead, told, wire } from './reports.ts';

const whole: Money = { amount: 1000, currency: 'EUR' };
const orderFor = (expected: Money = whole): Payment => openPayment({ orderId: 'order-1', ...expected });
const ships = (payment: Payment): Answer['answer'] => safeToShip(payment, whole).answer;
const codes = (payment: Payment): readonly string[] => payment.violations.map(({ code }) => code);

/** The payment after reports, and the word of each. */
function seen(start: Payment, ...reports: Report[]) {
  const { payment, verdicts } = observeAll(reports, start);
  return { payment, words: verdicts.map(({ verdict }) => verdict) };
}

/** A refund by its own transaction, as a method outside the charts tells it. */
function refundBy(type: string, fields: object = {}): Report {
  const own = { transaction_id: '9', type: 'refund', amount: -1000, created: '2019-11-05T09:00:00', ...by(type) };
  return notified('completed', 'completed', { ...own, at: '2019-11-05T09:00:00', ...fields });
}

describe('another method than a card', () => {
  it('should be told where it makes more than the order is for, beside a card or by itself', () => {
    const second = notified('completed', 'completed', { transaction_id: '8', at: '10:20', ...by('IDEAL') });
    for (const first of [notified('completed', 'completed'), notified('completed', 'completed', by('PAYPAL'))]) {
      const { verdict, payment } = observe(seen(orderFor(), first).payment, second);
      expect(verdict).toMatchObject({ verdict: 'outside', violations: [{ code: 'collected_more_than_ordered' }] });
      expect(codes(payment as Payment)).toEqual(['collected_more_than_ordered']);
      expect(ships(payment as Payment)).toBe('yes');
    }
  });

  it('should not be told so where it did not settle, or only makes up the rest', () => {
    const ended = notified('expired', 'expired', { transaction_id: '8', at: '10:20', ...by('IDEAL') });
    expect(codes(seen(orderFor(), notified('completed', 'completed'), ended).payment)).toEqual([]);
    const rest = notified('completed', 'completed', { transaction_id: '8', at: '10:20', amount: 600, ...by('IDEAL') });
    const { payment } = seen(orderFor(), notified('completed', 'completed', { ...by('PAYPAL'), amount: 400 }), rest);
    expect(codes(payment)).toEqual([]);
    expect(ships(payment)).toBe('yes');
  });

  it.each([{ reference_transaction_id: '7' }, {}])(
    'should not be certain any more after a refund by a transaction of its own: %o',
    (reference) => {
      const { payment, words } = seen(
        orderFor(),
        notified('completed', 'completed', by('IDEAL')),
        refundBy('IDEAL', reference),
        refundBy('IDEAL', reference),
      );
      expect(words).toEqual(['outside', 'outside', 'duplicate']);
      expect(ships(payment)).toBe('unknown');
    },
  );

  it('should stay certain where a refund without a reference is another method’s, or more than it paid', () => {
    const settled = seen(orderFor(), notified('completed', 'completed', by('IDEAL'))).payment;
    expect(ships(seen(settled, refundBy('PAYPAL')).payment)).toBe('yes');
    expect(ships(seen(settled, refundBy('IDEAL', { amount: -1001 })).payment)).toBe('yes');
  });

  it('should be outside, not known already, where its refund is the first that is heard of the order', () => {
    expect(observe(undefined, refundBy('IDEAL', { reference_transaction_id: '7' })).verdict.verdict).toBe('outside');
  });

  it('should be in doubt once it was settled and then ended, in whatever order that is heard', () => {
    const settled = notified('completed', 'completed', { ...by('PAYPAL'), at: '10:10' });
    const ended = notified('void', 'void', { ...by('PAYPAL'), at: '10:20' });
    expect(ships(seen(orderFor(), settled, ended).payment)).toBe('unknown');
    expect(ships(seen(orderFor(), ended, settled).payment)).toBe('unknown');
  });

  it('should be so in whatever order too, where it began and was settled within one second', () => {
    const [begun, settled] = ['initialized', 'completed'].map((word) => notified(word, word, by('PAYPAL'))) as [
      Report,
      Report,
    ];
    const ended = notified('void', 'void', { ...by('PAYPAL'), at: '10:20' });
    for (const told of [
      [begun, settled, ended],
      [settled, begun, ended],
      [begun, ended, settled],
    ])
      expect(ships(seen(orderFor(), ...told).payment)).toBe('unknown');
  });

  it('should be a duplicate when a word that contradicts another of its second is told again', () => {
    const ended = notified('void', 'void', by('IDEAL'));
    expect(seen(orderFor(), notified('completed', 'completed', by('IDEAL')), ended, ended).words).toEqual([
      'outside',
      'outside',
      'duplicate',
    ]);
  });
});

describe('an alarm', () => {
  const inTheHour = { created: '2026-03-29T01:50:00' };
  const alarmed = reached(
    notified('completed', 'completed', { ...inTheHour, at: '2026-03-29T01:55:00' }),
    notified('void', 'void', { ...inTheHour, at: '2026-03-29T02:30:00' }),
  );
  const read = statusRead('completed', 'completed', { ...inTheHour, at: '2026-03-29T03:10:00' });

  it('should be settled by a read that may correct though the clocks were changed meanwhile', () => {
    expect(alarmed.alarms).toHaveLength(1);
    expect(observe(alarmed, read).payment?.alarms).toEqual([]);
  });

  it('should not be settled by a read that was asked for before, if it is not certainly newer', () => {
    expect(observe(alarmed, read, { askedLast: false }).payment?.alarms).toHaveLength(1);
    const same = reached(notified('declined', 'declined'), notified('completed', 'completed', { at: '11:00' }));
    const asNew = statusRead('declined', 'declined', { at: '11:00' });
    expect(observe(same, asNew, { askedLast: false }).payment?.alarms).toHaveLength(1);
    expect(observe(same, asNew).payment?.alarms).toEqual([]);
  });

  it('should rise where a report without an id may end a collection, and not where it is older', () => {
    const { payment } = seen(
      orderFor(),
      notified('declined', 'declined', { transaction_id: '6', at: '09:50' }),
      notified('completed', 'completed', { at: '10:10' }),
    );
    const nameless = (at: string): Report => readOrder({ ...wire('void', 'cancelled', { at }), transaction_id: null });
    const { payment: doubted, words } = seen(payment, nameless('10:30'));
    expect(words).toEqual(['unknown']);
    expect(ships(doubted)).toBe('unknown');
    expect(ships(seen(doubted, statusRead('completed', 'completed', { at: '10:30' })).payment)).toBe('yes');
    expect(ships(seen(payment, nameless('10:05')).payment)).toBe('yes');
  });
});

describe('whether a refund may be made', () => {
  const asked = (fields: Partial<MayRefund> = {}): MayRefund => ({
    ...whole,
    at: '2019-11-06T09:00:00Z',
    ...fields,
  });
  const twice = seen(
    orderFor(),
    notified('completed', 'completed'),
    statusRead('completed', 'completed', { transaction_id: '8', at: '10:20' }),
  ).payment;

  it('should be a certain no where no attempt can give it, without saying which', () => {
    expect(mayRefund(twice, asked()).answer).toBe('unknown');
    expect(mayRefund(twice, asked({ amount: 1001 }))).toMatchObject({
      answer: 'no',
      because: [{ code: 'refund_exceeds_refundable' }],
    });
    expect(mayRefund(twice, asked({ currency: 'USD' })).answer).toBe('no');
  });

  it('should be a certain no beyond what was paid, whatever comes of the request that is under way', () => {
    const waiting = told(paid(), refundAsked());
    expect(mayRefund(waiting, asked({ amount: 1001 }))).toMatchObject({
      answer: 'no',
      because: [{ code: 'refund_exceeds_refundable' }],
    });
    expect(mayRefund(waiting, asked({ amount: 1000 })).answer).toBe('unknown');
    expect(mayRefund(waiting, asked({ amount: 600 })).answer).toBe('unknown');
  });
});

describe('a read that lists what was given back', () => {
  it('should not call more collected than ordered what it says itself was given back', () => {
    const second = statusRead('refunded', 'completed', {
      transaction_id: '8',
      at: '2019-11-05T10:00:00',
      amount_refunded: 1000,
      related_transactions: [refundOf('9', 1000, 'completed')],
    });
    const { payment, words } = seen(orderFor(), notified('completed', 'completed'), second, second);
    expect(words).toEqual(['applied', 'applied', 'duplicate']);
    expect(codes(payment)).toEqual(['collected_twice']);
    expect(ships(payment)).toBe('yes');
  });

  it('should not come to correct by being told twice, where something newer stands open', () => {
    const inPart = (read: boolean, at: string): Report =>
      (read ? statusRead : notified)('chargedback', 'completed', {
        at,
        related_transactions: [
          refundOf('9', 1000, 'completed', { type: 'chargeback' }),
          refundOf('10', 300, 'completed', { type: 'reverse-chargeback', reference_transaction_id: '9' }),
        ],
      });
    const { payment, words } = seen(
      orderFor(),
      notified('completed', 'completed'),
      inPart(false, '2019-11-06T10:00:00'),
      inPart(true, '2019-11-06T09:00:00'),
      inPart(true, '2019-11-06T09:00:00'),
    );
    expect(words).toEqual(['applied', 'unknown', 'duplicate', 'duplicate']);
    expect(payment.setAside).toMatchObject([{ at: '2019-11-06T10:00:00' }]);
    expect(seen(payment, inPart(true, '2019-11-06T10:00:00')).words).toEqual(['applied']);
  });
});

describe('an entry without an id', () => {
  it('should be the refund that was made when it says so, before another of the same amount', () => {
    const first = refundOf('9', 250, 'reserved');
    const second = refundOf('10', 250, 'reserved', { created: '2019-11-06T09:00:00', modified: '2019-11-06T09:00:00' });
    const cancelled = { ...first, transaction_id: null, status: 'void', modified: '2019-11-07T09:00:00' };
    const listing = (total: number, at: string, ...related: object[]): Report =>
      notified('completed', 'completed', { at, amount_refunded: total, related_transactions: related });
    const { payment } = seen(
      orderFor(),
      notified('completed', 'completed'),
      listing(500, '2019-11-06T10:00:00', second, first),
      listing(250, '2019-11-07T10:00:00', cancelled, second),
      statusRead('completed', 'completed', {
        at: '2019-11-07T11:00:00',
        amount_refunded: 250,
        related_transactions: [second, { ...cancelled, transaction_id: '9' }],
      }),
    );
    expect(position(payment)).toMatchObject({ reserved: 250, refundable: 750 });
    expect(codes(payment)).toEqual([]);
  });
});

describe('entries without ids beside refunds that are known', () => {
  const without = (entry: object): object => ({ ...entry, transaction_id: null });
  const made = (id: string, hour: string, status = 'completed'): object =>
    refundOf(id, 250, status, { created: `2019-11-05T${hour}:00`, modified: `2019-11-05T${hour}:00` });
  const listing = (read: typeof notified, at: string, ...related: object[]): Report =>
    read('partial_refunded', 'completed', {
      at,
      amount_refunded: related.length * 250,
      related_transactions: related,
    });

  it('should not be our request, where they were made before we asked', () => {
    const asked = told(
      reached(notified('completed', 'completed')),
      refundAsked({ at: '2019-11-05T11:00:00Z', amount: 250 }),
      { type: 'transaction.identified', at: '2019-11-05T11:00:02Z', refundId: 'refund-1', transactionId: '10' },
    );
    const refunds = [made('9', '09:00'), made('10', '12:00')];
    const { payment } = seen(asked, listing(notified, '2019-11-06T10:00:00', ...refunds.map(without)));
    expect(position(payment)).toMatchObject({ reserved: 0, refunded: 500, refundable: 500 });
    expect(payment.refunds).toMatchObject([
      { refundId: 'refund-1', transactionId: '10', created: '2019-11-05T12:00:00' },
      { created: '2019-11-05T09:00:00' },
    ]);
  });

  it('should each be the one that was made when it says so, before any that was made at another time', () => {
    const own = { transaction_id: '10', type: 'refund', amount: -250, payment_details: null };
    const refunds = [made('9', '09:00'), made('10', '12:00')];
    const { payment } = seen(
      reached(notified('completed', 'completed')),
      notified('completed', 'completed', {
        ...own,
        reference_transaction_id: '7',
        created: '2019-11-05T12:00:00',
        at: '2019-11-05T12:00:00',
      }),
      listing(notified, '2019-11-06T10:00:00', ...refunds.map(without)),
    );
    expect(payment.refunds.map(({ transactionId, created }) => [transactionId, created])).toEqual([
      ['10', '2019-11-05T12:00:00'],
      [undefined, '2019-11-05T09:00:00'],
    ]);
  });

  it('should each be the one that stands as it says, where two were made in the same second', () => {
    const refunds = [made('9', '09:00', 'reserved'), made('10', '09:00')];
    const declined = { ...made('10', '09:00'), status: 'declined', modified: '2019-11-06T09:00:00' };
    const { payment } = seen(
      reached(notified('completed', 'completed')),
      listing(notified, '2019-11-05T10:00:00', made('9', '09:00', 'reserved')),
      notified('completed', 'completed', {
        at: '2019-11-06T10:00:00',
        amount_refunded: 250,
        related_transactions: [declined, ...refunds.slice(0, 1)].map(without),
      }),
    );
    expect(position(payment)).toMatchObject({ reserved: 250, refundable: 750 });
    const lives = payment.refunds.map(({ transactionId, seen }) => [transactionId, seen.at(-1)?.order]);
    expect(lives).toContainEqual(['9', 'reserved']);
  });

  it('should be no more refunds, where a read of the same second names all that the total has room for', () => {
    const own = { transaction_id: '10', type: 'refund', amount: -250, payment_details: null };
    const listed = made('10', '09:00');
    const another = { transaction_id: '8', created: '2019-11-04T11:00:00' };
    const ofAnother = (read: typeof notified, entry: object): Report =>
      read('partial_refunded', 'completed', {
        ...another,
        at: '2019-11-06T10:00:00',
        amount_refunded: 250,
        related_transactions: [entry],
      });
    const { payment } = seen(
      orderFor(),
      notified('completed', 'completed'),
      notified('uncleared', 'uncleared', { ...another, at: '11:00' }),
      notified('completed', 'completed', { ...own, created: '2019-11-05T09:00:00', at: '2019-11-05T09:00:00' }),
      notified('completed', 'completed', { ...another, at: '2019-11-05T10:00:00', amount_refunded: 0 }),
      ofAnother(notified, without(listed)),
      ofAnother(statusRead, listed),
    );
    expect(position(payment)).toMatchObject({ collected: 2000, refunded: 250, refundable: 1750 });
  });
});

describe('a list that comes late, or from before another in its second', () => {
  const day = '2019-11-05T';
  const without = (entry: object): object => ({ ...entry, transaction_id: null });
  const listing = (read: typeof notified, at: string, total: number, ...related: object[]): Report =>
    read('partial_refunded', 'completed', {
      at: `${day}${at}`,
      amount_refunded: total,
      ...(related.length > 0 && { related_transactions: related }),
    });

  it.each([
    ['its list makes up its total', 100, [refundOf('9', 100, 'completed')]],
    ['it lists none that was made', 0, [refundOf('9', 100, 'declined')]],
  ])(
    'should take no refund without an id away, also where a read of before it is told twice: %s',
    (_, total, others) => {
      const both = [...others, without(refundOf('10', 250, 'completed'))];
      const read = listing(statusRead, '09:00:00', total, ...others);
      const { payment, words } = seen(
        reached(notified('completed', 'completed')),
        listing(notified, '09:00:00', total + 250, ...both),
        read,
        read,
      );
      expect(words).toEqual(['applied', 'applied', 'duplicate']);
      expect(position(payment).refundable).toBe(750 - total);
    },
  );

  it('should take no refund away that was only inferred to be of this payment, and may be in no total yet', () => {
    const own = notified('completed', 'completed', {
      transaction_id: '10',
      type: 'refund',
      amount: -250,
      created: `${day}09:00:00`,
      at: `${day}09:00:00`,
    });
    const read = listing(statusRead, '09:00:00', 100, refundOf('9', 100, 'completed'));
    const { payment, words } = seen(
      reached(notified('completed', 'completed')),
      own,
      listing(notified, '09:00:00', 350),
      read,
      read,
    );
    expect(words).toEqual(['applied', 'applied', 'applied', 'duplicate']);
    expect(position(payment)).toMatchObject({ refunded: 350, refundable: 650 });
  });

  it('should have each entry without an id for the refund that stood so when it was told, of two made in one second', () => {
    const [first, second] = [refundOf('9', 250, 'reserved'), refundOf('10', 250, 'completed')];
    const { payment, words } = seen(
      reached(notified('completed', 'completed')),
      listing(notified, '09:30:00', 250, first),
      listing(notified, '11:00:00', 500, first, second),
      listing(notified, '12:00:00', 500, { ...first, status: 'completed', modified: `${day}12:00:00` }, second),
      listing(notified, '10:00:00', 500, without(first), without(second)),
    );
    expect(words).toEqual(['applied', 'applied', 'applied', 'stale']);
    expect(position(payment)).toMatchObject({ refunded: 500, refundable: 500 });
  });
});

describe('a reversal that is told after a newer list of its chargeback', () => {
  const day = '2019-11-05T';
  const chargeback = refundOf('9', 1000, 'completed', { type: 'chargeback' });
  const listing = (at: string): Report =>
    notified('completed', 'completed', { at: `${day}${at}`, related_transactions: [chargeback] });
  const reversal = notified('completed', 'completed', {
    transaction_id: '10',
    type: 'reverse-chargeback',
    reference_transaction_id: '9',
    created: `${day}10:00:00`,
    at: `${day}10:00:00`,
  });

  it('should reverse it all the same: a chargeback stays listed', () => {
    const { payment, words } = seen(
      orderFor(),
      notified('completed', 'completed'),
      listing('11:00:00'),
      reversal,
      reversal,
    );
    expect(words).toEqual(['applied', 'applied', 'applied', 'duplicate']);
    expect(position(payment)).toMatchObject({ chargedBack: 0, refundable: 1000 });
    expect(ships(payment)).toBe('yes');
    expect(seen(payment, listing('11:00:00')).words).toEqual(['duplicate']);
  });

  it('should not reverse one that was made after it', () => {
    const before = { created: `${day}08:00:00`, at: `${day}08:00:00` };
    const { payment, words } = seen(
      orderFor(),
      notified('completed', 'completed'),
      listing('11:00:00'),
      notified('completed', 'completed', {
        transaction_id: '10',
        type: 'reverse-chargeback',
        reference_transaction_id: '7',
        ...before,
      }),
    );
    expect(words.at(-1)).toBe('unknown');
    expect(position(payment)).toMatchObject({ chargedBack: 1000 });
  });
});

describe('reversals beside several chargebacks of one amount (D35)', () => {
  const entry = (type: string, id: string | null, day: number, more: object = {}): object => {
    const created = `2019-11-${String(day).padStart(2, '0')}T09:00:00`;
    return refundOf('', 250, 'completed', { type, transaction_id: id, created, modified: created, ...more });
  };
  const chargeback = (id: string | null, day: number) => entry('chargeback', id, day);
  const reversal = (id: string | null, day: number, of?: string) =>
    entry('reverse-chargeback', id, day, of === undefined ? {} : { reference_transaction_id: of });
  const listing = (day: number, ...related: object[]): Report =>
    notified('completed', 'completed', {
      at: `2019-11-${String(day).padStart(2, '0')}T10:00:00`,
      amount_refunded: 0,
      related_transactions: related,
    });
  const heard = (...reports: Report[]) => {
    const { payment, words } = seen(orderFor(), notified('completed', 'completed'), ...reports);
    return { words: words.slice(1), chargedBack: position(payment).chargedBack, ship: ships(payment) };
  };
  const both = [chargeback('8', 5), chargeback('9', 9)];

  it('should be the one that is known, where it comes without its id: a later chargeback stands', () => {
    const nameless = listing(9, chargeback(null, 9), reversal(null, 6), chargeback(null, 5));
    expect(
      heard(listing(5, chargeback('8', 5)), listing(6, reversal('7-r', 6), chargeback('8', 5)), nameless, nameless),
    ).toEqual({ words: ['applied', 'applied', 'applied', 'duplicate'], chargedBack: 250, ship: 'no' });
  });

  it('should be the one that is known without an id, where it comes with it', () => {
    expect(
      heard(
        listing(9, ...both),
        listing(10, reversal(null, 10), ...both),
        listing(10, ...both, reversal('7-r', 10)),
        listing(10, ...both, reversal(null, 10)),
      ),
    ).toEqual({ words: ['applied', 'applied', 'applied', 'duplicate'], chargedBack: 250, ship: 'no' });
  });

  it.each([10, 11])('should be as many as they are, where none has an id: the second of the %i', (day) => {
    const reversed = [reversal(null, 10), reversal(null, day), chargeback(null, 5), chargeback(null, 9)];
    expect(
      heard(
        listing(9, chargeback(null, 5), chargeback(null, 9)),
        listing(11, ...reversed),
        listing(11, ...reversed.toReversed()),
      ),
    ).toEqual({ words: ['applied', 'applied', 'duplicate'], chargedBack: 0, ship: 'yes' });
  });

  it('should be of the chargeback that it refers to, though that is reversed already', () => {
    expect(
      heard(listing(10, ...both, reversal('7-r', 10, '8')), listing(11, ...both, reversal(null, 11, '8'))),
    ).toMatchObject({ chargedBack: 250, ship: 'no' });
  });

  it('should not be told apart by a reference to the payment', () => {
    expect(
      heard(listing(10, ...both, reversal('7-r', 10, '7')), listing(10, ...both, reversal(null, 10, '7'))),
    ).toEqual({ words: ['applied', 'duplicate'], chargedBack: 250, ship: 'no' });
  });

  it('should not be of the only one, where it was made before that', () => {
    expect(heard(listing(9, chargeback('9', 9)), listing(10, chargeback('9', 9), reversal('7-r', 6)))).toEqual({
      words: ['applied', 'unknown'],
      chargedBack: 250,
      ship: 'no',
    });
  });
});

describe('whose refund it is', () => {
  it('should not be inferred while a newer word may have ended the collection', () => {
    const refund = notified('reserved', 'reserved', {
      transaction_id: '9',
      type: 'refund',
      amount: -250,
      payment_details: null,
      at: '2019-11-05T09:00:00',
    });
    const { payment, words } = seen(
      orderFor(),
      notified('completed', 'completed'),
      notified('void', 'void', { at: '10:30' }),
      refund,
    );
    expect(words).toEqual(['applied', 'illegal', 'unknown']);
    expect(payment.refunds).toEqual([]);
  });
});

describe('a refund with an id', () => {
  it('should not be taken for one without that was made at another time', () => {
    const unnamed = refundOf('9', 250, 'completed', { transaction_id: null });
    const { payment } = seen(
      orderFor(),
      notified('completed', 'completed'),
      notified('partial_refunded', 'completed', {
        at: '2019-11-05T10:00:00',
        amount_refunded: 250,
        related_transactions: [unnamed],
      }),
      notified('completed', 'completed', {
        transaction_id: '10',
        type: 'refund',
        amount: -250,
        payment_details: null,
        reference_transaction_id: '7',
        created: '2019-11-06T09:00:00',
        at: '2019-11-06T09:00:00',
      }),
    );
    expect(position(payment)).toMatchObject({ refunded: 500, refundable: 500 });
  });
});

describe('a refund that was listed without an id once it had come back', () => {
  it('should be the same one where an older list shows it with its id, made when that says so', () => {
    const made = refundOf('9', 250, 'completed');
    const back = { ...made, transaction_id: null, status: 'declined', modified: '2019-11-07T09:00:00' };
    const ended = { at: '2019-11-07T10:00:00', amount_refunded: 0, related_transactions: [back] };
    const { payment, words } = seen(
      orderFor(),
      notified('completed', 'completed'),
      notified('completed', 'completed', ended),
      notified('partial_refunded', 'completed', {
        at: '2019-11-05T10:00:00',
        amount_refunded: 250,
        related_transactions: [made],
      }),
      statusRead('completed', 'completed', { ...ended, at: '2019-11-08T10:00:00' }),
    );
    expect(words.slice(0, 3)).toEqual(['applied', 'applied', 'illegal']);
    expect(payment.alarms).toEqual([]);
    expect(position(payment)).toMatchObject({ refunded: 0, refundable: 1000 });
  });
});

describe('a read of another brand', () => {
  it('should have the money where the brand that was known cannot have been so collected', () => {
    const ownMid = openPayment({ orderId: 'order-1', collector: 'american_express', ...whole });
    const { payment } = seen(
      ownMid,
      notified('completed', 'initialized', by('AMEX')),
      statusRead('completed', 'completed', { at: '10:30' }),
    );
    expect(codes(payment)).toEqual(['brand_changed']);
    expect(position(payment)).toMatchObject({ collected: 1000, refundable: 1000 });
    expect(fundsAt(payment)).toEqual(['multisafepay']);
    expect(restore(save(payment))).toEqual(payment);
  });
});

describe('everything asked back (D26)', () => {
  const gift = { type: 'COUPON', coupon_brand: 'VVVGIFTCRD', amount: 400, currency: 'EUR', status: 'completed' };
  const mixed = { payment_methods: [{ type: 'VISA', amount: 600, currency: 'EUR', status: 'completed' }, gift] };
  const at = '2019-11-05T07:59:58Z';
  const all = { type: 'refund.requested', all: true, at, refundId: 'r-1', currency: 'EUR' } as const;
  const identified = { type: 'transaction.identified', at, refundId: 'r-1', transactionId: '8' } as const;
  const listed = (amount: number, fields: object, status = 'completed'): Report =>
    notified(amount < 1000 ? 'partial_refunded' : 'refunded', 'completed', {
      amount_refunded: amount,
      related_transactions: [refundOf('8', amount, status)],
      at: '2019-11-05T12:00:00',
      ...fields,
    });
  const itself = (amount: number): Report =>
    notified('completed', 'completed', {
      transaction_id: '8',
      type: 'refund',
      amount: -amount,
      var1: 'r-1',
      reference_transaction_id: '7',
      created: '2019-11-05T09:00:00',
      at: '2019-11-05T12:00:00',
    });
  const back = { reserved: 0, refunded: 600, refundable: 0, refundableKnown: true, doubleLoss: false };

  it.each<[string, PaymentFact[], Report, Partial<Position>]>([
    ['of the whole, by its id', [identified], listed(1000, mixed), back],
    ['of the whole, reserved', [identified], listed(1000, mixed, 'reserved'), { reserved: 600, refunded: 0 }],
    ['of the card part, by its id', [identified], listed(600, mixed), back],
    ['of the whole, by its amount', [], listed(1000, mixed), back],
    ['of the card part, by its amount', [], listed(600, mixed), back],
    ['of the whole, by our id', [], itself(1000), back],
    ['by its id and ours', [identified], itself(1000), back],
  ])('should be what MultiSafepay makes of it: a refund %s', (_, facts, report, money) => {
    const asked = told(paid(mixed), all, ...facts);
    expect(position(asked)).toMatchObject({ reserved: 600, refundable: 0 });
    const { verdict, payment = asked } = observe(asked, report);
    expect(verdict.verdict).toBe('applied');
    expect(payment).toMatchObject({ alarms: [], violations: [], refunds: [{ refundId: 'r-1', transactionId: '8' }] });
    expect(position(payment)).toMatchObject(money);
    expect(mayRefund(payment, { amount: 1, currency: 'EUR', at: '2019-11-06T09:00:00Z' }).answer).toBe('no');
    expect(told(payment, all)).toEqual(payment);
  });

  it('should leave the order as it was paid, where it is refused or comes to nothing', () => {
    const declined = { type: 'refund.declined', at: '2019-11-05T08:00:00Z', refundId: 'r-1' } as const;
    const asked = told(paid(mixed), all);
    expect(ships(asked)).toBe('no');
    const word = notified('completed', 'completed', {
      ...mixed,
      amount_refunded: 0,
      related_transactions: [refundOf('8', 1000, 'declined')],
      at: '2019-11-05T12:00:00',
    });
    for (const payment of [told(asked, declined), seen(told(asked, identified), word).payment]) {
      expect(position(payment)).toMatchObject({ reserved: 0, refundable: 600 });
      expect([ships(payment), fundsAt(payment)]).toEqual(['yes', ['multisafepay', 'outside']]);
    }
  });

  it('should be of what was left, where another refund came before it', () => {
    const asked = told(paid(), all, identified);
    const related_transactions = [refundOf('9', 100, 'completed'), refundOf('8', 900, 'completed')];
    const { verdict, payment = asked } = observe(asked, listed(1000, { related_transactions }));
    expect(verdict.verdict).toBe('applied');
    expect(position(payment)).toMatchObject({ ...back, refunded: 1000 });
    expect(
      observe(
        payment,
        listed(1000, { related_transactions: [refundOf('8', 800, 'completed')], at: '2019-11-06T12:00:00' }),
      ).verdict,
    ).toMatchObject({
      verdict: 'unknown',
      refusal: { code: 'amount_changed' },
    });
  });
});

describe('a correction by a person', () => {
  it('should be what it says, whatever else it names and leaves open', () => {
    const { payment } = seen(paid(), notified('declined', 'declined', { at: '11:00' }));
    const transcribe = { order: 'declined', transaction: 'declined', transactionId: '7', ...whole };
    const said: unknown = { adopt: undefined, transcribe, actor: 'a', reason: 'b', evidence: 'c' };
    expect(codes(correct(payment, said as Correction))).toContain('transcribed');
  });

  const signed = { actor: 'a', reason: 'r', evidence: 'e' };
  const byHand = (said: object): Correction => ({ ...signed, ...said }) as Correction;
  const ownRefund = (fields: object = {}): Report =>
    notified('completed', 'completed', {
      transaction_id: '9',
      type: 'refund',
      amount: -400,
      created: '2019-11-05T09:00:00',
      at: '2019-11-05T09:00:00',
      payment_details: null,
      ...fields,
    });
  const money = (payment: Payment) => {
    const { collected, refunded, refundable, refundableKnown } = position(payment);
    return { collected, refunded, refundable, refundableKnown, ships: ships(payment) };
  };
  const untouched = { collected: 1000, refunded: 0, refundable: 1000, refundableKnown: true };

  it.each([
    [null, 'correction'],
    [undefined, 'correction'],
    ['void', 'correction'],
    [{}, 'actor'],
    [signed, 'correction'],
    [{ ...signed, adopt: null }, 'adopt'],
    [{ ...signed, transcribe: 'all' }, 'transcribe'],
    [{ ...signed, settledOutside: null }, 'settledOutside'],
    [{ ...signed, refundCameBack: null }, 'refundCameBack'],
    [{ ...signed, refundCameBack: {}, settledOutside: whole }, 'correction'],
  ])('should be refused by name where it says nothing, or too much: %j', (said, path) => {
    expect(() => correct(paid(), said as Correction)).toThrow(expect.objectContaining({ name: 'InputError', path }));
  });

  it('should never make a payment of a refund', () => {
    const unreadable = ownRefund({ amount: '-4.00' });
    const twice = seen(
      orderFor({ amount: 2000, currency: 'EUR' }),
      notified('completed', 'completed'),
      statusRead('completed', 'completed', { transaction_id: '8', at: '10:20' }),
      ownRefund(),
    ).payment;
    const byAmount = { order: 'completed', transactionId: '9', amount: 400, currency: 'EUR' };
    const unsaid = seen(paid(), unreadable).payment;
    expect(() => correct(unsaid, byHand({ transcribe: byAmount }))).toThrow(/payment, a refund or a chargeback/);
    expect(() => correct(twice, byHand({ adopt: ownRefund() }))).toThrow(/takes from/);
    const untyped = ownRefund({ type: null, amount: 400 });
    expect(() => correct(seen(paid(), untyped).payment, byHand({ adopt: untyped }))).toThrow(/refund or a chargeback/);
    const refund = { ...byAmount, kind: 'refund', reference: '7' };
    const booked = correct(unsaid, byHand({ transcribe: refund }));
    expect(money(booked)).toMatchObject({ collected: 1000, refunded: 400, refundable: 600 });
    expect(booked.alarms).toEqual([]);
    expect(money(correct(twice, byHand({ transcribe: { ...refund, reference: '8' } })))).toMatchObject({
      collected: 2000,
      refunded: 400,
      refundable: 1600,
    });
  });

  it('should not guess which payment it is about', () => {
    const nameless = readOrder({ ...wire('void', 'cancelled', { at: '10:30' }), transaction_id: null });
    const { payment } = seen(
      orderFor(),
      notified('declined', 'declined', { transaction_id: '6', at: '09:50' }),
      notified('completed', 'completed', { at: '10:10' }),
      nameless,
    );
    expect(() => correct(payment, byHand({ adopt: nameless }))).toThrow(/which transaction/);
  });

  it('should lose no refund that is told in a list which cannot be judged', () => {
    const listing = notified('refunded', 'completed', {
      at: '2019-11-05T10:00:00',
      amount_refunded: 1000,
      related_transactions: [refundOf('9', 1000, 'completed', { type: 'mystery' })],
    });
    const adopted = correct(seen(paid(), listing).payment, byHand({ adopt: listing }));
    expect(money(adopted)).toMatchObject({ collected: 1000, refundable: 0, ships: 'no' });
  });

  it('should free what came back, and keep it so when the older listing is told again', () => {
    const listing = notified('refunded', 'completed', {
      at: '2019-11-05T10:00:00',
      amount_refunded: 1000,
      related_transactions: [refundOf('9', 1000, 'completed')],
    });
    const back = correct(seen(paid(), listing).payment, byHand({ refundCameBack: { transactionId: '9' } }));
    expect(money(back)).toEqual({ ...untouched, ships: 'yes' });
    expect(money(seen(back, listing).payment)).toEqual({ ...untouched, ships: 'yes' });
    const newer = notified('refunded', 'completed', { at: '2019-11-06T10:00:00', amount_refunded: 1000 });
    expect(money(seen(back, newer).payment)).toMatchObject({ refundable: 0, ships: 'no' });
    expect(restore(save(back))).toEqual(back);
  });
});

describe('what a person wrote down, since it could not be read (D29)', () => {
  const signed = { actor: 'a', reason: 'r', evidence: 'e' };
  const written: Correction = {
    ...signed,
    transcribe: { order: 'completed', transaction: 'completed', transactionId: '7', ...whole },
  };
  const unread = (say: typeof notified, at: string, status = 'completed'): Report =>
    say(status, 'completed', { at, amount: '10.00' });
  const before = seen(orderFor(), unread(notified, '10:00'), unread(statusRead, '10:00'));
  const payment = correct(before.payment, written);

  it('should be written down once: the same told and read again says nothing new', () => {
    expect(before.words).toEqual(['unknown', 'unknown']);
    const after = seen(payment, unread(notified, '10:00'), unread(statusRead, '10:00'), unread(statusRead, '12:00'));
    expect(after.words).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(after.payment).toMatchObject({ alarms: [] });
    expect(ships(after.payment)).toBe('yes');
    expect(restore(save(after.payment))).toEqual(after.payment);
    expect(() => correct(after.payment, written)).toThrow(/nothing of transaction 7 stands open/);
  });

  it('should be looked at again where it says something else', () => {
    const after = seen(payment, unread(statusRead, '12:00', 'refunded'));
    expect(after.words).toEqual(['unknown']);
    expect(ships(after.payment)).toBe('unknown');
    expect(ships(correct(after.payment, written))).toBe('yes');
  });
});

describe('what a person said is settled outside', () => {
  const signed = { actor: 'a', reason: 'r', evidence: 'e' };
  const settled = (payment: Payment): Payment => correct(payment, { ...signed, settledOutside: whole });
  const ideal = (status: string, at: string, fields: object = {}): Report =>
    notified(status, status === 'expired' ? 'expired' : 'completed', { at, ...by('IDEAL'), ...fields });
  const paidBy = ideal('completed', '11:00');
  const back = ideal('refunded', '12:00', { amount_refunded: 1000 });

  it.each<[string, () => Payment]>([
    ['before MultiSafepay did', () => seen(settled(orderFor()), paidBy).payment],
    ['after MultiSafepay did', () => settled(seen(orderFor(), paidBy).payment)],
  ])('should be the same money as the transaction of that amount, said %s', (_, said) => {
    expect([codes(said()), ships(said())]).toEqual([[], 'yes']);
    const { payment } = seen(said(), back);
    expect([codes(payment), ships(payment)]).toEqual([[], 'no']);
  });

  it('should be no more, where the first that is heard of that transaction is that it was given back', () => {
    expect(ships(seen(settled(orderFor()), back).payment)).toBe('no');
  });

  it('should stand beside a transaction of another amount, and beside one that came to nothing', () => {
    expect(codes(seen(settled(orderFor()), ideal('completed', '11:00', { amount: 900 })).payment)).toEqual([
      'collected_more_than_ordered',
    ]);
    expect(ships(seen(settled(orderFor()), ideal('expired', '11:00')).payment)).toBe('yes');
  });
});

describe('an outside payment that was given back in full', () => {
  it('should stay so when the refund that gave it back tells of itself, late or again', () => {
    const back = notified('refunded', 'completed', {
      ...by('IDEAL'),
      amount_refunded: 1000,
      at: '2019-11-05T09:00:05',
    });
    const { payment } = seen(orderFor(), notified('completed', 'completed', by('IDEAL')), back);
    for (const refund of [refundBy('IDEAL'), refundBy('IDEAL', { reference_transaction_id: '7' })]) {
      const late = observe(payment, refund).payment as Payment;
      expect([ships(late), fundsAt(late)]).toEqual(['no', ['customer']]);
    }
  });
});

describe('an outside payment that is begun and settled within one second', () => {
  const second = {
    order_id: 'order-1',
    transaction_id: 7001,
    amount: 4200,
    currency: 'EUR',
    payment_details: { type: 'IDEAL' },
  };
  const told = (word: string) =>
    readOrder({ ...second, status: word, financial_status: word, modified: '2026-03-02T10:00:00' });

  it.each([
    ['begun first', ['initialized', 'completed']],
    ['settled first', ['completed', 'initialized']],
  ])('should be settled, %s', (_, words) => {
    const opened = openPayment({ orderId: 'order-1', amount: 4200, currency: 'EUR' });
    const payment = words.reduce((so, word) => observe(so, told(word)).payment ?? so, opened);
    expect(safeToShip(payment).answer).toBe('yes');
  });

  it('should not be settled for certain, where the other word is an ending', () => {
    const opened = openPayment({ orderId: 'order-1', amount: 4200, currency: 'EUR' });
    const payment = ['completed', 'expired'].reduce((so, word) => observe(so, told(word)).payment ?? so, opened);
    expect(safeToShip(payment).answer).toBe('unknown');
  });
});

describe('a wish on own MID', () => {
  it('should be the documented pair of a refund, not the one that nobody shows', () => {
    const opened = openPayment({ orderId: 'order-1', collector: 'american_express', amount: 4200, currency: 'EUR' });
    const report = {
      order_id: 'order-1',
      transaction_id: 7001,
      amount: 4200,
      currency: 'EUR',
      payment_details: { type: 'AMEX' },
    };
    const { payment = opened } = observe(
      opened,
      readOrder({ ...report, status: 'completed', financial_status: 'initialized', modified: '2026-03-02T10:00:00' }),
    );
    expect(explain(payment, { status: { order: 'refunded', transaction: 'completed' } }).possible).toBe('yes');
    expect(explain(payment, { status: { order: 'refunded', transaction: 'initialized' } }).possible).not.toBe('yes');
  });
});
