/**
 * SPIN, the model checker: makes a verifier of a Promela model in a temporary folder, and reads what its searches found.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelPart } from '../../../src/relation/exports/promela.ts';

/** What a search of one formula came to. */
export interface Search {
  readonly errors: number;
  /** Whether every reachable state was stored in full: no approximation, no limit reached, no end before the end. */
  readonly exhaustive: boolean;
  readonly stored: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly megabytes: number;
}

/** A verifier made of one model. */
export interface Verifier {
  /** The names of its formulas, in the order printed. */
  readonly formulas: readonly string[];
  search(formula: string): Search;
  /** The edges that the trail of the last search takes, which found an error: their names, as the model of the charts says them. */
  edgesTo(formula: string): readonly string[];
  /** Searches the assertions of a model that was made to be searched without formulas. */
  assertions(): { readonly errors: number; readonly asserted: string };
}

/** How long a tool may take, in milliseconds: far more than it needs. */
const timeout = 240_000;

/** What SPIN needs and is not here; nothing if all is. */
export function missingForSpin(): string | undefined {
  return [
    ['spin', '-V'],
    ['gcc', '--version'],
  ].find(([tool = '', ask = '']) => spawnSync(tool, [ask], { timeout }).status !== 0)?.[0];
}

/** TinyCC compiles the tables of a model in a thirtieth of the time, where it is there; what it makes searches a fifth slower. */
const quickCompiler = spawnSync('tcc', ['-v'], { timeout }).status === 0 ? ['tcc'] : ['gcc', '-O0'];

/**
 * Makes a verifier of a part of a model, and takes its folder away when it has been used.
 *
 * @param options `once`: the model is searched and done with, as one with a planted fault is; what proves the law is compiled by GCC.
 */
export function withVerifier<T>(
  model: string,
  part: ModelPart,
  use: (verifier: Verifier) => T,
  { assertions = false, once = false } = {},
): T {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-spin-'));
  const run = (tool: string, ...args: string[]): string => {
    const { stdout, stderr, status, error } = spawnSync(tool, args, {
      cwd: folder,
      timeout,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    if (error || status !== 0)
      throw new Error(`${tool} ${args.join(' ')}: ${error ?? `${stdout}${stderr}`.slice(-1000)}`);
    return stdout;
  };
  try {
    writeFileSync(join(folder, 'model.pml'), model);
    const printed = run('spin', `-D${part}`, ...(assertions ? ['-DASSERTED'] : []), '-a', 'model.pml');
    // Not optimised: the tables of a model take the optimiser far longer than it saves the search.
    const [compiler = '', ...level] = once ? quickCompiler : ['gcc', '-O0'];
    run(compiler, ...level, '-DSAFETY', ...(assertions ? ['-DNOCLAIM'] : []), '-w', '-o', 'pan', 'pan.c');
    const edges = [...model.matchAll(/^ {2}ROW\(.*?\) \/\* (.*) \*\/ \\$/gm)].map(([, edge = '']) => edge);
    const pan = join(folder, 'pan');
    return use({
      formulas: [...printed.matchAll(/^ltl (\w+):/gm)].map(([, name = '']) => name),
      search: (formula) => readSearch(formula, run(pan, '-m1000000', '-w20', '-N', formula)),
      edgesTo: (formula) =>
        [...run(pan, '-r', '-N', formula).matchAll(/\brow (\d+)$/gm)].map(([, row]) => edges[Number(row) - 1] ?? ''),
      assertions: () => {
        const output = run(pan, '-m1000000', '-w20');
        const errors = Number(/errors: (\d+)/.exec(output)?.[1] ?? Number.NaN);
        return { errors, asserted: /assertion violated (.*) \(at depth/.exec(output)?.[1] ?? '' };
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Error unless the output is that of a search of this formula. */
function readSearch(formula: string, output: string): Search {
  const number = (pattern: RegExp): number => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`no ${pattern} in what pan printed for ${formula}:\n${output}`);
    return Number(found);
  };
  if (!output.includes(`never claim         \t+ (${formula})`)) throw new Error(`pan did not check ${formula}`);
  return {
    errors: number(/errors: (\d+)/),
    exhaustive:
      output.includes('Full statespace search for:') &&
      !/Search not completed|max search depth too small|Bit statespace|hash-compact|out of memory/.test(output),
    stored: number(/(\d+) states, stored/),
    transitions: number(/(\d+) transitions/),
    depth: number(/depth reached (\d+)/),
    seconds: number(/elapsed time ([\d.e+-]+) seconds/),
    megabytes: number(/([\d.]+)\ttotal actual memory usage/),
  };
}
