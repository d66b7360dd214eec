/**
 * Goal: what MultiSafepay's times, which have no zone, and our own instants say of each other: which is newer (D23), what was certainly
 * before, and whether a refund was made on the day of its payment (D12). In doubt nothing is said.
 */
import { describe, expect, it } from 'vitest';
import type { Payment } from '../../src/index.ts';
import { certainlyBefore, sameDay } from '../../src/lifecycle/belief/refunded-total.ts';
import { compareRecency, earliestInstant, latest, latestInstant } from '../../src/lifecycle/recency.ts';

describe('the hour in which European clocks change', () => {
  it.each([
    ['the last Sunday of March', '2026-03-29', 'unknown'],
    ['the last Sunday of October', '2026-10-25', 'unknown'],
    ['a Sunday of March before the last', '2026-03-22', 'older'],
    ['a Sunday of October before the last', '2026-10-18', 'older'],
    ['a Saturday at the end of October', '2026-10-31', 'older'],
    ['the last Sunday of November', '2026-11-29', 'older'],
    ['the last Sunday of January', '2026-01-25', 'older'],
  ])('should make times within an hour of each other incomparable on %s only', (_, day, order) => {
    expect(compareRecency(`${day}T02:10:00`, `${day}T02:50:00`)).toBe(order);
  });
});

describe('an instant that a time can mean', () => {
  it('should be, at the earliest, that of summer time, at the latest that of winter time', () => {
    expect(earliestInstant('2026-11-04T10:00:00')).toBe('2026-11-04T08:00:00.000Z');
    expect(new Date(latestInstant('2026-11-04T10:00:00')).toISOString()).toBe('2026-11-04T09:00:00.000Z');
  });

  it('should be the one that is said, where a zone is', () => {
    expect(latestInstant('2026-11-04T10:00:00Z')).toBe(Date.UTC(2026, 10, 4, 10));
    expect(latestInstant('2026-11-04T10:00:00+02:00')).toBe(Date.UTC(2026, 10, 4, 8));
  });

  it('should make the later of two times the latest', () => {
    expect(latest('2026-11-04T10:00:00', '2026-11-04T10:00:01')).toBe('2026-11-04T10:00:01');
    expect(latest('2026-11-04T10:00:01', '2026-11-04T10:00:00')).toBe('2026-11-04T10:00:01');
  });
});

describe('a request of ours beside a time of MultiSafepay', () => {
  const asked = (requestedAt: string) =>
    ({ kind: 'refund', of: 0, requestedAt, reported: false, seen: [] }) as unknown as Payment['refunds'][number];

  it('should be certainly before it only if it is before the earliest instant that the time can mean', () => {
    expect(certainlyBefore(asked('2026-11-04T07:59:59Z'), '2026-11-04T10:00:00')).toBe(true);
    expect(certainlyBefore(asked('2026-11-04T08:00:00Z'), '2026-11-04T10:00:00')).toBe(false);
    expect(certainlyBefore(asked('2026-11-04T09:59:00Z'), '2026-11-04T10:00:00')).toBe(false);
  });
});

describe('the day of a refund beside that of its payment', () => {
  const onDay = (day: string) => ({ created: `${day}T12:00:00` });

  it.each([
    ['the day before', '2026-01-09', false],
    ['in doubt: in winter it is still that day, in summer the next', '2026-01-10', undefined],
    ['in doubt: in summer it is that day already', '2026-01-11', undefined],
    ['the day after', '2026-01-12', false],
  ])('should be, for a request of ours between ten and eleven in the evening of 10 January, UTC: %s', (_, day, is) => {
    expect(sameDay(onDay(day), { requestedAt: '2026-01-10T22:30:00Z' })).toBe(is);
  });

  it('should be the same where it is at either end of the year', () => {
    expect(sameDay(onDay('2026-01-10'), { requestedAt: '2026-01-10T21:59:59Z' })).toBe(true);
    expect(sameDay(onDay('2026-01-11'), { requestedAt: '2026-01-10T23:00:00Z' })).toBe(true);
    expect(sameDay({ requestedAt: '2026-01-10T09:00:00Z' }, { requestedAt: '2026-01-10T09:05:00Z' })).toBe(true);
  });

  it('should not be known where a time is not', () => {
    expect(sameDay(onDay('2026-01-10'), {})).toBeUndefined();
    expect(sameDay(undefined, onDay('2026-01-10'))).toBeUndefined();
  });
});
