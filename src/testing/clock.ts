/**
 * Time given as data: a clock that moves only when it is told to, and MultiSafepay's way of writing the time.
 */

/** What time it is. */
export interface Clock {
  /** Now, as an ISO 8601 instant. */
  now(): string;
}

/** A clock that moves only when it is told to. */
export interface VirtualClock extends Clock {
  /** Moves the clock forward by whole seconds. @throws RangeError for anything else. */
  advance(seconds: number): void;
}

/**
 * A clock that stands still until it is moved.
 *
 * @param start an ISO 8601 instant.
 * @throws RangeError if that is no instant.
 */
export function createClock(start: string): VirtualClock {
  let seconds = secondsOf(start);
  if (!Number.isFinite(seconds)) throw new RangeError(`no instant: ${start}`);
  return {
    now: () => instantAt(seconds),
    advance: (by) => {
      if (!Number.isInteger(by) || by < 0) throw new RangeError(`a clock moves forward by whole seconds, not by ${by}`);
      seconds += by;
    },
  };
}

/** An instant as whole seconds since 1970, as the timestamps of notifications are. */
export function secondsOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}

/** The instant at a second since 1970. */
export function instantAt(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** An instant as MultiSafepay writes it: the time of Amsterdam, `YYYY-MM-DDTHH:MM:SS`, without a zone. */
export function localTime(instant: string): string {
  const seconds = secondsOf(instant);
  return instantAt(seconds + hoursAhead(seconds) * hour).slice(0, 19);
}

/** The instant of the next midnight in Amsterdam, when MultiSafepay passes refunds on. */
export function nextMidnight(instant: string): string {
  const seconds = secondsOf(instant);
  const ahead = hoursAhead(seconds) * hour;
  const midnight = (Math.floor((seconds + ahead) / day) + 1) * day;
  return instantAt(midnight - hoursAhead(midnight - ahead) * hour);
}

const hour = 3600;
const day = 24 * hour;

/** How many hours Amsterdam is ahead of UTC: 2 from the last Sunday of March to that of October, 01:00 UTC, else 1. */
function hoursAhead(seconds: number): 1 | 2 {
  const year = new Date(seconds * 1000).getUTCFullYear();
  return seconds >= clockChange(year, 2) && seconds < clockChange(year, 9) ? 2 : 1;
}

/** The second at which the clocks change in a month of 31 days, counted from 0. */
function clockChange(year: number, month: number): number {
  const lastDay = new Date(Date.UTC(year, month, 31, 1));
  return secondsOf(lastDay.toISOString()) - lastDay.getUTCDay() * day;
}
