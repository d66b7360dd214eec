/**
 * Goal: the lists of what a state can say of its money hold what the charts say, and nothing else; the sentences of a state have its
 * numbers, and everything else of it stays as it is.
 */
import { describe, expect, it } from 'vitest';
import { told } from '../../machines/chart-meta.ts';
import { moneyPlaces, refundStates, transactionStates, waysToCount } from '../../machines/index.ts';
import { lawMetas } from '../../src/relation/index.ts';

const metas = [...lawMetas().values()];

describe('what a state can say of its money', () => {
  it('should be one of the places where a chart has money, or outside the charts', () => {
    expect([...moneyPlaces].sort()).toEqual([...new Set([...metas.map(({ money }) => money), 'outside'])].sort());
  });

  it('should be one of the ways to count that a chart has', () => {
    expect([...waysToCount].sort()).toEqual([...new Set(metas.map(({ counts }) => counts))].sort());
  });
});

describe('the rows of states, as people are told them', () => {
  it('should have the deadline in words where the sentence has its place', () => {
    const { reserved } = refundStates;
    const row = { ...reserved, merchant: 'Wait {deadline}.', deadline: { ...reserved.deadline, hours: 120 } };
    expect(told({ reserved: row })).toEqual({ reserved: { ...row, merchant: 'Wait 5 days.' } });
  });

  it('should be as they are without one', () => {
    const { declined, cancelled } = transactionStates;
    expect(told({ declined, cancelled })).toEqual({ declined, cancelled });
  });
});
