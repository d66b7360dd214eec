/**
 * MultiSafepay's times as whole numbers, as `numberOfTime` makes them.
 */
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
