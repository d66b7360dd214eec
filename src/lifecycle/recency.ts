/**
 * Which of two reports is newer, as far as MultiSafepay's times tell (decision D23): seconds, without a zone.
 */

/** How two times compare; `unknown` where they cannot be told apart safely. */
export type Order = 'newer' | 'older' | 'unknown';

const hour = 3_600_000;

/** A zone-less time as if it were UTC: good for differences, not for instants. */
const asNumber = (time: string): number => Date.parse(`${time}Z`);

/**
 * How `a` stands to `b`. Equal or missing times, and times within an hour of each other across a change to or from
 * summer time, are not comparable.
 */
export function compareRecency(a: string | undefined, b: string | undefined): Order {
  if (a === undefined || b === undefined || a === b || acrossClockChange(a, b)) return 'unknown';
  return a > b ? 'newer' : 'older';
}

/** Whether two times within an hour of each other touch the hour in which European clocks change (02:00 to 03:00). */
function acrossClockChange(a: string, b: string): boolean {
  const first = a < b ? a : b;
  // Most months have no such day, and this is asked of every two times.
  if (!isClockChangeMonth(first.charCodeAt(5), first.charCodeAt(6))) return false;
  const last = a < b ? b : a;
  const day = first.slice(0, 10);
  if (!isClockChangeDay(day)) return false;
  return (
    asNumber(last) - asNumber(first) <= hour &&
    asNumber(last) >= asNumber(`${day}T02:00:00`) &&
    asNumber(first) <= asNumber(`${day}T03:00:00`)
  );
}

const [zero, one, three] = ['0', '1', '3'].map((digit) => digit.charCodeAt(0)) as [number, number, number];

/** Whether two digits are those of March or of October. */
const isClockChangeMonth = (tens: number, ones: number): boolean =>
  (tens === zero && ones === three) || (tens === one && ones === zero);

/** The last Sunday of a month in which clocks change. */
function isClockChangeDay(day: string): boolean {
  return Number(day.slice(8, 10)) > 24 && new Date(`${day}T00:00:00Z`).getUTCDay() === 0;
}

/** The later of two times; a missing one is the earlier. */
export function latest(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}

/** The earliest instant a zone-less time can mean: it is read as two hours ahead of UTC, Europe's summer time. */
export function earliestInstant(time: string): string {
  return new Date(asNumber(time) - 2 * hour).toISOString();
}

/**
 * The latest instant a time can mean, in milliseconds since 1970: one without a zone is read as one hour ahead of UTC, Europe's
 * winter time, so that nothing is asked too early. One with a zone means itself.
 */
export function latestInstant(time: string): number {
  return /Z|[+-]\d{2}:\d{2}$/.test(time) ? Date.parse(time) : asNumber(time) - hour;
}
