/**
 * Relation documents of laws that never stood, printed as if they did: what the tests of files and differences compare.
 */
import type { Edition } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { hashedText, type RelationDocument, relationDocument } from '../../src/relation/exports/json.ts';
import { buildRelation, type ChartId, chartIds, type Law, relationText, theLaw } from '../../src/relation/index.ts';

/** A law with other rows or metas than those that stand. */
export function lawOf({
  rows = theLaw().relation.rows,
  metas = theLaw().metas,
}: {
  readonly rows?: Law['relation']['rows'];
  readonly metas?: Law['metas'];
}): Law {
  return { ...theLaw(), metas, relation: buildRelation(rows, metas) };
}

/** The document of a law, under its own hashes. */
export function documentOf(law: Law, edition?: Edition): RelationDocument {
  const hashes = chartIds.map((id) => [id, sha256(relationText(id, law.relation.rows, law.metas))]);
  const laws = Object.fromEntries(hashes) as Record<ChartId, string>;
  return relationDocument(law, { sha256, laws, ...(edition !== undefined && { edition }) });
}

/** A document changed by somebody who knows how to hash its lines. */
export function rehashed(document: RelationDocument, change: Partial<RelationDocument>): RelationDocument {
  const changed = { ...document, ...change };
  return { ...changed, hash: sha256(hashedText(changed)) };
}
