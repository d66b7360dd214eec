/**
 * The orders of a replay, as an engine has them: an order at rest is a few numbers and its ids, so that a hundred thousand are light.
 */
import { type Engine, type Fed, startEngine } from '../../lifecycle/engine/engine.ts';
import type { ReportFields, Standing } from '../../lifecycle/engine/node.ts';
import type { Payment } from '../../lifecycle/index.ts';
import { configuredOrder, type OrdersKnown } from './configured.ts';

/** The orders of a replay. */
export interface Standings {
  /** Judges a report, and keeps how its order stands then. */
  feed(report: ReportFields): Fed;
  /** The payment that an order id belongs to, by a standing of it; `undefined` while nothing is believed of it. */
  paymentOf(standing: Standing): Payment | undefined;
  /** The payment an order id belongs to: its own, or that of the refund or capture which has this order id. */
  find(orderId: string): Payment | undefined;
  /** The id of the order that an order id belongs to: itself, or that of the order which has a refund or capture of this id. */
  ownerOf(orderId: string): string;
  /** The ids that some orders go by: their own, and those of their refunds and captures. */
  idsOf(owners: ReadonlySet<string>): Iterable<string>;
  /** Whether anything is believed of the order of this id. */
  isKept(orderId: string): boolean;
  /** Of how many orders anything is believed. */
  count(): number;
  /** The engine that judges. */
  readonly engine: Engine;
}

/** Of so many orders the payment is kept at hand; the others are at rest. */
const mostAtHand = 4096;

/** No orders yet. */
export function keepStandings(configured: OrdersKnown): Standings {
  const engine = startEngine();
  const kept = new Map<string, Standing>();
  /** The standings whose payments are at hand, by their orders, that which was heard of longest ago first. */
  const atHand = new Map<string, Standing>();
  const owners = new Map<string, string>();
  const takeToHand = (own: string, standing: Standing): void => {
    if (atHand.size > 0) atHand.delete(own);
    if (standing.kept === undefined) return;
    atHand.set(own, standing);
    if (atHand.size <= mostAtHand) return;
    for (const [orderId, longest] of atHand) {
      engine.rest(longest);
      atHand.delete(orderId);
      return;
    }
  };
  const opened = (orderId: string): Payment | undefined => configuredOrder(orderId, configured);
  const beginnings = new Map<unknown, Standing>();
  /** How an order stands that is met for the first time; all that are configured alike begin alike. */
  const begun = (orderId: string, payment: Payment | undefined): Standing => {
    const kind = payment && payment.collector !== undefined;
    const like = beginnings.get(kind) ?? engine.standingOf(orderId, payment);
    beginnings.set(kind, like);
    // The payment at hand is another order's.
    const { kept: _, ...shaped } = like;
    return shaped.node === undefined ? engine.standingOf(orderId, payment) : { ...shaped, ids: [orderId] };
  };
  const known = (orderId: string): Standing | undefined => {
    const own = kept.get(orderId);
    if (own !== undefined || owners.size === 0) return own;
    return kept.get(owners.get(orderId) ?? orderId);
  };
  return {
    engine,
    ownerOf: (orderId) => (kept.has(orderId) ? orderId : (owners.get(orderId) ?? orderId)),
    *idsOf(own) {
      yield* own;
      for (const [id, owner] of owners) if (own.has(owner)) yield id;
    },
    isKept: (orderId) => kept.has(orderId),
    count: () => kept.size,
    feed(report) {
      const { orderId, authorisationOrderId = orderId } = report;
      let before = known(authorisationOrderId);
      if (before === undefined) {
        const payment = opened(authorisationOrderId);
        // What nothing is known or configured of, is met under the id that its report has.
        before = begun(payment === undefined ? orderId : authorisationOrderId, payment);
      }
      const fed = engine.feed(before, report);
      const { after } = fed;
      if (after === fed.before || !engine.isKnown(after)) return fed;
      const [own] = after.ids as readonly [string];
      kept.set(own, after);
      takeToHand(own, after);
      for (const id of engine.ownIdsOf(fed)) owners.set(id, own);
      return fed;
    },
    paymentOf: (standing) => engine.paymentOf(standing),
    find(orderId) {
      const standing = known(orderId);
      return standing === undefined ? opened(orderId) : engine.paymentOf(standing);
    },
  };
}
