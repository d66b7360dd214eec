/**
 * Goal: what the panel says may come next is what the lifecycle lets happen, in every state of every chart: no more, and no less.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { editionNames, type Refusal } from '../../machines/index.ts';
import { type Payment, position, remainingOf, step, viewOf } from '../../src/lifecycle/index.ts';
import { chartIds } from '../../src/relation/index.ts';
import { graphOf } from '../../src/studio/graph.ts';
import {
  type Choice,
  chartOf,
  choices,
  dayPasses,
  newScenario,
  type Played,
  play,
  type Scenario,
  type Subject,
  statesOfSubject,
} from '../../src/studio/scenario.ts';
import { followsOf } from '../../src/words/index.ts';

/** A payment that was walked to, and how. */
interface Walked {
  readonly scenario: Scenario;
  readonly played: Played;
}

const subjectsOf = ({ attempts, refunds }: Payment): readonly Subject[] => [
  ...attempts.map((_, index) => ({ kind: 'attempt', index }) as const),
  ...refunds.flatMap(({ kind }, index): Subject[] => [
    { kind: 'refund', index },
    ...(kind === 'chargeback' ? [{ kind: 'dispute', index } as const] : []),
  ]),
];

/** Where everything of a payment stands, as `refund completed`; a chart of which it has nothing yet stands where it begins. */
const standingsOf = (payment: Payment): readonly string[] => {
  const standing = subjectsOf(payment).flatMap((subject) =>
    statesOfSubject(payment, subject).map((state) => [chartOf(payment, subject), state] as const),
  );
  const begins = chartIds
    .filter((chart) => !standing.some(([other]) => other === chart))
    .flatMap((chart) =>
      graphOf(chart).states.flatMap(({ id, initial, parent }) => (initial && !parent ? [[chart, id]] : [])),
    );
  return [...standing, ...begins].map((one) => one.join(' '));
};

/** How payments begin: collected here, at once or by hand, and own MID. */
const beginnings: readonly Scenario[] = [
  newScenario,
  { ...newScenario, capture: 'manual' },
  ...editionNames.map(
    (edition) => ({ ...newScenario, edition, collector: 'american_express', brand: 'amex' }) as const,
  ),
];

/** Of how many attempts, captures and refunds a payment is that is walked to. */
const most = 2;

/** What is told of a fact: that it may happen, that it may not, or that this is not known before the status was read. */
type Told = 'yes' | 'no' | 'unknown';

const toldBy = (refusal: Refusal | undefined): Told =>
  refusal === undefined ? 'yes' : refusal.cure === 'status_read' ? 'unknown' : 'no';

/** What the lifecycle says of every fact, however another attempt would be made. */
const toldIn = ({ scenario, played }: Walked): ReadonlyMap<string, ReadonlySet<Told>> => {
  const { payment, now } = played;
  // Of an order that is paid in part, no more than the rest may be asked for.
  const asked = [scenario, ...beginnings, { ...scenario, amount: 1 }].flatMap(({ brand, capture, amount }) =>
    choices({ ...scenario, brand, capture, amount }, played, 1),
  );
  const toldOf = ({ step: text, subject, refusal, problem }: Choice): readonly Told[] => {
    if (subject !== 'dispute') return [problem === undefined ? toldBy(refusal) : 'no'];
    // Who plays tells all that becomes of a dispute; to the lifecycle some of it may be told late, or never.
    const type = text.split(' ')[0] as 'dispute.raised';
    const charged = payment.refunds.filter(({ kind }) => kind === 'chargeback');
    return charged.map(({ transactionId }) => {
      const told = step(payment, { type, at: now, transactionId: transactionId as string });
      return toldBy(told.ok ? undefined : told.refusal);
    });
  };
  const told = asked.flatMap((one) => toldOf(one).map((is) => ({ fact: `${one.subject} ${one.happens}`, is })));
  return new Map(
    [...Map.groupBy(told, ({ fact }) => fact)].map(([fact, all]) => [fact, new Set(all.map(({ is }) => is))]),
  );
};

/** What the lifecycle lets happen to an earlier attempt, which a fact names: who plays tells of the last one alone. */
const toldOfEarlier = ({ scenario, played }: Walked): ReadonlySet<string> => {
  const { payment } = played;
  const ofEarlier = payment.attempts
    .filter(({ captureOf }) => captureOf === undefined)
    .slice(0, -1)
    .flatMap((one) => choices(scenario, { ...played, payment: { ...payment, attempts: [one], refunds: [] } }, 1));
  return new Set(
    ofEarlier.flatMap(({ subject, happens, step: text, refusal, problem }) =>
      text.startsWith('order.created') || refusal || problem ? [] : [`${subject} ${happens}`],
    ),
  );
};

/** What the panel shows. That somebody else captured what was never asked for here is shown, too; no fact of ours tells it. */
const shownIn = ({ played: { payment } }: Walked): readonly string[] => {
  const view = viewOf(payment);
  const shown = followsOf(view).flatMap(({ subject, happens }) => happens.map((one) => `${subject} ${one}`));
  const isAsked = view.attempts.some(({ charts, over }) => charts.includes('capture') && !over);
  return shown.filter((one) => isAsked || one !== 'capture completed');
};

/** Every payment that is reached, once for each way to stand. */
function walk(): readonly Walked[] {
  const found = new Map<string, Walked>();
  const ahead = [...beginnings];
  for (let scenario = ahead.shift(); scenario !== undefined; scenario = ahead.shift()) {
    const played = play(scenario);
    const { payment, stopped } = played;
    if (stopped) throw new Error(`${scenario.steps.join(', ')}: ${stopped.why}`);
    if (payment.attempts.length + payment.refunds.length > most) continue;
    const days = scenario.steps.filter((step) => step === dayPasses).length;
    if (days > 1) continue;
    const left = [remainingOf(payment), position(payment).refundable].map((amount) => amount > 0);
    const key = [scenario.edition, scenario.collector, scenario.capture, days, ...left, ...standingsOf(payment)].join();
    if (found.has(key)) continue;
    found.set(key, { scenario, played });
    // What was paid a day ago is refunded otherwise than what was paid today.
    // All that is left is captured or given back as well as a part of it.
    const next = new Set(
      [1000, scenario.amount].flatMap((amount) =>
        choices(scenario, played, amount).flatMap(({ step, refusal, problem }) => (refusal || problem ? [] : [step])),
      ),
    );
    const isPaid = position(payment).collected > 0 && payment.refunds.length === 0;
    for (const step of [...next, ...(isPaid ? [dayPasses] : [])])
      ahead.push({ ...scenario, steps: [...scenario.steps, step] });
  }
  return [...found.values()];
}

/** Where a payment is shown otherwise than the lifecycle says: what may happen and is not shown, and what is shown and may not. */
function disagreementOf(one: Walked) {
  const told = toldIn(one);
  const toldBefore = toldOfEarlier(one);
  const shown = shownIn(one);
  const isTold = (fact: string, ...as: readonly Told[]): boolean => as.some((is) => told.get(fact)?.has(is));
  return {
    steps: one.scenario.steps,
    hidden: [...told.keys()].filter((fact) => isTold(fact, 'yes') && !shown.includes(fact)),
    untrue: shown.filter((fact) => !isTold(fact, 'yes', 'unknown') && !toldBefore.has(fact)),
  };
}

describe('what may come next', () => {
  let walked: readonly (ReturnType<typeof disagreementOf> & { readonly standings: ReadonlySet<string> })[];
  beforeAll(() => {
    walked = walk().map((one) => ({ ...disagreementOf(one), standings: new Set(standingsOf(one.played.payment)) }));
    console.info(`${walked.length} payments were walked to`);
  }, 300_000);

  const states = chartIds.flatMap((chart) =>
    graphOf(chart).states.flatMap(({ id, compound }) => (compound ? [] : [`${chart} ${id}`])),
  );

  it.each(states)('should be shown as the lifecycle lets it happen: %s', (state) => {
    const there = walked.filter(({ standings }) => standings.has(state));
    expect(there.length).toBeGreaterThan(0);
    for (const { steps, hidden, untrue } of there)
      expect({ steps, hidden, untrue }).toEqual({ steps, hidden: [], untrue: [] });
  });
});
