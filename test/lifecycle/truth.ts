/**
 * A small MultiSafepay of its own, for tests: the life of whole orders as they truly go, and what is reported of them.
 * It shares no code with the law; choices are numbers, so that fast-check can shrink a history.
 */
import fc from 'fast-check';
import type { Report } from '../../src/lifecycle/index.ts';

type Stage = 'initialized' | 'uncleared' | 'completed' | 'declined' | 'expired' | 'cancelled';

interface TrueRefund {
  readonly id: string;
  readonly amount: number;
  readonly created: string;
  stage: 'reserved' | 'completed' | 'cancelled' | 'declined';
}

interface TrueChargeback {
  readonly id: string;
  readonly amount: number;
  readonly created: string;
  reversal?: string;
}

interface TrueAttempt {
  readonly id: string;
  readonly brand: 'visa' | 'mastercard' | 'maestro' | 'amex';
  readonly amount: number;
  readonly created: string;
  stage: Stage;
  shipped: boolean;
  readonly refunds: TrueRefund[];
  readonly chargebacks: TrueChargeback[];
}

/** A history: the reports in order, and the truth at the end. */
export interface History {
  readonly reports: readonly Report[];
  readonly attempts: readonly TrueAttempt[];
  /** A full answer of MultiSafepay about each attempt, now. */
  readonly reads: readonly Report[];
}

export interface Style {
  /** Every report lists all related transactions and the refunded total; otherwise each part is left out now and then. */
  readonly full: boolean;
}

const words: Record<Stage, readonly [Report['order'], Report['transaction']]> = {
  initialized: ['initialized', 'initialized'],
  uncleared: ['uncleared', 'uncleared'],
  completed: ['completed', 'completed'],
  declined: ['declined', 'declined'],
  expired: ['expired', 'expired'],
  cancelled: ['void', 'cancelled'],
};

/** Whole orders, lived through from choices. */
export function histories(style: Style): fc.Arbitrary<History> {
  return fc
    .array(fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 24 })
    .map((choices) => live(choices, style));
}

/** What is left of an attempt, as MultiSafepay reckons. */
export function moneyOf(attempt: TrueAttempt) {
  const sum = (found: readonly { readonly amount: number }[]): number =>
    found.reduce((so, { amount }) => so + amount, 0);
  return {
    collected: attempt.stage === 'completed' ? attempt.amount : 0,
    reserved: sum(attempt.refunds.filter(({ stage }) => stage === 'reserved')),
    refunded: sum(attempt.refunds.filter(({ stage }) => stage === 'completed')),
    chargedBack: sum(attempt.chargebacks.filter(({ reversal }) => reversal === undefined)),
  };
}

function live(choices: readonly (readonly [number, number, number])[], style: Style): History {
  const attempts: TrueAttempt[] = [];
  const reports: Report[] = [];
  let seconds = 1_700_000_000;
  let ids = 100;
  const now = (): string => new Date(seconds * 1000).toISOString().slice(0, 19);
  const newId = (): string => String(++ids);
  for (const [which, how, when] of choices) {
    // One step in four falls into the same second as the one before.
    seconds += when % 4 === 0 ? 0 : when * 7;
    const moves = movesOf(attempts, how, now(), newId);
    const move = moves[which % moves.length];
    if (!move) continue;
    const about = move();
    const leaveOut = (bit: number): boolean => !style.full && ((how >> bit) & 3) === 0;
    const own = about.refund ?? about.chargeback;
    if (own && how % 3 === 0) reports.push(ownReport(about, now(), how));
    else reports.push(orderReport(about.attempt, now(), 'notification', leaveOut));
  }
  const latest = now();
  return { reports, attempts, reads: attempts.map((one) => orderReport(one, latest, 'status_read', () => false)) };
}

interface About {
  readonly attempt: TrueAttempt;
  readonly refund?: TrueRefund;
  readonly chargeback?: TrueChargeback;
}

/** Everything that may truly happen next. */
function movesOf(attempts: TrueAttempt[], how: number, now: string, newId: () => string): (() => About)[] {
  const moves: (() => About)[] = [];
  const busy = attempts.some(({ stage }) => stage === 'completed' || stage === 'uncleared');
  if (!busy && attempts.length < 3) {
    moves.push(() => {
      const brand = (['visa', 'mastercard', 'maestro', 'amex'] as const)[how % 4] ?? 'visa';
      const attempt: TrueAttempt = {
        id: newId(),
        brand,
        amount: 1000 + (how % 5) * 1000,
        created: now,
        stage: 'initialized',
        shipped: false,
        refunds: [],
        chargebacks: [],
      };
      attempts.push(attempt);
      return { attempt };
    });
  }
  for (const attempt of attempts) {
    const become = (stage: Stage): void => {
      moves.push(() => {
        attempt.stage = stage;
        return { attempt };
      });
    };
    const again = (): About => ({ attempt });
    moves.push(again);
    if (attempt.stage === 'initialized')
      for (const stage of ['declined', 'expired', 'cancelled'] as const) become(stage);
    if (
      attempt.stage === 'initialized' &&
      !attempts.some((one) => one !== attempt && ['completed', 'uncleared'].includes(one.stage))
    ) {
      become('completed');
      become('completed');
      become('completed');
      become('uncleared');
    }
    if (attempt.stage === 'uncleared')
      for (const stage of ['completed', 'completed', 'declined', 'expired', 'cancelled'] as const) become(stage);
    if (attempt.stage !== 'completed') continue;
    const money = moneyOf(attempt);
    const left = money.collected - money.reserved - money.refunded - money.chargedBack;
    if (left > 0 && money.chargedBack === 0) {
      moves.push(() => {
        const refund: TrueRefund = {
          id: newId(),
          amount: how % 2 ? left : 1 + (how % left),
          created: now,
          stage: 'reserved',
        };
        attempt.refunds.push(refund);
        return { attempt, refund };
      });
    }
    for (const refund of attempt.refunds.filter(({ stage }) => stage === 'reserved')) {
      for (const stage of ['completed', 'completed', 'cancelled', 'declined'] as const)
        moves.push(() => {
          refund.stage = stage;
          return { attempt, refund };
        });
    }
    if (attempt.chargebacks.length < 2 && money.chargedBack === 0) {
      moves.push(() => {
        const chargeback: TrueChargeback = { id: newId(), amount: attempt.amount, created: now };
        attempt.chargebacks.push(chargeback);
        return { attempt, chargeback };
      });
    }
    for (const chargeback of attempt.chargebacks.filter(({ reversal }) => reversal === undefined)) {
      moves.push(() => {
        chargeback.reversal = newId();
        return { attempt };
      });
    }
    if (!attempt.shipped)
      moves.push(() => {
        attempt.shipped = true;
        return { attempt };
      });
  }
  return moves;
}

/** The order word: the projection of what happened to a collected attempt. */
function orderWord(attempt: TrueAttempt): Report['order'] {
  const [own] = words[attempt.stage];
  if (attempt.stage !== 'completed') return own;
  const { refunded, chargedBack, collected } = moneyOf(attempt);
  if (chargedBack > 0) return 'chargeback';
  if (refunded >= collected) return 'refunded';
  if (refunded > 0) return 'partial_refunded';
  return attempt.shipped ? 'shipped' : own;
}

const base = (now: string) => ({ channel: 'notification', orderId: 'order-1', currency: 'EUR', recency: now }) as const;

/** A report about an attempt. */
function orderReport(
  attempt: TrueAttempt,
  now: string,
  channel: Report['channel'],
  leaveOut: (bit: number) => boolean,
): Report {
  const { reserved, refunded } = moneyOf(attempt);
  const related: NonNullable<Report['related']> = [
    ...attempt.refunds.map(({ id, amount, created, stage }) => ({
      transactionId: id,
      kind: 'refund' as const,
      status: stage === 'cancelled' ? ('void' as const) : stage,
      amount,
      currency: 'EUR',
      created,
    })),
    ...attempt.chargebacks.flatMap(({ id, amount, created, reversal }) => [
      {
        transactionId: id,
        kind: 'chargeback' as const,
        status: 'completed' as const,
        amount,
        currency: 'EUR',
        created,
      },
      ...(reversal === undefined
        ? []
        : [
            {
              transactionId: reversal,
              kind: 'reverse-chargeback' as const,
              status: 'completed' as const,
              amount,
              currency: 'EUR',
              reference: id,
            },
          ]),
    ]),
  ];
  const transaction = words[attempt.stage][1];
  return {
    ...base(now),
    channel,
    kind: 'payment',
    transactionId: attempt.id,
    order: orderWord(attempt),
    amount: attempt.amount,
    created: attempt.created,
    ...(!leaveOut(1) && transaction !== undefined && { transaction }),
    ...(!leaveOut(3) && { method: { brand: attempt.brand } }),
    ...(!leaveOut(5) && { amountRefunded: reserved + refunded }),
    ...(!leaveOut(7) && related.length > 0 && { related }),
  };
}

/** A report about a refund or chargeback by its own transaction. */
function ownReport({ attempt, refund, chargeback }: About, now: string, how: number): Report {
  const own = (refund ?? chargeback) as TrueRefund | TrueChargeback;
  const words: Pick<Report, 'order' | 'transaction'> = !refund
    ? { order: 'chargeback', transaction: 'completed' }
    : refund.stage === 'cancelled'
      ? { order: 'void', transaction: 'cancelled' }
      : { order: refund.stage, transaction: refund.stage };
  return {
    ...base(now),
    transactionId: own.id,
    ...words,
    amount: own.amount,
    created: own.created,
    reference: attempt.id,
    ...(refund && how % 2
      ? { negative: true as const }
      : { kind: refund ? ('refund' as const) : ('chargeback' as const) }),
  };
}
