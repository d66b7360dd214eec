/**
 * Goal: whatever is given to the lifecycle, the answer is an InputError or a refusal: never another thrown error, and never a
 * refund that nobody could have asked for.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  begin,
  deadlines,
  explain,
  fundsAt,
  InputError,
  isSuperseded,
  mayCancel,
  mayRefund,
  mayReview,
  observe,
  type Payment,
  position,
  safeToShip,
  screeningOf,
  step,
} from '../../src/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { at, expected, notified, observeAll, paid, refundAsked, refundOf, told, wire } from './reports.ts';

const cyclic: Record<string, unknown> = { type: 'refund.requested', at };
cyclic.self = cyclic;
const throwing = Object.defineProperty({ at }, 'type', {
  enumerable: true,
  get: () => {
    throw new RangeError('a getter that throws');
  },
});
const bare = (fields: object): object => Object.assign(Object.create(null), fields);
const refusing = new Proxy(
  {},
  {
    ownKeys: () => {
      throw new TypeError('a proxy that refuses');
    },
    has: () => {
      throw new TypeError('a proxy that refuses');
    },
    get: () => {
      throw new TypeError('a proxy that refuses');
    },
  },
);

/** Values that are none of ours, whatever is expected. */
const strange: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  'a number': 7,
  NaN: Number.NaN,
  'a bigint': 7n,
  'a text': 'refund.requested',
  'a huge text': 'x'.repeat(1_000_000),
  'a symbol': Symbol('fact'),
  'a function': () => 'fact',
  'an array': [],
  'an array of facts': [{ type: 'refund.requested', at }],
  'an empty object': {},
  'an object without a prototype': bare({}),
  'a cyclic object': cyclic,
  'an object whose getter throws': throwing,
  'a proxy that refuses': refusing,
  'keys of the prototype': JSON.parse('{"__proto__":{"type":"refund.requested"},"constructor":{"prototype":{}}}'),
  'a date': new Date(0),
};

/** Amounts that no refund can have. */
const noAmounts: readonly unknown[] = [
  0,
  -0,
  -1,
  0.5,
  400.000001,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 53,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  '400',
  '',
  null,
  true,
  [],
  [400],
  {},
  bare({ valueOf: () => 400 }),
  400n,
  Symbol('400'),
  () => 400,
];
const noInstants: readonly unknown[] = [
  undefined,
  null,
  0,
  '',
  'now',
  '2019-02-30T10:00:00Z',
  '+999999-01-01T00:00:00Z',
  '2019-11-05T25:00:00Z',
  '2019-11-05T09:00:00',
  `2019-11-05T09:00:00.${'0'.repeat(100_000)}Z`,
  new Date(Number.NaN),
  bare({}),
];

/** What an act comes to: `refused`, `cannot be read`, or what it answered. Whatever else it throws fails the test. */
function comes<T>(act: () => T): 'cannot be read' | T {
  try {
    return act();
  } catch (error) {
    if (error instanceof InputError) {
      expect(error.wayOut).not.toBe('');
      expect(error.message.length).toBeLessThan(2000);
      return 'cannot be read';
    }
    throw error;
  }
}

/** Whether an act admitted something, where nothing can be. */
function isAdmitted(act: () => unknown): boolean {
  const came = comes(act);
  return typeof came === 'object' && came !== null && 'ok' in came && came.ok === true;
}

const refunded = (payment: Payment): number => {
  const { reserved, refunded: back, unattributed } = position(payment);
  return reserved + back + unattributed;
};

const payment = paid();
const asked = { amount: 400, currency: 'EUR', at: '2019-11-05T09:00:00Z' };
const snapshot = begin('refund', { sameDay: false });
const ledger = {
  collected: true,
  refundable: 1000,
  refundableKnown: true,
  currency: 'EUR',
  chargebackAttached: false,
  outcomeUnknown: false,
  earlier: [],
};
const request = (fields: object, known: object = {}): object => ({
  type: 'refund.requested',
  at,
  ask: { amount: 400, currency: 'EUR', at, ledger: { ...ledger, ...known }, ...fields },
});
const askOf = (fact: unknown) => () => step(snapshot as never, fact as never);

const questions: Readonly<Record<string, (subject: never) => unknown>> = {
  step: (subject) => step(subject, refundAsked() as never),
  explain: (subject) => explain(subject, { status: { order: 'completed', transaction: 'completed' } }),
  observe: (subject) => observe(subject ?? null, notified('completed', 'completed')),
  safeToShip: (subject) => safeToShip(subject, expected),
  mayCancel,
  mayReview,
  mayRefund: (subject) => mayRefund(subject, asked),
  fundsAt,
  deadlines,
  isSuperseded: (subject) => isSuperseded(subject, 0),
  screeningOf: (subject) => screeningOf(subject, 0),
};

describe('a value that is none of ours', () => {
  const values = Object.entries(strange).map(([name, value]) => ({ name, value }));

  it.each(Object.entries(questions))('should not be taken for a payment: %s', (_, ask) => {
    for (const { name, value } of values)
      expect(
        comes(() => ask(value as never)),
        name,
      ).toBe('cannot be read');
  });

  it.each(values)('should not be taken for a fact, a wish or a report: $name', ({ value }) => {
    for (const subject of [payment, snapshot]) {
      expect(comes(() => step(subject as never, value as never))).toBe('cannot be read');
      expect(comes(() => explain(subject as never, value as never))).toBe('cannot be read');
      expect(comes(() => explain(subject as never, { fact: value } as never))).toBe('cannot be read');
      if (value !== undefined)
        expect(comes(() => explain(subject as never, { status: value } as never))).toBe('cannot be read');
    }
    expect(comes(() => observe(payment, value as never))).toBe('cannot be read');
    expect(comes(() => observe(undefined, value as never))).toBe('cannot be read');
    expect(comes(() => mayRefund(payment, value as never))).toBe('cannot be read');
    if (value !== undefined) expect(comes(() => safeToShip(payment, value as never))).toBe('cannot be read');
  });

  it.each(values)('should be no field of a payment: $name', ({ name, value }) => {
    for (const field of ['orderId', 'attempts', 'refunds', 'captures', 'parts', 'outside', 'setAside', 'alarms']) {
      const isText = typeof value === 'string' && field === 'orderId';
      if (isText || (Array.isArray(value) && value.length === 0)) continue;
      for (const [question, ask] of Object.entries(questions))
        expect(
          comes(() => ask({ ...payment, [field]: value } as never)),
          `${question} ${field} ${name}`,
        ).toBe('cannot be read');
    }
  });

  it.each(values.filter(({ value }) => value !== undefined))(
    'should be no edition, collector, purpose or brand of a payment: $name',
    ({ value }) => {
      const [attempt] = payment.attempts;
      for (const [question, ask] of Object.entries(questions)) {
        for (const field of ['edition', 'collector', 'expected'])
          expect(
            comes(() => ask({ ...payment, [field]: value } as never)),
            `${question} ${field}`,
          ).toBe('cannot be read');
        const attempts = [{ ...attempt, brand: value }];
        expect(
          comes(() => ask({ ...payment, attempts } as never)),
          `${question} brand`,
        ).toBe('cannot be read');
      }
    },
  );
});

describe('an amount that no refund can have', () => {
  it.each(noAmounts.map((amount) => ({ amount })))('should never be given back: $amount', ({ amount }) => {
    expect(isAdmitted(() => step(payment, refundAsked({ amount: amount as never })))).toBe(false);
    expect(isAdmitted(askOf(request({ amount })))).toBe(false);
    const may = comes(() => mayRefund(payment, { ...asked, amount: amount as never }));
    expect(typeof may === 'object' && may.answer).not.toBe('yes');
  });

  it.each(noAmounts.slice(2).map((amount) => ({ amount })))('should be in no ledger: $amount', ({ amount }) => {
    expect(comes(askOf(request({}, { refundable: amount })))).toBe('cannot be read');
    expect(comes(askOf(request({}, { earlier: [{ amount, at }] })))).toBe('cannot be read');
    const [attempt] = payment.attempts;
    for (const field of ['amount', 'cardShare', 'smallestShare'])
      expect(
        comes(() =>
          step({ ...payment, attempts: [{ ...attempt, [field]: amount }] } as unknown as Payment, refundAsked()),
        ),
      ).toBe('cannot be read');
  });

  it('should be refused with a reason where it is at least a number', () => {
    for (const amount of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      const stepped = step(payment, refundAsked({ amount }));
      expect(stepped.ok ? 'admitted' : stepped.refusal.code).toBe('refund_amount_not_positive');
    }
  });
});

describe('a refund request', () => {
  it('should be for everything only if it says so, and then for no amount', () => {
    const all = { type: 'refund.requested', at, refundId: 'refund-1', currency: 'EUR' };
    const reserved = (fact: object): unknown =>
      comes(() => refunded(told(payment, fact as Parameters<typeof told>[1])));
    expect(reserved({ ...all, all: true })).toBe(1000);
    expect(reserved({ ...all, all: undefined, amount: 400 })).toBe(400);
    for (const wrong of [false, null, 0, 1, 'true', [], {}])
      expect(reserved({ ...all, all: wrong, amount: 400 })).toBe('cannot be read');
    expect(reserved({ ...all, all: true, amount: 400 })).toBe('cannot be read');
    expect(comes(() => step(payment, all as never))).toMatchObject({ ok: false });
  });

  it('should be intentional only if it says yes', () => {
    const list = { amount_refunded: 400, related_transactions: [refundOf('8', 400, 'reserved')] };
    const once = told(payment, refundAsked());
    const known = observeAll(
      [notified('completed', 'completed', { at: '2019-11-05T11:00:00', ...list })],
      once,
    ).payment;
    for (const intentional of ['no', 1, null, {}, []])
      expect(isAdmitted(() => step(known, refundAsked({ refundId: 'r-2', intentional: intentional as never })))).toBe(
        false,
      );
  });

  it.each(noInstants.map((time) => ({ time })))('should be at an instant: $time', ({ time }) => {
    expect(comes(() => step(payment, refundAsked({ at: time as never })))).toBe('cannot be read');
    expect(comes(askOf({ ...request({}), at: time }))).toBe('cannot be read');
    expect(comes(askOf(request({ at: time })))).toBe('cannot be read');
    expect(comes(() => mayRefund(payment, { ...asked, at: time as never }))).toBe('cannot be read');
    if (time !== undefined) expect(comes(askOf(request({}, { earliest: time })))).toBe('cannot be read');
  });

  it('should be judged by a ledger that says all it must', () => {
    expect(isAdmitted(askOf(request({})))).toBe(true);
    for (const key of Object.keys(ledger).filter((one) => one !== 'currency'))
      for (const wrong of [undefined, null, 'yes', Number.NaN, Number.POSITIVE_INFINITY])
        expect(comes(askOf(request({}, { [key]: wrong }))), key).toBe('cannot be read');
    for (const value of Object.values(strange))
      for (const fact of [{ type: 'refund.requested', at, ask: value }, request({ ledger: value })])
        expect(comes(askOf(fact))).toBe('cannot be read');
  });

  it('should not change between its check and its booking', () => {
    let looked = 0;
    const sly = Object.defineProperty({ ...refundAsked() }, 'amount', {
      enumerable: true,
      get: () => (looked++ === 0 ? 400 : 1_000_000),
    });
    const stepped = comes(() => step(payment, sly as never));
    expect(typeof stepped === 'object' && stepped.ok && refunded(stepped.next)).toBe(400);
  });
});

describe('a snapshot that no chart has', () => {
  it('should not be stepped, nor explained', () => {
    for (const value of Object.values(strange))
      for (const wrong of [{ chart: value }, { state: value }, { profile: value }, { profile: { sameDay: value } }]) {
        const forged = { ...snapshot, ...wrong };
        expect(comes(() => step(forged as never, request({}) as never))).toBe('cannot be read');
        const wish = { status: { order: 'reserved', transaction: 'reserved' } };
        expect(comes(() => explain(forged as never, wish as never))).toBe('cannot be read');
      }
  });
});

describe('a report that no reader made', () => {
  const report = notified('completed', 'completed');
  const words = ['__proto__', 'constructor', 'toString', 'valueOf', '', 'COMPLETED', 'paid', 7, null, [], bare({})];

  it.each(words.map((word) => ({ word })))('should book nothing by the word $word', ({ word }) => {
    for (const field of ['order', 'transaction', 'kind', 'channel', 'outcome', 'method'])
      expect(
        comes(() => observe(undefined, { ...report, [field]: word } as never)),
        field,
      ).toBe('cannot be read');
    for (const related of [[{ status: word }], [{ status: 'completed', kind: word }], { 0: word }])
      expect(comes(() => observe(payment, { ...report, related } as never))).toBe('cannot be read');
  });

  it('should book no amount that is none', () => {
    for (const amount of noAmounts.slice(2)) {
      for (const field of ['amount', 'amountRefunded', 'captureRemaining'])
        expect(
          comes(() => observe(payment, { ...report, [field]: amount } as never)),
          field,
        ).toBe('cannot be read');
      const related = [{ status: 'completed', kind: 'refund', amount }];
      expect(comes(() => observe(payment, { ...report, related } as never))).toBe('cannot be read');
    }
  });
});

/** Anything at all, things with our own keys among them. */
const keys = [
  'type',
  'at',
  'ask',
  'amount',
  'currency',
  'refundId',
  'all',
  'key',
  'transactionId',
  'ledger',
  'chart',
  'attempts',
];
const types = [
  'refund.requested',
  'order.created',
  'chargeback.received',
  'transaction.identified',
  'refund.completed',
];
const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true, withMap: true }),
  fc.json().map((text): unknown => JSON.parse(text)),
  fc.dictionary(fc.constantFrom(...keys), fc.anything()),
  fc
    .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...keys.slice(3)), fc.anything()))
    .map(([type, fields]) => ({ at, ...fields, type })),
);
const runs = { numRuns: 2000 };

describe('anything at all', () => {
  test.prop([anything], runs)('should be an InputError or a refusal, as a fact or as what is asked', (value) => {
    for (const subject of [payment, snapshot]) {
      const stepped = comes(() => step(subject as never, value as never)) as unknown;
      comes(() => explain(subject as never, value as never));
      comes(() => explain(subject as never, { fact: value } as never));
      comes(() => explain(subject as never, { status: value } as never));
      if (typeof stepped === 'object' && stepped !== null && 'next' in stepped && subject === payment)
        expect(refunded(stepped.next as Payment)).toBeLessThanOrEqual(1000);
    }
    const may = comes(() => mayRefund(payment, value as never));
    if (typeof may === 'object' && may.answer === 'yes')
      expect((value as { amount: number }).amount).toBeLessThanOrEqual(1000);
    comes(() => safeToShip(payment, value as never));
  });

  test.prop([anything], runs)('should be an InputError, as a payment', (value) => {
    for (const [name, ask] of Object.entries(questions)) {
      if (name === 'observe' && value === undefined) continue;
      comes(() => ask(value as never));
    }
  });

  test.prop(
    [anything, fc.constantFrom(...Object.keys(notified('completed', 'completed')), 'related', 'methods', 'kind')],
    runs,
  )('should be an InputError or a verdict, as a report or as a field of one', (value, field) => {
    comes(() => observe(payment, value as never));
    const came = comes(() => observe(payment, { ...notified('completed', 'completed'), [field]: value } as never));
    if (typeof came === 'object' && came.payment) {
      expect(refunded(came.payment)).toBeLessThanOrEqual(1000);
      comes(() => safeToShip(came.payment as Payment, expected));
    }
  });

  test.prop(
    [
      fc.json(),
      fc.constantFrom(...Object.keys(wire('completed', 'completed')), 'related_transactions', 'type', 'var1'),
    ],
    runs,
  )('should be an InputError or a verdict, as a field of an order that is read', (text, field) => {
    const json = { ...wire('completed', 'completed'), [field]: JSON.parse(text) as unknown };
    const came = comes(() => observe(payment, readOrder(json)));
    if (typeof came === 'object' && came.payment) {
      const may = mayRefund(came.payment, { ...asked, amount: 1001 });
      expect(may.answer).not.toBe('yes');
    }
  });
});
