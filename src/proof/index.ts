/**
 * What can be proved of a law, and how: pure functions of its compiled charts.
 *
 * @module paychart/proof
 */
export type { EdgeLine, RelationDocument, RowLine, StateLine } from '../relation/exports/json.ts';
export * from './diff.ts';
export type { NamedGrounds } from './grounds-rules.ts';
export * from './invariants/index.ts';
export * from './lint.ts';
export * from './matrix.ts';
export * from './relation-file.ts';
export type { CompiledChart } from './relation-rules.ts';
export * from './requirements.ts';
export type { Checked, Fault } from './rule.ts';
export * from './verify.ts';
