/**
 * MultiSafepay's times as whole numbers, `20191104080000` for `2019-11-04T08:00:00`: they compare as the texts do.
 */
import { isLocalTime } from '../read.ts';

const zero = '0'.charCodeAt(0);

/** A time as a number; not a number if it is no time. */
export function numberOfTime(time: string): number {
  if (!isLocalTime(time)) return Number.NaN;
  return (
    (digits(time, 0) * 100 + digits(time, 2)) * 1e10 +
    digits(time, 5) * 1e8 +
    digits(time, 8) * 1e6 +
    digits(time, 11) * 1e4 +
    digits(time, 14) * 100 +
    digits(time, 17)
  );
}

const digits = (time: string, at: number): number => (time.charCodeAt(at) - zero) * 10 + time.charCodeAt(at + 1) - zero;

/** The time that a number stands for. */
export function timeOfNumber(time: number): string {
  const text = String(time).padStart(14, '0');
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  return `${date}T${text.slice(8, 10)}:${text.slice(10, 12)}:${text.slice(12)}`;
}

/** The day of a time, as a number: two times of one day have the same. */
export const dayOf = (time: number): number => Math.floor(time / 1e6);

/**
 * Whether a time is of the last seven days of March or of October, in which European clocks change: how two times of such a day
 * stand to each other is more than their order (decision D23).
 */
export function isNearClockChange(time: number): boolean {
  const month = Math.floor(time / 1e8) % 100;
  return (month === 3 || month === 10) && dayOf(time) % 100 > 24;
}

/** How many days lie between the days of two times. */
export function daysBetween(first: number, last: number): number {
  return Math.round((utcDay(last) - utcDay(first)) / 86_400_000);
}

function utcDay(time: number): number {
  const day = dayOf(time);
  return Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100);
}
