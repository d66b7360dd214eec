/**
 * Goal: the sentences of a law have the numbers of that law, under the edition that is asked about, and under the default one where none is.
 */
import { describe, expect, it } from 'vitest';
import { defaultEdition, editionNames, lawRows, moneyText } from '../../machines/index.ts';
import { lawRules } from '../../machines/law-rules.ts';
import { limits } from '../oracle/oracle.ts';

/** The rows of the law with other numbers under one edition. */
const rowsWith = (edition: (typeof editionNames)[number], days: number, minutes: number) => {
  const { refunds } = lawRows;
  const { window, duplicates } = refunds[edition];
  const other = { ...refunds[edition], window: { ...window, days }, duplicates: { ...duplicates, minutes } };
  return { ...lawRows, refunds: { ...refunds, [edition]: other } };
};

describe('the numbers that sentences mention', () => {
  const rules = lawRules(lawRows);

  it.each(editionNames)('should be, under %s, those of the oracle', (edition) => {
    const { refundDays, duplicateMinutes, low } = limits[edition];
    const limit = moneyText(...low);
    expect(rules.numbersOf(edition)).toEqual({ days: refundDays, minutes: duplicateMinutes, limit });
    expect(rules.saysOf('refund_too_late', edition)).toContain(`for ${refundDays} days`);
    expect(rules.saysOf('refund_probably_duplicate', edition)).toContain(`within the last ${duplicateMinutes} minutes`);
    expect(rules.saysOf('amount_requires_3d', edition)).toContain(`${limit} or less`);
  });

  it.each(editionNames)('should, where they are other under %s, be the others there alone', (edition) => {
    const { numbersOf, saysOf } = lawRules(rowsWith(edition, 90, 7));
    for (const one of editionNames) {
      const { days, minutes } = numbersOf(one);
      expect([days, minutes]).toEqual(
        one === edition ? [90, 7] : [limits[one].refundDays, limits[one].duplicateMinutes],
      );
      expect(saysOf('refund_too_late', one)).toContain(`for ${days} days`);
    }
    expect(numbersOf()).toEqual(numbersOf(defaultEdition));
    expect(saysOf('refund_too_late')).toBe(saysOf('refund_too_late', defaultEdition));
  });
});
