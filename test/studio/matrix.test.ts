/**
 * Goal: the tables of the studio say what the law says, cell by cell.
 */
import { describe, expect, it } from 'vitest';
import { refuseOrder } from '../../machines/index.ts';
import { chartIds, chartSources, leavesOf, theLaw, written } from '../../src/relation/index.ts';
import { cardAnswers, factAnswers } from '../../src/studio/matrix.ts';

describe('who may be paid how', () => {
  it('should be answered as the rules answer when they are asked directly', () => {
    const answers = cardAnswers();
    expect(answers).toHaveLength(2 * 2 * 5 * 2);
    for (const { edition, collector, brand, threeD, answer, refusals } of answers) {
      const [low, high] = [true, false].map((lowValue) => refuseOrder({ edition, collector, brand, lowValue }, threeD));
      const expected = !low && !high ? 'yes' : low && high ? 'no' : 'low value';
      expect(answer, `${edition} ${collector} ${brand} ${threeD}`).toBe(expected);
      expect(refusals.map(({ code }) => code)).toEqual(high ? [high.code] : []);
      expect(refusals.map(({ ids }) => ids)).toEqual(high ? [high.ids] : []);
    }
  });
});

describe.each(chartIds)('what each state of the %s chart makes of each fact', (chart) => {
  const answers = factAnswers(chart);

  it('should be answered for every state and every fact', () => {
    const states = leavesOf(written(theLaw().sources[chart].create()));
    expect(answers).toHaveLength(states.length * chartSources[chart].facts.length);
  });

  it('should lead where the relation leads, and nowhere else', () => {
    const { relation } = theLaw();
    const lawful = new Set(relation.list(relation.reach(relation.openings([chart]), 'lawful')));
    for (const { state, fact, leads, refusals } of answers) {
      const rows = [...lawful].filter((cell) => cell.state === state).flatMap((cell) => relation.rowsFrom(cell));
      const here = rows.filter((row) => row.fact === fact);
      const to = here.filter(({ broken }) => !broken).map((row) => row.to.state);
      expect(new Set(leads.map((one) => one.to)), `${state} ${fact}`).toEqual(new Set(to));
      expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(here.flatMap(({ broken }) => broken ?? [])));
    }
  });
});
