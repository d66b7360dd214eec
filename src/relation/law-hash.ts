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
    dispute: '068a25ad3d0afa8d65a7eb59674f7c9c63c94c51e3f68237e5fd529b84885463',
  },
  limits: '9957edf190d221c66956f58c8f2af161ea38fdd1b33352e836ac190d6f371f7c',
  wording: '55c7de618bc25796046f423df3efbf8a24b9447957f8cfd74d3769c935673f4e',
};

/** The content hash of each chart's relation, by which a stored payment is read. */
export const lawHashes: LawName['relation'] = lawName.relation;
