/**
 * A whole status history, audited: which payments did something that can never lawfully happen, with evidence.
 *
 * @module paychart/audit
 */
export * from './audit.ts';
export { type Chunk, emptyTally, joinTallies, startChunk, type Tally } from './chunk.ts';
export { type Columns, type Field, fields } from './columns.ts';
export { type Rejection, rejections, rejectionTexts, type TimeForm, timeForms, timeFormTexts } from './encode.ts';
export * from './finding.ts';
export { type InputForm, inputForms, type Source } from './inputs.ts';
export type { Recovery } from './life.ts';
export type { JudgedOrder, Judging } from './order.ts';
export type { RowPlace, StatusRow } from './row.ts';
export { auditSql, type Dialect, dialects, type SqlAsked } from './sql.ts';
export { type Attempts, buildStepTable, type Kind, kinds, type StepTable } from './step-table.ts';
export { type TableAsked, type TableConnection, type TableDatabase, tableSource } from './table.ts';
export { codeOf, codeText, nothing, type Words, wordsOfCode } from './words.ts';
