/**
 * Goal: what may follow what is said twice, and so is the class that a fact belongs to: every set of states that the relation reaches, by
 * the law alone and with what reality may break, is what a walk over the oracle finds.
 */
import { describe, expect, it } from 'vitest';
import type { ChartFact } from '../../machines/index.ts';
import { factClassName } from '../../src/relation/facts.ts';
import { chartIds, type Reading, theLaw } from '../../src/relation/index.ts';
import { allFacts, beginnings, type ChartName, expectStep, type Memory, openingMemories } from './oracle.ts';
import { memoryText } from './rows.ts';

const { relation } = theLaw();

/** Every state with its memory that the oracle comes to from an opening. */
function followedBy(chart: ChartName, memory: Memory, reading: Reading): readonly string[] {
  const found = new Map([[nameOf(beginnings[chart], memory), { state: beginnings[chart], memory }]]);
  for (const { state, memory: before } of found.values()) {
    for (const fact of allFacts) {
      const step = expectStep(chart, state, before, fact);
      if (step.kind === 'impossible' || (step.kind === 'refused' && reading === 'lawful')) continue;
      found.set(nameOf(step.state, step.memory), { state: step.state, memory: step.memory });
    }
  }
  return [...found.keys()].sort();
}

const nameOf = (state: string, memory: object): string => `${state} ${memoryText(memory)}`;

describe.each(chartIds)('what may follow in the %s chart, against the oracle', (chart) => {
  it.each<Reading>(['lawful', 'all'])('should be what the oracle walks to from every opening (%s)', (reading) => {
    const openings = relation.list(relation.openings([chart]));
    expect(openings.length).toBe(openingMemories[chart].length);
    for (const opening of openings) {
      const reached = relation.list(relation.reach(1n << BigInt(opening.index), reading));
      const names = reached.map(({ state, profile }) => nameOf(state, profile)).sort();
      const memory = openingMemories[chart].find((one) => memoryText(one) === memoryText(opening.profile)) as Memory;
      expect(names).toEqual(followedBy(chart, memory, reading));
    }
  });
});

describe('the class of a fact', () => {
  it.each(allFacts.map((fact, at) => [at, fact] as const))('should be the one that the oracle names: %i', (_, fact) => {
    const { name, ...offered } = fact;
    expect(factClassName(offered as ChartFact)).toBe(name);
  });
});
