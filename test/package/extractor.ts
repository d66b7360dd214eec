/**
 * Whether a tool that reads charts from a file, without running it, finds in the printed files what the charts say. The tool is of the
 * time of XState 4 and does not load beside 5: it has a folder of its own.
 */
import { deepStrictEqual } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ChartId,
  chartIds,
  chartSources,
  type WrittenEdge,
  type WrittenState,
  written,
} from '../../src/relation/index.ts';

/** What is installed in the folder of the tool. */
export const extractorPackages = ['@xstate/machine-extractor@0.16.0', 'xstate@4.38.3'];

const script = `
const { extractMachinesFromFile } = require('@xstate/machine-extractor');
const { readFileSync } = require('node:fs');
const { machines } = extractMachinesFromFile(readFileSync(process.argv[2], 'utf8'));
process.stdout.write(JSON.stringify(machines.map((machine) => machine.toConfig())));
`;

/** What the tool says of a state. */
interface Extracted {
  readonly id?: string;
  readonly type?: string;
  readonly initial?: string;
  readonly description?: string;
  readonly tags?: unknown;
  readonly entry?: unknown;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, Extracted>>;
}

/**
 * Compares what the tool reads with the charts: states, initial and final ones, targets, the order of guarded edges, the names of guards
 * and actions, descriptions and tags.
 *
 * @param printed the file of a chart, as the installed package prints it.
 * @throws AssertionError where the two differ.
 */
export async function areExtracted(
  folder: string,
  printed: (chart: ChartId) => Promise<string>,
  run: (command: string, argv: readonly string[], folder: string) => Promise<{ readonly stdout: string }>,
): Promise<void> {
  writeFileSync(join(folder, 'extract.cjs'), script);
  for (const chart of chartIds) {
    const file = join(folder, `${chart}.ts`);
    writeFileSync(file, await printed(chart));
    const { stdout } = await run(process.execPath, ['extract.cjs', file], folder);
    const machines = JSON.parse(stdout) as readonly Extracted[];
    deepStrictEqual(machines.map(extracted), [said(written(chartSources[chart].create()))], chart);
  }
}

/** A list where the tool gives one without a list around it. */
const listed = (value: unknown): readonly unknown[] => (value === undefined ? [] : [value].flat());

/** The name of a guard or an action, as the tool says it. */
const nameOf = (one: unknown): unknown => {
  const { type, action } = one as { readonly type?: string; readonly action?: { readonly type: string } };
  return action?.type ?? type;
};

function extracted({ id, type, initial, description, tags, entry, on = {}, states = {} }: Extracted): object {
  return {
    ...{ id, type, initial, description, tags: listed(tags), entry: listed(entry).map(nameOf) },
    on: Object.entries(on).map(([fact, edges]) => [
      fact,
      (listed(edges) as readonly { cond?: unknown; target?: string; actions?: unknown }[]).map(
        ({ cond, target, actions }) => ({
          guard: cond === undefined ? undefined : nameOf(cond),
          target,
          actions: listed(actions).map(nameOf),
        }),
      ),
    ]),
    states: Object.entries(states).map(([key, state]) => [key, extracted(state)]),
  };
}

function said({ id, type, initial, description, tags, entry, on = {}, states = {} }: WrittenState): object {
  return {
    ...{ id, type, initial, description, tags: listed(tags), entry: listed(entry) },
    on: Object.entries(on).map(([fact, edges]) => [
      fact,
      (listed(edges) as readonly WrittenEdge[]).map(({ guard, target, actions }) => ({
        guard,
        target,
        actions: listed(actions),
      })),
    ]),
    states: Object.entries(states).map(([key, state]) => [key, said(state)]),
  };
}
