/**
 * Goal: a law is linted by itself: its profiles and openings come out of its own cells, a planted fault is found in the law
 * it is planted in, and what never happens is told apart from what happens only where a permission is broken.
 */
import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import {
  cardSetup,
  createTransactionMachine,
  openingProfile,
  refusal,
  type transactionConfig,
} from '../../machines/index.ts';
import {
  borneByTheLaw,
  type Complaint,
  isRequirementId,
  type LintReport,
  lintCharts,
  lintedChart,
  lintLaw,
  requirements,
} from '../../src/proof/index.ts';
import { expectedOpenings } from '../../src/proof/profiles.ts';
import {
  type ChartSource,
  type ChartSources,
  chartIds,
  chartSources,
  compileLaw,
  copyOf,
  theLaw,
  type WrittenState,
  written,
} from '../../src/relation/index.ts';
import { memories, openingMemories } from '../oracle/oracle.ts';

describe('the law as it stands', () => {
  const report = lintLaw(theLaw());

  it('should obey every rule', () => {
    expect(complaintsOf(report)).toEqual([]);
    expect(report.clean).toBe(true);
    console.info(`${report.rules.length} rules, ${report.notes.length} notes`);
  });

  it('should be linted the same when its charts are compiled anew', () => {
    expect(lintCharts(chartSources)).toEqual(report);
  });

  it('should have nothing that happens only where a permission is broken, and little remembered in vain', () => {
    expect(report.notes.map(({ chart, place }) => [chart, place])).toEqual([
      ['transaction', 'profile key "threeD"'],
      ['own-mid', 'profile key "threeD"'],
      // The brands that can be captured by hand are paid alike in every edition, whatever the amount.
      ['authorisation', 'profile key "edition"'],
      ['authorisation', 'profile key "lowValue"'],
      ['authorisation', 'profile key "threeD"'],
    ]);
  });

  it.each(chartIds)('should be linted under all profiles that the oracle knows: %s', (id) => {
    const { profiles } = lintedChart(theLaw(), id);
    console.info(`${id}: ${profiles.length} profiles`);
    expect(profiles).toHaveLength(memories[id].length);
    expect(profiles).toEqual(expect.arrayContaining([...memories[id]]));
  });

  it.each(chartIds)('should be expected to begin where the oracle says: %s', (id) => {
    const expected = expectedOpenings(id, chartSources[id].openings);
    expect(expected).toHaveLength(openingMemories[id].length);
    expect(expected).toEqual(expect.arrayContaining([...openingMemories[id]]));
  });
});

describe('a fault planted in the transaction chart', () => {
  it('should be found where a guard permits what is refused, though the charts compile', () => {
    const guards = { permits3D: ({ event }: { event: object }) => 'threeD' in event && event.threeD === '3-D' };
    const { complaints } = lintOf({ create: () => createTransactionMachine().provide({ guards }) });
    expect(complaints.map(({ chart, place }) => [chart, place])).toEqual([
      ['transaction', 'requested order.created [permits3D] on order.created 3-D'],
      ['transaction', 'requested order.created [permits3D] on order.created 3-D'],
    ]);
    expect(complaints[0]?.wrong).toMatch(
      /^the guard says yes, but it is refused \(brand_forbids_3d\), under 24 of 240 profiles, as .*brand=amex edition=2019-10/,
    );
    expect(complaints[1]?.wrong).toContain('direct_not_supported');
  });

  it('should be found where routes overlap, with the edge that is shadowed', () => {
    const guards = { routesToChallenge: () => true };
    const { complaints } = lintOf({ create: () => createTransactionMachine().provide({ guards }) });
    const places = complaints.map(({ place }) => place);
    expect(places).toContain('initialized.authenticating authentication.completed N');
    expect(places).toContain('initialized.authenticating authentication.completed [routesToDeclined]');
  });

  it('should be found where no route takes a fact', () => {
    const guards = { routesSoftDeclineToDeclined: () => false };
    const { complaints } = lintOf({ create: () => createTransactionMachine().provide({ guards }) });
    expect(complaints.map(({ place, wrong }) => `${place}: ${wrong}`)).toEqual([
      expect.stringMatching(/: the guard says no, its rule yes, under \d+ of 240 profiles/),
      expect.stringMatching(
        /^initialized\.authorising authorisation\.soft_declined: no route takes it, under \d+ of 240/,
      ),
      expect.stringMatching(/\[routesSoftDeclineToDeclined\]: it can never fire/),
    ]);
  });

  it('should be found where a state is cut off, with all that is written for it', () => {
    const { complaints } = lintOf({
      create: changed((root) => delete root.states?.initialized?.states?.screening?.on?.['screening.held']),
    });
    const uncleared = complaints.filter(({ place }) => place.startsWith('uncleared'));
    expect(uncleared.map(({ place }) => place)).toEqual([
      'uncleared',
      'uncleared review.approved',
      'uncleared review.declined',
      'uncleared transaction.cancelled',
      'uncleared transaction.expired',
      'uncleared',
    ]);
    expect(uncleared.filter(({ wrong }) => wrong.startsWith('it can never fire'))).toHaveLength(4);
    expect(uncleared.at(-1)?.wrong).toBe('no payment or refund comes there, lawfully or not');
    expect(complaints).toHaveLength(uncleared.length);
  });

  it('should be found where a brand cannot begin', () => {
    const openings = chartSources.transaction.openings.filter(({ brand }) => brand !== 'bancontact');
    const { complaints } = lintOf({ openings });
    expect(complaints.map(({ wrong }) => wrong)).toEqual(
      ['2019-10', '2025-08'].flatMap((edition) =>
        [true, false].map((low) => `nothing begins there with brand=bancontact edition=${edition} lowValue=${low}`),
      ),
    );
  });
});

describe('what happens only where reality breaks a permission', () => {
  it('should be told apart from what can never happen', () => {
    const openings = chartSources.transaction.openings.filter(({ brand }) => brand === 'maestro');
    const { complaints, report } = lintOf({ openings });
    const notes = report.notes.filter(({ chart, says }) => chart === 'transaction' && says.startsWith('it fires'));
    expect(notes).toEqual(
      [
        'requested order.created [permitsNon3D]',
        'initialized.authorising authorisation.soft_declined [routesBackToAuthentication]',
      ].map((place) => ({ chart: 'transaction', place, says: 'it fires only where reality breaks a permission' })),
    );
    expect(complaints.filter(({ wrong }) => wrong.includes('never fire'))).toEqual([]);
  });

  it('should be told of states, too', () => {
    const always = refusal('refund_too_late', { days: 180 });
    const permissions: ChartSource['permissions'] = {
      ...chartSources.refund.permissions,
      permitsRefund: { concerns: () => true, refuse: () => always },
    };
    const create = (): AnyStateMachine =>
      chartSources.refund.create().provide({ guards: { permitsRefund: () => false } });
    const report = lintLaw(compileLaw({ ...chartSources, refund: { ...chartSources.refund, create, permissions } }));
    const broken = report.notes.filter(({ chart, says }) => chart === 'refund' && says.includes('breaks a permission'));
    expect(broken.filter(({ says }) => says.startsWith('it is reached')).map(({ place }) => place)).toEqual([
      'reserved',
      'completed',
      'cancelled',
      'declined',
    ]);
    expect(complaintsOf(report)).toEqual([]);
  });
});

describe('what is remembered', () => {
  it('should be said to be in vain where no guard asks for it', () => {
    const create = (): AnyStateMachine =>
      createTransactionMachine().provide({
        guards: { routesBackToAuthentication: () => false, routesSoftDeclineToDeclined: () => true },
      });
    const { report } = lintOf({ create });
    expect(report.notes.filter(({ chart }) => chart === 'transaction').map(({ place }) => place)).toEqual(
      ['threeD', 'authenticated'].map((key) => `profile key "${key}"`),
    );
  });
});

describe('charts that do not compile', () => {
  it('should be told so, with the guard and what it reads, beside how they are written', () => {
    const guards = {
      routesToDeclined: ({ context }: { context: object }) => Reflect.get(context, 'since') !== undefined,
    };
    const create = (): AnyStateMachine => createTransactionMachine().provide({ guards });
    const report = lintCharts(withTransaction({ create }));
    expect(complaintsOf(report).map(({ chart, place }) => [chart, place])).toEqual([['transaction', 'the chart']]);
    expect(complaintsOf(report)[0]?.wrong).toMatch(/guard "routesToDeclined" reads "since", which no profile declares/);
    expect(report.clean).toBe(false);
    expect(report.rules.filter(({ about }) => about === 'charts').every(({ looked }) => looked > 0)).toBe(true);
    expect(report.notes).toEqual([{ place: 'the other rules', says: 'they are checked once the charts compile' }]);
  });

  it('should be told so where XState refuses the chart itself; the others are linted', () => {
    const create = changed((root) => {
      if (root.states?.uncleared) root.states.uncleared.on = { 'review.approved': { target: '#paid' } };
    });
    const report = lintCharts(withTransaction({ create }));
    expect(complaintsOf(report).map(({ chart }) => chart)).toEqual(['transaction']);
    expect(complaintsOf(report)[0]?.wrong).toContain('#paid');
    const [first] = report.rules;
    expect(first?.looked).toBeGreaterThan(0);
    expect(first?.looked).toBeLessThan(lintLaw(theLaw()).rules[0]?.looked ?? 0);
  });
});

describe('the requirements', () => {
  it('should be all there, each with a sentence of its own', () => {
    const ids = [
      ...numbered('CARD-', 1, 6),
      ...numbered('3D-', 1, 4),
      ...numbered('TX-', 0, 8),
      ...numbered('MID-', 0, 6),
      ...numbered('REF-', 1, 5),
      ...numbered('DC-', 1, 7),
      ...numbered('PART-', 1, 2),
      ...numbered('CAP-', 1, 6),
      ...numbered('DIS-', 1, 3),
      ...numbered('D', 0, 39),
      'D16a',
    ];
    expect(Object.keys(requirements).sort()).toEqual(ids.sort());
    const sentences = Object.values(requirements);
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z(].{20,}\.$/);
    console.info(`${ids.length} ids, ${borneByTheLaw.length} of them named by the law`);
  });

  it('should be named by the law, but for the design card, the decisions, and the two axes', () => {
    expect([...borneByTheLaw].sort()).toEqual(
      [
        ...numbered('CARD-', 1, 6),
        ...numbered('3D-', 1, 4),
        ...numbered('TX-', 1, 8),
        ...numbered('MID-', 0, 6),
        ...numbered('REF-', 1, 5),
        ...numbered('CAP-', 1, 6),
        ...numbered('DIS-', 1, 3),
        ...numbered('PART-', 1, 2),
      ].sort(),
    );
  });

  it.each(['TX-9', 'D40', 'PART-3', 'tx-1', '', 'toString', '__proto__'])(
    'should not be mistaken for others: "%s"',
    (id) => {
      expect(isRequirementId(id)).toBe(false);
    },
  );
});

function withTransaction(change: Partial<ChartSource>): ChartSources {
  return { ...chartSources, transaction: { ...chartSources.transaction, ...change } };
}

/** The lint of the law with another transaction chart. */
function lintOf(change: Partial<ChartSource>): { report: LintReport; complaints: readonly Complaint[] } {
  const report = lintLaw(compileLaw(withTransaction(change)));
  expect(report.clean).toBe(false);
  return { report, complaints: complaintsOf(report) };
}

function complaintsOf({ rules }: LintReport): readonly Complaint[] {
  return rules.flatMap(({ complaints }) => complaints);
}

/** Builds the transaction chart with its writing changed. */
function changed(change: (root: WrittenState) => void): () => AnyStateMachine {
  return () => {
    const root = copyOf(written(createTransactionMachine()));
    change(root);
    const config = root as unknown as typeof transactionConfig;
    return cardSetup.createMachine({ ...config, context: ({ input }) => openingProfile('multisafepay', input) });
  };
}

function numbered(prefix: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${first + index}`);
}
