/**
 * A public incident as a story that can be played: what happened somewhere else, and what these charts answer to the same.
 */
import type { OrderStatus, Position, RefusalCode, TransactionStatus } from '../../machines/index.ts';
import type {
  Alarm,
  MayCapture,
  MayChallenge,
  MayRefund,
  OpenPayment,
  PaymentFact,
  VerdictKind,
} from '../lifecycle/index.ts';

/** The order that every story is about. */
export const storyOrderId = 'order-1001';

/** A status bug that other people shipped. */
export interface Incident {
  /** A short name, as `late-expired-cancels-paid`. */
  readonly id: string;
  /** What went wrong, as a sentence without its full stop. */
  readonly title: string;
  /** What happened there, in our words; a claim that was made in an issue is called its author's. */
  readonly happened: string;
  /** Where that is told. */
  readonly sources: readonly IncidentSource[];
  /** What these charts answer, and why. */
  readonly lesson: string;
  /** What happens, in order. */
  readonly steps: readonly Step[];
  /** What of Paychart answers it besides the payment itself. */
  readonly also?: readonly AlsoAnswered[];
}

/** A public text about an incident: an issue, or the code it is in. */
export interface IncidentSource {
  readonly text: string;
  readonly url: string;
}

/** A guard that stands beside the payment: what it is, and what it does about an incident. */
export interface AlsoAnswered {
  readonly by:
    | 'the store'
    | 'the sidecar'
    | 'the compiler'
    | 'a test'
    | 'paychart lint'
    | 'paychart verify'
    | 'paychart diff';
  readonly says: string;
  /** The rule of the lint, or the invariant, in its own words. */
  readonly rule?: string;
}

/** One step of a story, with the answer that is due. */
export type Step = ToldStep | ReportedStep | AskedStep | ConfiguredStep;

interface StepBase {
  /** What happens, as a sentence. */
  readonly says: string;
  /** What the other system made of it, where it went wrong, as a sentence. */
  readonly there?: string;
  readonly expect: Expected;
}

/** A fact or a request of our own. */
export interface ToldStep extends StepBase {
  readonly tell: PaymentFact;
}

/** What MultiSafepay sends: JSON as it comes. */
export interface ReportedStep extends StepBase {
  readonly report: object;
}

/** A question to the payment. */
export interface AskedStep extends StepBase {
  readonly ask: AskedQuestion;
}

/** The merchant says who collects, or under which edition. */
export interface ConfiguredStep extends StepBase {
  readonly configure: Omit<OpenPayment, 'orderId'>;
}

/** What a payment may be asked: one of its predicates. */
export type AskedQuestion =
  | 'safeToShip'
  | 'mayCancel'
  | 'mayReview'
  | { readonly mayRefund: MayRefund }
  | { readonly mayCapture: MayCapture }
  | { readonly mayChallenge: MayChallenge };

/** What a step came to, in a word. */
export type AnswerWord =
  /** A fact was admitted; the same request again changed nothing; a request or fact was refused. */
  | 'taken'
  | 'repeated'
  | 'refused'
  /** A report got this verdict, or is no order at all. */
  | VerdictKind
  | 'no order'
  /** A question was answered. */
  | 'yes'
  | 'no'
  /** The configuration was noted. */
  | 'noted';

/** A pair as people read it: order status, transaction status. */
export type PairText = `${OrderStatus}/${TransactionStatus}`;

/** The answer that is due, and how the payment stands after it. What is left out is not looked at. */
export interface Expected {
  readonly answer: AnswerWord;
  /** The first reason for it. */
  readonly because?: RefusalCode;
  /** Rules that reality broke here. */
  readonly violations?: readonly RefusalCode[];
  /** Whether an illegal report is older than what is known, so that nothing is at stake. */
  readonly harmless?: boolean;
  /** The alarms that are open now. */
  readonly alarms?: readonly Alarm['code'][];
  /** What the order shows now. */
  readonly shows?: PairText;
  /** Where its money stands now, in minor units. */
  readonly money?: Partial<Position>;
  /** Whether the goods may go out now. */
  readonly ship?: 'yes' | 'no' | 'unknown';
}
