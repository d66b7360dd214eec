/**
 * Goal: one number, everywhere. In a law with a refund window of 90 days under one edition, a request on day 91 is refused by
 * every door that judges it, and whatever is printed of the law says 90 there, and 180 under the other edition (D12, D30).
 */
import { describe, expect, it } from 'vitest';
import { type Edition, editionNames, type LawRows, lawRows } from '../../machines/index.ts';
import { makeBook, readInputs } from '../../src/cli/book.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import type { Payment, PaymentFact } from '../../src/index.ts';
import { openPayment, under } from '../../src/lifecycle/index.ts';
import { verifyLaw } from '../../src/proof/index.ts';
import { relationPromela, relationSql } from '../../src/relation/exports/index.ts';
import { lawOf, theLaw } from '../../src/relation/index.ts';
import { saysText } from '../../src/words/index.ts';
import { ordered, refundAsked } from '../lifecycle/reports.ts';

const shortened: Edition = '2019-10';
const other = editionNames.find((edition) => edition !== shortened) as Edition;
const days = 90;

const { refunds } = lawRows;
const rows: LawRows = {
  ...lawRows,
  refunds: { ...refunds, [shortened]: { ...refunds[shortened], window: { ...refunds[shortened].window, days } } },
};
const law = lawOf(rows);

const begun = '2019-11-04T09:00:00Z';
/** So many days and seconds after the payment began. */
const later = (day: number, second = 0): string =>
  new Date(Date.parse(begun) + day * 86_400_000 + second * 1000).toISOString();

const happened = [
  ordered({ threeD: '3-D' }),
  { type: 'authentication.completed', at: begun, outcome: 'Y' },
  { type: 'authorisation.approved', at: begun },
  { type: 'screening.passed', at: begun },
] satisfies readonly PaymentFact[];

/** A paid order under an edition, judged by a law. */
function paidUnder(lifecycle: ReturnType<typeof under>, edition: Edition): Payment {
  return happened.reduce<Payment>(
    (payment, fact) => {
      const stepped = lifecycle.step(payment, fact);
      if (!stepped.ok) throw new Error(`${fact.type}: ${stepped.refusal.says}`);
      return stepped.next;
    },
    openPayment({ orderId: 'order-1', edition, collector: 'multisafepay' }),
  );
}

const sentence = (window: number): string => `a card payment can be refunded for ${window} days`;

describe(`a refund window of ${days} days under ${shortened} (D30)`, () => {
  const lifecycle = under(law);

  it.each([
    [shortened, 90],
    [other, 180],
  ])('should be what step judges a request by, to the second: %s, %s days', (edition, window) => {
    const payment = paidUnder(lifecycle, edition);
    expect(lifecycle.step(payment, refundAsked({ at: later(window) })).ok).toBe(true);
    const late = lifecycle.step(payment, refundAsked({ at: later(window, 1) }));
    expect(late).toMatchObject({
      ok: false,
      refusal: { code: 'refund_too_late', says: sentence(window), facts: { days: window } },
    });
  });

  it('should be what explain says, and what may be refunded', () => {
    const payment = paidUnder(lifecycle, shortened);
    const asked = refundAsked({ at: later(91) });
    expect(lifecycle.explain(payment, { fact: asked })).toMatchObject({
      possible: 'no',
      refusals: [{ code: 'refund_too_late', says: sentence(90) }],
    });
    expect(lifecycle.mayRefund(payment, { amount: 400, currency: 'EUR', at: later(91) })).toMatchObject({
      answer: 'no',
      because: [{ code: 'refund_too_late', says: sentence(90) }],
    });
  });

  it('should leave the law that stands as it is', () => {
    const standing = under(theLaw());
    const payment = paidUnder(standing, shortened);
    expect(standing.step(payment, refundAsked({ at: later(91) })).ok).toBe(true);
  });

  it('should be in every sentence that prints it', () => {
    expect(saysText('refund_too_late', law.rules)).toBe(`${sentence(90)} (2019-10); ${sentence(180)} (2025-08)`);
  });

  it('should be in the SQL and in the model for SPIN', () => {
    for (const text of [relationSql(law), relationPromela(law)]) {
      expect(text).toContain(`refunds ${shortened} window: days=90`);
      expect(text).toContain(`refunds ${other} window: days=180`);
    }
    expect(relationSql(law)).toContain(law.name.limits);
  });

  it('should be in the certificate, which says that this is not the law that stands', () => {
    const { numbers, texts, holds } = verifyLaw(law, { sha256, clock: () => 0 });
    expect([numbers[shortened].days, numbers[other].days, holds]).toEqual([90, 180, false]);
    expect(texts.filter((one) => !one.holds).map(({ text }) => text)).toEqual(['limits']);
  });

  it('should be on the pages of the book, and 180 nowhere for that edition', () => {
    const { pages } = makeBook({ ...readInputs(), law });
    const page = pages.get('06-refusals.md') ?? '';
    expect(page).toContain(`${sentence(90)} (${shortened})`);
    expect(page).toMatch(/refunds 2019-10 window.*days=90/);
    expect(page).not.toMatch(/refunds 2019-10 window.*days=180/);
  });
});
