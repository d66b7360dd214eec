/**
 * Where everything of a chart stands on paper. The places are computed when the project is built (`npm run pictures`) and kept
 * as data, so that whoever shows a chart needs no layout engine.
 */
import type { ChartId } from '../relation/index.ts';
import type { DrawnArrow, DrawnState, Figurable } from './graph.ts';
import { pairText } from './graph.ts';
import layouts from './layouts.json' with { type: 'json' };
import { textWidth } from './text-width.ts';

/** A rectangle, in units of which a letter is about eight high. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A chart's places, with its boxes in one form or another. */
interface Places<Form> {
  readonly width: number;
  readonly height: number;
  /** The box of every state, by its id. */
  readonly states: Readonly<Record<string, Form>>;
  /** The middle of the dot that stands before each initial state, by that state's id, and the line from there. */
  readonly starts: Readonly<Record<string, { readonly x: number; readonly y: number; readonly line: string }>>;
  /** The line of every arrow, as `x,y x,y …`, the box of its label, and whether that is broken to be narrow. */
  readonly arrows: Readonly<Record<string, { readonly line: string; readonly label: Form; readonly narrow: boolean }>>;
}

/** A chart's places. */
export type ChartLayout = Places<Box>;

/** Each value of a record, changed. */
const each = <Key extends string, From, To>(of: Readonly<Record<Key, From>>, changed: (value: From) => To) =>
  Object.fromEntries(Object.entries<From>(of).map(([key, value]) => [key, changed(value)])) as Record<Key, To>;

/** The same places, with their boxes in another form. */
const withBoxes = <From, To>({ states, arrows, ...rest }: Places<From>, changed: (box: From) => To): Places<To> => ({
  ...rest,
  states: each(states, changed),
  arrows: each(arrows, (arrow) => ({ ...arrow, label: changed(arrow.label) })),
});

const boxOf = (text: string): Box => {
  const [x, y, width, height] = text.split(',').map(Number) as [number, number, number, number];
  return { x, y, width, height };
};

/** A layout as it is kept: a box is `x,y,width,height`, which takes less of the page. */
export const keptLayout = (layout: ChartLayout): Places<string> =>
  withBoxes(layout, ({ x, y, width, height }) => [x, y, width, height].join());

const read = each<ChartId, Places<string>, ChartLayout>(layouts, (kept) => withBoxes(kept, boxOf));

/** The layout of a chart: the same one each time, so that what is drawn by it need not be drawn anew. */
export const layoutOf = (chart: ChartId): ChartLayout => read[chart];

/** A point of a line. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The points of a line as a layout writes it. */
export function pointsOf(line: string): readonly Point[] {
  return line.split(' ').map((point) => {
    const [x = 0, y = 0] = point.split(',').map(Number);
    return { x, y };
  });
}

/** Sizes of type, and the room around it. */
export const type = {
  name: { size: 13, line: 18 },
  badge: { size: 11, line: 16, around: 7 },
  fact: { size: 11, line: 14 },
  guard: { size: 11, line: 13 },
  /** Room within a state. */
  around: 10,
  /** The height of a compound state's heading. */
  heading: 34,
  dot: 5,
} as const;

/** A line of an arrow's label. */
export interface LabelLine {
  readonly kind: 'fact' | 'guard';
  readonly text: string;
  /** The edge it is about. */
  readonly edge: string;
  /** Whether the line before goes on in it. */
  readonly goesOn: boolean;
}

/**
 * The lines that stand on an arrow: each edge's fact, and its guard under it.
 *
 * @param narrow breaks what is long: a fact after its subject, a guard before a capital.
 */
export function labelLines({ edges }: DrawnArrow, narrow: boolean): readonly LabelLine[] {
  return edges.flatMap(({ id, fact, guard }) => [
    ...broken(fact, narrow ? /(?<=\.)/ : undefined).map((text, index) => line('fact', text, id, index)),
    ...(guard ? broken(`[${guard.name}]`, narrow ? /(?<=[a-z])(?=[A-Z])/ : undefined) : []).map((text, index) =>
      line('guard', text, id, index),
    ),
  ]);
}

const line = (of: LabelLine['kind'], text: string, edge: string, at: number): LabelLine => ({
  kind: of,
  text,
  edge,
  goesOn: at > 0,
});

const longestUnbroken = 15;

/** A text in one line, or broken where it may be, into lines that are about as long as each other. */
function broken(text: string, where: RegExp | undefined): readonly string[] {
  if (where === undefined || text.length <= longestUnbroken) return [text];
  const parts = text.split(where);
  const breaks = parts
    .slice(1)
    .map((_, place) => [parts.slice(0, place + 1).join(''), parts.slice(place + 1).join('')]);
  const longest = (lines: readonly string[]): number => Math.max(...lines.map(({ length }) => length));
  return breaks.sort((a, b) => longest(a) - longest(b))[0] ?? [text];
}

/** The room a label takes. */
export function labelSize(arrow: DrawnArrow, narrow: boolean): { readonly width: number; readonly height: number } {
  const lines = labelLines(arrow, narrow);
  return {
    width: Math.max(...lines.map(({ kind: of, text }) => textWidth(text, type[of].size))) + 8,
    height: lines.reduce((sum, one) => sum + lineHeight(one), 0) + 4,
  };
}

/** The height of a line of a label: one that goes on stands closer. */
export function lineHeight({ kind: of, goesOn }: LabelLine): number {
  return type[of].line - (goesOn ? 1.5 : 0);
}

/** The width of a pair's badge. */
export function badgeWidth(state: DrawnState): number {
  return state.badge ? textWidth(pairText(state.badge), type.badge.size) + 2 * type.badge.around : 0;
}

/** The room a state takes that holds no others; of a compound state, the room its heading takes. */
export function stateSize(state: DrawnState): { readonly width: number; readonly height: number } {
  const name = textWidth(state.name, type.name.size, 'bold');
  const badge = badgeWidth(state);
  if (state.compound) return { width: name + badge + 3 * type.around, height: type.heading };
  const height = type.name.line + (state.badge ? type.badge.line + 4 : 0);
  return { width: Math.max(name, badge) + 2 * type.around, height: height + type.around };
}

/** The states that stand directly in a state, or in the chart itself. */
export function statesIn({ states }: Pick<Figurable, 'states'>, parent: string | undefined): readonly DrawnState[] {
  return states.filter((state) => state.parent === parent);
}
