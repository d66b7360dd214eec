/**
 * One history, run against one handler: the life of an order is played, its notifications are delivered disturbed, and what
 * the shop believes and does is held against the truth.
 */
import type { MinorUnits } from '../../machines/index.ts';
import { instantAt, secondsOf } from './clock.ts';
import { type Disturbance, type Notice, onTheWire, planNotices, type Sign } from './deliveries.ts';
import type { Effect, Handler, ShopState, ShopWorld } from './handler.ts';
import type { OrderDocument } from './order-document.ts';
import { beginLife, type Life, type LifePlan, playLife } from './play.ts';
import { simulatorFetch } from './simulator-http.ts';

/** A life, and how its notifications are disturbed. */
export interface History {
  readonly plan: LifePlan;
  readonly disturbances: readonly Disturbance[];
  /** Whether notifications seconds apart are handled at once. */
  readonly racing: boolean;
}

/** What must hold of every handler, by name. */
export const chaosInvariants = {
  acknowledged: 'every notification is answered with status 200 and OK, whatever it says',
  paid_only_if_collected: 'an order is never paid unless its money was collected',
  paid_stays_paid: 'an order that is paid stays paid',
  refunded_only_if_refunded: 'no more is refunded than MultiSafepay has refunded; reserved is not refunded',
  shipped_only_if_collected: 'nothing is shipped unless its money was collected',
  effects_once: 'nothing is done twice',
  converges: 'when the status has been read, the shop believes what is true',
  refunds_within_collected: 'no more is asked back than is left, even by two requests at once',
} as const satisfies Record<string, string>;

/** The name of an invariant. */
export type ChaosInvariant = keyof typeof chaosInvariants;

/** A handler broke an invariant. */
export class ChaosFailure extends Error {
  override readonly name = 'ChaosFailure';
  readonly invariant: ChaosInvariant;

  /**
   * @param invariant which one.
   * @param found what was found instead.
   */
  constructor(invariant: ChaosInvariant, found: string) {
    super(`${invariant}: ${chaosInvariants[invariant]}; but ${found}`);
    this.invariant = invariant;
  }
}

/** Makes a handler with nothing in it. */
export type MakeHandler = (world: ShopWorld) => Handler | Promise<Handler>;

/**
 * Runs a history against a new handler.
 *
 * @throws ChaosFailure when an invariant is broken.
 */
export async function runHistory(make: MakeHandler, history: History, sign: Sign): Promise<void> {
  const life = beginLife(history.plan);
  const asked: MinorUnits[] = [];
  const handler = await make({ fetch: watched(simulatorFetch(life.simulator), asked), now: () => life.clock.now() });
  let before: ShopState | undefined;
  const check = async (when: string): Promise<void> => {
    // A copy: a handler may answer with the very row that it keeps.
    const now = { ...(await handler.state(life.orderId)) };
    checkBelief(life, before, now, when);
    checkEffects(life, await handler.effects(life.orderId), when);
    before = now;
  };
  for (const batch of batchesOf(history)) {
    life.playUntil(instantAt(batch.at(-1)?.at ?? 0));
    await Promise.all(batch.map((one) => deliver(handler, one, sign)));
    await check(`after ${batch.map(({ document }) => told(document)).join(' and ')}`);
  }
  life.playOut();
  if (life.changes.length === 0) return;
  for (const notice of handler.reconcile ? [] : lastNotices(life)) {
    await deliver(handler, notice, sign);
    await check(`after ${told(notice.document)}, told once more at the end`);
  }
  await handler.reconcile?.(life.orderId);
  await check('after the status was read');
  checkConvergence(life, await handler.state(life.orderId));
  await checkRefunds(life, handler, asked);
}

/** The notifications of a history, those that are handled at once together. */
export function batchesOf({ plan, disturbances, racing }: History): readonly (readonly Notice[])[] {
  const batches: Notice[][] = [];
  for (const notice of planNotices(playLife(plan).changes, disturbances)) {
    const batch = batches.at(-1);
    if (batch && racing && notice.at - (batch[0]?.at ?? 0) <= racingSeconds) batch.push(notice);
    else batches.push([notice]);
  }
  return batches;
}

const racingSeconds = 2;

async function deliver(handler: Handler, notice: Notice, sign: Sign): Promise<void> {
  const { url, method, headers, body } = await onTheWire(notice, sign);
  let answer: Awaited<ReturnType<Handler['notify']>>;
  try {
    answer = await handler.notify({ url, method, headers, body });
  } catch (error) {
    throw new ChaosFailure('acknowledged', `${told(notice.document)} made it throw: ${String(error)}`);
  }
  if (answer.status === 200 && /OK/i.test(answer.body.slice(0, 100))) return;
  throw new ChaosFailure('acknowledged', `${told(notice.document)} was answered ${answer.status} "${answer.body}"`);
}

function checkBelief({ simulator, orderId }: Life, before: ShopState | undefined, now: ShopState, when: string): void {
  const truth = simulator.truth(orderId);
  if (now.paid && truth.collected === 0)
    throw new ChaosFailure('paid_only_if_collected', `it is paid while it shows ${pairText(truth.pair)}, ${when}`);
  if (before?.paid && !now.paid) throw new ChaosFailure('paid_stays_paid', `it is no longer paid ${when}`);
  if (now.refunded > truth.refunded)
    throw new ChaosFailure(
      'refunded_only_if_refunded',
      `${now.refunded} is refunded, and ${truth.refunded} in truth, ${when}`,
    );
}

function checkEffects({ simulator, orderId }: Life, effects: readonly Effect[], when: string): void {
  const done = new Set<string>();
  for (const { kind, key = '' } of effects) {
    if (kind === 'ship' && simulator.truth(orderId).collected === 0)
      throw new ChaosFailure('shipped_only_if_collected', `it was shipped ${when}`);
    const name = `${kind} ${key}`.trimEnd();
    if (done.has(name)) throw new ChaosFailure('effects_once', `"${name}" was done again ${when}`);
    done.add(name);
  }
}

function checkConvergence({ simulator, orderId }: Life, { paid, refunded, chargedBack }: ShopState): void {
  const truth = simulator.truth(orderId);
  const believed = JSON.stringify({ paid, refunded, chargedBack });
  const paidInTruth = truth.collected > 0;
  const actual = JSON.stringify({ paid: paidInTruth, refunded: truth.refunded, chargedBack: truth.chargedBack });
  if (believed !== actual) throw new ChaosFailure('converges', `it believes ${believed}, and true is ${actual}`);
}

/** Two requests at once for all that is left: no more may be asked of MultiSafepay than that. */
async function checkRefunds({ simulator, clock, orderId }: Life, handler: Handler, asked: MinorUnits[]): Promise<void> {
  clock.advance(3600);
  const { refundable } = simulator.truth(orderId);
  if (!handler.refund || refundable === 0) return;
  const before = asked.length;
  await Promise.allSettled([handler.refund(orderId, refundable), handler.refund(orderId, refundable)]);
  // On the wire, 0 asks for all that is left (decision D12).
  const total = asked.slice(before).reduce((sum, amount) => sum + (amount || refundable), 0);
  if (total > refundable)
    throw new ChaosFailure('refunds_within_collected', `${total} was asked back, and ${refundable} was left`);
}

/** The API with every amount noted that is asked back. */
function watched(fetch: ShopWorld['fetch'], asked: MinorUnits[]): ShopWorld['fetch'] {
  return async (request) => {
    if (request.method === 'POST' && request.url.endsWith('/refunds')) {
      const { amount = 0 } = (await request.clone().json()) as { amount?: MinorUnits };
      asked.push(amount);
    }
    return fetch(request);
  };
}

/** A true notification of each attempt as it stands, the one the order is shown by last. */
function lastNotices({ simulator, clock, orderId, changes }: Life): readonly Notice[] {
  const [change] = changes;
  if (!change) return [];
  const { attempts, captures } = simulator.truth(orderId);
  const answers = [
    ...[...attempts, ...captures].map(({ transactionId }) => simulator.getTransaction(transactionId)),
    simulator.getOrder(orderId),
  ];
  const read = answers.flatMap(({ body }) => (body.success ? [body.data as OrderDocument] : []));
  const documents = read.filter(
    (one, index) => !read.slice(index + 1).some((other) => other.transaction_id === one.transaction_id),
  );
  return documents.map((document) => ({ ...plain, at: secondsOf(clock.now()), change, document }));
}

const plain = { method: 'POST', beforeAnswer: false } as const;

/** What a notification says, in a line. */
export function told({ status, financial_status, type, amount_refunded }: OrderDocument): string {
  const of = type === undefined ? '' : ` of a ${String(type)}`;
  return `(${status}, ${financial_status})${of}${amount_refunded ? `, ${String(amount_refunded)} refunded` : ''}`;
}

const pairText = ({ order, transaction }: { order: string; transaction: string }): string =>
  `(${order}, ${transaction})`;
