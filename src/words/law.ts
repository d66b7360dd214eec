/**
 * The numbers of the law in sentences, printed from its rows: for one edition, or for all of them.
 */
import { type Edition, editionNames, type LawRules, type RefusalCode, standingRules } from '../../machines/index.ts';

/** A text that may differ between editions: once if it is the same under all, else each with its edition. */
export function perEdition(textOf: (edition: Edition) => string): string {
  const texts = editionNames.map((edition) => ({ edition, text: textOf(edition) }));
  const distinct = new Set(texts.map(({ text }) => text));
  return distinct.size === 1
    ? [...distinct].join()
    : texts.map(({ edition, text }) => `${text} (${edition})`).join('; ');
}

/** The sentence of a refusal, under every edition. */
export function saysText(code: RefusalCode, rules: LawRules = standingRules): string {
  return perEdition((edition) => rules.saysOf(code, edition));
}

/** Up to which amount a value is low, as people write it. */
export function lowValueText(rules: LawRules = standingRules): string {
  return perEdition((edition) => String(rules.numbersOf(edition).limit));
}

/** For how long a payment can be refunded, as people write it. */
export function refundWindowText(rules: LawRules = standingRules): string {
  return perEdition((edition) => `${rules.numbersOf(edition).days} days`);
}
