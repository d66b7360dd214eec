/**
 * Goal: every state × every fact × every profile, reachable or not, comes to what the oracle says; and the compiled
 * relation has exactly the rows that the oracle and XState have, lawful and broken.
 */
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, transition } from 'xstate';
import {
  type CardFact,
  capturePermissions,
  cardPermissions,
  createAuthorisationMachine,
  createCaptureMachine,
  createDisputeMachine,
  createOwnMidMachine,
  createRefundMachine,
  createTransactionMachine,
  type Refusal,
  refundPermissions,
  type StateMeta,
} from '../../machines/index.ts';
import {
  chartSources,
  dotted,
  edgesOf,
  lawMetas,
  lawRelation,
  leavesOf,
  stateValue,
  written,
} from '../../src/relation/index.ts';
import {
  allFacts,
  beginnings,
  type ChartName,
  chartNames,
  type Expected,
  expectStep,
  finals,
  type Memory,
  memories,
  type OfferedFact,
  pairs,
} from '../oracle/oracle.ts';
import { memoryText, oracleRows, rowLine } from '../oracle/rows.ts';

const create: Readonly<Record<ChartName, () => AnyStateMachine>> = {
  transaction: createTransactionMachine,
  'own-mid': createOwnMidMachine,
  authorisation: createAuthorisationMachine,
  capture: createCaptureMachine,
  refund: createRefundMachine,
  dispute: createDisputeMachine,
};

describe.each(chartNames)('the %s chart', (chart) => {
  const machine = create[chart]();

  it('should have the states of the oracle, with its pairs, its beginning and its ends', () => {
    const metas = lawMetas();
    const shown = leavesOf(written(machine)).map((state) => {
      const { pair } = metas.get(`${chart} ${state}`) as StateMeta;
      return [state, pair && [pair.order, pair.transaction]];
    });
    expect(Object.fromEntries(shown)).toEqual(pairs[chart]);
    expect(written(machine).initial).toBe(beginnings[chart]);
    const ends = leavesOf(written(machine)).filter((state) => snapshotOf(machine, state, {}).status === 'done');
    expect(ends.sort()).toEqual([...finals[chart]].sort());
  });

  it('should know the facts of the oracle, and no others', () => {
    const offered = new Set(allFacts.map(({ type }) => type));
    expect(machine.events.filter((type: string) => !offered.has(type))).toEqual([]);
  });

  it('should come to what the oracle says, in every state, for every fact and profile', () => {
    const { checked, taken, refused, impossible, disagreements } = matrix(chart, machine);
    console.info(`${chart}: ${checked} cells checked: ${taken} taken, ${refused} refused, ${impossible} impossible`);
    expect({ count: disagreements.length, first: disagreements.slice(0, 5) }).toEqual({ count: 0, first: [] });
    expect(taken + refused + impossible).toBe(checked);
  });

  it('should have exactly the rows of the oracle in the relation, lawful and broken', () => {
    const rows = lawRelation().rows.filter(({ from }) => from.chart === chart);
    const broken = rows.filter((row) => row.broken);
    console.info(
      `${chart}: ${rows.length} rows compiled: ${rows.length - broken.length} lawful, ${broken.length} broken`,
    );
    expect(rows.map(rowLine).sort()).toEqual(oracleRows(chart));
  });

  it('should take the lawful rows of the relation through XState, and refuse the broken ones', () => {
    const disagreements = lawRelation()
      .rows.filter(({ from }) => from.chart === chart)
      .filter((row) => {
        const fact = chartSources[chart].facts.find(({ name }) => name === row.fact)?.fact;
        const got = fact && stepOf(machine, row.from.state, row.from.profile, fact);
        if (row.broken) return got !== undefined;
        return got?.state !== row.to.state || memoryText(got.memory) !== memoryText(row.to.profile);
      });
    expect(disagreements.map(rowLine)).toEqual([]);
  });
});

describe('the matrix itself', () => {
  it.each<[string, ChartName, () => AnyStateMachine]>([
    [
      'a permission lifted',
      'transaction',
      () =>
        createTransactionMachine().provide({
          guards: { permitsNon3D: ({ event }: { readonly event: CardFact }) => isNon3D(event) },
        }),
    ],
    ['a permission withheld', 'own-mid', () => createOwnMidMachine().provide({ guards: { permits3D: () => false } })],
    [
      'a route turned',
      'transaction',
      () => createTransactionMachine().provide({ guards: { routesBackToAuthentication: () => false } }),
    ],
    [
      'a soft decline forgotten',
      'transaction',
      () => createTransactionMachine().provide({ actions: { rememberSoftDecline: () => {} } }),
    ],
    [
      'a capture of anything',
      'capture',
      () => createCaptureMachine().provide({ guards: { permitsCapture: () => true } }),
    ],
    [
      'a reversal cancelled',
      'refund',
      () => createRefundMachine().provide({ guards: { permitsRefundCancellation: () => true } }),
    ],
  ])('should notice %s', (_, chart, broken) => {
    const usual = new Set(matrix(chart, create[chart]()).disagreements);
    expect(matrix(chart, broken()).disagreements.filter((line) => !usual.has(line))).not.toEqual([]);
  });
});

interface MatrixResult {
  checked: number;
  taken: number;
  refused: number;
  impossible: number;
  disagreements: string[];
}

/** Every state × fact × profile of a machine against the oracle. */
function matrix(chart: ChartName, machine: AnyStateMachine): MatrixResult {
  const result: MatrixResult = { checked: 0, taken: 0, refused: 0, impossible: 0, disagreements: [] };
  for (const state of Object.keys(pairs[chart])) {
    for (const memory of memories[chart]) {
      for (const fact of allFacts) {
        const expected = expectStep(chart, state, memory, fact);
        const got = outcomeOf(machine, state, memory, fact);
        if (got !== outcomeText(expected)) {
          result.disagreements.push(
            `${state}, ${fact.name}, ${memoryText(memory)}: ${got}, but by the oracle ${outcomeText(expected)}`,
          );
        }
        if (expected.kind === 'legal') result.taken++;
        else result[expected.kind]++;
        result.checked++;
      }
    }
  }
  return result;
}

function outcomeText(expected: Expected): string {
  switch (expected.kind) {
    case 'legal':
      return `to ${expected.state}, ${memoryText(expected.memory)}`;
    case 'refused':
      return `refused, ${expected.code}`;
    case 'impossible':
      return 'impossible';
  }
}

/** What a machine makes of a fact, in the words of the oracle. */
function outcomeOf(machine: AnyStateMachine, state: string, memory: Memory, fact: OfferedFact): string {
  const next = stepOf(machine, state, memory, fact);
  if (next) return `to ${next.state}, ${memoryText(next.memory)}`;
  const code = refusalOf(machine, state, memory, fact);
  return code ? `refused, ${code}` : 'impossible';
}

/** Where a machine goes, if it takes an edge; whether it does is asked of XState, not read off the snapshot. */
function stepOf(
  machine: AnyStateMachine,
  state: string,
  memory: object,
  fact: { type: string },
): { state: string; memory: object } | undefined {
  const snapshot = snapshotOf(machine, state, memory);
  if (machine.getTransitionData(snapshot, fact as never).length === 0) return undefined;
  const [next] = transition(machine, snapshot, fact as never);
  return { state: dotted(next.value), memory: next.context };
}

function snapshotOf(machine: AnyStateMachine, state: string, memory: object) {
  return machine.resolveState({ value: stateValue(state), context: memory } as never);
}

/** The refusal of the permission that a fact concerns in a state, if it gives one. */
function refusalOf(machine: AnyStateMachine, state: string, memory: Memory, fact: OfferedFact): string | undefined {
  const asked = permissionsBy(machine).get(`${state} ${fact.type}`) ?? [];
  return asked.find((permission) => permission.concerns(fact))?.refuse(memory, fact)?.code;
}

interface LoosePermission {
  concerns(fact: OfferedFact): boolean;
  refuse(memory: Memory, fact: OfferedFact): Refusal | undefined;
}

const permissionsByMachine = new WeakMap<AnyStateMachine, ReadonlyMap<string, readonly LoosePermission[]>>();

/** The permissions that guard the edges of a machine, by state and fact. */
function permissionsBy(machine: AnyStateMachine): ReadonlyMap<string, readonly LoosePermission[]> {
  const known = permissionsByMachine.get(machine);
  if (known) return known;
  const all = { ...cardPermissions, ...capturePermissions, ...refundPermissions } as unknown as Record<
    string,
    LoosePermission
  >;
  const found = new Map<string, LoosePermission[]>();
  for (const { from, fact, guard } of edgesOf(written(machine))) {
    const permission = all[String(guard)];
    if (permission) found.set(`${from.name} ${fact}`, [...(found.get(`${from.name} ${fact}`) ?? []), permission]);
  }
  permissionsByMachine.set(machine, found);
  return found;
}

function isNon3D(event: { type: string; threeD?: string }): boolean {
  return event.type === 'order.created' && event.threeD === 'non-3-D';
}
