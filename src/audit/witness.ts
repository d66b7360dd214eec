/**
 * A step that the table calls illegal, judged again by `observe`: the rows before it and its own as reports, with their real ids.
 */
import { orderWords } from '../../machines/index.ts';
import { emptyPayment, isKnown, observe, type Payment, type Report } from '../lifecycle/index.ts';
import { readOrderWord, readTransactionWord } from '../multisafepay/index.ts';
import type { Witness } from './finding.ts';
import type { JudgedRow } from './life.ts';
import type { StatusRow } from './row.ts';
import type { Kind } from './step-table.ts';

const microsecondsPerSecond = 1_000_000;
const millisecondsPerDay = 86_400_000;

/**
 * What `observe` says of a row after those of the moment before it; of several, what it says where it is mildest.
 *
 * @param areInstants whether times are instants: then they can all be compared, and are told apart by days.
 */
export function witnessOf(
  { areInstants }: { readonly areInstants: boolean },
  kind: Kind,
  judged: JudgedRow,
  before: readonly StatusRow[],
): Witness {
  const others = before.length === 0 ? [undefined] : before;
  const said = others.map((row) => observedAfter(row, judged.row, kind, areInstants));
  return said.find(({ verdict }) => verdict !== 'illegal') ?? (said[0] as Witness);
}

function observedAfter(before: StatusRow | undefined, row: StatusRow, kind: Kind, areInstants: boolean): Witness {
  const told = before === undefined ? [row] : [before, row];
  // Rows of one time that a number tells apart are as far from each other as any.
  const isTold = before?.at === row.at && before?.n !== row.n;
  const isTimed = !areInstants && !isTold && told.every(({ at }) => at !== undefined);
  let payment = opened(row, kind);
  let witness: Witness = { verdict: 'unknown' };
  for (const [place, one] of told.entries()) {
    const time = isTimed ? timeText((one.at as number) / microsecondsPerSecond) : dayText(place);
    const observed = observe(payment, reportOf(one, kind, time));
    ({ payment } = observed);
    const { verdict } = observed;
    witness = { verdict: verdict.verdict, ...('refusal' in verdict && { code: verdict.refusal.code }) };
  }
  return witness;
}

/** The order before its rows: on own MID if that is said; collected, where the life is of what was given or taken back of it. */
function opened(row: StatusRow, kind: Kind): Payment | undefined {
  if (kind === 'own-mid') return { ...emptyPayment(row.orderId), collector: 'american_express' };
  if (kind !== 'refund' && kind !== 'chargeback') return undefined;
  return observe(undefined, {
    channel: 'notification',
    orderId: row.orderId,
    transactionId: takenFrom(row),
    order: orderWords.paid,
    recency: timeText(0),
  }).payment;
}

/** The transaction that a refund or chargeback is taken from: rows do not name it. */
const takenFrom = (row: StatusRow): string => `of ${row.transactionId ?? row.orderId}`;

/** A row as the report that it would have been. */
function reportOf(row: StatusRow, kind: Kind, recency: string): Report {
  const order = readOrderWord(row.order);
  const transaction = row.transaction === undefined ? undefined : readTransactionWord(row.transaction);
  return {
    channel: 'notification',
    orderId: row.orderId,
    transactionId: row.transactionId ?? row.orderId,
    order,
    ...(transaction !== undefined && isKnown(transaction) && { transaction }),
    ...(kind === 'authorisation' && { manualCapture: true as const }),
    ...((kind === 'refund' || kind === 'chargeback') && { kind, reference: takenFrom(row) }),
    recency,
  };
}

const timeText = (seconds: number): string => new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19);

/** A time of its own for each place: noon, so that no change of clocks is near. */
const dayText = (place: number): string => timeText((place * millisecondsPerDay + millisecondsPerDay / 2) / 1000);
