/**
 * Goal: one whole law. Every number of its rows, changed alone by one step, changes its name, is told by `diff` for what it is,
 * and changes what the law answers, on either side of the boundary; what the law prints of a number is printed from the row.
 */
import { describe, expect, it } from 'vitest';
import { type Edition, editionNames, type LawRows, lawRows, type RefundAsk } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { diffRelations } from '../../src/proof/diff.ts';
import { verifyLaw } from '../../src/proof/verify.ts';
import { relationPromela, relationScxml, relationSql } from '../../src/relation/exports/index.ts';
import { relationDocument } from '../../src/relation/exports/json.ts';
import { lawOf, limitLines, linesText, theLaw } from '../../src/relation/index.ts';
import { saysText } from '../../src/words/index.ts';

/** A number in the rows: the keys that lead to it. */
interface Numbered {
  readonly path: readonly string[];
  readonly value: number;
}

/** Every number in the rows of the law, wherever it stands. */
function numbersIn(value: unknown, path: readonly string[] = []): readonly Numbered[] {
  if (typeof value === 'number') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => numbersIn(one, [...path, key]));
}

/** The rows with one value changed. */
function changed<T>(rows: T, [key, ...rest]: readonly string[], value: unknown): T {
  if (key === undefined) return value as T;
  const copy = (Array.isArray(rows) ? [...rows] : { ...rows }) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest, value);
  return copy as T;
}

const rowsWith = (path: string, value: unknown): LawRows => changed(lawRows, path.split('/'), value);

const law = theLaw();
const numbers = numbersIn(lawRows);
const standing = linesText(limitLines(law));

describe('every number of the law (D30)', () => {
  it('should be there: windows, limits, deadlines and digits', () => {
    const ends = new Set(numbers.map(({ path }) => path.at(-1)));
    expect([...ends].sort()).toEqual(['amount', 'days', 'digits', 'hours', 'minutes']);
    expect(numbers.length).toBeGreaterThan(150);
  });

  it('should change the text that the name is taken of, in one line, when it alone changes by one step', () => {
    const before = new Set(standing.split('\n'));
    for (const { path, value } of numbers) {
      const rows = changed(lawRows, path, value + 1);
      const metas = path[0] === 'states' ? lawOf(rows).metas : law.metas;
      const now = linesText(limitLines({ rows, metas })).split('\n');
      expect(
        now.filter((line) => !before.has(line)),
        path.join(' '),
      ).toHaveLength(1);
    }
  });

  const documented = relationDocument(law, { sha256 });

  it.each(
    numbers.filter(({ path }) => path[0] !== 'currencies').map((one) => [one.path.join('/'), one.value] as const),
  )('should be told by the difference alone, with what was and what is: %s', (path, value) => {
    const other = lawOf(rowsWith(path, value + 1));
    const { changes, lines } = diffRelations(documented, relationDocument(other, { sha256 }));
    expect(changes).toEqual([]);
    expect(lines.map(({ kind }) => kind)).toEqual(['limit_changed']);
    expect(lines[0]?.says).toMatch(/^limit changed from .+ to .+$/);
    expect(other.name).toEqual({ ...law.name, limits: expect.not.stringMatching(law.name.limits) });
  });
});

const at = '2026-03-20T12:00:00Z';
const ago = (milliseconds: number): string => new Date(Date.parse(at) - milliseconds).toISOString();
const minute = 60_000;
const day = 24 * 60 * minute;

const ask = (edition: Edition, ledger: Partial<RefundAsk['ledger']>): RefundAsk => ({
  amount: 1000,
  currency: 'EUR',
  at,
  ledger: {
    edition,
    collected: true,
    refundable: 1000,
    refundableKnown: true,
    currency: 'EUR',
    chargebackAttached: false,
    outcomeUnknown: false,
    earlier: [],
    ...ledger,
  },
});

describe.each(editionNames)('either side of each boundary, under %s', (edition) => {
  it.each([180, 179, 181, 90])('should be the refund window of %s days, to the second', (days) => {
    const { refuseRefund, refuseLateRefund } = lawOf(rowsWith(`refunds/${edition}/window/days`, days)).rules;
    expect(refuseRefund(ask(edition, { earliest: ago(days * day) }))).toBeUndefined();
    const late = refuseRefund(ask(edition, { earliest: ago(days * day + 1000) }));
    expect(late).toMatchObject({ code: 'refund_too_late', facts: { days } });
    expect(late?.says).toBe(`a card payment can be refunded for ${days} days`);
    expect(refuseLateRefund(at, ago(days * day + 1000), edition)?.says).toBe(late?.says);
  });

  it.each([5, 4, 6])('should be the window of %s minutes for duplicates, to the second', (minutes) => {
    const { refuseRefund } = lawOf(rowsWith(`refunds/${edition}/duplicates/minutes`, minutes)).rules;
    const twin = (age: number) => ask(edition, { earlier: [{ amount: 1000, at: ago(age) }] });
    expect(refuseRefund(twin(minutes * minute))).toMatchObject({
      code: 'refund_probably_duplicate',
      facts: { minutes },
    });
    expect(refuseRefund(twin(minutes * minute))?.says).toContain(`within the last ${minutes} minutes`);
    expect(refuseRefund(twin(minutes * minute + 1000))).toBeUndefined();
  });

  it.each([3000, 2999, 3001])('should be the limit of %s for low values, to the cent', (amount) => {
    const { isLowValue } = lawOf(rowsWith(`lowValue/${edition}/amount`, amount)).rules;
    expect([amount, amount + 1].map((one) => isLowValue(one, 'EUR', edition))).toEqual([true, false]);
    expect(isLowValue(1, 'USD', edition)).toBe(false);
  });

  it('should leave the other editions as they are', () => {
    const others = editionNames.filter((one) => one !== edition);
    const { refuseRefund, isLowValue } = lawOf(
      changed(rowsWith(`refunds/${edition}/window/days`, 90), ['lowValue', edition, 'amount'], 10),
    ).rules;
    for (const other of others) {
      expect(refuseRefund(ask(other, { earliest: ago(180 * day) }))).toBeUndefined();
      expect(isLowValue(3000, 'EUR', other)).toBe(true);
    }
  });
});

describe('what a changed row changes besides', () => {
  it.each([
    ['transaction', 'initialized', 1],
    ['transaction', 'uncleared', 120],
    ['own-mid', 'initialized', 1],
    ['own-mid', 'uncleared', 120],
    ['authorisation', 'initialized', 1],
    ['authorisation', 'uncleared', 120],
    ['refund', 'reserved', 24],
  ])('should be the deadline of %s %s, and the sentence that names it', (chart, state, hours) => {
    const meta = lawOf(rowsWith(`states/${chart}/${state}/deadline/hours`, hours + 1)).metas.get(`${chart} ${state}`);
    expect(meta?.deadline?.hours).toBe(hours + 1);
    if (state !== 'reserved') expect(meta?.merchant).toContain(`${hours + 1} hours`);
  });

  it('should be who may ship and where the money is', () => {
    const rows = changed(
      rowsWith('states/transaction/uncleared/ship', true),
      ['states', 'refund', 'reserved', 'money'],
      'issuer',
    );
    const { metas } = lawOf(rows);
    expect(metas.get('transaction uncleared')?.ship).toBe(true);
    expect(metas.get('refund reserved')?.money).toBe('issuer');
    const { lines } = diffRelations(relationDocument(law, { sha256 }), relationDocument(lawOf(rows), { sha256 }));
    expect(lines.map(({ place, says, effect }) => [place, says, effect])).toEqual([
      ['states refund reserved', 'meaning changed: from collector to issuer', 'both'],
      ['states transaction uncleared', 'meaning changed: from false to true', 'both'],
    ]);
  });

  it('should be the claim of a word, the expectation of a chargeback, and what a currency prints', () => {
    const words = { order: 'shipped', transaction: 'refunded', ownMid: false, brandMayOwnMid: false } as const;
    const around = { flow: 'payment', brandMayCapture: true, remains: false } as const;
    const report = { ...words, ...around, chargeback: false, mayCorrect: false };
    expect(law.rules.claimOf(report)).toMatchObject({ code: 'pair_undocumented' });
    const claims = lawOf(rowsWith('collectedWords/shipped/beside', ['completed', 'refunded']));
    expect(claims.rules.claimOf(report)).toMatchObject({ word: 'shipped' });
    expect(lawOf(rowsWith('brands/visa/chargeback/expected', false)).rules.refuseChargeback('visa')?.code).toBe(
      'chargeback_unexpected',
    );
    expect(lawOf(rowsWith('currencies/EUR/digits', 3)).rules.moneyText(2500, 'EUR')).toBe('EUR 2.500');
  });

  it('should be every sentence that prints it', () => {
    const rows = changed(rowsWith('refunds/2019-10/window/days', 90), ['lowValue', '2025-08', 'amount'], 5000);
    const { rules } = lawOf(rows);
    expect(saysText('refund_too_late', rules)).toBe(
      'a card payment can be refunded for 90 days (2019-10); a card payment can be refunded for 180 days (2025-08)',
    );
    expect(rules.saysOf('amount_requires_3d', '2025-08')).toContain('EUR 50.00 or less');
    const asked = { collector: 'multisafepay', edition: '2025-08', brand: 'amex', lowValue: false } as const;
    expect(rules.refuseOrder(asked, 'non-3-D')?.says).toContain('EUR 50.00 or less');
  });
});

describe('what a law of other rows is printed as', () => {
  const rows = changed(rowsWith('refunds/2019-10/window/days', 90), ['lowValue', '2025-08', 'amount'], 5000);
  const other = lawOf(rows);

  it('should have them in the SQL, in the model for SPIN, and in the certificate', () => {
    expect(relationSql(other)).toContain('-- refunds 2019-10 window: days=90\n');
    expect(relationSql(other)).toContain(`-- limits       ${other.name.limits}\n`);
    expect(relationPromela(other)).toContain('refunds 2019-10 window: days=90\n');
    expect(relationPromela(other)).toContain('always above EUR 50.00 under 2025-08');
    const { numbers, texts, invariants } = verifyLaw(other, { sha256, clock: () => 0 });
    expect(numbers['2019-10'].days).toBe(90);
    expect(texts.map(({ text, holds }) => [text, holds])).toEqual([
      ['limits', false],
      ['wording', true],
    ]);
    expect(invariants.filter(({ says }) => says.includes('EUR 50.00'))).toHaveLength(2);
  });

  it('should have a deadline in the SCXML', () => {
    const longer = lawOf(rowsWith('states/transaction/uncleared/deadline/hours', 121));
    expect(relationScxml(longer, 'transaction')).toContain('law:deadlineHours="121"');
  });
});

describe('what a difference is called', () => {
  const told = (rows: LawRows): readonly string[] => {
    const { lines, widened, narrowed } = diffRelations(
      relationDocument(law, { sha256 }),
      relationDocument(lawOf(rows), { sha256 }),
    );
    return [
      ...lines.map(({ effect, says }) => `${effect}: ${says}`),
      `${widened ? 'wider' : ''}${narrowed ? 'narrower' : ''}`,
    ];
  };

  it.each([
    ['refunds/2019-10/window/days', 181, 'widens: limit changed from 180 days to 181 days', 'wider'],
    ['refunds/2019-10/window/days', 1, 'narrows: limit changed from 180 days to 1 day', 'narrower'],
    ['refunds/2025-08/duplicates/minutes', 6, 'narrows: limit changed from 5 minutes to 6 minutes', 'narrower'],
    ['refunds/2025-08/duplicates/minutes', 4, 'widens: limit changed from 5 minutes to 4 minutes', 'wider'],
    ['lowValue/2025-08/amount', 3001, 'widens: limit changed from EUR 30.00 to EUR 30.01', 'wider'],
    ['states/refund/reserved/deadline/hours', 25, 'neither: limit changed from 24 hours to 25 hours', ''],
    ['currencies/COP/digits', 0, 'neither: limit changed from 2 digits to 0 digits', ''],
    ['brands/bancontact/chargeback/expected', true, 'both: meaning changed: from false to true', 'widernarrower'],
    ['refusals/own_mid_brand/cure', 'person', 'neither: meaning changed: from change to person', ''],
    [
      'refusals/own_mid_brand/says',
      'no',
      'neither: wording changed from "own MID is for American Express only" to "no"',
      '',
    ],
    [
      'collectedWords/shipped/beside',
      ['refunded'],
      'both: meaning changed: with refunded; without completed',
      'widernarrower',
    ],
  ])('should be, for %s = %s: %s', (path, value, says, effect) => {
    expect(told(rowsWith(path, value))).toEqual([says, effect]);
  });

  it('should be a row that is new or gone, where a currency is', () => {
    const { COP: _, ...currencies } = lawRows.currencies;
    expect(told({ ...lawRows, currencies })[0]).toBe('both: the row is gone: digits=2 withdrawn=false');
  });

  it('should be nothing where only the order of precedence stays', () => {
    const { order_differs, ...refusals } = lawRows.refusals;
    const last = { ...lawRows, refusals: { ...refusals, order_differs } };
    expect(told(last)[0]).toMatch(/^neither: meaning changed: in another order: word_unknown, /);
  });
});
