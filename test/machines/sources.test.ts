/**
 * Goal: whatever is called documented can be found. Each state, edge, number, rule and refusal that says so names a passage of the
 * vendor's documentation, of the time that its source says; nothing is called documented that the vendor does not say.
 */
import { describe, expect, it } from 'vitest';
import {
  brands,
  cardBrands,
  decided,
  disputeLimits,
  editionNames,
  editions,
  from,
  type Grounds,
  inferred,
  outcomeLetters,
  outcomes,
  ownMidConfig,
  type Passage,
  type PassageName,
  passageLink,
  passageNames,
  passages,
  passagesOf,
  phases,
  refundLimits,
  refundStates,
  refusals,
  type Source,
  type StateMeta,
  stated,
  transactionStates,
} from '../../machines/index.ts';
import { contradictions, type Decision, decisions, knownNotJudged } from '../../src/book/register.ts';
import { groundedRows } from '../../src/proof/grounds-rules.ts';
import {
  chartIds,
  chartSources,
  documentedPairsOf,
  edgesOf,
  nameOfEdge,
  statesOf,
  written,
} from '../../src/relation/index.ts';

/** All that has grounds, by name. */
const grounded: readonly (readonly [name: string, grounds: Grounds])[] = [
  ...chartIds.flatMap((id) => {
    const root = written(chartSources[id].create());
    return [
      ...statesOf(root)
        .filter(({ name }) => name !== '')
        .flatMap(({ name, state }) => {
          const meta = state.meta as StateMeta;
          const { deadline } = meta;
          return [
            [`${id} ${name}`, meta] as const,
            ...(deadline ? [[`${id} ${name} deadline`, deadline] as const] : []),
          ];
        }),
      ...edgesOf(root).map(
        ({ from, fact, guard, meta }) => [`${id} ${nameOfEdge(from.name, fact, guard)}`, meta as Grounds] as const,
      ),
      ...documentedPairsOf(id).map((one) => [`${id} pair ${one.pair.order}, ${one.pair.transaction}`, one] as const),
    ];
  }),
  ...groundedRows.map(({ name, grounds }) => [name, grounds] as const),
  ...editionNames.map((name) => [`edition ${name}`, editions[name]] as const),
];

const named = (wanted: string): Grounds => {
  const found = grounded.find(([name]) => name === wanted);
  if (!found) throw new Error(`nothing is named ${wanted}`);
  return found[1];
};

/** Whether a passage is of the time that a source is of. */
const isOf: Readonly<Record<Exclude<Source, 'decisions'>, (passage: Passage) => boolean>> = {
  founding: ({ page, commit }) => page === passages.founding.page && commit === passages.founding.commit,
  'vendor-2019': ({ date, page }) => date < '2021' && page !== passages.founding.page,
  'vendor-2025': ({ date }) => date >= '2025',
};

describe('what is called documented', () => {
  const documented = grounded.filter(([, { basis }]) => basis === 'documented');

  it('should name at least one passage of its source', () => {
    expect(documented.length).toBeGreaterThan(60);
    const without = documented.filter(([, grounds]) => {
      if (grounds.source === 'decisions') return true;
      return !passagesOf(grounds).some((name) => isOf[grounds.source as 'founding'](passages[name]));
    });
    expect(without.map(([name]) => name)).toEqual([]);
  });

  it('should be all that says it is from the vendor: what is inferred or decided is from the register', () => {
    const wrong = grounded.filter(([, { basis, source }]) => (basis === 'documented') === (source === 'decisions'));
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('should have a passage in the register wherever a decision rests on the documents, and in each contradiction', () => {
    const without = Object.entries<Decision>(decisions)
      .filter(([, { basis, passages: found = [] }]) => basis.includes('documented') && found.length === 0)
      .map(([id]) => id);
    expect(without).toEqual([]);
    for (const { passages: found } of [...Object.values(contradictions), ...Object.values(knownNotJudged)])
      expect(found.length).toBeGreaterThan(0);
  });
});

describe('the passages', () => {
  it('should each be used by the law or by the register', () => {
    const used = new Set<PassageName>([
      ...grounded.flatMap(([, grounds]) => passagesOf(grounds)),
      ...Object.values<Decision>(decisions).flatMap(({ passages: found = [] }) => found),
      ...[...Object.values(contradictions), ...Object.values(knownNotJudged)].flatMap(({ passages: found }) => found),
    ]);
    // TX-0 is about no state or edge of its own.
    expect(passageNames.filter((name) => !used.has(name))).toEqual(['TX-0']);
  });

  it('should each have a page, a whole commit, lines in order, a SHA-256, and words', () => {
    for (const [name, { page, commit, lines, sha256, says }] of Object.entries<Passage>(passages)) {
      expect(page, name).toMatch(/^[\w./@{} -]+\.(md|yaml|json)$/);
      expect(commit, name).toMatch(/^[0-9a-f]{40}$/);
      expect(lines[0] >= 1 && lines[0] <= lines[1], name).toBe(true);
      expect(sha256, name).toMatch(/^[0-9a-f]{64}$/);
      expect(says, name).toMatch(/\.$/);
    }
  });

  it('should be named for the year of their page, or for the requirement that is taken from the founding page', () => {
    for (const [name, { date, page }] of Object.entries<Passage>(passages))
      if (page === passages.founding.page)
        expect(
          name === 'founding' || passagesOf({ ids: [name], basis: 'documented', source: 'founding' })[0] === name,
          name,
        ).toBe(true);
      else expect(name.slice(-4), name).toBe(date.slice(0, 4));
    const ofNoPage = ['D7', 'MID-4', 'MID-30', 'REF-4', 'REF-10', 'DC-1', 'PART-1', 'NO-TX-1'];
    expect(passagesOf({ ids: ofNoPage, basis: 'documented', source: 'founding' })).toEqual([]);
  });

  it('should be no grounds of what is inferred or decided, unless it names them', () => {
    for (const grounds of [inferred('TX-1', 'REF-1'), decided('CARD-1', 'D1')]) {
      expect(passagesOf(grounds)).toEqual([]);
      expect(passagesOf(from(grounds, 'TX-1'))).toEqual(['TX-1']);
    }
  });

  it('should be of the pages up to February 2020 only if they are older than 2021', () => {
    expect(stated('chargedback-2019').source).toBe('vendor-2019');
    for (const name of ['seven-days-2021', 'notification-2022', 'order-words-2025'] as const)
      expect(stated(name).source, name).not.toBe('vendor-2019');
  });

  it('should lead to the page at its commit, with its lines marked', () => {
    expect(passageLink(passages['TX-2'])).toBe(
      `https://github.com/MultiSafepay/docs/blob/${passages.founding.commit}/${passages.founding.page}?plain=1#L34`,
    );
    expect(passageLink(passages['CARD-6'])).toMatch(/#L10-L18$/);
  });
});

describe('what the vendor does not say, or says later', () => {
  it('should not be called documented by the founding page: outcomes of 3-D Secure have no letters there', () => {
    expect(outcomeLetters.filter((letter) => outcomes[letter].source === ('founding' as Source))).toEqual([]);
    expect(outcomeLetters.filter((letter) => outcomes[letter].basis === 'documented')).toEqual(['Y', 'N']);
  });

  it('should be a rule on duplicate refunds of February 2020: inferred under 2019-10, documented under 2025-08', () => {
    const { duplicates: before } = refundLimits['2019-10'];
    expect(before.basis).toBe('inferred');
    expect(passagesOf(before).map((name) => passages[name].date)).toContain('2020-02-03');
    expect(refundLimits['2025-08'].duplicates).toMatchObject({ basis: 'documented', source: 'vendor-2025' });
    expect(refusals.refund_probably_duplicate.basis).toBe('inferred');
  });

  it('should be the pair of a refund that was called off: no page has it', () => {
    expect(refundStates.cancelled.basis).toBe('inferred');
    expect(documentedPairsOf('refund').find(({ pair }) => pair.order === 'void')?.basis).toBe('inferred');
  });

  it('should be that nothing follows an ending, and that there are charts at all', () => {
    expect(refusals.final_state.basis).toBe('decided');
    for (const one of [refusals.fact_not_possible, transactionStates.requested, refundStates.unopened])
      expect(one).toMatchObject({ basis: 'decided', ids: ['DC-1'] });
  });

  it('should be an hour for cards, and midnight for a refund, of 2025', () => {
    for (const deadline of [transactionStates.initialized.deadline, refundStates.reserved.deadline])
      expect(deadline).toMatchObject({ basis: 'documented', source: 'vendor-2025' });
    expect(transactionStates.uncleared.deadline).toMatchObject({ basis: 'documented', source: 'vendor-2019' });
  });

  it('should be that Maestro is charged back: its own page says so, since the founding page speaks of credit cards', () => {
    expect(cardBrands.filter((brand) => brands[brand].chargeback.source === 'founding')).toEqual([
      'visa',
      'mastercard',
      'amex',
    ]);
    expect(passagesOf(brands.maestro.chargeback)).toEqual(['maestro-chargeback-2019']);
  });

  it('should be by when a dispute is answered, and how long one may be asked for: the page of 2025, and D34 (DIS-2)', () => {
    const { windows, cardholder } = disputeLimits;
    for (const limit of [...Object.values(windows), cardholder])
      expect(limit).toMatchObject({
        ids: ['DIS-2', 'D34'],
        basis: 'documented',
        source: 'vendor-2025',
        passages: ['dispute-windows-2025'],
      });
  });

  it('should be how an edition spells and reads: a page of its own time, and D1', () => {
    expect(editions['2019-10']).toMatchObject({ ids: ['D1'], passages: ['founding', 'chargedback-2019'] });
    expect(editions['2025-08']).toMatchObject({ ids: ['D1'], passages: ['order-words-2025'] });
  });

  it('should be that a notification is repeated two to four times, each by its page', () => {
    expect(decisions.D24.sources).toContain('two to four times');
    for (const name of ['notification-2019', 'notification-2025', 'notification-2022'] as const)
      expect(decisions.D24.passages).toContain(name);
  });
});

describe('own MID', () => {
  it('should cite its own table, never that of payments that MultiSafepay collects', () => {
    const cites = Object.fromEntries(
      grounded
        .filter(([name]) => name.startsWith('own-mid '))
        .map(([name, { basis, ids }]) => [name.slice('own-mid '.length), { basis, ids }]),
    );
    const screening = 'initialized.screening';
    expect(cites[`${screening} screening.passed`]).toEqual({ basis: 'documented', ids: ['MID-3'] });
    expect(cites[`${screening} screening.held`]).toEqual({ basis: 'documented', ids: ['MID-2'] });
    expect(cites['uncleared review.approved']).toEqual({ basis: 'inferred', ids: ['MID-2', 'MID-3'] });
    for (const [name, { basis, ids }] of Object.entries(cites))
      if (basis === 'documented' && !name.includes('deadline'))
        expect(
          ids.filter((id) => /^TX-[1-6]$/.test(id)),
          name,
        ).toEqual([]);
  });

  it('should be paid with 3-D Secure by the pages of 2025 alone', () => {
    const with3D = named('own-mid requested order.created [permits3D]');
    expect(with3D.basis).toBe('inferred');
    expect(passagesOf(with3D)).toContain('amex-2025');
    expect(named('own-mid requested order.created [permitsNon3D]')).toMatchObject({ source: 'founding' });
    expect(ownMidConfig.states.initialized.states.authenticating.meta.basis).toBe('inferred');
    expect(Object.keys(phases)).toContain('authenticating');
  });
});
