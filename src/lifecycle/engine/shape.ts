/**
 * A payment or a verdict without its ids, amounts, times and texts: what is left is its shape, and each of them has a place in it.
 * There are few shapes, however many payments there are.
 */
import { orderStatuses, type Refusal, transactionStatuses } from '../../../machines/index.ts';
import type {
  Alarm,
  AsRead,
  Attempt,
  Dispute,
  DisputeSighting,
  OutsideTransaction,
  Payment,
  Refund,
  Released,
  SetAside,
  Violation,
} from '../payment.ts';
import { numberOfTime } from '../read.ts';
import type { Sighting } from '../sighting.ts';
import { freeze } from '../values.ts';
import type { Verdict } from '../verdict.ts';
import type { Sum } from './amounts.ts';
import { timeOfNumber } from './times.ts';

type KeysOf<Value> = Value extends unknown ? keyof Value : never;
type Key = KeysOf<
  | Alarm
  | AsRead
  | Attempt
  | Dispute
  | DisputeSighting
  | OutsideTransaction
  | Payment
  | Refund
  | Released
  | SetAside
  | Sighting
  | Verdict
  | Violation
  | NonNullable<Attempt['reported']>
>;

/**
 * What stands under each name in a payment or a verdict: a word of the law or a flag, which is of the shape; an id, an amount in minor
 * units, a time of MultiSafepay or a text, which has a place in it; or something that no report alone brings about, so that no shape has it.
 */
const kinds = {
  about: 'word',
  alarms: 'within',
  all: 'ours',
  amount: 'amount',
  amountRefunded: 'amount',
  asRead: 'within',
  asked: 'ours',
  at: 'time',
  attempts: 'within',
  because: 'word',
  boundByAmount: 'ours',
  brand: 'word',
  capture: 'word',
  captureBefore: 'time',
  captureId: 'ours',
  captureInferred: 'ours',
  captureOf: 'word',
  captures: 'empty',
  cardShare: 'amount',
  code: 'word',
  collected: 'word',
  collector: 'word',
  content: 'text',
  contradicted: 'word',
  corrected: 'word',
  counted: 'word',
  created: 'time',
  currency: 'word',
  disbelieved: 'amount',
  disbelievedAt: 'time',
  dispute: 'within',
  due: 'word',
  edition: 'word',
  expected: 'ours',
  fallen: 'amount',
  family: 'word',
  format: 'word',
  from: 'words',
  harmless: 'word',
  key: 'ours',
  kind: 'word',
  kindInferred: 'word',
  late: 'word',
  lateNews: 'text',
  laws: 'words',
  leftOut: 'ours',
  legal: 'words',
  limits: 'word',
  method: 'word',
  moneyMayBeHeld: 'word',
  narrowed: 'word',
  of: 'word',
  order: 'word',
  orderId: 'id',
  outside: 'within',
  ownerInferred: 'word',
  parts: 'empty',
  provedOnly: 'word',
  read: 'time',
  reasonCode: 'word',
  reasonDescription: 'word',
  refundId: 'ours',
  refunds: 'within',
  refusal: 'refusal',
  released: 'amount',
  repeats: 'within',
  reported: 'within',
  requestedAt: 'ours',
  reversedAt: 'time',
  reversedBefore: 'ours',
  reversedBy: 'id',
  reversedInPart: 'amount',
  sameDay: 'word',
  seen: 'within',
  setAside: 'within',
  settled: 'within',
  smallestShare: 'amount',
  softDeclined: 'word',
  state: 'word',
  threeD: 'word',
  authenticated: 'word',
  to: 'words',
  told: 'ours',
  transcribed: 'ours',
  transaction: 'word',
  transactionId: 'id',
  unattributed: 'amount',
  verdict: 'word',
  violations: 'within',
  voidVoid: 'word',
  wasSettled: 'word',
  withdrawn: 'within',
  word: 'word',
  wordAt: 'time',
  wording: 'word',
} as const satisfies Record<Key, string>;

/** What has a place in a shape. */
export type Kind = 'id' | 'amount' | 'time' | 'text';

/** Says where a value that has a place comes from. */
export interface Resolver {
  id(id: string, key: string): number;
  amount(amount: number): Sum;
  time(time: number, key: string): number;
  text(text: string, key: string): number;
  /** Whether a text is one of the ids that are known. */
  isId(text: string): boolean;
}

/** What a place is filled from. */
export interface Source {
  id(at: number): string;
  amount(at: Sum): number;
  time(at: number): number;
  text(at: number): string;
}

/** That a value has no shape: it holds what no report alone brings about, or what does not come from the report and what was known. */
export class Shapeless extends Error {}

/** A place in a shape. */
export class Place {
  readonly kind: Kind;
  readonly at: Sum;

  constructor(kind: Kind, at: Sum) {
    this.kind = kind;
    this.at = at;
  }
}

class Words {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

class List {
  readonly held: readonly Shape[];

  constructor(held: readonly Shape[]) {
    this.held = held;
  }
}

class Fields {
  readonly keys: readonly string[];
  readonly held: readonly Shape[];

  constructor(keys: readonly string[], held: readonly Shape[]) {
    this.keys = keys;
    this.held = held;
  }
}

/** A shape. */
export type Shape = Place | Words | List | Fields;

/**
 * The shape of a payment, a verdict, or a part of one.
 *
 * @throws Shapeless if it has none.
 */
export function shapeOf(value: unknown, resolver: Resolver): Shape {
  if (Array.isArray(value)) {
    const held = value.map((one) => shapeOf(one, resolver));
    return held.every((one) => one instanceof Words) ? new Words(value) : new List(held);
  }
  if (typeof value !== 'object' || value === null) return new Words(value);
  const keys = Object.keys(value);
  const held = keys.map((key) => shapeUnder(key, (value as Readonly<Record<string, unknown>>)[key], resolver));
  return held.every((one) => one instanceof Words) ? new Words(value) : new Fields(keys, held);
}

function shapeUnder(key: string, value: unknown, resolver: Resolver): Shape {
  const kind = Object.hasOwn(kinds, key) ? kinds[key as Key] : 'ours';
  switch (kind) {
    case 'id':
      if (typeof value === 'string') return new Place('id', resolver.id(value, key));
      break;
    case 'amount':
      if (value === 0) return new Words(value);
      if (typeof value === 'number') return new Place('amount', resolver.amount(value));
      if (Array.isArray(value)) return shapeOf(value, resolver);
      break;
    case 'time':
      if (typeof value === 'string') return new Place('time', resolver.time(numberOfTime(value), key));
      if (value === true) return new Words(value);
      break;
    case 'text':
      if (typeof value === 'string') return new Place('text', resolver.text(value, key));
      break;
    case 'within':
      return shapeOf(value, resolver);
    case 'words':
      return new Words(value);
    case 'word':
      if (typeof value !== 'object') return new Words(value);
      break;
    case 'empty':
      if (Array.isArray(value) && value.length === 0) return new Words(value);
      break;
    case 'refusal':
      if (saysOnlyWords(value as Refusal, resolver)) return new Words(value);
      break;
    case 'ours':
      break;
  }
  throw new Shapeless(key);
}

/** The facts of a refusal that are made of the words of reports and pairs, whatever the refusal. */
const factsOfWords: readonly string[] = ['was', 'reported', 'word', 'kind'];

const statuses: readonly unknown[] = [...orderStatuses, ...transactionStatuses, 'not reported'];

/** Whether a refusal says nothing but words of the law and of the report: neither an id nor an amount is in it. */
function saysOnlyWords({ facts }: Refusal, resolver: Resolver): boolean {
  return Object.entries(facts).every(
    ([name, fact]) =>
      typeof fact === 'string' && (factsOfWords.includes(name) || statuses.includes(fact)) && !resolver.isId(fact),
  );
}

/** A shape as text: two that are filled alike alike. */
export function textOfShape(shape: Shape): string {
  if (shape instanceof Words) return JSON.stringify(shape.value) ?? 'undefined';
  if (shape instanceof Place) return `<${shape.kind} ${shape.at}>`;
  if (shape instanceof List) return `[${shape.held.map(textOfShape).join()}]`;
  return `{${shape.keys.map((key, at) => `${key}:${textOfShape(shape.held[at] as Shape)}`).join()}}`;
}

/** The value of a shape whose places are filled, frozen. */
export function filled(shape: Shape, source: Source): unknown {
  return filledBy(shape, ({ kind, at }) => {
    switch (kind) {
      case 'id':
        return source.id(at as number);
      case 'amount':
        return source.amount(at);
      case 'time':
        return timeOfNumber(source.time(at as number));
      case 'text':
        return source.text(at as number);
    }
  });
}

/** The value of a shape each of whose places is filled with what is given for it, frozen. */
export function filledBy(shape: Shape, fill: (place: Place) => unknown): unknown {
  if (shape instanceof Words) return freeze(shape.value);
  if (shape instanceof Place) return fill(shape);
  if (shape instanceof List) return Object.freeze(shape.held.map((one) => filledBy(one, fill)));
  const value: Record<string, unknown> = {};
  const { keys, held } = shape;
  for (let at = 0; at < keys.length; at++) value[keys[at] as string] = filledBy(held[at] as Shape, fill);
  return Object.freeze(value);
}
