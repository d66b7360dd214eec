/**
 * Goal: long lives, not single steps. Each walk first takes a directed path to a state, then goes on at random; all facts
 * of all charts are offered, and one step in eight is hostile, whatever it may be, mostly one that cannot happen.
 * The laws hold after every step. Every state of every chart is visited, which is a test of its own.
 */
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect, it } from 'vitest';
import { type AnyMachineSnapshot, type AnyStateMachine, createActor, initialTransition, transition } from 'xstate';
import {
  createAuthorisationMachine,
  createCaptureMachine,
  createDisputeMachine,
  createOwnMidMachine,
  createRefundMachine,
  createTransactionMachine,
  type StateMeta,
} from '../../machines/index.ts';
import {
  allFacts,
  type Brand,
  brands,
  type CardChartName,
  type CardMemory,
  type ChartName,
  captureDays,
  chartNames,
  collectorOf,
  type EditionName,
  editionWords,
  expectStep,
  finals,
  type Memory,
  type OfferedFact,
  pairs,
} from '../oracle/oracle.ts';

const machines: Readonly<Record<ChartName, AnyStateMachine>> = {
  transaction: createTransactionMachine(),
  'own-mid': createOwnMidMachine(),
  authorisation: createAuthorisationMachine(),
  capture: createCaptureMachine(),
  refund: createRefundMachine(),
  dispute: createDisputeMachine(),
};

/** What a payment or refund may start from. */
const inputs: Readonly<Record<ChartName, readonly object[]>> = {
  transaction: cardInputs(),
  'own-mid': cardInputs(),
  authorisation: cardInputs().filter(({ brand }) => captureDays[brand] !== undefined),
  capture: [{}],
  refund: [{ sameDay: false }, { sameDay: true }],
  dispute: [{}],
};

/** Every state a walk may make for first. */
const goals = chartNames.flatMap((chart) => Object.keys(pairs[chart]).map((state) => ({ chart, state })));

/** Enough that each law meets soft declines, holds and refusals many times over. */
const runs = { numRuns: 300 };

const visited = new Set<string>();
let steps = 0;
let hostile = 0;
let refused = 0;

afterAll(() => {
  console.info(`${steps} steps walked, ${hostile} of them hostile, ${refused} refused; ${visited.size} states visited`);
});

describe('every step of a walk', () => {
  test.prop({ walk: anyWalk() }, runs)('should show the pair of the oracle, or none', ({ walk }) => {
    for (const { snapshot } of walked(walk)) {
      const pair = pairShown(snapshot);
      expect(pair && [pair.order, pair.transaction]).toEqual(pairs[walk.chart][stateOf(snapshot)]);
    }
  });

  test.prop({ walk: anyWalk() }, runs)('should be taken or refused as the oracle says', ({ walk }) => {
    for (const { before, snapshot, fact, taken } of walked(walk)) {
      if (!before || !fact) continue;
      const expected = expectStep(walk.chart, stateOf(before), before.context as Memory, fact);
      expect([fact.name, taken]).toEqual([fact.name, expected.kind === 'legal']);
      if (expected.kind !== 'legal') continue;
      expect([stateOf(snapshot), snapshot.context]).toEqual([expected.state, expected.memory]);
    }
  });

  test.prop({ walk: anyWalk() }, runs)('should leave everything as it was where it is refused', ({ walk }) => {
    for (const { before, snapshot, taken } of walked(walk)) if (before && !taken) expect(snapshot).toBe(before);
  });

  test.prop({ walk: anyWalk() }, runs)('should be the last once a final state is reached', ({ walk }) => {
    let ended: string | undefined;
    for (const { snapshot, taken } of walked(walk)) {
      if (ended !== undefined) expect([taken, stateOf(snapshot)]).toEqual([false, ended]);
      const isFinal = finals[walk.chart].includes(stateOf(snapshot));
      expect([stateOf(snapshot), snapshot.status]).toEqual([stateOf(snapshot), isFinal ? 'done' : 'active']);
      if (isFinal) ended = stateOf(snapshot);
    }
  });

  test.prop({ walk: anyWalk() }, runs)('should collect or hold money only authorised and screened', ({ walk }) => {
    if (!(walk.chart in collectorOf)) return;
    const history: string[] = [];
    for (const { snapshot, fact, taken } of walked(walk)) {
      if (fact && taken) history.push(fact.type);
      if (!['completed', 'uncleared', 'authorised', 'released'].includes(stateOf(snapshot))) continue;
      expect(history).toContain('authorisation.approved');
      const authorised = history.indexOf('authorisation.approved');
      const screened = history.findIndex((type) => type === 'screening.passed' || type === 'screening.held');
      expect(screened).toBeGreaterThan(authorised);
    }
  });

  const byHand = goals.filter(({ chart }) => chart === 'authorisation');
  test.prop({ walk: anyWalk(byHand) }, runs)(
    'should collect nothing of an authorisation before a capture (D33)',
    ({ walk }) => {
      const history: string[] = [];
      for (const { snapshot, fact, taken } of walked(walk)) {
        if (fact && taken) history.push(fact.type);
        const metas = Object.values(snapshot.getMeta() as Record<string, StateMeta>);
        if (metas.some(({ counts }) => counts === 'collected')) expect(history).toContain('reservation.captured');
        else expect(history).not.toContain('reservation.captured');
      }
    },
  );

  const authorising = goals.filter(({ state }) => state === 'initialized.authorising');
  test.prop({ walk: anyWalk(authorising) }, runs)('should send a soft decline back at most once', ({ walk }) => {
    const back = walked(walk).filter(
      ({ snapshot, fact, taken }) =>
        taken && fact?.type === 'authorisation.soft_declined' && stateOf(snapshot) === 'initialized.authenticating',
    );
    expect(back.length).toBeLessThanOrEqual(1);
  });

  test.prop({ walk: anyWalk() }, runs)('should survive being stored: the JSON round trip is identity', ({ walk }) => {
    const machine = machines[walk.chart];
    for (const { snapshot, fact } of walked(walk)) {
      const stored = JSON.stringify(machine.getPersistedSnapshot(snapshot));
      const restored = createActor(machine, { snapshot: JSON.parse(stored) }).getSnapshot();
      expect([restored.value, restored.status, restored.context]).toEqual([
        snapshot.value,
        snapshot.status,
        snapshot.context,
      ]);
      expect(JSON.stringify(machine.getPersistedSnapshot(restored))).toBe(stored);
      if (!fact) continue;
      const [next] = transition(machine, restored, fact as never);
      const [straight] = transition(machine, snapshot, fact as never);
      expect([next.value, next.context]).toEqual([straight.value, straight.context]);
    }
  });

  test.prop({ walk: anyWalk() }, runs)('should not change the snapshot or the fact it is given', ({ walk }) => {
    const machine = machines[walk.chart];
    for (const { before, fact } of walked(walk)) {
      if (!before || !fact) continue;
      const was = JSON.stringify([machine.getPersistedSnapshot(before), fact]);
      transition(machine, deepFrozenContext(machine, before), deepFreeze(structuredClone(fact)) as never);
      transition(machine, before, fact as never);
      expect(JSON.stringify([machine.getPersistedSnapshot(before), fact])).toBe(was);
    }
  });

  test.prop({ walk: anyWalk() }, runs)(
    'should be the same through an actor as through pure transitions',
    ({ walk }) => {
      const machine = machines[walk.chart];
      const actor = createActor(machine, { input: walk.input } as never).start();
      for (const { snapshot, fact } of walked(walk)) {
        // An actor that has ended warns on the console of every fact; that final means final is a law of its own above.
        if (fact && actor.getSnapshot().status === 'active') actor.send(fact as never);
        expect([actor.getSnapshot().value, actor.getSnapshot().context]).toEqual([snapshot.value, snapshot.context]);
      }
    },
  );
});

describe('the walks', () => {
  it.each(chartNames)('should begin with what the oracle remembers: %s', (chart) => {
    for (const input of inputs[chart]) {
      const [{ context }] = initialTransition(machines[chart], input as never);
      expect(context).toEqual(chart in collectorOf ? openingOf(chart as CardChartName, input as CardInput) : input);
    }
  });

  it.each(goals)('should reach $chart $state', ({ chart, state }) => {
    let ways = 0;
    for (const input of inputs[chart]) {
      for (const way of waysTo(chart, input, state).keys()) {
        const path = walked({ chart, input, goal: state, way, choices: [] });
        expect(stateOf((path.at(-1) as Step).snapshot)).toBe(state);
        ways++;
      }
    }
    expect(ways).toBeGreaterThan(0);
  });

  it('should have visited every state of every chart', () => {
    fc.assert(
      fc.property(anyWalk(), (walk) => {
        walked(walk);
      }),
      { examples: goals.map(({ chart, state }) => [walkTo(chart, state)]) },
    );
    const missed = goals.map(({ chart, state }) => `${chart} ${state}`).filter((name) => !visited.has(name));
    expect(missed).toEqual([]);
  });

  it('should be about one eighth hostile', () => {
    const sample = fc.sample(anyWalk(), 300).flatMap(walked);
    const offered = sample.filter(({ how }) => how !== 'opened');
    const share = offered.filter(({ how }) => how === 'hostile').length / offered.length;
    expect(share).toBeGreaterThan(1 / 16);
    expect(share).toBeLessThan(1 / 4);
  });
});

/** A walk as generated: where it starts, what it makes for first, and a number for each choice on the way. */
interface Walk {
  readonly chart: ChartName;
  readonly input: object;
  readonly goal: string;
  /** Which of the ways to that state is taken: there is one for each profile it can be reached with. */
  readonly way: number;
  readonly choices: readonly { readonly hostile: boolean; readonly pick: number }[];
}

/** One step: the snapshot before, the fact offered, and what came of it. The first has only a snapshot. */
interface Step {
  readonly snapshot: AnyMachineSnapshot;
  readonly before?: AnyMachineSnapshot;
  readonly fact?: OfferedFact;
  readonly taken: boolean;
  readonly how: 'opened' | 'directed' | 'random' | 'hostile';
}

function anyWalk(among: readonly { chart: ChartName; state: string }[] = goals): fc.Arbitrary<Walk> {
  const choice = fc.record({ hostile: fc.nat({ max: 7 }).map((of8) => of8 === 0), pick: fc.nat({ max: 9999 }) });
  return fc.constantFrom(...among).chain(({ chart, state }) =>
    fc.record({
      chart: fc.constant(chart),
      input: fc.oneof(
        // Mostly a payment that can get there; sometimes any, for instance one that may not even begin.
        {
          weight: 7,
          arbitrary: fc.constantFrom(...inputs[chart].filter((input) => waysTo(chart, input, state).length > 0)),
        },
        { weight: 1, arbitrary: fc.constantFrom(...inputs[chart]) },
      ),
      goal: fc.constant(state),
      way: fc.nat({ max: 99 }),
      choices: fc.array(choice, { minLength: 4, maxLength: 24, size: 'max' }),
    }),
  );
}

/** A walk that makes for a state from an input that leads there, and stops. */
function walkTo(chart: ChartName, state: string): Walk {
  const input = inputs[chart].find((candidate) => waysTo(chart, candidate, state).length > 0);
  if (!input) throw new Error(`no way to ${chart} ${state}`);
  return { chart, input, goal: state, way: 0, choices: [] };
}

/** Walks: the directed path with hostile facts in between, then whatever is possible, hostile facts in between. */
function walked({ chart, input, goal, way, choices }: Walk): readonly Step[] {
  const machine = machines[chart];
  const ways = waysTo(chart, input, goal);
  const path = [...(ways[way % ways.length] ?? [])];
  const [first] = initialTransition(machine, input as never);
  const taken: Step[] = [{ snapshot: first, taken: false, how: 'opened' }];
  visited.add(`${chart} ${stateOf(first)}`);
  const offer = (fact: OfferedFact, how: Step['how']): void => {
    const before = (taken.at(-1) as Step).snapshot;
    const isTaken = machine.getTransitionData(before, fact as never).length > 0;
    const [snapshot] = transition(machine, before, fact as never);
    taken.push({ snapshot, before, fact, taken: isTaken, how });
    visited.add(`${chart} ${stateOf(snapshot)}`);
    steps++;
    if (how === 'hostile') hostile++;
    if (!isTaken) refused++;
  };
  const any = (pick: number): OfferedFact => allFacts[pick % allFacts.length] as OfferedFact;
  let afterTheEnd = 0;
  for (const { hostile: isHostile, pick } of choices) {
    const here = (taken.at(-1) as Step).snapshot;
    if (here.status === 'done' && afterTheEnd++ >= 3) break;
    if (isHostile) {
      const before = stateOf(here);
      offer(any(pick), 'hostile');
      // A hostile fact may happen after all; the directed path then leads nowhere and is given up.
      if (stateOf((taken.at(-1) as Step).snapshot) !== before) path.length = 0;
      continue;
    }
    const possible = allFacts.filter((fact) => machine.getTransitionData(here, fact as never).length > 0);
    const directed = path.shift();
    if (directed) offer(directed, 'directed');
    else offer(possible[pick % possible.length] ?? any(pick), 'random');
  }
  for (const fact of path) offer(fact, 'directed');
  return taken;
}

const knownWays = new Map<string, ReadonlyMap<string, readonly (readonly OfferedFact[])[]>>();

/** The ways to a state from an input, the shortest for each profile it can be reached with. */
function waysTo(chart: ChartName, input: object, goal: string): readonly (readonly OfferedFact[])[] {
  const key = `${chart} ${JSON.stringify(input)}`;
  const known = knownWays.get(key) ?? waysFrom(machines[chart], input);
  knownWays.set(key, known);
  return known.get(goal) ?? [];
}

/** The ways from an input to every state, by state. */
function waysFrom(machine: AnyStateMachine, input: object): ReadonlyMap<string, readonly (readonly OfferedFact[])[]> {
  const [first] = initialTransition(machine, input as never);
  const cellOf = (snapshot: AnyMachineSnapshot): string => JSON.stringify([snapshot.value, snapshot.context]);
  const found = new Map<string, { snapshot: AnyMachineSnapshot; path: readonly OfferedFact[] }>();
  found.set(cellOf(first), { snapshot: first, path: [] });
  for (const { snapshot, path } of found.values()) {
    for (const fact of allFacts) {
      if (machine.getTransitionData(snapshot, fact as never).length === 0) continue;
      const [next] = transition(machine, snapshot, fact as never);
      if (!found.has(cellOf(next))) found.set(cellOf(next), { snapshot: next, path: [...path, fact] });
    }
  }
  const byState = Map.groupBy(found.values(), ({ snapshot }) => stateOf(snapshot));
  return new Map([...byState].map(([state, cells]) => [state, cells.map(({ path }) => path)]));
}

function stateOf(snapshot: AnyMachineSnapshot): string {
  const name = (value: unknown): string =>
    typeof value === 'string'
      ? value
      : Object.entries(value as object)
          .map(([parent, child]) => `${parent}.${name(child)}`)
          .join(' and ');
  return name(snapshot.value);
}

/** The pair of the innermost state, as its meta says. */
function pairShown(snapshot: AnyMachineSnapshot): StateMeta['pair'] {
  const metas = Object.entries(snapshot.getMeta() as Record<string, StateMeta>);
  const [, innermost] = metas.sort(([a], [b]) => b.split('.').length - a.split('.').length)[0] ?? [];
  const known = metas.map(([, meta]) => meta.pair);
  // Every state that is active at once shows the same pair.
  for (const pair of known) expect(pair).toEqual(innermost?.pair);
  return innermost?.pair ?? null;
}

function deepFrozenContext(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  return machine.resolveState({ value: snapshot.value, context: deepFreeze({ ...snapshot.context }) } as never);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

interface CardInput {
  readonly edition: EditionName;
  readonly brand: Brand;
  readonly amount: number;
  readonly currency: string;
}

/** What a card chart remembers before anything happened: low is EUR 30.00 or less (D2). */
function openingOf(chart: CardChartName, { edition, brand, amount, currency }: CardInput): CardMemory {
  const lowValue = currency === 'EUR' && amount <= 3000;
  const nothingYet = { threeD: 'none', authenticated: false, softDeclined: false } as const;
  return { collector: collectorOf[chart], edition, brand, lowValue, ...nothingYet };
}

/** Brands, editions and amounts around EUR 30.00, and one in another currency. */
function cardInputs(): readonly CardInput[] {
  const amounts = [
    { amount: 3000, currency: 'EUR' },
    { amount: 3001, currency: 'EUR' },
    { amount: 100, currency: 'USD' },
  ];
  return editionWords.flatMap((edition) =>
    brands.flatMap((brand) => amounts.map((money) => ({ edition, brand, ...money }))),
  );
}
