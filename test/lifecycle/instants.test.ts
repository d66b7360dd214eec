/**
 * Goal: an instant that programs write is recognised by its characters alone, and exactly those are instants that are by the
 * pattern and the calendar.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { isInstant } from '../../src/lifecycle/read.ts';

/** Whether a value is an instant, the long way: by a pattern, and by the calendar of JavaScript. */
function isInstantByCalendar(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const parts = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.exec(value);
  const local = `${parts?.[1]}${parts?.[2] ?? ':00'}`;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(local)) return false;
  const isOnADay = new Date(`${local}Z`).getUTCDate() === Number(local.slice(8, 10));
  return isOnADay && !Number.isNaN(Date.parse(value));
}

const number = (most: number, digits: number) =>
  fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(digits, '0'));

/** Texts that are instants, or nearly: every part may be one too many. */
const nearlyInstants = fc
  .tuple(
    fc.oneof(number(9999, 4), fc.constantFrom('1900', '2000', '2023', '2024', '0000')),
    number(13, 2),
    number(32, 2),
    number(25, 2),
    number(61, 2),
    number(61, 2),
    fc.constantFrom('', '.000', '.999', '.1', '.1234', '.', '.00x'),
    fc.constantFrom('Z', '+02:00', 'z', ''),
  )
  .map(([year, month, day, hour, minute, second, fraction, zone]) =>
    [year, '-', month, '-', day, 'T', hour, ':', minute, ':', second, fraction, zone].join(''),
  );

/** A text with one character put in, taken out, or written otherwise. */
const mutated = fc
  .tuple(nearlyInstants, fc.nat(24), fc.constantFrom('put', 'take', 'write'), fc.constantFrom(...'0199T:-.Z/;٣\u0000 '))
  .map(([text, at, how, character]) => {
    const rest = text.slice(how === 'put' ? at : at + 1);
    return `${text.slice(0, at)}${how === 'take' ? '' : character}${rest}`;
  });

describe('an instant', () => {
  test.prop([fc.oneof(nearlyInstants, mutated)], { numRuns: 50_000 })(
    'should be one by its characters and by the calendar alike',
    (text) => {
      expect(isInstant(text), text).toBe(isInstantByCalendar(text));
    },
  );

  it('should be on a day that the calendar has, in every month of a leap year, a common one and a century', () => {
    const days = ['2023', '2024', '1900', '2000'].flatMap((year) =>
      Array.from({ length: 14 }, (_, month) => month).flatMap((month) =>
        Array.from(
          { length: 33 },
          (_, day) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T12:00:00Z`,
        ),
      ),
    );
    const [taken, left] = [days.filter(isInstant), days.filter((day) => !isInstant(day))];
    expect(taken).toEqual(days.filter(isInstantByCalendar));
    expect(taken).toHaveLength(365 + 366 + 365 + 366);
    expect(left).toContain('1900-02-29T12:00:00Z');
  });
});
