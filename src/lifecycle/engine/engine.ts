/**
 * One engine for many reports: a machine whose edges are learned from `observe` as they are met. It states no rule of its own: where a
 * report has no edge yet, or is not of the ordinary kind, `observe` answers.
 */
import type { Pair, Position } from '../../../machines/index.ts';
import type { JudgingLaw } from '../../relation/index.ts';
import { position, statusOf } from '../belief/money.ts';
import { boundTo, lawInForce } from '../in-force.ts';
import { type Observed, observe } from '../judging/observe.ts';
import type { Payment } from '../payment.ts';
import type { Report } from '../report.ts';
import { markWellShaped } from '../shape.ts';
import { defined } from '../values.ts';
import type { Verdict, VerdictKind } from '../verdict.ts';
import { amountOfSum, mostAmount, type Sum, signsOf, sumFor } from './amounts.ts';
import { lowOf, Meeting } from './meeting.ts';
import {
  type Branch,
  Edge,
  Kept,
  type Layout,
  type Node,
  type PositionShape,
  type ReportFields,
  type Standing,
  type TextKind,
} from './node.ts';
import { filled, type Resolver, Shapeless, type Source, shapeOf, textOfShape } from './shape.ts';
import { dayOf, isNearClockChange } from './times.ts';

/** How many nodes and edges an engine holds together, unless told otherwise. */
export const mostHeld = 50_000;

/** How an engine is started. */
export interface EngineOptions {
  /** How many nodes and edges are held together; if there are more, all are dropped at once, and met anew. */
  readonly most?: number;
  /** Whether an edge is learned when a class of reports is met for the first time, and not the second: what comes once only costs more then. */
  readonly isEager?: boolean;
  /** What an edge is learned from, where that is not {@link observe}: for tests that plant a wrong answer. */
  readonly learn?: (observed: Observed, report: Report) => Observed;
}

/** What a report came to. */
export class Fed {
  readonly kind: VerdictKind;
  readonly before: Standing;
  #after: Standing;
  /** The edge by which it went; missing if `observe` was asked. */
  readonly edge: Edge | undefined;
  /** What `observe` answered, if it was asked. */
  readonly observed: Observed | undefined;
  readonly #ids: readonly string[];
  readonly #amounts: readonly number[];
  readonly #times: readonly number[];
  readonly #content: string | undefined;
  readonly #name: string | undefined;

  constructor(
    { kind, before, after, edge, observed }: Pick<Fed, 'kind' | 'before' | 'after' | 'edge' | 'observed'>,
    meeting: Pick<Meeting, 'ids' | 'amounts' | 'times' | 'content' | 'name'>,
  ) {
    this.kind = kind;
    this.before = before;
    this.#after = after;
    this.edge = edge;
    this.observed = observed;
    this.#ids = meeting.ids;
    this.#amounts = meeting.amounts;
    this.#times = meeting.times;
    this.#content = meeting.content;
    this.#name = meeting.name;
  }

  /** How the order stands now. */
  get after(): Standing {
    return this.#after;
  }

  /** Goes on to how the order stands now, once that is made of what fills the edge. */
  arriveAt(after: Standing): this {
    this.#after = after;
    return this;
  }

  /** The id at a place of the edge. */
  id(at: number): string {
    const { ids } = this.before;
    return at < ids.length ? (ids[at] as string) : (this.#ids[at - ids.length] as string);
  }

  /** What a sum of the edge comes to. */
  amount(sum: Sum): number {
    if (typeof sum === 'number' && sum < 0) return 0;
    const { numbers, node } = this.before;
    const kept = (node as Node).layout.amounts;
    if (typeof sum === 'number') return (sum < kept ? numbers[sum] : this.#amounts[sum - kept]) as number;
    return amountOfSum(sum, this.#amounts.length === 0 ? numbers : [...numbers.slice(0, kept), ...this.#amounts]);
  }

  /** The time at a place of the edge, as a number. */
  time(at: number): number {
    const { numbers, node } = this.before;
    const place = at + (node as Node).layout.amounts;
    return place < numbers.length ? (numbers[place] as number) : (this.#times[place - numbers.length] as number);
  }

  /** The text at a place of the edge. */
  text(at: number): string {
    if (at === ofContent) return this.#content as string;
    return at === ofName ? (this.#name as string) : (this.before.texts[at] as string);
  }

  /** The verdict, as `observe` gives it. */
  verdict(): Verdict {
    if (this.observed) return this.observed.verdict;
    return filled((this.edge as Edge).verdict, this) as Verdict;
  }
}

/** The places of the texts that a report brings: what it says, and its name. */
const ofContent = -1;
const ofName = -2;

/** An engine. */
export interface Engine {
  /** How an order stands whose payment this is; of which nothing is known, if there is none. */
  standingOf(orderId: string, payment: Payment | undefined): Standing;
  /** Whether anything is believed of an order that stands so. */
  isKnown(standing: Standing): boolean;
  /** The order ids that refunds and captures have of their own after a report. */
  ownIdsOf(fed: Fed): readonly string[];
  /** Lets a standing take less memory: its payment is kept as text, or not at all where it can be made of its shape. */
  rest(standing: Standing): void;
  /** The payment of an order that stands so; `undefined` while nothing is believed of it. */
  paymentOf(standing: Standing): Payment | undefined;
  /**
   * Judges a report as `observe` does.
   *
   * @param standing how the order stands, by this engine.
   * @param report a report as the reader of order JSON makes them; what is missing may be `undefined`.
   * @throws InputError if `observe` does.
   */
  feed(standing: Standing, report: ReportFields): Fed;
  /** What the order shows after a report. */
  shows(fed: Fed): readonly Pair[];
  /** Where its money stands after a report, in minor units; missing while nothing is believed of the order. */
  position(fed: Fed): Position | undefined;
  /** How many nodes and edges are held. */
  held(): number;
}

/** Starts an engine under the law in force. It knows nothing yet. */
export function startEngine(options: EngineOptions = {}): Engine {
  return new LearningEngine(lawInForce(), options);
}

class LearningEngine implements Engine {
  readonly #most: number;
  readonly #learn: EngineOptions['learn'];
  readonly #isEager: boolean;
  readonly #observe: typeof observe;
  readonly #statusOf: typeof statusOf;
  readonly #position: typeof position;
  readonly #nodeFor: (layout: Layout, numbers: readonly number[]) => Node | undefined;
  readonly #meets: (standing: Standing, node: Node, fields: ReportFields) => boolean;
  readonly #meeting: Meeting;
  readonly #layouts = new Map<string, Layout>();
  readonly #numbers = new Map<string, number>();
  #generation = 0;
  /** How many reports were fed in this run of {@link runOfReports}. */
  #fed = 0;
  /** What learning gives, for payments of each size. */
  readonly #learning = Array.from(
    { length: largestSize + 1 },
    (): Learning => ({ fed: 0, gone: 0, resting: 0, runs: 2 }),
  );
  #held = 0;

  constructor(law: JudgingLaw, { most = mostHeld, learn, isEager = false }: EngineOptions) {
    this.#isEager = isEager;
    this.#most = most;
    this.#learn = learn;
    this.#observe = boundTo(law, observe);
    this.#statusOf = boundTo(law, statusOf);
    this.#position = boundTo(law, position);
    this.#meeting = new Meeting({ of: (text) => this.#numberOf(text) });
    this.#nodeFor = boundTo(law, (layout, numbers) => this.#nodeOf(layout, numbers));
    this.#meets = boundTo(law, (standing, node, fields) => this.#meeting.meet(standing, node, fields));
  }

  held(): number {
    return this.#held;
  }

  standingOf(orderId: string, payment: Payment | undefined): Standing {
    const laid = laidOut(orderId, payment);
    const node = laid && this.#nodeFor(this.#layoutOf(laid.layout), laid.numbers);
    if (laid === undefined || node === undefined) return keptAsIs(orderId, payment);
    const { ids, numbers, texts } = laid;
    return payment === undefined
      ? { node, ids, numbers, texts }
      : { node, ids, numbers, texts, kept: new Kept(payment) };
  }

  isKnown({ node, kept }: Standing): boolean {
    return node === undefined ? kept !== undefined : node.layout.text !== unknown;
  }

  rest({ node, kept }: Standing): void {
    kept?.rest(node !== undefined);
  }

  ownIdsOf({ after: { node, ids }, observed }: Fed): readonly string[] {
    if (node !== undefined) return node.layout.ownIds.map((at) => ids[at] as string);
    const { attempts = [], refunds = [] } = observed?.payment ?? {};
    return [...attempts, ...refunds].flatMap(({ orderId }) => orderId ?? []);
  }

  paymentOf({ node, ids, numbers, texts, kept }: Standing): Payment | undefined {
    const known = kept?.payment;
    if (known !== undefined || node === undefined) return known;
    const { amounts, shape } = node.layout;
    const payment = filled(shape, {
      id: (at) => ids[at] as string,
      amount: (at) => numbers[at as number] as number,
      time: (at) => numbers[amounts + at] as number,
      text: (at) => texts[at] as string,
    }) as Payment | undefined;
    return payment && markWellShaped(payment);
  }

  shows({ edge, observed }: Fed): readonly Pair[] {
    if (edge) return edge.shows;
    return observed?.payment ? this.#statusOf(observed.payment) : [];
  }

  position(fed: Fed): Position | undefined {
    const { edge, observed } = fed;
    if (!edge) return observed?.payment && this.#position(observed.payment);
    return edge.position && positionFilled(edge.position, fed);
  }

  feed(standing: Standing, report: ReportFields): Fed {
    if (this.#held > this.#most) this.#drop();
    if (++this.#fed === runOfReports) this.#endRun();
    const before = standing.node === undefined ? standing : this.#revived(standing, standing.node);
    const { node } = before;
    if (node !== undefined) this.#learningOf(node.layout.size).fed++;
    if (node === undefined || !this.#meets(before, node, report)) return this.#ask(before, report);
    const { path } = this.#meeting;
    let branch: Branch = node.next;
    const last = path.length - 1;
    for (let at = 0; at < last; at++) {
      const next = branch.get(path[at] as number) as Branch | undefined;
      if (next === undefined) return this.#ask(before, report, node);
      branch = next;
    }
    const edge = branch.get(path[last] as number);
    if (edge === undefined) return this.#ask(before, report, node);
    if (edge instanceof Edge) {
      const fed = this.#go(before, edge);
      if (fed !== undefined) {
        this.#learningOf(node.layout.size).gone++;
        return fed;
      }
    }
    return this.#ask(before, report, edge === metOnce ? node : undefined, edge === metOnce);
  }

  #learningOf(size: number): Learning {
    return this.#learning[Math.min(size, largestSize)] as Learning;
  }

  /**
   * Ends a run of reports: where few of those about payments of a size went by an edge, learning costs more than it gives, for a while
   * that is longer each time.
   */
  #endRun(): void {
    this.#fed = 0;
    for (const learning of this.#learning) {
      const { fed, gone, resting, runs } = learning;
      if (resting > 0) learning.resting--;
      if (resting > 0 || fed < enoughReports) continue;
      if (gone * 3 < fed) {
        learning.runs = 2 * runs;
        learning.resting = learning.runs;
      }
      [learning.fed, learning.gone] = [0, 0];
    }
  }

  /** Goes by an edge; nothing if the amounts that come of it cannot be compared. */
  #go(before: Standing, edge: Edge): Fed | undefined {
    if (edge.isOfContent) this.#meeting.contentText();
    if (edge.isOfName) this.#meeting.nameText();
    const fed = new Fed({ kind: edge.kind, before, after: before, edge, observed: undefined }, this.#meeting);
    if (edge.isStill && edge.node === before.node) return fed;
    const numbers = edge.isStill ? before.numbers : new Array<number>(edge.amounts.length + edge.times.length);
    if (numbers !== before.numbers) {
      const filling = numbers as number[];
      let at = 0;
      for (const sum of edge.amounts) filling[at++] = fed.amount(sum);
      for (const place of edge.times) filling[at++] = fed.time(place);
    }
    const node = edge.node ?? this.#nodeFor(edge.layout, numbers);
    if (node === undefined) return undefined;
    const ids = isInPlace(edge.ids, before.ids.length) ? before.ids : edge.ids.map((place) => fed.id(place));
    const texts = isInPlace(edge.texts, before.texts.length)
      ? before.texts
      : edge.texts.map((place) => fed.text(place));
    return fed.arriveAt({ node, ids, numbers, texts });
  }

  /** Asks `observe`, and learns an edge from what it answers if the report was met at a node. */
  #ask(before: Standing, fields: ReportFields, node?: Node, isAgain = this.#isEager): Fed {
    const report = defined<Report>(fields as Report);
    const payment = this.paymentOf(before);
    // What comes of `observe` is well shaped, however long ago.
    const observed = this.#observe(payment && markWellShaped(payment), report);
    const [orderId] = before.ids as readonly [string];
    const isResting = !this.#isEager && this.#learningOf(sizeOf(observed.payment)).resting > 0;
    const own = observed.payment?.orderId ?? orderId;
    const after = isResting ? keptAsIs(own, observed.payment) : this.standingOf(own, observed.payment);
    const fed = new Fed({ kind: observed.verdict.verdict, before, after, edge: undefined, observed }, this.#meeting);
    if (node === undefined || isResting) return fed;
    if (isAgain) this.#keep(node, this.#edgeOf(before, after, this.#learn?.(observed, report) ?? observed) ?? none);
    else this.#keep(node, metOnce);
    return fed;
  }

  /** Keeps an edge of the class of reports that was met, or what stands in its place. */
  #keep(node: Node, edge: Edge | Branch): void {
    const { path } = this.#meeting;
    let branch: Branch = node.next;
    const last = path.length - 1;
    for (let at = 0; at < last; at++) {
      const number = path[at] as number;
      let next = branch.get(number) as Branch | undefined;
      if (next === undefined) {
        next = new Map();
        branch.set(number, next);
      }
      branch = next;
    }
    branch.set(path[last] as number, edge);
    this.#held++;
  }

  /** What an answer of `observe` is for all reports of its class; nothing if it has no shape. */
  #edgeOf(before: Standing, after: Standing, observed: Observed): Edge | undefined {
    if (after.node === undefined || new Set(before.texts).size < before.texts.length) return undefined;
    const { verdict, payment } = observed;
    const meeting = this.#meeting;
    const { layout } = before.node as Node;
    const ids = [...before.ids, ...meeting.ids];
    const amounts = [...before.numbers.slice(0, layout.amounts), ...meeting.amounts];
    const often = [...layout.often, ...meeting.often];
    const times = [...before.numbers.slice(layout.amounts), ...meeting.times];
    let [isOfContent, isOfName] = [false, false];
    const resolver: Resolver = {
      id: (id) => placed(ids.indexOf(id)),
      amount: (amount) => sumFor(amount, amounts, often) ?? shapeless('amount'),
      time: (time) => placed(times.indexOf(time)),
      text: (text, key) => {
        const known = before.texts.indexOf(text);
        if (known >= 0) return known;
        isOfContent ||= key === 'content';
        isOfName ||= key === 'lateNews';
        if (text !== (key === 'content' ? meeting.contentText() : meeting.nameText())) shapeless(key);
        return key === 'content' ? ofContent : ofName;
      },
      isId: (text) => ids.includes(text),
    };
    const next = after.node.layout;
    try {
      const moved = {
        ids: after.ids.map((id) => resolver.id(id, '')),
        amounts: after.numbers.slice(0, next.amounts).map(resolver.amount),
        times: after.numbers.slice(next.amounts).map((time) => resolver.time(time, '')),
        texts: after.texts.map((text, at) => resolver.text(text, next.texts[at] as string)),
      };
      const isStill =
        isInPlace(moved.ids, before.ids.length) &&
        isInPlace(moved.amounts, layout.amounts) &&
        isInPlace(moved.times, before.numbers.length - layout.amounts) &&
        isInPlace(moved.texts, before.texts.length);
      const shape = shapeOf(verdict, resolver);
      const edge = new Edge({
        kind: verdict.verdict,
        verdict: shape,
        shows: payment ? this.#statusOf(payment) : [],
        position: payment && positionShape(this.#position(payment), resolver),
        alarms: (payment?.alarms ?? ('alarms' in verdict ? verdict.alarms : [])).map(({ code }) => code),
        layout: next,
        node: leadsToOne(layout, next, moved) ? after.node : undefined,
        isStill,
        isOfContent,
        isOfName,
        ...moved,
      });
      return this.#agrees(edge, before, observed) ? edge : undefined;
    } catch (error) {
      if (error instanceof Shapeless) return undefined;
      throw error;
    }
  }

  /** Whether an edge says of the report that it was learned from what was answered of it, verdict and payment. */
  #agrees(edge: Edge, before: Standing, { verdict, payment }: Observed): boolean {
    const fed = this.#go(before, edge);
    if (fed === undefined) return false;
    const said = JSON.stringify([fed.verdict(), this.paymentOf(fed.after), this.position(fed)]);
    return said === JSON.stringify([verdict, payment, payment && this.#position(payment)]);
  }

  #layoutOf(laid: Omit<Layout, 'nodes'>): Layout {
    const known = this.#layouts.get(laid.text);
    if (known) return known;
    const layout: Layout = { ...laid, nodes: new Map() };
    this.#layouts.set(laid.text, layout);
    this.#held++;
    return layout;
  }

  /** The node of a payment with this layout and these amounts and times; nothing if they cannot be compared. */
  #nodeOf(layout: Layout, numbers: readonly number[]): Node | undefined {
    const key = keyOfNode(layout, numbers);
    if (key === undefined) return undefined;
    const known = layout.nodes.get(key);
    if (known) return known;
    const node: Node = { layout, generation: this.#generation, next: new Map() };
    layout.nodes.set(key, node);
    this.#held++;
    return node;
  }

  #numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size + 1;
    this.#numbers.set(text, number);
    this.#held++;
    return number;
  }

  #drop(): void {
    for (const layout of this.#layouts.values()) for (const node of layout.nodes.values()) node.next = new Map();
    this.#layouts.clear();
    this.#numbers.clear();
    this.#meeting.forget();
    this.#held = 0;
    this.#generation++;
  }

  /** How an order stands, at a node that is held. */
  #revived(standing: Standing, node: Node): Standing {
    if (node.generation === this.#generation) return standing;
    return { ...standing, node: this.#nodeFor(this.#layoutOf(node.layout), standing.numbers) };
  }
}

/** The text of the shape of no payment. */
const unknown = textOfShape(shapeOf(undefined, {} as Resolver));

/** After so many reports it is looked at whether learning is worth its cost. */
const runOfReports = 4096;

/** Of so many reports about payments of a size it can be told whether learning is worth its cost. */
const enoughReports = 512;

/** Payments with so many transactions, or more, count as of one size. */
const largestSize = 6;

/** What learning gives for payments of a size: how many reports of a run were met, and how many of them went by an edge. */
interface Learning {
  fed: number;
  gone: number;
  /** For how many runs nothing is learned, and for how many it was the last time. */
  resting: number;
  runs: number;
}

const sizeOf = (payment: Payment | undefined): number =>
  payment === undefined ? 0 : payment.attempts.length + payment.refunds.length;

/** How an order stands whose payment is kept as it is. */
const keptAsIs = (orderId: string, payment: Payment | undefined): Standing => ({
  node: undefined,
  ids: [orderId],
  numbers: nothingHeld,
  texts: nothingHeld,
  ...(payment && { kept: new Kept(payment) }),
});

const nothingHeld: readonly never[] = [];

/** Stands for an edge where there is none. */
const none: Branch = new Map();

/** Stands for an edge of a class of reports that was met once. */
const metOnce: Branch = new Map();

const shapeless = (what: string): never => {
  throw new Shapeless(what);
};

const placed = (at: number): number => (at < 0 ? shapeless('place') : at);

/** Whether each of so many stays in its place, and nothing else comes. */
function isInPlace(places: readonly Sum[], many: number): boolean {
  if (places.length !== many) return false;
  for (let at = 0; at < many; at++) if (places[at] !== at) return false;
  return true;
}

/** What tells the nodes of one layout apart; nothing if amounts cannot be compared. */
function keyOfNode(layout: Layout, numbers: readonly number[]): string | number | undefined {
  const { amounts: many, created, often } = layout;
  if (many < 2 && created.length < 2) return many === 0 ? 0 : lowOf(numbers[0] as number);
  const amounts = numbers.slice(0, many);
  const signs = signsOf(amounts, often);
  if (signs === undefined) return undefined;
  let days = '';
  for (let at = 1; at < created.length; at++)
    days += dayAt(layout, numbers, at) === dayAt(layout, numbers, at - 1) ? '=' : '<';
  return `${amounts.map(lowOf).join()} ${days} ${signs}`;
}

const dayAt = ({ amounts, created }: Layout, numbers: readonly number[], at: number): number =>
  dayOf(numbers[amounts + (created[at] as number)] as number);

/** Whether all that goes one way comes to one node: what amounts and days are to each other cannot differ from what they were. */
function leadsToOne(
  before: Layout,
  next: Layout,
  { amounts, times }: { readonly amounts: readonly Sum[]; readonly times: readonly number[] },
): boolean {
  const areAmountsSame =
    isInPlace(amounts, before.amounts) &&
    (amounts.length < 2 || next.often.every((times, at) => times === before.often[at]));
  const made = next.created.map((place) => times[place]);
  const areDaysSame =
    made.length < 2 ||
    (made.length === before.created.length && made.every((at, place) => at === before.created[place]));
  return areAmountsSame && areDaysSame;
}

function positionShape(standing: Position, resolver: Resolver): PositionShape {
  const sums = Object.entries(standing).map(([key, value]) => [
    key,
    typeof value === 'number' ? resolver.amount(value) : value,
  ]);
  return Object.fromEntries(sums) as PositionShape;
}

function positionFilled(shape: PositionShape, source: Source): Position {
  const { collected, reserved, refunded, chargedBack, unattributed, refundable, ...flags } = shape;
  return {
    collected: source.amount(collected),
    reserved: source.amount(reserved),
    refunded: source.amount(refunded),
    chargedBack: source.amount(chargedBack),
    unattributed: source.amount(unattributed),
    refundable: source.amount(refundable),
    ...flags,
  };
}

/** A payment laid out: its shape, and what fills it. */
interface Laid {
  readonly layout: Omit<Layout, 'nodes'>;
  readonly ids: readonly string[];
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

/** A payment laid out; nothing if it has no shape. */
function laidOut(orderId: string, payment: Payment | undefined): Laid | undefined {
  const ids: string[] = [orderId];
  const ownIds = new Set<string>();
  const often = new Map<number, number>();
  const times = new Set<number>();
  const made = new Set<number>();
  const texts: string[] = [];
  const kinds: TextKind[] = [];
  const gathering: Resolver = {
    id: (id, key) => {
      if (key === 'orderId' && id !== orderId) ownIds.add(id);
      return ids.includes(id) ? 0 : ids.push(id);
    },
    amount: (amount) =>
      amount > mostAmount ? shapeless('amount') : often.set(amount, (often.get(amount) ?? 0) + 1).size,
    time: (time, key) => {
      if (Number.isNaN(time) || isNearClockChange(time)) shapeless('time');
      if (key === 'created') made.add(time);
      return times.add(time).size;
    },
    text: (text, key) => {
      kinds.push(key as TextKind);
      return texts.push(text);
    },
    isId: () => false,
  };
  try {
    shapeOf(payment, gathering);
    const amounts = [...often.keys()].sort((a, b) => a - b);
    const sortedTimes = [...times].sort((a, b) => a - b);
    let textsMet = 0;
    const shape = shapeOf(payment, {
      id: (id) => ids.indexOf(id),
      amount: (amount) => amounts.indexOf(amount),
      time: (time) => sortedTimes.indexOf(time),
      text: () => textsMet++,
      isId: () => false,
    });
    const laid = {
      shape,
      size: sizeOf(payment),
      amounts: amounts.length,
      often: amounts.map((amount) => often.get(amount) as number),
      created: [...made].sort((a, b) => a - b).map((time) => sortedTimes.indexOf(time)),
      texts: kinds,
      ownIds: [...ownIds].map((id) => ids.indexOf(id)),
    };
    const text = textOfShape(shape);
    return { layout: { ...laid, text }, ids, numbers: [...amounts, ...sortedTimes], texts };
  } catch (error) {
    if (error instanceof Shapeless) return undefined;
    throw error;
  }
}
