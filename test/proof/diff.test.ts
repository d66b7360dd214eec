/**
 * Goal: two laws compared tell the truth, the whole truth, and whether the newer is wider. Planted changes are found, each as
 * what it is and nothing else; the profiles named are exactly those concerned; and the other way round, what widened narrows.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editionNames, pair, type StateMeta } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import {
  type ChangeKind,
  type Concerned,
  changeKinds,
  diffRelations,
  type ProfileProduct,
  profilesText,
  type RelationChange,
  type RelationDiff,
} from '../../src/proof/diff.ts';
import { cellsOf, type RelationDocument, type RowLine, relationDocument } from '../../src/relation/exports/json.ts';
import { type Cell, cellName, type Profile, theLaw } from '../../src/relation/index.ts';
import { documentOf, lawOf } from './documents.ts';
import { lawWith, planted } from './planted.ts';

const law = theLaw();
const whole = relationDocument(law, { sha256 });
const perEdition = editionNames.map((edition) => relationDocument(law, { sha256, edition }));
const [oldest, newest] = perEdition as [RelationDocument, RelationDocument];

describe('a relation compared with itself', () => {
  it.each([whole, ...perEdition])('should differ in nothing: edition $edition', (document) => {
    expect(diffRelations(document, document)).toMatchObject({ changes: [], widened: false, narrowed: false });
  });

  it('should differ in nothing where one document is whole and one of an edition', () => {
    for (const document of perEdition) {
      expect(diffRelations(whole, document).changes).toEqual([]);
      expect(diffRelations(document, whole).changes).toEqual([]);
    }
  });
});

/** What a bug comes to: a line for each change that does not only follow from another. */
const found: Readonly<Record<string, readonly string[]>> = {
  'an extra edge': [
    'widens: transaction expired, review.approved: may happen now, and leads to completed, in every profile (92)',
  ],
  'a lost edge': [
    'narrows: transaction initialized.screening, screening.held: may not happen any more; it led to uncleared, in every profile (76)',
    'narrows: transaction uncleared: it is not reached any more, in every profile (76)',
  ],
  'a dropped guard': [
    'neither: transaction requested, order.created non-3-D: has no guard now, and had the permission permitsNon3D, in every profile (20)',
    'widens: transaction requested, order.created non-3-D: is allowed now, and was refused (amount_requires_3d), where edition is 2025-08, brand is amex, lowValue is false (1 of 20 profiles)',
    'widens: transaction requested, order.created non-3-D: is allowed now, and was refused (brand_requires_3d), where edition is 2019-10, brand is bancontact or maestro; or where brand is maestro (6 of 20 profiles)',
    'widens: transaction requested, order.created non-3-D: is allowed now, and was refused (direct_not_supported), where edition is 2025-08, brand is bancontact (2 of 20 profiles)',
  ],
  'a wrong pair': [
    'both: transaction uncleared: it shows (completed, uncleared) now, and showed (uncleared, uncleared)',
  ],
  'a swapped brand rule': [
    'narrows: transaction requested, order.created non-3-D: is refused now (brand_requires_3d), and was allowed, where brand is visa (4 of 20 profiles)',
    'widens: transaction requested, order.created non-3-D: is allowed now, and was refused (brand_requires_3d), where brand is maestro (4 of 20 profiles)',
  ],
};

describe('a planted bug', () => {
  it.each(Object.entries(planted))('should be found as what it is: %s', (bug, source) => {
    const diff = diffRelations(whole, documentOf(lawWith(source)));
    // An order with 3-D takes the edge without a guard as well, if its own refuses it.
    expect(told(diff).filter((line) => !line.includes('order.created 3-D'))).toEqual(found[bug]);
  });

  it('should be found in a meta: an amount that counts otherwise, a pair gained and a pair lost', () => {
    const [showing, counting] = stateNames(({ pair: shown }) => shown !== null);
    const [silent] = stateNames(({ pair: shown }) => shown === null);
    const metas = new Map(law.metas);
    for (const [name, change] of [
      [counting, { counts: 'held' }],
      [silent, { pair: pair('shipped', 'completed') }],
      [showing, { pair: null }],
    ] as const)
      metas.set(name as string, { ...(metas.get(name as string) as StateMeta), ...change });
    const diff = diffRelations(whole, documentOf(lawOf({ metas })));
    const kinds = diff.changes.map(({ kind, chart, state }) => [kind, `${chart} ${state}`]);
    expect(new Map(kinds as [string, string][])).toEqual(
      new Map([
        ['counts_changed', counting],
        ['pair_gained', silent],
        ['pair_lost', showing],
      ]),
    );
    expect(diff).toMatchObject({ widened: true, narrowed: true });
  });

  it('should be found in the list of states: one that is new widens, one that is gone narrows', () => {
    const [first, ...others] = oldest.states as [RelationDocument['states'][0]];
    const without = { ...oldest, states: others };
    const kinds = ({ changes }: RelationDiff) => changes.map(({ kind, state, effect }) => [kind, state, effect]);
    expect(kinds(diffRelations(without, oldest))).toEqual([['state_added', first.state, 'widens']]);
    expect(kinds(diffRelations(oldest, without))).toEqual([['state_removed', first.state, 'narrows']]);
  });

  it('should be found in the grounds, and neither widen nor narrow', () => {
    const [edge, ...others] = oldest.edges as [RelationDocument['edges'][0]];
    const diff = diffRelations(oldest, { ...oldest, edges: [{ ...edge, ids: ['D99'] }, ...others] });
    expect(diff.changes.map(({ kind, effect, is }) => [kind, effect, is])).toEqual([
      ['grounds_changed', 'neither', `D99 (${edge.basis}, ${edge.source})`],
    ]);
    expect(diff).toMatchObject({ widened: false, narrowed: false });
  });

  it('should be found in every field of a row that says what may happen', () => {
    const at = oldest.rows.findIndex(({ permission, broken }) => permission && !broken);
    const row = oldest.rows[at] as RowLine;
    const lines = (changed: RowLine): RelationDocument => ({ ...oldest, rows: oldest.rows.with(at, changed) });
    for (const [change, kinds] of [
      [{ to: oldest.states[0]?.state as string }, ['target_changed']],
      [{ after: { brand: 'diners' } }, ['target_changed']],
      [{ broken: 'order_differs' }, ['refusal_added']],
      [{ permission: 'permitsAll' }, ['guard_changed']],
      [{ edge: `elsewhere ${row.edge.split(' ').slice(1).join(' ')}` }, ['edge_moved']],
      [{ fact: 'payment.made' }, ['edge_added', 'edge_removed']],
    ] as const) {
      const { changes } = diffRelations(oldest, lines({ ...row, ...change }));
      const direct = changes.filter(({ kind, follows }) => !follows && !kind.startsWith('profiles_'));
      expect(direct.map(({ kind }) => kind).sort(), JSON.stringify(change)).toEqual(kinds);
    }
    const { changes } = diffRelations(
      lines({ ...row, broken: 'order_differs' }),
      lines({ ...row, broken: 'word_unknown' }),
    );
    expect(changes.map(({ kind, effect }) => [kind, effect])).toEqual([['refusal_changed', 'neither']]);
  });

  it('should be told as what reality may do, where the law refuses the edge that was added', () => {
    const row = oldest.rows.find(({ broken }) => broken !== undefined) as RowLine;
    const added = { ...oldest, rows: [...oldest.rows, { ...row, fact: 'payment.made' }] };
    expect(diffRelations(oldest, added)).toMatchObject({ widened: true, narrowed: false });
    expect(told(diffRelations(oldest, added))[0]).toMatch(/payment\.made: may be reported now, as a violation/);
    expect(told(diffRelations(added, oldest))[0]).toMatch(/may not be reported any more, not even as a violation/);
  });
});

describe('two editions', () => {
  const diff = diffRelations(oldest, newest);
  const openings = told(diff).filter((line) => /transaction requested/.test(line));

  it('should be compared without theirs: what differs is what the rules say', () => {
    expect(diff.acrossEditions).toBe(true);
    expect(openings).toEqual([
      'narrows: transaction requested, order.created 3-D: is refused now (direct_not_supported), and was allowed, where brand is bancontact (2 of 10 profiles)',
      'widens: transaction requested, order.created 3-D: is allowed now, and was refused (brand_forbids_3d), where brand is amex (2 of 10 profiles)',
      'narrows: transaction requested, order.created non-3-D: is refused now (amount_requires_3d), and was allowed, where brand is amex, lowValue is false (1 of 10 profiles)',
      'neither: transaction requested, order.created non-3-D: is refused for another reason now (direct_not_supported, before brand_requires_3d), where brand is bancontact (2 of 10 profiles)',
    ]);
    const { chart } = oldest.rows.find(({ profile }) => profile.edition === undefined) as RowLine;
    expect(diff.changes.filter((change) => change.chart === chart)).toEqual([]);
  });

  it('should be named by edition and law', () => {
    expect(diff.older).toEqual({ edition: oldest.edition, laws: oldest.laws, texts: oldest.texts, hash: oldest.hash });
    expect(diff.newer).toEqual({ edition: newest.edition, laws: newest.laws, texts: newest.texts, hash: newest.hash });
  });
});

/** The kind of the same change the other way round. */
const undoneBy: Readonly<Record<ChangeKind, ChangeKind>> = {
  state_added: 'state_removed',
  state_removed: 'state_added',
  pair_gained: 'pair_lost',
  pair_lost: 'pair_gained',
  pair_changed: 'pair_changed',
  counts_changed: 'counts_changed',
  profiles_gained: 'profiles_lost',
  profiles_lost: 'profiles_gained',
  edge_added: 'edge_removed',
  edge_removed: 'edge_added',
  broken_edge_added: 'broken_edge_removed',
  broken_edge_removed: 'broken_edge_added',
  refusal_lifted: 'refusal_added',
  refusal_added: 'refusal_lifted',
  refusal_changed: 'refusal_changed',
  target_changed: 'target_changed',
  edge_moved: 'edge_moved',
  guard_changed: 'guard_changed',
  grounds_changed: 'grounds_changed',
};

describe('every difference', () => {
  it('should be of a kind whose other way round is told as well', () => {
    const mirrored = { widens: 'narrows', narrows: 'widens', both: 'both', neither: 'neither' };
    expect(Object.keys(undoneBy).sort()).toEqual(Object.keys(changeKinds).sort());
    for (const [kind, undone] of Object.entries(undoneBy) as [ChangeKind, ChangeKind][]) {
      expect(undoneBy[undone]).toBe(kind);
      expect(changeKinds[undone].effect).toBe(mirrored[changeKinds[kind].effect]);
    }
  });

  it('should narrow the other way round where it widens, change by change', () => {
    fc.assert(
      fc.property(changedDocuments(), changedDocuments(), (older, newer) => {
        const there = diffRelations(older, newer);
        const back = diffRelations(newer, older);
        expect({ widened: back.widened, narrowed: back.narrowed }).toEqual({
          widened: there.narrowed,
          narrowed: there.widened,
        });
        const named = ({ kind, chart, state, fact, was, is, profiles, follows }: RelationChange): string =>
          JSON.stringify([kind, chart, state, fact, was, is, profiles?.count, follows]);
        const undone = there.changes.map((change) =>
          named({
            ...change,
            kind: undoneBy[change.kind],
            was: change.is,
            is: change.was,
          } as RelationChange),
        );
        expect(back.changes.map(named).sort()).toEqual(undone.sort());
      }),
      { numRuns: 15 },
    );
  });

  it('should name exactly the profiles concerned, in however few products', () => {
    let products = 0;
    let most = 0;
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(small.rows.length - 1), { minLength: 1, maxLength: 60 }), (lost) => {
        const gone = lost.map((at) => small.rows[at] as RowLine);
        const left = small.rows.filter((row) => !gone.includes(row));
        const { changes } = diffRelations(small, { ...small, rows: left });
        const removed = changes.filter(({ kind }) => /edge_removed$/.test(kind));
        const named = removed.flatMap(({ chart, state, fact, profiles }) => {
          const { count, total: of, where } = profiles as Concerned;
          const possible = profilesAt(small, { chart, state });
          const inside = possible.filter((profile) => where.some((product) => isIn(profile, product)));
          expect([count, of]).toEqual([inside.length, possible.length]);
          expect(where.length).toBeLessThanOrEqual(count);
          products += where.length;
          most = Math.max(most, where.length);
          return inside.map((profile) => `${cellName({ chart, state, profile })} | ${fact}`);
        });
        expect(named.sort()).toEqual(gone.map((row) => `${cellName(cellsOf(row).from)} | ${row.fact}`).sort());
      }),
      { numRuns: 40 },
    );
    console.info(`${products} products named, at most ${most} for one change`);
  });

  it('should name one product where the profiles are a product', () => {
    const someOf = (...values: readonly (string | boolean)[]) => fc.subarray([...values], { minLength: 1 });
    const product = fc.record({
      brand: someOf('visa', 'mastercard', 'maestro', 'amex', 'bancontact'),
      lowValue: someOf(true, false),
      softDeclined: someOf(true, false),
    });
    const lostWhere = (where: ProfileProduct): Concerned | undefined => {
      const rows = small.rows.filter(({ fact, profile }) => fact !== 'screening.held' || !isIn(profile, where));
      return diffRelations(small, { ...small, rows }).changes.find(({ kind }) => kind === 'edge_removed')?.profiles;
    };
    fc.assert(
      fc.property(product, (where) => {
        expect(lostWhere(where)?.where.length ?? 1).toBe(1);
      }),
      { numRuns: 40 },
    );
    expect(profilesText(lostWhere({ brand: ['visa', 'amex'], softDeclined: [false] }) as Concerned)).toMatch(
      /^where brand is amex or visa, softDeclined is false \(\d+ of \d+ profiles\)$/,
    );
  });
});

/** A document that is quick to compare. */
const small: RelationDocument = {
  ...oldest,
  rows: oldest.rows.filter(({ chart, fact }) => chart === 'transaction' && !fact.startsWith('authentication')),
};

/** Documents with some rows lost, refused, allowed or led elsewhere, and some states that show something else. */
function changedDocuments(): fc.Arbitrary<RelationDocument> {
  const edits: readonly ((row: RowLine) => RowLine | undefined)[] = [
    () => undefined,
    (row) => ({ ...row, to: small.states[0]?.state as string }),
    (row) => ({ ...row, broken: 'order_differs', permission: 'permitsAll' }),
    ({ broken: _, ...row }) => row,
    (row) => ({ ...row, edge: `elsewhere ${row.edge}` }),
  ];
  const edit = fc.tuple(fc.nat(small.rows.length - 1), fc.constantFrom(...edits));
  return fc
    .tuple(
      fc.array(edit, { maxLength: 12 }),
      fc.nat(small.states.length - 1),
      fc.constantFrom(null, pair('void', 'completed')),
    )
    .map(([changes, at, shown]) => {
      const rows = new Map(small.rows.map((row, index) => [index, row]));
      for (const [index, change] of changes) {
        const changed = change(small.rows[index] as RowLine);
        if (changed) rows.set(index, changed);
        else rows.delete(index);
      }
      const state = { ...(small.states[at] as RelationDocument['states'][0]), pair: shown };
      return { ...small, rows: [...rows.values()], states: small.states.with(at, state) };
    });
}

/** The changes that do not only follow from others, a line each. */
function told({ changes }: RelationDiff): readonly string[] {
  return changes
    .filter(({ follows }) => !follows)
    .map(({ effect, chart, state, fact, says, profiles }) => {
      const place = fact === undefined ? `${chart} ${state}` : `${chart} ${state}, ${fact}`;
      return `${effect}: ${place}: ${says}${profiles ? `, ${profilesText(profiles)}` : ''}`;
    });
}

function stateNames(test: (meta: StateMeta) => boolean): readonly string[] {
  return [...law.metas].filter(([, meta]) => test(meta)).map(([name]) => name);
}

/** Every profile that a state has in a document. */
function profilesAt({ rows }: RelationDocument, { chart, state }: Pick<Cell, 'chart' | 'state'>): readonly Profile[] {
  const cells = rows.map(cellsOf).flatMap(({ from, to }) => [from, to]);
  const here = cells.filter((cell) => cell.chart === chart && cell.state === state);
  return [...new Map(here.map((cell) => [cellName(cell), cell.profile])).values()];
}

function isIn(profile: Profile, product: ProfileProduct): boolean {
  return Object.entries(product).every(([key, values]) => values.includes(profile[key] as never));
}
