/**
 * The mistakes of the incidents, each in a few lines: what a shop that makes it comes to in the end. They share no code with
 * the charts.
 */
import { createMachine, initialTransition, transition } from 'xstate';
import type { Incident, PlayedIncident } from '../../src/incidents/index.ts';
import {
  type CaptureRequested,
  isCollected,
  mayCancel,
  type PaymentFact,
  position,
  type RefundRequested,
  safeToShip,
} from '../../src/lifecycle/index.ts';

/** What a shop has come to believe, and has done, by the end of a story. Amounts are in minor units. */
export interface Outcome {
  /** Whether the order counts as paid. */
  readonly paid: boolean;
  /** How much has come in, over all transactions. */
  readonly collected: number;
  readonly ship: boolean;
  /** Whether the payment is thought to be unfinished. */
  readonly open: boolean;
  /** How much counts as given back. */
  readonly refunded: number;
  /** How much could still be given back. */
  readonly refundable: number;
  readonly chargedBack: number;
  /** How much was sent to be given back. */
  readonly sent: number;
  /** How often the money was booked, or an invoice made. */
  readonly booked: number;
  /** How often what belongs to an unpaid ending was done. */
  readonly endings: number;
  /** How many notifications were answered with an error. */
  readonly errors: number;
}

/** An order JSON, as far as these shops look at it. */
interface Told {
  readonly status: string;
  readonly financial_status: string;
  readonly transaction_id: string;
  readonly auth_order_id?: string;
  readonly type?: string;
  readonly amount: number;
  readonly amount_refunded?: number;
  readonly related_transactions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly amount: number;
    readonly dispute?: { readonly status: string };
  }[];
}

/** A mistake, and where it ends. */
export interface Mistake {
  readonly is: string;
  plays(story: Story): Partial<Outcome>;
  readonly endsIn: Partial<Outcome>;
  /** It goes wrong in every story, also in one where nothing special happens. */
  readonly always?: true;
}

/** What a shop hears and does in a story. */
interface Story {
  /** Orders that MultiSafepay tells of, in order. */
  readonly orders: readonly Told[];
  /** Those of them that are about a payment. */
  readonly payments: readonly Told[];
  readonly facts: readonly PaymentFact[];
  readonly refunds: readonly RefundRequested[];
  /** Facts and orders in their order. */
  readonly all: readonly (PaymentFact | Told)[];
}

/** What is told and asked in an incident, without the answers. */
export function storyOf({ steps }: Incident): Story {
  const all = steps.flatMap((step): (PaymentFact | Told)[] => {
    if ('tell' in step) return [step.tell];
    if (!('report' in step)) return [];
    return [('data' in step.report ? step.report.data : step.report) as Told];
  });
  const orders = all.filter((one) => isTold(one) && 'status' in one) as Told[];
  const facts = all.filter((one): one is PaymentFact => !isTold(one));
  const refunds = facts.filter(isRefundOfAmount);
  return { all, orders, payments: orders.filter(({ type }) => type === undefined), facts, refunds };
}

const isTold = (one: PaymentFact | Told): one is Told => !('at' in one);

/** A refund of a stated amount: no story asks for everything back, and no shop of these can. */
const isRefundOfAmount = (fact: PaymentFact): fact is RefundRequested =>
  fact.type === 'refund.requested' && !('all' in fact);

/** What ours comes to by the end of the same story. */
export function rightOutcome({ steps }: PlayedIncident): Outcome {
  const last = steps.at(-1);
  if (!last) throw new Error('the story has no steps');
  const { payment } = last;
  const { collected, refunded, refundable, chargedBack } = position(payment);
  const moved = steps.filter(({ word }) => word === 'taken' || word === 'applied');
  const rises = moved.filter(({ before, payment: after }) => position(after).collected > position(before).collected);
  const endings = moved.filter(
    ({ before, payment: after }) =>
      mayCancel(before).answer === 'yes' &&
      mayCancel(after).answer === 'no' &&
      !after.attempts.some((one) => isCollected(after, one)),
  );
  const sent = moved.flatMap(({ step }) => ('tell' in step && isRefundOfAmount(step.tell) ? [step.tell] : []));
  return {
    paid: collected > 0,
    collected,
    ship: safeToShip(payment).answer === 'yes',
    open: mayCancel(payment).answer === 'yes',
    refunded,
    refundable,
    chargedBack,
    sent: sum(sent),
    booked: rises.length,
    endings: endings.length,
    errors: 0,
  };
}

const sum = (of: readonly { readonly amount: number }[]): number => of.reduce((total, { amount }) => total + amount, 0);
const last = ({ payments }: Story): string => payments.at(-1)?.status ?? '';
const listed = ({ orders }: Story, type: string) =>
  orders.at(-1)?.related_transactions?.filter((one) => one.type === type) ?? [];

/** The status of the order is what the last notification says. */
const lastWins = (story: Story): Partial<Outcome> => ({ paid: last(story) === 'completed' });

/** Every word for which this throws is answered with an error. */
const errorsOf = (words: readonly string[], take: (word: string) => void): Partial<Outcome> => {
  let errors = 0;
  for (const word of words) {
    try {
      take(word);
    } catch {
      errors++;
    }
  }
  return { errors };
};

function walks(edges: Readonly<Record<string, readonly string[]>>, refused: (state: string, word: string) => string) {
  return ({ payments }: Story): string =>
    payments.reduce((state, { status }) => {
      if (state === status) return state;
      return edges[state]?.includes(status) ? status : refused(state, status);
    }, 'open');
}

const usualEdges = {
  open: ['initialized', 'completed', 'declined', 'expired'],
  initialized: ['completed', 'declined', 'expired'],
};

/** Reports that money was collected: of a payment, of an authorisation that is used up, or of a capture. */
const collecting = ({ payments }: Story): readonly Told[] =>
  payments.filter((one) => one.status === 'completed' && one.financial_status === 'completed');

/** Captures that were asked for. */
const capturesOf = ({ facts }: Story): readonly CaptureRequested[] =>
  facts.filter((fact) => fact.type === 'capture.requested');

/** The newest of what is listed of a type, over all reports. */
const everListed = ({ orders }: Story, type: string) =>
  orders.flatMap(({ related_transactions: all }) => all?.filter((one) => one.type === type) ?? []);

/** The mistake of each incident. */
export const mistakes: Readonly<Record<string, Mistake>> = {
  'late-expired-cancels-paid': { is: 'the last notification wins', plays: lastWins, endsIn: { paid: false } },
  'late-initialized-reopens': { is: 'the last notification wins', plays: lastWins, endsIn: { paid: false } },
  'forced-through-reopen': {
    is: 'what is refused is tried again on a reopened order',
    plays: (story) => ({ paid: walks(usualEdges, (_, word) => word)(story) === 'completed' }),
    endsIn: { paid: false },
  },
  'own-mid-counted-as-paid-or-unpaid': {
    is: 'the transaction status is never read',
    plays: ({ payments }) => {
      const paid = payments.filter(({ status }) => status === 'completed');
      return { collected: 10000 * new Set(paid.map(({ transaction_id: id }) => id)).size };
    },
    endsIn: { collected: 20000 },
  },
  'uncleared-ignored': {
    is: 'uncleared and chargedback map to no action',
    plays: ({ payments }) => {
      const heard = payments.filter(({ status }) => !['uncleared', 'chargedback'].includes(status));
      return { ship: heard.some(({ status }) => status === 'completed'), chargedBack: 0 };
    },
    endsIn: { ship: true, chargedBack: 0 },
  },
  'chargeback-key-mismatch': {
    is: 'one spelling is configured, another looked up',
    plays: ({ payments }) => {
      const configured: Record<string, string> = { completed_status: 'paid', chargeback_status: 'on hold' };
      const keys: Record<string, string> = { completed: 'completed_status', chargedback: 'chargedback_status' };
      const status = payments.reduce((now, one) => configured[keys[one.status] ?? ''] ?? now, 'open');
      return { ship: status === 'paid' };
    },
    endsIn: { ship: true },
  },
  'unknown-status-typeerror': {
    is: 'an unknown word falls out of the switch',
    plays: ({ payments }) =>
      errorsOf(
        payments.map(({ status }) => status),
        (word) => {
          const statuses: Record<string, readonly string[]> = { initialized: ['open'], completed: ['paid'] };
          (statuses[word] as readonly string[]).join();
        },
      ),
    endsIn: { errors: 2 },
  },
  'unknown-becomes-initialized': {
    is: 'the default arm is initialized',
    plays: (story) => {
      const known: Record<string, string> = { completed: 'completed', declined: 'declined', expired: 'expired' };
      return { paid: (known[last(story)] ?? 'initialized') === 'completed' };
    },
    endsIn: { paid: false },
  },
  'canceled-one-l': {
    is: 'the status is compared with a misspelt word',
    plays: (story) => ({ open: !['completed', 'canceled'].includes(last(story)) }),
    endsIn: { open: true },
  },
  'refund-done-at-creation': {
    is: 'a refund counts as made when the request is answered',
    plays: ({ refunds }) => ({ refunded: sum(refunds) }),
    endsIn: { refunded: 4000 },
  },
  'five-of-twelve-statuses': {
    is: 'five words can be parsed',
    plays: ({ payments }) =>
      errorsOf(
        payments.map(({ status }) => status),
        (word) => {
          if (!['completed', 'declined', 'initialized', 'void', 'uncleared'].includes(word)) throw new Error(word);
        },
      ),
    endsIn: { errors: 3 },
  },
  'double-invoice': {
    is: 'each notification of a paid order makes an invoice',
    plays: ({ payments }) => ({ booked: payments.filter(({ status }) => status === 'completed').length }),
    endsIn: { booked: 4 },
  },
  'cancelled-twice': {
    is: 'each ending gives the store credit back',
    plays: ({ all }) => ({
      endings: all.filter((one) =>
        isTold(one) ? ['declined', 'void', 'expired'].includes(one.status) : one.type === 'transaction.cancelled',
      ).length,
    }),
    endsIn: { endings: 3 },
  },
  'endless-resend': {
    is: 'what was not expected is answered with an error',
    plays: ({ payments }) => {
      let state = 'new';
      return errorsOf(
        payments.map(({ status }) => status),
        (word) => {
          if (!{ new: ['initialized'], initialized: ['completed'] }[state]?.includes(word)) throw new Error(word);
          state = word;
        },
      );
    },
    endsIn: { errors: 4 },
  },
  'mail-on-expired': {
    is: 'any news confirms the order',
    plays: ({ payments }) => ({ ship: payments.length > 0 }),
    endsIn: { ship: true },
  },
  'second-chance-after-cancel': {
    is: 'an order has one status, whatever the transaction',
    plays: lastWins,
    endsIn: { paid: false },
  },
  'veto-hole': {
    is: 'whatever a veto says, what was wished is saved',
    plays: ({ all }) => {
      const wished: Record<string, string> = { 'authorisation.approved': 'settled', completed: 'settled' };
      const state = all.reduce((now, one) => wished['status' in one ? one.status : one.type] ?? now, 'open');
      return { paid: state === 'settled' };
    },
    endsIn: { paid: true },
  },
  'settled-settled-race': {
    is: 'settled may not follow settled',
    plays: ({ payments }) => {
      let settled = false;
      return errorsOf(
        payments.map(({ status }) => status),
        (word) => {
          if (word !== 'completed') return;
          if (settled) throw new Error('Cannot transition from settled to settled');
          settled = true;
        },
      );
    },
    endsIn: { errors: 1 },
  },
  'failed-refund-reduces-paid': {
    is: 'every refund is subtracted, whatever became of it',
    plays: ({ refunds }) => ({ refundable: 10000 - sum(refunds) }),
    endsIn: { refundable: 6000 },
  },
  'concurrent-refunds': {
    is: 'what is left is read before either request is written',
    plays: ({ refunds }) => {
      let sent = 0;
      for (const atOnce of Map.groupBy(refunds, ({ at }) => at).values())
        sent += sum(atOnce.filter(({ amount }) => amount <= 10000 - sent));
      return { sent };
    },
    endsIn: { sent: 12000 },
  },
  'refund-plus-chargeback': {
    is: 'a refund is checked against refunds only',
    plays: ({ refunds }) => ({ sent: sum(refunds.filter(({ amount }) => amount <= 10000)) }),
    endsIn: { sent: 10000 },
  },
  'refund-retry-new-key': {
    is: 'a retry has a key of its own',
    plays: ({ refunds }) => {
      const byKey = new Map(refunds.map((one) => [one.key ?? one.refundId, one]));
      return { sent: sum([...byKey.values()]) };
    },
    endsIn: { sent: 8000 },
  },
  'zero-refunds-everything': {
    is: '0 is no amount, and no amount is all of it',
    plays: ({ refunds }) => ({ sent: sum(refunds.map(({ amount }) => ({ amount: amount || 10000 }))) }),
    endsIn: { sent: 12500 },
  },
  'double-capture-auto-refund': {
    is: 'the capture that fails is compensated by a refund',
    plays: ({ payments, refunds }) => {
      const captures = payments.filter(({ status }) => status === 'completed');
      return { sent: sum(refunds) + 10000 * Math.max(0, captures.length - 1) };
    },
    endsIn: { sent: 10000 },
  },
  'refund-notified-before-response': {
    is: 'the answer to the request says where the refund stands',
    plays: ({ all, refunds }) => {
      const refund = all.reduce((now, one) => {
        if (isTold(one)) return one.type === 'refund' && one.status === 'completed' ? 'done' : now;
        return one.type === 'transaction.identified' ? 'submitted' : now;
      }, 'none');
      return { refunded: refund === 'done' ? sum(refunds) : 0 };
    },
    endsIn: { refunded: 0 },
  },
  'rejected-confirmation-refunds-again': {
    is: 'only a confirmation is booked, and it is rejected',
    plays: ({ refunds }) => {
      const booked = 0;
      return { sent: sum(refunds.filter(({ amount }) => amount <= 10000 - booked)) };
    },
    endsIn: { sent: 20000 },
  },
  'chart-nobody-runs': {
    is: 'the good ending has a guard that nothing satisfies',
    always: true,
    plays: ({ facts }) => {
      const chart = createMachine({
        context: { outcome: '' },
        initial: 'begun',
        states: {
          begun: {
            on: {
              'authorisation.declined': { target: 'refused', guard: ({ context }) => context.outcome === 'KO' },
              'screening.passed': { target: 'paid', guard: ({ context }) => context.outcome === 'OK' },
            },
          },
          paid: { type: 'final' },
          refused: { type: 'final' },
        },
      });
      const [begun] = initialTransition(chart);
      const end = facts.reduce((now, { type }) => transition(chart, now, { type } as never)[0], begun);
      return { paid: end.value === 'paid' };
    },
    endsIn: { paid: false },
  },
  'state-missed-in-switch': {
    is: 'the pending state is missing in the switch',
    plays: ({ orders }) =>
      errorsOf(
        orders.flatMap((one) => one.related_transactions?.map(({ status }) => status) ?? []),
        (word) => {
          switch (word) {
            case 'completed':
            case 'declined':
              return;
          }
          throw new Error(`no such state: ${word}`);
        },
      ),
    endsIn: { errors: 1 },
  },
  'void-then-capture': {
    is: 'one edge too many leads out of void',
    plays: (story) => {
      const edges = { ...usualEdges, open: [...usualEdges.open, 'void'], void: ['completed'] };
      return { paid: walks(edges, (state) => state)(story) === 'completed' };
    },
    endsIn: { paid: true },
  },
  'negative-charged': {
    is: 'what is left is a difference',
    plays: (story) => {
      const reported = story.orders.filter(({ type, status }) => type === 'refund' && status === 'completed');
      const back = sum(listed(story, 'refund')) || -sum(reported);
      return { refundable: 10000 - back };
    },
    endsIn: { refundable: -2000 },
  },
  'authorised-taken-for-paid': {
    is: 'authorised is paid, and captures are not listened for',
    plays: ({ payments }) => ({ paid: payments.some(({ status }) => status === 'completed') }),
    endsIn: { paid: true },
  },
  'captured-amount-twice': {
    is: 'what was captured is added up by notifications',
    plays: (story) => ({ collected: sum(collecting(story)) }),
    endsIn: { collected: 30000 },
  },
  'capture-asked-taken-for-made': {
    is: 'a capture counts as made when it is asked for',
    plays: (story) => ({ paid: collecting(story).length + capturesOf(story).length > 0 }),
    endsIn: { paid: true },
  },
  'refund-of-the-authorisation': {
    is: 'every refund names the transaction that the order began with',
    plays: (story) => {
      const [first] = story.payments;
      const succeeds = collecting(story).some((one) => one.transaction_id === first?.transaction_id);
      const isPaidAtOnce = first?.status === 'initialized' || succeeds;
      return { refunded: isPaidAtOnce ? sum(story.refunds) : 0 };
    },
    endsIn: { refunded: 0 },
  },
  'expired-reservation-shipped': {
    is: 'nobody hears that a reservation has ended',
    plays: ({ payments }) => {
      const heard = payments.filter(({ status }) => status !== 'void');
      return { ship: heard.length > 1 || heard.some(({ financial_status: word }) => word === 'initialized') };
    },
    endsIn: { ship: true },
  },
  'cancelled-order-captured': {
    is: 'the list of what can be captured does not know what was cancelled',
    plays: (story) => ({ collected: sum(collecting(story)) + sum(capturesOf(story)) }),
    endsIn: { collected: 10000 },
  },
  'closed-taken-for-lost': {
    is: 'a dispute that is closed without an outcome is lost, and a win is not heard',
    plays: (story) => {
      const disputed = everListed(story, 'chargeback').filter(({ dispute }) => dispute?.status === 'closed');
      return { chargedBack: disputed[0]?.amount ?? 0 };
    },
    endsIn: { chargedBack: 10000 },
  },
  'won-then-lost': {
    is: 'the flag that a chargeback was reversed is never cleared',
    plays: (story) => {
      const isReversed = everListed(story, 'reverse-chargeback').length > 0;
      return { chargedBack: isReversed ? 0 : (everListed(story, 'chargeback')[0]?.amount ?? 0) };
    },
    endsIn: { chargedBack: 0 },
  },
  'refund-of-a-disputed-order': {
    is: 'an order that is paid can be refunded, whatever the bank has taken back',
    plays: (story) => ({ sent: collecting(story).length > 0 ? sum(story.refunds) : 0 }),
    endsIn: { sent: 10000 },
  },
};
