/**
 * A payment as a system of actors for the XState inspector: the payment, and under it each attempt, capture, refund, chargeback and
 * dispute with its chart. The lifecycle decides; the actors only show what it holds possible.
 */
import {
  type ActorLogic,
  type ActorOptions,
  type ActorRefFrom,
  type AnyActorRef,
  createActor,
  type EventObject,
  type InspectionEvent,
  type Observer,
} from 'xstate';
import {
  type Attempt,
  cellOfDispute,
  type Observed,
  observe,
  type Payment,
  type PaymentFact,
  possibleOfAttempt,
  possibleOfRefund,
  type Refund,
  type Report,
  type Stepped,
  step,
} from '../lifecycle/index.ts';
import { maskText } from '../multisafepay/index.ts';
import { builtLaw, type ChartId, type NumberedCell } from '../relation/index.ts';
import { certainPath } from './certain-path.ts';
import { definitionOf } from './definition.ts';
import { type Happening, happeningOf, happeningOfReport, updated } from './happening.ts';
import { type ShownSnapshot, shownPayment, shownTransaction } from './shown.ts';

/** What XState tells of its actors goes here: an inspector of `@statelyai/inspect`, or your own. */
export interface InspectedBy {
  /** Takes what XState tells of its actors. */
  readonly inspect: Observer<InspectionEvent> | ((event: InspectionEvent) => void);
}

/** A payment that is shown as actors. */
export interface Inspected {
  /** The payment as it is shown. */
  readonly payment: Payment;
  /** The actor of the payment. */
  readonly actor: AnyActorRef;
  /** The actors of the attempts and captures, the refunds and chargebacks, and the disputes, each in the order of the payment. */
  readonly transactions: readonly AnyActorRef[];
  /**
   * Shows the payment as it stands now.
   *
   * @param happening what brought it about, for the event log; `payment.updated` if left out.
   * @param about the id of the transaction that it is about: its actor is told even if it does not move.
   */
  update(next: Payment, happening?: Happening, about?: string): void;
  /** Judges a report, and shows what it comes to; one that is set aside is an event, and moves nothing. */
  observe(report: Report): Observed;
  /** Takes a fact of our own, and shows what it comes to; a refused one is not shown. */
  step(fact: PaymentFact): Stepped<Payment>;
  /** Stops the actors. */
  stop(): void;
}

/**
 * Shows a payment to an inspector.
 *
 * @param inspector where it is shown: an inspector of `@statelyai/inspect`, such as `connectInspector(url)` gives.
 * @example
 * const inspected = inspect(openPayment({ orderId: 'order-1001' }), connectInspector(url));
 * inspected.observe(readOrderText(body));
 */
export function inspect(payment: Payment, inspector: InspectedBy): Inspected {
  let shown = payment;
  let mirrored: readonly Mirrored[] = [];
  const root = mirrorActor(`payment ${maskText(payment.orderId)}`, shownPayment(payment), {
    inspect: inspector.inspect,
  });
  const update = (next: Payment, happening: Happening = updated, about?: string): void => {
    shown = next;
    root.show(happening, shownPayment(next));
    const standing = transactionsOf(next).map((one) => {
      const known = shownAlready(mirrored, one);
      const isAbout = about !== undefined && one.transaction.transactionId === about;
      return follow(known ?? begin(unseen(next, one), root), one, { happening, isAbout }, root);
    });
    const kept = new Set(standing.map(({ mirror }) => mirror));
    for (const { mirror } of mirrored) if (!kept.has(mirror)) root.stopChild(mirror.actor);
    mirrored = standing;
  };
  mirrored = transactionsOf(payment).map((one) => begin(one, root));
  return {
    get payment() {
      return shown;
    },
    actor: root.actor,
    get transactions() {
      return mirrored.map(({ mirror }) => mirror.actor);
    },
    update,
    observe(report) {
      const observed = observe(shown, report);
      update(observed.payment ?? shown, happeningOfReport(report, observed.verdict), observed.verdict.transactionId);
      return observed;
    },
    step(fact) {
      const stepped = step(shown, fact);
      if (stepped.ok) update(stepped.next, happeningOf(fact, fact.at));
      return stepped;
    },
    stop() {
      for (const { mirror } of mirrored) root.stopChild(mirror.actor);
      mirrored = [];
      root.actor.stop();
    },
  };
}

/** An attempt, a capture, a refund, a chargeback or its dispute, with what is possible of it. */
interface Transaction {
  readonly kind: 'attempt' | 'capture' | Refund['kind'] | 'dispute';
  /** Its place among the attempts or the refunds, from 0. */
  readonly place: number;
  readonly transaction: Attempt | Refund;
  readonly cells: readonly NumberedCell[];
}

/** A transaction before anything was seen of it: where the actor of a new one begins. */
function unseen(payment: Payment, now: Transaction): Transaction {
  const cells = unseenCells(payment, now);
  const charts = chartsOf(now);
  return { ...now, cells: cells.filter(({ chart }) => charts.includes(chart)) };
}

function unseenCells(payment: Payment, { kind, transaction }: Transaction): readonly NumberedCell[] {
  if (kind === 'dispute') return builtLaw().relation.list(builtLaw().relation.openings([kind]));
  return isAttempt(kind)
    ? possibleOfAttempt(payment, { ...(transaction as Attempt), seen: [] }).cells
    : possibleOfRefund({ ...(transaction as Refund), seen: [] }).cells;
}

/** Whether it stands among the attempts. */
const isAttempt = (kind: Transaction['kind']): boolean => kind === 'attempt' || kind === 'capture';

/** A transaction, and the actor that shows it with the charts that were possible when it began. */
interface Mirrored {
  readonly subject: Transaction;
  readonly charts: readonly ChartId[];
  readonly id: string;
  readonly mirror: Mirror;
}

function transactionsOf(payment: Payment): readonly Transaction[] {
  return [
    ...payment.attempts.map((transaction, place): Transaction => {
      const kind = transaction.captureOf === undefined ? 'attempt' : 'capture';
      return { kind, place, transaction, cells: possibleOfAttempt(payment, transaction).cells };
    }),
    ...payment.refunds.map((transaction, place): Transaction => {
      return { kind: transaction.kind, place, transaction, cells: possibleOfRefund(transaction).cells };
    }),
    ...payment.refunds.flatMap((transaction, place): Transaction[] => {
      const cell = transaction.dispute && cellOfDispute(transaction);
      return cell ? [{ kind: 'dispute', place, transaction, cells: [cell] }] : [];
    }),
  ];
}

/**
 * The actor that shows a transaction already. An attempt is known by its place, which never changes; a refund or chargeback
 * by MultiSafepay's id, else by ours, else by its place.
 */
function shownAlready(mirrored: readonly Mirrored[], { kind, place, transaction }: Transaction): Mirrored | undefined {
  if (isAttempt(kind)) return mirrored.find(({ subject }) => isAttempt(subject.kind) && subject.place === place);
  const { transactionId, refundId } = transaction as Refund;
  const isDispute = kind === 'dispute';
  const refunds = mirrored.filter(
    ({ subject }) => !isAttempt(subject.kind) && (subject.kind === 'dispute') === isDispute,
  );
  const having = (key: 'transactionId' | 'refundId', id: string | undefined): Mirrored | undefined =>
    refunds.find(({ subject }) => (subject.transaction as Refund)[key] === id);
  const known = transactionId !== undefined && having('transactionId', transactionId);
  const asked = refundId !== undefined && having('refundId', refundId);
  return (
    known || asked || refunds.find(({ subject }) => subject.place === place && !isNamed(subject.transaction as Refund))
  );
}

const isNamed = ({ transactionId, refundId }: Refund): boolean => (transactionId ?? refundId) !== undefined;

const chartsOf = ({ cells }: Transaction): readonly ChartId[] => [...new Set(cells.map(({ chart }) => chart))];

function begin(subject: Transaction, payment: Mirror, id = idOf(subject)): Mirrored {
  const charts = chartsOf(subject);
  const snapshot = shownTransaction(subject.transaction, subject.cells);
  const mirror = mirrorActor(id, snapshot, { parent: payment.actor, config: definitionOf(charts) });
  return { subject, charts, id, mirror };
}

/** The actor's id: what the transaction is, and MultiSafepay's id if it is known when the actor begins, else its place. */
function idOf({ kind, place, transaction }: Transaction): string {
  return `${kind} ${transaction.transactionId === undefined ? place + 1 : maskText(transaction.transactionId)}`;
}

/**
 * Moves an actor to what is possible now: by the facts on the way where they are certain, else by what brought it about. Where
 * nothing moves, it is told only what is about itself.
 */
function follow(
  held: Mirrored,
  now: Transaction,
  { happening, isAbout }: { readonly happening: Happening; readonly isAbout: boolean },
  payment: Mirror,
): Mirrored {
  const charts = chartsOf(now);
  if (charts.join() !== held.charts.join()) {
    // A definition is told once, so an actor of another chart takes its place.
    payment.stopChild(held.mirror.actor);
    return begin(now, payment, held.id);
  }
  const target = shownTransaction(now.transaction, now.cells);
  if (JSON.stringify(target) === JSON.stringify(held.mirror.actor.getSnapshot())) {
    if (isAbout) held.mirror.show(happening, target);
    return { ...held, subject: now };
  }
  const path = certainPath(held.subject.cells, now.cells) ?? [];
  for (const { happening: fact, cells } of path.slice(0, -1))
    held.mirror.show(fact, shownTransaction(now.transaction, cells));
  held.mirror.show(path.at(-1)?.happening ?? happening, target);
  return { ...held, subject: now };
}

/** An actor that shows what it is given. */
interface Mirror {
  readonly actor: ActorRefFrom<MirrorLogic>;
  /** Tells the actor what happened, and shows what it comes to. */
  show(happening: Happening, snapshot: ShownSnapshot): void;
  /** Stops a child: XState leaves that to the parent. */
  stopChild(child: AnyActorRef): void;
}

type MirrorLogic = ActorLogic<ShownSnapshot, EventObject>;

function mirrorActor(
  id: string,
  snapshot: ShownSnapshot,
  options: Pick<ActorOptions<MirrorLogic>, 'parent' | 'inspect'> & { readonly config?: object },
): Mirror {
  const { config, ...created } = options;
  const comesTo = new WeakMap<EventObject, ShownSnapshot>();
  let stopChild: Mirror['stopChild'] = () => {};
  const logic: MirrorLogic = {
    config,
    transition: (before, event) =>
      event.type === 'xstate.stop' ? { ...before, status: 'stopped' } : (comesTo.get(event) ?? before),
    getInitialSnapshot: () => snapshot,
    getPersistedSnapshot: (shown) => shown,
    start: (_, scope) => {
      stopChild = scope.stopChild;
    },
  };
  const actor = createActor(logic, { id, ...created }).start();
  return {
    actor,
    show(happening, next) {
      const event = { ...happening };
      comesTo.set(event, next);
      actor.send(event);
    },
    stopChild: (child) => stopChild(child),
  };
}
