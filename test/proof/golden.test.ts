/**
 * Goal: the law is on file. What stands in `docs/relations/` is the law as it stands, byte for byte, and every older one there
 * can still be read, is complete, and is what its name says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/cli/sha256.ts';
import { olderLaw, readRelation } from '../../src/proof/relation-file.ts';
import { relationJson } from '../../src/relation/exports/json.ts';
import { chartIds, lawHashes, lawMetas, lawRelation, relationText } from '../../src/relation/index.ts';
import { goldenDocuments, goldenFolder, goldenName } from './golden.ts';

const howTo =
  'the law has no golden relation as it stands: write it with "npm run relations", and keep the older files';

const textOf = (name: string): string => readFileSync(new URL(name, goldenFolder), 'utf8');

const files = readdirSync(goldenFolder).filter((name) => name.endsWith('.json'));

describe('the golden relations', () => {
  it.each(goldenDocuments().map((document) => ({ name: goldenName(document), document })))(
    'should hold the law as it stands, byte for byte: $name',
    ({ name, document }) => {
      expect(existsSync(new URL(name, goldenFolder)), howTo).toBe(true);
      expect(textOf(name) === relationJson(document), `${name} is another text than the law's: ${howTo}`).toBe(true);
    },
  );

  it.each(files)('should be readable, printed as they are, and truly named: %s', (name) => {
    const document = readRelation(textOf(name), sha256);
    expect(goldenName(document)).toBe(name);
    expect(relationJson(document) === textOf(name)).toBe(true);
  });

  it('should be complete for every law, so that payments under it can be carried over', () => {
    const documents = files.map((name) => readRelation(textOf(name), sha256));
    const laws = Map.groupBy(documents, (document) => JSON.stringify(document.laws));
    for (const editions of laws.values()) expect(olderLaw(editions, sha256).hashes).toEqual(editions[0]?.laws);
    const current = olderLaw(laws.get(JSON.stringify(lawHashes)) ?? [], sha256);
    const lines = chartIds.flatMap((id) => relationText(id, lawRelation().rows, lawMetas()).trimEnd().split('\n'));
    expect(current.rows).toEqual(lines);
    console.info(
      `${files.length} golden relations of ${laws.size} laws; ${lines.length} lines in the law as it stands`,
    );
  });
});
