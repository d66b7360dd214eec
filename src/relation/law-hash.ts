/**
 * The law's name: the SHA-256 of each chart's relation as text. A test proves the constants; the core has no crypto.
 */
import type { ChartId } from './compile.ts';

/** The content hash of each chart's relation; a stored payment names the ones it was made under. */
export const lawHashes: Readonly<Record<ChartId, string>> = {
  transaction: '7a65171bd04e10d09ed70c52c823ac7e298bdfa3fa465f16708803d388034526',
  'own-mid': '854fe29d4c3d7faa4f6624600cb4d2802e46c1dbfa4f3928d9d89315449a8058',
  refund: 'c07505d203aedf1ef9d5cf91771be28964373a5a458b178d45e81e5ea124a174',
};
