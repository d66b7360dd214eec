/**
 * Goal: long lives, not single steps. Each walk first takes a directed path to a state, then goes on at random; all facts
 * of all charts are offered, and one step in eight is hostile: any fact at all, mostly one that cannot happen.
 * The laws hold after every step. Every state of every chart is visited, which is a test of its own.
 */
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect, it } from 'vitest';
import { type AnyMachineSnapshot, type AnyStateMachine, createActor, initialTransition, transition } from 'xstate';
import {
  createOwnMidMachine,
  createRefundMachine,
  createTransactionMachine,
  type StateMeta,
} from '../../machines/index.ts';
import {
  allFacts,
  beginnings,
  brands,
  type ChartName,
  chartNames,
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
  refund: createRefundMachine(),
};

/** What a payment or refund may start from. */
const inputs: Readonly<Record<ChartName, readonly object[]>> = {
  transaction: cardInputs(),
  'own-mid': cardInputs(),
  refund: [{ sameDay: false }, { sameDay: true }],
};

/** Every state a walk may make for first. */
const goals = chartNames.flatMap((chart) => Object.keys(pairs[chart]).map((state) => ({ chart, state })));

const visited = new Set<string>();
let steps = 0;
let hostile = 0;
let refused = 0;

afterAll(() => {
  console.info(`${steps} steps walked, ${hostile} of them hostile, ${refused} refused; ${visited.size} states visited`);
});

describe('every step of a walk', () => {
  test.prop({ walk: anyWalk() })('should show the pair of the oracle, or none', ({ walk }) => {
    for (const { snapshot } of walked(walk)) {
      const pair = pairShown(snapshot);
      expect(pair && [pair.order, pair.transaction]).toEqual(pairs[walk.chart][stateOf(snapshot)]);
    }
  });

  test.prop({ walk: anyWalk() })('should be taken or refused as the oracle says', ({ walk }) => {
    for (const { before, snapshot, fact, taken } of walked(walk)) {
      if (!before || !fact) continue;
      const expected = expectStep(walk.chart, stateOf(before), before.context as Memory, fact);
      expect([fact.name, taken]).toEqual([fact.name, expected.kind === 'legal']);
      if (expected.kind !== 'legal') continue;
      expect([stateOf(snapshot), snapshot.context]).toEqual([expected.state, expected.memory]);
    }
  });

  test.prop({ walk: anyWalk() })('should leave everything as it was where it is refused', ({ walk }) => {
    for (const { before, snapshot, taken } of walked(walk)) if (before && !taken) expect(snapshot).toBe(before);
  });

  test.prop({ walk: anyWalk() })('should be the last once a final state is reached', ({ walk }) => {
    let ended: string | undefined;
    for (const { snapshot, taken } of walked(walk)) {
      if (ended !== undefined) expect([taken, stateOf(snapshot)]).toEqual([false, ended]);
      const isFinal = finals[walk.chart].includes(stateOf(snapshot));
      expect([stateOf(snapshot), snapshot.status]).toEqual([stateOf(snapshot), isFinal ? 'done' : 'active']);
      if (isFinal) ended = stateOf(snapshot);
    }
  });

  test.prop({ walk: anyWalk() })('should collect or hold money only authorised and screened', ({ walk }) => {
    if (walk.chart === 'refund') return;
    const history: string[] = [];
    for (const { snapshot, fact, taken } of walked(walk)) {
      if (fact && taken) history.push(fact.type);
      if (!['completed', 'uncleared'].includes(stateOf(snapshot))) continue;
      expect(history).toContain('authorisation.approved');
      const authorised = history.indexOf('authorisation.approved');
      const screened = history.findIndex((type) => type === 'screening.passed' || type === 'screening.held');
      expect(screened).toBeGreaterThan(authorised);
    }
  });

  test.prop({ walk: anyWalk() })('should send a soft decline back to authentication at most once', ({ walk }) => {
    const back = walked(walk).filter(
      ({ snapshot, fact, taken }) =>
        taken && fact?.type === 'authorisation.soft_declined' && stateOf(snapshot) === 'initialized.authenticating',
    );
    expect(back.length).toBeLessThanOrEqual(1);
  });

  test.prop({ walk: anyWalk() })('should survive being stored: the JSON round trip is identity', ({ walk }) => {
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

  test.prop({ walk: anyWalk() })('should not change the snapshot or the fact it is given', ({ walk }) => {
    const machine = machines[walk.chart];
    for (const { before, fact } of walked(walk)) {
      if (!before || !fact) continue;
      const was = JSON.stringify([machine.getPersistedSnapshot(before), fact]);
      transition(machine, deepFrozenContext(machine, before), deepFreeze(structuredClone(fact)) as never);
      transition(machine, before, fact as never);
      expect(JSON.stringify([machine.getPersistedSnapshot(before), fact])).toBe(was);
    }
  });

  test.prop({ walk: anyWalk() })('should be the same through an actor as through pure transitions', ({ walk }) => {
    const machine = machines[walk.chart];
    const actor = createActor(machine, { input: walk.input } as never).start();
    for (const { snapshot, fact } of walked(walk)) {
      if (fact) actor.send(fact as never);
      expect([actor.getSnapshot().value, actor.getSnapshot().context]).toEqual([snapshot.value, snapshot.context]);
    }
  });
});

describe('the walks', () => {
  it.each(goals)('should reach $chart $state', ({ chart, state }) => {
    const reaching = inputs[chart].filter((input) => pathTo(chart, input, state) !== undefined);
    expect(reaching).not.toEqual([]);
    for (const input of reaching) {
      const path = walked({ chart, input, goal: state, choices: [] });
      expect(stateOf((path.at(-1) as Step).snapshot)).toBe(state);
    }
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

function anyWalk(): fc.Arbitrary<Walk> {
  const choice = fc.record({ hostile: fc.nat({ max: 7 }).map((of8) => of8 === 0), pick: fc.nat({ max: 9999 }) });
  return fc.constantFrom(...goals).chain(({ chart, state }) =>
    fc.record({
      chart: fc.constant(chart),
      input: fc.constantFrom(...inputs[chart]),
      goal: fc.constant(state),
      choices: fc.array(choice, { minLength: 2, maxLength: 24 }),
    }),
  );
}

/** A walk that makes for a state from an input that leads there, and stops. */
function walkTo(chart: ChartName, state: string): Walk {
  const input = inputs[chart].find((candidate) => pathTo(chart, candidate, state) !== undefined);
  if (!input) throw new Error(`no way to ${chart} ${state}`);
  return { chart, input, goal: state, choices: [] };
}

/** Walks: the directed path with hostile facts in between, then whatever is possible, hostile facts in between. */
function walked({ chart, input, goal, choices }: Walk): readonly Step[] {
  const machine = machines[chart];
  const path = [...(pathTo(chart, input, goal) ?? [])];
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
  for (const { hostile: isHostile, pick } of choices) {
    const here = (taken.at(-1) as Step).snapshot;
    if (isHostile) {
      const before = stateOf(here);
      offer(any(pick), 'hostile');
      // A hostile fact may happen after all; the directed path then starts anew from there, or ends.
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

const paths = new Map<string, ReadonlyMap<string, readonly OfferedFact[]>>();

/** The shortest way to a state from an input, if there is one. */
function pathTo(chart: ChartName, input: object, goal: string): readonly OfferedFact[] | undefined {
  const key = `${chart} ${JSON.stringify(input)}`;
  const known = paths.get(key);
  if (known) return known.get(goal);
  const machine = machines[chart];
  const [first] = initialTransition(machine, input as never);
  const found = new Map<string, { snapshot: AnyMachineSnapshot; path: readonly OfferedFact[] }>();
  found.set(beginnings[chart], { snapshot: first, path: [] });
  for (const { snapshot, path } of found.values()) {
    for (const fact of allFacts) {
      if (machine.getTransitionData(snapshot, fact as never).length === 0) continue;
      const [next] = transition(machine, snapshot, fact as never);
      if (!found.has(stateOf(next))) found.set(stateOf(next), { snapshot: next, path: [...path, fact] });
    }
  }
  const byState = new Map([...found].map(([state, { path }]) => [state, path]));
  paths.set(key, byState);
  return byState.get(goal);
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

/** Brands, editions and amounts around EUR 30.00, and one in another currency. */
function cardInputs(): readonly object[] {
  const amounts = [
    { amount: 3000, currency: 'EUR' },
    { amount: 3001, currency: 'EUR' },
    { amount: 100, currency: 'USD' },
  ];
  return editionWords.flatMap((edition) =>
    brands.flatMap((brand) => amounts.map((money) => ({ edition, brand, ...money }))),
  );
}
