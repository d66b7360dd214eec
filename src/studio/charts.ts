/**
 * The charts as they are written, with what may happen on them: all that a page needs to show them. No XState is asked, so that none
 * comes with the page.
 */
import {
  authorisationConfig,
  captureConfig,
  disputeConfig,
  lawRows,
  ownMidConfig,
  refundConfig,
  transactionConfig,
} from '../../machines/index.ts';
import {
  type ChartId,
  edgesOf,
  type FactClass,
  factClasses,
  type Permissions,
  permissionsUnder,
  type WrittenState,
} from '../relation/index.ts';

/** A chart as it is written. */
export interface WrittenChart {
  readonly root: WrittenState;
  /** What may happen on it. */
  readonly facts: readonly FactClass[];
  /** Which of its guards may refuse, and why they do. */
  readonly permissions: Permissions;
}

const permissions = permissionsUnder(lawRows);

const chart = (id: ChartId, written: object): WrittenChart => {
  const root = written as WrittenState;
  const types = new Set(edgesOf(root).map(({ fact }) => fact));
  return { root, facts: factClasses([...types].sort()), permissions: permissions[id] };
};

/** The charts of the law as it stands. */
export const writtenCharts: Readonly<Record<ChartId, WrittenChart>> = {
  transaction: chart('transaction', transactionConfig),
  'own-mid': chart('own-mid', ownMidConfig),
  authorisation: chart('authorisation', authorisationConfig),
  capture: chart('capture', captureConfig),
  refund: chart('refund', refundConfig),
  dispute: chart('dispute', disputeConfig),
};
