/**
 * What one call comes to, for an order as it stands: the entry of its log, and all that follows from it. Nothing is written
 * here.
 */
import { type Alarm, mustBeReadable } from '../lifecycle/index.ts';
import { isInstant } from '../lifecycle/read.ts';
import { canonical, type Sha256 } from './canonical.ts';
import { type Came, come, comeToNothing, type Entry, namedBy, notSetAside, sealed, type Told } from './entry.ts';
import type { NumberedLaw } from './law-names.ts';
import { movesOf } from './moves.ts';
import { nextRead } from './reading.ts';
import type { Change, Earlier, Resend, Standing, StoredOrder } from './rows.ts';
import { StoreError } from './store-error.ts';
import { whatChanged } from './what-changed.ts';

/** What entries are written with. */
export interface Writing {
  readonly law: NumberedLaw;
  readonly sha256: Sha256;
  /** The name of the account whose entries they are, if it has one. */
  readonly account?: string | undefined;
}

/** What a call came to: an answer, which holds once what is to be written is written. */
export interface Recorded {
  readonly came: Came;
  readonly change?: Change;
  /** The notification was judged before, by the entry of this number; it is only counted. */
  readonly resend?: Resend;
  /** The order was only carried over from another law: what was told is to be judged after that. */
  readonly again?: true;
}

/**
 * Judges what is told of an order.
 *
 * @param refusedByLaw whether the database has refused what it came to, by the law that it holds.
 * @throws InputError if what is told cannot be read, or concerns what the order does not have.
 */
export async function record(
  standing: Standing,
  told: Told,
  at: string,
  { text: body, digest }: Digested,
  writing: Writing,
  refusedByLaw = false,
): Promise<Recorded> {
  const { law, sha256, account } = writing;
  const { order, lives, earlier, heardAt, aside } = standing;
  const { orderId, payment, version, corrected } = order;
  if (order.otherLaw && told.kind !== 'migrated') {
    const { hashes, becomes } = order.otherLaw;
    if (becomes === 'read only' || payment === undefined)
      throw new StoreError(
        'judged_otherwise',
        `order ${orderId} was judged under another law (transaction ${hashes.transaction.slice(0, 12)}…), and its evidence is not lawful under this one; it can be read. Tell it to a version of this package that has that law, or decide by hand`,
      );
    const carried: Told = { kind: 'migrated', body: { from: hashes, payment } };
    const recorded = await record(standing, carried, at, await digestOf(carried, sha256), writing);
    return { ...recorded, again: true };
  }
  if (told.kind === 'notification' && earlier && earlier.n > corrected && !isJudgedAnew(earlier, version)) {
    const { n, verdict, answer } = earlier;
    return { came: { payment, verdict, violations: [], answer }, resend: { orderId, digest, n, at } };
  }
  const named = namedBy(told);
  if (named !== undefined && aside === undefined)
    throw notSetAside('adopt' in told.body ? 'adopt' : 'resolve', orderId, named);
  const nothing = refusedByLaw ? comeToNothing(payment, told) : undefined;
  const came = nothing ?? come(orderId, payment, told, { heardAt, aside });
  if ('ok' in came.answer && came.answer.ok && came.answer.repeated) return { came };
  if (came.payment) mustBeReadable(came.payment);
  const entry = await sealed(
    {
      ...(account !== undefined && { account }),
      orderId,
      n: version + 1,
      kind: told.kind,
      receivedAt: instantOf(at),
      body: told.body,
      digest,
      verdict: came.verdict,
      code: came.code ?? null,
      violations: came.violations,
      answer: came.answer,
      law: law.whole,
      previousHash: order.head,
    },
    sha256,
    body,
  );
  const moves = nothing ? [] : movesOf(lives, told, came, law);
  const before = {
    readAt: order.readAt,
    head: standing.head,
    again: told.kind === 'notification' && earlier !== undefined,
  };
  const changed = changedBy(before, entry, told, came, moves, law);
  const changes = whatChanged(payment, told, came);
  const nextReadAt = came.overtaken ? entry.receivedAt : nextRead({ ...changed, now: entry.receivedAt });
  return { came, change: { ...changed, hasMessage: isTold(entry, changes), changes, nextReadAt } };
}

/** Whether an instant is written as in the log, if it is one. */
const isWritten = (at: string): boolean => at.length === 24 && at[19] === '.' && at[23] === 'Z';

/** An instant as the log has it: in UTC, with milliseconds. */
const instantOf = (at: string): string => (isWritten(at) && isInstant(at) ? at : new Date(at).toISOString());

/** What is told in canonical form, and the digest of that. */
export interface Digested {
  readonly text: string;
  readonly digest: string;
}

/** The digest of what is told. */
export async function digestOf({ body }: Told, sha256: Sha256): Promise<Digested> {
  const text = canonical(body);
  return { text, digest: await sha256(text) };
}

/** What was set aside is judged anew if the order has heard something since; all else would come to nothing new. */
function isJudgedAnew({ verdict, n }: Earlier, version: number): boolean {
  return (verdict === 'illegal' || verdict === 'unknown') && n !== version;
}

/** What an entry changes, without what only those are told or given who act on it. */
export type Changed = Omit<Change, 'hasMessage' | 'changes' | 'nextReadAt'>;

/** What an entry changes. */
export function changedBy(
  before: Pick<StoredOrder, 'readAt'> & Pick<Change, 'again'> & Pick<Standing, 'head'>,
  entry: Entry,
  told: Told,
  { payment, answer, corrects, overtaken, answers }: Came,
  moves: Change['moves'],
  law: NumberedLaw,
): Changed {
  const alarms: readonly Alarm[] = 'alarms' in answer ? answer.alarms : [];
  const isRead = told.kind === 'status_read' && !overtaken;
  return {
    entry,
    payment,
    previous: before.head,
    again: before.again,
    moves,
    law,
    alarms,
    resolves: namedBy(told),
    answers,
    corrects: corrects === true,
    readAt: isRead ? entry.receivedAt : alarms.length > 0 ? undefined : (before.readAt ?? undefined),
  };
}

/** Whether the merchant's own systems are told of an entry that changed this. */
export const isTold = ({ kind, verdict }: Pick<Entry, 'kind' | 'verdict'>, changes: Change['changes']): boolean =>
  kind === 'correction' || ['applied', 'outside', 'illegal', 'unknown'].includes(verdict) || (changes ?? []).length > 0;
