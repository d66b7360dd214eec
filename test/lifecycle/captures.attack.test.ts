/**
 * Faults that a hostile reading of manual capture found: each kind of fault, by the smallest histories that show it (decisions D16a,
 * D25 to D28, D31, D33).
 */
import { describe, expect, it } from 'vitest';
import {
  explain,
  fundsAt,
  type Money,
  mayRefund,
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
} from '../../src/index.ts';
import {
  authorised,
  byHand,
  captureAsked,
  captureOf,
  comesTo,
  notified,
  observeAll,
  ownCapture,
  refundOf,
  statusRead,
  told,
} from './reports.ts';

const whole: Money = { amount: 1000, currency: 'EUR' };
const order = (): Payment => openPayment({ orderId: 'order-1', ...whole });
const living = (...reports: Report[]) => observeAll(reports, order());
const ships = (payment: Payment): string => safeToShip(payment, whole).answer;
const standingCodes = (payment: Payment): readonly string[] =>
  payment.violations.filter(({ withdrawn }) => withdrawn === undefined).map(({ code }) => code);
const shown = (payment: Payment): readonly string[] =>
  statusOf(payment).map(({ order: word, transaction }) => `${word}/${transaction}`);
/** What may lawfully happen next, as facts. */
const next = (payment: Payment): readonly string[] =>
  explain(payment, { status: { order: 'void', transaction: 'cancelled' } }).legal.map(
    ({ fact, to }) => `${fact} ${to}`,
  );
const stored = (payment: Payment): Payment => restore(save(payment));

const nextDay = '2019-11-05T10:00:00';
const third = '2019-11-06T10:00:00';
const fourth = '2019-11-07T10:00:00';
type Read = typeof notified;
/** An authorisation that lists captures, or other entries. */
const listing =
  (tell: Read, words: readonly [string, string], remain: number, when: string) =>
  (...listed: object[]): Report =>
    tell(words[0], words[1], { ...byHand(remain), at: when, related_transactions: listed });
const open = ['completed', 'initialized'] as const;
const full = ['completed', 'completed'] as const;
const early = { created: '2019-11-04T11:00:00', modified: '2019-11-04T11:00:00' };
const twoCaptures = [captureOf('71', 400, early), captureOf('72', 600)] as const;
const capturedInFull = (): readonly Report[] => [authorised(), listing(notified, full, 0, nextDay)(...twoCaptures)];

describe('a capture that was taken for a payment of its own (D33: folded into its owner)', () => {
  /** The transaction of a capture under the order id of its authorisation. */
  const underMainOrder = (more: object = {}): Report =>
    notified('completed', 'completed', { transaction_id: '71', amount: 400, at: '2019-11-05T09:00:05', ...more });
  const listed = (more: object = {}): Report => listing(notified, open, 600, nextDay)(captureOf('71', 400, more));

  it('should be a capture once the authorisation lists it, whichever of the two came first', () => {
    for (const reports of [
      [authorised(), underMainOrder(), listed()],
      [underMainOrder(), authorised(), listed()],
      [underMainOrder(), listed()],
    ]) {
      const { payment, came } = living(...reports);
      expect(came.at(-1)).toBe('applied');
      expect(position(payment)).toMatchObject({ collected: 400, refundable: 400, doubleLoss: false });
      expect([shown(payment), payment.alarms, standingCodes(payment)]).toEqual([['completed/initialized'], [], []]);
      expect(stored(payment)).toEqual(payment);
    }
  });

  it('should keep what was given back of it, and be known by its own order from then on', () => {
    const back = underMainOrder({
      status: 'partial_refunded',
      amount_refunded: 100,
      related_transactions: [refundOf('91', 100, 'completed')],
      at: '2019-11-05T09:30:00',
    });
    const own = ownCapture('71', 400, { at: '2019-11-05T09:00:05' });
    const { payment, came } = living(authorised(), underMainOrder(), back, listed(), own);
    expect(came.slice(-2)).toEqual(['applied', 'stale']);
    expect(position(payment)).toMatchObject({ collected: 400, refunded: 100, refundable: 300, doubleLoss: false });
  });

  it('should be one by its own report as well, which names the order of its authorisation', () => {
    const own = ownCapture('71', 400, { at: '2019-11-05T09:30:00' });
    const { payment, came } = living(authorised(), underMainOrder(), own);
    expect(came.at(-1)).toBe('applied');
    expect([position(payment).collected, shown(payment), standingCodes(payment)]).toEqual([
      400,
      ['completed/initialized'],
      [],
    ]);
  });

  it('should go over to the authorisation that lists it, where it was taken to be of another attempt (D31)', () => {
    const paidFirst = notified('initialized', 'initialized', { transaction_id: '6', at: '09:50' });
    const second = (remain: number, at: string, ...list: object[]): Report =>
      listing(notified, open, remain, at)(...list);
    const capture = ownCapture('71', 400);
    const paidLater = notified('completed', 'completed', { transaction_id: '6', at: '10:30' });
    const reports = [second(1000, '10:05'), second(600, nextDay, captureOf('71', 400)), paidLater, capture];
    const inTurn = living(paidFirst, ...reports).payment;
    const early = living(paidFirst, capture, ...reports);
    expect(early.came.filter((one) => /illegal|unknown/.test(one))).toEqual([]);
    const { payment } = early;
    expect(position(payment)).toEqual(position(inTurn));
    expect(position(payment)).toMatchObject({ collected: 1400, refundable: 1400 });
    expect(payment.attempts.map(({ transactionId, capture: how }) => [transactionId, how])).toEqual([
      ['6', undefined],
      ['71', undefined],
      ['7', 'manual'],
    ]);
    expect(stored(payment)).toEqual(payment);
  });

  it('should go over to the authorisation that lists it, where it was taken to be of another one that is captured by hand (D31)', () => {
    const other = notified('initialized', 'initialized', { ...byHand(0), transaction_id: '6', at: '09:50' });
    const late = listing(notified, open, 600, nextDay)(captureOf('71', 400));
    const { payment, came } = living(other, ownCapture('71', 400), late);
    expect(came).toEqual(['applied', 'applied', 'applied']);
    const [first, capture, second] = payment.attempts;
    expect([first?.transactionId, capture?.captureOf, second?.transactionId]).toEqual(['6', 2, '7']);
    expect(statusOf(living(other).payment)).toEqual([{ order: 'initialized', transaction: 'initialized' }]);
    expect(position(payment)).toMatchObject({ collected: 400, refundable: 400 });
    expect(stored(payment)).toEqual(payment);
  });

  it('should leave the other as it was, however many captures go over', () => {
    const other = notified('initialized', 'initialized', { transaction_id: '6', at: '09:50' });
    const list = [captureOf('71', 400), captureOf('72', 600, { created: '2019-11-05T09:00:06' })];
    const early = [ownCapture('71', 400), ownCapture('72', 600, { created: '2019-11-05T09:00:06' })];
    const both = listing(notified, ['completed', 'completed'], 0, nextDay)(...list);
    const ended = statusRead('expired', 'expired', { transaction_id: '6', at: third });
    const { payment, came } = living(other, ...early, both, ended);
    expect(came.at(-1)).toBe('applied');
    expect(position(payment)).toMatchObject({ collected: 1000, refundable: 1000 });
    expect(payment.attempts[0]?.capture).toBeUndefined();
  });

  it.each<[string, readonly Report[], Record<string, unknown>]>([
    ['of another brand', [authorised()], { payment_details: { type: 'MASTERCARD' } }],
    ['that ended before it was authorised', [notified('expired', 'expired', byHand(0))], {}],
    ['for less', [authorised(300, { amount: 300 })], {}],
    [
      'that was collected at once beside another',
      [
        notified('declined', 'declined', { transaction_id: '5', payment_details: { type: 'AMEX' }, at: '09:00' }),
        notified('completed', 'completed', { transaction_id: '6', at: '09:50' }),
      ],
      {},
    ],
    [
      'that nobody calls captured by hand beside another',
      [
        notified('declined', 'declined', { transaction_id: '5', at: '09:00' }),
        notified('initialized', 'initialized', { transaction_id: '6', at: '09:50' }),
      ],
      {},
    ],
    [
      'of which less remains beside another',
      [
        notified('declined', 'declined', { transaction_id: '5', at: '09:00' }),
        authorised(),
        listing(notified, open, 300, '11:00')(captureOf('70', 700)),
      ],
      {},
    ],
  ])(
    'should be asked for, where it does not say of which authorisation it is, and the only one is one %s (D31)',
    (_, before, fields) => {
      const { came, payment } = living(...before, ownCapture('71', 400, fields));
      expect(came.at(-1)).toBe('unknown capture_owner_unknown');
      expect(payment.attempts.some(({ transactionId }) => transactionId === '71')).toBe(false);
      expect(payment.alarms.map(({ code }) => code)).toContain('money_may_be_held');
    },
  );

  it('should not be lost twice any longer, once a read of the capture tells that a refund of it had ended', () => {
    const of71 = { order_id: 'order-1-c71', auth_order_id: 'order-1', transaction_id: '71', amount: 1000 };
    const first = refundOf('8', 250, 'reserved', { created: nextDay, modified: nextDay });
    const second = { type: 'refund', transaction_id: '9', reference_transaction_id: '71', amount: -1000 };
    const before = living(
      authorised(),
      ownCapture('71', 1000, { at: nextDay, amount_refunded: 250, related_transactions: [first] }),
      notified('reserved', 'reserved', { ...second, created: third, at: third }),
    ).payment;
    expect(standingCodes(before)).toEqual(['double_loss']);
    const ended = { ...first, status: 'void', modified: third };
    const made = refundOf('9', 1000, 'reserved', { created: third, modified: third });
    const read = { ...of71, at: fourth, amount_refunded: 1000, related_transactions: [ended, made] };
    expect(standingCodes(observeAll([statusRead('completed', 'completed', read)], before).payment)).toEqual([]);
  });

  it('should stay a payment where we asked for it ourselves: what the list says of it is a contradiction', () => {
    const ours = told(order(), {
      type: 'order.created',
      at: '2019-11-04T09:00:00Z',
      brand: 'visa',
      amount: 400,
      currency: 'EUR',
      transactionId: '71',
    });
    expect(observeAll([underMainOrder(), listed()], ours).came).toEqual([
      'applied',
      'unknown transaction_unclassified',
    ]);
  });

  it('should stay a contradiction where it is an authorisation itself, or another one owns it', () => {
    const second = authorised(1000, { transaction_id: '8' });
    const { came } = living(authorised(), second, listing(notified, open, 600, nextDay)(captureOf('8', 400)));
    expect(came.at(-1)).toBe('unknown transaction_unclassified');
  });
});

describe('a report of a capture that comes before its authorisation, and again after it (D28)', () => {
  const back = { amount_refunded: 150, related_transactions: [refundOf('91', 150, 'completed')], at: fourth };
  const itself = ownCapture('71', 1000, { status: 'partial_refunded', ...back });
  const known = [authorised(), listing(notified, full, 0, nextDay)(captureOf('71', 1000))];

  it('should be answered by being believed, with what it raised', () => {
    const { payment, came } = living(itself, ...known, itself);
    expect([came[0], came.at(-1)]).toEqual(['unknown capture_owner_unknown', 'applied']);
    expect([payment.alarms, payment.setAside]).toEqual([[], []]);
    expect([position(payment).refundable, ships(payment)]).toEqual([850, 'yes']);
  });

  it('should leave what another report of it raised', () => {
    const lost = ownCapture('71', 1000, {
      status: 'chargedback',
      related_transactions: [refundOf('92', 500, 'completed', { type: 'chargeback' })],
      at: '2019-11-08T10:00:00',
    });
    const { payment } = living(lost, itself, ...known, itself);
    expect(payment.alarms.map(({ code }) => code)).toContain('money_may_have_left');
    expect(ships(payment)).toBe('unknown');
  });
});

describe('a capture that is listed without its order id (D22)', () => {
  it('should be known by its transaction under the order id of its own', () => {
    const listed = listing(notified, open, 600, nextDay)(captureOf('71', 400, { order_id: undefined }));
    const back = { amount_refunded: 150, related_transactions: [refundOf('91', 150, 'completed')], at: fourth };
    const itself = ownCapture('71', 400, { status: 'partial_refunded', auth_order_id: undefined, ...back });
    const { payment, came } = living(authorised(), listed, itself);
    expect(came.at(-1)).toBe('applied');
    expect(position(payment)).toMatchObject({ collected: 400, refunded: 150, refundable: 250 });
  });
});

describe('a refunded total that an authorisation tells (D16a)', () => {
  const total = (amount: number, when = third): Report =>
    notified('completed', 'completed', {
      ...byHand(0),
      at: when,
      related_transactions: twoCaptures,
      amount_refunded: amount,
    });

  it('should be unattributed as far as no refund explains it, and stop no shipping unless a capture may be given back in full', () => {
    const { payment } = living(...capturedInFull(), total(300));
    expect(position(payment)).toMatchObject({ unattributed: 300, refundable: 700, doubleLoss: false });
    expect(ships(payment)).toBe('yes');
    const more = living(...capturedInFull(), total(500)).payment;
    expect([position(more).unattributed, ships(more)]).toEqual([500, 'unknown']);
    const all = living(...capturedInFull(), total(1000)).payment;
    expect([position(all).refundable, ships(all)]).toEqual([0, 'no']);
  });

  it('should be a double loss where it is more than all captures collected', () => {
    const { payment } = living(...capturedInFull(), total(1100));
    expect([position(payment).doubleLoss, standingCodes(payment)]).toEqual([true, ['double_loss']]);
  });

  it('should be explained by the refund that a capture tells later, if it was made before', () => {
    const refund = (created: string): Report =>
      ownCapture('71', 400, {
        created: early.created,
        at: fourth,
        status: 'partial_refunded',
        amount_refunded: 300,
        related_transactions: [refundOf('91', 300, 'completed', { created, modified: created })],
      });
    const before = living(...capturedInFull(), total(300), refund('2019-11-05T12:00:00')).payment;
    expect(position(before)).toMatchObject({ refunded: 300, unattributed: 0, refundable: 700, doubleLoss: false });
    const since = living(...capturedInFull(), total(300), refund('2019-11-07T09:00:00')).payment;
    expect(position(since)).toMatchObject({ refunded: 300, unattributed: 300, refundable: 400 });
    // By whichever comes first, and by the refund's own report as well.
    expect(position(living(...capturedInFull(), refund('2019-11-05T12:00:00'), total(300)).payment)).toEqual(
      position(before),
    );
    const byItself = notified('completed', 'completed', {
      type: 'refund',
      transaction_id: '91',
      amount: -300,
      reference_transaction_id: '71',
      created: '2019-11-05T12:00:00',
      at: fourth,
    });
    const itself = living(...capturedInFull(), total(300), byItself).payment;
    expect(position(itself)).toMatchObject({ refunded: 300, unattributed: 0, refundable: 700, doubleLoss: false });
  });

  it('should let a single capture be refunded by no more than is certainly left of it', () => {
    const { payment } = living(...capturedInFull(), total(300));
    const asked = (amount: number): string =>
      mayRefund(payment, { amount, currency: 'EUR', at: '2019-11-06T12:00:00Z', transactionId: '71' }).answer;
    expect([asked(100), asked(500)]).toEqual(['unknown', 'no']);
  });
});

describe('an authorisation that is void after all of it was captured (D27)', () => {
  const voided = (tell: Read, ...listed: object[]): Report =>
    tell('void', 'void', { ...byHand(0), at: third, ...(listed.length > 0 && { related_transactions: listed }) });

  it('should leave shipping open as a notification, and be taken back where a read says so', () => {
    const heard = living(...capturedInFull(), voided(notified));
    expect([heard.came.at(-1), ships(heard.payment)]).toEqual(['illegal no_lawful_history', 'unknown']);
    const read = observeAll([voided(statusRead)], heard.payment);
    expect(read.came).toEqual(['applied']);
    expect(position(read.payment)).toMatchObject({ collected: 1000, refundable: 0 });
    expect([ships(read.payment), fundsAt(read.payment), read.payment.alarms]).toEqual(['no', ['customer'], []]);
    expect(new Set(standingCodes(read.payment))).toEqual(new Set(['collection_taken_back']));
    expect(stored(read.payment)).toEqual(read.payment);
  });

  it('should say the same whether its captures were known one by one or not', () => {
    const unknownParts = living(
      authorised(),
      notified('completed', 'completed', { ...byHand(0), at: nextDay }),
      voided(statusRead),
    );
    const knownParts = living(...capturedInFull(), voided(statusRead));
    for (const { payment } of [unknownParts, knownParts])
      expect([position(payment).refundable, ships(payment)]).toEqual([0, 'no']);
  });

  it('should keep the captures that the same read lists as completed', () => {
    const { payment } = living(...capturedInFull(), voided(statusRead, ...twoCaptures));
    expect([position(payment).refundable, ships(payment)]).toEqual([1000, 'yes']);
  });

  it('should be cured by a later read of the authorisation, and of each capture by its own', () => {
    const { payment } = living(...capturedInFull(), voided(statusRead));
    const again = statusRead('completed', 'completed', { ...byHand(0), at: fourth });
    const cured = observeAll([again], payment);
    expect([
      cured.came,
      position(cured.payment).refundable,
      ships(cured.payment),
      standingCodes(cured.payment),
    ]).toEqual([['applied'], 1000, 'yes', []]);
    const ownRead = statusRead('completed', 'completed', {
      transaction_id: '72',
      order_id: 'order-1-c72',
      auth_order_id: 'order-1',
      amount: 600,
      created: '2019-11-05T09:00:05',
      at: '2019-11-05T09:00:05',
    });
    const one = observe(payment, ownRead, { askedLast: true }).payment as Payment;
    expect(position(one).refundable).toBe(600);
  });

  it('should take nothing back that was captured in part: the rest is released', () => {
    const part = listing(notified, open, 600, nextDay)(captureOf('71', 400));
    const { payment } = living(authorised(), part, voided(statusRead));
    expect([position(payment).refundable, standingCodes(payment)]).toEqual([400, []]);
  });
});

describe('a capture that was made once its authorisation was void (D33)', () => {
  const released = notified('void', 'void', { ...byHand(0), at: '2019-11-04T12:00:00' });

  it.each([400, 1000])('should be told as one, whichever of the two arrives first: %d', (amount) => {
    const late = ownCapture('71', amount, { at: nextDay });
    for (const reports of [
      [released, late],
      [late, released],
    ]) {
      const { payment } = living(authorised(), ...reports);
      expect(standingCodes(payment)).toEqual(['captured_more_than_authorised']);
      expect(position(payment).collected).toBe(amount);
    }
  });
});

describe('a capture that was given to the sole authorisation known (D31)', () => {
  const second = { transaction_id: '8', created: '2019-11-04T10:30:00' };
  const stray = [
    authorised(1000, { ...second, at: '10:30' }),
    ownCapture('71', 1000),
    statusRead(...open, { ...byHand(1000), ...second, at: nextDay }),
  ];
  const owner = listing(statusRead, ['completed', 'completed'], 0, third)(captureOf('71', 1000));

  it('should leave nothing open of it, once another authorisation lists the capture', () => {
    const before = living(...stray);
    expect(before.came.at(-1)).toBe('unknown capture_remainder_unknown');
    const { payment, came } = observeAll([owner], before.payment);
    expect([came, payment.alarms, payment.setAside, ships(payment)]).toEqual([['applied'], [], [], 'yes']);
    expect(living(owner, ...stray).payment.alarms).toEqual([]);
  });

  it('should leave open what another capture has against it', () => {
    const also = [stray[0], ownCapture('71', 600), ownCapture('72', 400), stray[2]] as Report[];
    const part = listing(statusRead, open, 400, third)(captureOf('71', 600));
    const { payment } = living(...also, part);
    expect(payment.alarms).toMatchObject([{ transactionId: '8', because: 'capture_remainder_unknown' }]);
  });
});

describe('what contradicts an authorisation that stands (D27, D28)', () => {
  const endings = [
    ['expired', 'expired'],
    ['declined', 'declined'],
    ['initialized', 'initialized'],
  ] as const;
  const part = (): Report => listing(notified, open, 600, nextDay)(captureOf('71', 400));
  const saying = (tell: Read, words: readonly [string, string], when = third): Report =>
    tell(...words, { ...byHand(600), at: when });
  const onAuthorisation = '2019-11-08T10:00:00Z';
  const shipsReserved = (payment: Payment): string => safeToShip(payment, whole, { onAuthorisation }).answer;

  it.each(endings)('should leave open by a notification whether anything is reserved still: %s', (...words) => {
    for (const known of [[authorised()], [authorised(), part()]]) {
      expect(shipsReserved(living(...known).payment)).toBe('yes');
      const { payment, came } = living(...known, saying(notified, words));
      expect(came.at(-1)).toBe('illegal no_lawful_history');
      expect(payment.alarms).toMatchObject([{ code: 'money_may_have_left' }]);
      expect([ships(payment), shipsReserved(payment)]).toEqual(['no', 'unknown']);
      expect(fundsAt(payment)).toContain('customer');
    }
  });

  it.each(endings)(
    'should be how it is where a read that may correct says so, and what was captured stays: %s',
    (...words) => {
      const { payment, verdicts } = living(
        authorised(),
        part(),
        saying(notified, words),
        saying(statusRead, words, fourth),
      );
      expect(verdicts.at(-1)).toMatchObject({ verdict: 'applied', violations: [{ code: 'ending_changed' }] });
      expect([payment.alarms, payment.setAside]).toEqual([[], []]);
      expect(position(payment)).toMatchObject({ collected: 400, refundable: 400 });
      expect([ships(payment), shipsReserved(payment), fundsAt(payment)]).toEqual(['no', 'no', ['multisafepay']]);
      const again = listing(statusRead, open, 600, '2019-11-08T10:00:00')(captureOf('71', 400));
      const cured = observeAll([again], payment).payment;
      expect([shipsReserved(cured), standingCodes(cured), position(cured).collected]).toEqual(['yes', [], 400]);
    },
  );
});

describe('what captures come to beside what was ordered (D25)', () => {
  it('should be more than ordered, however the captures are told', () => {
    const six = [captureOf('71', 600, early), captureOf('72', 600)] as const;
    const byList = living(authorised(), listing(notified, open, 0, nextDay)(...six)).payment;
    const byOrders = living(authorised(), ownCapture('71', 600), ownCapture('72', 600)).payment;
    for (const payment of [byList, byOrders])
      expect(new Set(standingCodes(payment))).toEqual(
        new Set(['captured_more_than_authorised', 'collected_more_than_ordered']),
      );
  });

  it('should be booked with the violation where our own capture is reported with another amount than we asked', () => {
    for (const reported of [300, 500])
      for (const tell of [
        ownCapture('71', reported, { order_id: 'capture-1' }),
        listing(notified, open, 1000 - reported, nextDay)(captureOf('71', reported, { order_id: 'capture-1' })),
      ]) {
        const start = told(living(authorised()).payment, captureAsked());
        const { verdicts, payment } = observeAll([tell], start);
        expect(comesTo(verdicts[0] as never)).toBe('applied');
        expect([position(payment).collected, standingCodes(payment)]).toEqual([reported, ['amount_differs']]);
        // The same key is the same request still, and no other.
        expect(step(payment, captureAsked())).toMatchObject({ ok: true, repeated: true });
        expect(step(payment, captureAsked({ amount: reported }))).toMatchObject({ ok: false });
        // What was reported once does not yield to another notification.
        const other = listing(notified, open, 500, third)(captureOf('71', 450, { order_id: 'capture-1' }));
        expect(observeAll([other], payment).came).toEqual(['unknown amount_changed']);
      }
  });

  it('should not say what the order is for by what a capture asked', () => {
    const start = told(observeAll([authorised(), ownCapture('72', 600)]).payment, captureAsked());
    expect(safeToShip(start).because.map(({ code }) => code)).toContain('order_amount_unknown');
  });
});

describe('a remainder beside what was captured (D14, D33)', () => {
  const partly = (remain: number, when: string, tell: Read = notified): Report =>
    listing(tell, open, remain, when)(captureOf('71', 400));

  it('should be unknown where more remains than the captures before it leave, with shipping open until it is read', () => {
    const { came, payment } = living(authorised(), partly(600, nextDay), partly(800, third));
    expect(came.at(-1)).toBe('unknown capture_remainder_unknown');
    expect(payment.alarms).toMatchObject([{ code: 'money_may_have_left' }]);
    expect(position(payment).collected).toBe(400);
    const cured = observeAll([partly(600, fourth, statusRead)], payment);
    expect([cured.came, cured.payment.alarms]).toEqual([['applied'], []]);
  });

  it('should say nothing where it was told before the capture, or at the same time', () => {
    for (const at of ['2019-11-05T08:00:00', '2019-11-05T09:00:05']) {
      const { came } = living(authorised(), ownCapture('71', 400), authorised(1000, { at }));
      expect(came.filter((one) => /illegal|unknown/.test(one))).toEqual([]);
    }
  });

  it('should say nothing where nothing was reserved yet: initialized of the same second is the past of the authorisation', () => {
    for (const remain of [0, 1000]) {
      const { came, payment } = living(authorised(), notified('initialized', 'initialized', byHand(remain)));
      expect(came).toEqual(['applied', 'stale']);
      expect(payment.alarms).toEqual([]);
    }
  });

  it('should not make a newer initialized lawful', () => {
    const newer = notified('initialized', 'initialized', { ...byHand(0), at: nextDay });
    expect(living(authorised(), newer).came.at(-1)).toMatch(/^illegal/);
  });
});

describe('where the money of what only may be reserved is (D36)', () => {
  it('should name the issuer as well where how it is captured was not said', () => {
    const { payment } = living(notified('completed', 'initialized'));
    expect(new Set(fundsAt(payment))).toEqual(new Set(['multisafepay', 'issuer']));
  });

  it('should not name the issuer where money is held that can only be collected', () => {
    const { payment } = living(notified('declined', 'declined'), notified('completed', 'completed', { at: '10:10' }));
    expect([payment.alarms.map(({ code }) => code), fundsAt(payment)]).toEqual([
      ['money_may_be_held'],
      ['multisafepay', 'customer'],
    ]);
  });
});

describe('a gift card beside what is captured by hand (D26)', () => {
  const mixed = notified('completed', 'initialized', {
    ...byHand(600),
    payment_methods: [
      { type: 'COUPON', amount: 400, currency: 'EUR', description: 'gift', external_transaction_id: 'x1' },
      { type: 'VISA', amount: 600, currency: 'EUR' },
    ],
  });

  it('should be held for good once the card part is captured, and not before', () => {
    const before = living(mixed).payment;
    expect(ships(before)).not.toBe('yes');
    const { payment } = living(mixed, ownCapture('71', 600));
    expect([position(payment).collected, ships(payment)]).toEqual([600, 'yes']);
  });

  it('should not be held once refunds of the captures have used up the card part and the gift card', () => {
    const back = ownCapture('71', 600, {
      status: 'refunded',
      at: fourth,
      amount_refunded: 600,
      related_transactions: [refundOf('91', 600, 'completed')],
    });
    const { payment } = living(mixed, ownCapture('71', 600), back);
    expect(ships(payment)).toBe('no');
  });
});

describe('a loss of one capture (D16a)', () => {
  it('should be double where it was refunded and charged back, whatever the others collected', () => {
    const lost = ownCapture('71', 400, {
      status: 'chargedback',
      created: early.created,
      at: fourth,
      amount_refunded: 100,
      related_transactions: [
        refundOf('91', 100, 'completed'),
        refundOf('92', 400, 'completed', { type: 'chargeback', created: '2019-11-06T09:00:00' }),
      ],
    });
    const { payment } = living(...capturedInFull(), lost);
    expect([position(payment).doubleLoss, standingCodes(payment)]).toEqual([true, ['double_loss']]);
    // What is left of all of them together is all that may still be given back.
    expect(position(payment).refundable).toBe(500);
  });
});

describe('a chargeback that only the word of a capture tells (D13, D33)', () => {
  it('should be attached to the order as it is to the capture, before anything is listed', () => {
    const { payment } = living(...capturedInFull(), ownCapture('71', 400, { status: 'chargedback', modified: third }));
    expect(position(payment)).toMatchObject({ chargebackAttached: true, chargedBack: 0 });
    expect(ships(payment)).not.toBe('yes');
  });
});

describe('a refund that several captures could bear (D31)', () => {
  const own = notified('completed', 'completed', {
    type: 'refund',
    transaction_id: '91',
    amount: -200,
    created: '2019-11-06T09:00:00',
    at: '2019-11-06T09:00:00',
  });

  it('should be unknown by its own report, and be cured by reading the order', () => {
    const heard = living(...capturedInFull(), own);
    expect(heard.came.at(-1)).toBe('unknown refund_owner_unknown');
    expect(heard.verdicts.at(-1)).toMatchObject({ refusal: { cure: 'status_read' } });
    expect([heard.payment.alarms.map(({ code }) => code), ships(heard.payment)]).toEqual([
      ['money_may_have_left'],
      'unknown',
    ]);
    const read = listing(statusRead, full, 0, fourth)(...twoCaptures, refundOf('91', 200, 'completed'));
    const { came, payment } = observeAll([read], heard.payment);
    expect([came, payment.alarms, payment.setAside]).toEqual([['applied'], [], []]);
    expect(position(payment)).toMatchObject({ refunded: 200, refundable: 800, doubleLoss: false });
    expect(ships(payment)).toBe('yes');
    expect(observeAll([own], payment).came).toEqual(['stale']);
  });

  it('should be cured for good where the read says of which', () => {
    const heard = living(...capturedInFull(), own);
    const entry = refundOf('91', 200, 'completed', { reference_transaction_id: '72' });
    const { payment } = observeAll([listing(statusRead, full, 0, fourth)(...twoCaptures, entry)], heard.payment);
    expect(
      payment.refunds.map(({ of, ownerInferred }) => [payment.attempts[of]?.transactionId, ownerInferred]),
    ).toEqual([['72', undefined]]);
  });
});

describe('what may happen next to a capture that is asked for', () => {
  it('should be that it is completed or refused', () => {
    const both = ['capture.completed captured', 'capture.refused refused'];
    for (const amount of [400, 1000]) {
      const asked = told(living(authorised()).payment, captureAsked({ amount }));
      expect(next(asked)).toEqual(expect.arrayContaining(both));
    }
    expect(next(living(authorised()).payment)).not.toContain(both[1]);
    const answer = { type: 'capture.refused', at: '2019-11-05T09:00:01Z', captureId: 'capture-1' } as const;
    expect(next(told(living(authorised()).payment, captureAsked(), answer))).not.toContain(both[1]);
  });
});
