/**
 * The charts as they are written, with what may happen on them: all that a page needs to show them. No XState is asked, so that none
 * comes with the page.
 */
import {
  authorisationChart,
  captureChart,
  disputeChart,
  lawRows,
  ownMidChart,
  refundChart,
  transactionChart,
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

const { states, phases } = lawRows;
const permissions = permissionsUnder(lawRows);

const chart = (id: ChartId, written: object): WrittenChart => {
  const root = written as WrittenState;
  const types = new Set(edgesOf(root).map(({ fact }) => fact));
  return { root, facts: factClasses([...types].sort()), permissions: permissions[id] };
};

/** The charts of the law as it stands. */
export const writtenCharts: Readonly<Record<ChartId, WrittenChart>> = {
  transaction: chart('transaction', transactionChart(states.transaction, phases)),
  'own-mid': chart('own-mid', ownMidChart(states['own-mid'], phases)),
  authorisation: chart('authorisation', authorisationChart(states.authorisation, phases)),
  capture: chart('capture', captureChart(states.capture)),
  refund: chart('refund', refundChart(states.refund)),
  dispute: chart('dispute', disputeChart(states.dispute)),
};
