/**
 * What the pages of planted faults say, as numbers: what the book says of them is what those pages say.
 */
import { committed } from '../planted/machines.ts';
import { keptRows } from '../planted/run.ts';

/** The columns of docs/proof.md that a means stands in, by where they are. */
const columns = { oracle: 2, invariants: 3, lint: 4, SPIN: 5, name: 6 } as const;

/** How many faults were planted in the law and in the sources, and by how many means, or files of tests, each was noticed at least. */
export function plantedResults() {
  const lines = [...committed(false).lines.values()].map((line) =>
    line
      .replace(/^\| | \|$/g, '')
      .split(' | ')
      .map((cell) => cell.trim()),
  );
  const by = Object.entries(columns).map(([means, place]) => ({
    means,
    faults: lines.filter((cells) => cells[place] !== '').length,
  }));
  const sources = keptRows();
  const files = sources.map(({ noticedBy }) => new Set(noticedBy.map(({ file }) => file)).size);
  return {
    law: { document: 'docs/proof.md', faults: lines.length, by },
    sources: { document: 'docs/planted.md', faults: sources.length, files: Math.min(...files) },
  };
}
