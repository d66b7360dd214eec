/**
 * The store of a package with the same charts under another hash, for the tests of what happens to payments that were judged by another law.
 */
import { vi } from 'vitest';
import { builtRelation } from '../../src/relation/built-relation.ts';
import { lawName } from '../../src/relation/index.ts';
import type { Database, Store } from '../../src/store/index.ts';

/** A store on a database, as a package opens it whose transaction chart has another name. */
export async function openOlderStore(database: Database, now: () => string): Promise<Store> {
  const hashes = { ...lawName.relation, transaction: 'e'.repeat(64) };
  const named = { ...builtRelation, law: hashes };
  vi.resetModules();
  vi.doMock('../../src/relation/law-hash.ts', () => ({
    lawHashes: hashes,
    lawName: { ...lawName, relation: hashes },
  }));
  vi.doMock('../../src/relation/built-relation.ts', () => ({ builtRelation: named }));
  const { openStore } = await import('../../src/store/index.ts');
  vi.doUnmock('../../src/relation/law-hash.ts');
  vi.doUnmock('../../src/relation/built-relation.ts');
  return openStore({ database, now });
}
