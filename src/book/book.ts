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
import { approvalChapter, glossaryChapter, verifyingChapter } from './chapters/review.ts';
import { scopeChapter } from './chapters/scope.ts';
import { sourcesChapter } from './chapters/sources.ts';
import { moneyChapter, statesChapter } from './chapters/states.ts';
import { traceabilityChapter } from './chapters/traceability.ts';
import { type Book, code } from './document.ts';
import type { BookInputs } from './inputs.ts';
import { faultText, recordFaults } from './record-notice.ts';
import type { TestRun } from './test-run.ts';
import { traceOf } from './trace.ts';
import { counted, flowWords } from './words.ts';

/** What is recorded of the tests. */
function recordFacts(run: TestRun | undefined): Book['facts'] {
  if (run === undefined) return [['Tests', 'no run is recorded']];
  const { passed, failed, skipped, errors } = run.totals;
  const outside = errors > 0 ? `, ${counted(errors, 'error')} outside a test` : '';
  return [
    [
      'Tests',
      `${passed.toLocaleString('en')} passed, ${failed} failed, ${skipped} skipped${outside}, in ${counted(run.files.length, 'file')}, ${run.began} to ${run.ended}`,
    ],
    ['Tree that they ran on', [code(run.digest)]],
  ];
}

/** Makes the book. */
export function bookOf(inputs: BookInputs): Book {
  const { law, version, certificate, testRun, tree } = inputs;
  return {
    title: 'The compliance book of Paychart',
    subtitle:
      'Card payments at MultiSafepay: what may happen to a payment, an own-MID payment, an authorisation and its captures, a refund and a dispute, what may not, and where each rule comes from.',
    facts: [
      ['Version', version],
      ...certificate.hashes.map(
        ({ chart, hash }) => [`Law of the ${flowWords[chart].name} chart`, [code(hash)]] as const,
      ),
      ['Certificate', certificate.holds ? 'everything holds' : 'this law does not hold'],
      ...recordFacts(testRun),
    ],
    notices: recordFaults(testRun, tree).map(faultText),
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
      sourcesChapter(),
      verifyingChapter(),
      glossaryChapter(),
      approvalChapter(inputs),
    ],
  };
}
