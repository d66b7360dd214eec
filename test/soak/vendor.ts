/**
 * MultiSafepay for the soak: simulators behind a loopback port that answers its API, with faults. It counts what was asked
 * of it, so that nothing can be done twice unseen.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Collector, collectors, type Edition, editionNames } from '../../machines/index.ts';
import {
  type Change,
  type Clock,
  createRandom,
  createSimulator,
  type Random,
  type Simulator,
  simulatorFetch,
} from '../../src/testing/index.ts';

/** What can go wrong with a call of the API. */
export type ApiFault =
  /** 503, and nothing was done. */
  | 'refuse'
  /** It was done, and answered 500. */
  | 'lose_answer'
  /** It was done, and the connection is cut. */
  | 'cut'
  /** It was done, and no answer ever comes. */
  | 'hang';

/** How often each fault befalls a call, from 0 to 1. */
export type ApiFaultRates = Partial<Readonly<Record<ApiFault, number>>>;

/** The configuration of an order: under which edition, and who collects. */
export interface Setting {
  readonly edition: Edition;
  readonly collector: Collector;
}

/** Every setting there is. */
export const settings: readonly Setting[] = editionNames.flatMap((edition) =>
  collectors.map((collector) => ({ edition, collector })),
);

/** A refund that was asked for at the API. */
export interface RefundAsked {
  readonly orderId: string;
  /** The merchant's own id of it. */
  readonly refundId: string;
  readonly amount: number;
  /** Whether MultiSafepay took it on. */
  readonly taken: boolean;
}

/** The vendor. */
export interface Vendor {
  /** The base URL of the API, as `MULTISAFEPAY_ENVIRONMENT` names it. */
  readonly url: string;
  /** The simulator that has the orders of a setting. */
  simulatorFor(setting: Setting): Simulator;
  /** The simulator that has, or would have, an order. */
  simulatorOf(orderId: string): Simulator;
  /** Every refund that was asked for, those that were not taken on among them. */
  readonly refunds: readonly RefundAsked[];
  /** How many calls were answered, and how many of them by a fault. */
  readonly calls: { answered: number; faulty: number };
  /** The faults from now on. */
  faults: ApiFaultRates;
  /** Called with what a call brought about, before it is answered. */
  changed: (changes: readonly Change[]) => Promise<void>;
  close(): Promise<void>;
}

/** What a vendor is made of. */
export interface VendorOptions {
  readonly seed: number;
  readonly clock: Clock;
  readonly apiKey: string;
  readonly faults?: ApiFaultRates;
}

/** The id of an order, from which its setting can be told. */
export function orderIdOf(setting: Setting, number: number): string {
  const index = settings.findIndex(
    ({ edition, collector }) => edition === setting.edition && collector === setting.collector,
  );
  return `order-${index}-${number}`;
}

/** The setting of an order. */
export function settingOf(orderId: string): Setting {
  return settings[Number(orderId.split('-')[1])] ?? (settings[0] as Setting);
}

/** Starts a vendor on a free port of this machine. */
export async function startVendor({ seed, clock, apiKey, faults = {} }: VendorOptions): Promise<Vendor> {
  const simulators = settings.map(({ edition, collector }, index) =>
    createSimulator({ seed: seed * 8 + index, edition, clock, collectorOf: () => collector, takesItsCourse: false }),
  );
  const simulatorFor = (setting: Setting): Simulator => simulators[settings.indexOf(setting)] as Simulator;
  const random = createRandom(seed);
  const refunds: RefundAsked[] = [];
  const vendor: Vendor = {
    url: '',
    simulatorFor,
    simulatorOf: (orderId) => simulatorFor(settingOf(orderId)),
    refunds,
    calls: { answered: 0, faulty: 0 },
    faults,
    changed: async () => {},
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const apis = simulators.map((simulator) =>
    simulatorFetch(simulator, { apiKey, beforeAnswer: (changes) => vendor.changed(changes) }),
  );

  /** The first simulator that knows the transaction, else the one of the order. */
  const answered = async (request: Request): Promise<Response> => {
    const [, , , what, id = ''] = new URL(request.url).pathname.split('/');
    if (what === 'transactions') {
      const known = simulators.findIndex((one) => one.getTransaction(decodeURIComponent(id)).body.success);
      return (apis[Math.max(0, known)] as (typeof apis)[number])(request);
    }
    const body = request.method === 'GET' ? '' : await request.clone().text();
    const orderId = id === '' ? String((JSON.parse(body) as { order_id?: unknown }).order_id) : decodeURIComponent(id);
    const api = apis[settings.indexOf(settingOf(orderId))] as (typeof apis)[number];
    const response = await api(request);
    if (request.method === 'POST' && request.url.endsWith('/refunds')) {
      const { var1, amount } = JSON.parse(body) as { var1?: unknown; amount?: unknown };
      refunds.push({ orderId, refundId: String(var1), amount: Number(amount), taken: response.ok });
    }
    return response;
  };

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await requestOf(incoming);
    const fault = drawn(random, vendor.faults);
    vendor.calls.answered++;
    if (fault !== undefined) vendor.calls.faulty++;
    if (fault === 'refuse') {
      outgoing.writeHead(503).end('{}');
      return;
    }
    const response = await answered(request);
    if (fault === 'cut') incoming.socket.destroy();
    else if (fault === 'lose_answer') outgoing.writeHead(500).end('{}');
    else if (fault !== 'hang')
      outgoing.writeHead(response.status, { 'content-type': 'application/json' }).end(await response.text());
  };
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      console.error('the vendor failed', error);
      outgoing.writeHead(500).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(vendor, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/json/` });
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const { method = 'GET', url = '/' } = incoming;
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  const body = method === 'GET' ? undefined : Buffer.concat(pieces);
  return new Request(new URL(url, 'http://127.0.0.1'), { method, headers, ...(body && { body }) });
}

function drawn(random: Random, rates: ApiFaultRates): ApiFault | undefined {
  let left = random.next();
  for (const [fault, rate] of Object.entries(rates) as [ApiFault, number][]) {
    left -= rate;
    if (left < 0) return fault;
  }
  return undefined;
}
