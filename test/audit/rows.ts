/** Rows of status histories for tests: made by hand, and by chance. */
import * as fc from 'fast-check';
import { orderStatuses, transactionStatuses } from '../../machines/index.ts';
import type { StatusRow } from '../../src/audit/index.ts';
import { buildStepTable } from '../../src/audit/index.ts';
import { builtLaw } from '../../src/relation/index.ts';

export const one = buildStepTable(builtLaw(), 'one');
export const many = buildStepTable(builtLaw(), 'many');

/** Noon on a day of May 2024: no clock changes near. */
export const day = (number: number): number =>
  Date.parse(`2024-05-${String(number).padStart(2, '0')}T12:00:00Z`) * 1000;

/** The rows of an order: `word`, or `word/word`, one a day. */
export function history(orderId: string, words: readonly string[], more: Partial<StatusRow> = {}): StatusRow[] {
  return words.map((said, place) => {
    const [order = '', transaction] = said.split('/');
    return {
      orderId,
      at: day(place + 1),
      order,
      ...(transaction !== undefined && { transaction }),
      place: { file: 'log', row: place + 1 },
      ...more,
    };
  });
}

/** Logs by chance: few orders, few days, so that anything may follow anything, and times may be equal. */
export function logs(rows: number, asPairs = false): fc.Arbitrary<StatusRow[]> {
  const word = fc.constantFrom(...orderStatuses, 'Canceled', 'chargedback', 'no such word');
  const said = asPairs
    ? fc.tuple(word, fc.option(fc.constantFrom(...transactionStatuses, 'void'), { nil: undefined }))
    : fc.tuple(word, fc.constant(undefined));
  return fc
    .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 }), said), { maxLength: rows })
    .map((list) =>
      list.map(([order, at, [word, transaction]], place) => ({
        orderId: `order-${order}`,
        at: day(at),
        order: word,
        ...(transaction !== undefined && { transaction }),
        place: { file: 'log', row: place + 1 },
      })),
    );
}
