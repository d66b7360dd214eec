/**
 * What an exported order must be to be taken in, found without a database: the chain of its log holds, and the payment and its moves are
 * what the log comes to when it is judged again; of a log that another release wrote, the chain and the law alone. What stands beside the
 * log is what a database can have: whether it had just that, nothing proves.
 */
import { type Payment, restore, save } from '../lifecycle/index.ts';
import { lawNamed } from '../lifecycle/payment.ts';
import { isInstant } from '../lifecycle/read.ts';
import { canonical, isSame, nodeSha256, type Sha256 } from './canonical.ts';
import {
  brokenLink,
  type Came,
  cameThen,
  cameToNothing,
  comeAgain,
  documentOf,
  type Entry,
  largestCount,
  toldBy,
} from './entry.ts';
import { heldTime } from './held-time.ts';
import { type LawNames, lawNames } from './law-names.ts';
import { type Lives, type Move, movesOf } from './moves.ts';
import { followExport, type Line, lawsOf, readLine } from './portable.ts';
import { type Changed, changedBy, type Writing } from './record.ts';
import type { Change } from './rows.ts';
import { packed } from './slim.ts';
import { StoreError } from './store-error.ts';
import { whatChanged } from './what-changed.ts';

/** An order that holds, and all that each entry of it changed. */
export interface CheckedLine {
  readonly line: Line;
  readonly changes: readonly CheckedChange[];
}

/** What an entry changed. Most are not asked for the words of it: the line says what is told of them. */
export interface CheckedChange extends Changed {
  readonly words: () => Change['changes'];
}

/** @throws StoreError `not_importable` that names the order and says what is wrong with it. */
export async function checkLine(line: Line, { law, sha256 }: Writing): Promise<CheckedLine> {
  const refuse = (why: string, cause?: unknown): never => refuseOrder(line.orderId, why, cause);
  const entries = line.log as unknown as readonly Entry[];
  if (entries.length === 0) refuse('it has no log');
  const broken = await brokenLink(entries, sha256);
  if (broken !== undefined) refuse(broken);
  const foreign = entries.find((entry) => entry.orderId !== line.orderId);
  if (foreign) refuse(`entry ${foreign.n} is of another order`);
  const misplaced = entries.find(({ account }) => account !== line.account);
  if (misplaced) refuse(`entry ${misplaced.n} is of another account`);
  await checkDocuments(line, entries, sha256, refuse);
  await checkLaws(line, law, sha256, refuse);
  const begins = judgedFrom(entries, law);
  const changes: CheckedChange[] = [];
  let payment: Payment | undefined;
  /** The last entry that moved a transaction, under each law. */
  const moved = new Map<string, number>();
  const note = (entry: Entry, came: Came, moves: readonly MoveOfLaw[], words: CheckedChange['words']): void => {
    const placed = moves.map((move) => {
      const life = `${move.law ?? law.relation} ${move.life}`;
      const logBefore = moved.get(life) ?? null;
      moved.set(life, entry.n);
      return { ...move, logBefore };
    });
    const last = changes.at(-1);
    const head = last ? packed(last.entry.hash) : null;
    // How often a notification came is in the line.
    const before = { readAt: last?.readAt ?? null, head, again: false };
    changes.push({ ...changedBy(before, entry, toldBy(entry), came, placed, law), words });
  };
  for (const [at, entry] of entries.slice(0, begins).entries()) {
    if (at === entries.length - 1) payment = storedState(line, refuse);
    const moves = line.moves.filter(({ logN }) => logN === entry.n).map(({ logN: _, ...move }) => move);
    note(entry, cameThen(entries, at, payment), moves, () => null);
  }
  const lives = new Map<string, Lives extends ReadonlyMap<string, infer Last> ? Last : never>();
  for (let at = begins; at < entries.length; at++) {
    const entry = entries[at] as Entry;
    let came: Came;
    try {
      came = comeAgain(entries, at, payment);
    } catch (error) {
      return refuse(`entry ${entry.n} cannot be judged`, error);
    }
    if (came.verdict !== entry.verdict || (came.code ?? null) !== entry.code)
      refuse(`entry ${entry.n} comes to ${came.verdict}, not ${entry.verdict}`);
    const moves = cameToNothing(came) ? [] : movesOf(lives, toldBy(entry), came, law);
    for (const { life, ...move } of moves) lives.set(life, { ...move, logN: entry.n });
    const before = payment;
    note(entry, came, moves, () => whatChanged(before, toldBy(entry), came));
    payment = came.payment;
  }
  if (begins < entries.length && !isStateOf(payment, line.state)) refuse('its state does not follow from its log');
  if (!areSameMoves(changes.flatMap(movesOfChange), line.moves)) refuse('its moves do not follow from its log');
  checkBeside(line, entries, refuse);
  return { line, changes };
}

/** A move; of another relation than the one that stands, with its law. */
type MoveOfLaw = Move & { readonly law?: string };

/** What is wrong with an order, by its name. */
export const notImportable = (orderId: string, why: string, cause?: unknown): StoreError =>
  new StoreError('not_importable', `order ${orderId}: ${why}`, { cause });

/** Refuses an order by name. */
export function refuseOrder(orderId: string, why: string, cause?: unknown): never {
  throw notImportable(orderId, why, cause);
}

/** An account in words. */
export const accountText = (name: string | undefined): string =>
  name === undefined ? 'the account without a name' : `account ${name}`;

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= largestCount;

/** Whether a time is one that the database gives back as it is. */
const isHeldTime = (time: string): boolean => isInstant(time) && Date.parse(heldTime(time)) === Date.parse(time);

/** What stands beside the log must be what a database has: times and counts that it holds, each of an entry of the log, and said once. */
function checkBeside(
  { createdAt, updatedAt, nextReadAt, deliveries, told, open = [], documents = [] }: Line,
  entries: readonly Entry[],
  refuse: (why: string) => never,
): void {
  const mustBeTimes = (what: string, ...times: readonly (string | null | undefined)[]): void => {
    for (const time of times)
      if (typeof time === 'string' && !isHeldTime(time))
        refuse(`${what} has a time that is none: ${JSON.stringify(time)}`);
  };
  mustBeTimes('it', createdAt, updatedAt, nextReadAt);
  const digests = new Set(entries.map(({ digest }) => digest));
  const isDelivered = new Set<string>();
  for (const { digest, firstAt, lastAt, times } of deliveries) {
    if (!digests.has(digest)) refuse(`no entry is of the notification ${digest}`);
    if (isDelivered.has(digest)) refuse(`the notification ${digest} is told of twice`);
    isDelivered.add(digest);
    mustBeTimes(`the notification ${digest}`, firstAt, lastAt);
    if (!isCount(times) || times === 0) refuse(`the notification ${digest} came ${times} times`);
  }
  const isTold = new Set<number>();
  for (const { n, ...message } of [...told, ...open]) {
    if (entries[n - 1] === undefined) refuse(`it has a message of entry ${n}, and no such entry`);
    if (isTold.has(n)) refuse(`it has two messages of entry ${n}`);
    isTold.add(n);
    if ('at' in message) mustBeTimes(`the message of entry ${n}`, message.at);
    else {
      mustBeTimes(`the message of entry ${n}`, message.failedAt);
      if (!isCount(message.tries)) refuse(`the message of entry ${n} was tried ${message.tries} times`);
    }
  }
  const isKept = new Set<string>();
  for (const { digest, n, keptAt, erasedAt } of documents) {
    if (isKept.has(digest)) refuse(`it has the document ${digest} twice`);
    isKept.add(digest);
    mustBeTimes(`the document of entry ${n}`, keptAt, erasedAt);
  }
}

async function checkDocuments(
  { documents = [] }: Line,
  entries: readonly Entry[],
  sha256: Sha256,
  refuse: (why: string) => never,
): Promise<void> {
  for (const { digest, n, json, erasedAt } of documents) {
    const entry = entries.find((one) => one.n === n);
    if (documentOf(entry) !== digest) refuse(`no entry ${n} came with the document ${digest}`);
    if (erasedAt === null && (await sha256(canonical(json))) !== digest)
      refuse(`the document of entry ${n} has another digest`);
  }
}

async function checkLaws(
  line: Line,
  { whole, relation, byHand }: LawNames,
  sha256: Sha256,
  refuse: (why: string) => never,
): Promise<void> {
  const known = new Set([whole, relation, byHand]);
  for (const { law, charts } of line.olderLaws ?? []) {
    if ((await sha256(canonical(charts))) !== law) refuse(`the law ${law} has another hash`);
    known.add(law);
  }
  for (const law of lawsOf(line)) if (!known.has(law)) refuse(`it names the law ${law}, and does not hold it`);
}

/**
 * From which entry on a log is judged again: from the one that carried the order over to this law, or from the first, if all are of
 * this law. Else from none: what another release judged is not judged again, nor what came after it (decision D30).
 */
function judgedFrom(entries: readonly Entry[], { whole }: LawNames): number {
  const foreign = entries.findLastIndex(({ law }) => law !== whole);
  if (foreign < 0) return 0;
  const carried = entries.findLastIndex(({ kind }) => kind === 'migrated');
  return carried > foreign ? carried : entries.length;
}

/** The payment of an order whose log is not judged again: it must be readable here, and its evidence lawful. */
function storedState({ state }: Line, refuse: (why: string, cause: unknown) => never): Payment | undefined {
  try {
    return state === null ? undefined : restore(JSON.stringify(state));
  } catch (error) {
    return refuse('its state cannot be read under this law', error);
  }
}

function isStateOf(payment: Payment | undefined, state: unknown): boolean {
  if (payment === undefined) return state === null;
  return isSame(payment, state) || canonical(JSON.parse(save(payment))) === canonical(state);
}

const movesOfChange = ({ entry, moves, law }: Changed): object[] =>
  moves.map(({ logBefore: _, ...move }) => ({ law: law.relation, ...move, logN: entry.n }));

/** Whether moves are the same, in whatever order. */
const areSameMoves = (ours: readonly object[], theirs: readonly object[]): boolean =>
  isSame(ours, theirs) || movesText(ours) === movesText(theirs);

/** Moves as a text that does not depend on their order. */
const movesText = (moves: readonly object[]): string =>
  moves
    .map((move) => canonical(move))
    .sort()
    .join('\n');

/** What was found of a file of exported orders: of each line its order, or what is wrong with it; and its end, if all stands before it. */
export type LineFound =
  | { readonly number: number; readonly isEnd: true }
  | { readonly number: number; readonly orderId: string; readonly entries: number }
  | { readonly number: number; readonly problem: string };

/**
 * Checks lines that `exportAll` wrote, without a database: the chain and the digests of each log, and that it replays to its payment and its
 * moves. No more than one order is held.
 *
 * @param account the account that all orders must be of, null for the one without a name; any if left out.
 */
export async function* checkAll(
  lines: AsyncIterable<string> | Iterable<string>,
  sha256: Sha256 = nodeSha256,
  account?: string | null,
): AsyncGenerator<LineFound> {
  // The numbers of laws are of a database.
  const law = { ...(await lawNames(sha256)), named: lawNamed(), numbers: new Map<string, number>() };
  const writing = { law, sha256 };
  let number = 0;
  const following = followExport();
  for await (const written of lines) {
    number++;
    if (written.trim() === '') continue;
    try {
      if (following.isEnd(written, number)) {
        yield { number, isEnd: true };
        continue;
      }
      const read = readLine(written, number);
      following.named(read.orderId);
      const { line } = await checkLine(read, writing);
      if (account !== undefined && (line.account ?? null) !== account)
        refuseOrder(line.orderId, `it is of ${accountText(line.account)}, not of ${accountText(account ?? undefined)}`);
      yield { number, orderId: line.orderId, entries: line.log.length };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      yield { number, problem: error.message };
    }
  }
}
