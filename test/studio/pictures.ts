/**
 * The pictures of the charts, the layouts they are drawn by, and what changes from an edition to the next. `npm run pictures` writes
 * them; a test checks that they are true.
 */
import { writeFileSync } from 'node:fs';
import ELK from 'elkjs/lib/elk.bundled.js';
import { type Edition, editionNames } from '../../machines/index.ts';
import { toldBy } from '../../src/cli/diff.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { diffRelations } from '../../src/proof/index.ts';
import { type RelationDocument, relationDocument } from '../../src/relation/exports/json.ts';
import { type ChartId, chartIds, theLaw } from '../../src/relation/index.ts';
import { drawGraph } from '../../src/studio/draw.ts';
import { graphOf } from '../../src/studio/graph.ts';
import { layOut } from '../../src/studio/lay-out.ts';
import { type ChartLayout, keptLayout } from '../../src/studio/layout.ts';
import type { EditionChange } from '../../src/studio/matrix.ts';

/** The layout of every chart, anew. */
export async function layouts(): Promise<Readonly<Record<ChartId, ChartLayout>>> {
  const found = chartIds.map(async (id) => [id, await layOut(graphOf(id), new ELK.default())] as const);
  return Object.fromEntries(await Promise.all(found)) as Record<ChartId, ChartLayout>;
}

/** The layouts as the file that keeps them. */
export const layoutsFile = (found: Readonly<Record<ChartId, ChartLayout>>): string =>
  jsonFile(Object.fromEntries(chartIds.map((id) => [id, keptLayout(found[id])])));

/** A value as a JSON file of ours. */
export function jsonFile(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What changes from each edition to the next, in the words of `paychart diff`. */
export function editionChanges(): readonly EditionChange[] {
  const document = (edition: Edition): RelationDocument => relationDocument(theLaw(), { sha256, edition });
  return editionNames.slice(1).map((newer, at) => {
    const older = editionNames[at] as Edition;
    return { older, newer, told: toldBy(diffRelations(document(older), document(newer))) };
  });
}

if (import.meta.main) {
  const found = await layouts();
  const file = (name: string): URL => new URL(`../../${name}`, import.meta.url);
  writeFileSync(file('src/studio/layouts.json'), layoutsFile(found));
  writeFileSync(file('src/studio/edition-changes.json'), jsonFile(editionChanges()));
  for (const id of chartIds) writeFileSync(file(`docs/pictures/${id}.svg`), drawGraph(graphOf(id), found[id], {}));
}
