/**
 * Goal: the lists of facts have every fact of their charts, and none besides; by their types, and by the relation.
 */
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type CaptureFact,
  type CardFact,
  captureFacts,
  cardFacts,
  type DisputeFact,
  disputeFacts,
  type RefundFact,
  refundFacts,
} from '../../machines/index.ts';
import { type ChartId, theLaw } from '../../src/relation/index.ts';
import * as oracle from '../oracle/oracle.ts';

const { sources } = theLaw();

const typesOf = (facts: readonly { readonly type: string }[]): string[] =>
  [...new Set(facts.map(({ type }) => type))].sort();

describe('the alphabet of a chart', () => {
  const cards: readonly ChartId[] = ['transaction', 'own-mid', 'authorisation'];

  it.each([
    ['a card payment', cardFacts, cards],
    ['a capture', captureFacts, ['capture']],
    ['a refund or chargeback', refundFacts, ['refund']],
    ['a dispute', disputeFacts, ['dispute']],
  ] as const)('should be what its charts take, and what the oracle offers: %s', (_, facts, charts) => {
    expect([...facts].sort()).toEqual(typesOf(charts.flatMap((chart) => sources[chart].facts.map(({ fact }) => fact))));
    expect([...facts].sort()).toEqual(typesOf(charts.flatMap((chart) => oracle.factsOf[chart])));
  });

  it('should be typed as the facts are', () => {
    expectTypeOf(cardFacts).items.toEqualTypeOf<CardFact['type']>();
    expectTypeOf(captureFacts).items.toEqualTypeOf<CaptureFact['type']>();
    expectTypeOf(refundFacts).items.toEqualTypeOf<RefundFact['type']>();
    expectTypeOf(disputeFacts).items.toEqualTypeOf<DisputeFact['type']>();
  });
});
