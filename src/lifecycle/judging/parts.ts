/**
 * What a list of methods says: whether it splits the order between a card and methods outside the charts (decision D26).
 */
import type { CardBrand, MinorUnits } from '../../../machines/index.ts';
import { isPaidFor } from '../belief/held.ts';
import type { OutsidePart, Payment } from '../payment.ts';
import { compareRecency } from '../recency.ts';
import { isKnown, type ListedMethod, type Report } from '../report.ts';
import { defined, differs } from '../values.ts';

/** What a report's list of methods comes to. Amounts in minor units. */
export type Split =
  /** It says at most the method. */
  | { readonly as: 'whole' }
  /** A card pays one share of the order's amount, other methods the rest. */
  | {
      readonly as: 'split';
      readonly cardShare: MinorUnits;
      readonly brand?: CardBrand;
      readonly parts: readonly OutsidePart[];
    }
  /** It does not add up, and is left out; if it names an outside method, the card may have paid no more than this. */
  | { readonly as: 'does not add up'; readonly smallestShare?: MinorUnits };

type ReadableEntry = ListedMethod & { readonly amount: MinorUnits };

/** Reads a report's list of methods. A list of one says the method, not the amount. */
export function splitOf(report: Report): Split {
  const { methods = [], amount, currency } = report;
  if (methods.length < 2 || amount === undefined) return { as: 'whole' };
  const readable = methods.filter(
    (entry): entry is ReadableEntry => entry.amount !== undefined && (entry.currency ?? currency) === currency,
  );
  const total = (entries: readonly ListedMethod[]): MinorUnits =>
    entries.reduce((sum, entry) => sum + (entry.amount ?? amount), 0);
  const cards = readable.filter((entry) => !isOutside(entry));
  const others = readable.filter((entry): entry is OutsideEntry & ReadableEntry => isOutside(entry));
  if (readable.length >= 2 && total(readable) === amount && !methods.some(isUnknown)) {
    if (others.length === 0) return { as: 'whole' };
    const brands = new Set(cards.flatMap(({ method }) => (method && 'brand' in method ? [method.brand] : [])));
    if (cards.length > 0)
      return defined<Extract<Split, { as: 'split' }>>({
        as: 'split',
        cardShare: total(cards),
        brand: brands.size === 1 ? [...brands][0] : undefined,
        parts: merged(others.map((entry) => partOf(entry, report))),
      });
  }
  // A method that nobody knows may be outside.
  const outside = methods.filter((entry) => isOutside(entry) || isUnknown(entry));
  if (outside.length === 0) return { as: 'does not add up' };
  const byCards = total(methods.filter((entry) => !outside.includes(entry)));
  return { as: 'does not add up', smallestShare: Math.max(0, Math.min(amount, byCards, amount - total(outside))) };
}

const isUnknown = ({ method }: ListedMethod): boolean => method !== undefined && 'unknown' in method;

type OutsideEntry = ListedMethod & {
  readonly method: Extract<NonNullable<ListedMethod['method']>, { outside: string }>;
};

const isOutside = (entry: ListedMethod): entry is OutsideEntry =>
  entry.method !== undefined && 'outside' in entry.method;

function partOf(entry: OutsideEntry & ReadableEntry, { currency, recency: at, transactionId }: Report): OutsidePart {
  const { method, brand, externalId, amount, status } = entry;
  return defined<OutsidePart>({
    method: method.outside,
    family: method.family,
    brand,
    externalId,
    amount,
    currency: currency as string,
    beside: transactionId,
    status: status !== undefined && isKnown(status) ? status : undefined,
    at,
  });
}

/** Two entries of one method, brand and external id in one list are one part: what they say is added. */
function merged(parts: readonly OutsidePart[]): readonly OutsidePart[] {
  const known: OutsidePart[] = [];
  for (const part of parts) {
    const partIndex = known.findIndex((one) => isSamePart(one, part));
    const same = known[partIndex];
    if (same) known[partIndex] = { ...same, amount: same.amount + part.amount };
    else known.push(part);
  }
  return known;
}

const isSamePart = (a: OutsidePart, b: OutsidePart): boolean =>
  a.method === b.method && a.brand === b.brand && a.externalId === b.externalId;

/** Whether a part may be one that is known: an id that is not told says nothing. */
const mayBeSame = (a: OutsidePart, b: OutsidePart): boolean =>
  a.method === b.method && a.brand === b.brand && !differs(a.externalId, b.externalId);

/**
 * The parts of an order after a list: one for the order by method, brand and external id; a later list replaces it. A list splits the
 * whole amount, so what it no longer names beside its own card is no part. Of two cards, a part is beside the one that paid.
 */
export function withParts(payment: Payment, listed: readonly OutsidePart[]): Payment {
  let { parts } = payment;
  const now = new Set<OutsidePart>();
  for (const told of listed) {
    const free = parts.filter((one) => !now.has(one));
    const known = free.find((one) => isSamePart(one, told)) ?? free.find((one) => mayBeSame(one, told));
    const askedBack = (known ?? parts.find(({ beside }) => beside === told.beside))?.askedBack;
    const isOlder = known !== undefined && compareRecency(told.at, known.at) === 'older';
    const { externalId = known?.externalId } = told;
    const said = isOlder ? known : { ...told, externalId, askedBack };
    const paid = [known, told].filter((one) => one !== undefined && isPaidBeside(payment, one));
    const part = defined<OutsidePart>({ ...said, beside: (paid.length === 1 ? paid[0] : said)?.beside });
    const isNews = !known || saysMore(known, part);
    now.add(isNews ? part : known);
    if (isNews) parts = known ? parts.with(parts.indexOf(known), part) : [...parts, part];
  }
  const [first] = listed;
  const isGone = (one: OutsidePart): boolean =>
    !now.has(one) && one.beside === first?.beside && compareRecency(first?.at, one.at) !== 'older';
  if (parts.some(isGone)) parts = parts.filter((one) => !isGone(one));
  return parts === payment.parts ? payment : { ...payment, parts };
}

/** Whether the card that a part is listed beside has paid. */
function isPaidBeside(payment: Payment, { beside }: OutsidePart): boolean {
  return payment.attempts.some(({ transactionId }, index) => transactionId === beside && isPaidFor(payment, index));
}

/** Whether a part is told otherwise than it is known, its time aside. */
const saysMore = (known: OutsidePart, part: OutsidePart): boolean =>
  known.amount !== part.amount ||
  known.currency !== part.currency ||
  known.status !== part.status ||
  known.beside !== part.beside ||
  known.externalId !== part.externalId;

/**
 * The report about an order that several methods paid, as one about the card's part: its method is the card's, whatever the
 * payment details name first.
 */
export function ofCardPart(report: Report, split: Split): Report {
  const { method } = report;
  const isCards = method !== undefined && 'brand' in method;
  return split.as === 'split' && split.brand !== undefined && !isCards
    ? { ...report, method: { brand: split.brand } }
    : report;
}
