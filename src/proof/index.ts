/** What can be proved of a law, and how: pure functions of its compiled charts. */
export * from './invariants/index.ts';
export * from './lint.ts';
export * from './matrix.ts';
export * from './requirements.ts';
export * from './verify.ts';
