/**
 * One entry of an order's log: what was told, and what it came to. A payment is what its entries come to, one after the
 * other; the store and the check of an import use the same function.
 */

import { type Refusal, type RefusalCode, refusal } from '../../machines/index.ts';
import {
  type Alarm,
  type Circumstances,
  type Configuration,
  configure,
  correct,
  emptyPayment,
  freeze,
  InputError,
  isUndecided,
  leaveUnknown,
  type Money,
  type Observed,
  type OpenPayment,
  observe,
  openPayment,
  type Payment,
  type PaymentFact,
  type Report,
  restore,
  type Signed,
  type Stepped,
  step,
  type Transcript,
  type Verdict,
} from '../lifecycle/index.ts';
import { contentOf } from '../lifecycle/judging/observe.ts';
import { readInstant } from '../lifecycle/read.ts';
import { canonical, type Sha256 } from './canonical.ts';

/** What a person may correct. Each correction says who, why and on what evidence. */
export type Correction =
  /** The money that an alarm is about was looked into: the alarm is closed. */
  | (Signed & { readonly close: Pick<Alarm, 'code' | 'transactionId'> })
  /** What was set aside by an entry of the log was looked into. */
  | (Signed & { readonly resolve: number })
  /**
   * A refund request of ours was never made: what it had set aside is free again. By its `refundId`; `at` is now, an ISO
   * 8601 instant. Only while MultiSafepay has shown nothing of it, and some minutes after it was requested.
   */
  | (Signed & { readonly unmade: string; readonly at: string })
  | Booking;

/** A correction that books what no report can (decision D28). */
export type Booking = Signed &
  (
    | {
        /** How MultiSafepay has a transaction is taken over from this entry: the newest that was set aside of it. */
        readonly adopt: number;
      }
    | {
        /** What MultiSafepay shows of a transaction that cannot be read, written down. */
        readonly transcribe: Transcript;
      }
    | {
        /** A method outside the charts has settled this much of the order. */
        readonly settledOutside: Money;
      }
    | {
        /** A refund came back: by MultiSafepay's id or ours; without one, what the refunded total no longer has. */
        readonly refundCameBack: { readonly transactionId?: string; readonly refundId?: string };
      }
  );

/** What is told of an order, by its kind. */
export type Told =
  | { readonly kind: 'opened'; readonly body: OpenPayment }
  | { readonly kind: 'configured'; readonly body: Configuration }
  | { readonly kind: 'notification' | 'status_read'; readonly body: ToldReport }
  | { readonly kind: 'fact'; readonly body: PaymentFact }
  | { readonly kind: 'correction'; readonly body: Correction }
  | { readonly kind: 'migrated'; readonly body: Migrated };

/** A report as it is told. */
export interface ToldReport extends Report {
  /**
   * Of a report that could not be read (decision D29): the SHA-256 of its document, which is kept beside the log as long as it is not
   * erased. It is not judged.
   */
  readonly document?: string;
}

/** What of a told report is judged. */
export function judgedOf(told: ToldReport): Report {
  if (!('document' in told)) return told;
  const { document: _, ...report } = told;
  return report;
}

/** The digest of the document that an entry came with, if it could not be read. */
export const documentOf = (entry: Pick<Entry, 'body'> | undefined): string | undefined =>
  entry && 'document' in entry.body ? entry.body.document : undefined;

/** A payment was carried over from another law. What came before cannot be judged again under this one. */
export interface Migrated {
  /** The law it was judged under: the hash of each chart. */
  readonly from: Payment['laws'];
  /** The payment as it was carried over: what comes after begins with it. */
  readonly payment: Payment;
}

/** The kinds of entries. */
export const entryKinds = [
  'opened',
  'configured',
  'notification',
  'status_read',
  'fact',
  'correction',
  'migrated',
] as const satisfies readonly Told['kind'][];

/** What an entry came to: the payment after it, and the answer. */
export interface Came {
  readonly payment: Payment | undefined;
  /** A verdict's kind, or whether a fact was admitted. */
  readonly verdict: Verdict['verdict'] | 'admitted' | 'refused';
  /** The code of the refusal, if there is one. */
  readonly code?: string;
  /** The violations and the alarms that came with it. */
  readonly violations: readonly string[];
  /** The answer as it was given. */
  readonly answer: Verdict | Stepped<undefined>;
  /** What was kept is corrected: notifications that were judged before are judged again when they come again (decision D28). */
  readonly corrects?: true;
  /** A status read that was asked for before the last report was received: it corrects nothing, and the order is read again. */
  readonly overtaken?: true;
  /** The transaction about which a correction answers what was set aside; null if it has no id. */
  readonly answers?: string | null;
}

/** What an entry is judged by besides the payment: what the log before it tells. */
export interface Known {
  /** When the last report of the order was received, as far as it matters: an ISO 8601 instant. */
  readonly heardAt?: string | undefined;
  /** The report that a correction is about: of the entry that it names. */
  readonly aside?: Report | undefined;
}

/** The entry that a correction is about, if it is about one. */
export function namedBy(told: Told): number | undefined {
  if (told.kind !== 'correction') return undefined;
  if ('resolve' in told.body) return told.body.resolve;
  return 'adopt' in told.body ? told.body.adopt : undefined;
}

/** Whether what is told says when it was asked for, so that it matters when the order was last heard of. */
export const saysWhenAsked = (told: Told): boolean => told.kind === 'status_read' && told.body.askedAt !== undefined;

/** What the entries before one tell of it. */
function knownBefore(entries: readonly Entry[], told: Told): Known {
  const named = namedBy(told);
  const aside = entries.find(({ n }) => n === named);
  const heard = saysWhenAsked(told) ? entries.filter(isReport).map(({ receivedAt }) => receivedAt) : [];
  return {
    aside: aside && isReport(aside) ? judgedOf(aside.body as ToldReport) : undefined,
    heardAt: heard.sort().at(-1),
  };
}

const isReport = ({ kind }: Pick<Entry, 'kind'>): boolean => kind === 'notification' || kind === 'status_read';

/**
 * What an entry of a log comes to when it is judged again.
 *
 * @param entries the log from its first entry on, at least up to this one.
 * @param at the place of the entry among them: from 0.
 * @param before the payment that the entries before it came to.
 * @throws InputError as `come`.
 */
export function comeAgain(entries: readonly Entry[], at: number, before: Payment | undefined): Came {
  const entry = entries[at] as Entry;
  const told = toldBy(entry);
  const nothing = cameToNothing(entry) ? comeToNothing(before, told) : undefined;
  return nothing ?? come(entry.orderId, before, told, knownBefore(entries.slice(0, at), told));
}

/** What an entry came to, as the log has it: it is not judged again. The payment after it is whatever is given. */
export function cameThen(entries: readonly Entry[], at: number, payment: Payment | undefined): Came {
  const entry = entries[at] as Entry;
  const { verdict, violations, answer } = entry;
  const told = toldBy(entry);
  const known = knownBefore(entries.slice(0, at), told);
  const isOvertaken = told.kind === 'status_read' && circumstancesOf(told.body, known).askedLast === false;
  const corrects = 'corrected' in answer || (told.kind === 'correction' && isBooking(told.body));
  return {
    payment,
    verdict,
    violations,
    answer,
    ...(corrects && { corrects }),
    ...(isOvertaken && { overtaken: true }),
    ...(told.kind === 'correction' && answersOf(told.body, known)),
  };
}

/**
 * What an entry comes to.
 *
 * @throws InputError if what is told cannot be read, or concerns what the order does not have.
 */
export function come(orderId: string, before: Payment | undefined, told: Told, known: Known = {}): Came {
  switch (told.kind) {
    case 'opened':
      return admitted(openPayment({ ...told.body, orderId }));
    case 'configured':
      return admitted(configure(before ?? emptyPayment(orderId), told.body));
    case 'notification':
    case 'status_read': {
      const circumstances = circumstancesOf(told.body, known);
      return {
        ...reported(observe(before, judgedOf(told.body), circumstances)),
        ...(circumstances.askedLast === false && { overtaken: true }),
      };
    }
    case 'fact': {
      if (before === undefined)
        throw new InputError('orderId', `nothing is known of order ${orderId}`, 'Open it before facts are told of it.');
      const stepped = step(before, told.body);
      if (stepped.ok) return admitted(stepped.next, stepped.repeated);
      return refused(before, stepped.refusal);
    }
    case 'correction':
      return corrected(orderId, before, told.body, known);
    case 'migrated':
      return admitted(restore(JSON.stringify(told.body.payment)));
  }
}

/**
 * What an entry comes to that would change what the law in the database does not let change: a report is set aside, a fact is
 * refused, and the payment stays as it is. `undefined` of what has no verdict; that is an error.
 */
export function comeToNothing(before: Payment | undefined, told: Told): Came | undefined {
  const because = refusal(moveNotInLaw, { told: told.kind });
  if (told.kind === 'notification' || told.kind === 'status_read')
    return reported(leaveUnknown(before, judgedOf(told.body), because));
  return told.kind === 'fact' && before ? refused(before, because) : undefined;
}

/** Whether an entry came to nothing because of the law in the database. */
export const cameToNothing = ({ code }: { readonly code?: string | null }): boolean => code === moveNotInLaw;

const moveNotInLaw: RefusalCode = 'move_not_in_law';

/**
 * Whether a status read was asked for after all that was heard of the order (decision D28). Both times are of our own clock: at the
 * same instant, the answer is the later.
 */
function circumstancesOf({ askedAt }: Report, { heardAt }: Known): Circumstances {
  if (askedAt === undefined) return {};
  return { askedLast: heardAt === undefined || Date.parse(askedAt) >= Date.parse(heardAt) };
}

function reported({ verdict, payment }: Observed): Came {
  return {
    payment,
    verdict: verdict.verdict,
    ...('refusal' in verdict && { code: verdict.refusal.code }),
    violations: 'violations' in verdict ? verdict.violations.map(({ code }) => code) : [],
    answer: verdict,
    ...(verdict.verdict === 'applied' && verdict.corrected && { corrects: true }),
  };
}

function refused(payment: Payment, because: Refusal): Came {
  const answer: Stepped<undefined> = { ok: false, refusal: because };
  return { payment, verdict: 'refused', code: because.code, violations: [], answer };
}

function admitted(payment: Payment | undefined, repeated?: true): Came {
  const answer: Stepped<undefined> = { ok: true, next: undefined, ...(repeated && { repeated }) };
  return { payment, verdict: 'admitted', violations: [], answer };
}

function corrected(orderId: string, payment: Payment | undefined, correction: Correction, { aside }: Known): Came {
  if ('resolve' in correction) return admitted(payment && aside ? withoutAside(payment, aside) : payment);
  if ('unmade' in correction) return admitted(withoutRefund(payment, correction));
  if ('close' in correction) return admitted(withoutAlarm(payment, correction.close));
  return {
    ...admitted(booked(payment ?? emptyPayment(orderId), correction, aside)),
    corrects: true,
    ...answersOf(correction, { aside }),
  };
}

const isBooking = (correction: Correction): correction is Booking =>
  !('resolve' in correction || 'unmade' in correction || 'close' in correction);

function booked(payment: Payment, correction: Booking, aside: Report | undefined): Payment {
  if (!('adopt' in correction)) return correct(payment, correction);
  const { adopt: n, ...signed } = correction;
  if (aside === undefined) throw notSetAside('adopt', payment.orderId, n);
  return correct(payment, { ...signed, adopt: aside });
}

/** About which transaction a correction answers all that is set aside, if it does. */
function answersOf(correction: Correction, { aside }: Known): Pick<Came, 'answers'> {
  if ('transcribe' in correction) return { answers: correction.transcribe.transactionId };
  return 'adopt' in correction && aside ? { answers: aside.transactionId ?? null } : {};
}

/** An entry that a correction names, and that is not set aside. */
export function notSetAside(path: 'adopt' | 'resolve', orderId: string, n: number): InputError {
  return new InputError(path, `entry ${n} of order ${orderId} is not set aside`, 'List what is in quarantine.');
}

/** The payment once a person has looked at a report: the same again is to be looked at again. */
function withoutAside(payment: Payment, report: Report): Payment {
  const content = contentOf(report);
  const setAside = payment.setAside.filter((one) => one.content !== content);
  return setAside.length === payment.setAside.length ? payment : freeze({ ...payment, setAside });
}

function withoutAlarm(
  payment: Payment | undefined,
  { code, transactionId }: Pick<Alarm, 'code' | 'transactionId'>,
): Payment {
  const alarms = payment?.alarms.filter((alarm) => alarm.code !== code || alarm.transactionId !== transactionId) ?? [];
  if (payment === undefined || alarms.length === payment.alarms.length)
    throw new InputError(
      'close',
      `no alarm ${code} of transaction ${transactionId ?? 'without an id'} is open`,
      'Read the payment; its alarms say what may be closed.',
    );
  return freeze({ ...payment, alarms });
}

/** How old a refund request must be before a person may say that it was never made, in minutes. */
export const unmadeAfter = 10;

/** The fact that frees what a refund has set aside. */
export const freeing = 'refund.declined' satisfies PaymentFact['type'];

/** @throws InputError unless it is a request of ours, some minutes old, and nothing MultiSafepay has shown may be it. */
function withoutRefund(
  payment: Payment | undefined,
  { unmade, at }: Extract<Correction, { readonly unmade: string }>,
): Payment {
  readInstant(at, 'at');
  const request = payment?.refunds.find((one) => one.refundId === unmade && isUndecided(one));
  if (payment === undefined || request?.requestedAt === undefined)
    throw new InputError(
      'unmade',
      `no refund ${JSON.stringify(unmade)} waits for its outcome`,
      'Read the payment: its refunds say which do.',
    );
  if (Date.parse(at) - Date.parse(request.requestedAt) < unmadeAfter * 60_000)
    throw new InputError(
      'unmade',
      `it was requested less than ${unmadeAfter} minutes ago, and may be under way`,
      'Read the order at MultiSafepay later, and look again.',
    );
  const twin = payment.refunds.find(
    ({ kind, of, refundId, transactionId, amount }) =>
      kind === 'refund' &&
      of === request.of &&
      refundId === undefined &&
      transactionId !== undefined &&
      (amount === undefined || amount === request.amount),
  );
  if (twin)
    throw new InputError(
      'unmade',
      `refund ${twin.transactionId} at MultiSafepay may be it`,
      'Tell that it is, with the fact transaction.identified: the money is booked once then.',
    );
  const stepped = step(payment, { type: freeing, at, refundId: unmade });
  if (stepped.ok) return stepped.next;
  throw new InputError('unmade', stepped.refusal.says, 'Leave it as it is.');
}

/** As much as a column of whole numbers counts: so many entries a log can have. */
export const largestCount = 2 ** 31 - 1;

/** An entry as it stands in the log. */
export interface Entry {
  /** The account that the order is of; missing of the one without a name. */
  readonly account?: string;
  readonly orderId: string;
  /** Its place: from 1, without gaps. */
  readonly n: number;
  readonly kind: Told['kind'];
  /** When it was received, by the caller's clock: an ISO 8601 instant in UTC. */
  readonly receivedAt: string;
  readonly body: Told['body'];
  /** The SHA-256 of what was told. */
  readonly digest: string;
  readonly verdict: Came['verdict'];
  readonly code: string | null;
  readonly violations: readonly string[];
  readonly answer: Came['answer'];
  /** The law it was judged under: the name of the whole law. */
  readonly law: string;
  /** The hash of the entry before; null before the first. */
  readonly previousHash: string | null;
  /** The SHA-256 of all of the above. */
  readonly hash: string;
}

/**
 * Puts the hash on an entry: over all it holds, the hash of the one before included.
 *
 * @param body its body in canonical form.
 */
export async function sealed(entry: Omit<Entry, 'hash'>, sha256: Sha256, body = canonical(entry.body)): Promise<Entry> {
  return { ...entry, hash: await sha256(hashedText(entry, body)) };
}

/**
 * What the hash of an entry is over: all of it but that, in canonical form. Its fields are known, and so is their order.
 *
 * @param body its body in canonical form.
 */
function hashedText(entry: Omit<Entry, 'hash'>, body: string): string {
  const { account, orderId, n, kind, receivedAt, digest, verdict, code, violations, answer, law, previousHash } = entry;
  // In the order of their names. A field that is added to an entry and not here does not compile.
  const members = {
    answer: canonical(answer),
    body,
    code: canonical(code),
    digest: canonical(digest),
    kind: canonical(kind),
    law: canonical(law),
    n: canonical(n),
    orderId: canonical(orderId),
    previousHash: canonical(previousHash),
    receivedAt: canonical(receivedAt),
    verdict: canonical(verdict),
    violations: canonical(violations),
  } satisfies Record<keyof Omit<Entry, 'hash' | 'account'>, string>;
  let text = account === undefined ? '' : `"account":${canonical(account)}`;
  for (const name in members) text += `${text && ','}"${name}":${members[name as keyof typeof members]}`;
  return `{${text}}`;
}

/** What is wrong with the chain of an order's entries, in words; `undefined` if every link holds. */
export async function brokenLink(entries: readonly Entry[], sha256: Sha256): Promise<string | undefined> {
  let before: Entry | undefined;
  for (const entry of entries) {
    const place = `entry ${entry.n} of order ${entry.orderId}`;
    if (entry.n !== (before?.n ?? 0) + 1) return `${place} does not follow entry ${before?.n ?? 0}`;
    if (entry.previousHash !== (before?.hash ?? null)) return `${place} names another entry before it`;
    const body = canonical(entry.body);
    if ((await sha256(body)) !== entry.digest) return `what ${place} was told has another digest`;
    if ((await sha256(hashedText(entry, body))) !== entry.hash) return `${place} has another hash`;
    before = entry;
  }
  return undefined;
}

/** The entry as what was told. */
export function toldBy({ kind, body }: Entry): Told {
  return { kind, body } as Told;
}
