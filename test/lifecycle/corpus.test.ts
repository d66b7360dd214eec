/**
 * Goal: every payload that MultiSafepay published gets the verdict a knowledgeable person would give. The verdicts below
 * were written down first, from the decisions and each file's content; the product is compared with them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError, type Money, observe, position, safeToShip, statusOf } from '../../src/index.ts';
import { fullyRead, readOrders } from '../../src/multisafepay/index.ts';
import { comesTo, violationsOf } from './reports.ts';

const corpus = new URL('../../../shared/corpus/', import.meta.url);
const present = existsSync(corpus);
if (!present) console.info(`corpus skipped: there is no ${corpus.pathname}`);

/** What a person says of one order met for the first time. */
interface Judgement {
  readonly comesTo: string;
  /** The pairs shown for the order, as `order/transaction`; none if nothing is believed. */
  readonly shown: readonly string[];
  /** Minor units: collected, reserved, refunded, charged back, unattributed, refundable. */
  readonly money: readonly [number, number, number, number, number, number];
  readonly violations: readonly string[];
  /** Whether it is safe to ship, if the order is for just what the payload says. */
  readonly ship: 'yes' | 'no' | 'unknown' | '-';
  /** Whether MultiSafepay may hold money that is not believed. */
  readonly mayBeHeld?: true;
}

const nothing = [0, 0, 0, 0, 0, 0] as const;
const begun: Judgement = {
  comesTo: 'applied',
  shown: ['initialized/initialized'],
  money: nothing,
  violations: [],
  ship: 'no',
};
const paidOf = (amount: number): Judgement => ({
  comesTo: 'applied',
  shown: ['completed/completed'],
  money: [amount, 0, 0, 0, 0, amount],
  violations: [],
  ship: 'yes',
});
const declined: Judgement = { ...begun, shown: ['declined/declined'] };
/** Another method, begun or expired: kept, and nothing is paid (D38). */
const outside: Judgement = { comesTo: 'outside', shown: [], money: nothing, violations: [], ship: 'no' };

/** The verdict on each payload: a judgement per order in it, or the field that makes it no order at all. */
const judgements: Readonly<Record<string, readonly Judgement[] | string>> = {
  // A QR cancellation reply: it names no order, so nothing can be judged by it.
  'docs__cancelBancontactQR__2025-08-20_d3d24b839.json': 'data.order_id',
  // The reply to a refund request: an acknowledgement, not an order.
  'docs__create-refund__2019-10-01_fca2f78e9.json': 'data.order_id',
  // Mastercard sent to 3-D Secure: begun, no money.
  'docs__credit-cards-server-to-server__2021-08-11_964d3b8f4.json': [begun],
  // Visa without 3-D Secure, paid at once: lawful under both editions (CARD-1).
  'docs__direct-flexible-3d-disabled__2021-08-11_964d3b8f4.json': [paidOf(100)],
  'docs__flexible-3d-disabled-direct__2022-02-09_cf7395661p.json': [paidOf(100)],
  // (refunded, completed) is D18's documented form; the untyped related transaction is the refund that explains all 200.
  'docs__get-order__2019-10-01_fca2f78e9.json': [
    {
      comesTo: 'applied',
      shown: ['refunded/completed'],
      money: [200, 0, 200, 0, 0, 0],
      violations: [],
      ship: 'no',
    },
  ],
  // Authentication outcome N leads to declined (D9).
  'docs__getOrderFailed3DS__2025-08-20_d3d24b839.json': [declined],
  // A receipt: it has an order section, but no status.
  'docs__getReceiptRefund__2025-08-20_d3d24b839.json': 'data.order_id',
  // iDEAL is outside (CARD-6, D38); Visa paid; Maestro declined, and its 3-D mode stays open.
  'docs__listTransactions__2025-08-20_d3d24b839.json': [outside, paidOf(1000), declined],
  // An authorisation that waits for capture: reserved, and nothing collected; never own MID, never paid (CAP-1, D33).
  'docs__manual-capture-order-status-authorised-transaction__2020-01-09_627d9af97.json': [
    { comesTo: 'applied', shown: ['completed/initialized'], money: [0, 0, 0, 0, 0, 0], violations: [], ship: 'no' },
  ],
  // The same once captured: paid (D33).
  'docs__order-status-captured-transaction__2021-08-11_964d3b8f4.json': [paidOf(1000)],
  'docs__recurring-payments-initial__2021-12-06_ce62dc08d.json': [paidOf(1000)],
  // The reply to a refund request, with an order id but no status.
  'docs__refundOrder__HEAD_9e11aa0a5.json': 'data.status',
  // Maestro sent to 3-D Secure: begun.
  'docs__self-hosted-credit-card__2022-02-09_cf7395661.json': [begun],
};

/** The signed notifications: iDEAL, outside these charts. */
const signed = 'hmac-vectors.json';

describe.skipIf(!present)('the corpus', () => {
  it('should have a judgement for every file', () => {
    expect(readdirSync(corpus).sort()).toEqual([...Object.keys(judgements), signed, 'README.md'].sort());
  });

  it.each(Object.entries(judgements))('should be judged as a person judges it: %s', (file, judged) => {
    const json: unknown = JSON.parse(readFileSync(new URL(file, corpus), 'utf8'));
    if (typeof judged === 'string') {
      const readInFull = () => readOrders(json).map(fullyRead);
      expect(readInFull).toThrow(InputError);
      expect(readInFull).toThrow(judged);
      return;
    }
    expect(readOrders(json).map(judge)).toEqual(judged);
  });

  it('should judge the signed notifications: a payment method outside these charts', () => {
    const { vectors } = JSON.parse(readFileSync(new URL(signed, corpus), 'utf8')) as {
      readonly vectors: readonly { readonly payload: string }[];
    };
    expect(vectors.length).toBeGreaterThan(0);
    for (const { payload } of vectors) expect(readOrders(JSON.parse(payload)).map(judge)).toEqual([outside]);
  });
});

/** What a payload says that the order is for. */
function expectedOf({ amount, currency }: ReturnType<typeof readOrders>[number]): Money | undefined {
  return amount === undefined || currency === undefined ? undefined : { amount, currency };
}

function judge(report: ReturnType<typeof readOrders>[number]): Judgement {
  const { verdict, payment } = observe(undefined, report);
  const money = payment && position(payment);
  return {
    comesTo: comesTo(verdict),
    shown: payment ? statusOf(payment).map(({ order, transaction }) => `${order}/${transaction}`) : [],
    money: money
      ? [money.collected, money.reserved, money.refunded, money.chargedBack, money.unattributed, money.refundable]
      : nothing,
    violations: violationsOf(verdict),
    ship: payment ? safeToShip(payment, expectedOf(report)).answer : '-',
    ...('moneyMayBeHeld' in verdict && verdict.moneyMayBeHeld && { mayBeHeld: true as const }),
  };
}
