/**
 * Plays an incident on the charts: each step told, answered, and compared with the answer that is due.
 */
import type { Position, Refusal } from '../../machines/index.ts';
import {
  type Answer,
  configure,
  InputError,
  mayCancel,
  mayCapture,
  mayChallenge,
  mayRefund,
  mayReview,
  observe,
  openPayment,
  type Payment,
  position,
  type Report,
  type Stepped,
  safeToShip,
  statusOf,
  step,
  type Verdict,
} from '../lifecycle/index.ts';
import { fullyRead, readOrder } from '../multisafepay/index.ts';
import { pairsText } from '../words/index.ts';
import {
  type AnswerWord,
  type AskedQuestion,
  type Expected,
  type Incident,
  type Step,
  storyOrderId,
} from './incident.ts';

/** What a step was answered, whole. */
export type Answered =
  | { readonly to: 'fact'; readonly stepped: Stepped<Payment> }
  | { readonly to: 'report'; readonly report: Report; readonly verdict: Verdict }
  | { readonly to: 'no order'; readonly error: InputError }
  | { readonly to: 'question'; readonly answer: Answer }
  | { readonly to: 'configuration' };

/** A step that was answered. */
export interface AnsweredStep {
  readonly step: Step;
  readonly answered: Answered;
  /** The answer in a word. */
  readonly word: AnswerWord;
  /** Why, where it is not a plain yes. */
  readonly because: readonly Refusal[];
  readonly before: Payment;
  /** The payment after the step, to be drawn on its chart. */
  readonly payment: Payment;
}

/** A step that was played: answered, and compared with the answer that is due. */
export interface PlayedStep extends AnsweredStep {
  /** In what the answer is not the one that is due, in words; empty if it is. */
  readonly wrong: readonly string[];
}

/** A story that was played. */
export interface PlayedIncident {
  readonly incident: Incident;
  readonly opened: Payment;
  readonly steps: readonly PlayedStep[];
  /** Whether every answer is the one that is due. */
  readonly asExpected: boolean;
}

/** Plays a story from its opening to its end. */
export function playIncident(incident: Incident): PlayedIncident {
  const steps = answerIncident(incident).map(compared);
  return { incident, opened: opening(), steps, asExpected: steps.every(({ wrong }) => wrong.length === 0) };
}

/** Answers a story step by step, and compares nothing: for who tells it. */
export function answerIncident({ steps }: Incident): readonly AnsweredStep[] {
  let payment = opening();
  return steps.map((one) => {
    const answered = answerStep(payment, one);
    payment = answered.payment;
    return answered;
  });
}

/** Plays one step on a payment. */
export function playStep(before: Payment, one: Step): PlayedStep {
  return compared(answerStep(before, one));
}

const opening = (): Payment => openPayment({ orderId: storyOrderId });

function answerStep(before: Payment, one: Step): AnsweredStep {
  const { answered, payment } = answer(before, one);
  return { step: one, before, answered, word: wordOf(answered), because: reasonsOf(answered), payment };
}

const compared = (one: AnsweredStep): PlayedStep => ({ ...one, wrong: differences(one.step.expect, one) });

function answer(payment: Payment, one: Step): { readonly answered: Answered; readonly payment: Payment } {
  if ('tell' in one) {
    const stepped = step(payment, one.tell);
    return { answered: { to: 'fact', stepped }, payment: stepped.ok ? stepped.next : payment };
  }
  if ('ask' in one) return { answered: { to: 'question', answer: ask(payment, one.ask) }, payment };
  if ('configure' in one) return { answered: { to: 'configuration' }, payment: configure(payment, one.configure) };
  try {
    const report = fullyRead(readOrder(one.report));
    const { verdict, payment: after = payment } = observe(payment, report);
    return { answered: { to: 'report', report, verdict }, payment: after };
  } catch (error) {
    if (error instanceof InputError) return { answered: { to: 'no order', error }, payment };
    throw error;
  }
}

function ask(payment: Payment, question: AskedQuestion): Answer {
  if (typeof question === 'string') return askedPlainly(payment, question);
  if ('mayRefund' in question) return mayRefund(payment, question.mayRefund);
  return 'mayCapture' in question
    ? mayCapture(payment, question.mayCapture)
    : mayChallenge(payment, question.mayChallenge);
}

function askedPlainly(payment: Payment, question: Extract<AskedQuestion, string>): Answer {
  return { safeToShip, mayCancel, mayReview }[question](payment);
}

function wordOf(answered: Answered): AnswerWord {
  switch (answered.to) {
    case 'fact':
      if (!answered.stepped.ok) return 'refused';
      return answered.stepped.repeated ? 'repeated' : 'taken';
    case 'report':
      return answered.verdict.verdict;
    case 'no order':
      return 'no order';
    case 'question':
      return answered.answer.answer;
    case 'configuration':
      return 'noted';
  }
}

function reasonsOf(answered: Answered): readonly Refusal[] {
  switch (answered.to) {
    case 'fact':
      return answered.stepped.ok ? [] : [answered.stepped.refusal];
    case 'report':
      return 'refusal' in answered.verdict ? [answered.verdict.refusal] : [];
    case 'question':
      return answered.answer.because;
    default:
      return [];
  }
}

/** In what a step came to something else than is due. */
function differences(due: Expected, came: AnsweredStep): string[] {
  const { money, ...rest } = due;
  const found = foundOf(came);
  const standing = position(came.payment);
  const sides = [
    ...(Object.keys(rest) as (keyof typeof rest)[]).map((name) => ({ name, wanted: rest[name], got: found[name] })),
    ...(Object.keys(money ?? {}) as (keyof Position)[]).map((name) => ({
      name,
      wanted: money?.[name],
      got: standing[name],
    })),
  ];
  return sides
    .filter(({ wanted, got }) => JSON.stringify(wanted) !== JSON.stringify(got))
    .map(({ name, wanted, got }) => `${name}: ${said(got)} instead of ${said(wanted)}`);
}

/** Everything about a step that may be looked at, but the money. */
function foundOf({
  answered,
  word,
  because,
  payment,
}: AnsweredStep): Readonly<Record<Exclude<keyof Expected, 'money'>, unknown>> {
  const verdict = answered.to === 'report' ? answered.verdict : undefined;
  return {
    answer: word,
    because: because[0]?.code,
    violations: verdict && 'violations' in verdict ? verdict.violations.map(({ code }) => code) : [],
    harmless: verdict?.verdict === 'illegal' && verdict.harmless,
    alarms: payment.alarms.map(({ code }) => code),
    shows: pairsText(statusOf(payment)),
    ship: safeToShip(payment).answer,
  };
}

const said = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
