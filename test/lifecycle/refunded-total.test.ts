/**
 * Refunds beside the refunded total where reports come late and name little: what generated whole orders found, in few reports each.
 */
import { describe, expect, it } from 'vitest';
import {
  observe,
  openPayment,
  type Payment,
  type PaymentFact,
  position,
  type Report,
  safeToShip,
  step,
} from '../../src/index.ts';
import {
  byHand,
  captureOf,
  comesTo,
  notified,
  observeAll,
  ownCapture,
  reached,
  refundAsked,
  refundOf,
  statusRead,
  told,
} from './reports.ts';

const of7 = { reference_transaction_id: '7' };
const day = '2019-11-05T09:00:';

/** A refund's own notification, without the payment that it takes from. */
const ownRefund = (id: string, status: string, transaction: string, fields: object) =>
  notified(status, transaction, { transaction_id: id, type: 'refund', ...fields });

describe('a refunded total that fell', () => {
  const first = refundOf('8', 250, 'reserved', { created: `${day}03`, ...of7 });
  const second = refundOf('9', 63, 'completed', { created: `${day}04`, ...of7 });
  const payment = (): Payment =>
    reached(
      notified('completed', 'completed'),
      notified('completed', 'completed', { at: `${day}03`, amount_refunded: 250 }),
      ownRefund('9', 'completed', 'completed', { amount: -63, created: `${day}04`, at: `${day}04`, ...of7 }),
      statusRead('partial_refunded', 'completed', { at: `${day}06`, amount_refunded: 63 }),
      notified('partial_refunded', 'completed', {
        at: `${day}05`,
        amount_refunded: 313,
        related_transactions: [first, second],
      }),
      ownRefund('8', 'void', 'cancelled', { amount: -250, created: `${day}03`, at: `${day}06` }),
    );

  it('should be explained by a refund that ended, and that the total had no room for any more', () => {
    expect(position(payment())).toMatchObject({ refunded: 63, reserved: 0, refundable: 937 });
  });

  it('should stay so when a read lists what ended', () => {
    const ended = refundOf('8', 250, 'void', { created: `${day}03`, ...of7 });
    const read = statusRead('partial_refunded', 'completed', {
      at: '2019-11-06T09:00:00',
      amount_refunded: 63,
      related_transactions: [ended, second],
    });
    expect(position(observeAll([read], payment()).payment)).toMatchObject({ refunded: 63, refundable: 937 });
  });
});

describe('a fall of the refunded total that was not believed', () => {
  const total = (at: string, amount_refunded: number, more: object = {}) =>
    notified('completed', 'completed', { at: `${day}${at}`, amount_refunded, ...more });
  const unsaid = { payment_details: {} };
  const before = [notified('completed', null, unsaid), total('02', 500, unsaid)];
  // Beside other news, here the brand, a fall that nothing explains is told as a violation and kept out of the sum.
  const fell = total('04', 0);
  const ended = notified('completed', 'completed', {
    at: `${day}06`,
    related_transactions: [refundOf('8', 500, 'void', { created: `${day}01` })],
  });

  it.each([
    ['newer than the total', fell],
    ['of the second of the total', total('02', 0)],
  ])('should be believed when a list explains it, %s; told again, it changes nothing', (_, fall) => {
    const { payment, came } = observeAll([...before, fall, ended]);
    expect(came).toEqual(['applied', 'applied', 'applied', 'applied']);
    expect(position(payment)).toMatchObject({ refunded: 0, unattributed: 0, refundable: 1000 });
    expect(observeAll([fall, total('06', 0), fall], payment).came).toEqual(['stale', 'duplicate', 'stale']);
  });

  it('should stay disbelieved as long as what ended does not explain all of it', () => {
    const part = notified('completed', 'completed', {
      at: `${day}06`,
      related_transactions: [refundOf('8', 200, 'void', { created: `${day}01` })],
    });
    const { payment } = observeAll([...before, fell, part]);
    expect(position(payment)).toMatchObject({ unattributed: 500, refundable: 500 });
    expect(observeAll([ended], payment).came).toEqual(['unknown amount_changed']);
  });

  it('should not be taken for what is left, where another refund that was in it has ended since', () => {
    const own = (status: string, transaction: string, at: string): Report =>
      ownRefund('9', status, transaction, { amount: -300, created: `${day}01`, at: `${day}${at}` });
    const listed = notified('completed', null, {
      ...unsaid,
      at: `${day}02`,
      amount_refunded: 500,
      related_transactions: [
        refundOf('8', 200, 'completed', { created: `${day}01` }),
        refundOf('9', 300, 'reserved', { created: `${day}01` }),
      ],
    });
    const { payment } = observeAll([
      notified('completed', null, unsaid),
      listed,
      total('04', 300),
      own('void', 'cancelled', '06'),
    ]);
    expect(position(payment)).toMatchObject({ refunded: 200, unattributed: 0, refundable: 800 });
  });

  it('should be the newest one: a list with a larger fall that is older, told late and told again, changes nothing of it', () => {
    const less = total('05', 300);
    const late = notified('completed', 'completed', {
      at: `${day}03`,
      amount_refunded: 0,
      related_transactions: [refundOf('9', 100, 'declined', { created: `${day}01` })],
    });
    const { payment, came } = observeAll([...before, less, late, less, late]);
    expect(came.slice(3)).toEqual(['applied', 'duplicate', 'duplicate']);
    expect(position(payment)).toMatchObject({ unattributed: 500, refundable: 500 });
  });
});

describe('a total below a refund that has told itself', () => {
  const told = (): Payment =>
    reached(
      notified('completed', 'completed'),
      ownRefund('8', 'completed', 'completed', { amount: -400, created: `${day}03`, at: `${day}03`, ...of7 }),
    );
  const below = expect.arrayContaining([expect.objectContaining({ code: 'refunded_total_below' })]);

  it.each([notified, statusRead])('should be said, and leave the refund as it is: %#', (say) => {
    const { verdicts, payment } = observeAll(
      [say('completed', 'completed', { at: `${day}05`, amount_refunded: 0 })],
      told(),
    );
    expect(verdicts).toMatchObject([{ verdict: 'applied', violations: below }]);
    expect(position(payment)).toMatchObject({ refunded: 400, refundable: 600 });
  });

  it('should be said once', () => {
    const say = (at: string) => notified('completed', 'completed', { at, amount_refunded: 0 });
    const { verdicts, payment } = observeAll([say(`${day}05`), say(`${day}06`)], told());
    expect(verdicts).toMatchObject([{ verdict: 'applied' }, { verdict: 'duplicate' }]);
    expect(payment.violations).toHaveLength(1);
  });

  it('should be said of all that are known, where the last total had room for the first alone', () => {
    const first = notified('partial_refunded', 'completed', { at: `${day}04`, amount_refunded: 400 });
    const second = ownRefund('9', 'completed', 'completed', {
      amount: -100,
      created: `${day}05`,
      at: `${day}05`,
      ...of7,
    });
    const again = notified('partial_refunded', 'completed', { at: `${day}06`, amount_refunded: 400 });
    const { verdicts, payment } = observeAll([first, second, again], told());
    expect(verdicts).toMatchObject([{ verdict: 'applied', violations: [] }, {}, { violations: below }]);
    expect(position(payment)).toMatchObject({ refunded: 500, refundable: 500 });
  });

  it('should not be said beside a fall that says it', () => {
    const first = notified('partial_refunded', 'completed', { at: `${day}04`, amount_refunded: 400 });
    const read = statusRead('completed', 'completed', { at: `${day}06`, amount_refunded: 0 });
    const { came, payment } = observeAll([first, read, read], told());
    expect(came[2]).toBe('duplicate');
    expect(payment.violations).toMatchObject([{ code: 'refunded_amount_fell' }]);
  });

  it('should be nothing to say where it may be older than the refund', () => {
    for (const at of [`${day}02`, `${day}03`]) {
      const { payment } = observeAll([notified('completed', 'completed', { at, amount_refunded: 0 })], told());
      expect(payment.violations).toEqual([]);
    }
  });

  it('should be withdrawn by a read whose total has room for it', () => {
    const { payment } = observeAll(
      [
        notified('completed', 'completed', { at: `${day}05`, amount_refunded: 0 }),
        statusRead('partial_refunded', 'completed', { at: `${day}06`, amount_refunded: 400 }),
      ],
      told(),
    );
    expect(payment.violations).toMatchObject([{ code: 'refunded_total_below', withdrawn: expect.anything() }]);
    expect(position(payment)).toMatchObject({ refunded: 400, unattributed: 0, refundable: 600 });
  });
});

describe('a refund that becomes known in the second of a total that includes it', () => {
  it('should not be taken for money that came back when the total falls by another refund that ended', () => {
    const first = refundOf('8', 250, 'reserved', { created: `${day}03`, ...of7 });
    const payment = reached(
      notified('completed', 'completed'),
      notified('completed', 'completed', { at: `${day}04`, amount_refunded: 250, related_transactions: [first] }),
      ownRefund('9', 'reserved', 'reserved', { amount: -187, created: `${day}06`, at: `${day}06`, ...of7 }),
      notified('partial_refunded', 'completed', { at: `${day}06`, amount_refunded: 437 }),
      statusRead('partial_refunded', 'completed', { at: `${day}07`, amount_refunded: 187 }),
    );
    expect(position(payment)).toMatchObject({ reserved: 437, refundable: 563 });
    const ended = ['8', '9'].map((id) =>
      refundOf(id, id === '8' ? 250 : 187, 'void', { created: `${day}0${id === '8' ? 3 : 6}`, ...of7 }),
    );
    const listed = notified('completed', 'completed', {
      at: `${day}09`,
      amount_refunded: 0,
      related_transactions: ended,
    });
    expect(position(observeAll([listed], payment).payment)).toMatchObject({ reserved: 0, refundable: 1000 });
  });
});

describe('a refunded total of the second in which a refund was released', () => {
  it('should be in doubt where no known refund makes up what it says more', () => {
    const made = refundOf('8', 300, 'completed', { created: `${day}01` });
    const listing = (amount_refunded: number, status: string) =>
      notified('completed', 'completed', {
        at: `${day}03`,
        amount_refunded,
        related_transactions: [made, refundOf('9', 400, status, { created: `${day}02` })],
      });
    const before = reached(notified('completed', 'completed'), listing(700, 'reserved'), listing(300, 'void'));
    const more = notified('completed', 'completed', { at: `${day}03`, amount_refunded: 500 });
    const { verdicts, payment } = observeAll([more], before);
    expect(verdicts.map(comesTo)).toEqual(['unknown order_of_reports_unknown']);
    expect(position(payment)).toMatchObject({ refunded: 300, unattributed: 0 });
  });
});

describe('a refunded total of the second in which a refund ended, which may have been told before that', () => {
  it('should fall by that refund later, as what is known to have ended explains it', () => {
    const total = (at: string, amount_refunded: number) => notified('completed', 'completed', { at, amount_refunded });
    const own = (status: string, transaction: string, at: string) =>
      ownRefund('8', status, transaction, { amount: -400, created: `${day}03`, at, ...of7 });
    const told = [
      total(`${day}03`, 400),
      own('reserved', 'reserved', `${day}04`),
      own('void', 'cancelled', `${day}06`),
    ];
    const before = reached(notified('completed', 'completed'), ...told, total(`${day}06`, 400));
    expect(position(before)).toMatchObject({ reserved: 0, unattributed: 400, refundable: 600 });
    const { verdicts, payment } = observeAll([total(`${day}08`, 0)], before);
    expect(verdicts.map(comesTo)).toEqual(['applied']);
    expect(position(payment)).toMatchObject({ unattributed: 0, refundable: 1000 });
  });
});

describe('a refunded total that was told before a refund in it ended', () => {
  it('should leave out what has ended since, when it is heard of later', () => {
    const made = refundOf('8', 300, 'completed', { created: `${day}01` });
    const listing = (at: string) =>
      notified('completed', 'completed', {
        at,
        amount_refunded: 700,
        related_transactions: [made, refundOf('9', 400, 'reserved', { created: `${day}02` })],
      });
    const ended = { amount: -400, created: `${day}02`, at: `${day}06`, ...of7 };
    const payment = reached(
      notified('completed', 'completed'),
      listing(`${day}03`),
      ownRefund('9', 'void', 'cancelled', ended),
      listing(`${day}05`),
    );
    expect(position(payment)).toMatchObject({ refunded: 300, reserved: 0, unattributed: 0, refundable: 700 });
  });
});

describe('a refunded total that fell beside other news', () => {
  it('should leave the next fall, to another amount, as doubtful as the first', () => {
    const taken = refundOf('c', 200, 'completed', { type: 'chargeback' });
    const telling = (amount_refunded: number, at: string) =>
      notified('completed', 'completed', { at, amount_refunded, related_transactions: [taken] });
    const before = reached(
      notified('completed', 'completed'),
      notified('completed', 'completed', { at: `${day}03`, amount_refunded: 400 }),
    );
    const { verdicts } = observeAll(
      [telling(100, `${day}05`), telling(100, `${day}05`), telling(50, `${day}06`)],
      before,
    );
    expect(verdicts.map(comesTo)).toEqual(['applied', 'duplicate', 'unknown refunded_amount_fell']);
  });
});

describe('a refund known twice, once without its id', () => {
  it('should make room for an entry without an id in the report that shows it', () => {
    const declined = { amount: -409, created: '2019-11-04T10:30:00', at: `${day}09` };
    const completed = refundOf('', 409, 'completed', {
      created: '2019-11-04T10:30:00',
      transaction_id: undefined,
      ...of7,
    });
    const before = reached(
      notified('completed', 'completed'),
      ownRefund('8', 'declined', 'declined', declined),
      notified('completed', 'completed', { at: `${day}09`, amount_refunded: 147 }),
      notified('partial_refunded', 'completed', {
        at: '10:30',
        amount_refunded: 409,
        related_transactions: [{ ...completed, modified: '2019-11-04T10:30:00' }],
      }),
    );
    const read = statusRead('completed', 'completed', {
      at: '2019-11-06T09:00:00',
      amount_refunded: 147,
      related_transactions: [
        { ...completed, status: 'declined', modified: `${day}09` },
        { ...completed, amount: 147, status: 'reserved', created: `${day}08`, modified: `${day}08` },
      ],
    });
    const { payment, came } = observeAll([read, read], before);
    expect(came).toEqual(['applied', 'duplicate']);
    expect(position(payment)).toMatchObject({ refunded: 0, reserved: 147, refundable: 853 });
  });
});

describe('a cancelled refund that was taken for one of the same day', () => {
  it('should be called uncancellable no longer, once it is of another payment', () => {
    const other = { transaction_id: '6', amount: 2000, created: `${day}01`, at: `${day}02` };
    const before = reached(
      notified('completed', 'completed', other),
      ownRefund('8', 'void', 'cancelled', { amount: -250, created: `${day}00`, at: `${day}09` }),
    );
    expect(before.violations.map(({ code }) => code)).toContain('refund_not_cancellable');
    const ended = refundOf('8', 250, 'void', { created: `${day}00`, ...of7 });
    const read = { amount_refunded: 0, related_transactions: [ended], at: '2019-11-06T09:00:00' };
    const { violations } = observeAll([statusRead('completed', 'completed', read)], before).payment;
    const standing = violations.filter((one) => one.withdrawn === undefined).map(({ code }) => code);
    expect(standing).not.toContain('refund_not_cancellable');
  });
});

describe('a refund of ours that MultiSafepay declined', () => {
  it('should leave alone another refund that was taken for it by its amount', () => {
    const asked = step(reached(notified('completed', 'completed')), refundAsked({ amount: 250, refundId: 'r-1' }));
    const listed = refundOf('8', 250, 'reserved', { created: '2019-11-05T10:30:00', ...of7 });
    const { payment } = observeAll(
      [
        notified('completed', 'completed', {
          at: '2019-11-05T10:30:30',
          amount_refunded: 250,
          related_transactions: [listed],
        }),
      ],
      asked.ok ? asked.next : undefined,
    );
    expect(payment.refunds.map(({ transactionId, refundId }) => [transactionId, refundId])).toEqual([['8', 'r-1']]);
    const declined = step(payment, { type: 'refund.declined', at: '2019-11-05T09:01:00Z', refundId: 'r-1' });
    expect(declined.ok && position(declined.next)).toMatchObject({ reserved: 250, refunded: 0, refundable: 750 });
    expect(declined.ok && declined.next.refunds.find((one) => one.transactionId === '8')?.refundId).toBeUndefined();
  });
});

describe('a cancelled refund that is found to be of another payment', () => {
  it('should not be a fall of the total of the one that it was taken for', () => {
    const { payment } = observeAll([
      notified('completed', 'completed', { transaction_id: '6', at: `${day}01`, amount_refunded: 0 }),
      ownRefund('8', 'reserved', 'reserved', { amount: -250, created: `${day}02`, at: `${day}02` }),
      ownRefund('8', 'void', 'cancelled', { amount: -250, created: `${day}02`, at: `${day}03` }),
      notified('completed', 'completed', { transaction_id: '6', at: `${day}04`, amount_refunded: 0 }),
      statusRead('completed', 'completed', {
        at: `${day}05`,
        amount_refunded: 0,
        related_transactions: [refundOf('8', 250, 'void', { created: `${day}02`, ...of7 })],
      }),
      statusRead('completed', 'completed', { transaction_id: '6', at: `${day}06`, amount_refunded: 0 }),
    ]);
    expect(payment.violations.map(({ code }) => code)).not.toContain('refunded_amount_fell');
  });
});

describe('a read whose refunded total fell, with refunds of the same second as the one before', () => {
  it('should keep no more back than the total fell by, once a list shows what ended', () => {
    const made = { created: '2019-11-06T09:00:06' };
    const first = refundOf('8', 250, 'reserved', { created: `${day}04`, ...of7 });
    const small = refundOf('9', 1, 'completed', { created: `${day}05`, ...of7 });
    const ended = refundOf('10', 187, 'void', { ...made, ...of7 });
    const { payment } = observeAll([
      notified('completed', 'completed'),
      notified('completed', 'completed', { at: `${day}04`, amount_refunded: 250, related_transactions: [first] }),
      ownRefund('10', 'reserved', 'reserved', { amount: -187, ...made, at: made.created, ...of7 }),
      notified('partial_refunded', 'completed', { at: made.created, amount_refunded: 438 }),
      statusRead('partial_refunded', 'completed', { at: '2019-11-06T09:00:07', amount_refunded: 251 }),
      notified('partial_refunded', 'completed', {
        at: '2019-11-06T09:00:08',
        amount_refunded: 251,
        related_transactions: [first, small, ended],
      }),
    ]);
    expect(position(payment)).toMatchObject({ reserved: 250, refunded: 1, refundable: 749 });
  });
});

describe('a refunded total that a refund makes up, where no time tells that it was made before', () => {
  const made = '2019-11-05T10:00:01';
  const own = ownRefund('9', 'reserved', 'reserved', { amount: -400, created: made, at: made, ...of7 });
  const total = notified('completed', 'completed', { at: made, amount_refunded: 400 });
  const one = { reserved: 400, unattributed: 0, refundable: 600 };
  const asked = (): Payment => told(reached(notified('completed', 'completed')), refundAsked());

  it.each([
    ['it was made in the second of the total, and told before', [own, total]],
    ['it was made in the second of the total, and told after', [total, own]],
  ])('should be that refund, where %s', (_, reports) => {
    const { payment } = observeAll([notified('completed', 'completed'), ...reports]);
    expect(position(payment)).toMatchObject(one);
  });

  it('should be our request, once its answer has named it', () => {
    const identified = { refundId: 'refund-1', transactionId: '9', at: '2019-11-05T09:00:02Z' };
    const known = told(asked(), { type: 'transaction.identified', ...identified });
    expect(position(observeAll([total], known).payment)).toMatchObject(one);
    const named = { amount: -400, created: made, at: made, ...of7, var1: 'refund-1' };
    const first = observeAll([total, ownRefund('9', 'reserved', 'reserved', named)], asked());
    expect(position(first.payment)).toMatchObject(one);
  });

  it('should be another, where nobody has answered our request, or it was made before we asked', () => {
    expect(position(observeAll([total], asked()).payment)).toMatchObject({ reserved: 400, unattributed: 400 });
    const identified = { refundId: 'refund-1', transactionId: '9', at: '2019-11-05T09:00:02Z' };
    const known = told(asked(), { type: 'transaction.identified', ...identified });
    const before = notified('completed', 'completed', { at: '2019-11-05T09:59:59', amount_refunded: 400 });
    expect(position(observeAll([before], known).payment)).toMatchObject({ reserved: 400, unattributed: 400 });
  });

  it('should be another, where it was told before we asked, and comes again', () => {
    const summer = { at: '2020-04-05T10:50:00', amount_refunded: 400 };
    const first = reached(notified('completed', 'completed'), notified('completed', 'completed', summer));
    const known = told(first, refundAsked({ at: '2020-04-05T09:00:00Z' }), {
      type: 'transaction.identified',
      refundId: 'refund-1',
      transactionId: '9',
      at: '2020-04-05T09:00:02Z',
    });
    const { payment } = observeAll([notified('completed', 'completed', { ...summer, order_id: 'order-1' })], known);
    expect(position(payment)).toMatchObject({ reserved: 400, unattributed: 400, refundable: 200 });
  });

  it('should be another, where it says more, or less', () => {
    for (const amount of [399, 401]) {
      const differs = notified('completed', 'completed', { at: made, amount_refunded: amount });
      for (const reports of [
        [own, differs],
        [differs, own],
      ])
        expect(position(observeAll([notified('completed', 'completed'), ...reports]).payment)).toMatchObject({
          reserved: 400,
          unattributed: amount,
        });
    }
  });
});

describe('a refunded total that the refunds beside it make up', () => {
  it('should not fall by one that had ended before, and was not in it', () => {
    const first = refundOf('8', 250, 'completed');
    const ended = refundOf('9', 250, 'declined', { modified: '2019-11-06T09:00:00' });
    const later = refundOf('10', 250, 'reserved', { created: '2019-11-06T10:00:00', modified: '2019-11-06T10:00:00' });
    const { came } = observeAll([
      notified('completed', 'completed'),
      notified('partial_refunded', 'completed', {
        at: '2019-11-05T10:00:00',
        amount_refunded: 500,
        related_transactions: [first, refundOf('9', 250, 'reserved')],
      }),
      notified('partial_refunded', 'completed', {
        at: '2019-11-06T10:00:00',
        amount_refunded: 500,
        related_transactions: [first, ended, later],
      }),
      notified('partial_refunded', 'completed', { at: '2019-11-07T10:00:00', amount_refunded: 250 }),
    ]);
    expect(came).toEqual(['applied', 'applied', 'applied', 'unknown refunded_amount_fell']);
  });
});

describe('a refunded total that a refund was taken to be in', () => {
  it('should be made up by another, where that refund turns out to have ended before', () => {
    const first = refundOf('9', 1000, 'reserved');
    const ended = { ...first, status: 'declined', modified: '2019-11-06T09:00:00' };
    const payment = reached(
      notified('completed', 'completed'),
      notified('completed', 'completed', { at: '2019-11-05T10:00:00', related_transactions: [first] }),
      notified('refunded', 'completed', { at: '2019-11-08T10:00:00', amount_refunded: 1000 }),
      notified('completed', 'completed', {
        at: '2019-11-06T10:00:00',
        amount_refunded: 0,
        related_transactions: [ended],
      }),
    );
    expect(position(payment)).toMatchObject({ reserved: 0, unattributed: 1000, refundable: 0 });
    expect(safeToShip(payment, { amount: 1000, currency: 'EUR' }).answer).toBe('no');
  });
});

describe('a request of ours that was never made', () => {
  const none = notified('completed', 'completed', { amount_refunded: 0 });
  const of400 = notified('partial_refunded', 'completed', {
    at: `${day}03`,
    amount_refunded: 400,
    related_transactions: [refundOf('8', 400, 'completed', { created: `${day}03` })],
  });
  const unmade: readonly PaymentFact[] = [
    refundAsked({ at: '2019-11-05T10:00:00Z', amount: 100 }),
    { type: 'refund.declined', at: '2019-11-05T10:05:00Z', refundId: 'refund-1' },
  ];

  it.each([
    ['of none', none],
    ['of another', of400],
  ])('should be in no total told before, %s: told again, that changes nothing', (_, total) => {
    const payment = told(reached(notified('completed', 'completed'), total), ...unmade);
    const again = observe(payment, total);
    expect(again.verdict.verdict).toBe('duplicate');
    expect(again.payment).toEqual(payment);
  });

  it('should not be what a later total falls by', () => {
    const payment = told(reached(notified('completed', 'completed'), of400), ...unmade);
    const { came } = observeAll(
      [notified('partial_refunded', 'completed', { at: `${day}30`, amount_refunded: 300 })],
      payment,
    );
    expect(came).toEqual(['unknown refunded_amount_fell']);
  });
});

describe('a refund that ended, and a refunded total', () => {
  const total = (at: string, amount_refunded: number) =>
    notified('partial_refunded', 'completed', { at: `${day}${at}`, amount_refunded });
  const reserved = refundOf('8', 100, 'reserved', { created: `${day}02` });
  const cancelled: PaymentFact = { type: 'refund.cancelled', at: '2019-11-05T09:00:00Z', transactionId: '8' };

  it('should explain one fall of it, and no other', () => {
    const first = notified('partial_refunded', 'completed', {
      at: `${day}03`,
      amount_refunded: 500,
      related_transactions: [reserved],
    });
    const payment = told(reached(notified('completed', 'completed'), first), cancelled);
    const { came } = observeAll([total('20', 400), total('30', 300)], payment);
    expect(came.at(-1)).toBe('unknown refunded_amount_fell');
  });

  it('should explain one fall of it, and no other, where the total had not been told of it', () => {
    const payment = told(
      reached(notified('completed', 'completed'), total('03', 500)),
      refundAsked({ at: '2019-11-05T07:00:00Z', amount: 100 }),
      { type: 'refund.declined', at: '2019-11-05T09:00:00Z', refundId: 'refund-1' },
    );
    const { came } = observeAll([total('20', 400), total('30', 300)], payment);
    expect(came).toEqual(['applied', 'unknown refunded_amount_fell']);
  });

  it('should explain none where the known refunds leave no room for it', () => {
    const listed = notified('partial_refunded', 'completed', {
      at: `${day}03`,
      amount_refunded: 450,
      related_transactions: [refundOf('9', 400, 'completed', { created: `${day}01` })],
    });
    const payment = told(
      reached(notified('completed', 'completed'), listed),
      refundAsked({ at: '2019-11-05T07:00:00Z', amount: 100 }),
      { type: 'refund.declined', at: '2019-11-05T09:00:00Z', refundId: 'refund-1' },
    );
    expect(observeAll([total('20', 400)], payment).came).toEqual(['unknown refunded_amount_fell']);
  });

  it('should explain the fall to nothing, where one that was thought to be in the total turns out to have ended as well', () => {
    const [first, all] = [
      (status: string) => refundOf('8', 250, status, { created: `${day}03`, ...of7 }),
      { created: `${day}06`, ...of7 },
    ];
    const payment = reached(
      notified('completed', 'completed'),
      notified('completed', 'completed', {
        at: `${day}03`,
        amount_refunded: 250,
        related_transactions: [first('reserved')],
      }),
      // The whole was asked back once the first was cancelled: the total is of that alone.
      notified('completed', 'completed', { at: `${day}06`, amount_refunded: 1000 }),
    );
    const nothing = {
      amount_refunded: 0,
      related_transactions: [first('void'), refundOf('9', 1000, 'void', all)],
    };
    const { payment: notifiedOf, came } = observeAll(
      [notified('completed', 'completed', { at: `${day}08`, ...nothing })],
      payment,
    );
    expect(came).toEqual(['applied']);
    expect(position(notifiedOf).refundable).toBe(1000);
    const read = statusRead('completed', 'completed', { at: `${day}09`, ...nothing });
    expect(position(observeAll([read], notifiedOf).payment).refundable).toBe(1000);
  });

  it('should explain that fall also where it told of its end before the other did', () => {
    const [first, all] = [
      (status: string) => refundOf('8', 250, status, { created: `${day}03`, ...of7 }),
      { created: `${day}06`, ...of7 },
    ];
    const payment = reached(
      notified('completed', 'completed', {
        at: `${day}03`,
        amount_refunded: 250,
        related_transactions: [first('reserved')],
      }),
      notified('completed', 'completed', { at: `${day}06`, amount_refunded: 1000 }),
      ownRefund('9', 'void', 'cancelled', { amount: -1000, at: `${day}08`, ...all }),
    );
    const nothing = {
      amount_refunded: 0,
      related_transactions: [first('void'), refundOf('9', 1000, 'void', all)],
    };
    const later = notified('completed', 'completed', { at: `${day}09`, ...nothing });
    const read = statusRead('completed', 'completed', { at: `${day}20`, ...nothing });
    expect(position(observeAll([later], payment).payment).refundable).toBe(1000);
    expect(position(observeAll([later, read], payment).payment).refundable).toBe(1000);
    // The first may tell of its end itself: that it had ended before the total was told.
    const own = ownRefund('8', 'void', 'cancelled', { amount: -250, at: `${day}04`, created: `${day}03`, ...of7 });
    expect(position(observeAll([own, later], payment).payment).refundable).toBe(1000);
  });

  describe('beside what came back by the total', () => {
    const asked = (refundId: string, amount: number, hour: string): PaymentFact =>
      refundAsked({ at: `2019-11-05T${hour}:00:00Z`, refundId, amount, intentional: true });
    const declined = (refundId: string): PaymentFact => ({
      type: 'refund.declined',
      at: '2019-11-05T11:00:00Z',
      refundId,
    });
    const fallen = statusRead('completed', 'completed', { at: `${day}30`, amount_refunded: 0 });
    const fallenOf = ({ attempts }: Payment) => attempts[0]?.reported?.fallen ?? 0;
    const paidWith = (...facts: readonly PaymentFact[]): Payment =>
      told(reached(notified('completed', 'completed'), total('03', 300)), ...facts);

    it('should answer it, also where another of ours had ended that has no id either', () => {
      const asks = paidWith(asked('r-1', 100, '06'), declined('r-1'), asked('r-2', 200, '07'));
      const before = observeAll([fallen], asks).payment;
      expect([fallenOf(before), fallenOf(told(before, declined('r-2')))]).toEqual([300, 100]);
    });

    it('should not answer it where it was made later', () => {
      const before = observeAll([fallen], paidWith()).payment;
      const after = told(before, asked('r-1', 300, '10'), declined('r-1'));
      expect([fallenOf(before), fallenOf(after)]).toEqual([300, 300]);
      expect(position(after).refundable).toBe(position(before).refundable);
    });
  });
});

describe('a refunded total of none, in a report whose list is older than itself', () => {
  it('should be kept when it is first told: told again, it changes nothing', () => {
    const capture = ownCapture('8', 400);
    const released = notified('void', 'cancelled', {
      ...byHand(0),
      at: `${day}06`,
      amount_refunded: 0,
      related_transactions: [captureOf('8', 400)],
    });
    const { payment } = observeAll([capture, released], openPayment({ orderId: 'order-1' }));
    expect(observe(payment, released).payment).toEqual(payment);
  });
});
