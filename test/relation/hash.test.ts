/**
 * Goal: the law has a name. The checked-in hash of each chart is the SHA-256 of its compiled relation as text, so that no
 * rule, edge or pair changes unseen. When a change is meant, take the hash from the failure message.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type LawRows, lawRows } from '../../machines/index.ts';
import {
  chartIds,
  lawHashes,
  lawMetas,
  lawName,
  lawOf,
  lawRelation,
  limitLines,
  linesText,
  nameOf,
  relationText,
  theLaw,
  wordingLines,
} from '../../src/relation/index.ts';

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

  it.each(chartIds)('should change when a row is lost, or a pair or word changes, in the %s chart', (id) => {
    const { rows } = lawRelation();
    const metas = lawMetas();
    const text = relationText(id, rows, metas);
    const first = rows.findIndex(({ from }) => from.chart === id);
    expect(relationText(id, rows.toSpliced(first, 1), metas)).not.toBe(text);
    const [name, meta] =
      [...metas].find(([state, { pair, word }]) => state.startsWith(`${id} `) && (pair ?? word)) ?? [];
    if (!name || !meta) throw new Error(`no state of ${id} shows a pair or a word`);
    const { pair: _, word: __, ...shown } = meta;
    expect(relationText(id, rows, new Map([...metas, [name, { ...shown, pair: null }]]))).not.toBe(text);
  });
});

describe('the name of the law', () => {
  it('should be the SHA-256 of its limits and of its wording, too', () => {
    const howTo = 'the law has another name now: write it with "npm run relations"';
    expect(hashOf(linesText(limitLines(theLaw()))), howTo).toBe(lawName.limits);
    expect(hashOf(linesText(wordingLines(theLaw()))), howTo).toBe(lawName.wording);
  });

  it('should be computed alike from what is compiled', () => {
    expect(nameOf(theLaw())).toEqual(theLaw().name);
    expect(lawOf(lawRows).name).toEqual(lawName);
  });

  it('should keep the relations of 0.1.0, so that payments stored by it are read', () => {
    expect(lawName.relation).toMatchObject({
      transaction: '7a65171bd04e10d09ed70c52c823ac7e298bdfa3fa465f16708803d388034526',
      'own-mid': '854fe29d4c3d7faa4f6624600cb4d2802e46c1dbfa4f3928d9d89315449a8058',
      refund: 'c07505d203aedf1ef9d5cf91771be28964373a5a458b178d45e81e5ea124a174',
    });
  });

  it('should change in its limits alone where a number changes, and in its wording alone where a sentence does', () => {
    const { refunds, refusals } = lawRows;
    const { window } = refunds['2019-10'];
    const shorter: LawRows = {
      ...lawRows,
      refunds: { ...refunds, '2019-10': { ...refunds['2019-10'], window: { ...window, days: 90 } } },
    };
    const reworded: LawRows = {
      ...lawRows,
      refusals: { ...refusals, own_mid_brand: { ...refusals.own_mid_brand, says: 'only American Express' } },
    };
    const { relation, limits, wording } = lawName;
    expect(lawOf(shorter).name).toEqual({ relation, limits: expect.not.stringMatching(limits), wording });
    expect(lawOf(reworded).name).toEqual({ relation, limits, wording: expect.not.stringMatching(wording) });
  });
});

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
