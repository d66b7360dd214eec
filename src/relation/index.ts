/**
 * The charts compiled exhaustively into one flat relation.
 *
 * @module paychart/relation
 */
export { builtLaw } from './built.ts';
export * from './cell.ts';
export * from './compile.ts';
export * from './facts.ts';
export * from './law.ts';
export * from './law-hash.ts';
export * from './law-text.ts';
export * from './pair-history.ts';
export { differencesOfBuilt } from './print-built.ts';
export * from './relation.ts';
export * from './sha256.ts';
export * from './stated.ts';
export * from './table.ts';
export * from './written.ts';
