/**
 * What is told of orders: each call as it is judged and recorded, wherever the order stands. Where it stands, and how what a call comes to
 * is made durable, the caller says.
 */
import {
  type Configuration,
  defined,
  InputError,
  isReversalOf,
  type Money,
  openPayment,
  type Payment,
  type Stepped,
  type Verdict,
} from '../lifecycle/index.ts';
import { isInstant, refuseOtherOptions } from '../lifecycle/read.ts';
import type { Batches, Outcome } from './batches.ts';
import { type NewDocument, newDocument } from './documents.ts';
import { type Correction, namedBy, saysWhenAsked, type Told } from './entry.ts';
import { readOrderId, readSigned, readWhole } from './read-asked.ts';
import { digestOf, type Recorded, record, type Writing } from './record.ts';
import { refuseUnread } from './recovery.ts';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';
import { readCorrectionFields, readFactFields, readReportFields } from './told-fields.ts';

/** What can be told of an order. */
export type Telling = Pick<Store, 'open' | 'configure' | 'receive' | 'ask' | 'correct' | 'resolve'>;

/** What telling needs. */
export interface TellingParts extends Pick<Batches, 'carryOut'> {
  /** The caller's clock: now, as an ISO 8601 instant. */
  readonly now: () => string;
  readonly writing: Writing;
}

/** What may be said of an order, beside its id. */
const configurationFields = { edition: true, collector: true, amount: true, currency: true } as const;

const isSameMoney = (a: Money, b: Money | undefined): boolean => a.amount === b?.amount && a.currency === b.currency;

/**
 * Whether a report under the order id of a listed refund is no report of that refund: it says that it is a payment, or is about another
 * transaction than the refund and does not say that it takes money back. Then its order is a payment of its own.
 */
function isOfAnotherPayment(orderId: string, told: Told, payment: Payment | undefined): boolean {
  if (told.kind !== 'notification' && told.kind !== 'status_read') return false;
  const { kind, negative, transactionId, reference } = told.body;
  if (payment === undefined || payment.orderId === orderId) return false;
  const listed = payment.refunds.filter((one) => one.orderId === orderId);
  if (listed.length === 0 || transactionId === undefined) return false;
  if (listed.some((one) => one.transactionId === transactionId || isReversalOf(one, transactionId))) return false;
  if (kind !== undefined) return kind === 'payment';
  return !negative && reference === undefined && listed.every((one) => one.transactionId !== undefined);
}

/** How a payment is configured, in words. */
function configurationText({ edition, collector, expected }: Payment): string {
  const amount = expected ? `${expected.amount} ${expected.currency} in minor units` : 'an amount that was not said';
  return `under edition ${edition ?? 'open'}, collected by ${collector ?? 'open'}, for ${amount}`;
}

/** Tells of orders, carried out so. */
export function tellingOf({ carryOut, now, writing }: TellingParts): Telling {
  const { sha256 } = writing;

  /** Tells something of an order that is known, or of one that `mayBeNew`. */
  const tell = async (
    orderId: string,
    told: Told,
    at: string,
    {
      mayBeNew = false,
      version,
      document,
    }: { readonly mayBeNew?: boolean; readonly version?: number; readonly document?: NewDocument | undefined } = {},
  ): Promise<Recorded> => {
    readOrderId(orderId);
    const digested = await digestOf(told, sha256);
    let isOwn = false;
    return carryOut<Recorded>({
      orderId,
      digest: digested.digest,
      named: namedBy(told),
      askedWhen: saysWhenAsked(told),
      get isOwn() {
        return isOwn;
      },
      at,
      async judge(standing, refusedByLaw) {
        if (isOfAnotherPayment(orderId, told, standing.order.payment)) {
          isOwn = true;
          return { answer: undefined as never, again: true };
        }
        if (!mayBeNew && standing.order.version === 0)
          throw new InputError('orderId', `order ${orderId} is not known`, 'Open it first.');
        if (version !== undefined && standing.order.version !== version)
          throw new StoreError('changed', `order ${orderId} has changed since it was read`);
        const recoveredAt = told.kind === 'fact' ? refuseUnread(standing.order, told.body) : undefined;
        const recorded = await record(standing, told, at, digested, writing, refusedByLaw);
        const { change, resend, again } = recorded;
        return {
          answer: recorded,
          change: again ? change : change && { ...change, document, isOwn, recoveredAt },
          resend,
          again,
        };
      },
    });
  };

  const correct = async (orderId: string, asked: Correction): Promise<Payment | undefined> => {
    readCorrectionFields(asked);
    // What is said to be nothing is not said: `resolve: undefined` resolves nothing, and is no correction.
    const correction = defined<object>(asked) as Correction;
    readSigned(correction);
    return (await tell(orderId, { kind: 'correction', body: correction }, now())).came.payment;
  };

  return {
    async open(asked) {
      refuseOtherOptions(asked, 'a payment that is opened', { orderId: true, ...configurationFields });
      const { edition, collector, expected } = openPayment(asked);
      const { orderId } = asked;
      readOrderId(orderId);
      const at = now();
      return carryOut({
        orderId,
        digest: '',
        named: undefined,
        askedWhen: false,
        // Who opens an order says that it is a payment, whatever is listed under its id.
        isOwn: true,
        at,
        async judge(standing): Promise<Outcome<Payment>> {
          const known = standing.order.payment;
          const isForThis = expected === undefined || isSameMoney(expected, known?.expected);
          if (
            !standing.order.otherLaw &&
            known &&
            known.edition === edition &&
            known.collector === collector &&
            isForThis
          )
            return { answer: known };
          if (!standing.order.otherLaw && (known?.edition !== undefined || known?.collector !== undefined))
            throw new StoreError(
              'configured_otherwise',
              `order ${orderId} is open ${configurationText(known)}: configure it, if that is to change`,
            );
          const body = defined<Configuration>({ edition, collector, ...expected });
          const told: Told = known ? { kind: 'configured', body } : { kind: 'opened', body: { ...body, orderId } };
          const { came, change, again } = await record(standing, told, at, await digestOf(told, sha256), writing);
          return { answer: came.payment as Payment, change: change && { ...change, isOwn: true }, again };
        },
      });
    },

    async configure(orderId, said) {
      refuseOtherOptions(said, 'a payment that is configured', configurationFields);
      return (await tell(orderId, { kind: 'configured', body: said }, now())).came.payment as Payment;
    },

    async receive(report, beside = {}) {
      readReportFields(report);
      refuseOtherOptions(beside, 'what is known of a report', { receivedAt: true, document: true });
      const { receivedAt = now(), document: json } = beside;
      if (!isInstant(receivedAt))
        throw new InputError('receivedAt', 'it is not an instant', 'Give it as 2026-01-31T12:00:00Z.');
      const document = json === undefined ? undefined : await newDocument(json, sha256);
      const body = document === undefined ? report : { ...report, document: document.digest };
      const { came, resend } = await tell(
        report.authorisationOrderId ?? report.orderId,
        { kind: report.channel, body },
        receivedAt,
        {
          mayBeNew: true,
          document,
        },
      );
      return { verdict: came.answer as Verdict, payment: came.payment, ...(resend && { duplicateOf: resend.n }) };
    },

    async ask(orderId, fact, only) {
      readFactFields(fact);
      if (only !== undefined) {
        refuseOtherOptions(only, 'what is asked', { version: true });
        readWhole(only.version, 'version', 0);
      }
      const { answer, payment } = (await tell(orderId, { kind: 'fact', body: fact }, now(), only)).came;
      const stepped = answer as Stepped<undefined>;
      return stepped.ok ? { ...stepped, next: payment as Payment } : stepped;
    },

    correct,

    async resolve(orderId, n, signed) {
      await correct(orderId, { ...signed, resolve: n });
    },
  };
}
