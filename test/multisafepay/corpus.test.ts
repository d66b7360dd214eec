/**
 * Goal: the payloads MultiSafepay published are read as a person reads them. The readings were written by hand.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/lifecycle/input-error.ts';
import type { Report } from '../../src/lifecycle/report.ts';
import { fullyRead, maskCardData, readOrder, readOrders } from '../../src/multisafepay/index.ts';

const corpus = new URL('../../../shared/corpus/', import.meta.url);
const present = existsSync(corpus);
if (!present) console.info(`corpus skipped: there is no ${corpus.pathname}`);

const status_read = { channel: 'status_read', currency: 'EUR' } as const;
const paidVisa = { ...status_read, order: 'completed', transaction: 'completed', method: { brand: 'visa' } } as const;
const direct = {
  ...paidVisa,
  orderId: 'my-test-order-01',
  transactionId: '123456789',
  amount: 100,
  amountRefunded: 0,
  created: '2019-05-16T10:51:54',
  recency: '2019-05-16T10:51:54',
} as const;

const visaPart = { method: { brand: 'visa' }, brand: 'VISA' } as const;
const euros = (amount: number, status: 'initialized' | 'completed' | 'declined') =>
  ({ amount, currency: 'EUR', status }) as const;

/** What each payload says: its reports, or the field that makes it no order, or an unreadable one. */
const readings: Readonly<Record<string, readonly Report[] | string>> = {
  'docs__cancelBancontactQR__2025-08-20_d3d24b839.json': 'data.order_id',
  'docs__create-refund__2019-10-01_fca2f78e9.json': 'data.order_id',
  'docs__credit-cards-server-to-server__2021-08-11_964d3b8f4.json': [
    {
      ...status_read,
      orderId: 'my-order-id-1',
      transactionId: '123456789',
      order: 'initialized',
      transaction: 'initialized',
      method: { brand: 'mastercard' },
      methods: [
        {
          method: { brand: 'mastercard' },
          brand: 'MASTERCARD',
          externalId: '6652390295520298',
          ...euros(1000, 'initialized'),
        },
      ],
      amount: 1000,
      amountRefunded: 0,
      threeDAsked: true,
      created: '2020-01-28T09:01:07',
      recency: '2020-01-28T09:01:07',
    },
  ],
  'docs__direct-flexible-3d-disabled__2021-08-11_964d3b8f4.json': [direct],
  'docs__flexible-3d-disabled-direct__2022-02-09_cf7395661p.json': [direct],
  'docs__get-order__2019-10-01_fca2f78e9.json': [
    {
      ...paidVisa,
      orderId: '{order_id}',
      transactionId: '258655825',
      order: 'refunded',
      methods: [{ ...visaPart, externalId: '906015000050', ...euros(200, 'completed') }],
      amount: 200,
      amountRefunded: 200,
      related: [
        {
          transactionId: '258656087',
          status: 'completed',
          amount: 200,
          currency: 'EUR',
          created: '2019-03-01T16:14:02',
        },
      ],
      created: '2019-03-01T16:12:47',
      recency: '2019-03-01T16:14:02',
    },
  ],
  'docs__getOrderFailed3DS__2025-08-20_d3d24b839.json': [
    {
      ...paidVisa,
      orderId: 'apitool_9290377',
      transactionId: '17123154123113',
      order: 'declined',
      transaction: 'declined',
      methods: [{ ...visaPart, ...euros(1000, 'declined') }],
      amount: 1000,
      amountRefunded: 0,
      outcome: 'N',
      threeDAsked: true,
      created: '2025-08-11T10:06:12',
      recency: '2025-08-11T10:06:19',
    },
  ],
  'docs__getReceiptRefund__2025-08-20_d3d24b839.json': 'data.order_id',
  'docs__listTransactions__2025-08-20_d3d24b839.json': [
    {
      ...status_read,
      orderId: 'my-order-id-1',
      transactionId: '123456789',
      order: 'expired',
      transaction: 'expired',
      kind: 'payment',
      method: { outside: 'IDEAL', family: 'bank' },
      amount: 1000,
      created: '2022-01-24T11:13:34',
      recency: '2022-01-24T11:13:34',
    },
    {
      ...paidVisa,
      orderId: 'my-order-id-2',
      transactionId: '123456789',
      kind: 'payment',
      amount: 1000,
      created: '2022-01-20T13:36:00',
      recency: '2022-01-20T13:36:00',
    },
    {
      ...status_read,
      orderId: 'my-order-id-3',
      transactionId: '123456789',
      order: 'declined',
      transaction: 'declined',
      kind: 'payment',
      method: { brand: 'maestro' },
      amount: 100,
      created: '2022-01-20T13:32:24',
      recency: '2022-01-20T13:32:24',
    },
  ],
  'docs__manual-capture-order-status-authorised-transaction__2020-01-09_627d9af97.json': [
    {
      ...paidVisa,
      orderId: 'my-order-id-1',
      transactionId: '001',
      transaction: 'initialized',
      methods: [{ ...visaPart, externalId: '234374824', ...euros(9743, 'initialized') }],
      amount: 9743,
      amountRefunded: 0,
      manualCapture: true,
      captureRemaining: 9743,
      captureBefore: '2020-06-06T05:53:44',
      created: '2019-03-22T10:32:52',
      recency: '2019-03-22T10:32:52',
    },
  ],
  'docs__order-status-captured-transaction__2021-08-11_964d3b8f4.json': [
    {
      ...paidVisa,
      orderId: 'my-order-id-1',
      transactionId: '123456789',
      methods: [{ ...visaPart, ...euros(1000, 'completed') }],
      amount: 1000,
      amountRefunded: 0,
      created: '2019-03-22T12:03:56',
      recency: '2019-03-22T12:03:58',
    },
  ],
  'docs__recurring-payments-initial__2021-12-06_ce62dc08d.json': [
    {
      ...paidVisa,
      orderId: 'my-order-id',
      transactionId: '123456789',
      methods: [{ ...visaPart, externalId: '929711011483', ...euros(1000, 'completed') }],
      amount: 1000,
      amountRefunded: 0,
      created: '2019-10-24T13:22:45',
      recency: '2019-10-24T13:22:45',
    },
  ],
  'docs__refundOrder__HEAD_9e11aa0a5.json': 'data.status',
  'docs__self-hosted-credit-card__2022-02-09_cf7395661.json': [
    {
      ...status_read,
      orderId: 'apitool_4767937',
      transactionId: '5437731',
      order: 'initialized',
      transaction: 'initialized',
      method: { brand: 'maestro' },
      methods: [{ method: { brand: 'maestro' }, brand: 'MAESTRO', ...euros(100, 'initialized') }],
      amount: 100,
      amountRefunded: 0,
      threeDAsked: true,
      created: '2022-01-31T14:37:26',
      recency: '2022-01-31T14:37:26',
    },
  ],
};

const load = (file: string): unknown => JSON.parse(readFileSync(new URL(file, corpus), 'utf8'));

describe.skipIf(!present)('the corpus', () => {
  it('should have a reading for every payload', () => {
    const files = readdirSync(corpus).filter((file) => file.startsWith('docs__'));
    expect(files.sort()).toEqual(Object.keys(readings).sort());
  });

  it.each(Object.entries(readings))('should be read: %s', (file, reading) => {
    if (typeof reading !== 'string') expect(readOrders(load(file))).toEqual(reading);
    else {
      const readInFull = () => readOrders(load(file)).map(fullyRead);
      expect(readInFull).toThrow(InputError);
      expect(readInFull).toThrow(`${reading}: found nothing`);
    }
  });

  it.each(Object.keys(readings))('should hold no card number, and lose nothing but expiry dates: %s', (file) => {
    const json = load(file);
    const { value, masked } = maskCardData(json);
    expect(masked).toEqual([]);
    const noExpiry = JSON.stringify(json, (key, held: unknown) => (key === 'card_expiry_date' ? '****' : held));
    expect(JSON.stringify(value)).toBe(noExpiry);
  });

  it('should be read from the signed notifications of the signature vectors', () => {
    const { vectors } = load('hmac-vectors.json') as { vectors: readonly { payload: string }[] };
    for (const { payload } of vectors)
      expect(readOrder(JSON.parse(payload))).toMatchObject({
        channel: 'notification',
        order: 'initialized',
        transaction: 'initialized',
        method: { outside: 'IDEAL', family: 'bank' },
        amount: 1000,
      });
    expect(vectors.length).toBeGreaterThan(0);
  });
});
