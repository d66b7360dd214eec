/**
 * Goal: a relation file is what it says it is, or is refused by name: truncated, edited, of another version or with a wrong
 * hash, each with the place and the way out. A payment under an older law is carried over with the files of that law, and
 * with nothing less.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editionNames } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { InputError, migrate, type Payment, restore, save } from '../../src/index.ts';
import { olderLaw, readRelation } from '../../src/proof/relation-file.ts';
import {
  hashedText,
  type RelationDocument,
  type RowLine,
  relationDocument,
  relationJson,
} from '../../src/relation/exports/json.ts';
import { chartIds, type LawLine, lawHashes, relationText, theLaw } from '../../src/relation/index.ts';
import { notified, observeAll, opened, paid, reached } from '../lifecycle/reports.ts';
import { documentOf, lawOf, rehashed } from './documents.ts';

const law = theLaw();
const whole = relationDocument(law, { sha256 });
const perEdition = editionNames.map((edition) => relationDocument(law, { sha256, edition }));
const [oldest] = perEdition as [RelationDocument, ...RelationDocument[]];
const text = relationJson(oldest);

describe('a relation document', () => {
  it.each([whole, ...perEdition])('should come back as it was printed: edition $edition', (document) => {
    const read = readRelation(relationJson(document), sha256);
    expect(read).toEqual(document);
    expect(relationJson(read) === relationJson(document)).toBe(true);
  });

  it('should be read however its white space is laid out', () => {
    expect(readRelation(JSON.stringify(oldest), sha256)).toEqual(oldest);
    expect(readRelation(`\n${JSON.stringify(oldest, null, 4)}`, sha256)).toEqual(oldest);
  });
});

describe('a relation file', () => {
  it('should be refused where it is truncated, at whatever place', () => {
    const whereItIsWhole = text.trimEnd().length;
    fc.assert(
      fc.property(fc.nat(whereItIsWhole - 1), (end) => {
        expect(refusalOf(text.slice(0, end))).toMatchObject({ path: '', message: expect.stringMatching(/truncated/) });
      }),
      { examples: [[0], [1], [whereItIsWhole - 1], [text.lastIndexOf(']')], [text.indexOf('\n')]] },
    );
  });

  it('should be refused where it is not JSON, without being called truncated', () => {
    for (const wrong of [text.replace('"rows": [', '"rows": [,'), 'chart,state', '\u0000', `<!-- ${text}`])
      expect(refusalOf(wrong)?.message).toMatch(/^the text is not JSON\. /);
  });

  it.each([
    [
      'another format',
      { ...oldest, format: 'paychart' },
      'format',
      /the format is "paychart", not "paychart-relation"/,
    ],
    ['no format', { ...oldest, format: undefined }, 'format', /the format is nothing/],
    ['no object', [7], 'format', /no relation document/],
    ['null', null, 'format', /no relation document/],
    ['another version', { ...oldest, version: 3 }, 'version', /has version 3; versions 1 and 2 are read/],
    ['a version as text', { ...oldest, version: '1' }, 'version', /has version "1"; versions 1 and 2 are read/],
    ['no version', { ...oldest, version: undefined }, 'version', /has version nothing/],
  ])('should be refused as %s, before anything else is looked at', (_, value, path, message) => {
    const refused = refusalOf(JSON.stringify(value));
    expect(refused?.path).toBe(path);
    expect(refused?.message).toMatch(message);
    expect(refused?.wayOut).not.toBe('');
  });

  const paired = oldest.states.findIndex(({ pair }) => pair !== null);
  const carded = oldest.rows.findIndex(({ profile }) => 'brand' in profile);
  const places: readonly (readonly [path: string, wrong: readonly unknown[]])[] = [
    ['edition', ['2020-01', null, 7]],
    ['laws', [null, 7, 'x']],
    ['laws.own-mid', [undefined, '', 'abc', 'G'.repeat(64)]],
    ['laws.other', ['0'.repeat(64)]],
    ['hash', [undefined, 'abc', 7]],
    ['states', [undefined, {}, null]],
    ['states.0.chart', [undefined, 'other', 7]],
    ['states.0.state', [undefined, '', 7]],
    ['states.0.word', ['', 7]],
    [`states.${paired}.pair`, [undefined, 'completed', 7]],
    [`states.${paired}.pair.order`, [undefined, 'paid']],
    [`states.${paired}.pair.transaction`, ['void', null]],
    [`states.${paired}.pair.extra`, [1]],
    ['states.0.counts', [undefined, 'all']],
    ['states.0.extra', [1]],
    ['edges', [undefined, {}]],
    ['edges.0.chart', [undefined, 'other']],
    ['edges.0.edge', ['']],
    ['edges.0.ids', ['CARD-1', null]],
    ['edges.0.ids.0', [7, '']],
    ['edges.0.basis', ['guessed']],
    ['edges.0.source', ['hearsay']],
    ['edges.0.extra', [1]],
    ['texts', [undefined, null, 'x']],
    ['texts.limits', [undefined, 'abc']],
    ['limits', [undefined, {}]],
    ['limits.0.place', [undefined, '']],
    ['limits.0.says', [undefined, 'x']],
    ['limits.0.says.extra', [{}]],
    ['limits.0.larger', ['grows']],
    ['limits.0.extra', [1]],
    ['wording', [undefined]],
    ['wording.0.basis', ['guessed']],
    ['rows', [undefined, null]],
    [`rows.${carded}.chart`, ['other']],
    [`rows.${carded}.from`, ['', 7]],
    [`rows.${carded}.profile`, [null, undefined]],
    [`rows.${carded}.profile.brand`, [7, '', null]],
    [`rows.${carded}.fact`, [undefined, '']],
    [`rows.${carded}.edge`, ['']],
    [`rows.${carded}.to`, ['', null]],
    [`rows.${carded}.after`, [null, undefined]],
    [`rows.${carded}.after.brand`, [7]],
    [`rows.${carded}.permission`, ['', 7]],
    [`rows.${carded}.broken`, ['no_reason', true]],
    [`rows.${carded}.extra`, [1]],
    ['extra', [1]],
    ['constructor', [1]],
  ];
  const wrongs = places.flatMap(([path, values]) => values.map((value) => ({ path, value })));
  console.info(`fields: ${wrongs.length} wrong values in ${places.length} places`);

  it.each(wrongs)('should be refused at the field: $path = $value', ({ path, value }) => {
    expect(refusalOf(JSON.stringify(changedAt(oldest, path.split('.'), value)))?.path).toBe(path);
  });

  it('should be refused where a line was edited, lost, added or moved after it was printed', () => {
    const row = fc.nat(oldest.rows.length - 1);
    const edits: fc.Arbitrary<(rows: RowLine[]) => RowLine[]> = fc.oneof(
      row.map((at) => (rows: RowLine[]) => rows.toSpliced(at, 1)),
      row.map((at) => (rows: RowLine[]) => [...rows, { ...(rows[at] as RowLine), fact: 'payment.made' }]),
      row.map((at) => (rows: RowLine[]) => rows.with(at, { ...(rows[at] as RowLine), fact: 'payment.made' })),
      row.map((at) => (rows: RowLine[]) => rows.with(at, { ...(rows[at] as RowLine), permission: 'permitsAll' })),
      row.filter((at) => at > 0).map((at) => (rows: RowLine[]) => [...rows.slice(at), ...rows.slice(0, at)]),
    );
    fc.assert(
      fc.property(edits, (edit) => {
        const refused = refusalOf(relationJson({ ...oldest, rows: edit([...oldest.rows]) }));
        expect(refused?.path).toBe('hash');
        expect(refused?.message).toMatch(/edited after it was printed/);
      }),
      { numRuns: 25 },
    );
    const [first, ...others] = oldest.states as [(typeof oldest.states)[0]];
    for (const change of [
      { states: others },
      { states: [{ ...first, counts: 'refunded' as const }, ...others] },
      { states: oldest.states.with(paired, { ...(oldest.states[paired] as typeof first), pair: null }) },
      { edges: oldest.edges.slice(1) },
      { edges: oldest.edges.map((edge) => ({ ...edge, ids: [] })) },
      { hash: '0'.repeat(64) },
    ])
      expect(refusalOf(relationJson({ ...oldest, ...change }))?.path).toBe('hash');
  });

  it('should be refused where its limits or its wording are not those of the law that it names', () => {
    for (const name of ['limits', 'wording'] as const) {
      const [first, ...others] = oldest[name] as [LawLine, ...LawLine[]];
      const edited = { ...first, says: { ...first.says, title: 'another' } };
      const text = (lines: readonly LawLine[]): string => relationJson(rehashed(oldest, { [name]: lines }));
      expect(refusalOf(text([edited, ...others]))?.path).toBe(`texts.${name}`);
      expect(refusalOf(text(others))?.path).toBe(`texts.${name}`);
      expect(refusalOf(text([first, first, ...others]))?.path).toBe(`${name}.1`);
      expect(refusalOf(text([{ ...first, ids: ['D99'] }, ...others]))).toBeUndefined();
    }
  });

  it('should be read as release 0.1.0 printed it, without limits and wording, and not with them', () => {
    const { texts: _, limits: __, wording: ___, ...alone } = { ...oldest, version: 1 as const };
    const printed = relationJson({ ...alone, hash: sha256(hashedText(alone)) });
    expect(readRelation(printed, sha256)).toMatchObject({ version: 1, laws: oldest.laws });
    expect(readRelation(printed, sha256)).not.toHaveProperty('limits');
    expect(refusalOf(relationJson(rehashed(oldest, { version: 1 })))?.path).toBe('texts');
  });

  it('should be refused where a key hides that validating leaves out', () => {
    for (const polluted of [
      text.replace('"profile":{', '"profile":{"__proto__":{"brand":"visa"},'),
      text.replace('"after":{', '"after":{"__proto__":{},'),
    ]) {
      expect(polluted).not.toBe(text);
      expect(refusalOf(polluted)).toBeInstanceOf(InputError);
    }
  });

  const { rows, states, edges } = oldest;
  const [row] = rows as [RowLine];
  const last = `rows.${rows.length}`;
  it.each<[string, Partial<RelationDocument>, string, RegExp]>([
    ['two rows for a cell and a fact', { rows: [...rows, { ...row, to: 'expired' }] }, last, /stands there twice/],
    ['a state twice', { states: [...states, states[0] as never] }, `states.${states.length}`, /stands there twice/],
    ['an edge twice', { edges: [...edges, edges[0] as never] }, `edges.${edges.length}`, /stands there twice/],
    [
      'a row of a chart without states',
      { states: states.filter(({ chart }) => chart !== row.chart) },
      'rows.0.from',
      /lists no state/,
    ],
    ['a row from no state', { rows: [{ ...row, from: 'paid' }] }, 'rows.0.from', /lists no state "paid"/],
    ['a row to no state', { rows: [{ ...row, to: 'paid' }] }, 'rows.0.to', /lists no state "paid"/],
    [
      'a row by no edge',
      { edges: edges.slice(1), rows: rows.filter(({ edge }) => edge === edges[0]?.edge) },
      'rows.0.edge',
      /lists no edge/,
    ],
    [
      'a profile without a key',
      { rows: [rows[carded] as RowLine, { ...(rows[carded] as RowLine), profile: {} }] },
      'rows.1.profile',
      /its keys are/,
    ],
    [
      'a row of another edition',
      { rows: [{ ...row, profile: { ...row.profile, edition: '2025-08' } }] },
      'rows.0.profile',
      /edition 2025-08 is in a document of the edition 2019-10/,
    ],
    ['a change of no key', { rows: [{ ...row, after: { colour: 'red' } }] }, 'rows.0.after', /changes "colour"/],
    [
      'a refusal by nobody',
      { rows: [{ ...row, broken: 'brand_requires_3d' }] },
      'rows.0.broken',
      /names no permission/,
    ],
  ])('should be refused for %s, though its hash is true', (_, change, path, message) => {
    const refused = refusalOf(relationJson(rehashed(oldest, change)));
    expect(refused?.path).toBe(path);
    expect(refused?.message).toMatch(message);
  });

  it.each(chartIds)('should be refused where it is whole, and its rows are not the law it names: chart %s', (id) => {
    const at = whole.rows.findIndex(({ chart }) => chart === id);
    const refused = refusalOf(relationJson(rehashed(whole, { rows: whole.rows.toSpliced(at, 1) })));
    expect(refused?.path).toBe(`laws.${id}`);
    const laws = { ...whole.laws, [id]: '0'.repeat(64) };
    expect(refusalOf(relationJson({ ...whole, laws }))?.path).toBe('hash');
    expect(refusalOf(relationJson(rehashed(whole, { laws })))?.path).toBe(`laws.${id}`);
  });

  it('should be refused where a chart without editions is not that of the law, even in a document of one edition', () => {
    const without = oldest.rows.filter(({ profile }) => profile.sameDay !== true);
    expect(without.length).toBeLessThan(oldest.rows.length);
    expect(refusalOf(relationJson(rehashed(oldest, { rows: without })))?.path).toBe('laws.refund');
  });
});

describe('the older law of a payment', () => {
  const lines = chartIds.flatMap((id) => relationText(id, law.relation.rows, law.metas).trimEnd().split('\n'));

  it('should be the lines of the whole law, from the documents of all editions in any order, or from one of all', () => {
    for (const documents of [perEdition, perEdition.toReversed(), [whole], [whole, ...perEdition]]) {
      const older = olderLaw(documents, sha256);
      expect(older.hashes).toEqual(lawHashes);
      expect(older.rows).toEqual(lines);
    }
  });

  it('should be refused without any document', () => {
    expect(failure(() => olderLaw([], sha256))?.message).toMatch(/no relation document is given/);
  });

  it.each(editionNames)('should be refused without the edition %s, saying what was given', (missing) => {
    const given = perEdition.filter(({ edition }) => edition !== missing);
    const refused = failure(() => olderLaw(given, sha256));
    expect(refused?.path).toBe('laws.transaction');
    expect(refused?.message).toContain(`an edition is missing, or one was edited (given: ${given[0]?.edition})`);
  });

  it('should be refused where one of the documents is of another law', () => {
    const other = documentOf(lawOf({ rows: law.relation.rows.slice(1) }), '2025-08');
    expect(failure(() => olderLaw([oldest, other], sha256))?.path).toMatch(/^1\.laws\./);
  });

  it('should be refused where a row was edited by somebody who knows how to hash', () => {
    const at = oldest.rows.findIndex(({ broken }) => broken !== undefined);
    const { broken: _, ...lawful } = oldest.rows[at] as RowLine;
    const edited = readRelation(relationJson(rehashed(oldest, { rows: oldest.rows.with(at, lawful) })), sha256);
    expect(failure(() => olderLaw([edited, ...perEdition.slice(1)], sha256))?.path).toBe(`laws.${lawful.chart}`);
  });
});

describe('a payment under an older law', () => {
  const { rows } = law.relation;
  /** Laws that only widened since: without an edge, and without an edition. */
  const narrower = {
    'without soft declines': lawOf({ rows: rows.filter(({ fact }) => !fact.endsWith('soft_declined')) }),
    'without the edition 2025-08': lawOf({ rows: rows.filter(({ from }) => from.profile.edition !== '2025-08') }),
  };
  const payments: readonly Payment[] = [
    paid(),
    opened('2019-10', 'multisafepay'),
    reached(notified('declined', 'declined')),
    observeAll([notified('uncleared', 'uncleared')], opened('2019-10', 'multisafepay')).payment,
  ];

  it.each(Object.entries(narrower))('should be carried over with the files of that law: %s', (_, older) => {
    const files = editionNames.map((edition) => relationJson(documentOf(older, edition)));
    const documents = files.map((file) => readRelation(file, sha256));
    for (const payment of payments) {
      const stored = save({ ...payment, laws: (documents[0] as RelationDocument).laws as Payment['laws'] });
      expect(failure(() => restore(stored))?.path).toMatch(/^laws\./);
      expect(migrate(stored, olderLaw(documents, sha256))).toEqual(payment);
      expect(restore(save(migrate(stored, olderLaw(documents, sha256))))).toEqual(payment);
    }
  });

  it('should be refused with the files of a law that it does not name', () => {
    const stored = save({ ...paid(), laws: documentOf(narrower['without soft declines']).laws as Payment['laws'] });
    expect(failure(() => migrate(stored, olderLaw(perEdition, sha256)))?.path).toBe('laws.transaction');
  });

  it('should be refused where this law does not only widen that one', () => {
    const [row] = rows as [(typeof rows)[0]];
    const wider = lawOf({ rows: [...rows, { ...row, fact: 'payment.made' }] });
    const stored = save({ ...paid(), laws: documentOf(wider).laws as Payment['laws'] });
    const refused = failure(() => migrate(stored, olderLaw([documentOf(wider)], sha256)));
    expect(refused?.message).toMatch(/does not only widen.*payment\.made/);
  });
});

/** What reading a text is refused with. */
function refusalOf(file: string): InputError | undefined {
  return failure(() => readRelation(file, sha256));
}

/** What an act throws, if it is an InputError; nothing if it throws nothing. */
function failure(act: () => unknown): InputError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** A copy with one place changed; `undefined` takes the place out. */
function changedAt(value: unknown, [key = '', ...rest]: readonly string[], to: unknown): unknown {
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const changed = rest.length === 0 ? to : changedAt(Reflect.get(copy, key), rest, to);
  if (changed === undefined) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, changed);
  return copy;
}
