/**
 * One report beside how its order stands: all that `observe` can look at, as numbers. Ids count by which of them are the same; times by
 * their order, and by their days where something was made; amounts by the signs of their sums; words, flags and currencies as they are.
 */
import { isAmount } from '../../../machines/index.ts';
import type { JudgingLaw } from '../../relation/index.ts';
import { lawInForce } from '../in-force.ts';
import { contentOf, nameOf } from '../judging/observe.ts';
import { numberOfTime } from '../read.ts';
import type { RelatedTransaction, Report } from '../report.ts';
import { defined } from '../values.ts';
import { mostAmount, signsOf } from './amounts.ts';
import type { Node, ReportFields, Standing } from './node.ts';
import { dayOf, daysBetween, isNearClockChange } from './times.ts';

/** Numbers for texts: those of the words of reports, and of the signs of amounts. */
export interface Numbering {
  /** The number of a text, from 1. */
  of(text: string): number;
}

/** How many ids, amounts or listed transactions of one order are compared; more are left to `observe`. */
const mostCompared = 24;

/** A report beside how its order stands. One is used for all reports, one after the other. */
export class Meeting {
  /** The class of the report, as numbers: where it leads from a node. */
  readonly path: number[] = [];
  /** The ids, amounts and times that the report brings, each once, in the order they are met. */
  ids: string[] = [];
  amounts: number[] = [];
  times: number[] = [];
  /** How often each of the new amounts is said. */
  often: number[] = [];
  /** What the report says, and its name, as texts, where they were looked at. */
  content: string | undefined;
  name: string | undefined;
  #standing!: Standing;
  #node!: Node;
  #fields!: ReportFields;
  #isOrdinary = true;
  #made: number[] = [];
  #least = 0;
  #most = 0;
  /** The numbers of what reports say in words, under each word in turn. */
  readonly #said: Said = new Map();
  readonly #numbering: Numbering;

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
  }

  /**
   * Looks at a report beside how its order stands.
   *
   * @returns whether it is of the ordinary kind: whether its path says all that `observe` looks at.
   */
  meet(standing: Standing, node: Node, fields: ReportFields): boolean {
    this.#standing = standing;
    this.#node = node;
    this.#fields = fields;
    this.#isOrdinary = true;
    this.path.length = 0;
    if (this.ids.length > 0) this.ids = [];
    if (this.amounts.length > 0) [this.amounts, this.often] = [[], []];
    if (this.times.length > 0) this.times = [];
    if (this.#made.length > 0) this.#made = [];
    this.content = undefined;
    this.name = undefined;
    const { numbers } = standing;
    this.#least = numbers[node.layout.amounts] ?? Number.POSITIVE_INFINITY;
    this.#most = numbers.length > node.layout.amounts ? (numbers.at(-1) as number) : 0;
    this.#look();
    return this.#isOrdinary;
  }

  #look(): void {
    const { path } = this;
    const fields = this.#fields;
    const { methods, related, leftOut, unreadable, askedAt } = fields;
    if (leftOut !== undefined || unreadable !== undefined || askedAt !== undefined || (methods?.length ?? 0) > 1) {
      this.#leave();
      return;
    }
    const many = related?.length ?? 0;
    if (many > mostCompared) {
      this.#leave();
      return;
    }
    path.push(this.#words(fields), many);
    this.#id(fields.orderId);
    this.#id(fields.transactionId);
    if (fields.reference !== undefined) this.#id(fields.reference);
    if (fields.authorisationOrderId !== undefined) this.#id(fields.authorisationOrderId);
    this.#amount(fields.amount);
    this.#amount(fields.amountRefunded);
    if (fields.captureRemaining !== undefined) this.#amount(fields.captureRemaining);
    this.#time(fields.created, true);
    this.#time(fields.recency, false);
    if (fields.captureBefore !== undefined) this.#time(fields.captureBefore, false);
    if (related !== undefined) for (let at = 0; at < many; at++) this.#listed(related, at);
    if (!this.#isOrdinary) return;
    this.#compareAmounts();
    this.#compareTexts();
    const isLong = this.#most - this.#least > aboutAMonth;
    if (isLong && daysBetween(this.#least, this.#most) >= shortestWindow() - 1) this.#leave();
  }

  /** The number of what a report says in words; it is looked for word by word before the words are put together. */
  #words(fields: ReportFields): number {
    const { order, transaction, kind, currency, method } = fields;
    if (typeof order === 'object' || typeof transaction === 'object' || typeof kind === 'object')
      return this.#numbering.of(wordsOf(fields));
    if (fields.outcome !== undefined || fields.dispute !== undefined) return this.#numbering.of(wordsOf(fields));
    const within = under(under(under(under(this.#said, order), transaction), kind), currency);
    const last = under(within, method && methodOf(method));
    const flags = flagsOf(fields);
    const known = last.get(flags);
    if (typeof known === 'number') return known;
    const number = this.#numbering.of(wordsOf(fields));
    last.set(flags, number);
    return number;
  }

  /** Forgets the numbers of words: they are given anew. */
  forget(): void {
    this.#said.clear();
  }

  #leave(): void {
    this.#isOrdinary = false;
  }

  #id(id: string | undefined): void {
    const { ids } = this.#standing;
    if (id === undefined) {
      this.path.push(0);
      return;
    }
    let at = ids.indexOf(id);
    if (at < 0) {
      const among = this.ids.indexOf(id);
      at = ids.length + (among < 0 ? this.ids.push(id) - 1 : among);
    }
    if (typeof id !== 'string' || id === '' || at > mostCompared) this.#leave();
    this.path.push(at + 1);
  }

  #amount(amount: number | undefined): void {
    if (amount === undefined || amount === 0) {
      this.path.push(amount === 0 ? 1 : 0);
      return;
    }
    if (!isAmount(amount) || amount > mostAmount) {
      this.#leave();
      return;
    }
    const { amounts: kept } = this.#node.layout;
    const { numbers } = this.#standing;
    let at = 0;
    while (at < kept && numbers[at] !== amount) at++;
    if (at === kept) {
      let among = this.amounts.indexOf(amount);
      if (among < 0) {
        among = this.amounts.push(amount) - 1;
        this.often.push(0);
      }
      this.often[among] = (this.often[among] as number) + 1;
      at += among;
    }
    this.path.push(at + 2);
  }

  /** @param isMaking whether it is when something was made: then its day counts. */
  #time(text: string | undefined, isMaking: boolean): void {
    if (text === undefined) {
      this.path.push(0);
      return;
    }
    const time = numberOfTime(text);
    if (Number.isNaN(time) || isNearClockChange(time)) {
      this.#leave();
      return;
    }
    const { amounts: from, created } = this.#node.layout;
    const { numbers } = this.#standing;
    // From the end: most reports are newer than all.
    let at = numbers.length;
    while (at > from && (numbers[at - 1] as number) > time) at--;
    const isKept = at > from && numbers[at - 1] === time;
    let code = isKept ? 2 * (at - from) - 1 : 2 * (at - from);
    if (!isKept) {
      let isMet = false;
      for (const other of this.times) {
        code = code * 3 + (other < time ? 0 : other === time ? 1 : 2);
        isMet ||= other === time;
      }
      if (!isMet) this.times.push(time);
      if (time < this.#least) this.#least = time;
      if (time > this.#most) this.#most = time;
      if (this.times.length > mostCompared) this.#leave();
    }
    this.path.push(code + 1);
    if (!isMaking) return;
    const day = dayOf(time);
    let days = 0;
    for (const place of created) days = days * 2 + (dayOf(numbers[from + place] as number) === day ? 1 : 0);
    for (const other of this.#made) days = days * 2 + (other === day ? 1 : 0);
    if (created.length + this.#made.length > mostCompared) this.#leave();
    this.#made.push(day);
    this.path.push(days);
  }

  #listed(related: readonly RelatedTransaction[], place: number): void {
    const one = related[place] as RelatedTransaction;
    this.path.push(this.#numbering.of(wordsOfListed(one)));
    this.#id(one.transactionId);
    this.#id(one.orderId);
    this.#id(one.reference);
    this.#amount(one.amount);
    this.#time(one.created, true);
    // A list is judged in an order of its own: by time, then by content.
    for (let other = 0; other < place; other++) {
      const before = related[other] as RelatedTransaction;
      if (before.created !== one.created) continue;
      const [first, second] = [listedText(before), listedText(one)];
      this.path.push(first < second ? 0 : first === second ? 1 : 2);
    }
  }

  /** The signs of sums with what is new. Those of what is kept belong to the node. */
  #compareAmounts(): void {
    if (this.amounts.length === 0) return;
    const { amounts: kept, often } = this.#node.layout;
    if (kept + this.amounts.length === 1) {
      this.path.push(lowOf(this.amounts[0] as number));
      return;
    }
    const known = this.#standing.numbers.slice(0, kept);
    const signs = signsOf([...known, ...this.amounts], [...often, ...this.often]);
    if (signs === undefined) {
      this.#leave();
      return;
    }
    this.path.push(this.#numbering.of(`${signs} ${this.amounts.map(lowOf).join()}`));
  }

  /** Whether the report says what a text of the payment says. */
  #compareTexts(): void {
    const { texts } = this.#node.layout;
    for (let at = 0; at < texts.length; at++) {
      const text = texts[at] === 'content' ? this.contentText() : this.nameText();
      this.path.push(text === this.#standing.texts[at] ? 1 : 0);
    }
  }

  contentText(): string {
    this.content ??= contentOf(defined<Report>(this.#fields as Report));
    return this.content;
  }

  nameText(): string {
    this.name ??= nameOf(this.#fields as Report);
    return this.name;
  }
}

/** Times whose numbers are no further apart lie within a month, or on both sides of its end. */
const aboutAMonth = 1e8;

/** The shortest time within which a refund is not too late, in days, of all editions. */
function shortestWindow(): number {
  const { refunds } = lawInForce().rows;
  return Math.min(...Object.values(refunds).map(({ window }) => window.days));
}

/** The limits of low value, one for each edition, of the law that was asked last. */
let limits: { readonly law: JudgingLaw; readonly amounts: readonly number[] } | undefined;

/** For each edition, whether an amount is of low value there, in the currency that counts there: as the digits of a number. */
export function lowOf(amount: number): number {
  const law = lawInForce();
  if (limits?.law !== law) limits = { law, amounts: Object.values(law.rows.lowValue).map((limit) => limit.amount) };
  let low = 0;
  for (const limit of limits.amounts) low = low * 2 + (amount <= limit ? 1 : 0);
  return low;
}

/** All that a report says in words, flags and currencies, and which of its fields it has. */
function wordsOf(fields: ReportFields): string {
  const { order, transaction, kind, method, currency, outcome, dispute } = fields;
  const said = `${wordOf(order)} ${wordOf(transaction)} ${wordOf(kind)} ${currency} ${methodOf(method)} ${flagsOf(fields)}`;
  return outcome === undefined && dispute === undefined ? said : `${said} ${outcome} ${JSON.stringify(dispute)}`;
}

/** The flags of a report, its channel, and which of its fields it has, a bit each. */
const flagsOf = (fields: ReportFields): number =>
  (fields.voidVoid ? 1 : 0) |
  (fields.negative ? 2 : 0) |
  (fields.manualCapture ? 4 : 0) |
  (fields.threeDAsked ? 8 : 0) |
  (fields.reference === undefined ? 0 : 16) |
  (fields.authorisationOrderId === undefined ? 0 : 32) |
  (fields.captureRemaining === undefined ? 0 : 64) |
  (fields.captureBefore === undefined ? 0 : 128) |
  (fields.channel === 'notification' ? 256 : 0);

/** Numbers by the words that were said, one under the other, and by the flags under the last. */
type Said = Map<string | number | undefined, Said | number>;

function under(said: Said, word: string | undefined): Said {
  const known = said.get(word);
  if (known instanceof Map) return known;
  const within: Said = new Map();
  said.set(word, within);
  return within;
}

const wordOf = (word: Report['order'] | Report['transaction'] | Report['kind']): string =>
  word === undefined ? '' : typeof word === 'string' ? word : JSON.stringify(word.unknown);

const methodOf = (method: Report['method']): string =>
  method === undefined ? '' : 'brand' in method && method.brand !== undefined ? method.brand : JSON.stringify(method);

const wordsOfListed = ({ kind, status, currency, dispute }: RelatedTransaction): string =>
  `listed ${wordOf(kind)} ${wordOf(status)} ${currency} ${dispute === undefined ? '' : JSON.stringify(dispute)}`;

const listedText = (one: RelatedTransaction): string => JSON.stringify(Object.entries(defined(one)).sort());
