/**
 * The fields of what a store is told: whatever is told is kept for good, so nothing is taken that nobody would read.
 */
import { InputError, type PaymentFact, type Report, type Signed, type Transcript } from '../lifecycle/index.ts';
import { fieldsOf, shown } from '../lifecycle/read.ts';
import type { Correction } from './entry.ts';
import { readEntryNumber } from './read-asked.ts';

/** The fields that a value may have: each is plain, or has fields of its own, as one value or as each of a list. */
interface Fields {
  readonly [name: string]: true | Fields;
}

/** The fields of some type, all of them. */
type FieldsOf<T> = { readonly [Name in T extends unknown ? keyof T : never]: true | Fields };

/** What a list of a report holds. */
type OneOf<List extends 'related' | 'methods' | 'leftOut' | 'unreadable'> = NonNullable<Report[List]>[number];

const word = { unknown: true } as const;
const method = { brand: true, outside: true, family: true, unknown: true } as const satisfies FieldsOf<
  NonNullable<Report['method']>
>;
const dispute = { status: word, due: true, reasonCode: true, reasonDescription: true } as const satisfies FieldsOf<
  NonNullable<Report['dispute']>
>;

const reportFields = {
  channel: true,
  orderId: true,
  transactionId: true,
  order: word,
  transaction: word,
  voidVoid: true,
  kind: word,
  method,
  methods: {
    method,
    brand: true,
    externalId: true,
    amount: true,
    currency: true,
    status: word,
  } satisfies FieldsOf<OneOf<'methods'>>,
  amount: true,
  negative: true,
  currency: true,
  amountRefunded: true,
  manualCapture: true,
  captureRemaining: true,
  captureBefore: true,
  outcome: true,
  threeDAsked: true,
  reference: true,
  merchantReference: true,
  dispute,
  related: {
    transactionId: true,
    orderId: true,
    kind: word,
    status: word,
    amount: true,
    currency: true,
    created: true,
    reference: true,
    dispute,
  } satisfies FieldsOf<OneOf<'related'>>,
  authorisationOrderId: true,
  created: true,
  recency: true,
  askedAt: true,
  leftOut: { path: true, found: true, expected: true } satisfies FieldsOf<OneOf<'leftOut'>>,
  unreadable: { path: true, found: true, expected: true, wayOut: true } satisfies FieldsOf<OneOf<'unreadable'>>,
} as const satisfies FieldsOf<Report>;

type FactType = PaymentFact['type'];

/** The fields that a fact of some type may have, beside its type and its time. */
type FieldOf<Type extends FactType> = Exclude<
  Extract<PaymentFact, { readonly type: Type }> extends infer Fact
    ? Fact extends unknown
      ? keyof Fact
      : never
    : never,
  'type' | 'at'
>;

/** The fields that facts have besides `type` and `at`; a fact that is not listed says of which transaction it is told. */
const listedFields: { readonly [Type in FactType]?: readonly FieldOf<Type>[] } = {
  'order.created': ['brand', 'amount', 'currency', 'threeD', 'capture', 'transactionId'],
  'authentication.completed': ['outcome', 'transactionId'],
  'capture.requested': ['captureId', 'amount', 'currency', 'key', 'transactionId'],
  'capture.completed': ['captureId', 'transactionId'],
  'capture.refused': ['captureId', 'transactionId'],
  'refund.requested': ['refundId', 'amount', 'all', 'currency', 'key', 'intentional', 'transactionId'],
  'refund.completed': ['refundId', 'transactionId'],
  'refund.cancelled': ['refundId', 'transactionId'],
  'refund.declined': ['refundId', 'transactionId'],
  'chargeback.received': ['transactionId', 'amount', 'attemptId'],
  'chargeback.reversed': ['refundId', 'transactionId'],
  'transaction.identified': ['transactionId', 'refundId', 'captureId'],
};

/** The same by whatever somebody calls a fact: what every object has by nature is none. */
const byType: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(listedFields));

/** The fields that a fact of a type has. */
export const factFields = (type: string): readonly string[] => [
  'type',
  'at',
  ...(byType.get(type) ?? ['transactionId']),
];

/** What a correction may be, one of them. */
const correctionFields = {
  close: { code: true, transactionId: true },
  resolve: true,
  unmade: true,
  adopt: true,
  transcribe: {
    order: true,
    transaction: true,
    transactionId: true,
    amount: true,
    currency: true,
    kind: true,
    reference: true,
  } satisfies FieldsOf<Transcript>,
  settledOutside: { amount: true, currency: true },
  refundCameBack: { transactionId: true, refundId: true },
} as const satisfies Omit<FieldsOf<Correction>, keyof Signed | 'at'>;

const signedFields = { actor: true, reason: true, evidence: true } as const satisfies FieldsOf<Signed>;

/** @throws InputError if a report has a field that reports do not have. */
export function readReportFields(report: unknown): void {
  refuseOthers(fieldsOf(report, 'report', 'not a report'), reportFields, 'report');
}

/** @throws InputError if a fact has a field that facts of its type do not have. */
export function readFactFields(fact: unknown): void {
  const fields = fieldsOf(fact, 'fact', 'a fact is an object with a type');
  refuseOthers(fields, Object.fromEntries(factFields(String(fields.type)).map((field) => [field, true])), 'fact');
}

/** @throws InputError if a correction is none, or has a field that it does not have, or says more than one. */
export function readCorrectionFields(correction: unknown): void {
  const fields = fieldsOf(correction, 'correction', 'a correction says what is corrected');
  const said = Object.keys(correctionFields).filter((one) => fields[one] !== undefined);
  if (said.length > 1)
    throw new InputError('correction', `it says ${said.join(' and ')} at once`, 'Give one correction at a time.');
  const [one] = said as (keyof typeof correctionFields)[];
  if (one === 'resolve' || one === 'adopt') readEntryNumber(fields[one], one, 1);
  if (one === 'close') fieldsOf(fields.close, one, (found) => `${found} is no alarm`);
  const of = one === 'unmade' ? { ...correctionFields, at: true as const } : correctionFields;
  refuseOthers(fields, { ...signedFields, ...of }, 'correction');
}

/** What is told in a field that there is not, in a value or anywhere in it, is refused: by its name, without what it holds. */
function refuseOthers(value: unknown, fields: Fields, path: string): void {
  if (Array.isArray(value)) {
    value.forEach((one, index) => {
      refuseOthers(one, fields, `${path}.${index}`);
    });
    return;
  }
  // What is no object, where one is read, is for the law to refuse.
  if (typeof value !== 'object' || value === null) return;
  for (const [name, held] of Object.entries(value)) {
    if (held === undefined) continue;
    const of = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (of === undefined)
      throw new InputError(
        `${path}.${shown(name).slice(1, -1)}`,
        'there is no such field',
        `Leave it out, or give one of ${Object.keys(fields).join(', ')}.`,
      );
    if (of !== true) refuseOthers(held, of, `${path}.${name}`);
  }
}
