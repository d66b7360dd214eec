/**
 * A chart as a picture in SVG: text, made without a browser, light or dark or as whoever looks at it prefers.
 */
import { escaped } from '../relation/exports/escaped.ts';
import type { ChartId } from '../relation/index.ts';
import { bowRoom, figureOf, type Highlight, type Mark, mark } from './figure.ts';
import { type ChartGraph, graphOf, pairText } from './graph.ts';
import { colourRules, type InkName, inks, typeRules } from './ink.ts';
import { type ChartLayout, layoutOf } from './layout.ts';
import { textWidth } from './text-width.ts';

/** How a chart is to be drawn. */
export interface Drawing {
  /** `auto` follows whoever looks at it, where the program that shows the picture knows. */
  readonly ink?: InkName | 'auto';
  readonly highlight?: Highlight;
}

const heading = 34;
const footing = 30;

/** Draws a chart of the law as it stands. */
export function drawChart(chart: ChartId, drawing: Drawing = {}): string {
  return drawGraph(graphOf(chart), layoutOf(chart), drawing);
}

/** Draws a graph as it is laid out. */
export function drawGraph(graph: ChartGraph, layout: ChartLayout, { ink = 'auto', highlight }: Drawing): string {
  const width = Math.ceil(Math.max(layout.width + (highlight?.illegal ? bowRoom : 0), legend(0).width));
  const height = Math.ceil(heading + layout.height + footing);
  const style =
    ink === 'auto'
      ? `${typeRules}\n${colourRules(inks.light)}\n@media (prefers-color-scheme: dark){\n${colourRules(inks.dark)}\n}`
      : `${typeRules}\n${colourRules(inks[ink])}`;
  const whole = mark(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': 'title description',
    },
    mark('title', { id: 'title' }, `${graph.title} chart`),
    mark('desc', { id: 'description' }, descriptionOf(graph)),
    mark('style', {}, style),
    mark('rect', { class: 'paper', width, height, rx: 8 }),
    mark('text', { class: 'title', x: 14, y: 24 }, graph.title),
    mark('text', { class: 'legend', x: 14 + textWidth(graph.title, 15, 'bold') + 12, y: 24 }, graph.about),
    mark('g', { transform: `translate(0 ${heading})` }, ...figureOf(graph, layout, highlight)),
    legend(heading + layout.height + 16).signs,
  );
  return `${textOf(whole)}\n`;
}

/** What the signs mean, in one line under the chart. */
function legend(y: number): { readonly signs: Mark; readonly width: number } {
  const marks: Mark[] = [];
  let x = 14;
  const say = (text: string, name = 'legend'): void => {
    marks.push(mark('text', { class: name, x, y }, text));
    x += textWidth(text, 11) + (name === 'legend' ? 18 : 5);
  };
  marks.push(mark('circle', { class: 'dot', cx: x + 5, cy: y - 4, r: 5 }));
  x += 15;
  say('begins here');
  marks.push(
    mark(
      'g',
      { class: 'counts-nothing' },
      mark('rect', { class: 'box', x, y: y - 11, width: 20, height: 14, rx: 4 }),
      mark('rect', { class: 'inner', x: x + 3, y: y - 8, width: 14, height: 8, rx: 2 }),
    ),
  );
  x += 26;
  say('nothing may follow');
  marks.push(mark('rect', { class: 'badge', x, y: y - 11, width: 20, height: 14, rx: 7 }));
  x += 26;
  say('the status pair shown: order · transaction');
  say('[guard]', 'guard permission');
  say('may refuse');
  say('[guard]', 'guard route');
  say('tells cases apart');
  return { signs: mark('g', {}, ...marks), width: x };
}

/** A chart in words, for whoever cannot see it. */
export function descriptionOf({ about, states, arrows }: ChartGraph): string {
  const says = states.map((state) => {
    const shows = state.meta.pair ? ` It shows ${pairText(state.meta.pair)}.` : '';
    const begins = state.initial ? ' It begins here.' : '';
    const ends = state.final ? ' Nothing may follow.' : '';
    const on = arrows
      .filter(({ from }) => from === state.id)
      .flatMap(({ to, edges }) =>
        edges.map(({ fact, guard }) => ` On ${fact}${guard ? ` [${guard.name}]` : ''}: to ${to}.`),
      );
    return `${state.id}: ${state.meta.means}${begins}${shows}${ends}${on.join('')}`;
  });
  return [about, ...says].join('\n');
}

/** An element as text. */
function textOf({ tag, attributes, within }: Mark): string {
  const said = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  if (within.length === 0) return `<${tag}${said.join('')}/>`;
  const isText = within.some((one) => typeof one === 'string');
  const inner = within.map((one) => (typeof one === 'string' ? escaped(one) : textOf(one)));
  return isText
    ? `<${tag}${said.join('')}>${inner.join('')}</${tag}>`
    : `<${tag}${said.join('')}>\n${inner.join('\n')}\n</${tag}>`;
}
