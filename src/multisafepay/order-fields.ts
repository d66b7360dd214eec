/**
 * The fields of an order JSON: what each kind of field holds, and what is said of one that holds something else. Judged
 * fields are strict; any other that is odd is left out, and said so (decision D29).
 */
import { isCurrency } from '../../machines/index.ts';
import { InputError } from '../lifecycle/input-error.ts';
import type { LeftOut, Unreadable } from '../lifecycle/report.ts';
import { maskCardData, maskText } from './card-data.ts';

/** A kind of field: what it holds, the way out where it does not, and how it is read; nothing if it cannot be. */
export interface FieldKind<Read> {
  readonly what: string;
  readonly wayOut: string;
  readonly read: (found: unknown) => Read | undefined;
}

const asGiven = 'Send the field as MultiSafepay gave it, or leave it out.';
const wholeOrder = 'Give a whole order, as a notification carries it or as `GET /orders/{order_id}` answers';

/** The order itself. */
export const order: FieldKind<Section> = {
  what: 'one order, as a JSON object',
  wayOut: 'Give the order as a notification carries it or as `GET /orders/{order_id}` answers.',
  read: (found) => (isSection(found) ? found : undefined),
};

/** An object. */
const section: FieldKind<Section> = { what: 'a JSON object', wayOut: asGiven, read: order.read };

/** A list, each entry with its key; PHP writes a list with gaps as an object whose keys are numbers. */
const list: FieldKind<readonly (readonly [key: string, entry: unknown])[]> = {
  what: 'a list',
  wayOut: asGiven,
  read: (found) => {
    if (Array.isArray(found)) return Object.entries(found);
    if (!isSection(found)) return undefined;
    const entries = Object.entries(found);
    return entries.every(([key]) => /^(?:0|[1-9]\d{0,8})$/.test(key)) ? entries : undefined;
  },
};

/** The envelope's word of success. */
export const success: FieldKind<boolean> = {
  what: 'true or false',
  wayOut: 'Give the answer of the API as it came.',
  read: (found) => (typeof found === 'boolean' ? found : undefined),
};

/** Whether a text can be kept as it is: it holds no NUL and no half of a surrogate pair, for which UTF-8 has no form. */
export const isPlainText = (said: string): boolean => !/\0|\p{Surrogate}/u.test(said);

/** An id: text as it is, or a whole number that lost no digit. */
export const id: FieldKind<string> = {
  what: 'an id, as text or as a whole number below 2^53',
  wayOut: 'Read the text of the body with `readOrderText`, or send ids as text: larger numbers lose their last digits.',
  read: (found) => {
    if (typeof found === 'string') return isPlainText(found) ? found : undefined;
    return Number.isSafeInteger(found) && (found as number) >= 0 ? String(found) : undefined;
  },
};

/** The merchant's own id of the order. */
export const orderId: FieldKind<string> = {
  what: "the merchant's order id, as text or as a whole number below 2^53",
  wayOut: `${wholeOrder}; a receipt or the reply to a refund request is none.`,
  read: id.read,
};

/** Text, as it is. */
export const text: FieldKind<string> = {
  what: 'text',
  wayOut: asGiven,
  read: (found) => (typeof found === 'string' && isPlainText(found) ? found : undefined),
};

/** The order status, in any spelling. */
export const status: FieldKind<string> = {
  what: 'the order status, as text',
  wayOut: `${wholeOrder}; the reply to a request is none.`,
  read: text.read,
};

/** An amount in minor units, with its sign. Zero is zero in either unit; any other fraction could be euros. */
export const amount: FieldKind<number> = {
  what: 'a whole number of minor units (cents), at most 2^53 − 1',
  wayOut: 'Send EUR 10.50 as 1050.',
  read: (found) => {
    const isWhole = typeof found === 'string' ? /^-?(?:\d+|0+\.0+)$/.test(found) : typeof found === 'number';
    return isWhole && Number.isSafeInteger(Number(found)) ? Number(found) : undefined;
  },
};

/** An amount in minor units that cannot be negative. */
export const amountOfZeroOrMore: FieldKind<number> = {
  what: 'a whole number of minor units (cents) from 0 to 2^53 − 1',
  wayOut: 'Send EUR 10.50 as 1050, without a sign.',
  read: (found) => {
    const read = amount.read(found);
    return read !== undefined && read >= 0 ? Math.abs(read) : undefined;
  },
};

/** A currency code, in any letter case. */
export const currency: FieldKind<string> = {
  what: 'a currency code of ISO 4217, such as EUR',
  wayOut: 'Correct the code, or leave it out.',
  read: (found) => {
    const code = typeof found === 'string' ? found.trim().toUpperCase() : undefined;
    return isCurrency(code) ? code : undefined;
  },
};

/** A time of MultiSafepay, on a day that the calendar has. */
export const time: FieldKind<string> = {
  what: 'a time such as 2025-03-24T15:49:54, without a zone',
  wayOut: "Send MultiSafepay's own time, or leave it out.",
  read: (found) => {
    const said = typeof found === 'string' ? found : '';
    if (timeInEveryMonth.test(said)) return said.replace(' ', 'T');
    const [, year, month, day] = timeForm.exec(said)?.map(Number) ?? [];
    if (year === undefined || month === undefined || day === undefined) return undefined;
    const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
    return day >= 1 && day <= daysInMonth ? said.replace(' ', 'T') : undefined;
  },
};

/** By when something is due: a time of MultiSafepay, or a day, which is meant to its end. */
export const dueTime: FieldKind<string> = {
  what: 'a day or a time such as 2025-03-24T15:49:54, without a zone',
  wayOut: time.wayOut,
  read: (found) => time.read(found) ?? (typeof found === 'string' ? time.read(`${found.trim()}T23:59:59`) : undefined),
};

/** Every month has these days; only the others are looked up. */
const timeInEveryMonth = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

const timeForm = /^(\d{4})-(0[1-9]|1[0-2])-(\d\d)[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** What was odd in one order, gathered while it is read. */
export interface Findings {
  readonly unreadable: Unreadable[];
  readonly leftOut: LeftOut[];
}

/** Where a field is. */
export type Path = readonly (string | number)[];

/** The fields of one object, read by their names. A field that says nothing is missing. */
export interface Fields {
  /** A judged field that must say something. */
  required<Read>(name: string, kind: FieldKind<Read>): Read | undefined;
  /** A judged field. */
  judged<Read>(name: string, kind: FieldKind<Read>): Read | undefined;
  /** A field that is not judged. */
  other<Read>(name: string, kind: FieldKind<Read>): Read | undefined;
  /** What a field says, whatever it is. */
  said(name: string): unknown;
  /** The fields of an object within; none if there is no object. */
  within(name: string): Fields;
  /** The fields of each object in a judged list. */
  judgedList(name: string): readonly Fields[];
  /** The fields of each object in a list that is not judged. */
  otherList(name: string): readonly Fields[];
}

/** The fields of an object at a path; what is odd in them is added to the findings. */
export function fieldsOf(held: Section, path: Path, findings: Findings): Fields {
  const saidIn = (name: string): unknown => (Object.hasOwn(held, name) ? said(held[name]) : undefined);
  const reading = <Read>(as: keyof Findings, name: string, kind: FieldKind<Read>): Read | undefined => {
    const found = saidIn(name);
    if (found === undefined) return undefined;
    const read = kind.read(found);
    if (read === undefined) note(findings, as, [...path, name], found, kind);
    return read;
  };
  const listing = (as: keyof Findings, name: string): readonly Fields[] => {
    const listed = reading(as, name, list);
    if (listed === undefined) return [];
    return listed.flatMap(([key, entry]) => {
      const place = [...path, name, key];
      if (isSection(entry)) return fieldsOf(entry, place, findings);
      note(findings, as, place, entry, section);
      return [];
    });
  };
  return {
    judged: (name, kind) => reading('unreadable', name, kind),
    other: (name, kind) => reading('leftOut', name, kind),
    required(name, kind) {
      if (saidIn(name) === undefined) note(findings, 'unreadable', [...path, name], undefined, kind);
      return reading('unreadable', name, kind);
    },
    said: saidIn,
    within: (name) => fieldsOf(reading('leftOut', name, section) ?? {}, [...path, name], findings),
    judgedList: (name) => listing('unreadable', name),
    otherList: (name) => listing('leftOut', name),
  };
}

/** Adds what is odd to the findings. */
function note(findings: Findings, as: keyof Findings, place: Path, found: unknown, kind: FieldKind<unknown>): void {
  if (as === 'unreadable') findings.unreadable.push(unreadableAt(place, found, kind));
  else findings.leftOut.push(leftOutAt(place, found, kind));
}

/** A field left out, as it is told. */
function leftOutAt(path: Path, found: unknown, { what }: FieldKind<unknown>): LeftOut {
  return { path: path.join('.'), found: show(found), expected: what };
}

/** A judged field that could not be read, as it is told. */
export function unreadableAt(path: Path, found: unknown, kind: FieldKind<unknown>): Unreadable {
  return { ...leftOutAt(path, found, kind), wayOut: kind.wayOut };
}

/** A field that could not be read, as an error. */
export function errorFor({ path, found, expected, wayOut }: Unreadable): InputError {
  return new InputError(path, `found ${found}, expected ${expected}`, wayOut);
}

const mostTold = 20;

/** As many as a report tells of; the last one counts the rest, so that a hostile body makes no endless list. */
export function atMost<Told extends LeftOut>(all: readonly Told[]): readonly Told[] | undefined {
  if (all.length === 0) return undefined;
  const more = all[mostTold];
  if (more === undefined) return all;
  return [
    ...all.slice(0, mostTold),
    { ...more, found: `${more.found}, and ${all.length - mostTold - 1} more like it` },
  ];
}

const longestShown = 60;

/** A found value, as it may be shown: card data masked, long text cut. */
export function show(found: unknown): string {
  if (said(found) === undefined) return 'nothing';
  if (Array.isArray(found)) return 'a list';
  if (isSection(found)) return 'an object';
  const shown = maskCardData(found).value;
  if (typeof shown !== 'string') return maskText(String(shown));
  return JSON.stringify(shown.length > longestShown ? `${shown.slice(0, longestShown)}…` : shown);
}

/** A JSON object. */
export type Section = Record<string, unknown>;

/** Whether a value is a JSON object. */
export function isSection(found: unknown): found is Section {
  return typeof found === 'object' && found !== null && !Array.isArray(found);
}

/** What a field says: null, blank text and an empty object (which PHP writes as an empty list) say nothing. */
export function said(found: unknown): unknown {
  if (found === null || (typeof found === 'string' && found.trim() === '')) return undefined;
  return typeof found === 'object' && Object.keys(found as object).length === 0 ? undefined : found;
}

/** Whether a reason code says that authentication failed: 3001 to 3012 (MultiSafepay documentation, reason codes). */
export function isThreeDReason(code: unknown): boolean {
  return (typeof code === 'string' || typeof code === 'number') && /^30(?:0[1-9]|1[0-2])$/.test(String(code).trim());
}
