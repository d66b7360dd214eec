/**
 * Goal: a sentence with a number has the number of its row, and says hours and days as people do; a place that nothing fills is a bug,
 * never a gap.
 */
import { describe, expect, it } from 'vitest';
import { filled, hoursText, placesOf } from '../../machines/limits.ts';

describe('a sentence with places', () => {
  it.each([
    ['nothing to fill', {}, 'nothing to fill'],
    ['within {minutes} minutes', { minutes: 5 }, 'within 5 minutes'],
    ['{a}{b}, and {a} again', { a: 1, b: 'two' }, '1two, and 1 again'],
    ['{none} is a number too', { none: 0 }, '0 is a number too'],
    ['{yes} is said as it is', { yes: false }, 'false is said as it is'],
    ['{} and { days } are no places', { days: 1 }, '{} and { days } are no places'],
  ])('should be, for "%s" with %j, "%s"', (template, facts, text) => {
    expect(filled(template, facts)).toBe(text);
  });

  it('should be a bug where nothing fills a place, which names both', () => {
    expect(() => filled('after {days} days', { hours: 1 })).toThrow(
      'bug: nothing says "days" for the sentence "after {days} days"',
    );
  });

  it('should have its places by name, in order, as often as they stand there', () => {
    expect(placesOf('{a}, {long_name}{a} and {}')).toEqual(['a', 'long_name', 'a']);
    expect(placesOf('none')).toEqual([]);
  });
});

describe('hours as people say them', () => {
  it.each([
    [0, '0 hours'],
    [1, '1 hour'],
    [2, '2 hours'],
    [24, '24 hours'],
    [25, '25 hours'],
    [47, '47 hours'],
    [48, '2 days'],
    [49, '49 hours'],
    [120, '5 days'],
  ])('should be, for %s, "%s"', (hours, text) => {
    expect(hoursText(hours)).toBe(text);
  });
});
