/**
 * Notifications as they really arrive: twice, again after a quarter of an hour, late, out of order, not at all, before the
 * API's own answer, without a body, and now and then with a status that contradicts what is known.
 */
import { refuseOtherOptions } from '../lifecycle/read.ts';
import type { Change } from './account.ts';
import { instantAt, secondsOf } from './clock.ts';
import type { OrderDocument } from './order-document.ts';
import { contradicting, isOfChargeback, undocumented, unknownWord } from './planted.ts';
import { createRandom, type Random } from './random.ts';

/** What can go wrong with the notification of a change. */
export const faults = {
  duplicate: 'delivered twice, seconds apart',
  resend: 'sent again one to three times, a quarter of an hour apart, each with a new timestamp',
  delay: 'delivered up to twenty minutes late, after others that are newer',
  lose: 'never delivered',
  overtake: "delivered before the API's answer to the request that brought the change about",
  get: 'sent as GET, without a body: the order has to be asked for',
  contradict: 'followed, when all is delivered, by another ending of a payment that is collected',
  undocumented: 'followed by a pair that nobody documents: the order word of a paid payment beside one that is held',
  unknown_word: 'followed by an order status that nobody knows',
} as const satisfies Record<string, string>;

/** A fault of delivery, by name. */
export type Fault = keyof typeof faults;

/** One fault, of one change. */
export interface Disturbance {
  readonly fault: Fault;
  /** Which change, by its place; counted round where there are fewer. */
  readonly change: number;
  /** How many times, or how late, a whole number from 0. */
  readonly by: number;
}

/** A notification that will be delivered. */
export interface Notice {
  /** When, in seconds since 1970. */
  readonly at: number;
  readonly change: Change;
  /** What it says: the change's own order JSON, unless it was planted. */
  readonly document: OrderDocument;
  readonly method: 'GET' | 'POST';
  /** Delivered before the API's answer to the request that brought the change about. */
  readonly beforeAnswer: boolean;
  /** The fault that planted it; MultiSafepay never meant this. */
  readonly planted?: Fault;
}

/** The notifications of some changes under some disturbances, in the order of delivery. */
export function planNotices(changes: readonly Change[], disturbances: readonly Disturbance[]): readonly Notice[] {
  const faultsOf = new Map<number, Disturbance[]>();
  for (const one of disturbances) {
    const at = one.change % changes.length;
    faultsOf.set(at, [...(faultsOf.get(at) ?? []), one]);
  }
  const notices = changes.flatMap((change, index) => noticesOf(change, faultsOf.get(index) ?? []));
  const lastOf = new Map<string, number>();
  for (const { at, change } of notices) lastOf.set(ownerOf(change), Math.max(at, lastOf.get(ownerOf(change)) ?? 0));
  const chargedBack = new Set(changes.filter(isOfChargeback).map(ownerOf));
  const late = notices.flatMap(({ change, planted }) => {
    const [asked] = faultsOf.get(changes.indexOf(change))?.filter(({ fault }) => fault === 'contradict') ?? [];
    if (!asked || planted) return [];
    const at = (lastOf.get(ownerOf(change)) ?? 0) + 60 + (asked.by % 3600);
    const document = contradicting(change, asked.by, instantAt(at), chargedBack.has(ownerOf(change)));
    return document ? [notice(change, at, { document, planted: 'contradict' })] : [];
  });
  return [...notices, ...late].sort((a, b) => a.at - b.at);
}

/** The order that a change belongs to: of a capture's own order, the one that was authorised. */
const ownerOf = ({ orderId, authorisationOrderId }: Change): string => authorisationOrderId ?? orderId;

/** The notifications of one change, but for contradictions: those come when all is delivered. */
function noticesOf(change: Change, disturbed: readonly Disturbance[]): readonly Notice[] {
  const by = (fault: Fault): number | undefined => disturbed.find((one) => one.fault === fault)?.by;
  if (by('lose') !== undefined) return [];
  const delay = by('delay');
  const at = secondsOf(change.at) + (delay === undefined ? 1 : 1 + (delay % 1200));
  const method = by('get') === undefined ? change.notificationMethod : 'GET';
  const beforeAnswer = change.byRequest && by('overtake') !== undefined;
  const first = { ...notice(change, at, { method }), beforeAnswer };
  const resends = by('resend');
  const again = resends === undefined ? [] : [1, 2, 3].slice(0, 1 + (resends % 3));
  const planted = (fault: Fault, document: OrderDocument | undefined): Notice[] =>
    by(fault) !== undefined && document ? [notice(change, at + 1, { document, planted: fault })] : [];
  return [
    first,
    ...(by('duplicate') === undefined ? [] : [notice(change, at + ((by('duplicate') ?? 0) % 3), { method })]),
    ...again.map((time) => notice(change, at + time * resendSeconds, { method })),
    ...planted('undocumented', undocumented(change)),
    ...planted('unknown_word', unknownWord(change)),
  ];
}

/** MultiSafepay sends a notification again at intervals of a quarter of an hour. */
const resendSeconds = 900;

function notice(change: Change, at: number, rest: Partial<Notice>): Notice {
  const { document, notificationMethod: method } = change;
  return { at, change, document, method, beforeAnswer: false, ...rest };
}

/** How often each fault befalls a change, from 0 to 1. */
export type FaultRates = Partial<Readonly<Record<Fault, number>>>;

/** Draws the disturbances of some changes. */
export function drawDisturbances(random: Random, count: number, rates: FaultRates): readonly Disturbance[] {
  const names = Object.keys(faults) as Fault[];
  return Array.from({ length: count }, (_, change) => change).flatMap((change) =>
    names
      .map((fault) => ({ fault, change, by: random.below(10_000), falls: random.next() < (rates[fault] ?? 0) }))
      .filter(({ falls }) => falls)
      .map(({ fault, by }) => ({ fault, change, by })),
  );
}

/** A notification on the wire. */
export interface Delivery {
  /** When, an ISO 8601 instant. */
  readonly at: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** The raw body that was signed; empty for GET. */
  readonly body: string;
  readonly notice: Notice;
}

/** How notifications are delivered. */
export interface DeliveryOptions {
  readonly seed: number;
  readonly rates?: FaultRates;
  /** Makes the `Auth` header of a body and a timestamp. */
  readonly sign: Sign;
  /** Where an order without a `notification_url` of its own is notified. */
  readonly notificationUrl?: string;
}

/** Makes the `Auth` header of a raw body, sent at a timestamp in seconds. */
export type Sign = (body: string, timestamp: number) => string | Promise<string>;

/**
 * The deliveries of some changes, in their order. The same changes, seed and rates give the same deliveries.
 *
 * @example
 * const sign: Sign = (body, at) => signNotification(new TextEncoder().encode(body), { key, at, runtime });
 * for await (const delivery of deliveries(simulator.changes, { seed: 1, rates: { duplicate: 0.1 }, sign })) await send(delivery);
 */
export async function* deliveries(changes: readonly Change[], options: DeliveryOptions): AsyncGenerator<Delivery> {
  refuseOtherOptions(options, 'deliveries', { seed: true, rates: true, sign: true, notificationUrl: true });
  const { seed, rates = {}, sign, notificationUrl } = options;
  const disturbances = drawDisturbances(createRandom(seed), changes.length, rates);
  for (const planned of planNotices(changes, disturbances)) yield await onTheWire(planned, sign, notificationUrl);
}

/** A notice as it goes over the wire. */
export async function onTheWire(planned: Notice, sign: Sign, notificationUrl = site): Promise<Delivery> {
  const { at, change, document, method } = planned;
  const url = new URL(change.notificationUrl ?? notificationUrl);
  url.searchParams.set('transactionid', change.orderId);
  url.searchParams.set('timestamp', String(at));
  const body = method === 'GET' ? '' : JSON.stringify(document);
  const headers = body === '' ? {} : { 'content-type': 'application/json', auth: await sign(body, at) };
  return { at: instantAt(at), url: url.href, method, headers, body, notice: planned };
}

const site = 'https://shop.example/notifications';
