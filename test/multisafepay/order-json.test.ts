/**
 * Goal: every order MultiSafepay sends is read as it is meant, and whatever cannot be read is refused with its place
 * and the way out. Nothing but an InputError is ever thrown.
 */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { outcomeLetters } from '../../machines/index.ts';
import { InputError } from '../../src/lifecycle/input-error.ts';
import { readOrder, readOrders } from '../../src/multisafepay/index.ts';
import { cardNumber, testCards } from './card-numbers.ts';

const bare = { order_id: 'order-1', status: 'completed' };
const read = (fields: object) => readOrder({ ...bare, ...fields });

/** The error that reading these fields of an order throws. */
function refused(fields: object): InputError {
  return errorOf(() => read(fields));
}

function errorOf(act: () => unknown): InputError {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('was read');
}

describe('the envelope', () => {
  it('should tell a status read from a notification', () => {
    expect(readOrder(bare)).toEqual({ channel: 'notification', orderId: 'order-1', order: 'completed' });
    expect(readOrder({ success: true, data: bare }).channel).toBe('status_read');
  });

  it('should let the caller say how it came', () => {
    expect(readOrder(bare, { channel: 'status_read' }).channel).toBe('status_read');
    expect(readOrder({ success: true, data: bare }, { channel: 'notification' }).channel).toBe('notification');
  });

  it("should pass on MultiSafepay's own error", () => {
    const error = errorOf(() =>
      readOrder({ success: false, data: {}, error_code: 1006, error_info: 'Invalid 4111111111111111' }),
    );
    expect(error.message).toContain('error 1006: "Invalid ************1111"');
  });

  it('should place an error inside the envelope', () => {
    expect(errorOf(() => readOrder({ success: true, data: { ...bare, amount: 1.5 } })).path).toBe('data.amount');
    expect(errorOf(() => readOrder({ success: true })).path).toBe('data');
    expect(errorOf(() => readOrder({ success: 'yes', data: bare })).path).toBe('success');
  });

  it.each([null, undefined, 'completed', 3, true, [bare]])('should refuse %j, which is no order', (json) => {
    expect(errorOf(() => readOrder(json)).message).toContain('expected one order, as a JSON object');
  });
});

describe('readOrders', () => {
  it('should read one order, a list, and an envelope around a list', () => {
    expect(readOrders(bare)).toEqual([readOrder(bare)]);
    expect(readOrders([bare, { success: true, data: bare }]).map(({ channel }) => channel)).toEqual([
      'notification',
      'status_read',
    ]);
    expect(readOrders({ success: true, data: [bare, bare] }).map(({ channel }) => channel)).toEqual([
      'status_read',
      'status_read',
    ]);
    expect(readOrders([])).toEqual([]);
  });

  it('should name the place in the list', () => {
    expect(errorOf(() => readOrders([bare, { ...bare, amount: '10.50' }])).path).toBe('1.amount');
    expect(errorOf(() => readOrders({ success: true, data: [bare, 7] })).path).toBe('data.1');
  });
});

describe('ids', () => {
  it('should read numbers as text, and keep text as it is', () => {
    const report = read({ order_id: 1001, transaction_id: 17123154123113, reference_transaction_id: '001' });
    expect(report).toMatchObject({ orderId: '1001', transactionId: '17123154123113', reference: '001' });
  });

  it.each([2 ** 53, 1.5, -1, true, { id: 1 }, ['1']])('should refuse the transaction id %j', (id) => {
    expect(refused({ transaction_id: id }).path).toBe('transaction_id');
  });

  it.each([undefined, null, '', '  '])('should refuse the missing order id %j, and say the way out', (id) => {
    const error = refused({ order_id: id });
    expect(error).toMatchObject({ path: 'order_id', wayOut: expect.stringContaining('GET /orders/{order_id}') });
  });

  it.each([undefined, null, ''])('should take the transaction id %j as not said', (id) => {
    expect(read({ transaction_id: id })).not.toHaveProperty('transactionId');
  });
});

describe('statuses', () => {
  it('should refuse a missing order status', () => {
    expect(errorOf(() => readOrder({ order_id: 'order-1' })).path).toBe('status');
    expect(refused({ status: null }).path).toBe('status');
    expect(refused({ status: 7 }).path).toBe('status');
  });

  it.each([undefined, null, ''])('should take the financial status %j as not reported', (word) => {
    expect(read({ financial_status: word })).not.toHaveProperty('transaction');
  });

  it('should keep words nobody knows', () => {
    expect(read({ status: 'Half', financial_status: 'half', type: 'fee' })).toMatchObject({
      order: { unknown: 'Half' },
      transaction: { unknown: 'half' },
      kind: { unknown: 'fee' },
    });
  });

  it.each([
    ['void', 'VOID', true],
    ['void', 'cancelled', undefined],
    ['cancelled', 'void', undefined],
    ['void', null, undefined],
  ])('should tell (%s, %s) from (void, void)', (status, financial_status, voidVoid) => {
    const report = read({ status, financial_status });
    expect(report.order).toBe('void');
    expect(report.voidVoid).toBe(voidVoid);
  });
});

describe('amounts', () => {
  it.each([
    [1000, 1000],
    ['1000', 1000],
    [0, 0],
    [-0, 0],
    ['-0', 0],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ])('should read %j', (said, amount) => {
    const report = read({ amount: said, amount_refunded: said });
    expect(report.amount).toBe(amount);
    expect(report.amountRefunded).toBe(amount);
    expect(report).not.toHaveProperty('negative');
  });

  it('should read a minus sign as money that leaves', () => {
    expect(read({ amount: -250 })).toMatchObject({ amount: 250, negative: true });
    expect(read({ amount: '-250' })).toMatchObject({ amount: 250, negative: true });
    expect(read({ related_transactions: [{ status: 'completed', amount: -250 }] }).related?.[0]?.amount).toBe(250);
  });

  it.each(['10.50', 10.5, 2 ** 53, '9007199254740993', '1e3', '0x10', 'ten', true, { cents: 1 }, [1000]])(
    'should refuse %j',
    (amount) => {
      expect(refused({ amount })).toMatchObject({ path: 'amount', wayOut: 'Send EUR 10.50 as 1050.' });
      expect(refused({ related_transactions: [{ status: 'completed', amount }] }).path).toBe(
        'related_transactions.0.amount',
      );
    },
  );

  it('should refuse a negative refunded amount and a negative rest', () => {
    expect(refused({ amount_refunded: -1 }).path).toBe('amount_refunded');
    expect(refused({ payment_details: { capture_remain: '-1' } }).path).toBe('payment_details.capture_remain');
  });

  it.each([null, '', undefined])('should take %j as not said', (amount) => {
    expect(read({ amount, amount_refunded: amount })).toEqual(read({}));
  });
});

describe('the currency', () => {
  it('should read any letter case', () => expect(read({ currency: ' eur ' }).currency).toBe('EUR'));

  it.each(['XYZ', 'EURO', 978, 'constructor'])('should refuse %j', (currency) =>
    expect(refused({ currency }).path).toBe('currency'),
  );
});

describe('times', () => {
  it('should read a blank as a T', () => {
    expect(read({ created: '2025-03-24 15:49:54' })).toMatchObject({
      created: '2025-03-24T15:49:54',
      recency: '2025-03-24T15:49:54',
    });
  });

  it.each(['2024-02-29T23:59:59', '2000-02-29T00:00:00', '2025-12-31T00:00:00'])('should read %s', (created) =>
    expect(read({ created }).created).toBe(created),
  );

  it.each([
    '2025-03-24',
    '2025-02-29T00:00:00',
    '2025-04-31T00:00:00',
    '2025-04-00T00:00:00',
    '2025-01-01T00:60:00',
    '2025-03-24T15:49:54Z',
    '2025-03-24T15:49:54+01:00',
    '2025-02-30T00:00:00',
    '2025-13-01T00:00:00',
    '2025-01-01T24:00:00',
    '24-03-2025 15:49:54',
    1742827794,
  ])('should refuse %j and name the field', (time) => {
    expect(refused({ modified: time }).path).toBe('modified');
    expect(refused({ related_transactions: [{ status: 'completed', created: time }] }).path).toBe(
      'related_transactions.0.created',
    );
  });

  it('should take the latest modified or created, related transactions included, as the recency (D23)', () => {
    const times = { created: '2025-01-01T00:00:00', modified: '2025-01-02T00:00:00' };
    const later = { status: 'completed', created: '2025-01-03T00:00:00' };
    const latest = { status: 'completed', created: null, modified: '2025-01-04T00:00:00' };
    expect(read(times).recency).toBe('2025-01-02T00:00:00');
    expect(read({ created: times.created }).recency).toBe('2025-01-01T00:00:00');
    expect(read({ ...times, related_transactions: [later] }).recency).toBe('2025-01-03T00:00:00');
    expect(read({ ...times, related_transactions: [latest, later] }).recency).toBe('2025-01-04T00:00:00');
    expect(read({})).not.toHaveProperty('recency');
  });

  it('should not take the time of costs or payment methods as the recency', () => {
    const beside = [{ type: 'VISA', created: '2030-01-01T00:00:00', modified: 'never' }];
    expect(read({ created: '2025-01-01T00:00:00', costs: beside, payment_methods: beside }).recency).toBe(
      '2025-01-01T00:00:00',
    );
  });
});

describe('the payment method', () => {
  const methods = (...types: unknown[]) => ({ payment_methods: types.map((type) => ({ type })) });

  it.each([
    ['the details', { payment_details: { type: 'VISA' }, ...methods('MASTERCARD') }, { brand: 'visa' }],
    ['the first method', methods('IDEAL'), { outside: 'IDEAL', family: 'bank' }],
    ['the plain field of a list', { payment_method: 'MAESTRO' }, { brand: 'maestro' }],
    [
      'the one brand behind a generic card',
      { payment_details: { type: 'CREDITCARD' }, ...methods('AMEX') },
      { brand: 'amex' },
    ],
    ['the one brand beside a gift card', methods('VVVGIFTCRD', 'VISA'), { brand: 'visa' }],
    [
      'the wallet over a card',
      { payment_details: { type: 'APPLEPAY' }, ...methods('APPLEPAY', 'VISA') },
      { brand: 'visa' },
    ],
    ['an unknown word', { payment_details: { type: 'BARTER' } }, { unknown: 'BARTER' }],
  ])('should be read from %s', (_, fields, method) => expect(read(fields).method).toEqual(method));

  it.each([
    ['a generic card alone', { payment_details: { type: 'CREDITCARD' } }],
    ['a generic card over two brands', { payment_details: { type: 'CREDITCARD' }, ...methods('VISA', 'AMEX') }],
    ['two brands alone', methods('VISA', 'AMEX')],
    ['a generic card over something else', { payment_details: { type: 'CREDITCARD' }, ...methods('IDEAL') }],
    ['nothing', { payment_details: {}, payment_methods: null }],
    ["PHP's empty lists", { payment_details: [], payment_methods: [] }],
  ])('should stay open for %s', (_, fields) => expect(read(fields)).not.toHaveProperty('method'));
});

describe('3-D Secure', () => {
  const outcome = (status: unknown) => read({ payment_details: { card_authentication_result: { status } } }).outcome;

  it.each(outcomeLetters)('should read the outcome %s in any letter case', (letter) => {
    expect(outcome(letter)).toBe(letter);
    expect(outcome(letter.toLowerCase())).toBe(letter);
  });

  it.each(['success', 'X', '', null, 7])('should ignore the outcome %j', (word) =>
    expect(outcome(word)).toBeUndefined(),
  );

  it.each([{ customer_verification: { type: 'form', html: '' } }, { reason_code: '3001' }, { reason_code: 3012 }])(
    'should see in %j that it was asked for',
    (fields) => expect(read(fields).threeDAsked).toBe(true),
  );

  it.each([
    { customer_verification: null },
    { customer_verification: [] },
    { reason_code: '' },
    { reason_code: null },
    { reason_code: '3000' },
    { reason_code: 3013 },
    { reason_code: '4004' },
    { reason_code: ['3001'] },
  ])('should not see it in %j', (fields) => expect(read(fields)).not.toHaveProperty('threeDAsked'));
});

describe('manual capture', () => {
  it('should be read with what remains', () => {
    expect(read({ payment_details: { capture: 'Manual', capture_remain: '9743' } })).toMatchObject({
      manualCapture: true,
      captureRemaining: 9743,
    });
    expect(read({ payment_details: { capture: 'auto' } })).not.toHaveProperty('manualCapture');
  });
});

describe('related transactions', () => {
  it.each([null, [], {}, undefined])('should be missing when %j', (related_transactions) =>
    expect(read({ related_transactions })).not.toHaveProperty('related'),
  );

  it('should be read with everything they say', () => {
    const entry = {
      transaction_id: 258656087,
      order_id: 'order-1-refund',
      type: 'refund',
      status: 'cancelled',
      amount: '200',
      currency: 'eur',
      created: '2019-03-01 16:14:02',
      reference_transaction_id: 7656837,
      costs: [{ amount: 0.19 }],
    };
    expect(read({ related_transactions: [entry, { status: 'reserved', order_id: 'order-1' }] }).related).toEqual([
      {
        transactionId: '258656087',
        orderId: 'order-1-refund',
        kind: 'refund',
        status: 'void',
        amount: 200,
        currency: 'EUR',
        created: '2019-03-01T16:14:02',
        reference: '7656837',
      },
      { status: 'reserved' },
    ]);
  });

  it.each([
    [[null], 'related_transactions.0'],
    [[{}], 'related_transactions.0.status'],
    [[{ status: 'void', type: 7 }], 'related_transactions.0.type'],
    [[{ status: 'void' }, { status: 'void', currency: 'XYZ' }], 'related_transactions.1.currency'],
  ])('should be refused in %j by the place of the first fault', (related_transactions, path) =>
    expect(refused({ related_transactions }).path).toBe(path),
  );

  it('should be refused when they are no list', () =>
    expect(refused({ related_transactions: { refund: 1 } }).path).toBe('related_transactions'));
});

describe('whatever else an order holds', () => {
  it('should pass', () => expect(read({ costs: 'free', items: [[[]]], pager: 0 })).toEqual(read({})));

  it('should not become a prototype', () => {
    const report = readOrder(
      JSON.parse(
        '{"order_id":"order-1","status":"completed","__proto__":{"amount":5,"channel":"status_read"},' +
          '"constructor":{"prototype":{"amount":5}},"prototype":{"amount":5},' +
          '"payment_details":{"__proto__":{"type":"VISA"}},' +
          '"related_transactions":[{"status":"void","__proto__":{"amount":5}}]}',
      ),
    );
    expect(report).toEqual({
      channel: 'notification',
      orderId: 'order-1',
      order: 'completed',
      related: [{ status: 'void' }],
    });
    expect(Object.getPrototypeOf(report)).toBe(Object.prototype);
    expect(({} as { amount?: unknown }).amount).toBeUndefined();
  });

  it('should keep no card number: the reference and unknown words are masked, and so is an error', () => {
    for (const card of testCards) {
      const report = read({
        var1: `ref ${card}`,
        status: card,
        financial_status: card,
        type: card,
        payment_method: card,
      });
      expect(JSON.stringify(report)).not.toContain(card);
      for (const field of ['amount', 'currency', 'created'])
        expect(refused({ [field]: `${card}.5` }).message).not.toContain(card);
      expect(refused({ currency: Number(card) }).message).not.toMatch(/\d{13}/);
    }
  });

  it('should be shown short in an error', () =>
    expect(refused({ currency: 'E'.repeat(10_000) }).message.length).toBeLessThan(300));
});

describe('anything at all', () => {
  const time = fc.constantFrom('2025-03-24T15:49:54', '2025-03-24 15:49:55', '', null);
  const order = (related: fc.Arbitrary<unknown>) => ({
    order_id: fc.oneof(fc.string({ minLength: 1 }), fc.nat()),
    status: fc.constantFrom('completed', 'void', 'charged_back', 'new'),
    financial_status: fc.constantFrom('completed', 'void', null),
    transaction_id: fc.oneof(fc.string(), fc.maxSafeNat()),
    type: fc.constantFrom('payment', 'refund', null),
    amount: fc.oneof(fc.maxSafeInteger(), fc.maxSafeInteger().map(String)),
    amount_refunded: fc.maxSafeNat(),
    currency: fc.constantFrom('EUR', 'usd', null),
    created: time,
    modified: time,
    var1: fc.string(),
    payment_details: fc.constantFrom({ type: 'VISA', capture: 'manual' }, {}, [], null),
    payment_methods: fc.constantFrom([{ type: 'VISA' }], [], null),
    related_transactions: related,
  });
  const entry = fc.record({ ...order(fc.constant(null)) });
  const sound = fc.record(order(fc.oneof(fc.constant(null), fc.array(entry, { maxLength: 3 }))), {
    requiredKeys: ['order_id', 'status'],
  });

  propertyTest.prop([
    fc.oneof(
      fc.jsonValue(),
      fc.json().map((json) => JSON.parse(json) as unknown),
    ),
  ])('should be read or refused with an InputError, never anything else', (json) => {
    for (const given of [json, [json], { success: true, data: json }, { ...bare, payment_details: json }])
      expectReadOrRefused(given);
  });

  propertyTest.prop([sound, fc.constantFrom(...Object.keys(order(fc.constant(null)))), fc.jsonValue()])(
    'should be read or refused with one field gone wrong',
    (json, key, wrong) => expectReadOrRefused({ ...json, [key]: wrong }),
  );

  propertyTest.prop([sound])('should be read when every field is sound, and read the same twice', (json) => {
    fc.pre(typeof json.order_id === 'number' || json.order_id.trim() !== '');
    const report = readOrder(JSON.parse(JSON.stringify(json)));
    expect(readOrder(json)).toEqual(report);
    expect(report.amount ?? 0).toBeGreaterThanOrEqual(0);
    expect(Object.values(report)).not.toContain(undefined);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  propertyTest.prop([
    cardNumber,
    fc.constantFrom('status', 'financial_status', 'type', 'amount', 'currency', 'created', 'var1'),
  ])('should not let a card number out, read or refused', (card, key) => {
    let out: string;
    try {
      out = JSON.stringify(read({ [key]: `no ${card}` }));
    } catch (error) {
      out = String(error);
    }
    expect(out).not.toContain(card);
  });

  it('should be read however deep it is nested', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(read({ customer_verification: deep, items: deep }).threeDAsked).toBe(true);
    expect(refused({ amount: deep }).path).toBe('amount');
  });

  function expectReadOrRefused(json: unknown): void {
    try {
      expect(Array.isArray(readOrders(json))).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).wayOut).not.toBe('');
    }
  }
});
