/**
 * The functions of the lifecycle under another law than the one that stands (decision D30).
 */
import type { JudgingLaw } from '../relation/index.ts';
import { disputeDue, mayChallenge } from './asking/disputes.ts';
import { explain } from './asking/explain.ts';
import { fundsAt } from './asking/funds.ts';
import { configure, openPayment } from './asking/open.ts';
import { mayOrder } from './asking/order.ts';
import { deadlines, isSuperseded, mayCancel, mayRefund, mayReview, screeningOf } from './asking/predicates.ts';
import { safeToShip } from './asking/ship.ts';
import { begin } from './asking/snapshot.ts';
import { step } from './asking/step.ts';
import { position, statusOf } from './belief/money.ts';
import { boundTo } from './in-force.ts';
import { correct } from './judging/correct.ts';
import { leaveUnknown, observe } from './judging/observe.ts';
import { migrate, restore, save } from './stored.ts';
import { viewOf } from './view.ts';

const functions = {
  begin,
  configure,
  correct,
  deadlines,
  disputeDue,
  explain,
  fundsAt,
  isSuperseded,
  leaveUnknown,
  mayCancel,
  mayChallenge,
  mayOrder,
  mayRefund,
  mayReview,
  migrate,
  observe,
  openPayment,
  position,
  restore,
  safeToShip,
  save,
  screeningOf,
  statusOf,
  step,
  viewOf,
} as const;

/** The functions of the lifecycle, all judging by one law. */
export type Lifecycle = typeof functions;

/**
 * The same functions, judging by a law. The plain ones are those of `under(theLaw())`.
 *
 * @example
 * const { step, observe } = under(compileLaw({ ...lawRows }));
 */
export function under(law: JudgingLaw): Lifecycle {
  const bound = Object.entries(functions).map(([name, judge]) => [
    name,
    boundTo(law, judge as (...args: readonly unknown[]) => unknown),
  ]);
  return Object.freeze(Object.fromEntries(bound)) as Lifecycle;
}
