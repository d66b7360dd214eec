/**
 * Where the money of an order may be (decision D36).
 */
import {
  type Collector,
  collectors,
  type MoneyPlace,
  type RefusalCode,
  type StateMeta,
} from '../../../machines/index.ts';
import { countsOf, isCollected, isHeld, isOpen, possibleOfAttempt } from '../belief/belief.ts';
import { isByHand, isOwnAttempt } from '../belief/captures.ts';
import { heldByPart, settlementOfOutside } from '../belief/held.ts';
import { collectedAmount, positionOfAttempt, positionOfFamily, unownedOf } from '../belief/money.ts';
import { lawInForce } from '../in-force.ts';
import { type Alarm, type Attempt, type Payment, refundsOf } from '../payment.ts';
import { readShape } from '../shape.ts';

/**
 * Where the money of the order may be: one place, if it is certain. Every place is named that is possible, and no place that is
 * not: what refunds, chargebacks, open alarms and methods outside the charts leave open adds one.
 */
export function fundsAt(payment: Payment): readonly MoneyPlace[] {
  readShape(payment);
  const { attempts, alarms } = payment;
  const collected = attempts.flatMap((one, index) =>
    isCollected(payment, one) && (isOwnAttempt(one) ? collectedAmount(payment, index) !== 0 : true) ? [index] : [],
  );
  const mayHaveLeft = alarms.some(({ code }) => code === 'money_may_have_left');
  const places = new Set<MoneyPlace>(collected.flatMap((index) => placesOf(payment, index, mayHaveLeft)));
  const isOutside =
    payment.outside.some((one) => !['unpaid', 'given_back'].includes(settlementOfOutside(one))) ||
    payment.parts.some((part) => heldByPart(payment, part) !== 'no');
  if (isOutside) places.add('outside');
  for (const [index, attempt] of attempts.entries()) {
    if (attempt.asRead || (isByHand(attempt) && collectedAmount(payment, index) === 0)) continue;
    const { cells } = possibleOfAttempt(payment, attempt);
    for (const { meta } of cells) if (meta.counts === 'held' || meta.counts === 'authorised') places.add(meta.money);
    if (collected.length > 0 || isOutside || !isOwnAttempt(attempt) || !isOpen(payment, attempt)) continue;
    for (const { meta } of cells) places.add(meta.money);
  }
  // Attempts that hold nothing stay possible beside what may be held, but is not believed.
  const isUnpaid = places.size === 0 && attempts.length > 0;
  for (const alarm of alarms)
    if (alarm.code === 'money_may_be_held' && collected.length === 0)
      for (const place of placesOfAlarm(payment, alarm)) places.add(place);
  if (mayHaveLeft || isUnpaid || places.size === 0) places.add('customer');
  return [...places];
}

/** Where the money of a collected attempt may be. */
function placesOf(payment: Payment, index: number, mayHaveLeft: boolean): readonly MoneyPlace[] {
  const attempt = payment.attempts[index] as Attempt;
  if (!isHeld(payment, attempt)) return ['customer'];
  const { collected, refunded, chargedBack, unattributed, refundableKnown } = positionOfAttempt(payment, index);
  const back = refunded + chargedBack;
  const family = positionOfFamily(payment, index);
  const isAllBack = back >= collected || family.refunded + family.chargedBack >= family.collected;
  if (collected > 0 && isAllBack) return ['customer'];
  const of = unownedOf(payment, index);
  const unowned = of.refunded + of.unattributed;
  const mayBeOfThis = of.isChargedBack || (unowned > 0 && back + unowned + of.chargedBack >= collected);
  const own = possibleOfAttempt(payment, attempt).cells.map(({ meta }) => meta.money);
  // A refund or chargeback whose amount is not known, in another currency perhaps, may be all of it.
  const isOpen = refundsOf(payment, index).some(
    (one) => one.amount === undefined && ['refunded', 'charged_back'].includes(countsOf(one)),
  );
  const words = attempt.word === 'refunded' || attempt.word === 'chargeback';
  const mayBeBack =
    mayHaveLeft ||
    isOpen ||
    mayBeOfThis ||
    (!refundableKnown && words) ||
    (unattributed > 0 && back + unattributed >= collected);
  return mayBeBack ? [...own, 'customer'] : own;
}

/** The reasons that leave open whether an amount was captured at once, or only reserved. */
const modeNotSaid: readonly RefusalCode[] = ['capture_mode_unknown', 'collector_not_configured'];

/**
 * Where money that the charts do not believe may be: wherever an attempt of this payment can come to hold any. With the
 * collector open, American Express is possible for its own brand only; the issuer, where it may only be reserved.
 */
function placesOfAlarm({ attempts, collector }: Payment, alarm: Alarm): readonly MoneyPlace[] {
  const { brand, because, transactionId } = alarm;
  const mayCollect = (one: Collector): boolean => {
    const collectedBy: readonly Collector[] =
      brand === undefined ? collectors : lawInForce().rows.brands[brand].collectedBy;
    return (collector === undefined || collector === one) && collectedBy.includes(one);
  };
  const possible = collectors.filter(mayCollect);
  const isByHand = attempts.some((one) => one.transactionId === transactionId && one.capture !== undefined);
  const isOnlyReserved = isByHand || modeNotSaid.includes(because);
  const counting: readonly StateMeta['counts'][] = isOnlyReserved ? ['collected', 'authorised'] : ['collected'];
  return lawInForce()
    .relation.cells.filter(({ meta, profile }) => profile.collector !== undefined && counting.includes(meta.counts))
    .filter(({ profile }) => possible.includes(profile.collector as Collector))
    .filter(({ profile }) => brand === undefined || profile.brand === brand)
    .map(({ meta }) => meta.money);
}
