/**
 * Goal: the relation document is the relation: every state, edge and row of the law or of one edition, each on a line of its
 * own, the same bytes every time, under a hash of what it holds.
 */
import { describe, expect, it } from 'vitest';
import { editionNames } from '../../../machines/index.ts';
import { sha256 } from '../../../src/cli/sha256.ts';
import {
  cellsOf,
  hashedText,
  type RelationDocument,
  relationDocument,
  relationFormat,
  relationJson,
  relationVersion,
} from '../../../src/relation/exports/json.ts';
import {
  buildRelation,
  cellName,
  chartSources,
  compileLaw,
  lawHashes,
  lawName,
  type Row,
  theLaw,
} from '../../../src/relation/index.ts';

const law = theLaw();
const whole = relationDocument(law, { sha256 });
const perEdition = editionNames.map((edition) => relationDocument(law, { sha256, edition }));

/** A row of the law as a document has to tell it. */
const told = ({ from, fact, edge, to, permission, broken }: Omit<Row, 'grounds'>): string =>
  JSON.stringify([cellName(from), fact, edge, cellName(to), permission, broken]);

const toldIn = ({ rows }: RelationDocument): readonly string[] =>
  rows.map((row) => told({ ...row, ...cellsOf(row) })).sort();

describe('the document of the law', () => {
  it('should hold every row of the law, and no other', () => {
    expect(toldIn(whole)).toEqual(law.relation.rows.map(told).sort());
    console.info(`${whole.states.length} states, ${whole.edges.length} edges, ${whole.rows.length} rows`);
  });

  it('should hold every state with the pair it shows and how its amount counts', () => {
    const states = whole.states.map(({ chart, state, pair, counts }) => [`${chart} ${state}`, { pair, counts }]);
    const expected = [...law.metas].map(([name, { pair, counts }]) => [name, { pair, counts }] as const);
    expect(states).toHaveLength(expected.length);
    expect(new Map(states as [string, object][])).toEqual(new Map(expected));
  });

  it('should hold what stands behind every edge that a row takes', () => {
    const grounds = new Map(
      law.relation.rows.map(({ from, edge, grounds: { ids, basis, source } }) => [
        `${from.chart} ${edge}`,
        { ids, basis, source },
      ]),
    );
    const edges = whole.edges.map(({ chart, edge, ids, basis, source }) => [
      `${chart} ${edge}`,
      { ids, basis, source },
    ]);
    expect(edges).toHaveLength(grounds.size);
    expect(new Map(edges as [string, object][])).toEqual(grounds);
  });

  it('should name the law and itself: format, version, hashes, and no date', () => {
    expect(whole).toMatchObject({ format: relationFormat, version: relationVersion, laws: lawHashes });
    expect(whole.texts).toEqual({ limits: lawName.limits, wording: lawName.wording });
    expect(whole).not.toHaveProperty('edition');
    expect(whole.hash).toBe(sha256(hashedText(whole)));
    const others = perEdition.map(({ hash }) => hash);
    expect(new Set([whole.hash, ...others]).size).toBe(others.length + 1);
    expect(Object.keys(whole)).toEqual([
      ...['format', 'version', 'laws', 'texts', 'hash'],
      ...['states', 'edges', 'limits', 'wording', 'rows'],
    ]);
  });
});

describe('the document of an edition', () => {
  it.each(perEdition)('should hold the rows of $edition, and those that have no edition', (document) => {
    const { edition } = document;
    const rows = law.relation.rows.filter(({ from: { profile } }) => (profile.edition ?? edition) === edition);
    expect(toldIn(document)).toEqual(rows.map(told).sort());
    expect(rows.length).toBeLessThan(whole.rows.length);
    expect(document.states).toEqual(whole.states);
  });

  it('should be, with those of all other editions, the whole', () => {
    expect(new Set(perEdition.flatMap(toldIn))).toEqual(new Set(toldIn(whole)));
  });
});

describe('a document as text', () => {
  const text = relationJson(whole);

  it('should be JSON that comes back', () => {
    for (const document of [whole, ...perEdition]) expect(JSON.parse(relationJson(document))).toEqual(document);
  });

  it('should have a line for each state, edge, limit, sentence and row', () => {
    const lines = text.split('\n').filter((line) => line.startsWith('    {'));
    const { states, edges, limits, wording, rows } = whole;
    expect(lines).toHaveLength([states, edges, limits, wording, rows].flat().length);
    for (const line of lines) expect(() => JSON.parse(line.replace(/,$/, ''))).not.toThrow();
    expect(text.endsWith('\n  ]\n}\n')).toBe(true);
  });

  it('should change in one line, and in its hash, where one row changes', () => {
    const at = law.relation.rows.findIndex(({ broken }) => broken !== undefined);
    const { broken: _, ...lawful } = law.relation.rows[at] as Row;
    const relation = buildRelation(law.relation.rows.with(at, lawful), law.metas);
    const before = new Set(text.split('\n'));
    const after = relationJson(relationDocument({ ...law, relation }, { sha256 })).split('\n');
    const [hash, row, ...more] = after.filter((line) => !before.has(line));
    expect(hash).toMatch(/^ {2}"hash": "[0-9a-f]{64}",$/);
    expect(row).toContain(`"edge":"${lawful.edge}"`);
    expect(more).toEqual([]);
  });

  it('should be the same bytes when the law is compiled again, or its rows and states come in another order', () => {
    expect(relationJson(relationDocument(compileLaw(chartSources), { sha256 })) === text).toBe(true);
    const backwards = {
      ...law,
      metas: new Map([...law.metas].reverse()),
      relation: buildRelation([...law.relation.rows].reverse(), law.metas),
    };
    expect(relationJson(relationDocument(backwards, { sha256 })) === text).toBe(true);
  });
});
