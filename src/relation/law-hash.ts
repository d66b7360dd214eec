/**
 * The law's name: the SHA-256 of each chart's relation as text. A test proves the constants; the core has no crypto.
 */
import type { ChartId } from './compile.ts';

/** The content hash of each chart's relation; a stored payment names the ones it was made under. */
export const lawHashes: Readonly<Record<ChartId, string>> = {
  transaction: '',
  'own-mid': '',
  refund: '',
};
