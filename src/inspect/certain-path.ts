/**
 * The facts that certainly happened between two moments: there, every way of the law from one to the other is told by the
 * same facts.
 */
import type { CardFact } from '../../machines/index.ts';
import { builtLaw, type CellSet, type NumberedCell } from '../relation/index.ts';
import { type Happening, happeningOf } from './happening.ts';

/** One fact of a path, and what is possible after it. */
export interface PathStep {
  readonly happening: Happening;
  readonly cells: readonly NumberedCell[];
}

/**
 * The one sequence of facts that leads from what was possible to what is, broken permissions included.
 *
 * @returns the facts, none if nothing need have happened; `undefined` if there are several ways, or none.
 */
export function certainPath(
  before: readonly NumberedCell[],
  after: readonly NumberedCell[],
): readonly PathStep[] | undefined {
  const relation = builtLaw().relation;
  const arrived = setOf(after);
  const leads = ({ index }: NumberedCell): boolean => (relation.reach(1n << BigInt(index), 'all') & arrived) !== 0n;
  const path: PathStep[] = [];
  let cells = before.filter(leads);
  // A way that goes round in circles is not the only one: no certain path is longer than the law has cells.
  while (cells.length > 0 && path.length <= relation.cells.length) {
    const next = new Map<string, { readonly happening: Happening; readonly cells: Map<number, NumberedCell> }>();
    for (const cell of cells) {
      for (const { fact, to } of relation.rowsFrom(cell)) {
        const target = relation.find(to) as NumberedCell;
        if (!leads(target)) continue;
        const happening = happeningOfClass(cell, fact);
        const key = JSON.stringify(happening);
        const step = next.get(key) ?? { happening, cells: new Map() };
        step.cells.set(target.index, target);
        next.set(key, step);
      }
    }
    if ((setOf(cells) & arrived) !== 0n) return next.size === 0 ? path : undefined;
    const [only, another] = next.values();
    if (!only || another) return undefined;
    cells = [...only.cells.values()];
    path.push({ happening: only.happening, cells });
  }
  return undefined;
}

const setOf = (cells: readonly NumberedCell[]): CellSet =>
  cells.reduce((set, { index }) => set | (1n << BigInt(index)), 0n);

/** A class of facts as a happening: what all facts of the class have in common. */
function happeningOfClass({ chart }: NumberedCell, name: string): Happening {
  const found = builtLaw().sources[chart].facts.find((one) => one.name === name);
  return happeningOf(found?.fact as CardFact);
}
