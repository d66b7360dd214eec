/**
 * Goal: each requirement has a test that names it, on the door that a checkout service uses. The rules are proved elsewhere in
 * every case; here each is said once, in the words of its requirement, so that the book has a test to show for it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { brandNames, cardBrands, editionNames, isLowValue } from '../../machines/index.ts';
import type { Payment, PaymentFact, RefundRequested } from '../../src/index.ts';
import {
  captureBefore,
  disputeDue,
  fundsAt,
  mayCapture,
  mayChallenge,
  observe,
  openPayment,
  position,
  remainingOf,
  safeToShip,
  statusOf,
  step,
  viewOf,
} from '../../src/index.ts';
import { inspect } from '../../src/inspect/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import {
  begun,
  chartIds,
  chartSources,
  firstCharts,
  lawHashes,
  leavesOf,
  type NumberedCell,
  shownIdOf,
  statedSteps,
  theLaw,
  won,
  written,
} from '../../src/relation/index.ts';
import { recordInspector } from '../inspect/recorder.ts';
import {
  at,
  by,
  byHand,
  captureOf,
  comesTo,
  expected,
  notified,
  opened,
  ordered,
  ownCapture,
  paid,
  reached,
  refundAsked,
  refundOf,
  refusedWith,
  authorised as reserved,
  statusRead,
  told,
  violationsOf,
} from '../lifecycle/reports.ts';

const shown = (payment: Payment): string[] => statusOf(payment).map((pair) => `(${pair.order}, ${pair.transaction})`);
const happens = (type: string, more: object = {}): PaymentFact => ({ type, at, ...more }) as PaymentFact;

const with3D = ordered({ threeD: '3-D' });
const authenticated = [with3D, happens('authentication.completed', { outcome: 'Y' })];
const authorised = [...authenticated, happens('authorisation.approved')];
const ownMid = (): Payment => opened('2019-10', 'american_express');
const ownMidAuthorised = [ordered({ brand: 'amex', threeD: 'non-3-D' }), happens('authorisation.approved')];

describe('the card brands', () => {
  const ways = (brand: (typeof cardBrands)[number]): (string | undefined)[] =>
    (['3-D', 'non-3-D'] as const).map((threeD) => refusedWith(opened(), ordered({ brand, threeD })));

  it('CARD-1: should let Visa be paid with 3-D Secure or without', () => {
    expect(ways('visa')).toEqual([undefined, undefined]);
  });

  it('CARD-2: should let Mastercard be paid with 3-D Secure or without', () => {
    expect(ways('mastercard')).toEqual([undefined, undefined]);
  });

  it('CARD-3: should let Maestro be paid with 3-D Secure only', () => {
    expect(ways('maestro')).toEqual([undefined, 'brand_requires_3d']);
  });

  it('CARD-4: should let American Express be paid without 3-D Secure only', () => {
    expect(ways('amex')).toEqual(['brand_forbids_3d', undefined]);
  });

  it('CARD-5: should let Bancontact be paid with 3-D Secure only', () => {
    expect(ways('bancontact')).toEqual([undefined, 'brand_requires_3d']);
  });

  it('CARD-6: should know five brands, and no payment by any other', () => {
    expect(Object.values(brandNames)).toEqual(['Visa', 'Mastercard', 'Maestro', 'American Express', 'Bancontact']);
    const { verdict } = observe(undefined, notified('completed', 'completed', { payment_details: { type: 'DINERS' } }));
    expect(comesTo(verdict)).not.toBe('applied');
  });
});

describe('3-D Secure', () => {
  it('3D-1: should be what a request gets that does not say', () => {
    const { threeD: _, ...unsaid } = ordered() as Extract<PaymentFact, { type: 'order.created' }>;
    for (const brand of cardBrands.filter((one) => one !== 'amex')) {
      const payment = told(opened(), { ...unsaid, brand });
      expect(refusedWith(payment, happens('authentication.completed', { outcome: 'Y' })), brand).toBeUndefined();
    }
  });

  it('3D-2: should not be what American Express gets', () => {
    const { threeD: _, ...unsaid } = ordered({ brand: 'amex' }) as Extract<PaymentFact, { type: 'order.created' }>;
    expect(refusedWith(told(opened(), unsaid), happens('authorisation.approved'))).toBeUndefined();
  });

  it('3D-3: should have the customer authenticated before the payment is authorised', () => {
    const begun = told(opened(), with3D);
    expect(refusedWith(begun, happens('authorisation.approved'))).toBe('fact_not_possible');
    expect(refusedWith(told(opened(), ...authenticated), happens('authorisation.approved'))).toBeUndefined();
  });

  it('3D-4: should be left out order by order, within what the brand allows', () => {
    const without = (brand: (typeof cardBrands)[number]): string | undefined =>
      refusedWith(opened(), ordered({ brand, threeD: 'non-3-D' }));
    expect(cardBrands.filter((brand) => without(brand) === undefined)).toEqual(['visa', 'mastercard', 'amex']);
  });
});

describe('a payment that MultiSafepay collects', () => {
  it('TX-0: should have two axes: what an order shows does not move its money', () => {
    const before = paid();
    const after = observe(before, notified('shipped', 'completed', { at: '11:00' })).payment as Payment;
    expect(shown(after)).toEqual(['(shipped, completed)']);
    expect(position(after)).toEqual(position(before));
  });

  it('TX-1: should show (initialized, initialized) once it is asked for, with no money received', () => {
    const begun = told(opened(), with3D);
    expect(shown(begun)).toEqual(['(initialized, initialized)']);
    expect(position(begun).collected).toBe(0);
  });

  it('TX-2: should show (completed, completed) once it is paid, and then be shipped', () => {
    const done = told(opened(), ...authorised, happens('screening.passed'));
    expect(shown(done)).toEqual(['(completed, completed)']);
    expect(safeToShip(done).answer).toBe('yes');
  });

  it('TX-3: should show (uncleared, uncleared) while the merchant has yet to approve it, and not be shipped', () => {
    const held = told(opened(), ...authorised, happens('screening.held'));
    expect(shown(held)).toEqual(['(uncleared, uncleared)']);
    expect(safeToShip(held).answer).toBe('no');
    expect(shown(told(held, happens('review.approved')))).toEqual(['(completed, completed)']);
  });

  it('TX-4: should show (declined, declined) once it is turned down, whoever turned it down', () => {
    const declined = [
      told(opened(), with3D, happens('authentication.completed', { outcome: 'N' })),
      told(opened(), ...authenticated, happens('authorisation.declined')),
      told(opened(), with3D, happens('screening.rejected')),
    ];
    expect(declined.map(shown)).toEqual(declined.map(() => ['(declined, declined)']));
  });

  it('TX-5: should show (expired, expired) once nobody finished it in time', () => {
    expect(shown(told(opened(), with3D, happens('transaction.expired')))).toEqual(['(expired, expired)']);
  });

  it('TX-6: should show (void, cancelled) once it is called off', () => {
    expect(shown(told(opened(), with3D, happens('transaction.cancelled')))).toEqual(['(void, cancelled)']);
  });

  it('TX-7: should be collected only after the fraud filter has let it through', () => {
    expect(position(told(opened(), ...authorised)).collected).toBe(0);
    expect(refusedWith(told(opened(), ...authenticated), happens('screening.passed'))).toBe('fact_not_possible');
  });

  it('TX-8: should be on the MultiSafepay balance once it is completed, and not before', () => {
    expect(fundsAt(told(opened(), ...authorised))).toEqual(['issuer']);
    const done = told(opened(), ...authorised, happens('screening.passed'));
    expect(fundsAt(done)).toEqual(['multisafepay']);
    expect(position(done).collected).toBe(1000);
  });
});

describe('a payment on own MID', () => {
  const done = (): Payment => told(ownMid(), ...ownMidAuthorised, happens('screening.passed'));

  it('MID-0: should have its money at American Express, and be of American Express only', () => {
    expect(fundsAt(done())).toEqual(['american_express']);
    expect(refusedWith(ownMid(), ordered({ brand: 'visa' }))).toBe('own_mid_brand');
  });

  it('MID-1: should show (initialized, initialized) once it is asked for', () => {
    expect(shown(told(ownMid(), ordered({ brand: 'amex', threeD: 'non-3-D' })))).toEqual([
      '(initialized, initialized)',
    ]);
  });

  it('MID-2: should show (uncleared, initialized) while the merchant has yet to approve it', () => {
    expect(shown(told(ownMid(), ...ownMidAuthorised, happens('screening.held')))).toEqual(['(uncleared, initialized)']);
  });

  it('MID-3: should show (completed, initialized) once it is paid', () => {
    expect(shown(done())).toEqual(['(completed, initialized)']);
  });

  it('MID-4: should show (declined, declined) once it is turned down', () => {
    const [begun] = ownMidAuthorised as [PaymentFact];
    expect(shown(told(ownMid(), begun, happens('authorisation.declined')))).toEqual(['(declined, declined)']);
  });

  it('MID-5: should show (expired, expired) once nobody finished it in time', () => {
    const [begun] = ownMidAuthorised as [PaymentFact];
    expect(shown(told(ownMid(), begun, happens('transaction.expired')))).toEqual(['(expired, expired)']);
  });

  it('MID-6: should show (void, cancelled) once it is called off', () => {
    const [begun] = ownMidAuthorised as [PaymentFact];
    expect(shown(told(ownMid(), begun, happens('transaction.cancelled')))).toEqual(['(void, cancelled)']);
  });
});

describe('a refund', () => {
  const listed = (status: string, more: object = {}): Payment =>
    reached(
      notified('completed', 'completed'),
      notified('completed', 'completed', {
        at: '2019-11-05T09:00:00',
        related_transactions: [refundOf('8', 400, status, more)],
      }),
    );
  const money = ({ reserved, refunded, chargedBack, refundable }: ReturnType<typeof position>) => ({
    reserved,
    refunded,
    chargedBack,
    refundable,
  });

  it('REF-1: should set its amount aside once it is asked for', () => {
    const asked = told(paid(), refundAsked());
    expect(money(position(asked))).toEqual({ reserved: 400, refunded: 0, chargedBack: 0, refundable: 600 });
    expect(money(position(listed('reserved')))).toEqual({
      reserved: 400,
      refunded: 0,
      chargedBack: 0,
      refundable: 600,
    });
  });

  it('REF-2: should have been made once it is completed', () => {
    expect(money(position(listed('completed')))).toEqual({
      reserved: 0,
      refunded: 400,
      chargedBack: 0,
      refundable: 600,
    });
  });

  it('REF-3: should be told from a chargeback, which takes the money back and stands against another refund', () => {
    const back = reached(
      notified('completed', 'completed'),
      statusRead('chargedback', 'completed', {
        at: '2019-11-05T09:00:00',
        related_transactions: [refundOf('9', 1000, 'completed', { type: 'chargeback' })],
      }),
    );
    expect(money(position(back))).toEqual({ reserved: 0, refunded: 0, chargedBack: 1000, refundable: 0 });
    expect(refusedWith(back, refundAsked())).toBe('refund_chargeback_attached');
  });

  it('REF-4: should give its amount free once it is called off', () => {
    expect(money(position(listed('void')))).toEqual({ reserved: 0, refunded: 0, chargedBack: 0, refundable: 1000 });
  });

  it('REF-5: should give its amount free once it is turned down', () => {
    expect(money(position(listed('declined')))).toEqual({ reserved: 0, refunded: 0, chargedBack: 0, refundable: 1000 });
  });
});

describe('an order that several methods pay', () => {
  const giftCard = { type: 'COUPON', payment_description: 'VVV gift card', amount: 300, currency: 'EUR' };
  const mixed = {
    payment_methods: [
      { ...giftCard, status: 'completed' },
      { type: 'VISA', payment_description: 'Visa', amount: 700, currency: 'EUR' },
    ],
  };
  const order = (): Payment => reached(notified('completed', 'completed', mixed));

  it('PART-1, D26: should have only the part of the card collected here, and ship once both cover what it is for', () => {
    expect(position(order()).collected).toBe(700);
    expect(safeToShip(order(), expected).answer).toBe('yes');
    expect(safeToShip(order(), { amount: 1001, currency: 'EUR' }).answer).toBe('no');
  });

  it('PART-2: should give back the part of the card, never that of a gift card, and mark the rest as asked back', () => {
    expect(refusedWith(order(), refundAsked({ amount: 701 }))).toBe('refund_exceeds_refundable');
    const { amount: _, ...rest } = refundAsked() as RefundRequested;
    const all = told(order(), { ...rest, all: true });
    expect([position(all).reserved, all.parts.find(({ family }) => family === 'giftCard')?.askedBack]).toEqual([
      700,
      true,
    ]);
  });
});

describe('a payment that is captured by hand', () => {
  const listing = (remain: number, ...captures: object[]) =>
    reserved(remain, { at: '2019-11-05T09:00:00', related_transactions: captures });
  const money = (payment: Payment) => [position(payment).collected, remainingOf(payment)];

  it('CAP-1: should be reserved and not paid while it is authorised', () => {
    const payment = reached(reserved());
    expect(shown(payment)).toEqual(['(completed, initialized)']);
    expect(money(payment)).toEqual([0, 1000]);
    expect(safeToShip(payment, expected)).toMatchObject({ answer: 'no', because: [{ code: 'ship_not_captured' }] });
  });

  it('CAP-2: should keep its statuses when a part is captured, by an order and a transaction of its own', () => {
    const payment = reached(reserved(), ownCapture('8', 400, { at: '2019-11-05T09:00:00' }));
    expect(shown(payment)).toEqual(['(completed, initialized)']);
    expect(money(payment)).toEqual([400, 600]);
    const more = mayCapture(payment, { amount: 601, currency: 'EUR', at });
    expect(more).toMatchObject({ answer: 'no', because: [{ code: 'capture_exceeds_remainder' }] });
  });

  it('CAP-3: should be paid in full when all of it is captured, however often that is told', () => {
    const all = [captureOf('8', 400), captureOf('9', 600)];
    const { payment } = observe(
      reached(listing(600, ...all.slice(0, 1))),
      notified('completed', 'completed', { at: '2019-11-06T09:00:00', ...byHand(0), related_transactions: all }),
    );
    expect(shown(payment as Payment)).toEqual(['(completed, completed)']);
    expect(money(payment as Payment)).toEqual([1000, 0]);
  });

  it('CAP-4: should release what remains when the reservation is cancelled, and keep what was captured', () => {
    const payment = told(
      reached(reserved(), ownCapture('8', 400, { at: '2019-11-05T09:00:00' })),
      happens('reservation.cancelled'),
    );
    expect(money(payment)).toEqual([400, 0]);
    expect(mayCapture(payment, { amount: 1, currency: 'EUR', at }).answer).toBe('no');
  });

  it('CAP-5: should be asked about, and not taken for ended, after the days of its brand', () => {
    const days = (brand: 'visa' | 'mastercard' | 'maestro') => {
      const begun = told(opened(), ordered({ brand, capture: 'manual' }));
      const standing = told(
        begun,
        ...authenticated.slice(1),
        ...['authorisation.approved', 'screening.passed'].map((type) => happens(type)),
      );
      return (Date.parse(captureBefore(standing) ?? '') - Date.parse(at)) / 86_400_000;
    };
    expect([days('visa'), days('mastercard'), days('maestro')]).toEqual([7, 30, 30]);
    const late = mayCapture(reached(reserved()), { amount: 1000, currency: 'EUR', at: '2019-11-20T09:00:00Z' });
    expect(late).toMatchObject({ answer: 'unknown', because: [{ code: 'capture_may_be_late' }] });
  });

  it('CAP-6: should be Visa, Mastercard or Maestro', () => {
    const refused = cardBrands.filter(
      (brand) => refusedWith(opened(), ordered({ brand, capture: 'manual' })) === 'capture_brand',
    );
    expect(refused).toEqual(['amex', 'bancontact']);
  });
});

describe('a chargeback that carries a dispute', () => {
  const heardOn = (at: string, status: string, ...beside: object[]) =>
    notified(beside.length > 0 ? 'completed' : 'chargeback', 'completed', {
      at,
      related_transactions: [
        {
          ...refundOf('c', 1000, 'completed', { type: 'chargeback' }),
          dispute: { status, merchant_response_date: '2019-11-25' },
        },
        ...beside,
      ],
    });
  const disputed = (...words: readonly string[]): Payment =>
    reached(
      notified('completed', 'completed'),
      ...words.map((word, index) => heardOn(`2019-11-0${6 + index}T10:00:00`, word)),
    );
  const challenge = (payment: Payment, when: string): string => mayChallenge(payment, { at: when }).answer;

  it('DIS-1: should follow its words, and take opened for open', () => {
    const word = (payment: Payment) => viewOf(payment).refunds[0]?.dispute?.word;
    expect(word(disputed('new', 'opened'))).toBe('open');
    expect(word(disputed('new', 'opened', 'submitted'))).toBe('submitted');
  });

  it('DIS-2: should be answerable until its date, and asked about after it, never taken for accepted', () => {
    const payment = disputed('new');
    expect(disputeDue(payment).map(({ due }) => due)).toEqual(['2019-11-25T23:59:59']);
    expect([challenge(payment, '2019-11-20T09:00:00Z'), challenge(payment, '2019-12-01T09:00:00Z')]).toEqual([
      'yes',
      'unknown',
    ]);
  });

  it('DIS-3: should not be refunded as well once it is accepted', () => {
    expect(refusedWith(disputed('accepted'), refundAsked({ amount: 1 }))).toBe('refund_chargeback_attached');
  });

  it('D34: should give the money back by a reversal alone, and for good once the dispute is closed', () => {
    const won = refundOf('v', 1000, 'completed', { type: 'reverse-chargeback', created: '2019-11-07T09:00:00' });
    expect(position(disputed('processed', 'closed')).chargedBack).toBe(1000);
    const early = observe(disputed('processed'), heardOn('2019-11-08T10:00:00', 'processed', won)).payment as Payment;
    expect([position(early).chargedBack, safeToShip(early, expected).answer]).toEqual([0, 'unknown']);
    expect(refusedWith(early, refundAsked({ amount: 1 }))).toBe('refund_dispute_open');
    const late = observe(early, heardOn('2019-11-09T10:00:00', 'closed', won)).payment as Payment;
    expect(safeToShip(late, expected).answer).toBe('yes');
  });
});

describe('what the first release taught', () => {
  it('D25: should ship only what the merchant says the order is for, whatever a report says', () => {
    expect(safeToShip(paid(), expected).answer).toBe('yes');
    expect(safeToShip(paid({ amount: 1 }), expected).because.map(({ code }) => code)).toEqual(['ship_paid_less']);
    expect(safeToShip(paid()).because.map(({ code }) => code)).toEqual(['order_amount_unknown']);
  });

  it('D27: should not undo a collection by a notification, and take it back by a read that may correct', () => {
    const denied = observe(paid(), notified('void', 'cancelled', { at: '12:00' }));
    const kept = denied.payment as Payment;
    expect([denied.verdict.verdict, position(kept).collected, safeToShip(kept, expected).answer]).toEqual([
      'illegal',
      1000,
      'unknown',
    ]);
    const read = observe(kept, statusRead('void', 'cancelled', { at: '12:00' })).payment as Payment;
    expect([position(read).refundable, safeToShip(read, expected).answer]).toEqual([0, 'no']);
  });

  it('D28: should be corrected by a read that contradicts what is kept, as a violation by its name', () => {
    const { verdict, payment } = observe(paid(), statusRead('completed', 'completed', { amount: 900, at: '12:00' }));
    expect([violationsOf(verdict), position(payment as Payment).collected]).toEqual([
      expect.arrayContaining(['amount_changed']),
      900,
    ]);
  });

  it('D31: should give a refund without a reference to the only payment that can bear it, and to none of two', () => {
    const unreferenced = notified('completed', 'completed', {
      ...refundOf('8', 400, 'completed'),
      at: '2019-11-05T09:00:00',
      amount: -400,
    });
    expect(position(observe(paid(), unreferenced).payment as Payment).refunded).toBe(400);
    const twice = observe(paid(), notified('completed', 'completed', { transaction_id: '9', at: '10:30' })).payment;
    expect(comesTo(observe(twice as Payment, unreferenced).verdict)).toBe('unknown refund_owner_unknown');
  });

  it('D32: should show a refund on own MID beside completed', () => {
    const done = told(ownMid(), ...ownMidAuthorised, happens('screening.passed'));
    const back = told(done, refundAsked({ amount: 1000 }), {
      type: 'refund.completed',
      at: '2019-11-06T09:00:00Z',
      refundId: 'refund-1',
    });
    expect(shown(back)).toEqual(['(refunded, completed)']);
  });

  it('D35: should come to the same, in whatever order a list has its entries', () => {
    const entries = [
      refundOf('8', 300, 'completed'),
      refundOf('9', 200, 'reserved'),
      refundOf('10', 1000, 'completed', { type: 'chargeback' }),
      refundOf('11', 1000, 'completed', { type: 'reverse-chargeback', reference_transaction_id: '10' }),
    ];
    const listed = (list: readonly object[]) =>
      position(
        reached(
          notified('completed', 'completed'),
          statusRead('completed', 'completed', { at: '2019-11-06T09:00:00', related_transactions: list }),
        ),
      );
    const first = listed(entries);
    expect(first).toMatchObject({ refunded: 300, reserved: 200, chargedBack: 0, refundable: 500 });
    for (const [index] of entries.entries())
      expect(listed([...entries.slice(index), ...entries.slice(0, index)].reverse())).toEqual(first);
  });

  it('D36: should give the certain reason, though another thing is in doubt', () => {
    const doubtful = observe(paid({ currency: 'USD' }), notified('declined', 'declined', { at: '12:00' })).payment;
    const asked = step(doubtful as Payment, refundAsked({ amount: 5000, currency: 'USD' }));
    expect(asked).toMatchObject({ ok: false, refusal: { code: 'refund_exceeds_refundable' } });
  });

  it('D38: should take a report of another method as outside, and no card attempt beside what it settles', () => {
    const { verdict, payment } = observe(opened(), notified('completed', 'completed', by('IDEAL')));
    expect(verdict.verdict).toBe('outside');
    expect(refusedWith(payment as Payment, ordered({ transactionId: '8' }))).toBe('order_settled_outside');
  });
});

describe('the product', () => {
  const root = new URL('../../', import.meta.url);

  it('DC-1: should have the payment, the own-MID payment and the refund each as an XState chart', () => {
    expect(firstCharts).toEqual(['transaction', 'own-mid', 'refund']);
    const leaves = firstCharts.map((id) => leavesOf(written(chartSources[id].create())).length);
    expect(Math.min(...leaves)).toBeGreaterThan(5);
    expect(chartIds).toEqual(['transaction', 'own-mid', 'authorisation', 'capture', 'refund', 'dispute']);
  });

  it('DC-2: should express the rules on brands and 3-D Secure as guards that refuse by name', () => {
    const { permissions } = chartSources.transaction;
    const refused = editionNames.flatMap((edition) =>
      cardBrands.flatMap((brand) =>
        ['permits3D', 'permitsNon3D'].map((guard) =>
          permissions[guard]?.refuse(
            { collector: 'multisafepay', edition, brand, lowValue: isLowValue(3001, 'EUR') } as never,
            {} as never,
          ),
        ),
      ),
    );
    expect(new Set(refused.map((reason) => reason?.code))).toEqual(
      new Set([undefined, 'brand_requires_3d', 'brand_forbids_3d', 'amount_requires_3d', 'direct_not_supported']),
    );
  });

  test.prop({ start: fc.nat(), picks: fc.array(fc.nat(), { maxLength: 12 }) }, { numRuns: 2000 })(
    'DC-3: should take no step that is not stated, in any history that is generated',
    ({ start, picks }) => {
      const { relation } = theLaw();
      const openings = relation.list(relation.openings(chartIds));
      let cell = openings[start % openings.length] as NumberedCell;
      for (const pick of picks) {
        const rows = relation.rowsFrom(cell).filter(({ broken }) => broken === undefined);
        const row = rows[pick % rows.length];
        if (!row) break;
        const next = relation.cells[relation.indexOf(row.to) ?? -1] as NumberedCell;
        expect(isStated(cell, row.fact, next), `${cell.state} on ${row.fact} to ${next.state}`).toBe(true);
        cell = next;
      }
    },
  );

  it('DC-4: should be embedded by a few calls: open a payment, tell a fact, observe a report', () => {
    const asked = step(openPayment({ orderId: 'order-1' }), ordered());
    if (!asked.ok) throw new Error(asked.refusal.says);
    const { verdict, payment } = observe(asked.next, readOrder({ order_id: 'order-1', status: 'completed' }));
    expect([comesTo(verdict), payment && safeToShip(payment).answer]).toEqual(['applied', 'yes']);
  });

  it('DC-5: should show its charts and a payment to the XState inspector', async () => {
    const { inspector, messages } = recordInspector();
    inspect(told(opened(), with3D), inspector);
    const said = JSON.stringify(await messages());
    for (const state of leavesOf(written(chartSources.transaction.create())))
      expect(said).toContain(state.split('.').at(-1) as string);
  });

  it('DC-6: should have a book for a reviewer, about the law as it stands', () => {
    const contents = readFileSync(new URL('docs/book/README.md', root), 'utf8');
    for (const hash of Object.values(lawHashes)) expect(contents).toContain(hash);
    for (const chapter of ['Traceability', 'Register', 'Refusals', 'The proof']) expect(contents).toContain(chapter);
  });

  it('DC-7: should be built on the packages, and laid out in the folders, that the card names', () => {
    const { peerDependencies, peerDependenciesMeta, devDependencies } = JSON.parse(
      readFileSync(new URL('package.json', root), 'utf8'),
    ) as Record<'peerDependencies' | 'peerDependenciesMeta' | 'devDependencies', object>;
    // A peer that is not optional: npm installs it, and a shop has one XState, by which its own charts run too.
    expect(Object.keys(peerDependencies)).toContain('xstate');
    expect(Object.keys(peerDependenciesMeta)).not.toContain('xstate');
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(['fast-check', 'vitest', 'typedoc']));
    for (const path of ['src', 'machines', 'test', 'docs', 'tsconfig.json', 'typedoc.json'])
      expect(existsSync(new URL(path, root)), path).toBe(true);
  });
});

/** Whether the requirements and decisions state a step. */
function isStated(from: NumberedCell, fact: string, to: NumberedCell): boolean {
  const before = shownIdOf(from.chart, from.meta) ?? begun;
  // What shows nothing is before the beginning, unless nothing may follow it.
  const after = shownIdOf(to.chart, to.meta) ?? (to.final ? won : begun);
  return statedSteps.some(
    (step) => step.chart === from.chart && step.from === before && step.to === after && step.facts.includes(fact),
  );
}
