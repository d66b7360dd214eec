/**
 * The traceability: from each requirement and decision to the chart elements that bear it, to the rules that hold it, to the
 * tests that name it, and to the run that last saw them pass.
 */
import { type Grounds, type RefusalCode, refusals, type StateMeta } from '../../machines/index.ts';
import { groundedRows } from '../proof/grounds-rules.ts';
import { invariants, notYetMet, type RequirementId, requirements } from '../proof/index.ts';
import { csvLine } from '../relation/exports/escaped.ts';
import { chartIds, edgesOf, type Law, nameOfEdge, statesOf, written } from '../relation/index.ts';
import { places, placeText } from './places.ts';
import { idsNamedIn, type TestRun, type TracedTest } from './test-run.ts';

/** What is said where a requirement is not met by this release: a place or a test would claim what is not there. */
export const notMet = 'not yet met';

/** What is said where the record has no test that names a requirement. */
export const noTest = 'none recorded';

/** A requirement with everything it leads to. Nothing is empty. */
export interface Trace {
  readonly id: RequirementId;
  readonly says: string;
  /** States and edges that name it; where none does, the place in the product that holds it. */
  readonly elements: readonly string[];
  /** Guards, rows and refusals that name it, and the invariants it is proved by; or the place in the product that holds it. */
  readonly rules: readonly string[];
  readonly tests: readonly TracedTest[];
  /** When the recorded run ended, if every test of it that names this passed; `undefined` if one failed, or there is none. */
  readonly verifiedAt: string | undefined;
  /** Whether this release is to meet it; what is not yet met has neither places nor tests. */
  readonly met: boolean;
}

/** The traceability of a law. */
export function traceOf(law: Law, run: TestRun | undefined): readonly Trace[] {
  const elements = elementsById(law);
  const rules = rulesById(law);
  const tests = byId((run?.tests ?? []).map((test) => [idsNamedIn(test.name), test] as const));
  return (Object.keys(requirements) as RequirementId[]).map((id): Trace => {
    const says = requirements[id];
    if (notYetMet.includes(id))
      return { id, says, elements: [notMet], rules: [notMet], tests: [], verifiedAt: undefined, met: false };
    const held = places[id] ? [placeText(places[id])] : [];
    const tested = tests.get(id) ?? [];
    return {
      id,
      says,
      elements: elements.get(id) ?? held,
      rules: rules.get(id) ?? held,
      tests: tested,
      verifiedAt: tested.length > 0 && tested.every(({ passed }) => passed) ? run?.ended : undefined,
      met: true,
    };
  });
}

/** The states and edges that name each id, and the edges that a refusal which names it closes. */
function elementsById({ sources, relation }: Law): ReadonlyMap<string, readonly string[]> {
  return byId(
    chartIds.flatMap((chart) => {
      const root = written(sources[chart].create());
      const states = statesOf(root)
        .filter(({ name }) => name !== '')
        .map(({ name, state }) => {
          const { ids, deadline } = state.meta as StateMeta;
          return [[...ids, ...(deadline?.ids ?? [])], `${chart}: state ${name}`] as const;
        });
      const edges = edgesOf(root).map(
        ({ from, fact, guard, meta }) =>
          [(meta as Grounds).ids, `${chart}: edge ${nameOfEdge(from.name, fact, guard)}`] as const,
      );
      const closed = relation.rows
        .filter(({ from, broken }) => from.chart === chart && broken !== undefined)
        .map(
          ({ edge, broken }) =>
            [refusals[broken as RefusalCode].ids, `${chart}: edge ${edge}, closed by ${broken}`] as const,
        );
      return [...states, ...edges, ...closed];
    }),
  );
}

/** The guards, rows, refusals and invariants that name each id. */
function rulesById({ sources }: Law): ReadonlyMap<string, readonly string[]> {
  const guards = chartIds.flatMap((chart) =>
    edgesOf(written(sources[chart].create())).flatMap(({ guard, meta }) => {
      if (guard === undefined) return [];
      const kind = String(guard) in sources[chart].permissions ? 'permission' : 'route';
      return [[(meta as Grounds).ids, `${kind} ${String(guard)}`] as const];
    }),
  );
  return byId([
    ...guards,
    ...groundedRows.map(({ name, grounds }) => [grounds.ids, name] as const),
    ...invariants.map(({ name, ids }) => [ids, `invariant "${name}"`] as const),
  ]);
}

function byId<Thing>(
  named: readonly (readonly [ids: readonly string[], thing: Thing])[],
): ReadonlyMap<string, Thing[]> {
  const found = new Map<string, Set<Thing>>();
  for (const [ids, thing] of named) for (const id of ids) found.set(id, (found.get(id) ?? new Set()).add(thing));
  return new Map([...found].map(([id, things]) => [id, [...things]]));
}

/** The traceability as CSV (RFC 4180): a line for each requirement and test. */
export function traceCsv(traces: readonly Trace[]): string {
  const head = ['requirement', 'says', 'chart elements', 'rules', 'test file', 'test', 'passed', 'last verified'];
  const rows = traces.flatMap(({ id, says, elements, rules, tests, verifiedAt, met }) => {
    if (!met) return [[id, says, ...head.slice(2).map(() => notMet)]];
    if (tests.length === 0)
      return [[id, says, elements.join('; '), rules.join('; '), ...Array(3).fill(noTest), 'not verified']];
    return tests.map(({ file, name, passed }) => [
      id,
      says,
      elements.join('; '),
      rules.join('; '),
      file,
      name,
      passed ? 'yes' : 'no',
      verifiedAt ?? 'not verified',
    ]);
  });
  return [head, ...rows].map(csvLine).join('');
}
