/**
 * The golden relations: the law as it stands as documents, one per edition, and its name. `npm run relations` writes them; tests
 * check that they are true. Those of older laws stay beside them.
 */
import { writeFileSync } from 'node:fs';
import { editionNames } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { type RelationDocument, relationDocument, relationJson } from '../../src/relation/exports/json.ts';
import { type Law, type LawName, nameOf, theLaw } from '../../src/relation/index.ts';

/** Where the golden relations are. */
export const goldenFolder = new URL('../../docs/relations/', import.meta.url);

/** Where the name of the law as it stands is written. */
export const nameFile = new URL('../../src/relation/law-hash.ts', import.meta.url);

/** The name of the file that a document is kept in. */
export function goldenName({ edition, hash }: RelationDocument): string {
  return `${edition}-${hash.slice(0, 12)}.json`;
}

/** The documents of a law, one per edition. */
export function goldenDocuments(law: Law = theLaw()): readonly RelationDocument[] {
  return editionNames.map((edition) => relationDocument(law, { sha256, edition }));
}

/** The name of a law, as its file says it. */
export function nameFileText({ relation, limits, wording }: LawName): string {
  return `/**
 * The law's name: the SHA-256 of each chart's relation, of the limits and of the wording, as text. Written by
 * "npm run relations", proved by a test.
 */
import type { LawName } from './law-text.ts';

/** The name of the law as it stands. */
export const lawName: LawName = {
  relation: {
    transaction: '${relation.transaction}',
    'own-mid': '${relation['own-mid']}',
    refund: '${relation.refund}',
  },
  limits: '${limits}',
  wording: '${wording}',
};

/** The content hash of each chart's relation, by which a stored payment is read. */
export const lawHashes: LawName['relation'] = lawName.relation;
`;
}

if (import.meta.main) {
  const law = { ...theLaw(), name: nameOf(theLaw()) };
  writeFileSync(nameFile, nameFileText(law.name));
  for (const document of goldenDocuments(law))
    writeFileSync(new URL(goldenName(document), goldenFolder), relationJson(document));
}
