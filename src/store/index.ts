/**
 * Payments in PostgreSQL, on a server or in this process, with a log that the law itself guards.
 *
 * @module paychart/store
 */
export { type Account, accountEnvironments, accountsOf, isAccountName } from './accounts.ts';
export { type ActAsked, type ActKept, type Acts, actKinds, type KeptActs } from './acts.ts';
export type { Appendix, CountedDelivery, RecordedChange } from './append.ts';
export type { Sha256 } from './canonical.ts';
export type { ChangesWished, OrderChange } from './changes.ts';
export * from './database.ts';
export type { Documents, KeptDocument } from './documents.ts';
export {
  type Booking,
  type Came,
  type Correction,
  come,
  comeAgain,
  type Entry,
  entryKinds,
  type Migrated,
  type Told,
  type ToldReport,
  toldBy,
} from './entry.ts';
export type { Delivered, Kept, KeptMessage, KeptMove } from './kept.ts';
export { type LawNames, lawNames } from './law-names.ts';
export type { Preparing } from './migrations.ts';
export { type Move, type MoveKind, moveKinds } from './moves.ts';
export {
  type Claim,
  type Claimed,
  type Failed,
  type Held,
  type Message,
  type MessageStanding,
  messageStandings,
  type Outbox,
  type Release,
} from './outbox.ts';
export type { TransactionClient } from './own-transaction.ts';
export * from './pglite.ts';
export * from './postgres.ts';
export {
  type Changed,
  type Counts,
  type Due,
  type Listing,
  openMatters,
  type Page,
  type Reads,
  type Recorded,
  type SetAside,
  type Unanswered,
  type Versioned,
  type Wished,
} from './reads.ts';
export { mustBeReadFirst, type Recovered, type Recovery } from './recovery.ts';
export type { StoredOrder } from './rows.ts';
export * from './store.ts';
export { fromDriver, type Holder, StoreError, type StoreErrorCode } from './store-error.ts';
export { type ChangeWord, changeWords } from './what-changed.ts';
