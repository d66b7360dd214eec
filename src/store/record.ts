/**
 * What one call comes to, for an order as it stands: the entry of its log, and all that follows from it. Nothing is written
 * here.
 */
import { type Alarm, InputError } from '../lifecycle/index.ts';
import { canonical, type Sha256 } from './canonical.ts';
import { type Came, come, comeToNothing, type Entry, sealed, type Told } from './entry.ts';
import { movesOf } from './moves.ts';
import { nextRead } from './reading.ts';
import { remember } from './remembered.ts';
import type { Change, Earlier, Resend, Standing, StoredOrder } from './rows.ts';
import { StoreError } from './store-error.ts';

/** What entries are written with. */
export interface Writing {
  /** The hash of the law. */
  readonly law: string;
  readonly sha256: Sha256;
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
  { order, lives, earlier, isSetAside }: Standing,
  told: Told,
  at: string,
  digest: string,
  { law, sha256 }: Writing,
  refusedByLaw = false,
): Promise<Recorded> {
  const { orderId, payment, version } = order;
  if (order.otherLaw && told.kind !== 'migrated') {
    const { hashes, becomes } = order.otherLaw;
    if (becomes === 'read only' || payment === undefined)
      throw new StoreError(
        'judged_otherwise',
        `order ${orderId} was judged under another law (transaction ${hashes.transaction.slice(0, 12)}…), and its evidence is not lawful under this one; it can be read. Tell it to a version of this package that has that law, or decide by hand`,
      );
    const carried: Told = { kind: 'migrated', body: { from: hashes, payment } };
    const digest = await digestOf(carried, sha256);
    const recorded = await record({ order, lives, earlier, isSetAside }, carried, at, digest, { law, sha256 });
    return { ...recorded, again: true };
  }
  if (told.kind === 'notification' && earlier && !isJudgedAnew(earlier, version)) {
    const { n, verdict, answer } = earlier;
    return { came: { payment, verdict, violations: [], answer }, resend: { orderId, digest, n, at } };
  }
  const nothing = refusedByLaw ? comeToNothing(payment, told) : undefined;
  const came = nothing ?? come(orderId, payment, told);
  if ('ok' in came.answer && came.answer.ok && came.answer.repeated) return { came };
  // What cannot be read back is never stored: it would close the order to everything that is still to come.
  if (came.payment) remember(came.payment);
  const resolves = told.kind === 'correction' && 'resolve' in told.body ? told.body.resolve : undefined;
  if (resolves !== undefined && !isSetAside)
    throw new InputError(
      'resolve',
      `entry ${resolves} of order ${orderId} is not set aside`,
      'List what is in quarantine.',
    );
  const entry = await sealed(
    {
      orderId,
      n: version + 1,
      kind: told.kind,
      receivedAt: new Date(at).toISOString(),
      body: told.body,
      digest,
      verdict: came.verdict,
      code: came.code ?? null,
      violations: came.violations,
      answer: came.answer,
      law,
      previousHash: order.head,
    },
    sha256,
  );
  return { came, change: changeOf(order, entry, told, came, nothing ? [] : movesOf(lives, told, came)) };
}

/** The digest of what is told. */
export const digestOf = ({ body }: Told, sha256: Sha256): Promise<string> => sha256(canonical(body));

/** What was set aside is judged anew if the order has heard something since; all else would come to nothing new. */
function isJudgedAnew({ verdict, n }: Earlier, version: number): boolean {
  return (verdict === 'illegal' || verdict === 'unknown') && n !== version;
}

/** All that an entry changes. */
export function changeOf(
  order: Pick<StoredOrder, 'readAt'>,
  entry: Entry,
  told: Told,
  { payment, verdict, answer }: Came,
  moves: Change['moves'],
): Change {
  const alarms: readonly Alarm[] = 'alarms' in answer ? answer.alarms : [];
  const isRead = told.kind === 'status_read';
  const readAt = isRead ? entry.receivedAt : alarms.length > 0 ? undefined : (order.readAt ?? undefined);
  return {
    entry,
    payment,
    moves,
    alarms,
    told: told.kind === 'correction' || ['applied', 'illegal', 'unknown'].includes(verdict),
    resolves: told.kind === 'correction' && 'resolve' in told.body ? told.body.resolve : undefined,
    readAt,
    nextReadAt: nextRead({ payment, readAt, now: entry.receivedAt }),
  };
}
