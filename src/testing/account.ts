/**
 * A merchant's account at MultiSafepay: orders, and everything that happens to them. Every transaction walks the rows of
 * the compiled relation, so nothing can happen here that the law does not contain.
 */
import {
  brands,
  type CaptureMode,
  type CardBrand,
  type Collector,
  defaultThreeD,
  type Edition,
  editionNames,
  isLowValue,
  isRefused,
  type MinorUnits,
  type Pair,
  type Refusal,
  refusal,
  refuseChargeback,
  refuseOrder,
  requestedProfile,
  samePair,
  standingRules,
  type ThreeDMode,
} from '../../machines/index.ts';
import { InputError, refundRequestFact } from '../lifecycle/index.ts';
import { fieldsOf, readOneOf, refuseOtherOptions, shown } from '../lifecycle/read.ts';
import { builtLaw, type ChartId, type NumberedCell } from '../relation/index.ts';
import { createAgenda, type Due, dueOfAttempt, dueOfRefund, isSameDay } from './agenda.ts';
import {
  type Attempt,
  attemptsOf,
  factOf,
  factsFrom,
  follow,
  type Linked,
  moneyOf,
  type Order,
  refundLedgerOf,
  remainingOf,
  rowsFrom,
} from './books.ts';
import { type Clock, instantAt, secondsOf } from './clock.ts';
import { linkedDocument, type OrderDocument, orderDocument } from './order-document.ts';
import { createRandom, type Random } from './random.ts';
import type { TestCard } from './test-cards.ts';

/** What a simulator is made of. */
export interface SimulatorOptions {
  /** Decides ids, and what becomes of cards that are no published test cards. */
  readonly seed: number;
  readonly edition: Edition;
  readonly clock: Clock;
  /** Who collects: MultiSafepay, unless this says otherwise. Own MID holds for American Express only (decision D4). */
  readonly collectorOf?: (brand: CardBrand) => Collector;
  /** `false` leaves everything to `happen`: no card takes its course, no deadline ends anything. */
  readonly takesItsCourse?: boolean;
}

/** Something that may happen next to an order. */
export interface Move {
  /** The transaction it happens to; for money taken back or asked back, the attempt it is taken from. */
  readonly transactionId: number;
  /** The fact's class, as the relation names it. */
  readonly fact: string;
  /** In minor units, where money is asked for or taken back. */
  readonly amount?: MinorUnits;
  /** Whether the transaction ends by it and comes to nothing. */
  readonly endsInNothing?: true;
}

/** A change that MultiSafepay tells the merchant of: the order JSON as it was then. */
export interface Change {
  /** When, an ISO 8601 instant. */
  readonly at: string;
  readonly orderId: string;
  /** The order that was authorised, if this is of a capture's own order. */
  readonly authorisationOrderId?: string;
  readonly document: OrderDocument;
  /** A request of the merchant brought it about, so its notification may overtake the answer. */
  readonly byRequest: boolean;
  /** Where the attempt stood then. */
  readonly cell: NumberedCell;
  readonly notificationUrl?: string;
  readonly notificationMethod: 'GET' | 'POST';
}

/** A card payment as it is asked for. Amount in minor units. */
export interface Asked {
  readonly card: TestCard;
  readonly amount: MinorUnits;
  readonly currency: string;
  /** With or without 3-D Secure, if the request says so; else as the card is enrolled. */
  readonly threeD?: ThreeDMode | undefined;
  /** `manual`: authorised only, and captured by hand. */
  readonly capture?: CaptureMode | undefined;
  /** The customer is on a page and has chosen nothing yet: the card stands for the one that is not known. */
  readonly unchosen?: true;
}

/** The account: what the simulator's API and its deliveries work on. */
export interface Account {
  readonly edition: Edition;
  readonly random: Random;
  readonly changes: readonly Change[];
  readonly orders: ReadonlyMap<string, Order>;
  /** The order of a transaction: an attempt, a refund or a chargeback. */
  readonly orderOf: ReadonlyMap<string, Order>;
  /** The refunds that have an order id of their own, by it. */
  readonly refundOrders: ReadonlyMap<string, Linked>;
  /** Starts an attempt to pay an order, and lets the card take its course as far as nobody is waited for. */
  start(order: Order, asked: Asked): Attempt | Refusal;
  /** Asks for a refund of an attempt. */
  refund(
    order: Order,
    of: Attempt,
    asked: Pick<Linked, 'amount' | 'description' | 'var1' | 'orderId'> & { currency: string },
  ): Linked | Refusal;
  /** Captures a part of what is authorised, or all of it: an order of its own. */
  capture(
    order: Order,
    of: Attempt,
    asked: { readonly orderId: string; readonly amount: MinorUnits; readonly description: string },
  ): Attempt | Refusal;
  /** Lets something happen; the refusal if it may not. */
  happen(order: Order, move: Move, byRequest: boolean): Refusal | undefined;
  /** Everything that may lawfully happen next to the transactions of an order. */
  moves(order: Order): readonly Move[];
  /** Plays the course of a card as far as nobody is waited for. */
  takeCourse(order: Order, attempt: Attempt, byRequest: boolean): void;
  /** Lets happen what is due by the clock. */
  tick(): void;
}

/** What a simulator is made of, looked at before anything is played. @throws InputError that names what is missing, and how it is given. */
function readOptions(options: SimulatorOptions): SimulatorOptions {
  const { seed, edition, clock, collectorOf, takesItsCourse } = fieldsOf(
    options,
    'options',
    'a simulator is made of a seed, an edition and a clock',
  );
  refuseOtherOptions(options, 'a simulator', {
    seed: true,
    edition: true,
    clock: true,
    collectorOf: true,
    takesItsCourse: true,
  });
  if (!Number.isSafeInteger(seed))
    throw new InputError('options.seed', `${shown(seed)} is not a whole number`, 'Give one, as 1.');
  if (edition === undefined)
    throw new InputError(
      'options.edition',
      'nothing says by which edition of the rules MultiSafepay judges',
      `Give one of ${editionNames.join(', ')}.`,
    );
  readOneOf(edition, editionNames, 'options.edition');
  if (typeof (clock as Clock | undefined)?.now !== 'function')
    throw new InputError('options.clock', `${shown(clock)} tells no time`, "Give createClock('2026-01-31T12:00:00Z').");
  if (collectorOf !== undefined && typeof collectorOf !== 'function')
    throw new InputError(
      'options.collectorOf',
      `${shown(collectorOf)} is not a function`,
      'Give one that says who collects a brand, or leave it out.',
    );
  if (takesItsCourse !== undefined && typeof takesItsCourse !== 'boolean')
    throw new InputError(
      'options.takesItsCourse',
      `${shown(takesItsCourse)} is neither true nor false`,
      'Leave it out.',
    );
  return options;
}

/** An account without orders. */
export function createAccount(options: SimulatorOptions): Account {
  const { seed, edition, clock, collectorOf, takesItsCourse = true } = readOptions(options);
  const random = createRandom(seed);
  const orders = new Map<string, Order>();
  const orderOf = new Map<string, Order>();
  const refundOrders = new Map<string, Linked>();
  const changes: Change[] = [];
  const agenda = createAgenda();
  let lastId = 100_000_000 + random.below(100_000_000);
  const now = (): string => instantAt(secondsOf(clock.now()));

  function tell(order: Order, attempt: Attempt, at: string, byRequest: boolean, linked?: Linked): void {
    // A refund is told of by the order that lists it, or by its own transaction (decision D22).
    const own = linked !== undefined && linked.reversal === undefined && random.below(3) === 0;
    const document = own ? linkedDocument(edition, order, attempt, linked) : orderDocument(edition, order, attempt);
    const { notificationUrl, notificationMethod } = order;
    const orderId = own ? (linked.orderId ?? order.orderId) : order.orderId;
    const url = notificationUrl === undefined ? {} : { notificationUrl };
    const { authorisation } = order;
    const of = authorisation === undefined ? {} : { authorisationOrderId: authorisation.orderId };
    changes.push({ at, orderId, ...of, document, byRequest, cell: attempt.cell, notificationMethod, ...url });
  }

  function schedule(order: Order, transaction: Attempt | Linked, dues: readonly Pick<Due, 'at' | 'fact'>[]): void {
    if (takesItsCourse) for (const due of dues) agenda.add({ ...due, order, transaction, from: transaction.cell });
  }

  function enter(order: Order, attempt: Attempt, cell: NumberedCell, at: string, byRequest: boolean): void {
    attempt.cell = cell;
    const changed = cell.meta.pair !== null && !samePair(cell.meta.pair, attempt.shown);
    if (changed) {
      attempt.shown = cell.meta.pair as Pair;
      attempt.modified = at;
    }
    schedule(order, attempt, dueOfAttempt(attempt, at));
    if (changed) tell(order, attempt, at, byRequest);
  }

  function enterLinked(linked: Linked, cell: NumberedCell, at: string): void {
    linked.cell = cell;
    linked.modified = at;
    if (cell.meta.pair) linked.shown = cell.meta.pair;
    else linked.reversal = { id: ++lastId, created: at };
  }

  function link(order: Order, of: Attempt, about: Omit<Linked, 'id' | 'shown' | 'created' | 'modified'>): Linked {
    const at = now();
    const shown = about.cell.meta.pair as Pair;
    const linked: Linked = { ...about, id: ++lastId, shown, created: at, modified: at };
    of.linked.push(linked);
    orderOf.set(String(linked.id), order);
    if (linked.orderId !== undefined) refundOrders.set(linked.orderId, linked);
    return linked;
  }

  function start(order: Order, { card, amount, currency, threeD, capture, unchosen }: Asked): Attempt | Refusal {
    const { brand, last4, course } = card;
    const byHand = capture === 'manual';
    if (byHand && !brands[brand].capture.manual) return refusal('capture_brand', { brand });
    const collector = (!byHand && brand === 'amex' && collectorOf?.(brand)) || 'multisafepay';
    const profile = requestedProfile({ collector, edition, brand, lowValue: isLowValue(amount, currency, edition) });
    const wished = threeD ?? course.threeD;
    const mode = refuseOrder(profile, wished) ? defaultThreeD(profile) : wished;
    const chart: ChartId | undefined = byHand ? 'authorisation' : undefined;
    const opening = builtLaw().relation.openingWith(chart, { ...profile }) as NumberedCell;
    const at = now();
    const cell = follow(opening, { type: 'order.created', at, threeD: mode });
    if (isRefused(cell)) return cell;
    const shown = cell.meta.pair as Pair;
    const money = { amount, currency, created: at, modified: at };
    // What the customer chooses on a page becomes of the transaction that the page began.
    const page = order.attempts.at(-1);
    const chosenOn = page?.unchosen && !page.cell.final ? page : undefined;
    if (chosenOn) {
      order.attempts.pop();
      chosenOn.cell = opening;
    }
    const made = { id: chosenOn?.id ?? ++lastId, cell, shown, ...money, brand, last4, course, linked: [] };
    const attempt: Attempt = { ...made, ...(byHand && { captures: [] }), ...(unchosen && { unchosen }) };
    order.attempts.push(attempt);
    orders.set(order.orderId, order);
    orderOf.set(String(attempt.id), order);
    schedule(order, attempt, dueOfAttempt(attempt, at));
    tell(order, attempt, at, true);
    if (!unchosen && takesItsCourse && !factsFrom(attempt).includes(course.authentication))
      takeCourse(order, attempt, true);
    return attempt;
  }

  function takeCourse(order: Order, attempt: Attempt, byRequest: boolean): void {
    const { authentication, authorisation, screening } = attempt.course;
    for (const fact of [authentication, authorisation, screening])
      if (factsFrom(attempt).includes(fact)) walk(order, attempt.id, fact, now(), byRequest);
  }

  /** A fact about the dispute of a chargeback: along its row, or the law's reason why not. */
  function walkDispute(order: Order, id: number, name: string, byRequest: boolean): Refusal | undefined {
    const at = now();
    for (const { order: own, attempt } of attemptsOf(order)) {
      const linked = attempt.linked.find((one) => one.id === id);
      const fact = linked?.dispute && factOf(linked.dispute.cell, name, at);
      if (!linked?.dispute || !fact) continue;
      const next = follow(linked.dispute.cell, fact);
      if (isRefused(next)) return next;
      const isReturned = next.meta.answerable === true && linked.dispute.cell.meta.answerable !== true;
      linked.dispute = { cell: next, due: isReturned ? dueOfDispute(attempt, at) : linked.dispute.due };
      linked.modified = at;
      tell(own, attempt, at, byRequest);
      return undefined;
    }
    return refusal('fact_not_possible', { fact: name });
  }

  /** A fact about a transaction that exists: along its row, or the law's reason why not. */
  function walk(order: Order, id: number, name: string, at: string, byRequest: boolean): Refusal | undefined {
    for (const { order: own, attempt } of attemptsOf(order)) {
      const transaction = attempt.id === id ? attempt : attempt.linked.find((one) => one.id === id);
      if (!transaction) continue;
      const fact = factOf(transaction.cell, name, at);
      const next = fact && follow(transaction.cell, fact);
      if (!next) break;
      if (isRefused(next)) return next;
      if ('outcome' in fact) attempt.outcome = fact.outcome;
      if ('linked' in transaction) {
        const left = remainingOf(transaction);
        if (left > 0 && next.meta.counts === 'nothing')
          transaction.release = { id: ++lastId, amount: left, created: at };
        enter(own, transaction, next, at, byRequest);
      } else {
        enterLinked(transaction, next, at);
        tell(own, attempt, at, byRequest, transaction);
      }
      return undefined;
    }
    return refusal('fact_not_possible', { fact: name });
  }

  function refund(order: Order, of: Attempt, asked: Parameters<Account['refund']>[2]): Linked | Refusal {
    const at = now();
    const { currency, ...about } = asked;
    const opening = builtLaw().relation.openingWith('refund', { sameDay: isSameDay(of, at) }) as NumberedCell;
    const fact = refundRequestFact({ amount: asked.amount, currency, at }, refundLedgerOf(of));
    const cell = follow(opening, fact);
    if (isRefused(cell)) return cell;
    const linked = link(order, of, { ...about, kind: 'refund', cell });
    tell(order, of, at, true, linked);
    schedule(order, linked, dueOfRefund(linked, of));
    return linked;
  }

  function capture(order: Order, of: Attempt, asked: Parameters<Account['capture']>[2]): Attempt | Refusal {
    const at = now();
    const { amount, orderId, description } = asked;
    const { currency, brand, last4, course, captures } = of;
    const remaining = remainingOf(of);
    const ledger = { authorised: remaining > 0, remaining, remainingKnown: true, currency };
    const opening = builtLaw().relation.openingWith('capture', {}) as NumberedCell;
    const taken = follow(opening, { type: 'capture.requested', at, ask: { amount, currency, at, ledger } });
    const cell = isRefused(taken) ? taken : follow(taken, { type: 'capture.completed', at });
    if (isRefused(cell)) return cell;
    const own: Order = { ...order, orderId, description, attempts: [], authorisation: order };
    const money = { amount, currency, created: at, modified: at };
    const made: Attempt = {
      id: ++lastId,
      cell,
      shown: cell.meta.pair as Pair,
      ...money,
      brand,
      last4,
      course,
      linked: [],
    };
    own.attempts.push(made);
    orders.set(orderId, own);
    orderOf.set(String(made.id), own);
    captures?.push({ order: own, attempt: made });
    tell(own, made, at, true);
    of.modified = at;
    // The authorisation tells of it as well: by its own statuses, or that nothing remains.
    if (remainingOf(of) === 0) walk(order, of.id, 'reservation.captured', at, true);
    else tell(order, of, at, true);
    return made;
  }

  function chargeBack(order: Order, of: Attempt, amount: MinorUnits): Refusal | undefined {
    const at = now();
    if (of.cell.meta.counts !== 'collected') return refusal('refund_not_collected');
    const opening = builtLaw().relation.openingWith('refund', { sameDay: false }) as NumberedCell;
    const cell = follow(opening, { type: chargeback, at });
    if (isRefused(cell)) return cell;
    const linked = link(order, of, { kind: 'chargeback', cell, amount, description: 'Chargeback' });
    const undisputed = builtLaw().relation.openingWith('dispute', {}) as NumberedCell;
    const raised = follow(undisputed, { type: 'dispute.raised', at });
    if (!isRefused(raised)) linked.dispute = { cell: raised, due: dueOfDispute(of, at) };
    tell(order, of, at, false, linked);
    return undefined;
  }

  function happen(order: Order, { transactionId, fact, amount = 0 }: Move, byRequest: boolean): Refusal | undefined {
    const found = attemptsOf(order).find(({ attempt }) => attempt.id === transactionId);
    const of = found?.attempt;
    if (found && of && fact === chargeback) return chargeBack(found.order, of, amount);
    if (fact.startsWith(ofDisputes)) return walkDispute(order, transactionId, fact, byRequest);
    if (of && fact === captureRequest) {
      const orderId = `${order.orderId}-c${(of.captures?.length ?? 0) + 1}`;
      const taken = capture(order, of, { orderId, amount, description: 'Capture' });
      return isRefused(taken) ? taken : undefined;
    }
    if (!found || !of || fact !== refundRequest) return walk(order, transactionId, fact, now(), byRequest);
    const made = refund(found.order, of, { amount, currency: of.currency, description: 'Refund' });
    return isRefused(made) ? made : undefined;
  }

  function moves(order: Order): readonly Move[] {
    return attemptsOf(order).flatMap(({ attempt }) => {
      const remaining = remainingOf(attempt);
      const own = [attempt, ...attempt.linked].flatMap((transaction) =>
        // That nothing remains comes of the captures alone.
        rowsFrom(transaction)
          .filter(({ fact }) => fact !== allCaptured)
          .map(({ fact, to }): Move => {
            const move = { transactionId: transaction.id, fact };
            return to.final && to.meta.counts === 'nothing' ? { ...move, endsInNothing: true } : move;
          }),
      );
      const answers = attempt.linked.flatMap(({ id, dispute }) =>
        dispute ? rowsFrom(dispute).map(({ fact }): Move => ({ transactionId: id, fact })) : [],
      );
      own.push(...answers);
      if (remaining > 0)
        return [
          ...own,
          ...[remaining, Math.ceil(remaining / 3)].map((amount) => ({
            transactionId: attempt.id,
            amount,
            fact: captureRequest,
          })),
        ];
      const { refundable, chargebackAttached } = moneyOf(attempt);
      if (refundable === 0 || chargebackAttached) return own;
      const ofAttempt = { transactionId: attempt.id, amount: refundable };
      const refunds = [refundable, Math.ceil(refundable / 3)].map((amount) => ({
        ...ofAttempt,
        amount,
        fact: refundRequest,
      }));
      const disputes = !isOnOwnMid(attempt) && !refuseChargeback(attempt.brand);
      return [...own, ...refunds, ...(disputes ? [{ ...ofAttempt, fact: chargeback }] : [])];
    });
  }

  function tick(): void {
    for (let due = agenda.take(now()); due; due = agenda.take(now()))
      walk(due.order, due.transaction.id, due.fact, due.at, false);
  }

  return {
    edition,
    random,
    changes,
    orders,
    orderOf,
    refundOrders,
    start,
    refund,
    capture,
    happen,
    moves,
    takeCourse,
    tick,
  };
}

const chargeback = 'chargeback.received';
const refundRequest = 'refund.requested';
const captureRequest = 'capture.requested';
const allCaptured = 'reservation.captured';

/** By when a chargeback made now is to be answered; nothing if no source says it of the brand. */
function dueOfDispute({ brand }: Attempt, at: string): string | undefined {
  const days = standingRules.daysToAnswer(brand);
  return days === undefined ? undefined : instantAt(secondsOf(at) + days * 86_400);
}

const ofDisputes = 'dispute.';

/** Whether American Express collects: its chargebacks are never told here (decision D6). */
const isOnOwnMid = ({ cell }: Attempt): boolean => cell.profile.collector === 'american_express';
