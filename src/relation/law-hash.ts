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
    capture: '2226faa11ffa6791141308517f03c047e5d2bb363baa920051bde895df304c81',
    refund: 'c07505d203aedf1ef9d5cf91771be28964373a5a458b178d45e81e5ea124a174',
  },
  limits: '28ee8ec768b1882f1c1d2cd920901d7858662b84f8338ea707b37e68a7e7f1a6',
  wording: '6314c76b3abac3a17a3046a113a91fda51feb70c9ffdd2e467862955c053e869',
};

/** The content hash of each chart's relation, by which a stored payment is read. */
export const lawHashes: LawName['relation'] = lawName.relation;
