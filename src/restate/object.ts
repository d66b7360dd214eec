/**
 * The life of one order as a virtual object of Restate: its handlers run one after the other, and what each comes to is durable. It states no
 * rule: what is told is judged and recorded as by a store (`tellingOf`), what acts is done as by the service (`createActing`).
 */
import {
  CancelledError,
  handlers,
  type internal,
  type ObjectContext,
  type ObjectSharedContext,
  object,
  RestateError,
  type Serde,
  TerminalError,
} from '@restatedev/restate-sdk';
import {
  type Configuration,
  type Explanation,
  explain,
  InputError,
  type OpenPayment,
  type PaymentFact,
  type Report,
  type Stepped,
  save,
  type Verdict,
  type Wish,
} from '../lifecycle/index.ts';
import { lawNamed } from '../lifecycle/payment.ts';
import type { Client } from '../multisafepay/index.ts';
import {
  type Acted,
  type Acting,
  type ActingStore,
  type CaptureWish,
  createActing,
  type RefundWish,
} from '../service/acting.ts';
import { type Log, silent } from '../service/log.ts';
import { readOrderNow } from '../service/read-order.ts';
import type { Batches } from '../store/batches.ts';
import { nodeSha256 } from '../store/canonical.ts';
import { accountText, checkLine, refuseOrder } from '../store/checked-line.ts';
import { type Correction, type Entry, lawNames, type StoredOrder, StoreError } from '../store/index.ts';
import { readLine } from '../store/portable.ts';
import type { Writing } from '../store/record.ts';
import { tellingOf } from '../store/telling.ts';
import { type Answered, answered, problemOf } from './answer.ts';
import { appendBehind, type Behind } from './behind.ts';
import { durableClient, step } from './effects.ts';
import {
  afterChange,
  afterResend,
  claimedFor,
  deliveriesOf,
  type Held,
  heldOf,
  heldOfLine,
  heldText,
  nothingHeld,
  standingOf,
  storedOf,
  unannounced,
  unappended,
} from './held.ts';
import { keyOf, orderOfKey } from './key.ts';
import { lineOfHeld } from './line.ts';
import type { LogStore, Sink } from './sink.ts';
import { within } from './within.ts';

/** The name under which Restate knows the objects of orders. */
export const objectName = 'Payment';

/** A site whose orders are held. */
export interface HeldSite {
  /** The name of its account; left out of the one without. */
  readonly account?: string;
  /** The log on PostgreSQL. Without one all entries stay in the object, which grows with each. */
  readonly store?: LogStore;
  /** Where entries go besides. */
  readonly sinks?: readonly Sink[];
  /** Asks MultiSafepay. Without one no deadline asks, and nothing can be requested. */
  readonly client?: Client;
}

/** What the objects of orders are made with. */
export interface PaymentObjectOptions {
  readonly sites: readonly HeldSite[];
  /** The worker's clock: now, as an ISO 8601 instant. */
  readonly now?: () => string;
  /** How long after an entry it is appended, with all that came meanwhile of all orders, in milliseconds; 2,000 if left out. */
  readonly appendAfter?: number;
  /**
   * How long after an entry an order makes sure at the latest, by a call of its own, that it was appended, in milliseconds; an hour if left
   * out. It does so when a deadline of it comes before.
   */
  readonly appendWithin?: number;
  /** How often a call is tried that fails by itself, before it ends with an error; 12 if left out, which is half a minute. */
  readonly attempts?: number;
  readonly log?: Log;
}

/** What is told of a notification or a status read. */
export interface Observing {
  readonly report: Report;
  /** When it was received, by the clock of who tells it: an ISO 8601 instant. */
  readonly at: string;
  readonly document?: unknown;
  /** Whether the payment is wished for as well. */
  readonly withPayment?: true;
}

/** What observing came to. The payment as `save` makes it. */
export interface Observed {
  readonly verdict: Verdict;
  readonly duplicateOf?: number;
  readonly state?: string;
}

/** How an order stands, and how its object does. */
export interface Standing extends Omit<StoredOrder, 'payment' | 'otherLaw'> {
  readonly state: string | undefined;
  /** The number of the last entry of which the order knows that all sinks have it. */
  readonly appended: number;
  /** When the calls come that look after the order, in milliseconds since 1970, the first one first. */
  readonly wakes: readonly number[];
  /** Why a sink refuses the next entry, if it does. */
  readonly refused?: string;
  /** The last call that ended by a fault, if one did. */
  readonly fault?: Fault;
}

/** A call that ended by a fault of the program: nothing came of it. */
export interface Fault {
  readonly handler: string;
  readonly at: string;
  readonly says: string;
}

/** The order of a refund or a capture: its payment is held under another id. */
export interface Elsewhere {
  readonly belongsTo: string;
}

/** A report under the order id of a refund that is about a payment of its own. */
interface OfItsOwn {
  readonly ofItsOwn: true;
}

/** What an order told itself, or another one: a call that nobody waits for. */
type Told =
  | { readonly handler: 'wake'; readonly input: { readonly due: number } }
  | { readonly handler: 'belong'; readonly input: { readonly to: string } };

type Timed<Input> = Input & { readonly at: string };

/** Plain JSON. A call by name sends bytes unless it is told otherwise, and of anything else nothing, in silence. */
const json = <T>(): Serde<T> => ({
  contentType: 'application/json',
  serialize: (value) => new TextEncoder().encode(JSON.stringify(value)),
  deserialize: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as T,
});

/** Of a call that answers nothing. */
const nothing: Serde<void> = { serialize: () => new Uint8Array(), deserialize: () => undefined };

/** Text as it is: what is held is JSON already. */
const text: Serde<string> = {
  contentType: 'text/plain',
  serialize: (value) => new TextEncoder().encode(value),
  deserialize: (bytes) => new TextDecoder().decode(bytes),
};

/** An order in a handler: as it is held now, and what works on it. */
interface Place {
  held: Held;
  readonly at: string;
  readonly orderId: string;
  readonly site: HeldSite;
  readonly context: ObjectContext;
  /** Appends again not before this time, in milliseconds, where a sink was away. */
  again?: number;
  /** Looks after the order again not before this time, in milliseconds, where that failed. */
  notBefore?: number;
  /** Makes what was recorded so far durable with the next step. */
  save(): void;
}

/**
 * What failed by itself is tried again, as when a worker went away, and is ended after half a minute: the order goes on. Whoever made a call
 * has given up by then and makes it again. What an order told itself is made again by `seeTo`, which waits for a worker as long as it takes:
 * it is no writer, so the order does not wait with it.
 */
const retries = { initialInterval: 50, exponentiationFactor: 2 } as const;
const untilGivenUp = { ...retries, maxInterval: 5_000, onMaxAttempts: 'kill' } as const;
const untilThere = { ...retries, maxInterval: 10_000, maxAttempts: 1_000_000, onMaxAttempts: 'pause' } as const;

/** How long after what an order told itself has failed it is tried again, in milliseconds. */
const sinceFailed = 15 * 60_000;

/** From how many entries on that its object keeps an order makes sure after `appendAfter`: each call carries them all. */
const mostKept = 8;

/** How long a sink may take, in milliseconds: the order waits for it. */
const sinkWithin = 5_000;

/** How long after a sink was away it is tried again, in milliseconds. */
const sinkAgain = 15_000;

/** The objects of orders, as a definition for an endpoint of Restate, and what appends behind them. */
export function paymentObject(options: PaymentObjectOptions) {
  const { sites, now = () => new Date().toISOString(), attempts = 12, log = silent } = options;
  const { appendAfter = 2_000, appendWithin = 3_600_000 } = options;
  const behind: Behind = appendBehind({ after: appendAfter, again: sinkAgain, sinkWithin, log });
  const siteOf = new Map(sites.map((site) => [site.account, site]));
  const law = lawNames(nodeSha256).then((names): Writing['law'] => ({
    ...names,
    named: lawNamed(),
    numbers: new Map(),
  }));

  /** Runs a handler on an order: what it recorded is durable with its answer. */
  const on = async <Input extends { readonly at: string }, T>(
    context: ObjectContext,
    handler: string,
    input: Input,
    work: (place: Place, writing: Writing) => Promise<T>,
    isOwn = false,
  ): Promise<Answered<T> | OfItsOwn> => {
    const { orderId, account, site } = known(context.key);
    const held = await readHeld(context, handler === 'importLine');
    // Each look at what is held is an entry of Restate's journal.
    const belongsTo = held.own || isOwn ? null : await context.get<string>('belongsTo');
    if (belongsTo !== null) {
      const answer = await context.genericCall<Input, Answered<T> | OfItsOwn>({
        service: objectName,
        method: handler,
        key: keyOf({ account, orderId: belongsTo }),
        parameter: input,
        inputSerde: json<Input>(),
        outputSerde: json<Answered<T> | OfItsOwn>(),
      });
      if (!('ofItsOwn' in answer)) return answer;
    }
    let saved = held;
    const place: Place = {
      held,
      at: input.at,
      orderId,
      site,
      context,
      save() {
        if (place.held === saved) return;
        context.set('order', heldText(place.held), text);
        saved = place.held;
      },
    };
    const writing = { law: await law, sha256: nodeSha256, account };
    const settle = (): void => {
      if (place.held === held) return;
      announce(place);
      schedule(place);
      place.save();
      leaveBehind(place);
    };
    try {
      const came = await work(place, writing);
      settle();
      return { came };
    } catch (error) {
      if (error instanceof IsOfItsOwn) return { ofItsOwn: true };
      settle();
      const problem = problemOf(error);
      if (problem !== undefined) return { problem };
      throw faulty(context, handler, input.at, error);
    }
  };

  /** Ends a call by a fault: it is kept, so that who looks at the order sees it, and the order goes on. */
  const faulty = (context: ObjectContext, handler: string, at: string, error: unknown): TerminalError => {
    if (error instanceof CancelledError) return error;
    const says = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const fault: Fault = { handler, at, says };
    context.set('fault', fault);
    log.error({ key: context.key, ...fault }, 'a call on an order ended by a fault');
    return new TerminalError(`${handler} of ${context.key} failed by a fault of its own: ${says}`, { errorCode: 500 });
  };

  const known = (key: string) => {
    try {
      const order = orderOfKey(key);
      const site = siteOf.get(order.account);
      if (site) return { ...order, site };
      throw new InputError(
        'account',
        `this worker serves no ${accountText(order.account)}`,
        'Give it a site of that account.',
      );
    } catch (error) {
      throw new TerminalError((error as Error).message, { errorCode: 404 });
    }
  };

  /** Carries out calls on an order as it is held. */
  const carryOutOn =
    (place: Place, { law }: Writing): Batches['carryOut'] =>
    async (call) => {
      for (;;) {
        const { answer, change, resend, again } = await call.judge(standingOf(place.held, call, law), false);
        if (change) place.held = afterChange(place.held, change);
        if (resend) place.held = afterResend(place.held, resend.digest, resend.at);
        if (!again) return answer;
        if (!change && call.isOwn) throw new IsOfItsOwn();
      }
    };

  const telling = (place: Place, writing: Writing) =>
    tellingOf({ carryOut: carryOutOn(place, writing), now: () => place.at, writing });

  const clientOf = ({ site, context, orderId }: Place): Client => {
    if (site.client) return durableClient(context, site.client);
    throw new InputError(
      'client',
      `this worker cannot ask MultiSafepay about order ${orderId}`,
      'Give its site a client.',
    );
  };

  const storeOf = (place: Place, writing: Writing): ActingStore => ({
    ...telling(place, writing),
    ...actsOf(place),
    read: async () => (place.held.version === 0 ? undefined : storedOf(place.held)),
    async absent() {
      place.held = { ...place.held, absentAt: place.at };
    },
  });

  const actingOn = (place: Place, writing: Writing): Acting =>
    createActing({ store: storeOf(place, writing), client: clientOf(place), now: () => place.at, log });

  /** Tells the objects of refunds and captures that have an order id of their own whose they are. */
  const announce = (place: Place): void => {
    const { payment } = storedOf(place.held);
    const fresh = unannounced(place.held, payment);
    if (fresh.length === 0) return;
    for (const orderId of fresh)
      tellLater(place.context, keyOf({ account: place.site.account, orderId }), {
        handler: 'belong',
        input: { to: place.orderId },
      });
    place.held = { ...place.held, announced: [...place.held.announced, ...fresh] };
  };

  /** Sees to it that somebody looks after the order when something is due, unless somebody comes by then. */
  const schedule = (place: Place): void => {
    const { held, at, site, again, notBefore = 0 } = place;
    const from = Date.parse(at);
    const wanted: number[] = [];
    if (isBehind(place)) wanted.push(again ?? from + (held.kept.length < mostKept ? appendWithin : appendAfter));
    if (held.nextReadAt !== null && site.client) wanted.push(Date.parse(held.nextReadAt));
    if (wanted.length === 0) return;
    const due = Math.max(notBefore, Math.min(...wanted));
    const wakes = held.wakes.filter((one) => one > from);
    if (wakes.some((one) => one <= due)) {
      place.held = wakes.length === held.wakes.length ? held : { ...held, wakes };
      return;
    }
    tellLater(place.context, place.context.key, { handler: 'wake', input: { due } }, Math.max(0, due - from));
    place.held = { ...held, wakes: [...wakes, due].sort((a, b) => a - b) };
  };

  /** Whether the sinks lack something that they would take. */
  const isBehind = ({ held, site }: Place): boolean =>
    sinksOf(site).length > 0 &&
    held.refused === undefined &&
    (held.appended < held.version || (held.recount.length > 0 && site.store !== undefined));

  /** Gives what the sinks may lack to what appends behind the orders. */
  const leaveBehind = (place: Place): void => {
    const { held, site, context, orderId } = place;
    // Of a call that is run again, or that came to something else than before, nobody knows here what is durable.
    if (!isBehind(place) || !(context as ObjectContext & internal.ContextInternal).isProcessing()) return;
    const deliveries = deliveriesOf(held, held.recount);
    behind.take(context.key, sinksOf(site), { orderId, changes: unappended(held), deliveries });
  };

  /** Appends what the sinks lack. What they refuse is kept here, with the reason. */
  const appendTo = async (place: Place): Promise<void> => {
    const { held, site, context, orderId } = place;
    const sinks = sinksOf(site);
    if (sinks.length === 0 || (held.appended === held.version && held.recount.length === 0)) return;
    const changes = held.kept.filter(({ entry }) => entry.n > held.appended);
    const deliveries = deliveriesOf(held, held.recount);
    try {
      await step(context, `append up to entry ${held.version}`, async () => {
        await within(sinkWithin, Promise.all(sinks.map((sink) => sink.append({ orderId, changes, deliveries }))));
        return null;
      });
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      if (error instanceof StoreError && error.code !== 'unavailable') {
        log.error({ orderId, says }, 'a sink refuses an entry: it is kept by the order, with the reason');
        place.held = { ...place.held, refused: says };
      } else {
        log.warn({ orderId, says }, 'entries could not be appended yet');
        place.again = Date.parse(place.at) + sinkAgain;
      }
      return;
    }
    const { refused: _, ...rest } = place.held;
    place.held = {
      ...rest,
      appended: held.version,
      recount: [],
      kept: site.store === undefined ? held.kept : [],
    };
  };

  /** Reads an order that is due to be read, and observes what is answered. */
  const readDue = async (place: Place, writing: Writing): Promise<void> => {
    const { nextReadAt } = place.held;
    if (nextReadAt === null || place.site.client === undefined || Date.parse(nextReadAt) > Date.parse(place.at)) return;
    const claimed = new Date(Date.parse(place.at) + claimedFor).toISOString();
    place.held = { ...place.held, nextReadAt: claimed };
    const { errors } = await readOrderNow(place.orderId, {
      store: storeOf(place, writing),
      client: clientOf(place),
      now: () => place.at,
    });
    for (const error of errors)
      log.warn({ orderId: place.orderId, ...error }, 'an order that is due could not be read');
  };

  const readOnly = async (context: ObjectSharedContext): Promise<Held | Elsewhere> => {
    known(context.key);
    const held = await readHeld(context);
    const belongsTo = held.own ? null : await context.get<string>('belongsTo');
    return belongsTo !== null ? { belongsTo } : held;
  };

  const acted =
    <Input extends { readonly at: string }>(
      handler: string,
      act: (acting: Acting, place: Place, input: Input) => Promise<Acted>,
    ) =>
    (context: ObjectContext, input: Input) =>
      on(context, handler, input, (place, writing) => act(actingOn(place, writing), place, input));

  const definition = object({
    name: objectName,
    handlers: {
      async observe(context: ObjectContext, input: Observing) {
        const observe = async (place: Place, writing: Writing): Promise<Observed> => {
          const { report, at, document } = input;
          const { verdict, duplicateOf } = await telling(place, writing).receive(report, {
            receivedAt: at,
            ...(document !== undefined && { document }),
          });
          const { state } = place.held;
          return {
            verdict,
            ...(duplicateOf !== undefined && { duplicateOf }),
            ...(input.withPayment && state !== undefined && { state }),
          };
        };
        return on(context, 'observe', input, observe);
      },

      async open(context: ObjectContext, input: Timed<{ readonly asked: OpenPayment }>) {
        const open = async (place: Place, writing: Writing): Promise<string> =>
          save(await telling(place, writing).open(input.asked));
        // Who opens an order says that it is a payment, whatever is listed under its id.
        return on(context, 'open', input, open, true);
      },

      async configure(context: ObjectContext, input: Timed<{ readonly said: Configuration }>) {
        return on(context, 'configure', input, async (place, writing) =>
          save(await telling(place, writing).configure(place.orderId, input.said)),
        );
      },

      async ask(context: ObjectContext, input: Timed<{ readonly fact: PaymentFact; readonly version?: number }>) {
        const { fact, version } = input;
        return on(context, 'ask', input, async (place, writing): Promise<Stepped<string>> => {
          const stepped = await telling(place, writing).ask(
            place.orderId,
            fact,
            version === undefined ? undefined : { version },
          );
          return stepped.ok ? { ...stepped, next: save(stepped.next) } : stepped;
        });
      },

      async correct(context: ObjectContext, input: Timed<{ readonly correction: Correction }>) {
        return on(context, 'correct', input, async (place, writing) => {
          const payment = await telling(place, writing).correct(place.orderId, input.correction);
          return payment === undefined ? null : save(payment);
        });
      },

      refund: acted('refund', (acting, { orderId }, { wish }: Timed<{ readonly wish: RefundWish }>) =>
        acting.refund(orderId, wish),
      ),
      capture: acted('capture', (acting, { orderId }, { wish }: Timed<{ readonly wish: CaptureWish }>) =>
        acting.capture(orderId, wish),
      ),
      cancel: acted('cancel', (acting, { orderId }, { key }: Timed<{ readonly key?: string }>) =>
        acting.cancel(orderId, key),
      ),
      cancelReservation: acted(
        'cancelReservation',
        (acting, { orderId }, { reason, key }: Timed<{ readonly reason: string; readonly key?: string }>) =>
          acting.cancelReservation(orderId, reason, key),
      ),
      cancelRefund: acted(
        'cancelRefund',
        (acting, { orderId }, { id, key }: Timed<{ readonly id: string; readonly key?: string }>) =>
          acting.cancelRefund(orderId, id, key),
      ),

      async readNow(context: ObjectContext, input: Timed<object>) {
        return on(
          context,
          'readNow',
          input,
          async (place, writing) => (await actingOn(place, writing).readNow(place.orderId)) ?? null,
        );
      },

      async append(context: ObjectContext, input: Timed<object>) {
        return on(context, 'append', input, async (place) => {
          await appendTo(place);
          return place.held.appended;
        });
      },

      async exportLine(context: ObjectContext, input: Timed<object>) {
        return on(context, 'exportLine', input, async (place, writing): Promise<string | null> => {
          await appendTo(place);
          const { held, site } = place;
          if (held.version === 0) return null;
          if (site.store === undefined) return lineOfHeld(held, writing);
          mustBeAppended(held);
          const { store, orderId } = { store: site.store, orderId: place.orderId };
          return step(context, 'export', () => firstOf(store.exportAll({ only: orderId })));
        });
      },

      async importLine(context: ObjectContext, input: Timed<{ readonly line: string; readonly number: number }>) {
        return on(
          context,
          'importLine',
          input,
          async (place, writing): Promise<boolean> => {
            const line = readLine(input.line, input.number);
            const { orderId, site } = place;
            if (line.orderId !== orderId) refuseOrder(line.orderId, `it was to be taken into order ${orderId}`);
            if (line.account !== site.account)
              refuseOrder(
                orderId,
                `it is of ${accountText(line.account)}, and was to be taken into ${accountText(site.account)}`,
              );
            const checked = await checkLine(line, writing);
            const { version, head } = place.held;
            if (version > 0 && head !== line.log.at(-1)?.hash)
              refuseOrder(
                orderId,
                `it is here already, with another log: ${version} entries here, ${line.log.length} in the line`,
              );
            if (version > 0) return false;
            const held = heldOfLine(checked, save);
            const { store } = site;
            if (store) {
              await step(context, 'import', () => store.importAll([input.line]));
              place.held = { ...held, appended: held.version, kept: [] };
            } else place.held = held;
            context.clear('fault');
            return true;
          },
          true,
        );
      },

      seeTo: handlers.object.shared(
        { ingressPrivate: true, retryPolicy: untilThere },
        async (context: ObjectSharedContext, told: Told) => {
          const { key } = context;
          const call = (method: string, parameter: object): Promise<void> =>
            context.genericCall<object, void>({
              service: objectName,
              method,
              key,
              parameter,
              inputSerde: json<object>(),
              outputSerde: nothing,
            });
          try {
            await call(told.handler, told.input);
          } catch (error) {
            if (!(error instanceof TerminalError) || error instanceof CancelledError) throw error;
            const says = `${told.handler} was given up: ${error.message}`;
            log.error({ key, says }, 'what an order told itself failed');
            // Where that fails, too, the order cannot be read, which each of its calls says.
            await call('setAside', { told, says }).catch(() => {});
          }
        },
      ),

      setAside: handlers.object.exclusive(
        { ingressPrivate: true },
        async (context: ObjectContext, { told, says }: { readonly told: Told; readonly says: string }) => {
          const at = await step(context, 'now', async () => now());
          const known = await context.get<Fault>('fault');
          const { handler } = told;
          // A fault of the call itself is kept already, as it says it.
          if (known?.handler !== handler || !says.includes(known.says))
            context.set<Fault>('fault', { handler, at, says });
          if (handler === 'belong') return tellLater(context, context.key, told, sinceFailed);
          const look = async (place: Place): Promise<null> => {
            place.notBefore = Date.parse(at) + sinceFailed;
            place.held = { ...place.held, wakes: place.held.wakes.filter((one) => one !== told.input.due) };
            return null;
          };
          await on(context, 'setAside', { at }, look, true);
        },
      ),

      wake: handlers.object.exclusive(
        { ingressPrivate: true },
        async (context: ObjectContext, { due }: { readonly due: number }) => {
          const at = await step(context, 'now', async () => now());
          await on(
            context,
            'wake',
            { at, due },
            async (place, writing) => {
              place.held = { ...place.held, wakes: place.held.wakes.filter((one) => one !== due) };
              if (isBehind(place)) await appendTo(place);
              await readDue(place, writing);
              return null;
            },
            true,
          );
        },
      ),

      belong: handlers.object.exclusive(
        { ingressPrivate: true },
        async (context: ObjectContext, { to }: { readonly to: string }) => {
          if ((await context.get<string>('belongsTo')) === null) context.set('belongsTo', to);
        },
      ),

      read: handlers.object.shared(
        async (context: ObjectSharedContext): Promise<Answered<Standing | Elsewhere | null>> => {
          const held = await readOnly(context);
          if ('belongsTo' in held) return { came: held };
          const fault = await context.get<Fault>('fault');
          if (held.version === 0 && fault === null) return { came: null };
          const { payment: _, otherLaw: __, ...order } = storedOf(held);
          const { state, appended, refused, wakes } = held;
          return {
            came: {
              ...order,
              state,
              appended,
              wakes,
              ...(refused !== undefined && { refused }),
              ...(fault !== null && { fault }),
            },
          };
        },
      ),

      explain: handlers.object.shared(
        async (
          context: ObjectSharedContext,
          { wish }: { readonly wish: Wish<PaymentFact> },
        ): Promise<Answered<Explanation | Elsewhere>> => {
          const held = await readOnly(context);
          if ('belongsTo' in held) return { came: held };
          return answered(() => {
            const { payment } = storedOf(held);
            if (payment) return explain(payment, wish);
            throw new InputError('orderId', `order ${held.orderId} is not known`, 'Open it first.');
          });
        },
      ),

      history: handlers.object.shared(
        async (context: ObjectSharedContext): Promise<Answered<readonly Entry[] | Elsewhere>> => {
          const held = await readOnly(context);
          if ('belongsTo' in held) return { came: held };
          const kept = held.kept.map(({ entry }) => entry);
          const { store } = known(context.key).site;
          const first = kept[0]?.n ?? held.version + 1;
          if (store === undefined || first === 1) return { came: kept };
          return answered(async () => [
            ...(await store.history(held.orderId, { limit: 1_000_000 })).filter(({ n }) => n < first),
            ...kept,
          ]);
        },
      ),
    },
    options: {
      // What an answer rests on is in the log; a journal is needed until then, and no longer.
      journalRetention: 0,
      // Who sends the same again while it waits joins it; after that the order itself knows it.
      idempotencyRetention: 0,
      retryPolicy: { ...untilGivenUp, maxAttempts: attempts },
      // What fails by itself fails again: it ends the call, and never holds up the order.
      asTerminalError: (error: unknown) =>
        error instanceof RestateError
          ? undefined
          : new TerminalError(`it failed by a fault of its own: ${String(error)}`),
    },
  });
  return { definition, behind };
}

/** Has an order see to something, after a time in milliseconds. */
function tellLater(context: ObjectContext, key: string, told: Told, delay = 0): void {
  context.genericSend({
    service: objectName,
    method: 'seeTo',
    key,
    parameter: told,
    inputSerde: json<Told>(),
    ...(delay > 0 && { delay }),
  });
}

/** What a handler throws within itself where a report is of a payment of its own. */
class IsOfItsOwn extends Error {}

const sinksOf = ({ store, sinks = [] }: HeldSite): readonly Sink[] => (store ? [store, ...sinks] : sinks);

/** @throws StoreError unless the store has the whole log. */
function mustBeAppended({ orderId, appended, version, refused }: Held): void {
  if (appended === version) return;
  throw new StoreError(
    'unavailable',
    `order ${orderId} has ${version} entries, and the store has ${appended}: ${refused ?? 'it could not be reached'}`,
  );
}

/** What is held of an order. One that cannot be read ends every call with the reason, until it is imported. */
async function readHeld(context: ObjectSharedContext, mayBeReplaced = false): Promise<Held> {
  const { orderId } = orderOfKey(context.key);
  const stored = await context.get('order', text);
  if (stored === null) return nothingHeld(orderId);
  try {
    const held = heldOf(stored);
    storedOf(held);
    return held;
  } catch (error) {
    if (mayBeReplaced) return nothingHeld(orderId);
    throw new TerminalError(`what is held of order ${orderId} cannot be read: ${(error as Error).message}`, {
      errorCode: 500,
    });
  }
}

async function firstOf(lines: AsyncIterable<string>): Promise<string | null> {
  for await (const line of lines) return line;
  return null;
}

/** The calls that act, as an order's object keeps them: it is the only one that makes them. */
function actsOf(
  place: Place,
): Pick<ActingStore, 'beginAct' | 'takeOverAct' | 'sendAct' | 'answerAct' | 'presumeAct' | 'releaseAct'> {
  type Kept = Held['acts'][string];
  const keep = (key: string, one: Kept | undefined): void => {
    const { [key]: _, ...others } = place.held.acts;
    place.held = { ...place.held, acts: one === undefined ? others : { ...others, [key]: one } };
    place.save();
  };
  const answerWith = (key: string, answer: unknown): void => {
    const one = place.held.acts[key];
    if (one) keep(key, { ...one, state: 'answered', since: place.at, answer });
  };
  return {
    async beginAct({ key, orderId, act, asked, owner }) {
      const one = place.held.acts[key];
      // Whoever made it is not here any more: the handlers of an order run one after the other.
      if (one) return { ...one, owner: '' };
      const begun: Kept = { key, orderId, act, asked, state: 'begun', beganAt: place.at, since: place.at };
      keep(key, begun);
      return { ...begun, owner };
    },
    async takeOverAct({ key }, owner) {
      const one = place.held.acts[key];
      if (one?.state !== 'begun') return undefined;
      const taken = { ...one, since: place.at };
      keep(key, taken);
      return { ...taken, owner };
    },
    async sendAct({ key }) {
      const one = place.held.acts[key];
      if (one?.state !== 'begun') return false;
      keep(key, { ...one, state: 'sending', since: place.at });
      return true;
    },
    async answerAct({ key }, answer) {
      answerWith(key, answer);
    },
    async presumeAct({ key }, answer) {
      if (place.held.acts[key]?.state !== 'sending') return false;
      answerWith(key, answer);
      return true;
    },
    async releaseAct({ key }) {
      if (place.held.acts[key]?.state !== 'answered') keep(key, undefined);
    },
  };
}
