/**
 * The compliance book: made from the law and from what runs said of it, and from nothing else. The same inputs, the same book.
 */
import { cardsChapter } from './chapters/cards.ts';
import { changesChapter } from './chapters/changes.ts';
import { controlsChapter } from './chapters/controls.ts';
import { flowsChapter } from './chapters/flows.ts';
import { proofChapter } from './chapters/proof.ts';
import { refusalsChapter } from './chapters/refusals.ts';
import { registerChapter } from './chapters/register.ts';
import { scopeChapter } from './chapters/scope.ts';
import { moneyChapter, statesChapter } from './chapters/states.ts';
import { traceabilityChapter } from './chapters/traceability.ts';
import { type Book, code } from './document.ts';
import type { BookInputs } from './inputs.ts';
import { ranBetween } from './test-run.ts';
import { traceOf } from './trace.ts';
import { flowWords } from './words.ts';

/** Makes the book. */
export function bookOf(inputs: BookInputs): Book {
  const { law, version, certificate, testRun } = inputs;
  return {
    title: 'The compliance book of Paychart',
    subtitle:
      'Card payments at MultiSafepay: what may happen to a payment, an own-MID payment and a refund, what may not, and where each rule comes from.',
    facts: [
      ['Version', version],
      ...certificate.hashes.map(
        ({ chart, hash }) => [`Law of the ${flowWords[chart].name} chart`, [code(hash)]] as const,
      ),
      ['Certificate', certificate.holds ? 'everything holds' : 'this law does not hold'],
      ['Tests last run', ranBetween(testRun.files).join(' to ')],
    ],
    chapters: [
      scopeChapter(),
      moneyChapter(law),
      statesChapter(law),
      flowsChapter(law),
      cardsChapter(inputs),
      refusalsChapter(law),
      traceabilityChapter(traceOf(law, testRun), testRun),
      registerChapter(),
      proofChapter(inputs),
      changesChapter(inputs),
      controlsChapter(),
    ],
  };
}
