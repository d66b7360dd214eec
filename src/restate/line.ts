/**
 * An order of which no store has the log, as a line of an export.
 */
import { readAsStored } from '../lifecycle/index.ts';
import type { Line } from '../store/portable.ts';
import type { Writing } from '../store/record.ts';
import { deliveriesOf, type Held } from './held.ts';

/** An order as its line holds it. All of its entries are kept by its object, and none of its messages was acknowledged. */
export function lineOfHeld(held: Held, { account }: Pick<Writing, 'account'>): string {
  const { orderId, createdAt, updatedAt, nextReadAt, state, kept } = held;
  const deliveries = deliveriesOf(held, Object.keys(held.judged).sort());
  const documents = new Map(
    kept.flatMap(({ entry: { n, receivedAt }, document }) =>
      document ? [[document.digest, { ...document, n, keptAt: receivedAt }] as const] : [],
    ),
  );
  const line: Line = {
    format: 1,
    ...(account !== undefined && { account }),
    orderId,
    createdAt,
    updatedAt,
    nextReadAt,
    state: state === undefined ? null : readAsStored(state),
    log: kept.map(({ entry }) => entry) as unknown as Line['log'],
    // In the order in which a store has them.
    moves: kept.flatMap(({ entry, moves }) =>
      moves
        .map(({ logBefore: _, ...move }) => ({ ...move, logN: entry.n }))
        .sort((one, other) => (one.life < other.life ? -1 : 1)),
    ) as unknown as Line['moves'],
    deliveries: deliveries.map(({ n: _, ...one }) => one),
    told: [],
    open: kept.flatMap(({ entry: { n }, hasMessage, changes }) =>
      hasMessage ? [{ n, changes: changes && [...changes], tries: 0 }] : [],
    ),
    ...(documents.size > 0 && {
      documents: [...documents.values()].map(({ digest, text, n, keptAt }) => ({
        digest,
        n,
        keptAt,
        erasedAt: null,
        json: JSON.parse(text) as unknown,
      })),
    }),
  };
  return JSON.stringify(line);
}
