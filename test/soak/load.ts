/**
 * Payments that live while the soak goes on: ordered, paid, refunded, charged back, as the law allows and a seed decides,
 * with every notification delivered as badly as they are. What was acknowledged and what was asked for is kept.
 */
import { type CardBrand, cardBrands } from '../../machines/index.ts';
import { readOrder, signNotification } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';
import { canonical, nodeSha256 } from '../../src/store/canonical.ts';
import {
  type Change,
  createRandom,
  drawDisturbances,
  type Fault,
  type FaultRates,
  type Notice,
  onTheWire,
  planNotices,
  type Random,
  type Simulator,
  secondsOf,
} from '../../src/testing/index.ts';
import type { Deed, Desk, Done } from './desk.ts';
import type { Pause, Schedule } from './schedule.ts';
import { orderIdOf, type Setting, settings, type Vendor } from './vendor.ts';

/** What happened to the notifications of an order with the same content. */
export interface Told {
  sent: number;
  acknowledged: number;
}

/** What the load remembers. */
export interface Ledger {
  /** Notifications with a body, by order and by the digest of what they say. */
  readonly told: ReadonlyMap<string, ReadonlyMap<string, Told>>;
  /** How many requests were answered with each HTTP status; 0 is no answer. */
  readonly statuses: ReadonlyMap<number, number>;
  /** How many notifications were sent again because they were not acknowledged. */
  readonly resent: number;
  /** How many were never acknowledged, however often they were sent. */
  readonly givenUp: number;
  /** The longest time that an answer took, in milliseconds. */
  readonly slowest: number;
  /** What each refund that a shop asked for came to, by its id. */
  readonly refunds: ReadonlyMap<string, readonly Done['outcome'][]>;
}

/** A load. */
export interface Load {
  /** Begins the life of a payment, now. */
  begin(number: number): void;
  /** The orders that the vendor has. */
  readonly orders: ReadonlySet<string>;
  /** How many lives are under way. */
  alive(): number;
  readonly ledger: Ledger;
}

/** What a load is made of. */
export interface LoadOptions {
  readonly seed: number;
  readonly vendor: Vendor;
  readonly schedule: Schedule;
  readonly apiKey: string;
  /** Whom the next request goes to. */
  readonly desk: () => Desk;
  /** How badly notifications are delivered. */
  readonly rates?: FaultRates;
  /** How often a notification that is not acknowledged is sent again; 3 if left out. */
  readonly resends?: number;
  /** Whether a resend that is due is dropped all the same. */
  readonly drops?: () => boolean;
  /** Whether lives are short: no step takes longer than a quarter of an hour. */
  readonly hasty?: boolean;
  /** Whether payments may be met first in a report, without having been opened. */
  readonly unannounced?: boolean;
}

/** Every fault of delivery, as often as it is worth having. */
export const allFaults: Readonly<Record<Fault, number>> = {
  duplicate: 0.1,
  resend: 0.05,
  delay: 0.1,
  lose: 0.05,
  overtake: 0.3,
  get: 0.1,
  contradict: 0.1,
  undocumented: 0.3,
  unknown_word: 0.02,
};

/** MultiSafepay sends what was not acknowledged again after a quarter of an hour. */
const resendSeconds = 900;

/** Makes a load. */
export function createLoad(options: LoadOptions): Load {
  const { seed, vendor, schedule, apiKey, desk, rates = {}, resends = 3, drops = () => false } = options;
  const orders = new Set<string>();
  const lives = new Map<string, { readonly random: Random; readonly heard: Set<Change> }>();
  const told = new Map<string, Map<string, Told>>();
  const statuses = new Map<number, number>();
  const refunds = new Map<string, Done['outcome'][]>();
  const ledger = { told, statuses, refunds, resent: 0, givenUp: 0, slowest: 0 };
  const encoder = new TextEncoder();
  const sign = (body: string, at: number): Promise<string> =>
    signNotification(encoder.encode(body), { key: apiKey, at, runtime: platform });
  let alive = 0;

  /** The entry of what a notification says. */
  const toldOf = async (orderId: string, body: string): Promise<Told> => {
    const digest = await nodeSha256(canonical(readOrder(JSON.parse(body), { channel: 'notification' })));
    const ofOrder = told.get(orderId) ?? new Map<string, Told>();
    told.set(orderId, ofOrder);
    const known = ofOrder.get(digest) ?? { sent: 0, acknowledged: 0 };
    ofOrder.set(digest, known);
    return known;
  };

  const deliver = async (notice: Notice, left: number): Promise<void> => {
    const at = schedule.now();
    const { change } = notice;
    const delivery = await onTheWire({ ...notice, at }, sign);
    const entry = delivery.method === 'POST' ? await toldOf(change.orderId, delivery.body) : undefined;
    if (entry) entry.sent++;
    const began = performance.now();
    const status = await desk().notify(delivery, at);
    ledger.slowest = Math.max(ledger.slowest, performance.now() - began);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 200) {
      if (entry) entry.acknowledged++;
      if (notice.planted === undefined) lives.get(change.orderId)?.heard.add(change);
      return;
    }
    if (left === 0 || drops()) {
      ledger.givenUp++;
      return;
    }
    ledger.resent++;
    schedule.at(schedule.now() + resendSeconds, () => deliver(notice, left - 1));
  };

  /** Delivers what changed; what overtakes the answer to a request is delivered before this resolves. */
  const tell = async (orderId: string, changes: readonly Change[]): Promise<void> => {
    const life = lives.get(orderId);
    if (life === undefined || changes.length === 0) return;
    const disturbances = drawDisturbances(life.random, changes.length, { ...rates, contradict: 0 });
    const before: Promise<void>[] = [];
    for (const notice of planNotices(changes, disturbances)) {
      const wait = Math.max(0, notice.at - secondsOf(notice.change.at));
      if (notice.beforeAnswer) before.push(deliver(notice, resends));
      else schedule.at(schedule.now() + wait, () => deliver(notice, resends));
    }
    await Promise.all(before);
  };
  vendor.changed = (changes) => tell(changes[0]?.document.order_id ?? '', changes);

  /** Does something at the vendor, and tells what changed by it. */
  const happens = (orderId: string, simulator: Simulator, act: () => void): Promise<void> => {
    const known = simulator.changes.length;
    act();
    return tell(orderId, simulator.changes.slice(known));
  };

  /** Asks until somebody answers: the answer may get lost, and the question is the same. */
  const insist = async (deed: Deed, pause: Pause, tries = 500): Promise<Done> => {
    const done = await desk().act(deed, schedule.now());
    if (deed.kind === 'refund') refunds.set(deed.refundId, [...(refunds.get(deed.refundId) ?? []), done.outcome]);
    if (!['no_answer', 'in_flight'].includes(done.outcome) || tries === 0) return done;
    // Who waits is not busy: those who wait for each other would fill the schedule.
    await pause(60);
    return insist(deed, pause, tries - 1);
  };

  const begin = (number: number): void => {
    const random = createRandom(seed * 1_000_003 + number);
    const setting = random.pick(settings);
    const orderId = orderIdOf(setting, number);
    const simulator = vendor.simulatorFor(setting);
    const heard = new Set<Change>();
    lives.set(orderId, { random, heard });
    alive++;
    schedule.begin((pause) =>
      live({ orderId, setting, simulator, random, pause, heard }).finally(() => {
        alive--;
      }),
    );
  };

  /** A life, from the order to the last thing that happens. */
  async function live(life: Life): Promise<void> {
    const { orderId, setting, simulator, random, pause } = life;
    // Own MID is American Express; now and then somebody errs.
    const isOwn = setting.collector !== 'multisafepay' && random.next() < 0.8;
    const brand = isOwn ? 'amex' : random.pick(cardBrands);
    const amount = random.pick([3000, 12_000]);
    const announced = !options.unannounced || setting.collector !== 'multisafepay' || random.next() < 0.9;
    // What could not be opened is not ordered.
    if (announced && (await insist({ kind: 'open', orderId, ...setting }, pause)).outcome !== 'done') return;
    if (announced && random.next() < 0.5) await insist({ kind: 'order', orderId, brand, amount }, pause);
    else await happens(orderId, simulator, () => simulator.createOrder(orderOf(orderId, brand, amount)));
    // The edition may not take the card, or the request never came through.
    if (!simulator.getOrder(orderId).body.success) return;
    orders.add(orderId);
    const asked: string[] = [];
    for (let left = 3 + random.below(8); left > 0; left--) {
      const wait = waitOf(random.below(1000));
      await pause(options.hasty ? wait % 900 : wait);
      const dice = random.next();
      const { refundable, reserved } = simulator.truth(orderId);
      if (announced && refundable > 0 && dice < 0.45) {
        const refundId = `refund-${orderId}-${left}`;
        asked.push(refundId);
        const of = random.below(3) === 0 ? 'all' : Math.ceil(refundable / (2 + random.below(3)));
        const refund: Deed = { kind: 'refund', orderId, refundId, amount: of };
        // Now and then somebody clicks twice.
        await Promise.all(
          random.below(3) === 0 ? [insist(refund, pause), insist(refund, pause)] : [insist(refund, pause)],
        );
      } else if (reserved > 0 && asked.length > 0 && dice < 0.6) {
        await insist({ kind: 'cancel_refund', orderId, refundId: random.pick(asked) }, pause);
      } else if (announced && dice > 0.97) {
        await insist({ kind: 'cancel', orderId }, pause);
      } else {
        await happens(orderId, simulator, () => goOn(simulator, orderId, random));
      }
    }
    if (random.next() < (rates.contradict ?? 0)) await contradict(life);
  }

  /** When all is over, what was heard of a payment is contradicted, if it is collected: another ending is reported. */
  async function contradict({ heard, random, pause }: Pick<Life, 'heard' | 'random' | 'pause'>): Promise<void> {
    await pause(5 * resendSeconds);
    if (heard.size === 0) return;
    const planned = planNotices(
      [...heard],
      [{ fault: 'contradict', change: random.below(heard.size), by: random.below(10_000) }],
    );
    for (const notice of planned) if (notice.planted === 'contradict') await deliver(notice, resends);
  }

  return { begin, orders, alive: () => alive, ledger };
}

/** A payment that lives. */
interface Life {
  readonly orderId: string;
  readonly setting: Setting;
  readonly simulator: Simulator;
  readonly random: Random;
  readonly pause: Pause;
  /** What was told of it, and acknowledged. */
  readonly heard: ReadonlySet<Change>;
}

/** Lets something lawful happen; rarely what ends a transaction in nothing. */
function goOn(simulator: Simulator, orderId: string, random: Random): void {
  const choice = random.below(1000);
  const moves = simulator.moves(orderId).filter(({ endsInNothing }) => !endsInNothing || choice % 4 === 0);
  const move = moves[(choice >> 2) % moves.length];
  if (move) simulator.happen(orderId, move);
  else if (choice % 4 === 0) simulator.payAgain(orderId, { gateway: random.pick(cardBrands) });
}

/** An order that another system of the shop asked for. */
function orderOf(orderId: string, brand: CardBrand, amount: number) {
  return {
    order_id: orderId,
    gateway: brand,
    amount,
    currency: 'EUR',
    payment_options: { notification_method: 'POST' },
  };
}

/** How long a step takes, in seconds: a quarter fall into the same second, some take a day. */
function waitOf(time: number): number {
  if (time % 4 === 0) return 0;
  return time % 4 === 1 ? 86_400 + time : time * 7;
}
