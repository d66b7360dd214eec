/** Goal: every line that is of an order is found by its mark, wherever it stands and whatever else stands on it; few others are. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startMarks } from '../../src/audit/documents/marks.ts';

describe('marks of lines', () => {
  it('should find every line of an order, those of several among them, on any page', () => {
    const line = fc.oneof(fc.nat(40), fc.integer({ min: 65_530, max: 65_540 }), fc.nat(3_000_000));
    const ids = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(line, ids)), fc.array(ids), (marked, wanted) => {
        const marks = startMarks();
        for (const [number, id] of marked) marks.add(number, id);
        const isOf = marks.seek(wanted);
        for (const [number, id] of marked) if (wanted.includes(id)) expect(isOf(number)).toBe(true);
      }),
    );
  });

  it('should pass over lines of other orders, and those of none', () => {
    const marks = startMarks();
    for (let number = 1; number <= 10_000; number++) marks.add(number, `order-${number % 1000}`);
    const isOf = marks.seek(['order-7', 'order-8']);
    const found = Array.from({ length: 200_000 }, (_, number) => number).filter(isOf);
    expect(found).toHaveLength(20);
    expect(Array.from({ length: 200_000 }, (_, number) => number).filter(marks.seek([]))).toEqual([]);
  });
});
