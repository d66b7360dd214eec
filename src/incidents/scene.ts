/**
 * Where a step of a story plays: each transaction on its chart, with the states it may be in and what was said and cannot be.
 * What the step is about comes first.
 */
import { type Pair, samePair } from '../../machines/index.ts';
import {
  cellOfDispute,
  isKnown,
  isOwnAttempt,
  type Payment,
  type PaymentFact,
  type Report,
  type Standing,
  viewOf,
} from '../lifecycle/index.ts';
import { builtLaw, type ChartId, firstCharts, type NumberedCell, type Row } from '../relation/index.ts';
import type { AnsweredStep } from './play.ts';

/** One transaction of a payment, to be drawn on its chart. */
export interface Scene {
  /** `payment 7001`, `refund 8001`; or `refund asked for`, if it was refused. */
  readonly name: string;
  readonly chart: ChartId;
  /** The states it may be in, dotted. */
  readonly states: readonly string[];
  /** The edges that a fact of our own has taken, as the relation names them. */
  readonly taken: readonly string[];
  /** What was said, or asked for, and cannot be: from a state to a state. */
  readonly illegal?: { readonly from: string; readonly to: string };
}

/** The scenes of a step, one for each transaction; the first is what the step is about. */
export function scenesOf(played: AnsweredStep): readonly Scene[] {
  const before = transactionsOf(played.before);
  const after = transactionsOf(played.payment);
  const refused = refusedBeginning(played);
  const scenes = after.map((one) =>
    sceneOf(
      played,
      before.find((was) => isSame(was, one)),
      one,
    ),
  );
  const about = refused === undefined ? aboutOf(played, before, after) : -1;
  const first = refused ?? scenes[about];
  return first ? [first, ...scenes.filter((_, place) => place !== about)] : [];
}

/** A transaction of a payment: where it stands, and what it is known by. */
interface Transaction extends Standing {
  readonly kind: 'payment' | 'capture' | 'refund' | 'chargeback' | 'dispute';
  readonly transactionId?: string;
  readonly refundId?: string;
  readonly captureId?: string;
}

function transactionsOf(payment: Payment): readonly Transaction[] {
  const { attempts, refunds } = viewOf(payment);
  return [
    ...attempts.map((one, place): Transaction => {
      const { captureOf, captureId } = payment.attempts[place] ?? {};
      return {
        ...one,
        kind: captureOf === undefined ? 'payment' : 'capture',
        ...(captureId !== undefined && { captureId }),
      };
    }),
    ...refunds,
    ...payment.refunds.flatMap((one): Transaction[] => {
      const cell = one.dispute && cellOfDispute(one);
      const { transactionId } = one;
      return cell === undefined
        ? []
        : [
            {
              kind: 'dispute',
              charts: [cell.chart],
              states: [cell.state],
              over: cell.final,
              ...(transactionId !== undefined && { transactionId }),
            },
          ];
    }),
  ];
}

/** Whether a transaction comes after the payment that it belongs to. */
const isFollowing = ({ kind }: Transaction): boolean => kind !== 'payment';

/** What is looked at first of several that a step moves. */
const kindsByInterest: readonly Transaction['kind'][] = ['dispute', 'chargeback', 'refund', 'capture', 'payment'];

/** Which transaction a step is about: the one that it moves, a refund before a payment; else the one that it names. */
function aboutOf(played: AnsweredStep, before: readonly Transaction[], after: readonly Transaction[]): number {
  const moved = after.flatMap((one, place) =>
    isMoved(
      before.find((was) => isSame(was, one)),
      one,
    )
      ? [place]
      : [],
  );
  const interest = (place: number): number => kindsByInterest.indexOf((after[place] as Transaction).kind);
  const [first] = moved.sort((a, b) => interest(a) - interest(b));
  if (first !== undefined) return first;
  const named = after.findIndex((one) => isNamed(played, one));
  return named >= 0 ? named : after.findLastIndex((one) => !isFollowing(one));
}

const isSame = (a: Transaction, b: Transaction): boolean =>
  kindOfSame(a) === kindOfSame(b) &&
  ((a.transactionId !== undefined && a.transactionId === b.transactionId) ||
    (a.refundId !== undefined && a.refundId === b.refundId) ||
    (a.captureId !== undefined && a.captureId === b.captureId));

/** A refund may turn out to be a chargeback. */
const kindOfSame = ({ kind }: Transaction): string => (kind === 'chargeback' ? 'refund' : kind);

const isMoved = (was: Transaction | undefined, is: Transaction): boolean =>
  was?.states.join() !== is.states.join() || was.charts.join() !== is.charts.join();

function isNamed({ answered, step }: AnsweredStep, one: Transaction): boolean {
  if (answered.to === 'report') return answered.report.transactionId === one.transactionId;
  if (!('tell' in step)) return false;
  const { refundId, captureId, transactionId } = step.tell as {
    readonly refundId?: string;
    readonly captureId?: string;
    readonly transactionId?: string;
  };
  if (captureId !== undefined) return captureId === one.captureId;
  return refundId === undefined ? transactionId === one.transactionId : refundId === one.refundId;
}

function sceneOf(played: AnsweredStep, was: Transaction | undefined, one: Transaction): Scene {
  const { kind, transactionId, refundId, captureId, states } = one;
  const chart = one.charts[0] as ChartId;
  const illegal = illegalOf(played, one, chart);
  return {
    name: `${kind} ${transactionId ?? refundId ?? captureId ?? 'without an id'}`,
    chart,
    states,
    taken: takenOf(played, was?.states ?? openingsOf(chart), one, chart),
    ...(illegal && { illegal }),
  };
}

/** The states in which a chart begins. */
function openingsOf(chart: ChartId): readonly string[] {
  const relation = builtLaw().relation;
  return [...new Set(relation.list(relation.openings([chart])).map(({ state }) => state))];
}

const rowsOf = (chart: ChartId, type: string): readonly Row[] =>
  builtLaw().relation.rows.filter(({ from, fact }) => from.chart === chart && fact.split(' ')[0] === type);

/** The edges that a fact of our own has taken from one of some states to where the transaction is now. */
function takenOf(
  { step, word }: AnsweredStep,
  from: readonly string[],
  one: Transaction,
  chart: ChartId,
): readonly string[] {
  if (!('tell' in step) || word !== 'taken') return [];
  const rows = rowsOf(chart, step.tell.type).filter(
    (row) => !row.broken && from.includes(row.from.state) && one.states.includes(row.to.state),
  );
  return [...new Set(rows.map(({ edge }) => edge))];
}

/** What was said of a transaction, or told of it, and cannot be. */
function illegalOf(played: AnsweredStep, one: Transaction, chart: ChartId): Scene['illegal'] {
  const [from] = one.states;
  if (from === undefined || !isNamedOrSole(played, one)) return undefined;
  const { answered, step } = played;
  if (answered.to === 'report' && answered.verdict.verdict === 'illegal') {
    const to = stateShowing(chart, answered.report);
    return to === undefined ? undefined : { from, to };
  }
  if (!('tell' in step) || played.word !== 'refused') return undefined;
  const to = targetOf(played, chart, step.tell.type);
  return to === undefined ? undefined : { from, to };
}

/** Where a fact that was refused would have led: by the edge that its refusal closes, if a rule of the chart does. */
function targetOf({ because }: AnsweredStep, chart: ChartId, type: string): string | undefined {
  const rows = rowsOf(chart, type);
  return (rows.find(({ broken }) => broken === because[0]?.code) ?? rows[0])?.to.state;
}

/** Whether a step is about a transaction: it names it, or names none and there is no other of its kind. */
function isNamedOrSole(played: AnsweredStep, one: Transaction): boolean {
  if (isNamed(played, one)) return true;
  if (!('tell' in played.step)) return false;
  const { attempts } = played.payment;
  return (
    beginnings[played.step.tell.type] === undefined && !isFollowing(one) && attempts.filter(isOwnAttempt).length === 1
  );
}

/** The state of a chart that shows the pair of a report; the one around it, where several within show it. */
function stateShowing(chart: ChartId, { order, transaction }: Report): string | undefined {
  if (!isKnown(order) || transaction === undefined || !isKnown(transaction)) return undefined;
  const said: Pair = { order, transaction };
  const shows = ({ meta }: NumberedCell): boolean => meta.pair !== null && samePair(meta.pair, said);
  const found = builtLaw().relation.cells.find((cell) => cell.chart === chart && shows(cell));
  return found?.state.split('.')[0];
}

/** The facts that begin a transaction, and what they begin. */
const beginnings: Readonly<Partial<Record<PaymentFact['type'], 'payment' | 'capture' | 'refund'>>> = {
  'order.created': 'payment',
  'capture.requested': 'capture',
  'refund.requested': 'refund',
};

/** A transaction that was asked for and refused: it stands where its chart begins. */
function refusedBeginning(played: AnsweredStep): Scene | undefined {
  const { step, word, payment } = played;
  if (!('tell' in step) || word !== 'refused') return undefined;
  const begins = beginnings[step.tell.type];
  if (begins === undefined) return undefined;
  const [transaction, ownMid] = firstCharts;
  const card = payment.collector === 'american_express' ? ownMid : transaction;
  const isByHand = 'capture' in step.tell && step.tell.capture !== undefined;
  const chart = begins === 'payment' ? (isByHand ? 'authorisation' : card) : begins;
  const [from] = openingsOf(chart);
  const to = targetOf(played, chart, step.tell.type);
  if (from === undefined || to === undefined) return undefined;
  return { name: `${begins} asked for`, chart, states: [from], taken: [], illegal: { from, to } };
}
