/**
 * What an exported order must be to be taken in, found without a database: the chain of its log holds, and the payment and its moves are
 * what the log comes to when it is judged again; of a log that another release wrote, the chain and the law alone.
 */
import { type Payment, restore, save } from '../lifecycle/index.ts';
import { canonical, nodeSha256, type Sha256 } from './canonical.ts';
import { brokenLink, type Came, cameThen, cameToNothing, comeAgain, type Entry, toldBy } from './entry.ts';
import { type LawNames, lawNames } from './law-names.ts';
import { type Move, movesOf } from './moves.ts';
import { type Line, lawsOf, readLine } from './portable.ts';
import { changeOf, type Writing } from './record.ts';
import type { Change } from './rows.ts';
import { StoreError } from './store-error.ts';

/** An order that holds, and all that each entry of it changed. */
export interface CheckedLine {
  readonly line: Line;
  readonly changes: readonly Change[];
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
  await checkLaws(line, law, sha256, refuse);
  const begins = judgedFrom(entries, law);
  const changes: Change[] = [];
  let payment: Payment | undefined;
  const note = (entry: Entry, came: Came, moves: readonly Move[]): void => {
    const readAt = changes.at(-1)?.readAt ?? null;
    changes.push(changeOf({ readAt }, entry, toldBy(entry), came, moves, law));
  };
  for (const [at, entry] of entries.slice(0, begins).entries()) {
    if (at === entries.length - 1) payment = storedState(line, refuse);
    const moves = line.moves.filter((move) => move.logN === entry.n) as unknown as Move[];
    note(entry, cameThen(entries, at, payment), moves);
  }
  const lives = new Map<string, Pick<Move, 'n' | 'toCells'>>();
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
    const moves = cameToNothing(came) ? [] : movesOf(lives, toldBy(entry), came);
    for (const { life, ...move } of moves) lives.set(life, move);
    note(entry, came, moves);
    payment = came.payment;
  }
  if (begins < entries.length && !isStateOf(payment, line.state)) refuse('its state does not follow from its log');
  if (movesText(changes.flatMap(movesOfChange)) !== movesText(line.moves))
    refuse('its moves do not follow from its log');
  return { line, changes };
}

/** Refuses an order by name. */
export function refuseOrder(orderId: string, why: string, cause?: unknown): never {
  throw new StoreError('not_importable', `order ${orderId}: ${why}`, { cause });
}

async function checkLaws(
  line: Line,
  { whole, relation }: LawNames,
  sha256: Sha256,
  refuse: (why: string) => never,
): Promise<void> {
  const known = new Set([whole, relation]);
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
  const text = payment ? save(payment) : 'null';
  return text === JSON.stringify(state) || canonical(JSON.parse(text)) === canonical(state);
}

const movesOfChange = ({ entry, moves, relation }: Change): Line['moves'] =>
  moves.map((move) => ({ law: relation, ...move, logN: entry.n }));

/** Moves as a text that does not depend on their order. */
const movesText = (moves: Line['moves']): string => moves.map(canonical).sort().join('\n');

/** What was found of a file of exported orders: of each line its order, or what is wrong with it. */
export type LineFound =
  | { readonly number: number; readonly orderId: string; readonly entries: number }
  | { readonly number: number; readonly problem: string };

/**
 * Checks lines that `exportAll` wrote, without a database: the chain and the digests of each log, and that it replays to its payment and its
 * moves. No more than one order is held.
 */
export async function* checkAll(
  lines: AsyncIterable<string> | Iterable<string>,
  sha256: Sha256 = nodeSha256,
): AsyncGenerator<LineFound> {
  const writing = { law: await lawNames(sha256), sha256 };
  let number = 0;
  for await (const written of lines) {
    number++;
    if (written.trim() === '') continue;
    try {
      const { line } = await checkLine(readLine(written, number), writing);
      yield { number, orderId: line.orderId, entries: line.log.length };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      yield { number, problem: error.message };
    }
  }
}
