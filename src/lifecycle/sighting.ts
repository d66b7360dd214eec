/**
 * What was seen of a transaction: a piece of evidence.
 */
import type { Shown, ThreeDMode } from '../../machines/index.ts';

/** What was seen of a transaction at one moment. */
export interface Sighting extends Shown {
  /** MultiSafepay's time of the report; missing if it had none, or if the fact is our own. */
  readonly at?: string;
  /** When a fact of our own told it, an ISO 8601 instant. Only a read that is certainly later is held against it (decision D28). */
  readonly told?: string;
  /** The exact state, when a fact told it. */
  readonly state?: string;
  readonly threeD?: ThreeDMode | 'none';
  readonly authenticated?: boolean;
  readonly softDeclined?: boolean;
  /** A payment that came in after its transaction had ended: the one way out of a final state (decision D21). */
  readonly late?: true;
  /** Seen as (void, void), which on a collected payment may mean a chargeback (decision D13). */
  readonly voidVoid?: true;
}
