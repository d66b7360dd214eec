/**
 * Goal: the pictures show the charts as they are, and can be read: nothing lies on a label, every colour of text stands out.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { chartIds, edgesOf, lawRelation, statesOf, theLaw, written } from '../../src/relation/index.ts';
import { drawChart } from '../../src/studio/draw.ts';
import { isLaidOut } from '../../src/studio/figure.ts';
import { graphOf } from '../../src/studio/graph.ts';
import { type Ink, inks } from '../../src/studio/ink.ts';
import { type Box, layoutOf, pointsOf } from '../../src/studio/layout.ts';
import { editionChanges, jsonFile, layouts, layoutsFile } from './pictures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('the layouts', () => {
  it('should be those of the charts as they are (npm run pictures computes them anew)', async () => {
    expect(read('src/studio/layouts.json')).toBe(layoutsFile(await layouts()));
  });
});

describe('what changes from an edition to the next', () => {
  it('should be what paychart diff says (npm run pictures asks anew)', () => {
    const changes = editionChanges();
    expect(read('src/studio/edition-changes.json')).toBe(jsonFile(changes));
    expect(changes.flatMap(({ told }) => told.flatMap((of) => of.changes)).length).toBeGreaterThan(0);
  });
});

describe.each(chartIds)('the picture of the %s chart', (chart) => {
  const graph = graphOf(chart);
  const layout = layoutOf(chart);

  it('should be kept as it is drawn (npm run pictures draws it anew)', () => {
    expect(read(`docs/pictures/${chart}.svg`)).toBe(drawChart(chart));
  });

  it('should show every state and every edge that is written', () => {
    const machine = written(theLaw().sources[chart].create());
    const states = statesOf(machine).flatMap(({ name }) => (name === '' ? [] : [name]));
    expect(graph.states.map(({ id }) => id)).toEqual(states);
    expect(graph.arrows.flatMap(({ edges }) => edges)).toHaveLength(edgesOf(machine).length);
    const svg = drawChart(chart);
    for (const { id } of graph.states) expect(svg).toContain(`data-state="${id}"`);
  });

  it('should name every edge as the relation does', () => {
    const named = new Set(graph.arrows.flatMap(({ edges }) => edges.map(({ id }) => id)));
    const taken = new Set(lawRelation().rows.flatMap(({ from, edge }) => (from.chart === chart ? [edge] : [])));
    expect([...taken].filter((edge) => !named.has(edge))).toEqual([]);
  });

  it('should be readable on a laptop without zooming: no wider than 1,500 units', () => {
    expect(layout.width).toBeLessThanOrEqual(1500);
    expect(isLaidOut(graph, layout)).toBe(true);
  });

  it('should leave every label free of lines, states and other labels', () => {
    const boxes = graph.states.filter(({ compound }) => !compound).map(({ id }) => [id, layout.states[id]] as const);
    const labels = Object.entries(layout.arrows).map(([id, { label }]) => [id, label] as const);
    const lines = [
      ...Object.entries(layout.arrows).map(([id, { line }]) => [id, line] as const),
      ...Object.entries(layout.starts).map(([id, { line }]) => [`start ${id}`, line] as const),
    ].flatMap(([id, line]) => segments(line).map((segment) => [id, segment] as const));
    const hits = labels.flatMap(([id, label]) =>
      [...boxes, ...labels, ...lines]
        .filter(([other, box]) => other !== id && overlap(label, box as Box))
        .map(([other]) => `${id} and ${other}`),
    );
    expect(hits).toEqual([]);
  });

  it('should say in words what it shows', () => {
    const svg = drawChart(chart);
    expect(svg).toContain(`<title id="title">${graph.title} chart</title>`);
    for (const { id } of graph.states) expect(/<desc[^>]*>([\s\S]*?)<\/desc>/.exec(svg)?.[1]).toContain(`${id}: `);
  });
});

describe.each(Object.entries(inks))('the %s colours', (_, ink: Ink) => {
  const texts: readonly (readonly [name: string, text: string, ground: string])[] = [
    ['ink', ink.ink, ink.paper],
    ['soft', ink.soft, ink.paper],
    ['badge', ink.badgeText, ink.badge],
    ['permission', ink.permission, ink.paper],
    ['route', ink.route, ink.paper],
    ['lit', ink.ink, ink.litBox],
    ['step', ink.paper, ink.taken],
    ...Object.entries(ink.counts).map(([counts, [, fill]]) => [counts, ink.ink, fill] as const),
  ];

  it.each(texts)('should make %s stand out at least 4.5 to 1', (_name, text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
  });
});

/** The straight parts of a line, as boxes without width. */
function segments(line: string): readonly Box[] {
  const points = pointsOf(line);
  return points.slice(1).map((to, place) => {
    const from = points[place] as typeof to;
    return {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    };
  });
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The contrast of two colours as WCAG defines it. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
