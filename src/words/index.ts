/** What the law says, in words for people. */
export * from './counted.ts';
export * from './customer.ts';
export * from './follows.ts';
export * from './guards.ts';
export * from './law.ts';
export * from './money.ts';
export * from './pairs.ts';
export * from './panel.ts';
export * from './places.ts';
export * from './why.ts';
