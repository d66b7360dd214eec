/**
 * Asks what notices some of the faults in `machines/`, and prints an answer a line: run by {@link ./machines.ts} as a process of its
 * own, with the numbers of the faults as arguments. Each fault has all modules anew, with the planted text in the one that it is in.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { plantedIn } from './fault.ts';
import { lawFaults } from './in-machines.ts';
import { reachedFrom, root, textOf } from './modules.ts';

const law = `${root}machines/`;
const ours = (url: string): boolean => url.startsWith(root) && !url.includes('/node_modules/');

/** Whether a module stands on the law: it is of `machines/`, or imports one that is, at any remove. The others are loaded once. */
const standing = new Map<string, boolean>();
function standsOnLaw(url: string): boolean {
  const found = standing.get(url) ?? [...reachedFrom(url)].some((one) => one.startsWith(law));
  standing.set(url, found);
  return found;
}

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const number = context.parentURL && new URL(context.parentURL).searchParams.get('fault');
    if (!number || !ours(found.url) || found.url.includes('?') || !standsOnLaw(found.url)) return found;
    return { ...found, url: `${found.url}?fault=${number}` };
  },
  load(url, context, next) {
    const { searchParams, href } = new URL(url);
    const fault = lawFaults[Number(searchParams.get('fault') ?? Number.NaN)];
    if (!fault) return next(url, context);
    const file = href.slice(0, href.indexOf('?'));
    const isIt = file === `${root}${fault.file}`;
    const source = isIt ? stripTypeScriptTypes(plantedIn(readFileSync(new URL(file), 'utf8'), fault)) : textOf(file);
    return { format: 'module', shortCircuit: true, source };
  },
});

for (const number of process.argv.slice(2).map(Number)) {
  const fault = lawFaults[number];
  if (!fault) throw new Error(`no fault ${number}`);
  const means = (await import(`./means.ts?fault=${number}`)) as typeof import('./means.ts');
  const { id, spin } = process.env.WITHOUT_SPIN ? { ...fault, spin: undefined } : fault;
  let answer: unknown;
  try {
    answer = means.askedAbout({ id, spin });
  } catch (error) {
    answer = { refused: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify([number, answer])}\n`);
}
