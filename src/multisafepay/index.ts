/**
 * The wire: what MultiSafepay sends, read into reports. It judges nothing.
 */
export * from './card-data.ts';
export * from './order-json.ts';
export * from './spellings.ts';
