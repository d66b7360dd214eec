/**
 * What a report says of the dispute of a chargeback (decision D34). Nothing of it stops the chargeback: a word that is not expected where
 * it stands, or not known, is a violation.
 */
import type { RefusalCode } from '../../../machines/index.ts';
import { isOffArrows, wordOfDispute } from '../belief/dispute.ts';
import type { Dispute, DisputeSighting } from '../payment.ts';
import { compareRecency, latest } from '../recency.ts';
import { isKnown, type ListedDispute, type Report } from '../report.ts';
import { defined } from '../values.ts';
import { earliest } from './draft.ts';

/** A dispute after a report, and what that came to. */
export interface JudgedDispute {
  readonly dispute: Dispute;
  /** The word, the date or the reason is another than before. */
  readonly news: boolean;
  /** The word is older than the one that stands. */
  readonly older: boolean;
  readonly codes: readonly RefusalCode[];
}

/**
 * Judges what a report says of a dispute.
 *
 * @param mayCorrect the report is a status read that may correct: its word is the newest, whatever the times say.
 */
export function judgeDispute(
  known: Dispute | undefined,
  said: ListedDispute,
  report: Report,
  mayCorrect: boolean,
): JudgedDispute {
  const { recency: at, askedAt } = report;
  const before: Dispute = known ?? { seen: [] };
  const isWord = said.status !== undefined && isKnown(said.status);
  const seen = isWord
    ? withWord(before.seen, defined({ word: said.status, at }) as DisputeSighting, mayCorrect)
    : before.seen;
  const time = known === undefined || mayCorrect ? 'newer' : compareRecency(at, before.at);
  const dispute = defined<Dispute>({
    ...before,
    ...fieldsAfter(before, said, time),
    at: latest(before.at, at),
    asked: latest(before.asked, askedAt),
    seen,
  });
  const isOther = (key: 'due' | 'reasonCode' | 'reasonDescription'): boolean => dispute[key] !== before[key];
  const word = wordOfDispute(dispute);
  const codes: RefusalCode[] = [];
  if (seen !== before.seen && isOffArrows(seen)) codes.push('dispute_off_arrows');
  if (said.status !== undefined && !isWord) codes.push('dispute_word_unknown');
  return {
    dispute,
    news:
      known === undefined ||
      word !== wordOfDispute(before) ||
      isOther('due') ||
      isOther('reasonCode') ||
      isOther('reasonDescription'),
    older: isWord && said.status !== word && time !== 'newer',
    codes,
  };
}

/** The date and the reasons: the newer ones; of two dates whose order cannot be told the earlier, so that nothing is answered too late. */
function fieldsAfter(before: Dispute, said: ListedDispute, time: ReturnType<typeof compareRecency>): Partial<Dispute> {
  const isNewer = time === 'newer';
  return defined<Partial<Dispute>>({
    due: isNewer
      ? (said.due ?? before.due)
      : time === 'older'
        ? (before.due ?? said.due)
        : earliest(before.due, said.due),
    reasonCode: isNewer ? (said.reasonCode ?? before.reasonCode) : (before.reasonCode ?? said.reasonCode),
    reasonDescription: isNewer
      ? (said.reasonDescription ?? before.reasonDescription)
      : (before.reasonDescription ?? said.reasonDescription),
  });
}

/** How many words of a dispute are kept; the oldest makes room. */
const mostSeen = 50;

/**
 * The words of a dispute with one more: where its time allows and the chart expects it, else where its time allows, as late as that is.
 * The list itself if it says what is known.
 */
function withWord(
  seen: readonly DisputeSighting[],
  one: DisputeSighting,
  mayCorrect: boolean,
): readonly DisputeSighting[] {
  const isLast = (position: number): boolean => position === seen.length;
  const isKnown = seen.some(
    ({ word, at }, position) => word === one.word && at === one.at && (!mayCorrect || isLast(position + 1)),
  );
  if (isKnown) return seen;
  const allowed = mayCorrect
    ? [seen.length]
    : Array.from({ length: seen.length + 1 }, (_, place) => seen.length - place).filter((place) =>
        seen.every(({ at }, index) => compareRecency(one.at, at) !== (index < place ? 'older' : 'newer')),
      );
  const fits = (place: number): boolean =>
    !isOffArrows([...seen.slice(Math.max(0, place - 1), place), one, ...seen.slice(place, place + 1)]);
  const place = allowed.find(fits) ?? allowed[0] ?? seen.length;
  return inRuns(seen.toSpliced(place, 0, one)).slice(-mostSeen);
}

/** Of a run of the same word the first and the last. */
function inRuns(seen: readonly DisputeSighting[]): readonly DisputeSighting[] {
  return seen.filter(({ word }, index) => seen[index - 1]?.word !== word || seen[index + 1]?.word !== word);
}
