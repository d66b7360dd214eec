/**
 * Asks what notices some of the faults in `machines/`, and prints an answer a line: run by {@link ./machines.ts} as a process of its
 * own, with the numbers of the faults as arguments. Each fault has all modules anew, with the planted text in the one that it is in.
 */
import { registerHooks } from 'node:module';
import { plantedIn } from './fault.ts';
import { lawFaults } from './in-machines.ts';

const root = new URL('../../', import.meta.url).href;
const ours = (url: string): boolean => url.startsWith(root) && !url.includes('/node_modules/');

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const number = context.parentURL && new URL(context.parentURL).searchParams.get('fault');
    if (!number || !ours(found.url) || found.url.includes('?')) return found;
    return { ...found, url: `${found.url}?fault=${number}` };
  },
  load(url, context, next) {
    const { searchParams, href } = new URL(url);
    const fault = lawFaults[Number(searchParams.get('fault') ?? Number.NaN)];
    const loaded = next(url, context);
    if (!fault || !href.startsWith(`${root}${fault.file}?`)) return loaded;
    return { ...loaded, source: plantedIn(String(loaded.source ?? ''), fault) };
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
