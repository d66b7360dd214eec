/**
 * Order JSON of the plain kind, read at once: every field that is used is missing, or written as MultiSafepay writes it. Of such an
 * order it reads what `readOrder` reads; of any other it reads nothing.
 */
import { isCurrency, type Outcome, outcomeLetters } from '../../machines/index.ts';
import { isLocalTime } from '../lifecycle/read.ts';
import type { ListedMethod, PaymentMethod, RelatedTransaction, Report, Word } from '../lifecycle/report.ts';
import { maskText } from './card-data.ts';
import { isThreeDReason } from './order-fields.ts';
import { isSpelledVoid, readKind, readMethod, readOrderWord, readTransactionWord } from './spellings.ts';

/** A report whose missing fields are `undefined`. */
export type PlainReport = { readonly [Key in keyof Report]: Report[Key] | undefined } & Pick<
  Report,
  'channel' | 'orderId' | 'order'
>;

/** A field that is not as MultiSafepay writes it: the order is not plain. */
const odd = Symbol('odd');
type Odd = typeof odd;

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads one order of the plain kind, already parsed from JSON.
 *
 * @param channel how it came, where its shape does not tell, as in `readOrder`.
 * @returns the report that `readOrder` gives, with `undefined` for what is missing; nothing if the order is not plain.
 */
export function readPlainOrder(json: unknown, channel?: Report['channel']): PlainReport | undefined {
  if (!isObject(json)) return undefined;
  if (!Object.hasOwn(json, 'success')) return readPlain(json, channel ?? 'notification');
  return json.success === true && isObject(json.data) ? readPlain(json.data, channel ?? 'status_read') : undefined;
}

function readPlain(json: Json, channel: Report['channel']): PlainReport | undefined {
  const orderId = readId(json.order_id);
  const order = readWord(json.status, readOrderWord);
  const transaction = readWord(json.financial_status, readTransactionWord);
  const transactionId = readId(json.transaction_id);
  const kind = readWord(json.type, readKind);
  const amount = readAmount(json.amount);
  const currency = readCurrency(json.currency);
  const amountRefunded = readAmount(json.amount_refunded);
  const reference = readId(json.reference_transaction_id);
  const merchantReference = readId(json.var1);
  const authorisation = readId(json.auth_order_id);
  const created = readTime(json.created);
  const modified = readTime(json.modified);
  const inField = readText(json.payment_method);
  const details = readSection(json.payment_details);
  if (
    orderId === odd ||
    orderId === undefined ||
    order === odd ||
    order === undefined ||
    transaction === odd ||
    transactionId === odd ||
    kind === odd ||
    amount === odd ||
    currency === odd ||
    amountRefunded === odd ||
    reference === odd ||
    merchantReference === odd ||
    authorisation === odd ||
    created === odd ||
    modified === odd ||
    inField === odd ||
    details === odd
  )
    return undefined;
  if ((amountRefunded ?? 0) < 0 || !isMissing(json.dispute) || !isMissing(json.customer_verification)) return undefined;
  const reason = json.reason_code;
  if (!isMissing(reason) && typeof reason !== 'number' && (typeof reason !== 'string' || !isPlain(reason)))
    return undefined;
  const paid = readDetails(details);
  const methods = readMethods(json.payment_methods);
  const related = readRelated(json.related_transactions, orderId);
  if (paid === odd || methods === odd || related === odd) return undefined;
  const isVoid =
    transaction !== undefined && isSpelledVoid(String(json.financial_status)) && isSpelledVoid(String(json.status));
  let recency = later(created, modified);
  if (related !== undefined) for (const one of related.times) recency = later(recency, one);
  return {
    channel,
    orderId,
    transactionId,
    order,
    transaction,
    voidVoid: isVoid || undefined,
    kind,
    method: methodOf(paid?.type, methods, inField),
    methods,
    amount: amount === undefined ? undefined : Math.abs(amount),
    negative: (amount !== undefined && amount < 0) || undefined,
    currency,
    amountRefunded: amountRefunded === undefined ? undefined : Math.abs(amountRefunded),
    manualCapture: paid?.isManual || undefined,
    captureRemaining: paid?.remaining,
    captureBefore: paid?.before,
    outcome: paid?.outcome,
    threeDAsked: (!isMissing(reason) && isThreeDReason(reason)) || undefined,
    reference,
    merchantReference: merchantReference === undefined ? undefined : maskText(merchantReference),
    dispute: undefined,
    related: related?.entries,
    authorisationOrderId: authorisation === orderId ? undefined : authorisation,
    created,
    recency,
    askedAt: undefined,
    leftOut: undefined,
    unreadable: undefined,
  };
}

/** What the payment details of a plain order say. */
interface Details {
  readonly type: string | undefined;
  readonly isManual: boolean;
  readonly remaining: number | undefined;
  readonly before: string | undefined;
  readonly outcome: Outcome | undefined;
}

function readDetails(details: Json | undefined): Details | undefined | Odd {
  if (details === undefined) return undefined;
  const type = readText(details.type);
  const capture = readText(details.capture);
  const remaining = readAmount(details.capture_remain);
  const before = readTime(details.capture_expiry);
  const result = readSection(details.card_authentication_result);
  if (type === odd || capture === odd || remaining === odd || before === odd || result === odd) return odd;
  const said = readText(result?.status);
  if (said === odd || (remaining ?? 0) < 0) return odd;
  return {
    type,
    isManual: capture !== undefined && capture.trim().toLowerCase() === 'manual',
    remaining: remaining === undefined ? undefined : Math.abs(remaining),
    before,
    outcome: said === undefined ? undefined : outcomeLetters.find((letter) => said.trim().toUpperCase() === letter),
  };
}

function readMethods(found: unknown): readonly ListedMethod[] | undefined | Odd {
  if (isMissing(found)) return undefined;
  if (!Array.isArray(found)) return odd;
  const methods: ListedMethod[] = [];
  for (const entry of found) {
    if (!isObject(entry)) return odd;
    const type = readText(entry.type);
    const externalId = readId(entry.external_transaction_id);
    const amount = readAmount(entry.amount);
    const currency = readCurrency(entry.currency);
    const status = readWord(entry.status, readOrderWord);
    if (type === odd || externalId === odd || amount === odd || currency === odd || status === odd) return odd;
    if (!isMissing(entry.coupon_brand) || type === undefined || (amount ?? 0) < 0) return odd;
    const method = readMethod(type);
    const one: { -readonly [Key in keyof ListedMethod]: ListedMethod[Key] } = {};
    if (method !== undefined) one.method = method;
    one.brand = maskText(type.trim());
    if (externalId !== undefined) one.externalId = externalId;
    if (amount !== undefined) one.amount = Math.abs(amount);
    if (currency !== undefined) one.currency = currency;
    if (status !== undefined) one.status = status;
    methods.push(one);
  }
  return methods.length === 0 ? undefined : methods;
}

/** How a plain order was paid: by its details; else by the one brand that its methods name, or by what is said first. */
function methodOf(
  inDetails: string | undefined,
  listed: readonly ListedMethod[] | undefined,
  inField: string | undefined,
): PaymentMethod | undefined {
  const decided = inDetails === undefined ? undefined : readMethod(inDetails);
  if (decided !== undefined) return decided;
  let brand: PaymentMethod | undefined;
  if (listed !== undefined)
    for (const { method } of listed) {
      if (method === undefined || !('brand' in method)) continue;
      if (brand !== undefined && 'brand' in brand && brand.brand !== method.brand) return undefined;
      brand ??= { brand: method.brand };
    }
  if (brand !== undefined) return brand;
  if (inDetails !== undefined) return undefined;
  return listed?.[0]?.method ?? (inField === undefined ? undefined : readMethod(inField));
}

/** What a plain order lists beside its own transaction, and when each last changed. */
interface Listed {
  readonly entries: readonly RelatedTransaction[];
  readonly times: readonly (string | undefined)[];
}

function readRelated(found: unknown, ofOrder: string): Listed | undefined | Odd {
  if (isMissing(found)) return undefined;
  if (!Array.isArray(found)) return odd;
  const entries: RelatedTransaction[] = [];
  const times: (string | undefined)[] = [];
  for (const entry of found) {
    if (!isObject(entry)) return odd;
    const transactionId = readId(entry.transaction_id);
    const orderId = readId(entry.order_id);
    const kind = readWord(entry.type, readKind);
    const status = readWord(entry.status, readOrderWord);
    const amount = readAmount(entry.amount);
    const currency = readCurrency(entry.currency);
    const created = readTime(entry.created);
    const modified = readTime(entry.modified);
    const reference = readId(entry.reference_transaction_id);
    if (
      transactionId === odd ||
      orderId === odd ||
      kind === odd ||
      status === odd ||
      status === undefined ||
      amount === odd ||
      currency === odd ||
      created === odd ||
      modified === odd ||
      reference === odd ||
      !isMissing(entry.dispute)
    )
      return odd;
    const one: { -readonly [Key in keyof RelatedTransaction]: RelatedTransaction[Key] } = { status };
    if (transactionId !== undefined) one.transactionId = transactionId;
    if (orderId !== undefined && orderId !== ofOrder) one.orderId = orderId;
    if (kind !== undefined) one.kind = kind;
    if (amount !== undefined) one.amount = Math.abs(amount);
    if (currency !== undefined) one.currency = currency;
    if (created !== undefined) one.created = created;
    if (reference !== undefined) one.reference = reference;
    entries.push(one);
    times.push(later(created, modified));
  }
  return entries.length === 0 ? undefined : { entries, times };
}

const isObject = (found: unknown): found is Json =>
  typeof found === 'object' && found !== null && !Array.isArray(found);

/** Whether a field is left out, null, or an empty text; of what else says nothing, nothing is plain. */
const isMissing = (found: unknown): boolean => found === undefined || found === null || found === '';

/** Whether a text holds nothing but letters, digits, signs and blanks of ASCII, and does not begin with a blank. */
const isPlain = (said: string): boolean => /^[!-~][ -~]*$/.test(said);

function readText(found: unknown): string | undefined | Odd {
  if (isMissing(found)) return undefined;
  return typeof found === 'string' && isPlain(found) ? found : odd;
}

function readId(found: unknown): string | undefined | Odd {
  if (typeof found === 'number') return Number.isSafeInteger(found) && found >= 0 ? String(found) : odd;
  return readText(found);
}

function readAmount(found: unknown): number | undefined | Odd {
  if (isMissing(found)) return undefined;
  return Number.isSafeInteger(found) ? (found as number) : odd;
}

function readCurrency(found: unknown): string | undefined | Odd {
  if (isMissing(found)) return undefined;
  return isCurrency(found) ? found : odd;
}

function readTime(found: unknown): string | undefined | Odd {
  if (isMissing(found)) return undefined;
  if (typeof found !== 'string' || found.length !== 19) return odd;
  const time = found.charAt(10) === ' ' ? `${found.slice(0, 10)}T${found.slice(11)}` : found;
  return isLocalTime(time) ? time : odd;
}

/** A word that is known, in any of its spellings. */
function readWord<Known extends string>(found: unknown, read: (said: string) => Word<Known>): Known | undefined | Odd {
  if (isMissing(found)) return undefined;
  if (typeof found !== 'string') return odd;
  const word = read(found);
  return typeof word === 'string' ? word : odd;
}

/** A section that is there, and holds something. */
function readSection(found: unknown): Json | undefined | Odd {
  if (isMissing(found)) return undefined;
  return isObject(found) ? found : odd;
}

const later = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;
