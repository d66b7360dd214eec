/**
 * The golden relations: the law as it stands as documents, one per edition, and its name. `npm run relations` writes them; tests
 * check that they are true. Those of released laws stay beside them; those of laws that were never released go.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { editionNames } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { type RelationDocument, relationDocument, relationJson } from '../../src/relation/exports/json.ts';
import { chartIds, type Law, type LawName, nameOf, theLaw } from '../../src/relation/index.ts';

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
${chartIds.map((id) => `    ${/^\w+$/.test(id) ? id : `'${id}'`}: '${relation[id]}',`).join('\n')}
  },
  limits: '${limits}',
  wording: '${wording}',
};

/** The content hash of each chart's relation, by which a stored payment is read. */
export const lawHashes: LawName['relation'] = lawName.relation;
`;
}

/** The files that a release names: they are never deleted. */
export function releasedNames(): readonly string[] {
  const text = readFileSync(new URL('../../docs/book/inputs/releases.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly relations: readonly string[] }[]).flatMap(({ relations }) => relations);
}

if (import.meta.main) {
  const law = { ...theLaw(), name: nameOf(theLaw()) };
  writeFileSync(nameFile, nameFileText(law.name));
  const documents = new Map(goldenDocuments(law).map((document) => [goldenName(document), relationJson(document)]));
  const kept = new Set([...releasedNames(), ...documents.keys()]);
  for (const name of readdirSync(goldenFolder))
    if (name.endsWith('.json') && !kept.has(name)) rmSync(new URL(name, goldenFolder));
  for (const [name, text] of documents) writeFileSync(new URL(name, goldenFolder), text);
}
