/**
 * Goal: the law has a name. The checked-in hash of each chart is the SHA-256 of its compiled relation as text, so that no
 * rule, edge or pair changes unseen. When a change is meant, take the hash from the failure message.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chartIds, lawHashes, lawMetas, lawRelation, relationText } from '../../src/relation/index.ts';

describe('the hash of the law', () => {
  it.each(chartIds)('should be the SHA-256 of the relation of the %s chart', (id) => {
    const hash = hashOf(relationText(id, lawRelation().rows, lawMetas()));
    expect(lawHashes[id], `the law of "${id}" now has the hash ${hash}`).toBe(hash);
  });

  it('should name every chart, each differently', () => {
    expect(Object.keys(lawHashes).sort()).toEqual([...chartIds].sort());
    const texts = chartIds.map((id) => hashOf(relationText(id, lawRelation().rows, lawMetas())));
    expect(new Set(texts).size).toBe(chartIds.length);
  });

  it.each(chartIds)('should not depend on the order of the rows or states of the %s chart', (id) => {
    const { rows } = lawRelation();
    const backwards = new Map([...lawMetas()].reverse());
    expect(relationText(id, [...rows].reverse(), backwards)).toBe(relationText(id, rows, lawMetas()));
  });

  it.each(chartIds)('should change when a row is lost or a pair changes in the %s chart', (id) => {
    const { rows } = lawRelation();
    const metas = lawMetas();
    const text = relationText(id, rows, metas);
    const first = rows.findIndex(({ from }) => from.chart === id);
    expect(relationText(id, rows.toSpliced(first, 1), metas)).not.toBe(text);
    const [name, meta] = [...metas].find(([state, { pair }]) => state.startsWith(`${id} `) && pair) ?? [];
    if (!name || !meta) throw new Error(`no state of ${id} shows a pair`);
    expect(relationText(id, rows, new Map([...metas, [name, { ...meta, pair: null }]]))).not.toBe(text);
  });
});

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
