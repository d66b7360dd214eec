/**
 * The golden relations: the law as it stands as documents, one per edition, its name, and the relation as it is built into the package.
 * `npm run relations` writes them; tests check that they are true. Those of released laws stay beside them; those of laws that were never
 * released go.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { editionNames } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import type { BuiltRelation } from '../../src/relation/built.ts';
import { type RelationDocument, relationDocument, relationJson } from '../../src/relation/exports/json.ts';
import { chartIds, type Law, type LawName, nameOf, theLaw } from '../../src/relation/index.ts';
import { printBuilt } from '../../src/relation/print-built.ts';

/** Where the golden relations are. */
export const goldenFolder = new URL('../../docs/relations/', import.meta.url);

/** Where the name of the law as it stands is written. */
export const nameFile = new URL('../../src/relation/law-hash.ts', import.meta.url);

/** Where the relation is that is built into the package. */
const builtFile = new URL('../../src/relation/built-relation.ts', import.meta.url);

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

/** The relation that is built into the package, as its file says it. */
function builtFileText(built: BuiltRelation): string {
  const text = `/**
 * The relation that is built into the package. Written by "npm run relations": do not edit.
 */
import type { BuiltRelation } from './built.ts';

/** The relation of the law as it stands, printed from its charts. */
export const builtRelation: BuiltRelation = ${JSON.stringify(built)};
`;
  const format = ['format', `--stdin-file-path=${fileURLToPath(builtFile)}`];
  return execFileSync('biome', format, { input: text, encoding: 'utf8' });
}

/** The files that a release names: they are never deleted. */
export function releasedNames(): readonly string[] {
  const text = readFileSync(new URL('../../docs/book/inputs/releases.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly relations: readonly string[] }[]).flatMap(({ relations }) => relations);
}

if (import.meta.main) {
  const law = { ...theLaw(), name: nameOf(theLaw()) };
  writeFileSync(nameFile, nameFileText(law.name));
  writeFileSync(builtFile, builtFileText(printBuilt(law)));
  const documents = new Map(goldenDocuments(law).map((document) => [goldenName(document), relationJson(document)]));
  const kept = new Set([...releasedNames(), ...documents.keys()]);
  for (const name of readdirSync(goldenFolder))
    if (name.endsWith('.json') && !kept.has(name)) rmSync(new URL(name, goldenFolder));
  for (const [name, text] of documents) writeFileSync(new URL(name, goldenFolder), text);
}
