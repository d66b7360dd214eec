/**
 * Goal: an authorisation and its captures, by what MultiSafepay reports and by what we ask for (CAP-1 to CAP-6, decision D33):
 * what is reserved is not collected, what is captured is, once, in whatever order and however often it is told.
 */
import { existsSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  captureBefore,
  deadlines,
  fundsAt,
  InputError,
  isSuperseded,
  mayCancel,
  mayCancelReservation,
  mayCapture,
  mayRefund,
  openPayment,
  type Payment,
  type PaymentFact,
  position,
  type Report,
  remainingOf,
  restore,
  safeToShip,
  save,
  statusOf,
  step,
} from '../../src/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import {
  at,
  authorised,
  by,
  byHand,
  captureAsked,
  captureOf,
  expected,
  notified,
  observeAll,
  opened,
  ordered,
  ownCapture,
  paid,
  reached,
  refundAsked,
  refundOf,
  refusedWith,
  statusRead,
  told,
  violationsOf,
  wire,
} from './reports.ts';

const nextDay = '2019-11-05T10:00:00';
const third = '2019-11-06T10:00:00';
const fourth = '2019-11-07T10:00:00';

/** What is collected, refunded and refundable of an order, and the pairs it shows. */
const standing = (payment: Payment) => {
  const { collected, refunded, refundable, doubleLoss } = position(payment);
  const shows = statusOf(payment).map(({ order, transaction }) => `${order}/${transaction}`);
  return { collected, refunded, refundable, doubleLoss, shows: shows.join(' or ') };
};
/** An order whose money is plain: so much collected, nothing given back. */
const holding = (collected: number, shows: string) => ({
  collected,
  refunded: 0,
  refundable: collected,
  doubleLoss: false,
  shows,
});
const heard = (...reports: Report[]) => observeAll(reports);
const ask = { amount: 400, currency: 'EUR', at: '2019-11-05T09:00:00Z' } as const;
const said = ({ answer, because }: ReturnType<typeof safeToShip>): string =>
  [answer, because[0]?.code].filter(Boolean).join(' ');
/** An authorisation that lists captures, or other entries. */
const listing = (order: string, financial: string, remain: number, when: string, ...listed: object[]): Report =>
  notified(order, financial, { ...byHand(remain), at: when, related_transactions: listed });
const partly = (when = nextDay): Report => listing('completed', 'initialized', 600, when, captureOf('71', 400));
const fully = (when = third): Report =>
  listing('completed', 'completed', 0, when, captureOf('71', 400), captureOf('72', 600, { created: third }));
const cancellation = (amount: number, more: object = {}): object => ({
  transaction_id: 'v',
  type: 'auth-cancellation',
  amount,
  currency: 'EUR',
  status: 'completed',
  created: third,
  modified: third,
  ...more,
});
const corpus = new URL('../../../shared/corpus/', import.meta.url);
const payload = (name: string): Report => readOrder(JSON.parse(readFileSync(new URL(name, corpus), 'utf8')));

describe('the corpus', () => {
  // Told of each test: the runner's list of tests leaves out a whole group that may be skipped.
  beforeEach(({ skip }) => skip(!existsSync(corpus), 'the corpus is not here'));

  it('should have the authorised transaction reserved, and nothing of it collected (CAP-1)', () => {
    const report = payload('docs__manual-capture-order-status-authorised-transaction__2020-01-09_627d9af97.json');
    const { payment, came } = heard(report);
    expect(came).toEqual(['applied']);
    expect(standing(payment)).toEqual(holding(0, 'completed/initialized'));
    expect(captureBefore(payment)).toBe('2020-06-06T05:53:44');
    expect(said(safeToShip(payment, { amount: 9743, currency: 'EUR' }))).toBe('no ship_not_captured');
    expect(fundsAt(payment)).toEqual(['issuer']);
  });

  it('should have the captured transaction collected (CAP-3)', () => {
    const report = payload('docs__order-status-captured-transaction__2021-08-11_964d3b8f4.json');
    const { payment, came } = heard(report);
    expect(came).toEqual(['applied']);
    expect(standing(payment)).toEqual(holding(1000, 'completed/completed'));
    expect(said(safeToShip(payment, expected))).toBe('yes');
  });
});

describe('what is reported of an authorisation', () => {
  it('should be reserved, then captured in parts, each counted once, until nothing remains (CAP-1 to CAP-3)', () => {
    const { payment, came } = heard(authorised(), partly());
    expect(came).toEqual(['applied', 'applied']);
    expect(standing(payment)).toEqual(holding(400, 'completed/initialized'));
    const all = observeAll([fully()], payment);
    expect(all.came).toEqual(['applied']);
    expect(standing(all.payment)).toEqual(holding(1000, 'completed/completed'));
    expect(said(safeToShip(all.payment, expected))).toBe('yes');
  });

  it('should be collected in full where it says that nothing remains, whether or not it lists how', () => {
    const bare = heard(authorised(), notified('completed', 'completed', { ...byHand(0), at: nextDay }));
    expect(standing(bare.payment)).toEqual(holding(1000, 'completed/completed'));
    // What is listed later is a part of it, and no more money.
    const late = observeAll([fully(fourth)], bare.payment);
    expect(late.verdicts.flatMap(violationsOf)).toEqual([]);
    expect(standing(late.payment)).toEqual(holding(1000, 'completed/completed'));
  });

  it('should be known by a capture that comes before it', () => {
    const first = heard(notified('initialized', 'initialized'), ownCapture('71', 400));
    expect(first.came).toEqual(['applied', 'applied']);
    expect(position(first.payment).collected).toBe(400);
    const then = observeAll([authorised(600, { at: nextDay })], first.payment);
    expect(then.came[0]).not.toMatch(/illegal|unknown/);
    expect(standing(then.payment)).toEqual(holding(400, 'completed/initialized'));
    expect(then.payment.alarms).toEqual([]);
  });

  it.each<[string, readonly Report[]]>([
    ['its own order first, the listing later', [authorised(), ownCapture('71', 400), partly()]],
    ['the listing first, its own order later', [authorised(), partly(), ownCapture('71', 400)]],
    [
      'by its type, under the order of the authorisation',
      [
        authorised(),
        ownCapture('71', 400, { order_id: 'order-1', auth_order_id: undefined, type: 'capture' }),
        partly(),
      ],
    ],
    [
      'three ways, and each twice',
      [
        authorised(),
        ownCapture('71', 400),
        ownCapture('71', 400),
        partly(),
        partly(),
        ownCapture('71', 400, { type: 'capture', reference_transaction_id: '7' }),
        ownCapture('71', 400, { type: 'capture', reference_transaction_id: '7' }),
      ],
    ],
  ])('should count a capture once: %s', (_, reports) => {
    const { payment, came, verdicts } = heard(...reports);
    expect(came.filter((one) => !['applied', 'duplicate', 'stale'].includes(one))).toEqual([]);
    expect(verdicts.flatMap(violationsOf)).toEqual([]);
    expect(payment.attempts).toHaveLength(2);
    expect(standing(payment)).toEqual(holding(400, 'completed/initialized'));
  });

  it('should keep what was captured when the rest is cancelled, whatever word comes first (CAP-4)', () => {
    const listedFirst = heard(
      authorised(),
      partly(),
      listing('completed', 'completed', 0, third, captureOf('71', 400), cancellation(600)),
    );
    expect(listedFirst.verdicts.flatMap(violationsOf)).toEqual([]);
    expect(standing(listedFirst.payment)).toMatchObject({ collected: 400, refundable: 400 });
    expect(mayCapture(listedFirst.payment, ask).answer).toBe('no');
    const voided = heard(authorised(), partly(), notified('void', 'void', { ...byHand(0), at: third }));
    expect(voided.came).toEqual(['applied', 'applied', 'applied']);
    expect(position(voided.payment)).toMatchObject({ collected: 400, refundable: 400 });
    expect(voided.payment.alarms).toEqual([]);
  });

  it('should be released, and nothing collected, when it runs out, told late as well (CAP-5)', () => {
    const { payment, came } = heard(
      authorised(),
      notified('void', 'void', { ...byHand(0), at: '2019-11-20T10:00:00' }),
    );
    expect(came).toEqual(['applied', 'applied']);
    expect(standing(payment)).toEqual(holding(0, 'void/cancelled'));
    expect(fundsAt(payment)).toEqual(['customer']);
    expect(said(safeToShip(payment, expected))).toBe('no ship_not_paid');
    expect(captureBefore(payment)).toBeUndefined();
    // A late word of the authorisation is the payment's past.
    expect(observeAll([authorised()], payment).came).toEqual(['stale']);
  });

  it('should be a violation where something is captured after the release, and none where that was before', () => {
    const released = reached(authorised(), notified('void', 'void', { ...byHand(0), at: nextDay }));
    const after = observeAll([ownCapture('71', 400, { created: third, at: third })], released);
    expect(after.verdicts.flatMap(violationsOf)).toEqual(['captured_more_than_authorised']);
    expect(position(after.payment).collected).toBe(400);
    const before = observeAll([ownCapture('71', 400)], released);
    expect([before.came, before.verdicts.flatMap(violationsOf)]).toEqual([['applied'], []]);
    expect(position(before.payment).collected).toBe(400);
  });

  it('should be a violation where more was captured than was authorised, and the money is booked', () => {
    const { payment, verdicts } = heard(
      authorised(),
      listing('completed', 'completed', 0, nextDay, captureOf('71', 700), captureOf('72', 400)),
    );
    expect(verdicts.flatMap(violationsOf)).toEqual(['captured_more_than_authorised']);
    expect(position(payment).collected).toBe(1100);
  });

  it('should never be collected by a remainder that falls without an entry', () => {
    const { payment, came } = heard(authorised(), authorised(600, { at: nextDay }));
    expect(came).toEqual(['applied', 'unknown capture_remainder_unexplained']);
    expect(position(payment).collected).toBe(0);
    const read = observeAll(
      [
        statusRead('completed', 'initialized', {
          ...byHand(600),
          at: nextDay,
          related_transactions: [captureOf('71', 400)],
        }),
      ],
      payment,
    );
    expect([read.came, read.payment.alarms, position(read.payment).collected]).toEqual([['applied'], [], 400]);
  });

  it('should be no capture of another amount or currency than it was told with', () => {
    const amount = heard(authorised(), partly(), listing('completed', 'initialized', 500, third, captureOf('71', 500)));
    expect(amount.came.at(-1)).toBe('unknown amount_changed');
    expect(position(amount.payment).collected).toBe(400);
    const currency = heard(
      authorised(),
      partly(),
      listing('completed', 'initialized', 600, third, captureOf('71', 400, { currency: 'USD' })),
    );
    expect(currency.came.at(-1)).toBe('unknown capture_currency_differs');
    const own = heard(authorised(), ownCapture('71', 400, { currency: 'USD' }));
    expect(own.came.at(-1)).toBe('unknown capture_currency_differs');
    expect([position(own.payment).collected, own.payment.alarms.length]).toEqual([0, 1]);
  });

  it('should not be taken for a second payment: two captures are never collected twice', () => {
    const { verdicts } = observeAll(
      [authorised(), ownCapture('71', 400), ownCapture('72', 600, { created: third, at: third }), fully(fourth)],
      openPayment({ orderId: 'order-1', ...expected }),
    );
    expect(verdicts.flatMap(violationsOf)).toEqual([]);
  });

  it('should be collected twice beside another payment of the order', () => {
    const { verdicts } = heard(
      authorised(),
      partly(),
      notified('completed', 'completed', { transaction_id: '9', type: 'payment', at: third }),
    );
    expect(verdicts.flatMap(violationsOf)).toEqual(['collected_twice']);
  });

  it('should have a capture that several authorisations may own set aside, unless it says whose it is', () => {
    const two = reached(
      authorised(),
      notified('completed', 'initialized', { ...byHand(1000), transaction_id: '9', at: '11:00' }),
    );
    expect(observeAll([ownCapture('71', 400)], two).came).toEqual(['unknown capture_owner_unknown']);
    const { payment, came } = observeAll([ownCapture('71', 400, { reference_transaction_id: '9' })], two);
    expect(came).toEqual(['applied']);
    expect(payment.attempts.at(-1)?.captureOf).toBe(1);
  });

  it('should not supersede its own authorisation, and that of another be', () => {
    const { payment } = heard(
      authorised(),
      notified('initialized', 'initialized', { transaction_id: '9', at: '11:00' }),
      partly(),
    );
    expect(payment.attempts.map((_, index) => isSuperseded(payment, index))).toEqual([false, true, false]);
  });
});

describe('what is given back of captures', () => {
  it('should be a refund of the capture, by its own order id', () => {
    const { payment, came, verdicts } = observeAll(
      [
        ownCapture('71', 400, {
          status: 'refunded',
          at: third,
          amount_refunded: 400,
          related_transactions: [refundOf('8', 400, 'completed')],
        }),
      ],
      reached(authorised(), partly()),
    );
    expect([came, verdicts.flatMap(violationsOf)]).toEqual([['applied'], []]);
    expect(position(payment)).toMatchObject({ collected: 400, refunded: 400, refundable: 0, doubleLoss: false });
  });

  it.each([
    ['that names the capture', { reference_transaction_id: '71' }],
    ['that names nothing', {}],
  ])('should be no loss twice where the authorisation lists a refund %s', (_, reference) => {
    const { payment, came, verdicts } = observeAll(
      [
        listing(
          'completed',
          'completed',
          0,
          fourth,
          captureOf('71', 400),
          captureOf('72', 600, { created: third }),
          refundOf('8', 400, 'completed', { created: fourth, ...reference }),
        ),
      ],
      reached(authorised(), partly(), fully()),
    );
    expect(came).toEqual(['applied']);
    expect(verdicts.flatMap(violationsOf)).toEqual([]);
    expect(position(payment)).toMatchObject({ collected: 1000, refunded: 400, refundable: 600, doubleLoss: false });
  });

  it('should not be lost twice by a total that no refund explains: how much is left of each is not known', () => {
    const { payment, verdicts } = observeAll(
      [notified('completed', 'completed', { ...byHand(0), at: fourth, amount_refunded: 400 })],
      reached(authorised(), partly(), fully()),
    );
    expect(verdicts.flatMap(violationsOf)).toEqual([]);
    expect(position(payment)).toMatchObject({ collected: 1000, refundableKnown: false, doubleLoss: false });
    const question = { currency: 'EUR', at: '2019-11-08T09:00:00Z', amount: 100, transactionId: '71' } as const;
    expect(said(mayRefund(payment, question))).toBe('unknown refundable_unknown');
  });

  it('should explain a total that includes the refunds of captures', () => {
    const { payment, verdicts } = observeAll(
      [
        listing(
          'completed',
          'completed',
          0,
          fourth,
          captureOf('71', 400),
          captureOf('72', 600, { created: third }),
          refundOf('8', 400, 'completed', { created: '2019-11-06T12:00:00' }),
        ),
        notified('completed', 'completed', { ...byHand(0), at: '2019-11-08T10:00:00', amount_refunded: 400 }),
      ],
      reached(authorised(), partly(), fully()),
    );
    expect(verdicts.flatMap(violationsOf)).toEqual([]);
    expect(position(payment)).toMatchObject({ refunded: 400, unattributed: 0, refundable: 600, refundableKnown: true });
  });

  it('should be of the capture whose own order tells it, whichever it was taken to be of before', () => {
    const { payment, came } = observeAll(
      [
        listing(
          'completed',
          'completed',
          0,
          fourth,
          captureOf('71', 400),
          captureOf('72', 600, { created: third }),
          refundOf('8', 300, 'completed', { created: '2019-11-06T12:00:00' }),
        ),
        ownCapture('72', 600, {
          created: third,
          status: 'partial_refunded',
          at: fourth,
          amount_refunded: 300,
          related_transactions: [refundOf('8', 300, 'completed', { created: '2019-11-06T12:00:00' })],
        }),
      ],
      reached(authorised(), partly(), fully()),
    );
    expect(came.filter((one) => /illegal|unknown/.test(one))).toEqual([]);
    expect(payment.refunds).toMatchObject([{ of: 2, amount: 300 }]);
    expect(position(payment)).toMatchObject({ refunded: 300, refundable: 700, doubleLoss: false });
  });

  it('should be counted once by whichever of them tells the refund', () => {
    const { payment } = observeAll(
      [
        ownCapture('71', 400, {
          status: 'refunded',
          at: third,
          amount_refunded: 400,
          related_transactions: [refundOf('8', 400, 'completed')],
        }),
        listing(
          'completed',
          'completed',
          0,
          fourth,
          captureOf('71', 400),
          captureOf('72', 600, { created: third }),
          refundOf('8', 400, 'completed'),
        ),
      ],
      reached(authorised(), partly(), fully()),
    );
    expect(position(payment)).toMatchObject({ collected: 1000, refunded: 400, refundable: 600, doubleLoss: false });
  });

  it('should be a chargeback of the capture, by its own order id', () => {
    const charged = refundOf('c', 400, 'completed', { type: 'chargeback' });
    const { payment, came } = observeAll(
      [ownCapture('71', 400, { status: 'chargeback', at: third, related_transactions: [charged] })],
      reached(authorised(), partly()),
    );
    expect(came).toEqual(['applied']);
    expect(position(payment)).toMatchObject({ collected: 400, chargedBack: 400, doubleLoss: false });
    expect(said(safeToShip(payment, expected))).toBe('no ship_charged_back');
  });

  it('should be a chargeback that the authorisation lists without a reference, and no loss twice', () => {
    const charged = refundOf('c', 400, 'completed', { type: 'chargeback', created: fourth });
    const { payment, verdicts } = observeAll(
      [
        listing(
          'completed',
          'completed',
          0,
          fourth,
          captureOf('71', 400),
          captureOf('72', 600, { created: third }),
          charged,
        ),
      ],
      reached(authorised(), partly(), fully()),
    );
    expect(verdicts.flatMap(violationsOf)).toEqual([]);
    expect(position(payment)).toMatchObject({ collected: 1000, chargedBack: 400, doubleLoss: false });
    expect(position(payment).chargebackAttached).toBe(true);
  });

  it('should be at most what was captured, and of which must be said where there are several', () => {
    const payment = reached(authorised(), partly(), fully());
    const question = { currency: 'EUR', at: '2019-11-08T09:00:00Z' } as const;
    expect(mayRefund(payment, { ...question, amount: 300 })).toMatchObject({ answer: 'unknown' });
    expect(mayRefund(payment, { ...question, amount: 300, transactionId: '71' }).answer).toBe('yes');
    expect(said(mayRefund(payment, { ...question, amount: 401, transactionId: '71' }))).toBe(
      'no refund_exceeds_refundable',
    );
    expect(said(mayRefund(payment, { ...question, amount: 601 }))).toBe('no refund_exceeds_refundable');
  });

  it('should be asked of the only capture there is without saying so', () => {
    const payment = reached(authorised(), partly());
    expect(mayRefund(payment, { currency: 'EUR', at: '2019-11-08T09:00:00Z', amount: 400 }).answer).toBe('yes');
    const refunded = told(payment, refundAsked());
    expect(position(refunded)).toMatchObject({ collected: 400, reserved: 400, refundable: 0 });
    expect(refunded.refunds[0]?.of).toBe(1);
  });

  it('should be nothing of what is only reserved', () => {
    expect(refusedWith(reached(authorised()), refundAsked())).toBe('refund_not_collected');
  });
});

describe('what is given back of an authorisation, by whichever of them tells it (D16a, D31, D33, D35)', () => {
  const fifth = '2019-11-08T10:00:00';
  const question = { currency: 'EUR', at: '2019-11-08T09:00:00Z' } as const;
  const both = [captureOf('71', 400), captureOf('72', 600, { created: third })];
  const captured = (): Payment => reached(authorised(), partly(), fully());
  const given = (id: string | undefined, amount: number, more: object = {}): object =>
    refundOf(id as string, amount, 'completed', { transaction_id: id, created: fourth, modified: fourth, ...more });
  const chargedBack = (id: string | undefined, amount: number, more: object = {}): object =>
    given(id, amount, { type: 'chargeback', ...more });
  const listed = (when: string, ...entries: object[]): Report =>
    notified('completed', 'completed', { ...byHand(0), at: when, related_transactions: [...both, ...entries] });
  const totalled = (report: Report, amountRefunded: number): Report => ({ ...report, amountRefunded });
  const mayGive = (payment: Payment, amount: number, transactionId?: string): string =>
    said(mayRefund(payment, { ...question, amount, ...(transactionId && { transactionId }) }));
  const unbelieved = (came: readonly string[]): readonly string[] => came.filter((one) => /illegal|unknown/.test(one));

  it('should be one refund, or one chargeback, told twice without an id', () => {
    const refunds = observeAll(
      [totalled(listed(fourth, given(undefined, 400)), 400), totalled(listed(fifth, given(undefined, 400)), 400)],
      captured(),
    );
    expect(unbelieved(refunds.came)).toEqual([]);
    expect(position(refunds.payment)).toMatchObject({ refunded: 400, refundable: 600, doubleLoss: false });
    const chargebacks = observeAll(
      [listed(fourth, chargedBack(undefined, 400)), listed(fifth, chargedBack(undefined, 400))],
      captured(),
    );
    expect(position(chargebacks.payment)).toMatchObject({ chargedBack: 400, doubleLoss: false });
  });

  it('should be of the authorisation while several captures can bear it, and lessen what is left of all of them', () => {
    const { payment } = observeAll([listed(fourth, given('8', 400))], captured());
    expect(payment.refunds).toMatchObject([{ of: 0, ownerInferred: true }]);
    expect(position(payment)).toMatchObject({ refunded: 400, refundable: 600, doubleLoss: false });
    expect(mayGive(payment, 100, '71')).toBe('unknown refund_owner_unknown');
    expect(mayGive(payment, 200, '72')).toBe('yes');
    expect(mayGive(payment, 201, '72')).toBe('unknown refund_owner_unknown');
    expect(mayGive(payment, 601, '72')).toBe('no refund_exceeds_refundable');
    expect(refusedWith(payment, refundAsked({ amount: 100, transactionId: '71' }))).toBe('refund_owner_unknown');
    expect(said(safeToShip(payment, expected))).not.toBe('yes');
    expect(restore(save(payment))).toMatchObject({ refunds: payment.refunds });
  });

  it('should be of the only capture that can bear it', () => {
    const { payment } = observeAll([listed(fourth, given('8', 500))], captured());
    expect(payment.refunds).toMatchObject([{ of: 2, ownerInferred: true }]);
    expect(mayGive(payment, 100, '72')).toBe('yes');
    expect(mayGive(payment, 101, '72')).toBe('no refund_exceeds_refundable');
    expect(mayGive(payment, 400, '71')).toBe('yes');
  });

  it.each([
    ['the smaller first', ['8', 400, '9', 600]],
    ['the larger first', ['9', 600, '8', 400]],
  ] as const)('should be of each its own, whatever the order: %s', (_, [one, much, other, more]) => {
    const { payment, verdicts } = observeAll([listed(fifth, given(one, much), given(other, more))], captured());
    expect(verdicts.flatMap(violationsOf)).toEqual([]);
    expect(payment.refunds.map(({ transactionId, of }) => [transactionId, of]).sort()).toEqual([
      ['8', 1],
      ['9', 2],
    ]);
    expect(position(payment)).toMatchObject({ refunded: 1000, refundable: 0, doubleLoss: false });
  });

  it('should be of all of them, where no single one can bear it: nothing is left, and no loss is double', () => {
    const { payment, verdicts } = observeAll([listed(fourth, given('8', 1000))], captured());
    expect(verdicts.flatMap(violationsOf)).toEqual([]);
    expect(position(payment)).toMatchObject({ refunded: 1000, refundable: 0, doubleLoss: false });
    expect(mayGive(payment, 100, '72')).toBe('no refund_exceeds_refundable');
    expect(refusedWith(payment, refundAsked({ amount: 100, transactionId: '72' }))).toBeDefined();
    expect(fundsAt(payment)).toEqual(['customer']);
    expect(safeToShip(payment, expected).answer).toBe('no');
  });

  it('should be a double loss where all of it exceeds what was collected of all of them', () => {
    const { payment, verdicts } = observeAll(
      [listed(fourth, given('8', 1000)), listed(fifth, given('8', 1000), chargedBack('c', 300))],
      captured(),
    );
    expect(verdicts.flatMap(violationsOf)).toContain('double_loss');
    expect(position(payment).doubleLoss).toBe(true);
  });

  it('should go over to the capture that is met later, with the share that it takes over', () => {
    const whole = reached(authorised(), notified('completed', 'completed', { ...byHand(0), at: nextDay }));
    const bare = (when: string, ...entries: object[]): Report =>
      notified('completed', 'completed', { ...byHand(0), at: when, related_transactions: entries });
    const capture = ownCapture('71', 1000);
    const refunded = observeAll([totalled(bare(fourth, given('8', 300)), 300), capture], whole);
    expect(unbelieved(refunded.came)).toEqual([]);
    expect(refunded.verdicts.flatMap(violationsOf)).toEqual([]);
    expect(refunded.payment.refunds).toMatchObject([{ of: 1, ownerInferred: true }]);
    expect(position(refunded.payment)).toMatchObject({ collected: 1000, refunded: 300, refundable: 700 });
    expect(mayGive(refunded.payment, 701)).toBe('no refund_exceeds_refundable');
    const charged = observeAll([bare(fourth, chargedBack('c', 1000)), capture], whole);
    expect(position(charged.payment)).toMatchObject({ chargedBack: 1000, refundable: 0, doubleLoss: false });
    expect(mayGive(charged.payment, 100)).toBe('no refund_chargeback_attached');
    const asked = observeAll([capture], told(whole, refundAsked({ amount: 300 })));
    expect(asked.payment.refunds).toMatchObject([{ of: 1, refundId: 'refund-1' }]);
    expect(position(asked.payment)).toMatchObject({ reserved: 300, refundable: 700, doubleLoss: false });
  });

  it('should never collect what is only reserved: what the captures cannot have borne is unknown, with an alarm', () => {
    for (const entry of [given('8', 500), chargedBack('8', 500)]) {
      const report = listing('completed', 'initialized', 600, fourth, captureOf('71', 400), entry);
      const { payment, came } = observeAll([report], reached(authorised(), partly()));
      expect(came).toEqual(['unknown refund_owner_unknown']);
      // More may be captured than is known, and it may have left again.
      expect(payment.alarms.map(({ code }) => code).sort()).toEqual(['money_may_be_held', 'money_may_have_left']);
      expect(standing(payment)).toEqual(holding(400, 'completed/initialized'));
    }
  });

  it.each(['refunded', 'partial_refunded', 'chargeback'])(
    'should collect nothing that remains by the word %s',
    (word) => {
      const entry = word === 'chargeback' ? chargedBack('8', 400) : given('8', 400);
      const report = listing(word, 'completed', 600, fourth, captureOf('71', 400), entry);
      const { payment, came } = observeAll([report], reached(authorised(), partly()));
      expect(came).toEqual(['applied']);
      expect(position(payment)).toMatchObject({ collected: 400, refundable: 0, doubleLoss: false });
      expect(remainingOf(payment)).toBe(600);
    },
  );

  it('should be counted as given back no more once a chargeback of a capture is reversed, whichever of them tells it', () => {
    const reversal = { ...chargedBack('r', 600, { created: fifth }), type: 'reverse-chargeback' };
    const charged = notified('chargedback', 'completed', {
      ...byHand(0),
      at: fourth,
      related_transactions: [...both, chargedBack('c', 600)],
    });
    for (const reference of [{}, { reference_transaction_id: 'c' }]) {
      const after = observeAll(
        [charged, listed(fifth, chargedBack('c', 600), { ...reversal, ...reference })],
        captured(),
      );
      expect(unbelieved(after.came)).toEqual([]);
      expect(position(after.payment)).toMatchObject({ chargedBack: 0, refundable: 1000, chargebackAttached: false });
      expect(said(safeToShip(after.payment, expected))).toBe('yes');
    }
  });

  it('should have the word of the authorisation answered where its capture tells the chargeback, and that it is reversed', () => {
    const word = notified('chargedback', 'completed', { ...byHand(0), at: fourth, related_transactions: both });
    const own = (status: string, when: string, ...entries: object[]): Report =>
      ownCapture('72', 600, { created: third, status, at: when, related_transactions: entries });
    const reversal = { ...chargedBack('r', 600, { created: fifth }), type: 'reverse-chargeback' };
    const { payment } = observeAll(
      [
        word,
        own('chargeback', fourth, chargedBack('c', 600)),
        own('completed', fifth, chargedBack('c', 600), reversal),
      ],
      captured(),
    );
    expect(position(payment)).toMatchObject({ chargedBack: 0, refundable: 1000, chargebackAttached: false });
  });

  it('should not be given back of any capture while the authorisation says chargeback and nothing says of which', () => {
    const word = notified('chargedback', 'completed', { ...byHand(0), at: fourth, related_transactions: both });
    const { payment } = observeAll([word], captured());
    for (const id of ['71', '72']) {
      expect(mayRefund(payment, { ...question, amount: 100, transactionId: id }).answer).toBe('unknown');
      expect(refusedWith(payment, refundAsked({ amount: 100, transactionId: id }))).toBeDefined();
    }
    expect(safeToShip(payment, expected).answer).toBe('no');
  });

  it('should be our own request of a capture, which the authorisation lists by its amount', () => {
    const asked = told(captured(), refundAsked({ amount: 100, transactionId: '72', at: '2019-11-06T10:00:00Z' }));
    const { payment, came } = observeAll([totalled(listed(fourth, given('8', 100)), 100)], asked);
    expect(unbelieved(came)).toEqual([]);
    expect(payment.refunds).toMatchObject([{ of: 2, refundId: 'refund-1', transactionId: '8' }]);
    expect(position(payment)).toMatchObject({ reserved: 0, refunded: 100, refundable: 900 });
  });
});

describe('a refund that an authorisation lists, of one of its captures', () => {
  it('should be kept so that it can be restored, where nobody says of which', () => {
    const report = authorised(200, {
      related_transactions: [captureOf('71', 400), captureOf('72', 400), refundOf('8', 100, 'completed')],
      at: '2019-11-06T10:00:00',
    });
    const { payment } = observeAll([authorised(), report]);
    expect(position(payment)).toMatchObject({ collected: 800, refunded: 100, refundable: 700 });
    expect(restore(save(payment))).toEqual(payment);
  });
});

describe('what is not captured by hand (CAP-6, D33)', () => {
  it.each(['AMEX', 'BANCONTACT'])('should be unknown, and never own MID, for %s with capture manual', (type) => {
    for (const start of [undefined, opened('2019-10', 'american_express')]) {
      const report = notified('completed', 'initialized', byHand(1000, { type }));
      const { verdicts, came } = observeAll([report], start ?? opened());
      expect(came).toEqual(['unknown capture_brand']);
      expect(verdicts[0]).toMatchObject({ moneyMayBeHeld: true });
    }
  });

  it('should be unknown for Visa without the field: how it is captured was not said', () => {
    const { payment, came } = heard(notified('completed', 'initialized'));
    expect(came).toEqual(['unknown capture_mode_unknown']);
    expect(position(payment).collected).toBe(0);
    expect(payment.alarms).toMatchObject([{ code: 'money_may_be_held' }]);
  });

  it('should stay own MID for American Express where that is configured, without the field', () => {
    const own = observeAll([notified('completed', 'initialized', by('AMEX'))], opened('2019-10', 'american_express'));
    expect(own.came).toEqual(['applied']);
    expect(position(own.payment).collected).toBe(1000);
  });

  it('should be refused where it is asked for of such a brand', () => {
    for (const brand of ['amex', 'bancontact'] as const)
      expect(refusedWith(opened(), ordered({ brand, capture: 'manual' }))).toBe('capture_brand');
  });
});

describe('what only looks like an authorisation or a capture', () => {
  const released = (status: string, more: object = {}): object => cancellation(1000, { status, ...more });

  it('should be unknown where a cancellation of what was reserved is listed under a brand that is never captured by hand', () => {
    const report = notified('completed', 'completed', {
      ...by('AMEX'),
      at: third,
      related_transactions: [released('void')],
    });
    const { payment, came } = observeAll([report], paid(by('AMEX')));
    expect(came).toEqual(['unknown capture_brand']);
    expect(payment.attempts[0]).not.toHaveProperty('capture');
    expect(standing(payment)).toEqual(holding(1000, 'completed/completed'));
    expect(restore(save(payment))).toMatchObject({ attempts: payment.attempts });
  });

  it('should be unknown, with an alarm, where one is listed under a payment that was captured at once, and move no money', () => {
    for (const wordsOf of [notified, statusRead]) {
      const report = wordsOf('completed', 'completed', { at: third, related_transactions: [released('void')] });
      const { payment, came, verdicts } = observeAll([report], paid());
      expect(came).toEqual(['unknown capture_mode_unknown']);
      expect(verdicts[0]).toMatchObject({ refusal: { cure: 'person' } });
      expect(payment.alarms).toMatchObject([{ code: 'money_may_have_left' }]);
      expect(standing(payment)).toEqual(holding(1000, 'completed/completed'));
    }
  });

  it.each<[string, string, number]>([
    ['void', 'applied', 0],
    ['completed', 'applied', 0],
    ['declined', 'duplicate', 1000],
    ['reserved', 'unknown pair_undocumented', 1000],
  ])('should be released by a cancellation that is %s: %s', (status, verdict, remaining) => {
    const again = (...listed: object[]): Report => listing('completed', 'initialized', 1000, third, ...listed);
    const { payment, came } = heard(authorised(), again(), again(released(status)));
    expect(came.at(-1)).toBe(verdict);
    expect(remainingOf(payment)).toBe(remaining);
  });

  it('should leave nothing with MultiSafepay where all of it was released, whatever word the authorisation has', () => {
    const { payment } = heard(authorised(), listing('completed', 'completed', 0, third, released('void')));
    expect(position(payment).collected).toBe(0);
    expect(fundsAt(payment)).toEqual(['customer']);
  });

  it('should never be taken for the authorisation without a transaction id, under the order id of a capture', () => {
    const unnamed = (status: string, financial: string): Report =>
      ownCapture('71', 400, { transaction_id: undefined, amount: undefined, status, financial_status: financial });
    for (const [status, financial] of [
      ['completed', 'completed'],
      ['void', 'void'],
    ] as const) {
      const { payment, came } = heard(authorised(), unnamed(status, financial));
      expect(came.at(-1)).toBe('unknown transaction_not_identified');
      expect(standing(payment)).toEqual(holding(0, 'completed/initialized'));
    }
    expect(heard(authorised(), ownCapture('71', 400), unnamed('completed', 'completed')).came.at(-1)).toBe('duplicate');
  });

  it('should be one capture under one order id: another transaction under it is unknown', () => {
    const twin = { order_id: 'order-1-c71' };
    const listed = heard(
      authorised(),
      ownCapture('71', 400),
      listing('completed', 'initialized', 600, third, captureOf('79', 400, twin)),
    );
    const own = heard(authorised(), ownCapture('71', 400), ownCapture('79', 400, { ...twin, at: third }));
    for (const { payment, came } of [listed, own]) {
      expect(came.at(-1)).toBe('unknown transaction_unclassified');
      expect(position(payment).collected).toBe(400);
    }
  });

  it('should be the capture that is known by its order id, where the list gives it no transaction id', () => {
    const { payment, came } = heard(
      authorised(),
      ownCapture('71', 400),
      listing('completed', 'initialized', 600, third, captureOf('71', 400, { transaction_id: undefined })),
    );
    expect(came.filter((one) => /illegal|unknown/.test(one))).toEqual([]);
    expect(standing(payment)).toEqual(holding(400, 'completed/initialized'));
  });
});

describe('an authorisation of which nothing remains, and that has not said so (D33, D27)', () => {
  const voided = (more: object = {}): Report => notified('void', 'void', { ...byHand(0), at: fourth, ...more });
  const [first, rest] = [ownCapture('71', 400), ownCapture('72', 600, { created: third, at: third })];
  const both = [captureOf('71', 400), captureOf('72', 600, { created: third })];

  it.each([
    ['after its captures', 'illegal no_lawful_history', [first, rest, voided()]],
    ['before one of them is heard of', 'applied', [first, voided(), rest]],
    ['before any of them is heard of', 'applied', [voided(), rest, first]],
    ['with one of them in its list', 'applied', [first, voided({ related_transactions: both })]],
  ])('should have released nothing where it is newer, and told %s: it is looked into', (_, last, reports) => {
    const { payment, came } = observeAll([authorised(), ...reports]);
    expect(came.at(-1)).toBe(last);
    expect(payment.alarms).toMatchObject([
      { code: 'money_may_have_left', transactionId: '7', at: fourth, because: 'no_lawful_history' },
    ]);
    expect(position(payment).collected).toBe(1000);
    expect(safeToShip(payment, expected).answer).toBe('unknown');
    const read = statusRead('void', 'void', { ...byHand(0), at: fourth });
    const after = observeAll([read], payment);
    expect(after.verdicts.flatMap(violationsOf)).toContain('collection_taken_back');
    expect(after.payment.alarms).toEqual([]);
    expect(said(safeToShip(after.payment, expected))).toMatch(/^no/);
    expect(restore(save(after.payment))).toEqual(after.payment);
  });

  it('should be released where it was void before its captures, and more was captured then', () => {
    const { payment } = observeAll([authorised(), voided({ at: nextDay }), first, rest]);
    expect(payment.alarms).toEqual([]);
    expect(payment.violations.map(({ code }) => code)).toEqual(['captured_more_than_authorised']);
  });
});

describe('what contradicts a capture (D27, D28)', () => {
  const start = (): Payment => reached(authorised(), ownCapture('71', 1000));
  const words = [
    ['void', 'void'],
    ['declined', 'declined'],
    ['expired', 'expired'],
    ['cancelled', 'cancelled'],
    ['initialized', 'initialized'],
  ] as const;
  const ownFields = {
    transaction_id: '71',
    order_id: 'order-1-c71',
    auth_order_id: 'order-1',
    created: '2019-11-05T09:00:05',
  };
  const own = (status: string, financial_status: string, fields: object = {}): Report =>
    ownCapture('71', 1000, { status, financial_status, at: third, ...fields });

  it.each(words)('should be illegal with an alarm by a newer notification that it is %s', (status, financial) => {
    const listed = listing('completed', 'initialized', 0, third, captureOf('71', 1000, { status }));
    for (const report of [own(status, financial), listed]) {
      const { payment, came } = observeAll([report], start());
      expect(came).toEqual(['illegal no_lawful_history']);
      expect(payment.alarms).toMatchObject([{ code: 'money_may_have_left' }]);
      expect(position(payment).collected).toBe(1000);
      expect(safeToShip(payment, expected).answer).toBe('unknown');
    }
  });

  it.each(words)('should be harmless where an older notification says that it is %s', (status, financial) => {
    const { payment, verdicts } = observeAll(
      [own(status, financial, { at: '2019-11-05T11:00:00' })],
      reached(authorised(), ownCapture('71', 1000, { at: '2019-11-05T12:00:00' })),
    );
    expect(verdicts).toMatchObject([{ verdict: 'illegal', harmless: true }]);
    expect(payment.alarms).toEqual([]);
    expect(safeToShip(payment, expected).answer).toBe('yes');
  });

  it.each(words)('should be a collection that is taken back where a read says that it is %s', (status, financial) => {
    const read = readOrder({ success: true, data: wire(status, financial, { ...ownFields, amount: 1000, at: third }) });
    const { payment, verdicts } = observeAll([read], start());
    expect(verdicts.flatMap(violationsOf)).toEqual(['collection_taken_back']);
    expect(position(payment)).toMatchObject({ collected: 1000, refundable: 0 });
    expect(safeToShip(payment, expected).answer).toBe('no');
  });

  it('should be booked, with a violation, where a read lists another amount of it, and not by a notification', () => {
    const fields = { ...byHand(600), at: third, related_transactions: [captureOf('71', 400)] };
    const before = reached(authorised(), ownCapture('71', 450));
    const read = observeAll([statusRead('completed', 'initialized', fields)], before);
    expect([read.came, read.verdicts.flatMap(violationsOf)]).toEqual([['applied'], ['amount_changed']]);
    expect(position(read.payment).collected).toBe(400);
    const notice = observeAll([notified('completed', 'initialized', fields)], before);
    expect([notice.came, position(notice.payment).collected]).toEqual([['unknown amount_changed'], 450]);
    const later = reached(authorised(), ownCapture('71', 450, { at: fourth }));
    expect(observeAll([statusRead('completed', 'initialized', fields)], later).came).toEqual([
      'unknown amount_changed',
    ]);
  });
});

describe('our own requests', () => {
  const begun = (): Payment => told(opened(), ordered({ capture: 'manual' }));
  const asked = (fields: Parameters<typeof captureAsked>[0] = {}): Payment =>
    told(observeAll([notified('completed', 'initialized')], begun()).payment, captureAsked(fields));

  it('should be authorised by the words alone, since we asked for a capture by hand', () => {
    const { payment, came } = observeAll([notified('completed', 'initialized')], begun());
    expect(came).toEqual(['applied']);
    expect(standing(payment)).toEqual(holding(0, 'completed/initialized'));
    // Counted from when MultiSafepay made it: Visa has 7 days (CAP-5).
    expect(captureBefore(payment)).toBe('2019-11-11T10:00:00');
  });

  it('should not be captured before it is authorised', () => {
    expect(refusedWith(begun(), captureAsked())).toBe('capture_not_authorised');
  });

  it('should count as taken while its outcome is not known, and not as collected', () => {
    const payment = asked();
    expect(position(payment).collected).toBe(0);
    expect(refusedWith(payment, captureAsked({ captureId: 'capture-2', amount: 601 }))).toBe(
      'capture_exceeds_remainder',
    );
    expect(refusedWith(payment, captureAsked({ captureId: 'capture-2', amount: 600 }))).toBeUndefined();
  });

  it('should be one capture under one key, and another key for another', () => {
    const payment = asked();
    const again = step(payment, captureAsked());
    expect(again).toMatchObject({ ok: true, repeated: true });
    expect(again.ok && again.next).toBe(payment);
    expect(refusedWith(payment, captureAsked({ amount: 300 }))).toBe('capture_key_reused');
    expect(refusedWith(payment, captureAsked({ currency: 'USD' }))).toBe('capture_key_reused');
    expect(refusedWith(payment, captureAsked({ captureId: 'capture-2', key: 'capture-1', amount: 300 }))).toBe(
      'capture_key_reused',
    );
    expect(() => step(payment, captureAsked({ captureId: 'order-1' }))).toThrow(InputError);
  });

  it.each<[string, PaymentFact, number]>([
    ['captured', { type: 'capture.completed', at, captureId: 'capture-1' }, 400],
    ['refused', { type: 'capture.refused', at, captureId: 'capture-1' }, 0],
  ])('should be %s, as MultiSafepay answers', (_, fact, collected) => {
    const payment = told(asked(), fact);
    expect(position(payment).collected).toBe(collected);
    expect(refusedWith(payment, captureAsked({ captureId: 'capture-2', amount: 1000 - collected }))).toBeUndefined();
    expect(refusedWith(payment, captureAsked({ captureId: 'capture-2', amount: 1001 - collected }))).toBe(
      'capture_exceeds_remainder',
    );
    expect(refusedWith(payment, fact)).toBe('final_state');
  });

  it('should be the one that is reported, by its order id, whatever comes first', () => {
    const identified = told(asked(), {
      type: 'transaction.identified',
      at,
      captureId: 'capture-1',
      transactionId: '71',
    });
    const own = ownCapture('71', 400, { order_id: 'capture-1' });
    const listed = listing('completed', 'initialized', 600, nextDay, captureOf('71', 400, { order_id: 'capture-1' }));
    for (const reports of [[own, listed], [listed, own], [listed], [own]])
      for (const start of [asked(), identified]) {
        const { payment, came } = observeAll(reports, start);
        expect(came.filter((one) => /illegal|unknown/.test(one))).toEqual([]);
        expect(payment.attempts).toHaveLength(2);
        expect(position(payment).collected).toBe(400);
      }
  });

  it('should be given its id once, and no id of another', () => {
    const payment = told(asked(), { type: 'transaction.identified', at, captureId: 'capture-1', transactionId: '71' });
    expect(told(payment, { type: 'transaction.identified', at, captureId: 'capture-1', transactionId: '71' })).toBe(
      payment,
    );
    expect(
      refusedWith(payment, { type: 'transaction.identified', at, captureId: 'capture-1', transactionId: '72' }),
    ).toBe('transaction_known');
    expect(
      refusedWith(asked(), { type: 'transaction.identified', at, captureId: 'capture-1', transactionId: '7' }),
    ).toBe('transaction_known');
  });

  it('should not be captured twice as much by two that race', () => {
    const before = observeAll([notified('completed', 'initialized')], begun()).payment;
    const first = told(before, captureAsked({ amount: 700 }));
    expect(refusedWith(first, captureAsked({ captureId: 'capture-2', amount: 700 }))).toBe('capture_exceeds_remainder');
  });

  it('should be refused once MultiSafepay shows it beside another that was made in the dashboard, and both are counted', () => {
    const { payment } = observeAll(
      [
        listing(
          'completed',
          'completed',
          0,
          nextDay,
          captureOf('71', 400, { order_id: 'capture-1' }),
          captureOf('72', 600),
        ),
      ],
      asked(),
    );
    expect(position(payment).collected).toBe(1000);
    expect(refusedWith(payment, captureAsked({ captureId: 'capture-3', amount: 1 }))).toBe('capture_not_authorised');
  });

  it('should be stored and read back as it was', () => {
    for (const payment of [asked(), reached(authorised(), partly(), fully())])
      expect(restore(save(payment))).toEqual(payment);
  });
});

describe('what was stored before there were captures', () => {
  it('should be read with the code that says it now, and be settled by a status read', () => {
    const unsaid = heard(notified('completed', 'initialized')).payment;
    const stored = save(unsaid).replaceAll('capture_mode_unknown', 'manual_capture');
    expect(stored).toContain('manual_capture');
    const read = restore(stored);
    expect(read.alarms).toMatchObject([{ code: 'money_may_be_held', because: 'capture_mode_unknown' }]);
    expect(said(safeToShip(read, expected))).toBe('unknown capture_mode_unknown');
    const settled = observeAll([statusRead('completed', 'initialized', { ...byHand(1000), at: nextDay })], read);
    expect([settled.came, settled.payment.alarms]).toEqual([['applied'], []]);
    expect(standing(settled.payment)).toEqual(holding(0, 'completed/initialized'));
  });

  it('should be restored as it is under a law that had no such charts', () => {
    const { laws, ...rest } = paid();
    const { authorisation: _, capture: __, ...before } = laws;
    const stored = { ...rest, laws: before };
    expect(restore(JSON.stringify(stored))).toEqual(stored);
  });
});

describe('what may be asked of an authorisation', () => {
  const payment = reached(authorised());

  it.each<[string, Payment, object, string]>([
    ['all of it', payment, { amount: 1000 }, 'yes'],
    ['a unit more', payment, { amount: 1001 }, 'no capture_exceeds_remainder'],
    ['nothing', payment, { amount: 0 }, 'no capture_amount_not_positive'],
    ['another currency', payment, { currency: 'USD' }, 'no capture_currency_differs'],
    ['too late perhaps', payment, { at: '2019-11-20T09:00:00Z' }, 'unknown capture_may_be_late'],
    ['what was captured at once', paid(), {}, 'no capture_not_authorised'],
    ['what is left', reached(authorised(), partly()), { amount: 600 }, 'yes'],
    ['more than is left', reached(authorised(), partly()), { amount: 601 }, 'no capture_exceeds_remainder'],
    [
      'what was released',
      reached(authorised(), notified('void', 'void', { at: nextDay })),
      {},
      'no capture_not_authorised',
    ],
    ['beside a request', told(payment, captureAsked({ amount: 700 })), {}, 'unknown capture_outcome_unknown'],
    [
      'of no amount that is known',
      reached(authorised(1000, { amount: undefined })),
      {},
      'unknown capture_remainder_unknown',
    ],
  ])('should be answered: capture %s', (_, of, more, answer) => {
    expect(said(mayCapture(of, { ...ask, ...more }))).toBe(answer);
  });

  it.each<[string, Payment, string]>([
    ['reserved', payment, 'yes'],
    ['captured in part', reached(authorised(), partly()), 'yes'],
    ['captured in full', reached(authorised(), partly(), fully()), 'no capture_not_authorised'],
    ['released', reached(authorised(), notified('void', 'void', { at: nextDay })), 'no capture_not_authorised'],
    ['asked for in part', told(payment, captureAsked()), 'unknown capture_outcome_unknown'],
    ['asked for in full', told(payment, captureAsked({ amount: 1000 })), 'unknown capture_outcome_unknown'],
    ['of no amount that is known', reached(authorised(1000, { amount: undefined })), 'yes'],
    ['captured at once', paid(), 'no capture_not_authorised'],
  ])('should be answered: cancel the reservation, %s', (_, of, answer) => {
    expect(said(mayCancelReservation(of))).toBe(answer);
  });

  it('should say by when, as MultiSafepay says it, and ask once that has passed', () => {
    expect(captureBefore(payment)).toBe('2019-11-11T10:00:00');
    expect(deadlines(payment)).toMatchObject([{ transactionId: '7', due: '2019-11-11T10:00:00' }]);
    const full = reached(authorised(), partly(), fully());
    expect([captureBefore(full), deadlines(full)]).toEqual([undefined, []]);
  });

  it.each([
    ['VISA', '2019-11-11T10:00:00'],
    ['MASTERCARD', '2019-12-04T10:00:00'],
    ['MAESTRO', '2019-12-04T10:00:00'],
  ])('should have the days of its brand where nothing says by when: %s (CAP-5)', (type, time) => {
    const details = { payment_details: { type, capture: 'manual' } };
    expect(captureBefore(reached(notified('completed', 'initialized', details)))).toBe(time);
  });

  it('should ship on authorisation only where the merchant says so, in time, and be warned', () => {
    expect(said(safeToShip(payment, expected))).toBe('no ship_not_captured');
    const inTime = safeToShip(payment, expected, { onAuthorisation: '2019-11-05T09:00:00Z' });
    expect([inTime.answer, inTime.warnings.length]).toEqual(['yes', 1]);
    const late = safeToShip(payment, expected, { onAuthorisation: '2019-11-12T09:00:00Z' });
    expect(said(late)).toBe('no ship_not_captured');
    const half = reached(authorised(), partly());
    expect(safeToShip(half, expected, { onAuthorisation: '2019-11-05T12:00:00Z' }).answer).toBe('yes');
    expect(said(safeToShip(half, expected))).toBe('no ship_not_captured');
    expect(said(safeToShip(half, { amount: 400, currency: 'EUR' }))).toBe('yes');
    expect(said(safeToShip(payment, { amount: 1001, currency: 'EUR' }))).not.toBe('yes');
  });

  it('should have the money where it is', () => {
    expect(fundsAt(payment)).toEqual(['issuer']);
    expect([...fundsAt(reached(authorised(), partly()))].sort()).toEqual(['issuer', 'multisafepay']);
    expect(fundsAt(reached(authorised(), partly(), fully()))).toEqual(['multisafepay']);
  });

  it('should not be cancelled as a payment that waits: what is reserved is released, and what is captured refunded', () => {
    expect(mayCancel(payment).answer).toBe('no');
    expect(said(mayCancel(reached(authorised(), partly())))).toBe('no order_already_collected');
    expect(mayCancel(reached(notified('initialized', 'initialized', byHand(1000)))).answer).toBe('yes');
  });

  it('should not be paid beside: no other attempt while an amount is reserved, unless for the rest', () => {
    expect(refusedWith(payment, ordered({ transactionId: '9' }))).toBe('order_authorised');
    const larger = observeAll(
      [authorised()],
      openPayment({ orderId: 'order-1', amount: 1500, currency: 'EUR' }),
    ).payment;
    expect(refusedWith(larger, ordered({ transactionId: '9', amount: 500 }))).toBeUndefined();
    expect(refusedWith(larger, ordered({ transactionId: '9', amount: 501 }))).toBe('order_authorised');
  });

  it('should be of the attempt that is named, where several are authorised', () => {
    const two = reached(
      authorised(),
      notified('completed', 'initialized', { ...byHand(500), transaction_id: '9', amount: 500, at: '11:00' }),
    );
    expect(said(mayCapture(two, ask))).toBe('unknown authorisation_not_said');
    expect(said(mayCapture(two, { ...ask, amount: 600, transactionId: '9' }))).toBe('no capture_exceeds_remainder');
    expect(said(mayCapture(two, { ...ask, amount: 600, transactionId: '7' }))).toBe('yes');
    expect(() => step(two, captureAsked())).toThrow(InputError);
    expect(told(two, captureAsked({ transactionId: '9' })).attempts.at(-1)?.captureOf).toBe(1);
    expect(() => mayCapture(two, { ...ask, transactionId: 'x' })).toThrow(InputError);
  });
});

describe('an authorisation of half of what the order is for', () => {
  const larger = (): Payment => openPayment({ orderId: 'order-1', amount: 2000, currency: 'EUR' });

  it('should differ from the order however much of it is captured, and however often it is read', () => {
    const read = statusRead('completed', 'completed', {
      ...byHand(0),
      at: '2019-11-05T10:00:00',
      related_transactions: [captureOf('8', 1000)],
    });
    const { came, payment } = observeAll([authorised(), read, read], larger());
    expect(came.at(-1)).toBe('duplicate');
    expect(payment.violations).toEqual([{ code: 'amount_differs', transactionId: '7' }]);
  });
});
