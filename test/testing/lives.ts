/**
 * Lives of orders for the tests of the simulator: thousands of seeds, every brand, edition and collector.
 */
import { type CardBrand, cardBrands, collectors, type Edition, editionNames } from '../../machines/index.ts';
import {
  observe,
  openPayment,
  type Payment,
  pairsOfAttempt,
  position,
  statusOf,
  type Verdict,
} from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import {
  createRandom,
  type FaultRates,
  type Life,
  type LifePlan,
  playLife,
  type Truth,
  testCards,
} from '../../src/testing/index.ts';

/** How often each fault befalls a notification. */
export const allFaults: FaultRates = {
  duplicate: 0.2,
  resend: 0.2,
  delay: 0.4,
  lose: 0.2,
  overtake: 0.2,
  get: 0.2,
  contradict: 0.1,
  undocumented: 0.5,
  unknown_word: 0.05,
};

/** The brands that have a test card under an edition, and so can be played. */
const brandsOfTestCards = (edition: Edition): readonly CardBrand[] =>
  cardBrands.filter((brand) => testCards[edition].some((card) => card.brand === brand));

/** The plan of a seed: brand, edition, collector and choices all follow from it. */
export function planOf(seed: number, start = '2025-05-06T08:00:00Z'): LifePlan {
  const random = createRandom(seed);
  const edition = random.pick(editionNames);
  return {
    seed,
    edition,
    brand: random.pick(brandsOfTestCards(edition)),
    collector: random.pick(collectors),
    ...(seed % 3 === 0 && { capture: 'manual' as const }),
    amount: random.pick([1, 2999, 3000, 3001, 12_000]),
    start,
    choices: Array.from({ length: 1 + random.below(20) }, () => [random.below(1000), random.below(1000)] as const),
  };
}

/** The life of a seed. */
export function lifeOf(seed: number, start?: string): Life {
  return playLife(planOf(seed, start));
}

/** The payment of a life before anything is reported of it. */
export function opened({ orderId, plan: { edition, collector } }: Life): Payment {
  return openPayment({ orderId, edition, collector });
}

/** Observes order JSON one after another. */
export function observeAll(begun: Payment, documents: readonly unknown[]) {
  const verdicts: Verdict[] = [];
  let payment: Payment = begun;
  for (const document of documents) {
    const observed = observe(payment, readOrder(document));
    verdicts.push(observed.verdict);
    payment = observed.payment ?? payment;
  }
  return { payment, verdicts };
}

/** The answers to a read of every attempt of an order. */
export function readsOf({ simulator, orderId }: Life): readonly unknown[] {
  const { attempts, captures } = simulator.truth(orderId);
  return [...attempts, ...captures].map(({ transactionId }) => simulator.getTransaction(transactionId).body);
}

/**
 * What a payment comes to, in the words of the simulator's truth. Which attempt an unpaid order is shown by depends on
 * which was heard of last, so the order's own pair is compared once it is paid.
 */
export function standingOf(payment: Payment) {
  const { collected, reserved, refunded, chargedBack, refundable } = position(payment);
  const attempts = payment.attempts.map(({ transactionId }, index) => [
    transactionId,
    ...pairsOfAttempt(payment, index),
  ]);
  const status = collected > 0 ? statusOf(payment) : [];
  return {
    attempts: sorted(attempts),
    status,
    collected,
    reserved,
    refunded,
    chargedBack,
    refundable,
    alarms: payment.alarms,
  };
}

/** The truth, in the same words. */
export function truthOf({ attempts, captures, pair, collected, reserved, refunded, chargedBack, refundable }: Truth) {
  const shown = [...attempts, ...captures].map(({ transactionId, pair }) => [transactionId, pair]);
  const status = collected > 0 ? [pair] : [];
  return { attempts: sorted(shown), status, collected, reserved, refunded, chargedBack, refundable, alarms: [] };
}

const sorted = (attempts: readonly (readonly unknown[])[]) =>
  [...attempts].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
