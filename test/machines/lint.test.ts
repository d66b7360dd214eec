/**
 * Goal: the charts obey the house rules, which XState does not enforce, and each rule is seen to complain, at the right
 * place, about a chart that breaks it. The rules on guards are held against the oracle's facts and memories as well.
 */
import { describe, expect, it } from 'vitest';
import { lawRows, transactionConfig } from '../../machines/index.ts';
import { groundedRows, groundsRules } from '../../src/proof/grounds-rules.ts';
import { guardRules } from '../../src/proof/guard-rules.ts';
import { lintedChart, lintLaw } from '../../src/proof/lint.ts';
import { type CompiledChart, relationRules } from '../../src/proof/relation-rules.ts';
import type { Rule } from '../../src/proof/rule.ts';
import { writtenRules } from '../../src/proof/written-rules.ts';
import { type Cell, chartIds, copyOf, statesOf, theLaw, type WrittenState } from '../../src/relation/index.ts';
import { factsOf, memories, type OfferedFact } from '../oracle/oracle.ts';

const law = theLaw();
const charts = chartIds.map((id) => lintedChart(law, id));
const chartRules = [...writtenRules, ...guardRules, ...relationRules];

describe.each(charts)('the $id chart', (chart) => {
  it.each(chartRules)('should obey: $says', (rule) => {
    expect(rule.check(chart).faults).toEqual([]);
  });

  it.each(guardRules)("should obey with the oracle's facts and memories: $says", (rule) => {
    const facts = factsOf[chart.id].map((fact) => ({ name: fact.name, fact }));
    const profiles = memories[chart.id].map((memory) => ({ ...memory }));
    const { looked, faults } = rule.check({ ...chart, facts, profiles });
    console.info(`${chart.id}: ${looked} × ${rule.unit}`);
    expect(faults).toEqual([]);
  });
});

describe('the law as a whole', () => {
  it.each(groundsRules)('should obey: $says', (rule) => {
    expect(rule.check({ charts, rows: groundedRows }).faults).toEqual([]);
  });

  it('should look at all rows of the law that name their grounds, but the tables of words and pairs', () => {
    const looked = new Set<unknown>(groundedRows.map(({ grounds }) => grounds));
    const { states: _, phases: __, pairs: ___, disputeWords: ____, ...rows } = lawRows;
    const missing: string[] = [];
    let found = 0;
    const walk = (held: unknown, place: string): void => {
      if (typeof held !== 'object' || held === null) return;
      if ('ids' in held && 'basis' in held) {
        found++;
        if (!looked.has(held)) missing.push(place);
      }
      for (const [name, within] of Object.entries(held)) walk(within, `${place}.${name}`);
    };
    walk(rows, 'lawRows');
    expect(missing).toEqual([]);
    expect(found).toBeGreaterThan(100);
  });

  it('should give every rule something to look at', () => {
    const { rules } = lintLaw(law);
    console.info(rules.map(({ looked, unit: of, rule }) => `${looked} × ${of}: ${rule}`).join('\n'));
    expect(rules.filter(({ looked }) => looked === 0)).toEqual([]);
  });
});

/** A way to break a rule, and the place of the complaint. */
type Planted<Subject> = readonly [plant: (chart: CompiledChart) => Subject, place: string];

describe('the rules on charts themselves', () => {
  const faults = plantedFaults();

  it.each(
    Object.entries(faults).flatMap(([says, ways]) =>
      Object.entries(ways).map(([fault, [plant, place]]) => ({ says, fault, plant, place })),
    ),
  )('should complain of $fault ($says)', ({ says, plant, place }) => {
    const rule = chartRules.find((one) => one.says === says) as Rule<CompiledChart>;
    const planted = plant(lintedChart(law, 'transaction'));
    expect(rule.check(planted).faults.map((fault) => fault.place)).toContain(place);
  });

  it('should each have a planted fault', () => {
    expect(Object.keys(faults).sort()).toEqual(chartRules.map(({ says }) => says).sort());
  });

  it('should name what is wrong as a sentence, and how to mend it', () => {
    const rule = guardRules[2] as Rule<CompiledChart>;
    const planted = plantedFaults()[rule.says]?.['two routes that overlap']?.[0](lintedChart(law, 'transaction'));
    const [fault] = rule.check(planted as CompiledChart).faults;
    expect(fault?.wrong).toBe('it takes routesOnToAuthorisation and routesToChallenge, under every profile');
    for (const { says, mend } of [...chartRules, ...groundsRules]) {
      expect(says).not.toMatch(/\.$/);
      expect(mend).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('the rules on grounds themselves', () => {
  const [allNamed, allGrounded] = groundsRules as unknown as readonly [
    (typeof groundsRules)[number],
    (typeof groundsRules)[number],
  ];

  it('should complain of a requirement that nothing names any more', () => {
    const rows = groundedRows.map((row) => ({
      ...row,
      grounds: { ...row.grounds, ids: row.grounds.ids.filter((id) => id !== 'CARD-1') },
    }));
    const stripped = charts.map((chart) => {
      const root = copyOf(chart.root);
      for (const { state } of statesOf(root))
        for (const edge of Object.values(state.on ?? {}).flat() as { meta: { ids: string[] } }[])
          edge.meta.ids = edge.meta.ids.filter((id) => id !== 'CARD-1');
      return { ...chart, root };
    });
    expect(allNamed.check({ charts: stripped, rows: groundedRows }).faults).toEqual([]);
    expect(allNamed.check({ charts: stripped, rows }).faults.map(({ place }) => place)).toEqual(['CARD-1']);
    expect(allNamed.check({ charts: charts.filter(({ id }) => id !== 'own-mid'), rows }).faults).not.toEqual([]);
  });

  it.each([
    ['no ids', { ids: [] }],
    ['an unknown id', { ids: ['TX-9'] }],
    ['an id that only objects have', { ids: ['toString'] }],
    ['an unknown basis', { basis: 'felt' }],
    ['no source', { source: undefined }],
  ])('should complain of a refusal with %s', (_, change) => {
    const [first, ...rest] = groundedRows;
    const rows = [{ ...first, grounds: { ...first?.grounds, ...change } } as (typeof groundedRows)[number], ...rest];
    expect(allGrounded.check({ charts, rows }).faults.map(({ place }) => place)).toEqual([first?.name]);
  });
});

/** The chart with its writing changed. */
function rewritten(change: (root: WrittenState) => void): (chart: CompiledChart) => CompiledChart {
  return (chart) => {
    const root = copyOf(chart.root);
    change(root);
    return { ...chart, root };
  };
}

function stateIn(root: WrittenState, ...path: string[]): WrittenState {
  const found = path.reduce<WrittenState | undefined>((at, key) => at?.states?.[key], root);
  if (!found) throw new Error(`no state ${path.join('.')}`);
  return found;
}

function on(place: WrittenState, fact: string, edge: unknown): void {
  place.on = { ...place.on, [fact]: edge };
}

/** The chart with a guard that answers otherwise. */
function guarded(name: string, guard: CompiledChart['guards'][string]): (chart: CompiledChart) => CompiledChart {
  return (chart) => ({ ...chart, guards: { ...chart.guards, [name]: guard } });
}

/** For every rule on charts, ways to break it. */
function plantedFaults(): Readonly<Record<string, Readonly<Record<string, Planted<CompiledChart>>>>> {
  const meta = { ids: ['TX-4'], basis: 'documented', source: 'founding' };
  /** Another edge for the approval of a held payment. */
  const approval = (edge: unknown) => rewritten((root) => on(stateIn(root, 'uncleared'), 'review.approved', edge));
  /** The state of a held payment, with more written in it. */
  const held = (more: object) => rewritten((root) => Object.assign(stateIn(root, 'uncleared'), more));
  const said = transactionConfig.states.uncleared.meta;
  const approved = 'uncleared review.approved';
  return {
    'nothing is written but states, edges, descriptions, meta and what a state offers: no timer, invocation or exit': {
      'a timer': [held({ after: { 1000: 'expired' } }), 'uncleared'],
      'an eventless edge': [held({ always: 'expired' }), 'uncleared'],
      'an invocation': [held({ invoke: { src: 'issuer' } }), 'uncleared'],
      'an entry action at the root': [rewritten((root) => Object.assign(root, { entry: 'begin' })), 'the root'],
      'an exit action': [held({ exit: 'end' }), 'uncleared'],
    },
    'a state offers what it says of itself: its tags, the actions that may be provided, the output of an ending': {
      'a tag that is not so': [held({ tags: ['held', 'paid'] }), 'uncleared'],
      'a tag too few': [held({ tags: undefined }), 'uncleared'],
      'an action of the law’s own': [held({ entry: ['rememberMode'] }), 'uncleared'],
      'an action that is not called': [held({ entry: undefined }), 'uncleared'],
      'an output of what does not end': [held({ output: { state: 'completed' } }), 'uncleared'],
      'an output of another ending': [
        rewritten((root) => Object.assign(stateIn(root, 'expired'), { output: stateIn(root, 'completed').output })),
        'expired',
      ],
    },
    'the only type is final': {
      'a parallel state': [
        rewritten((root) => Object.assign(stateIn(root, 'initialized'), { type: 'parallel' })),
        'initialized',
      ],
    },
    'every guard is a name': {
      'a combined guard': [
        approval({ guard: { type: 'xstate.and' }, target: '#completed', meta }),
        `${approved} [[object Object]]`,
      ],
    },
    'every update is a name': {
      'an inline update': [approval({ actions: [{}], target: '#completed', meta }), approved],
    },
    'every guard is a permission or a route, every update an update, and none is left over': {
      'an unknown guard': [approval({ guard: 'looksFine', target: '#completed', meta }), 'guard looksFine'],
      'an unknown update': [approval({ actions: 'note', target: '#completed', meta }), 'update note'],
      'a guard that no edge names': [guarded('looksFine', () => true), 'guard looksFine'],
      'an update that no edge names': [(chart) => ({ ...chart, actions: [...chart.actions, 'note'] }), 'update note'],
      'a guard that is permission and route at once': [
        (chart) => ({ ...chart, routes: { ...chart.routes, permits3D: () => true } }),
        'guard permits3D',
      ],
      'a guard without a rule': [(chart) => ({ ...chart, routes: {} }), 'guard routesToDeclined'],
      'an update without a rule': [(chart) => ({ ...chart, updates: {} }), 'update rememberMode'],
      'a permission without a guard': [
        (chart) => ({
          ...chart,
          permissions: { ...chart.permissions, permitsAll: { concerns: () => true, refuse: () => undefined } },
        }),
        'guard permitsAll',
      ],
    },
    'several edges for one fact are all guarded': {
      'a fallback edge': [
        approval([
          { guard: 'permits3D', target: '#completed', meta },
          { target: '#declined', meta },
        ]),
        approved,
      ],
    },
    'nothing is handled in a final state, or around one': {
      'an edge of a final state': [
        rewritten((root) => on(stateIn(root, 'completed'), 'x.y', { target: '#expired', meta })),
        'completed',
      ],
      'an edge of the root': [rewritten((root) => on(root, 'x.y', { target: '#expired', meta })), 'completed'],
      'a final state inside': [
        rewritten((root) => Object.assign(stateIn(root, 'initialized', 'screening'), { type: 'final' })),
        'initialized.screening',
      ],
    },
    'no edge is undefined or empty, and only a route may stay': {
      'an undefined edge': [approval(undefined), 'uncleared'],
      'an edge that is nothing but a name': [approval('#completed'), 'uncleared'],
      'an edge without target': [approval({ meta }), 'uncleared'],
      'a permission without target': [approval({ guard: 'permits3D', meta }), 'uncleared'],
      'no edges at all': [approval([]), 'uncleared'],
    },
    'no fact is handled both by a state and by one around it': {
      'a fact handled twice': [
        rewritten((root) =>
          on(stateIn(root, 'initialized', 'screening'), 'transaction.expired', { target: '#expired', meta }),
        ),
        'initialized.screening',
      ],
      'a fact handled by the root as well': [
        rewritten((root) => on(root, 'review.approved', { target: '#completed', meta })),
        'uncleared',
      ],
    },
    'every fact is written subject.participle, and none is a wildcard': {
      'a wildcard': [
        rewritten((root) => on(stateIn(root, 'uncleared'), '*', { target: '#expired', meta })),
        'uncleared *',
      ],
      'a partial wildcard': [
        rewritten((root) => on(stateIn(root, 'uncleared'), 'review.*', { target: '#expired', meta })),
        'uncleared review.*',
      ],
      'a command': [
        rewritten((root) => on(stateIn(root, 'uncleared'), 'APPROVE', { target: '#completed', meta })),
        'uncleared APPROVE',
      ],
    },
    'every target exists': {
      'an unknown id': [approval({ target: '#paid', meta }), approved],
      'an unknown child': [approval({ target: 'initialized.x', meta }), approved],
    },
    'every initial state exists': {
      'an unknown beginning': [
        rewritten((root) => Object.assign(stateIn(root, 'initialized'), { initial: 'nowhere' })),
        'initialized',
      ],
      'no beginning': [rewritten((root) => Object.assign(root, { initial: undefined })), 'the root'],
    },
    'a way of edges leads to every state': {
      'an island': [
        rewritten((root) => Object.assign(root.states ?? {}, { island: { type: 'final', meta } })),
        'island',
      ],
      'a lost edge': [
        rewritten((root) => delete stateIn(root, 'initialized', 'screening').on?.['screening.held']),
        'uncleared',
      ],
    },
    'a way of edges leads from every state to an end': {
      'a dead end': [held({ on: {} }), 'uncleared'],
    },
    'a state without a way out is final': {
      'a forgotten final': [rewritten((root) => delete stateIn(root, 'expired').type), 'expired'],
    },
    'every state says what it means, what it shows, where the money is and what stands behind it': {
      'no meta': [held({ meta: undefined }), 'uncleared'],
      'no ids': [held({ meta: { ...said, ids: [] } }), 'uncleared'],
      'no pair': [held({ meta: { ...said, pair: undefined } }), 'uncleared'],
      'an unknown status': [held({ meta: { ...said, pair: { order: 'parked', transaction: 'parked' } } }), 'uncleared'],
      'an unknown place of the money': [held({ meta: { ...said, money: 'somewhere' } }), 'uncleared'],
      'an unknown way to count': [held({ meta: { ...said, counts: 'twice' } }), 'uncleared'],
      'no word on shipping': [held({ meta: { ...said, ship: undefined } }), 'uncleared'],
      'no sentence for the customer': [held({ meta: { ...said, customer: 'wait' } }), 'uncleared'],
      'a deadline that has always passed': [
        held({ meta: { ...said, deadline: { hours: 0, ids: ['D7'] } } }),
        'uncleared',
      ],
      'a deadline without a reason': [held({ meta: { ...said, deadline: { hours: 1, ids: [] } } }), 'uncleared'],
      'a deadline after the end': [held({ type: 'final' }), 'uncleared'],
    },
    'every edge says what stands behind it': {
      'no meta': [approval({ target: '#completed' }), approved],
      'an unknown id': [approval({ target: '#completed', meta: { ...meta, ids: ['TX-9'] } }), approved],
      'an unknown basis': [approval({ target: '#completed', meta: { ...meta, basis: 'felt' } }), approved],
      'an unknown source': [approval({ target: '#completed', meta: { ...meta, source: 'hearsay' } }), approved],
    },
    'a permission holds exactly where its refusal is absent': {
      'a guard that permits what is refused': [
        guarded('permits3D', ({ event }) => (event as OfferedFact).threeD === '3-D'),
        'requested order.created [permits3D] on order.created 3-D',
      ],
      'a guard that permits what it is not about': [
        guarded('permits3D', () => true),
        'requested order.created [permits3D] on order.created non-3-D',
      ],
      'a guard that refuses without a reason': [
        guarded('permits3D', () => false),
        'requested order.created [permits3D] on order.created 3-D',
      ],
    },
    'a route holds exactly where its rule says so': {
      'a guard that takes more': [
        guarded('routesToChallenge', () => true),
        'initialized.authenticating authentication.completed [routesToChallenge] on authentication.completed Y',
      ],
      'a guard that takes less': [
        guarded('routesToDeclined', () => false),
        'initialized.authenticating authentication.completed [routesToDeclined] on authentication.completed N',
      ],
    },
    'a fact takes exactly one of the routes of a state': {
      'two routes that overlap': [
        guarded('routesToChallenge', () => true),
        'initialized.authenticating authentication.completed Y',
      ],
      'a case that none takes': [
        guarded('routesToDeclined', () => false),
        'initialized.authenticating authentication.completed N',
      ],
    },
    'a fact concerns exactly one of the permissions of a state': {
      'a fact that two permissions are about': [
        (chart) => ({
          ...chart,
          permissions: { ...chart.permissions, permits3D: { concerns: () => true, refuse: () => undefined } },
        }),
        'requested order.created non-3-D',
      ],
      'a fact that none is about': [
        (chart) => ({
          ...chart,
          permissions: { ...chart.permissions, permits3D: { concerns: () => false, refuse: () => undefined } },
        }),
        'requested order.created 3-D',
      ],
    },
    'several edges for one fact are all routes, or all permissions': {
      'a permission beside a route': [
        approval([
          { guard: 'permits3D', target: '#completed', meta },
          { guard: 'routesToDeclined', target: '#declined', meta },
        ]),
        approved,
      ],
    },
    'every edge fires under some profile': {
      'an edge without rows': [
        (chart) => ({ ...chart, rows: chart.rows.filter(({ fact }) => fact !== 'review.approved') }),
        approved,
      ],
      'the same edge again': [
        approval([
          { target: '#completed', meta },
          { target: '#declined', meta },
        ]),
        approved,
      ],
    },
    'every state is reached under some profile': {
      'an island': [
        rewritten((root) => Object.assign(root.states ?? {}, { island: { type: 'final', meta } })),
        'island',
      ],
    },
    'a chart begins with every edition, brand and amount, and only where nothing has happened': {
      'a payment that cannot begin': [withOpenings((cells) => cells.slice(1)), 'requested'],
      'a beginning elsewhere': [
        withOpenings((cells) => cells.map((cell) => ({ ...cell, state: 'uncleared' }))),
        'uncleared',
      ],
      'a beginning in the middle of things': [
        withOpenings((cells) => [
          ...cells,
          ...cells.slice(0, 1).map((cell) => ({ ...cell, profile: { ...cell.profile, authenticated: true } })),
        ]),
        'requested',
      ],
    },
  };
}

/** The chart with other cells that nothing leads to. */
function withOpenings(change: (cells: readonly Cell[]) => readonly Cell[]): (chart: CompiledChart) => CompiledChart {
  return (chart) => {
    const { relation } = chart;
    const begun = change(relation.list(relation.openings([chart.id])));
    return { ...chart, relation: { ...relation, openings: () => 0n, list: () => begun as never } };
  };
}
