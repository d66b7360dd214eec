/**
 * The golden relations: the law as it stands as documents, one per edition. `npm run relations` writes them; a test checks
 * that they are true. Those of older laws stay beside them.
 */
import { writeFileSync } from 'node:fs';
import { editionNames } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { type RelationDocument, relationDocument, relationJson } from '../../src/relation/exports/json.ts';
import { theLaw } from '../../src/relation/index.ts';

/** Where the golden relations are. */
export const goldenFolder = new URL('../../docs/relations/', import.meta.url);

/** The name of the file that a document is kept in. */
export function goldenName({ edition, hash }: RelationDocument): string {
  return `${edition}-${hash.slice(0, 12)}.json`;
}

/** The documents of the law as it stands, one per edition. */
export function goldenDocuments(): readonly RelationDocument[] {
  return editionNames.map((edition) => relationDocument(theLaw(), { sha256, edition }));
}

if (import.meta.main) {
  for (const document of goldenDocuments())
    writeFileSync(new URL(goldenName(document), goldenFolder), relationJson(document));
}
