/**
 * Why a report came to its verdict, in short sentences; and refusals, alarms and money in words.
 */
import {
  authorisationConfig,
  type Cure,
  captureConfig,
  editions,
  type MinorUnits,
  ownMidConfig,
  type Pair,
  type Position,
  placesOf,
  type Refusal,
  refundConfig,
  refusals,
  type StateMeta,
  samePair,
  standingRules,
  transactionConfig,
} from '../../machines/index.ts';
import {
  type Alarm,
  type Attempt,
  cellOfDispute,
  currencyOf,
  isAuthorised,
  isOwnAttempt,
  legalNext,
  type Payment,
  position,
  type Report,
  remainingOf,
  settlementOfOutside,
  statusOf,
  type Verdict,
  type Violation,
  wordOfDispute,
} from '../lifecycle/index.ts';
import { followsText } from './follows.ts';
import { saysText } from './law.ts';
import { amountText, moneyText } from './money.ts';
import { pairsText, pairText } from './pairs.ts';

/** What cures a refusal, as advice. */
export const cureTexts = {
  nothing: '',
  change: 'Ask differently.',
  capture: 'Capture what is reserved.',
  status_read: 'Read the status of the order at MultiSafepay.',
  configuration: 'Say who collects this order: MultiSafepay, or American Express on own MID.',
  time: 'Wait, and ask again.',
  person: 'A person must look at it.',
} as const satisfies Record<Cure, string>;

/** What an alarm says. */
export const alarmTexts = {
  money_may_be_held: 'MultiSafepay may hold money for it',
  money_may_have_left: 'money may have been refunded or taken back',
} as const satisfies Record<Alarm['code'], string>;

/** A report with its verdict, and the order before and after it. */
export interface Judgement {
  readonly report: Report;
  readonly verdict: Verdict;
  readonly before: Payment | undefined;
  readonly after: Payment | undefined;
}

/**
 * Why a report came to its verdict.
 *
 * @param cures what is advised, where the reader has other ways than these.
 */
export function why(judged: Judgement, cures: Readonly<Record<Cure, string>> = cureTexts): string {
  const { verdict } = judged;
  switch (verdict.verdict) {
    case 'applied':
      return sentences(whatChanged(judged, verdict));
    case 'outside':
      return sentences([...outsideText(judged), ...verdict.violations.map(brokenText)]);
    case 'duplicate':
      return verdict.repeats ? 'Repeats a contradiction that stands open.' : 'Says nothing new.';
    case 'stale':
      return verdict.narrowed
        ? 'Older than what is known, and fits before it; it rules out an explanation.'
        : 'Older than what is known, and fits before it.';
    case 'illegal':
    case 'unknown':
      return sentences(whyNot(judged, verdict, cures));
  }
}

/**
 * A refusal as a sentence, with the facts that caused it. Amounts are written in the currency, if it is known.
 *
 * @param shown facts that stand beside it already, if they are words.
 */
export function refusalText({ code, says, facts }: Refusal, currency?: string, shown: readonly string[] = []): string {
  const said = placesOf(refusals[code].says);
  const named = Object.entries(facts).flatMap(([name, value]) => {
    if (said.includes(name) || (typeof value === 'string' && shown.includes(name))) return [];
    // An amount of another currency says so beside it.
    const own = facts[`${name.replace('Amount', '')}Currency`];
    return [
      `${wordsOf(name)}: ${typeof value === 'number' ? moneyText(value, typeof own === 'string' ? own : currency) : value}`,
    ];
  });
  return named.length === 0 ? says : `${says} (${named.join('; ')})`;
}

/** A name written by programs, as words: `threeD` is `3-D`. */
function wordsOf(name: string): string {
  return name === 'threeD' ? '3-D' : name.replace(/_|(?=[A-Z])/g, ' ').toLowerCase();
}

/** A broken rule as a sentence. */
export function violationText({ code, edition }: Violation): string {
  if (edition === undefined) return saysText(code);
  return `${standingRules.saysOf(code, edition)} (under ${editions[edition].title})`;
}

/** Where money stands, as `EUR 25.00 collected, 5.00 refunded, 20.00 left`. */
export function positionText(standing: Position, currency: string | undefined): string {
  const parts: string[] = [];
  const add = (amount: number, what: string): void => {
    if (amount === 0) return;
    const text =
      parts.length === 0 || currency === undefined ? moneyText(amount, currency) : amountText(amount, currency);
    parts.push(`${text} ${what}`);
  };
  const { collected, reserved, refunded, unattributed, chargedBack, refundable, refundableKnown } = standing;
  add(collected, 'collected');
  add(reserved, 'set aside for refunds');
  add(refunded, 'refunded');
  add(unattributed, 'refunded (as a total)');
  add(chargedBack, 'charged back');
  if (!refundableKnown) parts.push('what is left is not known');
  else if (refundable !== collected) parts.push(refundable === 0 ? 'nothing left' : `${amountLeft()} left`);
  return parts.join(', ') || 'no money';

  function amountLeft(): string {
    return currency === undefined ? moneyText(refundable, currency) : amountText(refundable, currency);
  }
}

type Applied = Extract<Verdict, { verdict: 'applied' }>;
type SetAside = Extract<Verdict, { verdict: 'illegal' | 'unknown' }>;

function whatChanged({ before, after, report }: Judgement, verdict: Applied): string[] {
  const shows = after ? statusOf(after) : [];
  const standing = after && position(after);
  const { about, from, to, violations, settled } = verdict;
  const news: string[] = [];
  const isMoved = from.length !== to.length || from.some((pair, place) => !samePair(pair, to[place] as Pair));
  const earlierAttempts = before?.attempts.length ?? 0;
  const added = earlierAttempts > 0 ? after?.attempts[earlierAttempts] : undefined;
  if (added && isOwnAttempt(added)) news.push('another attempt to pay');
  const concerned = after?.attempts.find(({ transactionId }) => transactionId === report.transactionId);
  if (isMoved) news.push(meaningOf(about, concerned, to) ?? `now ${pairsText(to)}`);
  news.push(...captureTold(before, after));
  if (standing && !sameMoney(standing, before && position(before)))
    news.push(positionText(standing, currencyOf(after)));
  news.push(...disputesTold(before, after));
  if (news.length === 0 && before && pairsText(shows) !== pairsText(statusOf(before)))
    news.push(`the order now shows ${pairsText(shows)}`);
  if (news.length === 0 && settled.length === 0) news.push(learntOf(before, after, report.transactionId));
  return [
    ...news,
    ...violations.map(brokenText),
    ...verdict.withdrawn.map((one) => `no longer held to be broken: ${violationText(one)}`),
    ...settled.map(({ code }) => `settles the alarm that ${alarmTexts[code]}`),
  ];
}

/** What was captured of what is authorised, and what remains of it, where that has changed. */
function captureTold(before: Payment | undefined, after: Payment | undefined): string[] {
  return (after?.attempts ?? []).flatMap((attempt, index): string[] => {
    if (!after || attempt.capture === undefined || !isOwnAttempt(attempt)) return [];
    const was = before?.attempts[index];
    const remains = remainsOf(after, attempt);
    if (remains === undefined || (before && was && remainsOf(before, was) === remains)) return [];
    if (remains === 0) return ['nothing remains to be captured'];
    return [`${moneyText(remains, attempt.currency)}${remains === attempt.amount ? '' : ' remains'} to be captured`];
  });
}

/** What remains of an authorisation; nothing while it is not one, or that is not known. */
function remainsOf(payment: Payment, attempt: Attempt): MinorUnits | undefined {
  if (isAuthorised(payment, attempt) !== 'yes' || attempt.transactionId === undefined) return undefined;
  const remaining = remainingOf(payment, attempt.transactionId);
  return attempt.amount === undefined ? undefined : remaining;
}

/** What was told of the disputes of chargebacks: how each stands now, and a date to answer by that is another than before. */
function disputesTold(before: Payment | undefined, after: Payment | undefined): string[] {
  return (after?.refunds ?? []).flatMap((refund): string[] => {
    const { dispute, transactionId } = refund;
    const was = before?.refunds.find((one) => one.transactionId === transactionId)?.dispute;
    const cell = cellOfDispute(refund);
    if (!dispute || !cell || wordOfDispute(dispute) === undefined) return [];
    const isMoved = was === undefined || wordOfDispute(was) !== wordOfDispute(dispute);
    const date =
      cell.meta.answerable && dispute.due !== was?.due ? [`the chargeback is to be answered by ${dispute.due}`] : [];
    return [...(isMoved ? [`its dispute is "${wordOfDispute(dispute)}": ${cell.meta.means}`] : []), ...date];
  });
}

const brokenText = (one: Violation): string => `a rule is broken: ${violationText(one)}`;

/** What is kept of a report about a method outside the charts. */
function outsideText({ report: { method, transactionId }, after }: Judgement): string[] {
  const kept = after?.outside.find((one) => one.transactionId === transactionId);
  const name = method && 'outside' in method ? method.outside : 'another method';
  const settled =
    kept && settlementOfOutside(kept) === 'settled' ? 'it has settled the payment' : 'nothing certain is paid by it';
  return [`about ${name}, a method outside these charts`, settled];
}

function whyNot({ after, report }: Judgement, verdict: SetAside, cures: Readonly<Record<Cure, string>>): string[] {
  const { refusal } = verdict;
  const news = [refusalText(refusal, report.currency ?? currencyOf(after), ['order', 'transaction', 'reported'])];
  if (verdict.verdict === 'illegal' && verdict.harmless) return [...news, 'harmless: it is older than what is known'];
  if (verdict.verdict === 'illegal' && verdict.from.length > 0) news.push(legalText(verdict.legal, after));
  if (verdict.alarms.length > 0) news.push(...verdict.alarms.map(({ code }) => alarmTexts[code]));
  return [...news, cures[refusal.cure]];
}

/** What may lawfully be shown next; where the transaction has ended, what may still happen to the order. */
export function legalText(legal: readonly Pair[], payment: Payment | undefined): string {
  if (legal.length > 0) return `lawful next: ${legal.map(pairText).join(', ')}`;
  const next = payment === undefined ? '' : followsText({ next: legalNext(payment) });
  return next === ''
    ? 'nothing more may follow'
    : `its transaction has come to its end; of the order may follow: ${next}`;
}

/** What a state that shows one of these pairs means, if they mean one thing. */
function meaningOf(about: Verdict['about'], attempt: Attempt | undefined, pairs: readonly Pair[]): string | undefined {
  const charts = about === 'payment' ? chartsOf(attempt) : [refundConfig];
  const metas = charts.flatMap(({ states }) => Object.values(states).map(({ meta }): StateMeta => meta));
  const meanings = pairs.map((shown) => metas.find(({ pair }) => pair && samePair(pair, shown))?.means);
  return new Set(meanings).size === 1 ? meanings[0] : undefined;
}

/** The charts of an attempt: of a capture, of what is captured by hand, or of a payment that is captured at once. */
function chartsOf(attempt: Attempt | undefined) {
  if (attempt?.captureOf !== undefined) return [captureConfig];
  return attempt?.capture === undefined ? [transactionConfig, ownMidConfig] : [authorisationConfig];
}

function sameMoney(a: Position, b: Position | undefined): boolean {
  const keys = Object.keys(a) as (keyof Position)[];
  return b === undefined ? a.collected === 0 : keys.every((key) => a[key] === b[key]);
}

/** What was learnt of an attempt without a change of what is shown. */
function learntOf(before: Payment | undefined, after: Payment | undefined, id: string | undefined): string {
  const named = (payment: Payment | undefined): Attempt | undefined =>
    payment?.attempts.find(({ transactionId }) => transactionId === id) ?? payment?.attempts.at(-1);
  const was = named(before);
  const now = named(after);
  const learnt = [
    now?.brand !== was?.brand && 'the card brand',
    now?.amount !== was?.amount && 'the amount',
    now?.transactionId !== was?.transactionId && 'the transaction id',
  ].filter((one) => one !== false);
  return learnt.length === 0 ? 'tells more of what happened' : `tells ${learnt.join(' and ')}`;
}

/** Sentences: each begins with a capital and ends with a full stop. */
export function sentences(clauses: readonly string[]): string {
  return clauses
    .filter((one) => one !== '')
    .map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}${/[.?!]$/.test(one) ? '' : '.'}`)
    .join(' ');
}
