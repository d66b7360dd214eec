/**
 * Goal: every order MultiSafepay sends is read as it is meant. A judged field that cannot be read is named with its place
 * and the way out; any other that is odd is left out, and said so (D29). Nothing but an InputError is ever thrown.
 */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { isCurrency, outcomeLetters } from '../../machines/index.ts';
import { InputError } from '../../src/lifecycle/input-error.ts';
import { fullyRead, readOrder, readOrders, readOrdersText, readOrderText } from '../../src/multisafepay/index.ts';
import { cardNumber, testCards } from './card-numbers.ts';

const bare = { order_id: 'order-1', status: 'completed' };
const read = (fields: object) => readOrder({ ...bare, ...fields });

/** The error that reading these fields of an order throws. */
function refused(fields: object): InputError {
  return errorOf(() => read(fields));
}

/** Where these fields of an order make its report unreadable. */
function unreadableIn(fields: object): readonly string[] {
  return (read(fields).unreadable ?? []).map(({ path }) => path);
}

/** Which of these fields of an order are left out, where the report is readable for all that. */
function leftOutOf(fields: object): readonly string[] {
  const { leftOut = [], unreadable } = read(fields);
  expect(unreadable).toBeUndefined();
  return leftOut.map(({ path }) => path);
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
    expect(readOrder({ success: true, data: { ...bare, amount: 1.5 } }).unreadable).toMatchObject([
      { path: 'data.amount' },
    ]);
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
    const [sound, odd] = readOrders([bare, { ...bare, amount: '10.50' }]);
    expect(sound).toEqual(readOrder(bare));
    expect(odd?.unreadable).toMatchObject([{ path: '1.amount' }]);
    expect(errorOf(() => readOrders({ success: true, data: [bare, 7] })).path).toBe('data.1');
  });
});

describe('ids', () => {
  it('should read numbers as text, and keep text as it is', () => {
    const report = read({ order_id: 1001, transaction_id: 17123154123113, reference_transaction_id: '001' });
    expect(report).toMatchObject({ orderId: '1001', transactionId: '17123154123113', reference: '001' });
  });

  it.each([2 ** 53, 1.5, -1, true, { id: 1 }, ['1']])('should not guess the transaction id %j', (id) => {
    expect(unreadableIn({ transaction_id: id })).toEqual(['transaction_id']);
    expect(read({ transaction_id: id })).not.toHaveProperty('transactionId');
    expect(unreadableIn({ reference_transaction_id: id })).toEqual(['reference_transaction_id']);
    expect(unreadableIn({ auth_order_id: id })).toEqual(['auth_order_id']);
    expect(refused({ order_id: id }).path).toBe('order_id');
  });

  it('should say the way out where a number has lost its last digits', () =>
    expect(read({ transaction_id: 2 ** 53 }).unreadable?.[0]?.wayOut).toContain('readOrderText'));

  it('should keep every digit of a number in a text', () => {
    const entries =
      '[{"status":"completed","transaction_id":90071992547409931,"reference_transaction_id":9007199254740993}]';
    const body = `{"order_id":12345678901234567890,"status":"completed","transaction_id": 17472052901237123,"auth_order_id":9007199254740995,"related_transactions":${entries}}`;
    const report = readOrderText(body);
    expect(report).toEqual({
      channel: 'notification',
      orderId: '12345678901234567890',
      order: 'completed',
      transactionId: '17472052901237123',
      authorisationOrderId: '9007199254740995',
      related: [{ status: 'completed', transactionId: '90071992547409931', reference: '9007199254740993' }],
    });
    expect(readOrdersText(`{"success":true,"data":[${body}]}`)).toEqual([{ ...report, channel: 'status_read' }]);
  });

  it('should be the caller’s where the order id cannot be read, and said to be', () => {
    const { order_id: _, ...nameless } = bare;
    expect(readOrder(nameless, { orderId: 'order-9' })).toMatchObject({
      orderId: 'order-9',
      order: 'completed',
      unreadable: [{ path: 'order_id', found: 'nothing' }],
    });
    expect(readOrder({ ...bare, order_id: 2 ** 53 }, { orderId: 'order-9' }).orderId).toBe('order-9');
    expect(readOrder(bare, { orderId: 'order-9' })).toEqual(readOrder(bare));
    expect(errorOf(() => readOrder(nameless, { orderId: ' ' })).path).toBe('order_id');
  });

  it('should name the order of an authorisation, unless it is empty or the order itself (D29)', () => {
    expect(read({ auth_order_id: 'order-0' }).authorisationOrderId).toBe('order-0');
    for (const auth_order_id of ['', ' ', null, [], 'order-1']) expect(read({ auth_order_id })).toEqual(read({}));
    expect(readOrder({ ...bare, order_id: 7, auth_order_id: '7' })).not.toHaveProperty('authorisationOrderId');
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
  it.each([undefined, null, 7, {}])('should say that the order status %j cannot be read', (status) => {
    const report = read({ status, amount: 1000 });
    expect(report).toMatchObject({ order: { unknown: '' }, amount: 1000, unreadable: [{ path: 'status' }] });
    expect(report.unreadable?.[0]?.wayOut).toContain('GET /orders/{order_id}');
    expect(errorOf(() => fullyRead(report)).path).toBe('status');
  });

  it('should say that other words cannot be read', () => {
    expect(unreadableIn({ financial_status: 7 })).toEqual(['financial_status']);
    expect(unreadableIn({ type: { refund: true } })).toEqual(['type']);
    expect(fullyRead(read({}))).toEqual(read({}));
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
    ['0.00', 0],
    ['0.0', 0],
    [0.0, 0],
    ['-0.00', 0],
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

  it.each([
    '10.50',
    '100.00',
    10.5,
    2 ** 53,
    '9007199254740993',
    '1e3',
    '0x10',
    'ten',
    '0.001',
    true,
    { cents: 1 },
    [1000],
  ])('should not guess %j', (amount) => {
    const related_transactions = [{ status: 'completed', amount }];
    const report = read({ amount, amount_refunded: amount, related_transactions });
    expect(report).toMatchObject({
      related: [{ status: 'completed' }],
      unreadable: expect.arrayContaining([
        expect.objectContaining({ path: 'amount', wayOut: 'Send EUR 10.50 as 1050.' }),
        expect.objectContaining({ path: 'amount_refunded' }),
        expect.objectContaining({ path: 'related_transactions.0.amount' }),
      ]),
    });
    for (const said of [report, ...(report.related ?? [])]) expect(said).not.toHaveProperty('amount');
  });

  it('should not read a negative refunded amount, and leave a negative rest out', () => {
    expect(unreadableIn({ amount_refunded: -1 })).toEqual(['amount_refunded']);
    expect(leftOutOf({ payment_details: { capture_remain: '-1' } })).toEqual(['payment_details.capture_remain']);
  });

  it.each([null, '', undefined])('should take %j as not said', (amount) => {
    expect(read({ amount, amount_refunded: amount })).toEqual(read({}));
  });
});

describe('the currency', () => {
  it('should read any letter case', () => expect(read({ currency: ' eur ' }).currency).toBe('EUR'));

  it.each(['XYZ', 'EURO', 978, 'constructor'])('should not guess %j', (currency) => {
    expect(unreadableIn({ currency })).toEqual(['currency']);
    expect(unreadableIn({ related_transactions: [{ status: 'void', currency }] })).toEqual([
      'related_transactions.0.currency',
    ]);
  });

  it.each(['HRK', 'VEF', 'EUR', 'XYZ'])('should read %s in any letter case if the law knows it (D37)', (code) => {
    const said = isCurrency(code) ? code : undefined;
    for (const currency of [code, code.toLowerCase()]) expect(read({ currency }).currency).toBe(said);
  });
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
    '0000-00-00 00:00:00',
    { date: '2025-03-24 15:49:54.000000', timezone: 'UTC' },
  ])('should leave out %j and name the field', (time) => {
    expect(leftOutOf({ modified: time, created: time })).toEqual(['created', 'modified']);
    expect(leftOutOf({ related_transactions: [{ status: 'completed', created: time }] })).toEqual([
      'related_transactions.0.created',
    ]);
  });

  it('should not call a report older than it is: with the last change unclear, there is no recency', () => {
    const created = '2025-01-01T00:00:00';
    const zoned = '2025-01-02T00:00:00+01:00';
    expect(read({ created, modified: zoned })).toMatchObject({ created, leftOut: [{ path: 'modified' }] });
    expect(read({ created, modified: zoned })).not.toHaveProperty('recency');
    expect(read({ created, related_transactions: [{ status: 'void', created: zoned }] })).not.toHaveProperty('recency');
    expect(read({ created: zoned, modified: created }).recency).toBe(created);
    expect(read({ created, modified: '0000-00-00 00:00:00' }).recency).toBe(created);
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

describe('the methods listed', () => {
  const listed = (payment_methods: unknown) => read({ payment_methods });

  it('should be read with everything they say (D26)', () => {
    const coupon = {
      type: 'COUPON',
      coupon_brand: ' VVVGIFTCRD ',
      amount: '4000',
      currency: 'eur',
      status: 'completed',
    };
    const card = { type: 'VISA', external_transaction_id: 906015000050, amount: 6000, currency: 'EUR', status: 'Void' };
    expect(listed([coupon, card, { type: 'CREDITCARD' }]).methods).toEqual([
      {
        method: { outside: 'COUPON', family: 'giftCard' },
        brand: 'VVVGIFTCRD',
        amount: 4000,
        currency: 'EUR',
        status: 'completed',
      },
      {
        method: { brand: 'visa' },
        brand: 'VISA',
        externalId: '906015000050',
        amount: 6000,
        currency: 'EUR',
        status: 'void',
      },
      { brand: 'CREDITCARD' },
    ]);
  });

  it('should be read as far as they can be, and the rest said to be left out', () => {
    const report = listed([{ type: 'VISA', amount: '60.00', currency: 'XYZ' }, 7, {}, { amount: -1, status: 3 }]);
    expect(report.methods).toEqual([{ method: { brand: 'visa' }, brand: 'VISA' }]);
    expect(report.leftOut?.map(({ path }) => path)).toEqual([
      'payment_methods.1',
      'payment_methods.0.amount',
      'payment_methods.0.currency',
      'payment_methods.3.amount',
      'payment_methods.3.status',
    ]);
    expect(report).not.toHaveProperty('unreadable');
  });

  it('should be a list that PHP wrote as an object, and no other object', () => {
    expect(listed({ 1: { type: 'VISA' }, 3: { type: 'IDEAL', amount: 1.5 } })).toMatchObject({
      methods: [{ brand: 'VISA' }, { brand: 'IDEAL' }],
      leftOut: [{ path: 'payment_methods.3.amount' }],
    });
    expect(listed({ type: 'VISA' })).toEqual({
      ...read({}),
      leftOut: [{ path: 'payment_methods', found: 'an object', expected: 'a list' }],
    });
  });

  it.each([null, [], {}, [{}]])('should be missing when %j', (payment_methods) =>
    expect(listed(payment_methods)).toEqual(read({})),
  );
});

describe('what is not judged', () => {
  const sound = { financial_status: 'completed', amount: 1000, payment_details: { type: 'VISA' } };

  it.each([
    ['var1', { cart: 1 }],
    ['var1', true],
    ['created', '2026-03-02T10:00:00.000Z'],
    ['payment_method', ['VISA']],
    ['payment_methods', 'VISA'],
  ])('should be left out if it is odd, and nothing else with it: %s as %j', (field, odd) => {
    const report = read({ ...sound, [field]: odd });
    expect(report).toEqual({ ...read(sound), leftOut: [expect.objectContaining({ path: field })] });
  });

  it.each([
    ['type', 7],
    ['capture', true],
    ['capture_remain', '12.50'],
    ['card_authentication_result', 'Y'],
  ])('should be left out of the payment details, too: %s as %j', (field, odd) =>
    expect(leftOutOf({ payment_details: { [field]: odd } })).toEqual([`payment_details.${field}`]),
  );

  it('should be told with what was found and what was expected', () =>
    expect(read({ created: 'today' }).leftOut).toEqual([
      { path: 'created', found: '"today"', expected: 'a time such as 2025-03-24T15:49:54, without a zone' },
    ]));

  it('should not be told without end: what is more is counted', () => {
    const { leftOut = [] } = read({ payment_methods: Array.from({ length: 100_000 }, () => 1) });
    expect(leftOut).toHaveLength(21);
    expect(leftOut.at(-1)).toMatchObject({ path: 'payment_methods.20', found: '1, and 99979 more like it' });
  });
});

describe('when a read was asked for', () => {
  const askedAt = '2026-03-02T10:00:00.000Z';

  it('should be in the report of a status read, and of no other (D28)', () => {
    expect(readOrder({ success: true, data: bare }, { askedAt }).askedAt).toBe(askedAt);
    expect(readOrder(bare, { askedAt, channel: 'status_read' }).askedAt).toBe(askedAt);
    expect(readOrder(bare, { askedAt })).not.toHaveProperty('askedAt');
  });

  it.each(['', 'today', '2026-03-02T10:00:00', '2026-13-02T10:00:00Z'])('should be an instant, not %j', (at) =>
    expect(errorOf(() => readOrder({ success: true, data: bare }, { askedAt: at })).path).toBe('askedAt'),
  );
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
    [[{ status: 'void', reference_transaction_id: -1 }], 'related_transactions.0.reference_transaction_id'],
    [[{ status: 'void' }, { status: 'void', currency: 'XYZ' }], 'related_transactions.1.currency'],
    [{ 4: { status: 'void', amount: 'x' } }, 'related_transactions.4.amount'],
    [{ refund: 1 }, 'related_transactions'],
    ['refund', 'related_transactions'],
  ])('should be unreadable in %j by the place of the fault', (related_transactions, path) =>
    expect(unreadableIn({ related_transactions })).toEqual([path]),
  );

  it('should be read one by one: a fault in one loses none of the others', () => {
    const related_transactions = [{ type: 'refund', amount: 100 }, null, { status: 'void', amount: 200 }];
    expect(read({ related_transactions }).related).toEqual([
      { kind: 'refund', status: { unknown: '' }, amount: 100 },
      { status: 'void', amount: 200 },
    ]);
  });

  it('should be read from a list that PHP wrote as an object (D29)', () => {
    const related_transactions = { 2: { type: 'refund', transaction_id: 8001, status: 'completed', amount: 4000 } };
    expect(read({ related_transactions }).related).toEqual([
      { transactionId: '8001', kind: 'refund', status: 'completed', amount: 4000 },
    ]);
  });

  it('should leave out an odd order id of their own', () =>
    expect(
      leftOutOf({
        related_transactions: [
          { status: 'void', order_id: {} },
          { status: 'void', order_id: true },
        ],
      }),
    ).toEqual(['related_transactions.1.order_id']));
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
        payment_methods: [{ type: `Coupon::${card}`, coupon_brand: card }],
      });
      expect(JSON.stringify(report)).not.toContain(card);
      for (const field of ['amount', 'currency', 'created', 'modified', 'related_transactions', 'payment_methods']) {
        const { unreadable = [], leftOut = [] } = read({ [field]: `${card}.5` });
        expect(unreadable.length + leftOut.length).toBe(1);
        expect(JSON.stringify([unreadable, leftOut])).not.toContain(card);
      }
      expect(JSON.stringify(read({ currency: Number(card) }).unreadable)).not.toMatch(/\d{13}/);
      expect(JSON.stringify(read({ related_transactions: { [card]: {} } }))).not.toContain(card);
      expect(JSON.stringify(read({ related_transactions: { [card]: 7, 1: 7 } }))).not.toContain(card);
    }
  });

  it('should be shown short', () =>
    expect(JSON.stringify(read({ currency: 'E'.repeat(10_000) }).unreadable).length).toBeLessThan(300));
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

  propertyTest.prop([
    fc.oneof(
      sound.map((json) => JSON.stringify(json)),
      fc.json(),
    ),
  ])('should be read from its text as from its value', (body) => {
    // Longer numbers keep digits in the text that they have lost as values.
    fc.pre(!/(?<![.\d])\d{16}/.test(body));
    expect(resultOf(() => readOrdersText(body))).toEqual(resultOf(() => readOrders(JSON.parse(body))));
  });

  it.each(['', '{', '{"order_id":"order-1"', 'completed'])('should be refused when the text is no JSON: %j', (body) => {
    expect(errorOf(() => readOrderText(body))).toMatchObject({ path: '', wayOut: 'Give the whole body as it came.' });
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
    fc.constantFrom(
      ...['status', 'financial_status', 'type', 'amount', 'currency', 'amount_refunded', 'created', 'modified', 'var1'],
      ...['payment_method', 'payment_methods', 'payment_details', 'related_transactions'],
    ),
    fc.constantFrom(
      (said: string): unknown => said,
      (said: string) => [said],
      (said: string) => ({ 0: said }),
      (said: string) => [
        { status: 'void', type: said, amount: said, currency: said, created: said, coupon_brand: said },
      ],
    ),
  ])('should not let a card number out, whether it can be read or not', (card, key, within) => {
    expect(JSON.stringify(read({ [key]: within(`no ${card}`) }))).not.toContain(card);
  });

  it('should be read however deep it is nested', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(read({ customer_verification: deep, items: deep }).threeDAsked).toBe(true);
    expect(unreadableIn({ amount: deep })).toEqual(['amount']);
  });

  function expectReadOrRefused(json: unknown): void {
    const result = resultOf(() => readOrders(json));
    if (result instanceof Error) {
      expect(result).toBeInstanceOf(InputError);
      expect((result as InputError).wayOut).not.toBe('');
      return;
    }
    expect(readOrders(json)).toEqual(result);
    for (const { leftOut, unreadable } of result)
      for (const told of [leftOut, unreadable]) expect(told).not.toEqual([]);
  }

  /** What reading came to, an error included. */
  function resultOf<Read>(act: () => Read): Read | Error {
    try {
      return act();
    } catch (error) {
      return error as Error;
    }
  }
});
