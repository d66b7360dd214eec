/**
 * The charts compiled exhaustively into one flat relation.
 *
 * @module paychart/relation
 */
export * from './compile.ts';
export * from './law.ts';
export * from './law-hash.ts';
export * from './law-text.ts';
export * from './pair-history.ts';
export * from './relation.ts';
export * from './sha256.ts';
export * from './stated.ts';
export * from './table.ts';
export * from './written.ts';
