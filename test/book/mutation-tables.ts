/**
 * The tables of `docs/mutation.md`, read as numbers: what the book says of mutation testing is what that page says.
 */
import { readFileSync } from 'node:fs';
import { sha256 } from '../../src/cli/sha256.ts';

const document = 'docs/mutation.md';

/** The mutation score by parts, from the last line of each table; every line above is added up and must come to it. */
export function mutationResults() {
  const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
  const parts = [...text.matchAll(/^### (.+)\n([\s\S]*?)(?=^#)/gm)].flatMap(([, title = '', section = '']) => {
    const rows = [...section.matchAll(/^\| (.*) \|$/gm)].map(([, row = '']) =>
      row.split('|').map((cell) => cell.trim()),
    );
    const [heads, , ...lines] = rows;
    if (!heads?.includes('mutants')) return [];
    const numbers = (line: readonly string[]): Record<string, number> =>
      Object.fromEntries(heads.map((head, place) => [head, Number(line[place])]));
    const total = numbers(lines.at(-1) ?? []);
    const added = lines.slice(0, -1).map(numbers);
    const sum = (head: string): number => {
      const found = added.reduce((so, line) => so + (line[head] ?? Number.NaN), 0);
      if (found !== total[head])
        throw new Error(`${document}: "${head}" of "${title}" adds up to ${found}, not ${total[head]}`);
      return found;
    };
    const optional = (head: string): number => (heads.includes(head) ? sum(head) : 0);
    return [
      {
        title,
        mutants: sum('mutants'),
        measured: heads.includes('measured') ? sum('measured') : sum('mutants'),
        killed: sum('killed') + optional('timeout'),
        unbuildable: optional('cannot be built'),
        survived: sum('survived') + optional('not covered'),
      },
    ];
  });
  if (parts.length === 0) throw new Error(`${document} has no tables of mutants`);
  const release = /^## The report of release (\S+)$/m.exec(text)?.[1];
  if (release === undefined) throw new Error(`${document} does not say which release its tables are of`);
  return { document, hash: sha256(text), release, parts };
}
