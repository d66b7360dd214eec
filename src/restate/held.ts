/**
 * An order as its object holds it: the same payment, versioned and saved as everywhere, and what a call is judged by besides. Pure: how an
 * entry changes it, and how calls are carried out on it. What a database does in one statement (`writeChanges`) is done here on a value.
 */
import { InputError, type Payment } from '../lifecycle/index.ts';
import type { CountedDelivery, RecordedChange } from '../store/append.ts';
import { recordedChange } from '../store/append.ts';
import type { Call } from '../store/batches.ts';
import type { CheckedLine } from '../store/checked-line.ts';
import { type Entry, judgedOf, type ToldReport } from '../store/entry.ts';
import type { ActKept } from '../store/index.ts';
import type { LawNames } from '../store/law-names.ts';
import type { Move } from '../store/moves.ts';
import { isTold } from '../store/record.ts';
import {
  type Change,
  isOfItsOwn,
  isSetAside,
  paymentOf,
  refundOrderRows,
  type Standing,
  type StoredOrder,
  textAfter,
  unknownOrder,
} from '../store/rows.ts';
import { packed, slimAnswer, wholeAnswer } from '../store/slim.ts';

/** The version of the form in which an order is held. */
const heldFormat = 1;

/** A notification that was judged: what it came to is told again when it comes again. */
interface Judged extends Omit<CountedDelivery, 'digest'> {
  readonly verdict: Entry['verdict'];
  /** The answer, without what stands beside it. */
  readonly answer: object;
}

/** The last move of a transaction, and the relation that it is held to. */
interface LastMove extends Pick<Move, 'n' | 'toCells'> {
  readonly logN: number;
  readonly law: string;
}

/** An order as its object holds it. Times are ISO 8601 instants, but for `wakes`. */
export interface Held extends Omit<StoredOrder, 'payment' | 'otherLaw' | 'recoveredAt'> {
  /** The payment, as `save` made it; missing while nothing is believed of the order. */
  readonly state: string | undefined;
  /** Whether it is a payment of its own, and no refund that is listed under its id. */
  readonly own: boolean;
  /** By transaction. */
  readonly lives: Readonly<Record<string, LastMove>>;
  /** Notifications that were judged, by digest. */
  readonly judged: Readonly<Record<string, Judged>>;
  /** What is set aside and was not resolved, by entry: what was told. */
  readonly aside: Readonly<Record<string, ToldReport>>;
  /** When the last report was received. */
  readonly heardAt: string | undefined;
  /** The order ids of refunds and captures that were told whose they are. */
  readonly announced: readonly string[];
  /** The number of the last entry that every sink has. */
  readonly appended: number;
  /** The entries that are kept here: those that no store has, in their order. */
  readonly kept: readonly RecordedChange[];
  /** Digests of notifications whose count has grown since it was appended. */
  readonly recount: readonly string[];
  /** Why a sink refuses the next entry, if it does. */
  readonly refused?: string | undefined;
  /** Calls that act, by key. */
  readonly acts: Readonly<Record<string, Omit<ActKept, 'owner'>>>;
  /** When the calls come that look after the order, in milliseconds since 1970, the first one first. */
  readonly wakes: readonly number[];
}

/** An order of which nothing is held. */
export function nothingHeld(orderId: string): Held {
  const { payment: _, recoveredAt: __, ...order } = unknownOrder(orderId);
  return {
    ...order,
    state: undefined,
    own: false,
    lives: {},
    judged: {},
    aside: {},
    heardAt: undefined,
    announced: [],
    appended: 0,
    kept: [],
    recount: [],
    acts: {},
    wakes: [],
  };
}

/**
 * An order as text: a line of JSON, then the payment, then the payment after each entry that is kept here but the last, all as they
 * were saved, so that none is written as JSON of JSON.
 */
export function heldText(held: Held): string {
  const { state, kept, ...rest } = held;
  const first = JSON.stringify({ format: heldFormat, ...rest });
  const lines = [`${first.slice(0, -1)},"kept":[${kept.map(keptText).join(',')}]}`, state ?? ''];
  for (const one of kept.slice(0, -1)) lines.push(one.state ?? '');
  const text = lines.join('\n');
  remember(written, text, held);
  return text;
}

/** An entry that is kept, as JSON, without the payment. It is written with each call until it is appended. */
function keptText(kept: RecordedChange): string {
  const known = texts.get(kept);
  if (known !== undefined) return known;
  const { state: _, ...one } = kept;
  const text = JSON.stringify(one);
  texts.set(kept, text);
  return text;
}

const texts = new WeakMap<RecordedChange, string>();

/** Orders by their texts, as they were written here lately: most are heard of again within a short while. */
const written = new Map<string, Held>();

/** Reads an order from its text. @throws InputError if it is none. */
export function heldOf(text: string): Held {
  return written.get(text) ?? readHeldOf(text);
}

function readHeldOf(text: string): Held {
  const refuse = (problem: string, cause?: unknown): never => {
    const error = new InputError('order', problem, 'Import the order from an export of its database.');
    error.cause = cause;
    throw error;
  };
  const [first = '', state = '', ...states] = text.split('\n');
  let read: Omit<Held, 'state'> & { readonly format?: unknown };
  try {
    read = JSON.parse(first) as typeof read;
  } catch (cause) {
    return refuse('what is held of it is no JSON', cause);
  }
  const { format, ...held } = read;
  if (format !== heldFormat) refuse(`what is held of it has the format ${String(format)}, and not ${heldFormat}`);
  const { kept } = held;
  if (!Array.isArray(kept) || states.length !== Math.max(0, kept.length - 1)) refuse('what is held of it is cut off');
  const textOf = (one: string | undefined): string | undefined => (one === '' ? undefined : one);
  return {
    ...held,
    state: textOf(state),
    kept: kept.map((one, at) => ({
      ...one,
      state: textOf(at === kept.length - 1 ? state : states[at]),
    })),
  };
}

/** Payments that were read from their text lately. */
const read = new Map<string, ReturnType<typeof paymentOf>>();

/** The payment of an order that is held, and what is to be said of its law. @throws InputError if it cannot be read. */
function paymentHeld({ state }: Pick<Held, 'state'>): Pick<StoredOrder, 'payment' | 'otherLaw'> {
  if (state === undefined) return { payment: undefined };
  const known = read.get(state);
  if (known) return known;
  const payment = paymentOf(state);
  remember(read, state, payment);
  return payment;
}

/** How many of the latest are remembered. */
const mostRemembered = 1_000;

function remember<T>(memory: Map<string, T>, text: string, one: T): void {
  memory.set(text, one);
  if (memory.size <= mostRemembered) return;
  for (const oldest of memory.keys()) {
    memory.delete(oldest);
    break;
  }
}

/** A payment of the text that `save` made, and what is to be said of its law. */
export const storedFrom = (state: string | undefined): Pick<StoredOrder, 'payment' | 'otherLaw'> =>
  paymentHeld({ state });

/** What is kept here and is not known to be appended, each with its payment where that was read lately, and stands as it was stored. */
export const unappended = ({ kept, appended }: Held): readonly RecordedChange[] =>
  kept
    .filter(({ entry }) => entry.n > appended)
    .map((one) => {
      const known = one.state === undefined ? undefined : read.get(one.state);
      return known === undefined || known.otherLaw ? one : { ...one, payment: known.payment };
    });

/** An order as a store shows it. */
export function storedOf(held: Held): StoredOrder {
  const { orderId, version, head, verdict, createdAt, updatedAt, readAt, nextReadAt, corrected, absentAt } = held;
  return {
    orderId,
    version,
    head,
    ...paymentHeld(held),
    verdict,
    createdAt,
    updatedAt,
    readAt,
    nextReadAt,
    corrected,
    absentAt,
    recoveredAt: null,
  };
}

/** What a call is judged by. */
export function standingOf(
  held: Held,
  { digest, named, askedWhen }: Pick<Call<unknown>, 'digest' | 'named' | 'askedWhen'>,
  { relation, byHand }: Pick<LawNames, 'relation' | 'byHand'>,
): Standing {
  const lives = Object.entries(held.lives).filter(([, { law }]) => law === relation || law === byHand);
  const earlier = Object.hasOwn(held.judged, digest) ? held.judged[digest] : undefined;
  const aside = named === undefined ? undefined : held.aside[named];
  return {
    order: storedOf(held),
    lives: new Map(lives),
    head: held.head === null ? null : packed(held.head),
    digests: undefined,
    earlier: earlier && {
      n: earlier.n,
      verdict: earlier.verdict,
      answer: wholeAnswer(earlier.answer, answered(held.orderId, earlier.verdict)),
    },
    aside: aside && judgedOf(aside),
    heardAt: askedWhen ? held.heardAt : undefined,
  };
}

/** The transaction is left in the answer: the entry that has it beside it may be elsewhere. */
const answered = (orderId: string, verdict: Entry['verdict']) => ({ orderId, verdict, transactionId: undefined });

/** How long after a change an order may be read at the earliest that was taken to be read: 15 minutes, as a store's `due` says. */
export const claimedFor = 15 * 60_000;

/** An order after an entry. */
export function afterChange(held: Held, change: Change): Held {
  const { entry, payment, moves, law, resolves, answers, corrects, readAt, nextReadAt } = change;
  const { n, receivedAt, kind, digest, verdict, body } = entry;
  const state = textAfter(change);
  if (state !== undefined) remember(read, state, { payment });
  const isReport = kind === 'notification' || kind === 'status_read';
  const aside = Object.entries(held.aside).filter(
    ([at, told]) =>
      Number(at) !== resolves &&
      (answers === undefined || !(told.transactionId === undefined || told.transactionId === answers)),
  );
  const before = Object.hasOwn(held.judged, digest) ? held.judged[digest] : undefined;
  return {
    ...held,
    version: n,
    head: entry.hash,
    state,
    verdict,
    createdAt: held.version === 0 ? receivedAt : held.createdAt,
    updatedAt: receivedAt,
    readAt: readAt ?? null,
    nextReadAt: nextReadOf(held, readAt === receivedAt, receivedAt, nextReadAt) ?? null,
    corrected: corrects ? n : held.corrected,
    own: held.own || isOfItsOwn(change),
    lives: {
      ...held.lives,
      ...Object.fromEntries(
        moves.map(({ life, n: place, toCells, law: named = law.relation }) => [
          life,
          { n: place, toCells, logN: n, law: named },
        ]),
      ),
    },
    judged:
      kind === 'notification'
        ? {
            ...held.judged,
            [digest]: {
              n,
              firstAt: before?.firstAt ?? receivedAt,
              lastAt: later(before?.lastAt, receivedAt),
              times: (before?.times ?? 0) + 1,
              verdict,
              answer: slimAnswer(entry.answer, answered(held.orderId, verdict)),
            },
          }
        : held.judged,
    aside: Object.fromEntries([...aside, ...(isSetAside(entry) ? [[String(n), body as ToldReport] as const] : [])]),
    heardAt: isReport ? later(held.heardAt, receivedAt) : held.heardAt,
    kept: [...held.kept, recordedChange({ ...change, text: state })],
  };
}

const later = (one: string | undefined, other: string): string =>
  one !== undefined && Date.parse(one) > Date.parse(other) ? one : other;

/** What is due, or was just taken to be read, stays so until it was read: what is heard meanwhile is no answer. */
function nextReadOf(
  { version, nextReadAt: known }: Pick<Held, 'version' | 'nextReadAt'>,
  isRead: boolean,
  at: string,
  next: string | undefined,
): string | undefined {
  if (version === 0 || isRead || known === null || Date.parse(known) > Date.parse(at) + claimedFor) return next;
  return next === undefined || Date.parse(known) < Date.parse(next) ? known : next;
}

/** An order after a notification came again that needs no judging. */
export function afterResend(held: Held, digest: string, at: string): Held {
  const before = held.judged[digest] as Judged;
  return {
    ...held,
    judged: { ...held.judged, [digest]: { ...before, lastAt: later(before.lastAt, at), times: before.times + 1 } },
    recount: held.recount.includes(digest) ? held.recount : [...held.recount, digest],
  };
}

/** The order ids of refunds and captures of an order that were not told yet whose they are. */
export function unannounced(held: Held, payment: Payment | undefined): readonly string[] {
  const rows = refundOrderRows({ entry: { orderId: held.orderId } as Entry, payment }) as readonly {
    readonly orderId: string;
  }[];
  return rows.flatMap(({ orderId }) => (orderId === held.orderId || held.announced.includes(orderId) ? [] : [orderId]));
}

/** How often each of these notifications came. */
export const deliveriesOf = ({ judged }: Held, digests: readonly string[]): readonly CountedDelivery[] =>
  digests.flatMap((digest) => {
    const one = judged[digest];
    return one ? [{ digest, n: one.n, firstAt: one.firstAt, lastAt: one.lastAt, times: one.times }] : [];
  });

/** An order, of an export that was checked. */
export function heldOfLine({ line, changes }: CheckedLine, textOf: (payment: Payment) => string): Held {
  let held = nothingHeld(line.orderId);
  for (const { words, ...changed } of changes) {
    const what = words();
    const change: Change = {
      ...changed,
      text: changed.payment && textOf(changed.payment),
      hasMessage: isTold(changed.entry, what),
      changes: what,
      nextReadAt: undefined,
      isOwn: true,
    };
    held = afterChange(held, change);
  }
  const judged = { ...held.judged };
  for (const { digest, ...counted } of line.deliveries) {
    const known = judged[digest];
    if (known) judged[digest] = { ...known, ...counted };
  }
  const { createdAt, updatedAt, nextReadAt } = line;
  return { ...held, judged, createdAt, updatedAt, nextReadAt };
}
