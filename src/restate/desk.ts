/**
 * Payments of one account on Restate, asked through its ingress: told and asked as a store is.
 */
import {
  defined,
  type Explanation,
  InputError,
  type Payment,
  type PaymentFact,
  restore,
  type Stepped,
  type Wish,
} from '../lifecycle/index.ts';
import type { ApiError } from '../multisafepay/index.ts';
import type { Acted, CaptureWish, RefundWish } from '../service/acting.ts';
import { canonical, nodeSha256 } from '../store/canonical.ts';
import type { Correction, Entry, Receiving, Store, StoredOrder } from '../store/index.ts';
import { followExport, readLine } from '../store/portable.ts';
import { storedFrom } from './held.ts';
import { type Ingress, type IngressOptions, ingressAt } from './ingress.ts';
import type { Elsewhere, Fault, Observed, Standing } from './object.ts';

/** What a desk is opened with. */
export interface DeskOptions extends IngressOptions {
  /** The name of the account; left out of the one without. */
  readonly account?: string;
  /** The caller's clock: now, as an ISO 8601 instant. */
  readonly now?: () => string;
  /** Whether a report is answered with the payment, as a store does; a webhook needs only the verdict. */
  readonly payments?: boolean;
}

/** An order, and how its object stands. */
export interface HeldOrder extends StoredOrder {
  /** The number of the last entry of which the order knows that all sinks have it; what is appended behind it, it learns later. */
  readonly appended: number;
  /** When the calls come that look after the order, in milliseconds since 1970, the first one first. */
  readonly wakes: readonly number[];
  /** Why a sink refuses the next entry, if it does. */
  readonly refused?: string;
  /** The last call that ended by a fault, if one did. */
  readonly fault?: Fault;
}

/** Payments of one account on Restate. What it resolves to is durable. It rejects as a store does. */
export interface Desk
  extends Pick<Store, 'account' | 'open' | 'configure' | 'receive' | 'ask' | 'correct' | 'resolve'> {
  /** Asks for a refund of what was collected. Its key is its `refundId`. */
  refund(orderId: string, wish: RefundWish): Promise<Acted<{ readonly transactionId?: string }>>;
  /** Captures what is authorised, in part or in full. Its key is its `captureId`. */
  capture(orderId: string, wish: CaptureWish): Promise<Acted<{ readonly transactionId?: string }>>;
  /** Cancels what is not paid yet. */
  cancel(orderId: string, key?: string): Promise<Acted>;
  /** Cancels what is reserved and not captured. */
  cancelReservation(orderId: string, reason: string, key?: string): Promise<Acted>;
  /** Cancels a refund while it is only reserved, by the shop's own id of it or MultiSafepay's. */
  cancelRefund(orderId: string, id: string, key?: string): Promise<Acted>;
  /** Reads the order at MultiSafepay now. The error, if it cannot be read. */
  readNow(orderId: string): Promise<ApiError | undefined>;
  /** An order as it stands; `undefined` if it is not known. */
  read(orderId: string): Promise<HeldOrder | undefined>;
  /** What is possible of an order, and why not. */
  explain(orderId: string, wish: Wish<PaymentFact>): Promise<Explanation>;
  /** What was told of an order, and what it came to. */
  history(orderId: string): Promise<readonly Entry[]>;
  /** Appends what no sink has yet; the number of the last entry that all have. */
  append(orderId: string): Promise<number>;
  /** An order as a line of an export, as `importAll` of a store takes it; `undefined` if it is not known. */
  exportLine(orderId: string): Promise<string | undefined>;
  /**
   * Takes in orders that a store exported, one after the other. One that is here with the same log is skipped.
   *
   * @returns how many orders were taken in.
   * @throws StoreError `not_importable` that says which order and why; the orders before it are here.
   */
  importAll(lines: AsyncIterable<string> | Iterable<string>): Promise<number>;
  /** Closes the connections. */
  close(): void;
}

/** Opens a desk. Nothing is asked yet. @throws InputError if the address is none. */
export function openDesk(options: DeskOptions): Desk {
  const { account, now = () => new Date().toISOString(), payments = true } = options;
  const ingress: Ingress = ingressAt(options);

  const call = <T>(orderId: string, handler: string, input: object = {}, once?: string): Promise<T> => {
    if (orderId === '') throw new InputError('orderId', 'it is empty', 'Give the id of the order.');
    return ingress.call<T>({ account, orderId }, handler, { ...input, at: now() }, once);
  };

  /** Looks at an order, or at the one that it is a refund or capture of. */
  const look = async <T>(orderId: string, handler: string, input: object = {}): Promise<T> => {
    const found = await ingress.call<T | Elsewhere>({ account, orderId }, handler, input);
    if (typeof found !== 'object' || found === null || !('belongsTo' in found)) return found as T;
    return ingress.call<T>({ account, orderId: found.belongsTo }, handler, input);
  };

  const receive: Desk['receive'] = async (report, { receivedAt = now(), document }: Receiving = {}) => {
    const orderId = report.authorisationOrderId ?? report.orderId;
    const input = { report, at: receivedAt, document, ...(payments && { withPayment: true }) };
    // MultiSafepay sends a notification again while the first one waits: it joins that.
    // What cannot be read differs in its document alone.
    const once =
      report.channel === 'notification' ? await nodeSha256(canonical(defined({ report, document }))) : undefined;
    const { verdict, duplicateOf, state } = await ingress.call<Observed>({ account, orderId }, 'observe', input, once);
    return {
      verdict,
      payment: state === undefined ? undefined : restore(state),
      ...(duplicateOf !== undefined && { duplicateOf }),
    };
  };

  const correct = async (orderId: string, correction: Correction): Promise<Payment | undefined> => {
    const state = await call<string | null>(orderId, 'correct', { correction });
    return state === null ? undefined : restore(state);
  };

  return {
    account,
    receive,
    correct,
    open: async (asked) => restore(await call<string>(asked.orderId, 'open', { asked })),
    configure: async (orderId, said) => restore(await call<string>(orderId, 'configure', { said })),
    async ask(orderId, fact, only) {
      const stepped = await call<Stepped<string>>(orderId, 'ask', { fact, ...only });
      return stepped.ok ? { ...stepped, next: restore(stepped.next) } : stepped;
    },
    async resolve(orderId, n, signed) {
      await correct(orderId, { ...signed, resolve: n });
    },
    refund: (orderId, wish) => call(orderId, 'refund', { wish }),
    capture: (orderId, wish) => call(orderId, 'capture', { wish }),
    cancel: (orderId, key) => call(orderId, 'cancel', { key }),
    cancelReservation: (orderId, reason, key) => call(orderId, 'cancelReservation', { reason, key }),
    cancelRefund: (orderId, id, key) => call(orderId, 'cancelRefund', { id, key }),
    readNow: async (orderId) => (await call<ApiError | null>(orderId, 'readNow')) ?? undefined,
    async read(orderId) {
      const found = await look<Standing | null>(orderId, 'read');
      if (found === null) return undefined;
      const { state, ...order } = found;
      return { ...order, ...storedFrom(state) };
    },
    explain: (orderId, wish) => look(orderId, 'explain', { wish }),
    history: (orderId) => look(orderId, 'history'),
    append: (orderId) => call(orderId, 'append'),
    exportLine: async (orderId) => (await call<string | null>(orderId, 'exportLine')) ?? undefined,
    async importAll(lines) {
      let [number, count] = [0, 0];
      const following = followExport();
      for await (const line of lines) {
        number++;
        if (line.trim() === '') continue;
        if (following.isEnd(line, number)) continue;
        const { orderId } = readLine(line, number);
        following.named(orderId);
        if (await call<boolean>(orderId, 'importLine', { line, number })) count++;
      }
      return count;
    },
    close: ingress.close,
  };
}
