/**
 * What an engine is made of: where payments stand, and the edges between.
 */
import type { Pair, Position } from '../../../machines/index.ts';
import type { Payment } from '../payment.ts';
import type { Report } from '../report.ts';
import type { VerdictKind } from '../verdict.ts';
import type { Sum } from './amounts.ts';
import type { Shape } from './shape.ts';

/** The fields of a report, as {@link Report} has them; one that is missing may be `undefined` here. */
export type ReportFields = { readonly [Key in keyof Report]: Report[Key] | undefined } & Pick<
  Report,
  'channel' | 'orderId' | 'order'
>;

/**
 * How an order stands in an engine: where its payment is, and the ids, amounts, times and texts that fill its shape. It is never
 * changed.
 */
export interface Standing {
  /** Where the payment is; missing if it has no shape, and is kept as it is. */
  readonly node: Node | undefined;
  readonly ids: readonly string[];
  /** The amounts, in minor units, then the times, as numbers; of each the least first, and none twice. */
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
  /** The payment: for as long as it is not put to rest, or because it has no shape. */
  readonly kept?: Kept;
}

/** A payment that an engine keeps as it is: as it was judged, or once it is put to rest, as JSON. */
export class Kept {
  #payment: Payment | undefined;
  #text: string | undefined;

  constructor(payment: Payment) {
    this.#payment = payment;
  }

  /** The payment; `undefined` if it was put to rest without its text. */
  get payment(): Payment | undefined {
    if (this.#payment !== undefined) return this.#payment;
    return this.#text === undefined ? undefined : (JSON.parse(this.#text) as Payment);
  }

  /** Takes less memory from now on. @param isElsewhere whether the payment can be made of what else is known. */
  rest(isElsewhere: boolean): void {
    if (this.#payment !== undefined && !isElsewhere) this.#text = JSON.stringify(this.#payment);
    this.#payment = undefined;
  }
}

/** What a text of a payment is: what a report said that was set aside, or the name of the last one that was late and brought news. */
export type TextKind = 'content' | 'lateNews';

/** A shape of payments, and what has a place in it. */
export interface Layout {
  readonly text: string;
  readonly shape: Shape;
  /** How many transactions it has: attempts, captures, refunds and chargebacks. */
  readonly size: number;
  readonly amounts: number;
  /** How often each amount is kept. */
  readonly often: readonly number[];
  /** Which of the times are times at which something was made. */
  readonly created: readonly number[];
  readonly texts: readonly TextKind[];
  /** Which of the ids are order ids that refunds and captures have of their own. */
  readonly ownIds: readonly number[];
  readonly nodes: Map<string | number, Node>;
}

/** A shape of payments whose amounts and days stand to each other alike. */
export interface Node {
  readonly layout: Layout;
  /** Counts how often an engine has dropped all; a node of an earlier time is met anew. */
  readonly generation: number;
  next: Branch;
}

/** Where the classes of reports lead, number by number. */
export type Branch = Map<number, Branch | Edge>;

/** What `observe` made of one class of reports at one node. Places are counted through what was known, then through what is new. */
export class Edge {
  readonly kind: VerdictKind;
  readonly verdict: Shape;
  /** The pairs that the order shows then. */
  readonly shows: readonly Pair[];
  /** Where its money stands then; missing while nothing is believed of the order. */
  readonly position: PositionShape | undefined;
  /** The codes of the alarms that are open then. */
  readonly alarms: readonly string[];
  readonly layout: Layout;
  /** The node that it leads to, where that is always the same. */
  readonly node: Node | undefined;
  /** Whether ids, amounts, times and texts all stay as they are. */
  readonly isStill: boolean;
  /** Whether what the report says, or its name, fills a place. */
  readonly isOfContent: boolean;
  readonly isOfName: boolean;
  readonly ids: readonly number[];
  readonly amounts: readonly Sum[];
  readonly times: readonly number[];
  readonly texts: readonly number[];

  constructor(edge: Omit<Edge, never>) {
    this.kind = edge.kind;
    this.verdict = edge.verdict;
    this.shows = edge.shows;
    this.position = edge.position;
    this.alarms = edge.alarms;
    this.layout = edge.layout;
    this.node = edge.node;
    this.isStill = edge.isStill;
    this.isOfContent = edge.isOfContent;
    this.isOfName = edge.isOfName;
    this.ids = edge.ids;
    this.amounts = edge.amounts;
    this.times = edge.times;
    this.texts = edge.texts;
  }
}

/** Where money stands, each amount as a sum. */
export type PositionShape = { readonly [Key in keyof Position]: Position[Key] extends boolean ? boolean : Sum };
