/**
 * The pictures of the charts, and the layouts they are drawn by. `npm run pictures` writes both; a test checks that they are
 * true.
 */
import { writeFileSync } from 'node:fs';
import ELK from 'elkjs/lib/elk.bundled.js';
import { type ChartId, chartIds } from '../../src/relation/index.ts';
import { drawGraph } from '../../src/studio/draw.ts';
import { graphOf } from '../../src/studio/graph.ts';
import { layOut } from '../../src/studio/lay-out.ts';
import type { ChartLayout } from '../../src/studio/layout.ts';

/** The layout of every chart, anew. */
export async function layouts(): Promise<Readonly<Record<ChartId, ChartLayout>>> {
  const found = chartIds.map(async (id) => [id, await layOut(graphOf(id), new ELK.default())] as const);
  return Object.fromEntries(await Promise.all(found)) as Record<ChartId, ChartLayout>;
}

/** A value as a JSON file of ours. */
export function jsonFile(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.main) {
  const found = await layouts();
  const file = (name: string): URL => new URL(`../../${name}`, import.meta.url);
  writeFileSync(file('src/studio/layouts.json'), jsonFile(found));
  for (const id of chartIds) writeFileSync(file(`docs/pictures/${id}.svg`), drawGraph(graphOf(id), found[id], {}));
}
