/**
 * Judged reports as lines of JSON, from an engine: what an edge says is the same text each time, but for its ids, amounts, times and
 * texts.
 */
import { nothing } from '../lifecycle/engine/amounts.ts';
import type { Fed } from '../lifecycle/engine/engine.ts';
import type { Edge, ReportFields } from '../lifecycle/engine/node.ts';
import { filledBy, type Place as PlaceInShape } from '../lifecycle/engine/shape.ts';
import { timeOfNumber } from '../lifecycle/engine/times.ts';
import type { Report } from '../lifecycle/index.ts';
import { reportedWords } from '../words/index.ts';
import type { Place } from './judge.ts';
import { jsonLine } from './print.ts';

/** What stands between two pieces of text of an edge's line. */
type Filling = Pick<PlaceInShape, 'kind' | 'at'>;

/** The line of an edge, after what is the report's own: texts, and between each two of them what fills the place. */
interface Line {
  readonly texts: readonly string[];
  readonly fillings: readonly Filling[];
}

const lines = new WeakMap<Edge, Line | undefined>();

/** Marks a place in a line while it is made. It is of no language, and of no wire. */
const mark = '\ue000';
const marked = new RegExp(`"${mark}(\\d+)${mark}"`);

/** What a judged report says after its ids, place and time, in the order in which it is printed. */
export function judgedWords(report: Report, verdict: object, shows: unknown, position: unknown): object {
  const { verdict: kind, about, from, to, ...rest } = verdict as Readonly<Record<string, unknown>>;
  return { reported: reportedWords(report), verdict: kind, about, from, to, shows, position, violations: [], ...rest };
}

/** The line of an edge; nothing if what was reported holds a mark. */
function lineOf(edge: Edge, report: ReportFields): Line | undefined {
  const known = lines.get(edge);
  if (known !== undefined || lines.has(edge)) return known;
  const fillings: Filling[] = [];
  const at = (filling: Filling): string => `${mark}${fillings.push(filling) - 1}${mark}`;
  const {
    orderId: own,
    transactionId: named,
    ...said
  } = filledBy(edge.verdict, at) as Readonly<Record<string, unknown>>;
  const { shows, position: sums } = edge;
  const position =
    sums &&
    Object.fromEntries(
      Object.entries(sums).map(([key, sum]) => [
        key,
        typeof sum === 'boolean' ? sum : sum === nothing ? 0 : at({ kind: 'amount', at: sum }),
      ]),
    );
  const pieces = jsonLine(judgedWords(report as Report, said, shows, position))
    .slice(1, -2)
    .split(marked);
  // The ids of the report itself stand before.
  const inside = fillings.length - [own, named].filter((one) => one !== undefined).length;
  const isMarked = pieces.length === 2 * inside + 1;
  const line = isMarked && {
    texts: pieces.filter((_, place) => place % 2 === 0),
    fillings: pieces.filter((_, place) => place % 2 === 1).map((place) => fillings[Number(place)] as Filling),
  };
  lines.set(edge, line || undefined);
  return line || undefined;
}

/**
 * The line of a report that went by an edge; nothing if it cannot be made of pieces.
 *
 * @param ofOrder the order that it was booked under.
 */
export function lineByEdge(
  { file, line: number, entry }: Place,
  report: ReportFields,
  fed: Fed,
  edge: Edge,
  ofOrder: string,
): string | undefined {
  const pieces = lineOf(edge, report);
  if (pieces === undefined) return undefined;
  const { orderId, transactionId, recency } = report;
  if (file !== begun.file) begun = { file, text: `{"file":${quoted(file)}` };
  let { text } = begun;
  if (number !== undefined) text += `,"line":${number}`;
  if (entry !== undefined) text += `,"entry":${entry}`;
  text += `,"orderId":${quoted(orderId)}`;
  if (ofOrder !== orderId) text += `,"ofOrder":${quoted(ofOrder)}`;
  if (transactionId !== undefined) text += `,"transactionId":${quoted(transactionId)}`;
  if (recency !== undefined) text += `,"at":"${recency}"`;
  const { texts, fillings } = pieces;
  text += `,${texts[0]}`;
  for (let at = 0; at < fillings.length; at++) text += filling(fillings[at] as Filling, fed) + texts[at + 1];
  return `${text}}\n`;
}

/** How the lines of a file begin; of the file that was asked for last. */
let begun = { file: '', text: '{"file":""' };

function filling({ kind, at }: Filling, fed: Fed): string {
  switch (kind) {
    case 'amount':
      return String(fed.amount(at));
    case 'id':
      return quoted(fed.id(at as number));
    case 'time':
      return `"${timeOfNumber(fed.time(at as number))}"`;
    case 'text':
      return quoted(fed.text(at as number));
  }
}

/** A text as JSON in which no character can steer a terminal. */
const quoted = (text: string): string => (/^[\w .:/-]*$/.test(text) ? `"${text}"` : jsonLine(text).slice(0, -1));
