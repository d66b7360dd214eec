/**
 * Goal: what the reader of plain orders reads is what `readOrder` reads, field for field, and it reads nothing where a field is
 * otherwise than MultiSafepay writes it. Single fields of real orders are changed, since whole orders hide a fault in one of them.
 */
import { describe, expect, it } from 'vitest';
import { defined, InputError, type Report } from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { readPlainOrder } from '../../src/multisafepay/plain-order.ts';
import { lifeOf } from '../testing/lives.ts';

type Json = Readonly<Record<string, unknown>>;

/** What any field may hold instead. */
const others: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  '\u00a0',
  'x',
  ' x ',
  'a\u0000b',
  '\ud800',
  'ſ',
  'void',
  'VOID',
  'cancelled',
  'Completed',
  ' completed',
  'completed\u00a0',
  'chargedback',
  'partial_refunded',
  'refund',
  'reverse_chargeback',
  'capture',
  'manual',
  'MANUAL ',
  'EUR',
  'eur',
  'XXQ',
  'JPY',
  'visa',
  'CREDITCARD',
  'IDEAL',
  'Coupon::Intersolve',
  '4111 1111 1111 1111',
  '3001',
  3012,
  '30013',
  'Y',
  'n',
  0,
  -0,
  1,
  -1,
  1.5,
  '100',
  '-100',
  '0.00',
  2 ** 53,
  2 ** 53 - 1,
  Number.MAX_VALUE,
  '2025-05-06T10:00:00',
  '2025-05-06 10:00:00',
  '2025-02-29T10:00:00',
  '2025-05-31T24:00:00',
  '0000-00-00 00:00:00',
  '2025-05-06T10:00:00Z',
  '2099-12-31T23:59:59',
  true,
  false,
  [],
  {},
  [[]],
  [{}],
  ['x'],
  { status: 'completed' },
  { 0: { status: 'completed', type: 'refund' } },
  [{ status: 'completed', type: 'refund', amount: 1 }],
  [{ type: 'VISA' }, { type: 'MASTERCARD' }],
  [{ type: 'VISA', amount: 1 }, { type: 'IDEAL' }],
  [{ type: 'CREDITCARD' }],
];

/** The fields that are read, of an order and of what is in it. */
const fieldsRead = {
  order: [
    'order_id',
    'success',
    'data',
    'status',
    'financial_status',
    'amount',
    'payment_details',
    'payment_methods',
    'related_transactions',
    'transaction_id',
    'type',
    'currency',
    'amount_refunded',
    'customer_verification',
    'reason_code',
    'reference_transaction_id',
    'var1',
    'dispute',
    'auth_order_id',
    'payment_method',
    'created',
    'modified',
    'description',
  ],
  payment_details: ['type', 'capture', 'capture_remain', 'capture_expiry', 'card_authentication_result', 'last4'],
  payment_methods: ['type', 'coupon_brand', 'external_transaction_id', 'amount', 'currency', 'status'],
  related_transactions: [
    'transaction_id',
    'order_id',
    'type',
    'status',
    'amount',
    'currency',
    'created',
    'modified',
    'reference_transaction_id',
    'dispute',
  ],
} as const;

const without = (json: Json, key: string): Json =>
  Object.fromEntries(Object.entries(json).filter(([name]) => name !== key));

/** The same object with one field otherwise: left out where it is to be undefined. */
const withField = (json: Json, key: string, value: unknown): Json =>
  value === undefined ? without(json, key) : { ...json, [key]: value };

/** An order with one field otherwise, for each field that is read and each thing that it may hold. */
function* mutants(order: Json): Generator<Json> {
  for (const other of others) {
    for (const key of fieldsRead.order) yield withField(order, key, other);
    const { payment_details: details, payment_methods: methods, related_transactions: related } = order;
    for (const key of fieldsRead.payment_details)
      yield { ...order, payment_details: withField((details ?? {}) as Json, key, other) };
    yield {
      ...order,
      payment_details: { ...((details ?? {}) as Json), card_authentication_result: { status: other } },
    };
    for (const [name, list] of Object.entries({ payment_methods: methods, related_transactions: related }))
      for (const key of fieldsRead[name as 'payment_methods'])
        if (Array.isArray(list))
          for (const place of list.keys())
            yield { ...order, [name]: list.with(place, withField(list[place] as Json, key, other)) };
  }
}

const orders = [3, 4, 6, 12, 18].flatMap((seed) => lifeOf(seed).changes.map(({ document }) => document as Json));

/** What `readOrder` reads, or that it reads nothing. */
function readLongWay(json: unknown, options: { readonly channel?: Report['channel'] }): Report | undefined {
  try {
    return readOrder(json, options);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

describe('the reader of plain orders', () => {
  it('should read what readOrder reads, or nothing, whatever one field holds', () => {
    let [read, left] = [0, 0];
    for (const order of orders)
      for (const mutant of mutants(order)) {
        // What is judged is JSON: it holds no undefined, and no key twice.
        const json: unknown = JSON.parse(JSON.stringify(mutant));
        for (const given of [json, { success: true, data: json }]) {
          const plain = readPlainOrder(given);
          if (plain === undefined) {
            left++;
            continue;
          }
          read++;
          expect(defined<Report>(plain as Report), JSON.stringify(given)).toEqual(readLongWay(given, {}));
        }
      }
    expect(read).toBeGreaterThan(40_000);
    expect(left).toBeGreaterThan(20_000);
  }, 120_000);

  it('should read every order of the simulator without a dispute', () => {
    const plain = orders.filter((order) => readPlainOrder(order) !== undefined);
    expect(plain).toEqual(orders.filter((order) => !JSON.stringify(order).includes('"dispute"')));
    expect(plain.length).toBeGreaterThan(20);
  });

  it('should take the channel that it is given', () => {
    const [order] = orders;
    for (const channel of ['notification', 'status_read'] as const) {
      expect(readPlainOrder(order, channel)).toMatchObject({ channel });
      expect(readLongWay(order, { channel })).toMatchObject({ channel });
    }
  });

  it('should read nothing of what is no order', () => {
    const others = [undefined, null, 1, 'x', [], [{}], {}, { success: false, data: {} }, { success: true, data: [] }];
    expect(others.map((json) => readPlainOrder(json))).toEqual(others.map(() => undefined));
  });
});
