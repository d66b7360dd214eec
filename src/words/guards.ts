/**
 * The guards of the charts, in words: when an edge is taken that has one.
 */
import type { capturePermissions, cardPermissions, cardRoutes, refundPermissions } from '../../machines/index.ts';

/** The name of a guard of the charts. */
export type GuardName =
  | keyof typeof capturePermissions
  | keyof typeof cardPermissions
  | keyof typeof cardRoutes
  | keyof typeof refundPermissions;

const guardTexts = {
  permits3D: 'if it may be paid with 3-D Secure',
  permitsNon3D: 'if it may be paid without 3-D Secure',
  routesOnToAuthorisation: 'if that outcome lets the issuer be asked',
  routesToChallenge: 'if that outcome wants the customer to confirm',
  routesToDeclined: 'if that outcome ends it',
  routesBackToAuthentication: 'if 3-D Secure may still be tried',
  routesSoftDeclineToDeclined: 'if nothing is left to be tried',
  permitsCapture: 'if so much may be captured',
  permitsRefund: 'if so much may be refunded',
  permitsRefundCancellation: 'if it may still be cancelled',
} as const satisfies Record<GuardName, string>;

/** When an edge with a guard is taken, in words; nothing of a guard that is not of our charts. */
export function guardText(guard: string): string | undefined {
  return Object.hasOwn(guardTexts, guard) ? guardTexts[guard as GuardName] : undefined;
}
