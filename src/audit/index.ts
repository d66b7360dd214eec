/**
 * A whole status history, audited: which payments did something that can never lawfully happen, with evidence.
 *
 * @module paychart/audit
 */
export { type Chunk, emptyTally, joinTallies, startChunk, type Tally } from './chunk.ts';
export * from './finding.ts';
export type { Recovery } from './life.ts';
export type { Judging } from './order.ts';
export type { RowPlace, StatusRow } from './row.ts';
export { type Attempts, buildStepTable, type Kind, kinds, type StepTable } from './step-table.ts';
export { codeOf, codeText, nothing, type Words, wordsOfCode } from './words.ts';
