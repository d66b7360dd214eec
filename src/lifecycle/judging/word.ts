/**
 * The order word that goes beyond an attempt's own life (decision D18).
 */

import type { CollectedWord } from '../../../machines/index.ts';
import { isChargedBack } from '../belief/belief.ts';
import { capturesOf, isAfterChargebacks, withoutWord } from '../belief/captures.ts';
import { isGivenBackKnown, positionOfAttempt, statusOfAttempt } from '../belief/money.ts';
import { isOfRefunds, keepInStep } from '../belief/refunded-total.ts';
import { rulesInForce } from '../in-force.ts';
import type { Attempt, Payment } from '../payment.ts';
import { compareRecency, latest } from '../recency.ts';
import type { Report } from '../report.ts';
import { defined } from '../values.ts';
import { type Draft, withAttempt, withViolations } from './draft.ts';
import { endedSince } from './total.ts';

/**
 * Takes over the order word that goes beyond the attempt's own life (decision D18). A graver word takes the place of a
 * lighter one, in whatever order they arrive; a newer status read, one that may correct, an amount or a reversal that explains it
 * takes it back.
 */
export function withWord(
  told: Draft,
  index: number,
  before: Payment,
  said: CollectedWord | undefined,
  report: Report,
): Draft {
  const draft = { ...told, payment: withoutWord(told.payment, index, before) };
  const { word, wordAt } = wordAfter(draft, index, before, said, report);
  const attempt = draft.payment.attempts[index] as Attempt;
  if (word === attempt.word && wordAt === attempt.wordAt) return draft;
  const taken = withAttempt(draft, index, { ...attempt, word, wordAt });
  const isNews = draft.news || standingText(draft.payment, index) !== standingText(taken.payment, index);
  const next = { ...taken, news: isNews };
  const unexpected = word === 'chargeback' ? rulesInForce().refuseChargeback(attempt.brand) : undefined;
  const { transactionId } = attempt;
  return unexpected ? withViolations(next, [defined({ code: unexpected.code, transactionId })]) : next;
}

/** What an attempt shows and where its money stands, as text, to tell whether it changed. */
function standingText(payment: Payment, index: number): string {
  return JSON.stringify([statusOfAttempt(payment, index), positionOfAttempt(payment, index)]);
}

/** How much a word takes away from what may be given back. Without a status read, a word only yields to a graver one. */
const gravity: Readonly<Record<CollectedWord, number>> = {
  shipped: 0,
  partial_refunded: 1,
  refunded: 2,
  chargeback: 3,
};

function wordAfter(
  draft: Draft,
  index: number,
  before: Payment,
  said: CollectedWord | undefined,
  report: Report,
): { readonly [Key in 'word' | 'wordAt']: Attempt[Key] | undefined } {
  const { payment } = draft;
  const { recency } = report;
  const was = before.attempts[index];
  const { word: known, wordAt: knownAt } = payment.attempts[index] as Attempt;
  const members = [index, ...capturesOf(payment, index)];
  const standing = members.some((at) => isChargedBack(payment, at));
  const allReversed =
    !standing && payment.refunds.some(({ kind, of }) => kind === 'chargeback' && members.includes(of));
  // A chargeback known one by one says all that the word says; one that is reversed, all that an older word said; and the total, with what
  // has ended since, all that the word beside it said.
  const explained =
    (said === 'chargeback' && (standing || (allReversed && !isAfterChargebacks(payment, members, recency)))) ||
    (isOfRefunds(said) && endedSince(payment, index, report, true) > 0);
  const word = explained ? undefined : said;
  const newer = compareRecency(recency, was?.seen.at(-1)?.at) === 'newer';
  const at = said === 'chargeback' ? recency : undefined;
  if (report.channel === 'status_read' && (newer || answers(draft, known, allReversed, recency)))
    return { word, wordAt: at };
  // The word was borne out by refunds that are known, until this report told of one that came to nothing.
  const isEnded =
    isOfRefunds(known) &&
    isGivenBackKnown(before, index) &&
    !isGivenBackKnown(keepInStep(payment, index, before), index);
  const isPriced = word === undefined && report.amountRefunded !== undefined && known !== 'chargeback';
  // What a status read has answered since, or a newer total has priced, an older word cannot bring back.
  const answered = was?.read !== undefined && compareRecency(recency, was.read) !== 'newer';
  const wordAt = answered ? knownAt : latest(knownAt, at);
  if (newer && (isEnded || isPriced)) return { word, wordAt };
  const priced = word !== 'chargeback' && compareRecency(recency, was?.reported?.at) === 'older';
  const isOutdated = (answered || priced) && report.channel === 'notification';
  const isGraver = word !== undefined && (known === undefined || gravity[word] > gravity[known]);
  return { word: isGraver && !isOutdated ? word : known, wordAt };
}

/**
 * Whether a status read that is not newer than what is known answers the word that is kept: it has the time of the last change, which
 * a notification may have told already. It may correct, and lists what ended: every chargeback reversed, or a refund that came back;
 * else it must have been asked for after everything else was received. A total alone may be from before a refund of its second (D28).
 */
function answers(
  { mayCorrect, wasAskedLast, corrected }: Draft,
  word: CollectedWord | undefined,
  allReversed: boolean,
  recency: string | undefined,
): boolean {
  if (!mayCorrect || recency === undefined) return false;
  return wasAskedLast || (word === 'chargeback' ? allReversed : corrected);
}
