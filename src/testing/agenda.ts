/**
 * What will happen by itself, and when: the test card's course, the deadlines of the charts, the midnight of a refund.
 */
import type { NumberedCell } from '../relation/index.ts';
import { type Attempt, captureBeforeOf, factsFrom, type Linked, type Order, type Transaction } from './books.ts';
import { instantAt, localTime, nextMidnight, secondsOf } from './clock.ts';
import { reviewSeconds } from './test-cards.ts';

/** Something that happens at a time, unless its transaction has left the cell by then. */
export interface Due {
  /** An ISO 8601 instant. */
  readonly at: string;
  readonly order: Order;
  readonly transaction: Attempt | Linked;
  readonly from: NumberedCell;
  readonly fact: string;
}

/** What is due, the earliest first. */
export interface Agenda {
  add(due: Due): void;
  /** Takes the earliest that is due at an instant and still can happen. */
  take(now: string): Due | undefined;
}

/** An empty agenda. */
export function createAgenda(): Agenda {
  let list: Due[] = [];
  // What is before the head is done; it is dropped now and then, since taking from the front moves all the rest.
  let head = 0;
  return {
    add: (due) => {
      let from = head;
      let to = list.length;
      while (from < to) {
        const middle = (from + to) >> 1;
        if ((list[middle] as Due).at <= due.at) from = middle + 1;
        else to = middle;
      }
      list.splice(from, 0, due);
    },
    take: (now) => {
      for (let due = list[head]; due && due.at <= now; due = list[head]) {
        head++;
        if (head > 1000 && head * 2 > list.length) {
          list = list.slice(head);
          head = 0;
        }
        if (due.transaction.cell === due.from) return due;
      }
      return undefined;
    },
  };
}

/** What will happen to an attempt that has just entered its cell: the review of a test card, the chart's own deadline. */
export function dueOfAttempt(attempt: Attempt, now: string): readonly Pick<Due, 'at' | 'fact'>[] {
  const possible = factsFrom(attempt);
  const { review } = attempt.course;
  const { deadline, counts } = attempt.cell.meta;
  return [
    ...(review && counts === 'held' ? [{ at: later(now, reviewSeconds), fact: review }] : []),
    ...(deadline ? [{ at: later(attempt.modified, deadline.hours * 3600), fact: 'transaction.expired' }] : []),
    ...(counts === 'authorised' ? expiryOf(attempt) : []),
  ].filter(({ fact }) => possible.includes(fact));
}

/** An authorisation that nobody captures runs out; the issuer takes a day longer than it says. */
function expiryOf(attempt: Attempt): readonly Pick<Due, 'at' | 'fact'>[] {
  const before = captureBeforeOf(attempt);
  return before === undefined ? [] : [{ at: later(before, 86_400), fact: 'reservation.expired' }];
}

/** What will happen to a refund: it is processed at midnight; on the day of the payment, within the minute. */
export function dueOfRefund(refund: Linked, attempt: Attempt): readonly Pick<Due, 'at' | 'fact'>[] {
  const at = isSameDay(attempt, refund.created) ? later(refund.created, 60) : nextMidnight(refund.created);
  return [{ at, fact: 'refund.completed' }].filter(({ fact }) => factsFrom(refund).includes(fact));
}

/** Whether an instant is on the day of a payment, at MultiSafepay. */
export function isSameDay({ created }: Pick<Transaction, 'created'>, instant: string): boolean {
  return localTime(created).slice(0, 10) === localTime(instant).slice(0, 10);
}

const later = (instant: string, seconds: number): string => instantAt(secondsOf(instant) + seconds);
