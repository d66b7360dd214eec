/**
 * Calls on different orders, written together. Calls that come while others are being written wait, and are then one read and
 * one statement that writes: what each costs is shared by all.
 *
 * No order is held while it is judged. What is written says after which entry it was judged, and is written only if that is
 * still the last one; else the order is read and judged again. An order is in one batch at a time, so that only another process
 * can come in between; a call that has lost to others a few times takes the order first.
 */
import type { Connection, Database } from './database.ts';
import type { LawNames } from './law-names.ts';
import { retried } from './retried.ts';
import { type Asked, type Change, lockOrder, type Resend, readStandings, type Standing, writeChanges } from './rows.ts';
import { StoreError } from './store-error.ts';

/** What a call comes to: an answer, which holds once what is to be written is written. */
export interface Outcome<T> {
  readonly answer: T;
  readonly change?: Change | undefined;
  readonly resend?: Resend | undefined;
  /** Once that is written, the call is to be judged. */
  readonly again?: true | undefined;
}

/** A call on one order. */
export interface Call<T> extends Asked {
  /** When it was made, for an order that is new. */
  readonly at: string;
  /**
   * Judges it; again, if the database has refused what it came to by the law that it holds. What is thrown is what the caller
   * gets, and nothing is written.
   */
  judge(standing: Standing, refusedByLaw: boolean): Promise<Outcome<T>>;
}

interface Waiting {
  readonly call: Call<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** How often others wrote to its order while it was judged. */
  lost: number;
  /** Whether the database has refused what it came to, by the law that it holds. */
  refusedByLaw: boolean;
}

interface Judged {
  readonly waiting: Waiting;
  readonly outcome: Outcome<unknown>;
}

/** How many batches are under way at once: one is judged here while others are written there, and made durable together. */
const width = 4;

/** How many calls a batch has at most. */
const most = 64;

/** After how many times that others were quicker a call takes the order first. */
const patience = 3;

/** Carries out calls on a database; each resolves once what it came to is durable. */
export function batchesOn(database: Database, { relation }: LawNames): <T>(call: Call<T>) => Promise<T> {
  /** What waits for each order, in the order it came; an order that is under way has its line, too. */
  const lines = new Map<string, Waiting[]>();
  /** The orders that have something waiting and are not under way. */
  const ready: string[] = [];
  let underWay = 0;

  const enter = (waiting: Waiting): void => {
    const { orderId } = waiting.call;
    const line = lines.get(orderId);
    if (line) line.push(waiting);
    else {
      lines.set(orderId, [waiting]);
      ready.push(orderId);
    }
  };

  const next = (): void => {
    while (underWay < width && ready.length > 0) {
      const orderIds = ready.splice(0, most);
      underWay++;
      void run(orderIds.map((orderId) => (lines.get(orderId) as Waiting[]).shift() as Waiting)).finally(() => {
        underWay--;
        for (const orderId of orderIds) {
          if (lines.get(orderId)?.length === 0) lines.delete(orderId);
          else ready.push(orderId);
        }
        next();
      });
    }
  };

  /** Reads, judges and writes a batch, and answers every call in it. */
  const run = async (batch: readonly Waiting[]): Promise<void> => {
    const toLock = batch.filter(({ lost }) => lost >= patience);
    const together = batch.filter(({ lost }) => lost < patience);
    try {
      if (together.length > 0) await runTogether(together);
    } catch (error) {
      // One that the database refuses must not take the others with it.
      if (isRefused(error) && together.length > 1) for (const waiting of together) await run([waiting]);
      else for (const waiting of together) await refuse(waiting, error);
    }
    for (const waiting of toLock) await runLocked(waiting);
  };

  const runTogether = async (batch: readonly Waiting[]): Promise<void> => {
    const judged = await judge(batch, await retried(() => readStandings(database, batch.map(askedOf), relation)));
    const written = await retried(() => write(database, judged));
    for (const one of judged) {
      if (isDone(one, written) && !one.outcome.again) one.waiting.resolve(one.outcome.answer);
      else {
        if (!isDone(one, written)) one.waiting.lost++;
        enter(one.waiting);
      }
    }
  };

  const runLocked = async (waiting: Waiting): Promise<void> => {
    try {
      const { call, refusedByLaw } = waiting;
      const outcome = await retried(() =>
        database.transaction((connection) => carriedOut(connection, call, relation, refusedByLaw)),
      );
      waiting.resolve(outcome.answer);
    } catch (error) {
      await refuse(waiting, error);
    }
  };

  /** Answers a call that cannot be written: by the error, unless it can be set aside because the law refuses its moves. */
  const refuse = async (waiting: Waiting, error: unknown): Promise<void> => {
    const isByLaw = isRefused(error) && error.table === 'move';
    if (!isByLaw || waiting.refusedByLaw) return waiting.reject(error);
    waiting.refusedByLaw = true;
    await run([waiting]);
  };

  /** What each call comes to. One that throws is answered at once; one of two on the same order, under two ids, waits. */
  const judge = async (batch: readonly Waiting[], standings: readonly Standing[]): Promise<readonly Judged[]> => {
    const judged: Judged[] = [];
    const orders = new Set<string>();
    for (const [at, waiting] of batch.entries()) {
      const standing = standings[at] as Standing;
      const { orderId } = standing.order;
      if (orders.has(orderId)) {
        enter(waiting);
        continue;
      }
      orders.add(orderId);
      try {
        judged.push({ waiting, outcome: await waiting.call.judge(standing, waiting.refusedByLaw) });
      } catch (error) {
        waiting.reject(error);
      }
    }
    return judged;
  };

  return <T>(call: Call<T>) =>
    new Promise<T>((resolve, reject) => {
      enter({
        call: call as Call<unknown>,
        resolve: resolve as Waiting['resolve'],
        reject,
        lost: 0,
        refusedByLaw: false,
      });
      // What else is called in this turn goes along.
      queueMicrotask(next);
    });
}

/** Carries out one call in a transaction that is open: the order is taken first, so nobody else writes to it until that ends. */
export async function carriedOut<T>(
  connection: Connection,
  call: Call<T>,
  relation: string,
  refusedByLaw: boolean,
): Promise<Outcome<T>> {
  const [{ order }] = (await readStandings(connection, [askedBy(call)], relation)) as [Standing];
  await lockOrder(connection, order.orderId, call.at);
  for (;;) {
    const [standing] = (await readStandings(connection, [askedBy(call)], relation)) as [Standing];
    const outcome = await call.judge(standing, refusedByLaw);
    await write(connection, [{ outcome }]);
    if (!outcome.again) return outcome;
  }
}

const isRefused = (error: unknown): error is StoreError => error instanceof StoreError && error.code === 'refused';

const askedOf = ({ call }: Pick<Waiting, 'call'>): Asked => askedBy(call);

const askedBy = ({ orderId, digest, named, askedWhen }: Asked): Asked => ({
  orderId,
  digest,
  named,
  askedWhen,
});

async function write(connection: Connection, judged: readonly Pick<Judged, 'outcome'>[]): Promise<ReadonlySet<string>> {
  const changes = judged.flatMap(({ outcome }) => outcome.change ?? []);
  const resends = judged.flatMap(({ outcome }) => outcome.resend ?? []);
  if (changes.length === 0 && resends.length === 0) return new Set();
  return writeChanges(connection, changes, resends);
}

const isDone = ({ outcome: { change } }: Judged, written: ReadonlySet<string>): boolean =>
  change === undefined || written.has(change.entry.orderId);
