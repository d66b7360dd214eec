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
  limits: '2b831c947e9167c02f4fd39a0d704da79be0dc15a70ce9f208ff8917d51bc7a8',
  wording: '8442cbee417d1d00235780e84001f9ba99c6a65a0cb2f46e4fa5354ea21c139c',
};

/** The content hash of each chart's relation, by which a stored payment is read. */
export const lawHashes: LawName['relation'] = lawName.relation;
