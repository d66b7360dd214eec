/**
 * Goal: a chart as one file of TypeScript is the law, not a picture of it. It compiles as strictly as it goes, and XState comes to the
 * same from it as from the chart: in every cell, for every fact, and how it ends. A bug of the law is printed as it is.
 */
import { createRequire } from 'node:module';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, createActor, type StateValue, transition } from 'xstate';
import { type CardFact, createTransactionMachine } from '../../../machines/index.ts';
import { relationXState } from '../../../src/relation/exports/xstate.ts';
import {
  type ChartId,
  chartIds,
  chartSources,
  compileLaw,
  dotted,
  edgesOf,
  type Law,
  type NumberedCell,
  statesOf,
  stateValue,
  theLaw,
  written,
} from '../../../src/relation/index.ts';

const law = theLaw();

/** The machine that a printed file exports, run with the XState that is installed here. */
function machineIn(text: string): AnyStateMachine {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const exported: Record<string, AnyStateMachine> = {};
  new Function('exports', 'require', outputText)(exported, createRequire(import.meta.url));
  const [machine, ...others] = Object.values(exported);
  expect(others).toEqual([]);
  return machine as AnyStateMachine;
}

/** A fact as the file takes it: what no file can judge is the answer of its permission. */
function offered(one: Law, cell: NumberedCell, name: string, fact: { readonly type: string; readonly at: string }) {
  const row = one.relation.rowsFrom(cell).find((candidate) => candidate.fact === name && candidate.permission);
  const { ask: _, ...said } = fact as { readonly ask?: unknown; readonly type: string; readonly at: string };
  return { row, fact: { ...said, ...('ask' in fact && row?.permission && { [row.permission]: !row.broken }) } };
}

/** Every cell and fact in which a file leads elsewhere than the law. */
function differences(
  one: Law,
  chart: ChartId,
  machine: AnyStateMachine,
): { readonly asked: number; readonly elsewhere: readonly string[] } {
  const elsewhere: string[] = [];
  let asked = 0;
  for (const cell of one.relation.cells.filter((candidate) => candidate.chart === chart))
    for (const { name, fact } of one.sources[chart].facts) {
      const lawful = one.relation.rowsFrom(cell).find((row) => row.fact === name && !row.broken);
      const to = lawful?.to ?? cell;
      const snapshot = machine.resolveState({
        value: stateValue(cell.state) as StateValue,
        context: { ...cell.profile },
      });
      // XState takes no fact where it has ended, and says so by leaving all as it is.
      const [next] = transition(machine, snapshot, offered(one, cell, name, fact).fact);
      asked += 1;
      const came = [dotted(next.value), JSON.stringify({ ...cell.profile, ...next.context })];
      const due = [to.state, JSON.stringify({ ...cell.profile, ...to.profile })];
      if (came.join() !== due.join()) elsewhere.push(`${cell.state} ${name}: ${came.join(' ')}, not ${due.join(' ')}`);
    }
  return { asked, elsewhere };
}

describe.each(chartIds)('the %s chart as a file', (chart) => {
  const text = relationXState(law, chart);
  const machine = machineIn(text);

  it('should be the same text of the same law, and name the relation it is of', () => {
    expect(relationXState(compileLaw(chartSources), chart)).toBe(text);
    expect(text).toContain(law.name.relation[chart]);
  });

  it('should lead where the law leads, in every cell for every fact', () => {
    const { asked, elsewhere } = differences(law, chart, machine);
    console.info(`${chart}: ${asked} facts in cells`);
    expect(asked).toBeGreaterThan(0);
    expect(elsewhere.slice(0, 5)).toEqual([]);
  });

  it('should have the states, edges, names, descriptions, tags and endings of the chart', () => {
    const shape = (root: ReturnType<typeof written>) => ({
      states: statesOf(root).map(({ name, state: { id, type, initial, description, tags, entry, output } }) => ({
        name,
        id,
        type,
        initial,
        description,
        tags,
        entry,
        ...(name !== '' && { output }),
      })),
      edges: edgesOf(root).map(({ from, fact, guard, target, actions }) => [from.name, fact, guard, target, actions]),
    });
    expect(shape(written(machine))).toEqual(shape(written(chartSources[chart].create())));
  });
});

it('should type-check as strictly as it goes', () => {
  const files = new Map(
    chartIds.map((chart) => [`${process.cwd()}/test/${chart}.printed.ts`, relationXState(law, chart)]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = files.get(name);
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2023);
  };
  const found = ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host));
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
}, 120_000);

it('should tell who runs it how it ended', () => {
  const machine = machineIn(relationXState(law, 'transaction'));
  const at = '2019-10-15T12:00:00Z';
  const actor = createActor(machine, { input: law.sources.transaction.openings[0] as never }).start();
  for (const fact of [
    { type: 'order.created', threeD: '3-D', at },
    { type: 'transaction.expired', at },
  ])
    actor.send(fact);
  expect(actor.getSnapshot()).toMatchObject({
    status: 'done',
    output: { state: 'expired', pair: law.metas.get('transaction expired')?.pair, ship: false },
  });
});

it('should print a bug of the law as it is', () => {
  const { transaction } = chartSources;
  const open: (typeof transaction)['permissions'][string] = {
    concerns: (fact: { threeD?: unknown }) => fact.threeD === '3-D',
    refuse: () => undefined,
  };
  const planted = compileLaw({
    ...chartSources,
    transaction: {
      ...transaction,
      permissions: { ...transaction.permissions, permits3D: open },
      create: () =>
        createTransactionMachine().provide({
          guards: {
            permits3D: ({ event }: { readonly event: CardFact }) =>
              event.type === 'order.created' && event.threeD === '3-D',
          },
        }),
    },
  });
  const machine = machineIn(relationXState(planted, 'transaction'));
  expect(differences(planted, 'transaction', machine).elsewhere).toEqual([]);
  expect(differences(law, 'transaction', machine).elsewhere.length).toBeGreaterThan(0);
});
