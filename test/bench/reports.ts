/**
 * What MultiSafepay reports during the life of `life.ts`, one report after each fact, judged by `observe`; and the same with
 * XState alone, in two ways.
 */
import { initialTransition, transition } from 'xstate';
import type { CardFact, CardInput } from '../../machines/index.ts';
import { observe, openPayment, type Payment, type Report } from '../../src/index.ts';
import { possibleOfAttempt } from '../../src/lifecycle/belief/belief.ts';
import { cellName, dotted, stateMetas, theLaw } from '../../src/relation/index.ts';
import { facts, visa } from './life.ts';
import { type CardSnapshot, transactionMachine as machine } from './xstate.ts';

const { edition, brand, collector } = visa;
const input: CardInput = { edition, brand, amount: 2500, currency: 'EUR' };

/** What a report shows beside its time. */
type Shown = Pick<Report, 'threeDAsked' | 'outcome'> & {
  readonly order: 'initialized' | 'uncleared' | 'completed';
};

const shownAfter: readonly Shown[] = [
  { order: 'initialized' },
  { order: 'initialized', threeDAsked: true },
  { order: 'initialized', outcome: 'C' },
  { order: 'initialized', outcome: 'D' },
  { order: 'initialized', outcome: 'Y' },
  { order: 'initialized', outcome: 'Y' },
  { order: 'uncleared', outcome: 'Y' },
  { order: 'completed', outcome: 'Y' },
];

/** The eight reports, a minute apart. */
export const reports: readonly Report[] = shownAfter.map((shown, minute) => ({
  channel: 'notification',
  orderId: 'order-1',
  transactionId: '7',
  transaction: shown.order,
  kind: 'payment',
  method: { brand },
  amount: input.amount,
  currency: input.currency,
  created: '2026-01-31T12:00:00',
  recency: `2026-01-31T12:0${minute}:00`,
  ...shown,
}));

const opened = openPayment({ orderId: 'order-1', edition, collector });

/** Judges all reports, and hands out the payment after each. */
export function observed(after?: (payment: Payment | undefined) => void): Payment | undefined {
  let payment: Payment | undefined = opened;
  for (const report of reports) {
    ({ payment } = observe(payment, report));
    after?.(payment);
  }
  return payment;
}

/**
 * The cheapest that XState alone can do: replay the history so far when a report arrives. It must be told the facts, which
 * a report does not tell, so it answers less than `observe`.
 */
export function replayed(): CardSnapshot {
  let now = initialTransition(machine, input)[0];
  for (let arrived = 1; arrived <= facts.length; arrived++) {
    now = initialTransition(machine, input)[0];
    for (const fact of facts.slice(0, arrived)) [now] = transition(machine, now, fact);
  }
  return now;
}

const classes = theLaw().sources.transaction.facts.map(({ fact }) => fact as CardFact);
const metas = stateMetas(machine);
const nameOf = ({ value, context }: CardSnapshot): string =>
  cellName({ chart: 'transaction', state: dotted(value), profile: { ...context } });

/** Whether a snapshot shows what was reported; an outcome speaks of 3-D Secure, and of authentication unless it is open. */
function shows({ value, context }: CardSnapshot, { order, threeDAsked, outcome }: Shown): boolean {
  const challenged = outcome === 'C' || outcome === 'D';
  return (
    metas.get(dotted(value))?.pair?.order === order &&
    (!(threeDAsked || outcome) || context.threeD === '3-D') &&
    (outcome === undefined || challenged || context.authenticated)
  );
}

/**
 * What `observe` answers, with XState alone: keep every snapshot that is possible, explore what may follow with pure
 * `transition()` until nothing new is found, and keep what shows the report. Hands out what is possible after each.
 */
export function explored(after?: (possible: readonly CardSnapshot[]) => void): readonly CardSnapshot[] {
  let possible: readonly CardSnapshot[] = [initialTransition(machine, input)[0]];
  for (const shown of shownAfter) {
    const found = new Map(possible.map((snapshot) => [nameOf(snapshot), snapshot]));
    for (const snapshot of found.values()) {
      if (snapshot.status !== 'active') continue;
      for (const fact of classes) {
        const [next] = transition(machine, snapshot, fact);
        const name = nameOf(next);
        if (!found.has(name)) found.set(name, next);
      }
    }
    possible = [...found.values()].filter((snapshot) => shows(snapshot, shown));
    after?.(possible);
  }
  return possible;
}

/** The names of the cells that are possible after each report, by `observe` and by exploration: they must be the same. */
export function possibleAfterEach(): {
  readonly observed: readonly string[][];
  readonly explored: readonly string[][];
} {
  const byObserve: string[][] = [];
  observed((payment) => {
    const attempt = payment?.attempts[0];
    byObserve.push(payment && attempt ? possibleOfAttempt(payment, attempt).cells.map(cellName).sort() : []);
  });
  const byExploration: string[][] = [];
  explored((possible) => byExploration.push(possible.map(nameOf).sort()));
  return { observed: byObserve, explored: byExploration };
}
