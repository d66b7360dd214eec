/**
 * The wire: what MultiSafepay sends, read into reports, and what it is asked. It judges nothing.
 *
 * @module paychart/multisafepay
 */
export type { ApiAnswer, ApiError, Failure } from './api-error.ts';
export { gatewayOf } from './brands.ts';
export * from './card-data.ts';
export { CardData, type CardFields } from './cardholder-data.ts';
export * from './client.ts';
export { parseJson } from './exact-json.ts';
export {
  acknowledgement,
  bodyParsed,
  type IgnoredBecause,
  type NotificationOptions,
  type NotificationReading,
  type NotificationRequest,
  type RefusedBecause,
  readNotification,
} from './notification.ts';
export * from './order-json.ts';
export { type Keepable, keepableDocument } from './personal-data.ts';
export { type NoJson, readBody } from './raw-body.ts';
export {
  type AnyOrder,
  type CaptureOrder,
  type ChargebackChallenge,
  type ComponentOrder,
  type DirectOrder,
  type KeptCard,
  type PageOrder,
  type RefundOrder,
  type ReservationCancellation,
  type TokenModel,
  type TokenOrder,
  tokenModels,
} from './requests.ts';
export * from './runtime.ts';
export {
  type SignatureAnswer,
  type SignatureOptions,
  type SignatureProblem,
  signNotification,
  verifySignature,
} from './signature.ts';
export * from './spellings.ts';
