/**
 * A step of a story in words: what was told or asked, when, and why it was answered so.
 */
import { brandNames, collectorNames } from '../../machines/index.ts';
import { currencyOf, type PaymentFact, position } from '../lifecycle/index.ts';
import { cureTexts, moneyText, pairText, positionText, refusalText, sentences, why } from '../words/index.ts';
import type { AskedQuestion } from './incident.ts';
import type { AnsweredStep } from './play.ts';

/** What was told or asked, in short: the two words of a report as they were sent, a fact, a question. */
export function toldText({ step, answered }: AnsweredStep): string {
  if (answered.to === 'report' && 'report' in step) return wordsSent(step.report);
  if ('tell' in step) return factText(step.tell);
  if ('ask' in step) return questionText(step.ask);
  if ('configure' in step) {
    const { collector, edition } = step.configure;
    return [collector && `${collectorNames[collector]} collects`, edition].filter(Boolean).join(', ');
  }
  return 'JSON';
}

/** When it was: MultiSafepay's time for a report, without a zone; an instant for a fact of our own. */
export function toldAt({ step, answered }: AnsweredStep): string | undefined {
  if (answered.to === 'report') return answered.report.recency;
  if ('tell' in step) return step.tell.at;
  if (!('ask' in step) || typeof step.ask === 'string') return undefined;
  return Object.values<{ readonly at: string }>(step.ask)[0]?.at;
}

/** Why it was answered so, in sentences; empty where the answer says it all. */
export function answerText(played: AnsweredStep): string {
  const { answered, because, before, payment } = played;
  const currency = currencyOf(payment);
  const reasons = because.map((one) => refusalText(one, currency));
  switch (answered.to) {
    case 'report':
      return why({ report: answered.report, verdict: answered.verdict, before, after: payment });
    case 'no order':
      return answered.error.message;
    case 'question':
      return sentences([...reasons, ...answered.answer.warnings]);
    case 'fact':
      if (!answered.stepped.ok) return sentences([...reasons, cureTexts[answered.stepped.refusal.cure]]);
      if (answered.stepped.repeated) return 'The same request again: nothing new is asked for.';
      return sentences(isMoved(played) ? [positionText(position(payment), currency)] : []);
    case 'configuration':
      return '';
  }
}

/** The status words of an order JSON, spelled as they were sent. */
function wordsSent(json: object): string {
  const { status, financial_status: financial } = ('data' in json ? json.data : json) as Readonly<
    Record<string, unknown>
  >;
  return pairText({ order: String(status), transaction: financial == null ? undefined : String(financial) });
}

const isMoved = ({ before, payment }: AnsweredStep): boolean =>
  JSON.stringify(position(before)) !== JSON.stringify(position(payment));

function factText(fact: PaymentFact): string {
  switch (fact.type) {
    case 'capture.requested':
      return `${fact.type} ${moneyText(fact.amount, fact.currency)}`;
    case 'order.created':
      return [fact.type, brandNames[fact.brand], fact.threeD, fact.capture, moneyText(fact.amount, fact.currency)]
        .filter(Boolean)
        .join(' ');
    case 'refund.requested':
      return `${fact.type} ${'all' in fact ? 'everything' : moneyText(fact.amount, fact.currency)}`;
    case 'transaction.identified':
      return `${fact.type} ${fact.transactionId}`;
    case 'authentication.completed':
      return `${fact.type} ${fact.outcome}`;
    default:
      return fact.type;
  }
}

function questionText(question: AskedQuestion): string {
  if (typeof question === 'string') return question;
  if ('mayChallenge' in question) return 'mayChallenge';
  if ('mayCapture' in question)
    return `mayCapture ${moneyText(question.mayCapture.amount, question.mayCapture.currency)}`;
  return `mayRefund ${moneyText(question.mayRefund.amount, question.mayRefund.currency)}`;
}
