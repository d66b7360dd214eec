/** The compliance book and the evidence of a payment, made from data. */
export { bookOf } from './book.ts';
export { type Evidence, type EvidenceInputs, evidenceOf } from './evidence.ts';
export { evidenceHtml } from './evidence-page.ts';
export { bookHtml } from './html.ts';
export type { BookInputs, Pictures, Release } from './inputs.ts';
export { bookPages } from './markdown.ts';
export { type RecordFault, recordFaults } from './record-notice.ts';
export { readReleases } from './releases.ts';
export { readResults } from './results.ts';
export {
  hasPassed,
  idsNamedIn,
  type RanFile,
  readTestRun,
  recordOf,
  type TestRun,
} from './test-run.ts';
export { traceCsv, traceOf } from './trace.ts';
export { digestOf, type FileDigest, treeDifference, treeFolders } from './tree.ts';
