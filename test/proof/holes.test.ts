/**
 * Goal: the proof has no holes where it once had: bugs that changed the relation and that nothing but its hash noticed, an
 * update that reads a time, a document that names another law.
 */
import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { createTransactionMachine } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { invariants, lintLaw, readRelation } from '../../src/proof/index.ts';
import { relationDocument, relationJson } from '../../src/relation/exports/json.ts';
import { type Law, theLaw } from '../../src/relation/index.ts';
import { changedChart, edgesAt, lawWith } from './planted.ts';

const complaints = (law: Law): readonly string[] => [
  ...invariants.filter(({ check }) => check(law).faults.length > 0).map(({ name }) => name),
  ...lintLaw(law)
    .rules.filter((rule) => rule.complaints.length > 0)
    .map(({ rule }) => rule),
];

describe('the invariants and the lint, without the hash', () => {
  it.each<[string, () => Law]>([
    ['a review that declines, and leads to cancelled', () => turned('uncleared', 'review.declined', '#cancelled')],
    [
      'a refused authorisation that leads to expired',
      () => turned('initialized.authorising', 'authorisation.declined', '#expired'),
    ],
    ['an uncleared payment that never expires', () => turned('uncleared', 'transaction.expired', undefined)],
  ])('should notice %s', (_, law) => {
    expect(complaints(law())).not.toEqual([]);
  });
});

describe('the compiler', () => {
  it('should refuse an update that reads a time, as it refuses a guard that does', () => {
    const create = () =>
      createTransactionMachine().provide({
        actions: { rememberAuthentication: assign(({ event }) => ({ authenticated: event.at < '2020' })) },
      });
    expect(() => lawWith({ create })).toThrow('"at"');
  });
});

describe('the document of one edition', () => {
  it.each(['transaction', 'own-mid'] as const)('should be refused where it names another law of the chart %s', (id) => {
    const document = relationDocument(theLaw(), { sha256, edition: '2019-10' });
    const renamed = { ...document, laws: { ...document.laws, [id]: '0'.repeat(64) } };
    expect(() => readRelation(relationJson(renamed), sha256)).toThrow();
  });
});

/** The law with one edge of the transaction chart turned, or taken away. */
function turned(state: string, fact: string, target: string | undefined): Law {
  const create = changedChart((root) => {
    const edges = edgesAt(root, ...state.split('.'));
    const edge = edges[fact] as object;
    if (target === undefined) delete edges[fact];
    else edges[fact] = { ...edge, target };
  });
  return lawWith({ create });
}
