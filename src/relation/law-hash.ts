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
    authorisation: '59f80f107fe911ca4058761f17d13a517b6a1e7fda0ad3fc17ac04ad3e2e2ea7',
    capture: 'f00fd4faf91f9d9ba6f4e321f3eae40092fb8ca33bcdf7bbb1f149abfeaff3be',
    refund: 'c07505d203aedf1ef9d5cf91771be28964373a5a458b178d45e81e5ea124a174',
    dispute: '068a25ad3d0afa8d65a7eb59674f7c9c63c94c51e3f68237e5fd529b84885463',
  },
  limits: '287241c5b756a27ad123ebe3572ea023ba7434b5a1454e6f315e4d26d5e5bff7',
  wording: 'fe60cb6b57167626e955a97816111ac835fce8b8f46c167083ab723ef82fe5be',
};

/** The content hash of each chart's relation, by which a stored payment is read. */
export const lawHashes: LawName['relation'] = lawName.relation;
