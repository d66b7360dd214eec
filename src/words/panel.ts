/**
 * What people are told first of a payment, in words: whether to ship and why, what was lost, what is wrong, and what may come next.
 */
import type { Refusal } from '../../machines/index.ts';
import type { Answer, PaymentView } from '../lifecycle/index.ts';
import { followsOf } from './follows.ts';
import { moneyText } from './money.ts';
import { alarmTexts, cureTexts, refusalText, sentences, violationText } from './why.ts';

/** Whether to ship, as a question and its answer; why stands beside it. */
export const shipTexts: Readonly<Record<Answer['answer'], string>> = {
  yes: 'Ship? Yes.',
  no: 'Ship? No:',
  unknown: 'Ship? Not known:',
};

/** What to do about a refusal, where the refusal does not say it itself. */
const adviceOf = ({ cure }: Refusal): string => (cure === 'configuration' ? '' : cureTexts[cure]);

/** Why to ship or not, and what to do about it: a text for each reason. What is to be done about several is said once, after the last of them. */
export function shipReasons({ because, warnings }: Answer, currency: string | undefined): readonly string[] {
  const advice = because.map(adviceOf);
  const isSaidLater = (at: number): boolean => advice.indexOf(advice[at] as string, at + 1) >= 0;
  return [
    ...because.map((one, at) => sentences([refusalText(one, currency), isSaidLater(at) ? '' : (advice[at] as string)])),
    ...warnings.map((one) => `${one}.`),
  ];
}

/** What was charged back, and what was given and taken back beyond what was collected; nothing if neither was. */
export function lossText({ position, currency }: Pick<PaymentView, 'position' | 'currency'>): string | undefined {
  const { doubleLoss, chargedBack, collected, refunded, reserved, unattributed } = position;
  const beyond = refunded + reserved + unattributed + chargedBack - collected;
  const losses = [
    chargedBack > 0 &&
      `Charged back: ${moneyText(chargedBack, currency)} of ${moneyText(collected, currency)} collected.`,
    doubleLoss && `Lost: ${moneyText(beyond, currency)} more was given and taken back than was collected.`,
  ];
  return losses.filter(Boolean).join(' ') || undefined;
}

/** What waits, and by when: what remains to be captured of each authorisation that stands, and a chargeback that is to be answered. */
export function waitingLines({ attempts, refunds }: Pick<PaymentView, 'attempts' | 'refunds'>): readonly string[] {
  const standing = attempts.filter(({ remaining, captureBefore }) => remaining !== undefined || captureBefore);
  const captures = standing.map(({ remaining, captureBefore, currency, transactionId }) => {
    const which = standing.length > 1 ? whichText(transactionId) : '';
    if (remaining === 0) return `Nothing remains to be captured${which}.`;
    const what = remaining === undefined ? 'An amount that is not known' : moneyText(remaining, currency);
    return `${what} remains to be captured${which}${captureBefore === undefined ? '' : `, by ${timeText(captureBefore)}`}.`;
  });
  const answers = refunds.flatMap(({ dispute, transactionId }) =>
    dispute?.due === undefined
      ? []
      : [`The chargeback${whichText(transactionId)} is to be answered by ${timeText(dispute.due)}.`],
  );
  return [...captures, ...answers];
}

/** Which transaction is meant, where that is known, to be put after what is said of it. */
export const whichText = (transactionId: string | undefined): string =>
  transactionId === undefined ? '' : ` (transaction ${transactionId})`;

/** A time to the minute: MultiSafepay's without a zone, an instant as UTC. */
const timeText = (time: string): string => `${time.slice(0, 16).replace('T', ' ')}${time.endsWith('Z') ? ' UTC' : ''}`;

/** The alarms of a payment, and what to do about them. */
export function alarmLines({ alarms }: Pick<PaymentView, 'alarms'>): readonly string[] {
  return alarms.map(
    ({ code, transactionId }) =>
      `Alarm: ${alarmTexts[code]}${whichText(transactionId)}. Read the status, or look at MultiSafepay.`,
  );
}

/** The rules that are broken and stand so. */
export function violationLines({ violations }: Pick<PaymentView, 'violations'>): readonly string[] {
  return violations.filter(({ withdrawn }) => !withdrawn).map((one) => `A rule is broken: ${violationText(one)}`);
}

/** Why nothing may come next, where nothing may: what becomes of a method outside the charts is not known here. */
export function nothingText({ outside }: Pick<PaymentView, 'outside'>): string {
  return outside.length > 0
    ? 'Nothing on these charts; what becomes of the other payment method stands outside them.'
    : 'Nothing: all that could happen to this order has happened.';
}

/** All of it as lines: the first says whether to ship. */
export function panelLines(view: PaymentView): readonly string[] {
  const { may, currency } = view;
  const loss = lossText(view);
  const next = followsOf(view).map(({ subject, happens }) => `${subject} ${happens.join(', ')}`);
  return [
    [shipTexts[may.ship.answer], ...shipReasons(may.ship, currency)].join(' '),
    ...(loss === undefined ? [] : [loss]),
    ...waitingLines(view),
    ...alarmLines(view),
    ...violationLines(view),
    next.length === 0 ? `What may come next? ${nothingText(view)}` : `What may come next: ${next.join('; ')}.`,
  ];
}
