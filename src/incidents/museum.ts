/**
 * The incident museum: public status bugs, each a story that plays on the charts.
 */
import type { Incident } from './incident.ts';
import {
  authorisedTakenForPaid,
  cancelledOrderCaptured,
  captureAskedTakenForMade,
  capturedAmountTwice,
  expiredReservationShipped,
  refundOfTheAuthorisation,
} from './stories/captures.ts';
import { chartNobodyRuns, stateMissedInSwitch, vetoHole, voidThenCapture } from './stories/charts.ts';
import { closedTakenForLost, refundOfADisputedOrder, wonThenLost } from './stories/disputes.ts';
import {
  cancelledTwice,
  doubleInvoice,
  endlessResend,
  forcedThroughReopen,
  lateExpiredCancelsPaid,
  lateInitializedReopens,
  mailOnExpired,
  secondChanceAfterCancel,
  settledSettledRace,
} from './stories/late-reports.ts';
import {
  concurrentRefunds,
  doubleCaptureAutoRefund,
  failedRefundReducesPaid,
  negativeCharged,
  refundDoneAtCreation,
  refundNotifiedBeforeResponse,
  refundPlusChargeback,
  refundRetryNewKey,
  rejectedConfirmationRefundsAgain,
  zeroRefundsEverything,
} from './stories/refunds.ts';
import {
  canceledOneL,
  chargebackKeyMismatch,
  fiveOfTwelveStatuses,
  ownMidCountedAsPaidOrUnpaid,
  unclearedIgnored,
  unknownBecomesInitialized,
  unknownStatusTypeError,
} from './stories/words.ts';

/** Every incident: first those of MultiSafepay's own plugins and connectors, then those of others, and last those about captures and disputes. */
export const incidents: readonly Incident[] = [
  lateExpiredCancelsPaid,
  lateInitializedReopens,
  forcedThroughReopen,
  ownMidCountedAsPaidOrUnpaid,
  unclearedIgnored,
  chargebackKeyMismatch,
  unknownStatusTypeError,
  unknownBecomesInitialized,
  canceledOneL,
  refundDoneAtCreation,
  fiveOfTwelveStatuses,
  doubleInvoice,
  cancelledTwice,
  endlessResend,
  mailOnExpired,
  secondChanceAfterCancel,
  vetoHole,
  settledSettledRace,
  failedRefundReducesPaid,
  concurrentRefunds,
  refundPlusChargeback,
  refundRetryNewKey,
  zeroRefundsEverything,
  doubleCaptureAutoRefund,
  refundNotifiedBeforeResponse,
  rejectedConfirmationRefundsAgain,
  chartNobodyRuns,
  stateMissedInSwitch,
  voidThenCapture,
  negativeCharged,
  authorisedTakenForPaid,
  capturedAmountTwice,
  captureAskedTakenForMade,
  refundOfTheAuthorisation,
  expiredReservationShipped,
  cancelledOrderCaptured,
  closedTakenForLost,
  wonThenLost,
  refundOfADisputedOrder,
];

/** The incident of an id; nothing if there is none. */
export function findIncident(id: string): Incident | undefined {
  return incidents.find((one) => one.id === id);
}
