/**
 * Goal: the charts that the studio shows are those that XState is given, in every state, edge, fact and guard.
 */
import { describe, expect, it } from 'vitest';
import { chartIds, chartSources, edgesOf, statesOf, written } from '../../src/relation/index.ts';
import { writtenCharts } from '../../src/studio/charts.ts';
import { guardText } from '../../src/words/index.ts';

describe.each(chartIds)('the %s chart as it is written', (id) => {
  const { root, facts, permissions } = writtenCharts[id];
  const source = chartSources[id];
  const machine = written(source.create());

  it('should have the states of the machine, with what they say', () => {
    const statesIn = (chart: typeof root) =>
      statesOf(chart).map(({ name, state: { initial, type, meta, states } }) => [name, initial, type, meta, !states]);
    expect(statesIn(root)).toEqual(statesIn(machine));
  });

  it('should have the edges of the machine', () => {
    const edgesIn = (chart: typeof root) =>
      edgesOf(chart).map(({ from, fact, guard, to, meta }) => [from.name, fact, guard, to, meta]);
    expect(edgesIn(root).length).toBeGreaterThan(3);
    expect(edgesIn(root)).toEqual(edgesIn(machine));
  });

  it('should say in words when each guard lets an edge be taken', () => {
    const guards = edgesOf(root).flatMap(({ guard }) => (guard === undefined ? [] : String(guard)));
    expect(guards.filter((guard) => guardText(guard) === undefined)).toEqual([]);
  });

  it('should have the facts and the permissions that are compiled', () => {
    expect(facts).toEqual(source.facts);
    expect(Object.keys(permissions)).toEqual(Object.keys(source.permissions));
  });
});
