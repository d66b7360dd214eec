/**
 * Recording one entry of an order's log, and all that follows from it, inside a transaction that holds the order.
 */
import { type Alarm, InputError, restore, save } from '../lifecycle/index.ts';
import { canonical, type Sha256 } from './canonical.ts';
import type { Connection } from './database.ts';
import { type Came, come, type Entry, sealed, type Told } from './entry.ts';
import { movesOf } from './moves.ts';
import { nextRead } from './reading.ts';
import { type Change, countResend, type Earlier, readStanding, type StoredOrder, writeChange } from './rows.ts';

/** What entries are written with. */
export interface Writing {
  /** The hash of the law. */
  readonly law: string;
  readonly sha256: Sha256;
}

/** What recording came to. */
export interface Recorded {
  readonly came: Came;
  /** The entry that judged the same notification before; then nothing was recorded. */
  readonly duplicateOf?: number;
}

/** Judges what is told of a locked order, and writes it down. */
export async function record(
  connection: Connection,
  order: StoredOrder,
  told: Told,
  at: string,
  { law, sha256 }: Writing,
): Promise<Recorded> {
  const { orderId, payment, version } = order;
  const digest = await sha256(canonical(told.body));
  const { lives, earlier } = await readStanding(connection, orderId, law, digest);
  if (told.kind === 'notification' && earlier && !isJudgedAnew(earlier, version)) {
    await countResend(connection, orderId, digest, at);
    const { verdict, answer } = earlier;
    return { came: { payment, verdict, violations: [], answer }, duplicateOf: earlier.n };
  }
  const came = come(orderId, payment, told);
  if ('ok' in came.answer && came.answer.ok && came.answer.repeated) return { came };
  // What cannot be read back is never stored: it would close the order to everything that is still to come.
  if (came.payment) restore(save(came.payment));
  if (told.kind === 'correction' && 'resolve' in told.body) await readOpen(connection, orderId, told.body.resolve);
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
  await writeChange(connection, changeOf(order, entry, told, came, movesOf(lives, told, came)));
  return { came };
}

/** What was set aside is judged anew if the order has heard something since; all else would come to nothing new. */
function isJudgedAnew({ verdict, n }: Earlier, version: number): boolean {
  return (verdict === 'illegal' || verdict === 'unknown') && n !== version;
}

/** @throws InputError unless the entry was set aside, and nobody has resolved it. */
async function readOpen(connection: Connection, orderId: string, n: number): Promise<void> {
  const [open] = await connection.query(
    'SELECT FROM paychart.quarantine WHERE order_id = $1 AND n = $2 AND resolved_by IS NULL',
    [orderId, n],
  );
  if (!open)
    throw new InputError('resolve', `entry ${n} of order ${orderId} is not set aside`, 'List what is in quarantine.');
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
