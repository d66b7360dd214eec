/**
 * Whole lives of an order, played by choices: what happens next is chosen from everything that lawfully may.
 */
import {
  brands,
  type CaptureMode,
  type CardBrand,
  type Collector,
  type Edition,
  type MinorUnits,
} from '../../machines/index.ts';
import type { Change } from './account.ts';
import { createClock, secondsOf, type VirtualClock } from './clock.ts';
import { createSimulator, type Simulator } from './simulator.ts';

/** A life to be played. The same plan gives the same life. */
export interface LifePlan {
  readonly seed: number;
  readonly edition: Edition;
  readonly brand: CardBrand;
  /** Who collects American Express. */
  readonly collector: Collector;
  /** In minor units. */
  readonly amount: MinorUnits;
  readonly orderId?: string;
  /** `manual`: authorised, and captured by hand, where the brand may be. */
  readonly capture?: CaptureMode;
  /** An ISO 8601 instant. */
  readonly start: string;
  /** What happens next, and how long it takes: whole numbers from 0. */
  readonly choices: readonly (readonly [move: number, time: number])[];
}

/** An order's life: the simulator as it stands, and everything that was told of the order so far. */
export interface Life {
  readonly plan: LifePlan;
  readonly orderId: string;
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly changes: readonly Change[];
  /** Plays on up to an instant. */
  playUntil(instant: string): void;
  /** Plays on to the end. */
  playOut(): void;
}

/** Plays a whole life. */
export function playLife(plan: LifePlan): Life {
  const life = beginLife(plan);
  life.playOut();
  return life;
}

/**
 * Begins a life: the order is asked for, and nothing has happened yet. One step in four falls into the same second as the
 * one before, one takes a day, and one in four may end a transaction in nothing.
 */
export function beginLife(plan: LifePlan): Life {
  const { seed, edition, brand: gateway, collector, amount, orderId = 'order-1001', start, choices } = plan;
  const byHand = plan.capture === 'manual' && brands[gateway].capture.manual;
  const clock = createClock(start);
  const simulator = createSimulator({ seed, edition, clock, collectorOf: () => collector, takesItsCourse: false });
  const asked = simulator.createOrder({
    order_id: orderId,
    gateway,
    amount,
    currency: 'EUR',
    gateway_info: { flexible_3d: seed % 2 === 0 },
    ...(byHand && { capture: 'manual' satisfies CaptureMode }),
    payment_options: { notification_url: 'https://shop.example/notifications', notification_method: 'POST' },
  });
  // An edition that does not take this card leaves nothing to play.
  let left = asked.body.success ? choices : [];
  const playOne = (choice: number): void => {
    const moves = simulator.moves(orderId).filter(({ endsInNothing }) => !endsInNothing || choice % 4 === 0);
    const move = moves[(choice >> 2) % moves.length];
    if (move) simulator.happen(orderId, move);
    else if (choice % 4 === 0) simulator.payAgain(orderId, { gateway });
  };
  const playWhile = (inTime: (seconds: number) => boolean): void => {
    for (let [next] = left; next && inTime(waitOf(next[1])); [next] = left) {
      clock.advance(waitOf(next[1]));
      left = left.slice(1);
      playOne(next[0]);
    }
  };
  return {
    plan,
    orderId,
    simulator,
    clock,
    changes: simulator.changes,
    playUntil: (instant) => playWhile((seconds) => secondsOf(clock.now()) + seconds <= secondsOf(instant)),
    playOut: () => playWhile(() => true),
  };
}

const dayOfSeconds = 86_400;

/** How long a step takes, in seconds. */
function waitOf(time: number): number {
  if (time % 4 === 0) return 0;
  return time % 4 === 1 ? dayOfSeconds + time : time * 7;
}
