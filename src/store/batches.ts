/**
 * Calls on different orders, written together. Calls that come while others are being written wait, and are then one read and
 * one statement that writes: what each costs is shared by all.
 *
 * No order is held while it is judged. What is written says after which entry it was judged, and is written only if that is
 * still the last one; else the order is read and judged again. An order is in one batch at a time, so that only another process
 * can come in between; a call that has lost to others a few times takes the order first.
 *
 * An order that was heard of lately is not read: how it stands is remembered, and what is written holds only if that was so. What
 * comes to nothing that is written (an error, a repetition) is judged again as the database has it.
 */
import type { Connection, Database } from './database.ts';
import type { LawNames } from './law-names.ts';
import { emptyMemory } from './memory.ts';
import { retried } from './retried.ts';
import { type Asked, type Change, lockOrder, type Resend, readStandings, type Standing, writeChanges } from './rows.ts';
import { type Shapes, shapesKnown } from './shapes.ts';
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
  /** Whether its order is to be read, whatever is remembered of it. */
  mustRead: boolean;
}

interface Judged {
  readonly waiting: Waiting;
  readonly standing: Standing;
  readonly outcome: Outcome<unknown>;
}

/** How many batches are under way at once: one is judged here while the other is written there. */
const width = 2;

/** How many calls a batch has at most: with more, those that wait would all be in one batch, and nothing be judged while it is written. */
const most = 32;

/** After how many times that others were quicker a call takes the order first. */
const patience = 3;

/** Calls on a database, carried out together. */
export interface Batches {
  /** Carries out a call; it resolves once what it came to is durable. */
  carryOut<T>(call: Call<T>): Promise<T>;
  /** Forgets how an order stands: somebody else writes to it. */
  forget(orderId: string): void;
}

/** Carries out calls on a database. */
export function batchesOn(database: Database, names: LawNames): Batches {
  /** What waits for each order, in the order it came; an order that is under way has its line, too. */
  const lines = new Map<string, Waiting[]>();
  /** The orders that have something waiting and are not under way. */
  const ready: string[] = [];
  let underWay = 0;
  const shapes = shapesKnown();
  const memory = emptyMemory();

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
      const orderIds = ready.splice(0, Math.min(most, Math.ceil(ready.length / (width - underWay))));
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
      const trusted = together.filter(({ mustRead }) => !mustRead);
      // What is remembered of the orders stays: should this have been written after all, what is judged by it comes too late, and is read.
      shapes.forget();
      for (const waiting of together) waiting.mustRead = true;
      // One that the database refuses must not take the others with it, nor be refused for what was remembered.
      if (isRefused(error) && (together.length > 1 || trusted.length > 0))
        for (const waiting of together) await run([waiting]);
      else for (const waiting of together) await refuse(waiting, error);
    }
    for (const waiting of toLock) await runLocked(waiting);
  };

  const runTogether = async (batch: readonly Waiting[]): Promise<void> => {
    const remembered = await judgeRemembered(batch);
    const toRead = batch.filter((waiting) => !remembered.has(waiting));
    const judged = [...remembered.values()];
    if (toRead.length > 0) {
      const standings = await retried(() => readStandings(database, toRead.map(askedOf), names));
      for (const standing of standings) memory.met(standing);
      judged.push(...(await judge(toRead, standings, new Set(judged.map(orderIdOf)))));
    }
    const written = await retried(() => write(database, shapes, judged));
    for (const one of judged) {
      const { waiting, standing, outcome } = one;
      const isWritten = isDone(one, written);
      if (isWritten && outcome.change && !outcome.again) memory.wrote(standing, outcome.change);
      else if (outcome.change) memory.forget(orderIdOf(one));
      if (isWritten && !outcome.again) waiting.resolve(outcome.answer);
      else {
        if (!isWritten) {
          // To have lost to what was only remembered is no loss: it was not read.
          if (waiting.mustRead) waiting.lost++;
          waiting.mustRead = true;
        }
        enter(waiting);
      }
    }
  };

  /** What calls come to by what is remembered: those that come to something that is written. */
  const judgeRemembered = async (batch: readonly Waiting[]): Promise<ReadonlyMap<Waiting, Judged>> => {
    const judged = new Map<Waiting, Judged>();
    for (const waiting of batch) {
      const standing = waiting.mustRead || waiting.refusedByLaw ? undefined : memory.standing(askedOf(waiting));
      const outcome = standing && (await waiting.call.judge(standing, false).catch(() => undefined));
      if (standing && outcome?.change) judged.set(waiting, { waiting, standing, outcome });
      else waiting.mustRead = true;
    }
    return judged;
  };

  const runLocked = async (waiting: Waiting): Promise<void> => {
    try {
      const { call, refusedByLaw } = waiting;
      const outcome = await retried(() =>
        database.transaction((connection) =>
          carriedOut(connection, call, names, { refusedByLaw, taken: memory.forget }),
        ),
      );
      waiting.resolve(outcome.answer);
    } catch (error) {
      await refuse(waiting, error);
    }
  };

  /** Answers a call that cannot be written: by the error, unless it can be set aside because the law refuses its moves. */
  const refuse = async (waiting: Waiting, error: unknown): Promise<void> => {
    const isByLaw = isRefused(error) && error.table === 'shape';
    if (!isByLaw || waiting.refusedByLaw) return waiting.reject(error);
    waiting.refusedByLaw = true;
    await run([waiting]);
  };

  /** What each call comes to. One that throws is answered at once; one of two on the same order, under two ids, waits. */
  const judge = async (
    batch: readonly Waiting[],
    standings: readonly Standing[],
    orders: Set<string>,
  ): Promise<readonly Judged[]> => {
    const judged: Judged[] = [];
    for (const [at, waiting] of batch.entries()) {
      const standing = standings[at] as Standing;
      const { orderId } = standing.order;
      if (orders.has(orderId)) {
        enter(waiting);
        continue;
      }
      orders.add(orderId);
      try {
        judged.push({ waiting, standing, outcome: await waiting.call.judge(standing, waiting.refusedByLaw) });
      } catch (error) {
        waiting.reject(error);
      }
    }
    return judged;
  };

  return {
    carryOut: <T>(call: Call<T>) =>
      new Promise<T>((resolve, reject) => {
        enter({
          call: call as Call<unknown>,
          resolve: resolve as Waiting['resolve'],
          reject,
          lost: 0,
          refusedByLaw: false,
          mustRead: false,
        });
        // What else is called in this turn goes along.
        queueMicrotask(next);
      }),
    forget: memory.forget,
  };
}

/**
 * Carries out one call in a transaction that is open: the order is taken first, so nobody else writes to it until that ends. Nothing is
 * judged by what is remembered, and nothing is remembered: the transaction may be rolled back.
 *
 * @param taken is told which order it is, before that is taken.
 */
export async function carriedOut<T>(
  connection: Connection,
  call: Call<T>,
  names: LawNames,
  { refusedByLaw, taken }: { readonly refusedByLaw: boolean; readonly taken: (orderId: string) => void },
): Promise<Outcome<T>> {
  const [{ order }] = (await readStandings(connection, [askedBy(call)], names)) as [Standing];
  taken(order.orderId);
  await lockOrder(connection, order.orderId, call.at);
  for (let unwritten = 0; ; ) {
    const [standing] = (await readStandings(connection, [askedBy(call)], names)) as [Standing];
    const outcome = await call.judge(standing, refusedByLaw);
    const written = await write(connection, shapesKnown(), [{ outcome }]);
    if (isDone({ outcome }, written)) {
      if (!outcome.again) return outcome;
    } else if (++unwritten === patience)
      throw new StoreError('changed', `order ${order.orderId} was changed each time that it was judged`);
  }
}

const isRefused = (error: unknown): error is StoreError => error instanceof StoreError && error.code === 'refused';

const askedOf = ({ call }: Pick<Waiting, 'call'>): Asked => askedBy(call);

const askedBy = ({ orderId, digest, named, askedWhen, isOwn }: Asked): Asked => ({
  orderId,
  digest,
  named,
  askedWhen,
  isOwn,
});

async function write(
  connection: Connection,
  shapes: Shapes,
  judged: readonly Pick<Judged, 'outcome'>[],
): Promise<ReadonlySet<string>> {
  const changes = judged.flatMap(({ outcome }) => outcome.change ?? []);
  const resends = judged.flatMap(({ outcome }) => outcome.resend ?? []);
  if (changes.length === 0 && resends.length === 0) return new Set();
  return writeChanges(connection, shapes, changes, resends);
}

const orderIdOf = ({ standing: { order } }: Judged): string => order.orderId;

const isDone = ({ outcome: { change } }: Pick<Judged, 'outcome'>, written: ReadonlySet<string>): boolean =>
  change === undefined || written.has(change.entry.orderId);
