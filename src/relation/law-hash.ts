/**
 * The law's name: the SHA-256 of each chart's relation, of the limits and of the wording, as text. Written by
 * "npm run relations", proved by a test.
 */
import type { LawName } from './law-text.ts';

/** The name of the law as it stands. */
export const lawName: LawName = {
  relation: {
    transaction: '7a65171bd04e10d09ed70c52c823ac7e298bdfa3fa465f16708803d388034526',
    'own-mid': '854fe29d4c3d7faa4f6624600cb4d2802e46c1dbfa4f3928d9d89315449a8058',
    refund: 'c07505d203aedf1ef9d5cf91771be28964373a5a458b178d45e81e5ea124a174',
  },
  limits: '879347509c8901ed500e20fa57ce089d8d77ad31df8686c6c6215d40070e2b32',
  wording: '0eb4b0ea8ff539d0b0d183dde913f4be05c28ba3a6d60115aa6729d1ed788a18',
};

/** The content hash of each chart's relation, by which a stored payment is read. */
export const lawHashes: LawName['relation'] = lawName.relation;
