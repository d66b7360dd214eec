/**
 * The chaos kit: lawful histories of orders, disturbed as networks and notifiers disturb them, against your own handler.
 * Needs fast-check, which prints the seed and shrinks what it finds to the shortest history that still shows it.
 *
 * @module paychart/testing/chaos
 */
import fc from 'fast-check';
import { cardBrands, collectors, editionNames } from '../../machines/index.ts';
import { batchesOf, type History, type MakeHandler, runHistory, told } from './chaos-run.ts';
import { type Disturbance, type Fault, faults, type Sign } from './deliveries.ts';
import type { LifePlan } from './play.ts';

export { ChaosFailure, type ChaosInvariant, chaosInvariants, type History, type MakeHandler } from './chaos-run.ts';
export type { Effect, Handler, NotificationRequest, ShopState, ShopWorld } from './handler.ts';

/** What histories are drawn from. Whatever is left out may be anything. */
export interface HistoryOptions {
  readonly edition?: LifePlan['edition'];
  readonly collector?: LifePlan['collector'];
  readonly brand?: LifePlan['brand'];
  /** `manual`: authorised and captured by hand, where the brand may be; captured at once if left out. */
  readonly capture?: NonNullable<LifePlan['capture']>;
  /** The faults of delivery that occur; all of them if left out. */
  readonly faults?: readonly Fault[];
}

/** How a handler is tried. */
export interface ChaosOptions extends HistoryOptions {
  /** How many histories; 200 if left out. */
  readonly runs?: number;
  /** The seed and the path that an earlier run printed, to see the same again. */
  readonly seed?: number;
  readonly path?: string;
  /** Makes the `Auth` header that your handler expects. */
  readonly sign?: Sign;
}

/**
 * Tries a handler on disturbed lawful histories.
 *
 * @throws Error with the seed, the path and the shortest history found that breaks an invariant.
 * @example
 * await chaos((world) => myHandler(world.fetch), { runs: 500 });
 */
export async function chaos(make: MakeHandler, options: ChaosOptions = {}): Promise<void> {
  const { runs = 200, seed, path, sign = () => 'unsigned' } = options;
  const property = fc.asyncProperty(disturbed(lawfulHistory(options), options), (history) =>
    runHistory(make, history, sign),
  );
  await fc.assert(property, {
    numRuns: runs,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  });
}

/** Lawful lives of orders, of every brand, edition and collector, with whatever may lawfully happen. */
export function lawfulHistory(options: HistoryOptions = {}): fc.Arbitrary<LifePlan> {
  const { edition, collector, brand, capture = 'automatic' } = options;
  return fc.record({
    seed: fc.nat(1000),
    edition: edition ? fc.constant(edition) : fc.constantFrom(...editionNames),
    brand: brand ? fc.constant(brand) : fc.constantFrom(...cardBrands),
    collector: collector ? fc.constant(collector) : fc.constantFrom(...collectors),
    capture: fc.constant(capture),
    amount: fc.constantFrom(3000, 12_000),
    start: fc.constant('2025-05-06T08:00:00Z'),
    choices: fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 15, size: 'max' }),
  });
}

/** Lives with their notifications duplicated, resent, delayed, lost, contradicted, raced. */
export function disturbed(history: fc.Arbitrary<LifePlan>, options: HistoryOptions = {}): fc.Arbitrary<History> {
  const named = options.faults ?? (Object.keys(faults) as Fault[]);
  const disturbance: fc.Arbitrary<Disturbance> | undefined =
    named.length === 0
      ? undefined
      : fc.record({ fault: fc.constantFrom(...named), change: fc.nat(20), by: fc.nat(5000) });
  return fc
    .record({
      plan: history,
      // A list of its own for each history: who holds one may add to it.
      disturbances: disturbance
        ? fc.array(disturbance, { maxLength: 8 })
        : fc.constant(undefined).map((): Disturbance[] => []),
      racing: fc.boolean(),
    })
    .map((drawn) => Object.assign(drawn, { [fc.toStringMethod]: () => historyText(drawn) }));
}

/** A history for people: what was told, in the order of delivery. */
function historyText(history: History): string {
  const { brand, edition, collector } = history.plan;
  const lines = batchesOf(history).map((batch) =>
    batch
      .map(({ at, document, method, planted }) => {
        const time = new Date(at * 1000).toISOString().slice(0, 19);
        const said = method === 'GET' ? 'GET' : told(document);
        return `  ${time} ${said}${planted ? ` planted: ${planted}` : ''}`;
      })
      .join('\n  at once with\n'),
  );
  return [`${brand}, edition ${edition}, collected by ${collector}; delivered:`, ...lines].join('\n');
}
