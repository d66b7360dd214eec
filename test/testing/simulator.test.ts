/**
 * Goal: the simulator is the charts, seen from outside. Whatever it tells is lawful by `observe`, which comes to its truth;
 * the published test cards end as published; the same seed gives the same bytes; and no card number ever comes out.
 */
import { describe, expect, it } from 'vitest';
import { editionNames } from '../../machines/index.ts';
import { InputError } from '../../src/lifecycle/index.ts';
import { maskCardData, readOrder } from '../../src/multisafepay/index.ts';
import { chartSources, leavesOf, written } from '../../src/relation/index.ts';
import {
  createClock,
  createSimulator,
  type DirectOrder,
  type LifePlan,
  localTime,
  nextMidnight,
  playLife,
  testCards,
} from '../../src/testing/index.ts';
import { lifeOf, observeAll, opened, planOf, readsOf, standingOf, truthOf } from './lives.ts';

const seeds = 2000;

describe('what a simulator is made of', () => {
  const clock = createClock('2025-08-11T08:00:00Z');
  const whole = { seed: 1, edition: '2025-08', clock };

  it.each([
    ['nothing', undefined, /^options?:? ?.*made of a seed, an edition and a clock/],
    ['no edition', { seed: 1, clock }, /options\.edition: nothing says by which edition .* Give one of .*2025-08/],
    ['an edition that is not known', { ...whole, edition: '2031-01' }, /options\.edition: "2031-01" is not known/],
    ['no seed', { ...whole, seed: undefined }, /options\.seed: nothing is not a whole number/],
    ['half a seed', { ...whole, seed: 0.5 }, /options\.seed: 0\.5 is not a whole number/],
    ['no clock', { ...whole, clock: undefined }, /options\.clock: nothing tells no time/],
    ['a collector that is no function', { ...whole, collectorOf: 'multisafepay' }, /options\.collectorOf: /],
    ['a course that is a word', { ...whole, takesItsCourse: 'no' }, /options\.takesItsCourse: /],
  ])('should be refused by name when it is made: %s', (_, options, said) => {
    const made = () => createSimulator(options as unknown as Parameters<typeof createSimulator>[0]);
    expect(made).toThrow(InputError);
    expect(made).toThrow(said);
  });
});

describe('the lives it plays', () => {
  it('should be lawful, report by report, and observe should come to the truth', () => {
    const counts: Record<string, number> = {};
    const states = new Set<string>();
    const count = (what: string): number => (counts[what] = (counts[what] ?? 0) + 1);
    for (let seed = 0; seed < seeds; seed++) {
      const life = lifeOf(seed);
      const told = observeAll(
        opened(life),
        life.changes.map(({ document }) => document),
      );
      for (const { verdict } of told.verdicts) count(verdict);
      const disbelieved = told.verdicts.filter(({ verdict }) => verdict === 'illegal' || verdict === 'unknown');
      expect(disbelieved, `seed ${seed}`).toEqual([]);
      const truth = life.simulator.truth(life.orderId);
      const read = observeAll(told.payment, readsOf(life));
      expect(standingOf(read.payment), `seed ${seed}`).toEqual(truthOf(truth));
      expect(read.payment.violations, `seed ${seed}`).toEqual([]);
      const orders = [life.orderId, ...truth.captures.map(({ orderId }) => orderId)];
      const amountRefunded = orders
        .map((orderId) => readOrder(life.simulator.getOrder(orderId).body).amountRefunded ?? 0)
        .reduce((sum, amount) => sum + amount, 0);
      expect(amountRefunded, `seed ${seed}`).toBe(truth.reserved + truth.refunded);
      for (const { state } of [...truth.attempts, ...truth.captures, ...truth.refunds]) states.add(state);
      for (const { dispute } of truth.refunds) if (dispute) states.add(dispute);
    }
    console.info(`${seeds} seeds: ${JSON.stringify(counts)}, ${states.size} states at the end`);
    // Every state is where some life ends, but those in which nothing exists at MultiSafepay: nothing was asked, or it refused to capture.
    const all = new Set(Object.values(chartSources).flatMap(({ create }) => leavesOf(written(create()))));
    expect([...all.difference(states)].sort()).toEqual(['refused', 'requested', 'unasked', 'undisputed', 'unopened']);
  }, 240_000);

  it('should be the same bytes for the same seed, and others for another', () => {
    const bytes = (plan: LifePlan): string => {
      const life = playLife(plan);
      return JSON.stringify([life.changes, life.simulator.getOrder(life.orderId), life.simulator.truth(life.orderId)]);
    };
    for (let seed = 0; seed < 100; seed++) {
      expect(bytes(planOf(seed))).toBe(bytes(planOf(seed)));
      expect(bytes(planOf(seed))).not.toBe(bytes(planOf(seed + 1)));
    }
  });

  it('should never show a card number, nor keep more of one than its last four digits', () => {
    for (let seed = 0; seed < 300; seed++) {
      const { changes, simulator, orderId } = lifeOf(seed);
      expect(maskCardData([changes, simulator.getOrder(orderId)]).masked, `seed ${seed}`).toEqual([]);
    }
    const { simulator } = shop();
    const number = ['4', '1'.repeat(15)].join('');
    simulator.createOrder(direct({ gateway_info: { card_number: number } }));
    expect(JSON.stringify([simulator.changes, simulator.getOrder('order-1')])).not.toContain('1'.repeat(5));
  });

  it('should take no step back in time', () => {
    for (const seconds of [-1, 0.5, Number.NaN]) expect(() => shop().clock.advance(seconds)).toThrow(RangeError);
    expect(() => createClock('yesterday')).toThrow(RangeError);
  });

  it('should tell the time as Amsterdam does, on both sides of a change of the clocks', () => {
    expect(localTime('2025-01-15T12:00:00Z')).toBe('2025-01-15T13:00:00');
    expect(localTime('2025-03-30T00:59:59Z')).toBe('2025-03-30T01:59:59');
    expect(localTime('2025-03-30T01:00:00Z')).toBe('2025-03-30T03:00:00');
    expect(localTime('2025-10-26T00:59:59Z')).toBe('2025-10-26T02:59:59');
    expect(localTime('2025-10-26T01:00:00Z')).toBe('2025-10-26T02:00:00');
    expect(nextMidnight('2025-06-01T21:59:59Z')).toBe('2025-06-01T22:00:00Z');
    expect(nextMidnight('2025-06-01T22:00:00Z')).toBe('2025-06-02T22:00:00Z');
    expect(nextMidnight('2025-10-26T01:00:00Z')).toBe('2025-10-26T23:00:00Z');
  });
});

describe('a test card', () => {
  const cards = editionNames.flatMap((edition) => testCards[edition].map((card) => ({ edition, ...card })));

  it.each(cards)('should end as published: $brand $last4 in $edition', ({ edition, brand, last4, course }) => {
    const { simulator, clock } = shop(edition);
    const answer = simulator.createOrder(direct({ gateway: brand, gateway_info: { card_number: last4 } }));
    if (edition === '2025-08' && brand === 'bancontact') throw new Error('no such card');
    const asksToAuthenticate = JSON.stringify(answer.body).includes('customer_verification');
    expect(asksToAuthenticate).toBe(course.threeD === '3-D');
    simulator.finishPayment('order-1');
    const status = (): string => readOrder(simulator.getOrder('order-1').body).order as string;
    const [first, last] = published(last4, brand);
    expect(status()).toBe(first);
    clock.advance(180);
    expect(status()).toBe(last);
  });

  it('should be drawn from the published ones when it is none of them', () => {
    const ends = new Set<string>();
    for (let seed = 0; seed < 50; seed++) {
      const { simulator } = shop('2019-10', seed);
      simulator.createOrder(direct({ gateway: 'VISA' }));
      simulator.finishPayment('order-1');
      ends.add(simulator.truth('order-1').pair.order);
    }
    expect(ends).toEqual(new Set(['completed', 'declined', 'uncleared']));
  });
});

describe('by the clock', () => {
  it('should expire a payment that nobody finishes within the hour', () => {
    const { simulator, clock } = paid({ finish: false });
    clock.advance(3599);
    expect(simulator.truth('order-1').pair.order).toBe('initialized');
    clock.advance(1);
    expect(simulator.truth('order-1').pair.order).toBe('expired');
  });

  it('should process a refund at midnight, and one of the same day at once', () => {
    const { simulator, clock } = paid();
    simulator.refund('order-1', { amount: 100, currency: 'EUR', var1: 'refund-1' });
    expect(simulator.truth('order-1').reserved).toBe(100);
    clock.advance(60);
    expect(simulator.truth('order-1')).toMatchObject({ reserved: 0, refunded: 100 });
    clock.advance(86_400);
    simulator.refund('order-1', { amount: 200, currency: 'EUR', var1: 'refund-2' });
    clock.advance(3600);
    expect(simulator.truth('order-1')).toMatchObject({ reserved: 200, refunded: 100 });
    clock.advance(86_400);
    expect(simulator.truth('order-1')).toMatchObject({ reserved: 0, refunded: 300, refundable: 700 });
    expect(simulator.truth('order-1').refunds.map(({ refundId }) => refundId)).toEqual(['refund-1', 'refund-2']);
  });
});

describe('own MID', () => {
  it('should collect at American Express, and only its own brand', () => {
    for (const [gateway, transaction] of [
      ['AMEX', 'initialized'],
      ['VISA', 'completed'],
    ]) {
      const { simulator } = shop('2019-10', 1, 'american_express');
      simulator.createOrder(direct({ gateway, gateway_info: { card_number: gateway === 'AMEX' ? '0005' : '3335' } }));
      expect(simulator.truth('order-1').pair).toEqual({ order: 'completed', transaction });
    }
  });
});

describe('refusals', () => {
  it('should be errors in the words of the API', () => {
    const { simulator } = paid();
    const code = (answer: { body: object }): unknown => ('error_code' in answer.body ? answer.body.error_code : 'none');
    expect(code(simulator.createOrder(direct({})))).toBe(1006);
    expect(code(simulator.createOrder(direct({ order_id: 'other', amount: 0 })))).toBe(1001);
    expect(code(simulator.createOrder(direct({ order_id: 'other', currency: 'QQQ' })))).toBe(1002);
    expect(code(simulator.createOrder(direct({ order_id: 'other', gateway: 'IDEAL' })))).toBe(1024);
    expect(code(simulator.getOrder('nobody'))).toBe(1006);
    expect(code(simulator.cancelOrder('order-1'))).toBe(1024);
    expect(code(simulator.refund('order-1', { amount: 1001, currency: 'EUR' }))).toBe(1034);
    expect(code(simulator.refund('order-1', { amount: 100, currency: 'USD' }))).toBe(1034);
    expect(code(simulator.refund('order-1', { amount: 100, currency: 'EUR' }))).toBe('none');
    expect(code(simulator.refund('order-1', { amount: 100, currency: 'EUR' }))).toBe(1034);
    expect(code(simulator.refund('order-1', { amount: 0, currency: 'EUR' }))).toBe('none');
    expect(simulator.truth('order-1')).toMatchObject({ collected: 1000, reserved: 1000, refundable: 0 });
    expect(code(shop('2025-08').simulator.createOrder(direct({ gateway: 'BANCONTACT' })))).toBe(1024);
  });

  it('should leave everything as it was when a move is not lawful', () => {
    const { simulator } = paid();
    const before = JSON.stringify(simulator.truth('order-1'));
    const [attempt] = simulator.truth('order-1').attempts;
    for (const fact of ['transaction.expired', 'review.approved', 'refund.completed', 'nonsense'])
      expect(simulator.happen('order-1', { transactionId: Number(attempt?.transactionId), fact })).toHaveProperty(
        'code',
      );
    expect(JSON.stringify(simulator.truth('order-1'))).toBe(before);
  });
});

/** What was published of a card: its order status when the payment is finished, and three minutes later. */
function published(last4: string, brand: string): readonly [string, string] {
  if (last4 === '0003') return ['uncleared', 'completed'];
  if (last4 === '0008' || last4 === '1000') return ['uncleared', 'void'];
  const declines = ['1114', '8884', '0045'].includes(last4);
  const byBrand = (brand === 'amex' && last4 === '0004') || (brand === 'bancontact' && last4 === '0011');
  return declines || byBrand ? ['declined', 'declined'] : ['completed', 'completed'];
}

function shop(edition: LifePlan['edition'] = '2019-10', seed = 1, collector: LifePlan['collector'] = 'multisafepay') {
  const clock = createClock('2025-05-06T08:00:00Z');
  return { clock, simulator: createSimulator({ seed, edition, clock, collectorOf: () => collector }) };
}

function paid({ finish = true } = {}) {
  const made = shop();
  made.simulator.createOrder(direct({ gateway_info: { card_number: '1111' } }));
  if (finish) made.simulator.finishPayment('order-1');
  return made;
}

function direct(asked: DirectOrder): DirectOrder {
  return { order_id: 'order-1', gateway: 'VISA', amount: 1000, currency: 'EUR', description: 'A coat', ...asked };
}
