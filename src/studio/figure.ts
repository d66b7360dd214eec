/**
 * A chart as a figure: graph and layout as a tree of SVG elements, so that a picture in a file and a chart in a page are the
 * same drawing.
 */
import type { DrawnArrow, DrawnState, Figurable } from './graph.ts';
import { pairText } from './graph.ts';
import {
  type Box,
  badgeWidth,
  type ChartLayout,
  type LabelLine,
  labelLines,
  labelSize,
  lineHeight,
  type Point,
  pointsOf,
  type,
} from './layout.ts';

/** An SVG element, not yet text and not yet in a page. */
export interface Mark {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly within: readonly (Mark | string)[];
}

/** What is to be seen on a chart besides the chart. */
export interface Highlight {
  /** The states a payment is in, or may be in, by id. */
  readonly lit?: ReadonlySet<string>;
  /** Edges taken, by id, and as which steps. */
  readonly taken?: ReadonlyMap<string, readonly number[]>;
  /** What was said to happen and cannot: from a state to a state. */
  readonly illegal?: { readonly from: string; readonly to: string } | undefined;
}

/** The drawing of a chart: everything between `<svg>` and `</svg>`, in the order in which it is painted. */
export function figureOf(graph: Figurable, layout: ChartLayout, highlight: Highlight = {}): readonly Mark[] {
  const { lit = new Set<string>(), taken = new Map<string, readonly number[]>(), illegal } = highlight;
  const states = graph.states.map((state) => stateMark(state, layout, lit));
  const compound = states.filter((_, place) => graph.states[place]?.compound);
  const simple = states.filter((_, place) => !graph.states[place]?.compound);
  const arrows = graph.arrows.map((arrow) => arrowMark(arrow, layout, taken));
  // What was taken is painted last, so that its lines lie over the others.
  const isTaken = (mark: Mark): boolean => String(mark.attributes.class).includes('taken');
  return [
    ...compound,
    ...Object.entries(layout.starts).map(([, start]) => startMark(start)),
    ...arrows.filter((mark) => !isTaken(mark)),
    ...arrows.filter(isTaken),
    ...simple,
    // A disc has less room than it takes: it lies over the state beside it.
    ...graph.arrows.flatMap((arrow) => stepMarks(stepsOn(arrow, taken), layout.arrows[arrow.id]?.label)),
    ...(illegal ? illegalMark(layout, illegal) : []),
  ];
}

/** An element with what it holds. */
export function mark(tag: string, attributes: Mark['attributes'], ...within: readonly (Mark | string)[]): Mark {
  return { tag, attributes, within };
}

function stateMark(state: DrawnState, { states }: ChartLayout, lit: ReadonlySet<string>): Mark {
  const box = states[state.id] as Box;
  const { compound, final, name, badge } = state;
  const isLit = lit.has(state.id) || (compound && [...lit].some((id) => id.startsWith(`${state.id}.`)));
  const classes = ['state', `counts-${state.meta.counts.replace('_', '-')}`];
  if (compound) classes.push('compound');
  if (isLit) classes.push('lit');
  const width = badgeWidth(state);
  const nameAt = compound
    ? { x: box.x + type.around, y: box.y + 22, 'text-anchor': 'start' }
    : { x: middle(box).x, y: box.y + 5 + 13.5, 'text-anchor': 'middle' };
  const badgeBox = compound
    ? { x: box.x + box.width - width - type.around, y: box.y + 9, width, height: type.badge.line }
    : { x: middle(box).x - width / 2, y: box.y + 5 + type.name.line + 2, width, height: type.badge.line };
  return mark(
    'g',
    { class: classes.join(' '), 'data-state': state.id },
    rect(box, compound ? 8 : 7, 'box'),
    ...(final ? [rect(inset(box, 3), 5, 'inner')] : []),
    mark('text', { ...nameAt, class: 'name' }, name),
    ...(badge
      ? [
          rect(badgeBox, 8, 'badge'),
          mark(
            'text',
            { x: middle(badgeBox).x, y: badgeBox.y + 11.5, class: 'badge-text', 'text-anchor': 'middle' },
            pairText(badge),
          ),
        ]
      : []),
  );
}

function arrowMark(arrow: DrawnArrow, { arrows }: ChartLayout, taken: ReadonlyMap<string, readonly number[]>): Mark {
  const { line, label, narrow } = arrows[arrow.id] as ChartLayout['arrows'][string];
  const steps = stepsOn(arrow, taken);
  const x = middle(label).x;
  let y = label.y + 2;
  const texts: Mark[] = [];
  for (const one of labelLines(arrow, narrow)) {
    y += lineHeight(one);
    const { kind, text, edge, goesOn } = one;
    const before = texts.at(-1);
    // A broken text stays one text, so that it is found and read as one.
    if (goesOn && before)
      texts[texts.length - 1] = { ...before, within: [...before.within, mark('tspan', { x, y: y - 3.5 }, text)] };
    else texts.push(lineMark(arrow, { kind, text, edge }, { x, y: y - 3.5 }, taken.has(edge)));
  }
  return mark(
    'g',
    { class: steps.length > 0 ? 'arrow taken' : 'arrow', 'data-arrow': arrow.id },
    mark('path', { d: rounded(pointsOf(line)), class: 'line' }),
    mark('path', { d: head(pointsOf(line)), class: 'head' }),
    rect(label, 3, 'label'),
    ...texts,
  );
}

function lineMark(
  { edges }: DrawnArrow,
  { kind, text, edge }: Pick<LabelLine, 'kind' | 'text' | 'edge'>,
  place: Point,
  isTaken: boolean,
): Mark {
  const guardKind = kind === 'guard' ? edges.find(({ id }) => id === edge)?.guard?.kind : undefined;
  const classes = [kind, guardKind, isTaken ? 'walked' : undefined].filter((one) => one !== undefined);
  return mark('text', { ...place, class: classes.join(' '), 'text-anchor': 'middle', 'data-edge': edge }, text);
}

/** The steps that took an arrow. */
const stepsOn = ({ edges }: DrawnArrow, taken: ReadonlyMap<string, readonly number[]>): readonly number[] =>
  edges.flatMap(({ id }) => taken.get(id) ?? []);

/** The numbers of the steps that took an arrow, in a small disc where its line meets its label. */
function stepMarks(steps: readonly number[], label: Box | undefined): readonly Mark[] {
  if (steps.length === 0 || label === undefined) return [];
  const text = steps.join(',');
  const width = Math.max(15, 7 * text.length + 8);
  const at = { x: label.x - width + 3, y: middle(label).y - 7.5, width, height: 15 };
  return [
    rect(at, 7.5, 'step'),
    mark('text', { x: middle(at).x, y: at.y + 11, class: 'step-text', 'text-anchor': 'middle' }, text),
  ].map((one) => ({ ...one, attributes: { ...one.attributes, 'pointer-events': 'none' } }));
}

function startMark({ x, y, line }: ChartLayout['starts'][string]): Mark {
  return mark(
    'g',
    { class: 'start' },
    mark('circle', { cx: x, cy: y, r: type.dot, class: 'dot' }),
    mark('path', { d: rounded(pointsOf(line)), class: 'line' }),
    mark('path', { d: head(pointsOf(line)), class: 'head' }),
  );
}

/** How far a step that cannot be taken may reach out over the right edge of the layout. */
export const bowRoom = 28;

/** A step that cannot be taken: a bow from one state to another, crossed out. */
function illegalMark({ states }: ChartLayout, { from, to }: { from: string; to: string }): readonly Mark[] {
  const [begin, end] = [states[from], states[to]];
  if (!begin || !end) return [];
  const [first, bend, last] = bowOf(begin, end);
  const top = { x: (first.x + 2 * bend.x + last.x) / 4, y: (first.y + 2 * bend.y + last.y) / 4 };
  return [
    mark(
      'g',
      { class: 'illegal' },
      mark('path', { d: `M${at(first)} Q${at(bend)} ${at(last)}`, class: 'line' }),
      mark('path', { d: head([bend, last]), class: 'head' }),
      mark('circle', { cx: number(top.x), cy: number(top.y), r: 9, class: 'disc' }),
      mark('path', { d: `M${number(top.x - 4)},${number(top.y - 4)} l8,8 m0,-8 l-8,8`, class: 'cross' }),
    ),
  ];
}

/** A bow between two boxes: over them where they stand side by side, else around their right ends. */
function bowOf(begin: Box, end: Box): readonly [Point, Point, Point] {
  const over = (from: Point, to: Point, lift: number): readonly [Point, Point, Point] => [
    from,
    { x: (from.x + to.x) / 2, y: Math.min(from.y, to.y) - lift },
    to,
  ];
  if (begin === end) {
    const top = (share: number): Point => ({ x: begin.x + begin.width * share, y: begin.y });
    return over(top(0.3), top(0.7), 46);
  }
  const [right, left] = [begin.x + begin.width, end.x];
  if (left >= right) return over({ x: right, y: middle(begin).y }, { x: left, y: middle(end).y }, 40);
  if (end.x + end.width <= begin.x)
    return over({ x: begin.x, y: middle(begin).y }, { x: end.x + end.width, y: middle(end).y }, 40);
  const [from, to] = [begin, end].map((box) => ({ x: box.x + box.width, y: middle(box).y })) as [Point, Point];
  return [from, { x: Math.max(from.x, to.x) + 48, y: (from.y + to.y) / 2 }, to];
}

/** The room that a label takes is the room the layout gave it: a change of type needs a new layout. */
export function isLaidOut(graph: Figurable, layout: ChartLayout): boolean {
  return graph.arrows.every((arrow) => {
    const placed = layout.arrows[arrow.id];
    if (!placed) return false;
    const { width, height } = labelSize(arrow, placed.narrow);
    return placed.label.width === width && placed.label.height === height;
  });
}

const corner = 6;
const number = (value: number): number => Math.round(value * 100) / 100;
const at = ({ x, y }: Point): string => `${number(x)},${number(y)}`;

const middle = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

const inset = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});

const rect = ({ x, y, width, height }: Box, rx: number, name: string): Mark =>
  mark('rect', { x, y, width, height, rx, class: name });

/** A line with its corners rounded. */
function rounded(points: readonly Point[]): string {
  return points
    .map((point, place) => {
      const [before, after] = [points[place - 1], points[place + 1]];
      if (!before) return `M${at(point)}`;
      if (!after) return `L${at(point)}`;
      const room = Math.min(corner, distance(before, point) / 2, distance(point, after) / 2);
      return `L${at(towards(point, before, room))} Q${at(point)} ${at(towards(point, after, room))}`;
    })
    .join(' ');
}

/** The head of an arrow at the end of a line. */
function head(points: readonly Point[]): string {
  const [from, tip] = points.slice(-2) as [Point, Point];
  const back = towards(tip, from, 7);
  const [x, y] = [((tip.y - back.y) / 7) * 3.2, ((back.x - tip.x) / 7) * 3.2];
  return `M${at(tip)} L${at({ x: back.x + x, y: back.y + y })} L${at({ x: back.x - x, y: back.y - y })} Z`;
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: Point, to: Point, far: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * far) / whole, y: from.y + ((to.y - from.y) * far) / whole };
}
