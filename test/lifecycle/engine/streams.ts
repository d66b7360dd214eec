/**
 * Streams of reports for the engine: the simulator's lives, each delivered with all the faults there are, by a seed.
 */
import { position, statusOf } from '../../../src/lifecycle/belief/money.ts';
import { type EngineOptions, startEngine } from '../../../src/lifecycle/engine/engine.ts';
import type { ReportFields, Standing } from '../../../src/lifecycle/engine/node.ts';
import { boundTo } from '../../../src/lifecycle/in-force.ts';
import { observe, type Payment, type Report, under } from '../../../src/lifecycle/index.ts';
import { readOrder } from '../../../src/multisafepay/index.ts';
import type { Law } from '../../../src/relation/index.ts';
import { createRandom, drawDisturbances, type FaultRates, planNotices } from '../../../src/testing/index.ts';
import { allFaults, lifeOf } from '../../testing/lives.ts';

/** The reports of a seed's life, in the order they are delivered; every third is a status read now and then. */
export function streamOf(seed: number, rates: FaultRates = allFaults): readonly Report[] {
  const life = lifeOf(seed);
  const random = createRandom(seed);
  const drawn = drawDisturbances(random, life.changes.length, rates);
  return planNotices(life.changes, drawn).map(({ document }) =>
    readOrder(document, { channel: seed % 3 === 1 && random.next() < 0.3 ? 'status_read' : 'notification' }),
  );
}

/** What the engine and `observe` say of one report. */
export interface Said {
  readonly byEdge: boolean;
  /** Whether the payment has a shape now, and is not kept as it is. */
  readonly isLaidOut: boolean;
  readonly engine: string;
  readonly observe: string;
}

/** Streams of reports told to one engine, each to an order of its own, beside `observe`; both under another law, if one is given. */
export function besideObserve({ puts, ...options }: EngineOptions & { puts?: 'to rest' } = {}, law?: Law) {
  const begin = law === undefined ? startEngine : boundTo(law, startEngine);
  const judging = law === undefined ? { observe, position, statusOf } : under(law);
  const engine = begin({ isEager: true, ...options });
  return {
    engine,
    /** Tells a stream; what was said of each report, once it is judged. */
    *tell(reports: readonly Report[], begun?: Payment): Generator<Said> {
      let payment = begun;
      let standing: Standing | undefined;
      for (const report of reports) {
        const owner = payment?.orderId ?? report.authorisationOrderId ?? report.orderId;
        const before = payment === undefined ? engine.standingOf(report.orderId, undefined) : standing;
        const observed = judging.observe(payment, report);
        const fed = engine.feed(before ?? engine.standingOf(owner, payment), report as ReportFields);
        const after = observed.payment;
        const money = after ? [judging.statusOf(after), judging.position(after)] : [[], undefined];
        yield {
          byEdge: fed.edge !== undefined,
          isLaidOut: fed.after.node !== undefined,
          engine: JSON.stringify([fed.verdict(), engine.paymentOf(fed.after), engine.shows(fed), engine.position(fed)]),
          observe: JSON.stringify([observed.verdict, after, ...money]),
        };
        payment = after;
        standing = fed.after;
        if (puts === 'to rest') engine.rest(standing);
      }
    },
  };
}
