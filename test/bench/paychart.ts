/** The life of a card payment by Paychart: the table of the compiled relation, and `step` on snapshots over it. */
import { type CardFact, type CardProfile, requestedProfile } from '../../machines/index.ts';
import { begin, type Snapshot, type Stepped, step } from '../../src/index.ts';
import { type NumberedCell, theLaw } from '../../src/relation/index.ts';
import { amountOf, type Competitor, type Standing } from './life.ts';

const { relation, table } = theLaw();

/** The bare table: a life is the number of a cell. */
export const ourTable: Competitor<number, number> = {
  name: 'Paychart, table',
  begin(asked) {
    const chart = asked.collector === 'multisafepay' ? 'transaction' : 'own-mid';
    const opening = relation.openingWith(chart, { ...requestedProfile(asked) });
    return (opening as NumberedCell).index;
  },
  live(begun, facts) {
    let cell = begun;
    for (const fact of facts) {
      const next = table.next(cell, fact);
      if (next < 0) break;
      cell = next;
    }
    return cell;
  },
  shows: (ended) => standingOf(relation.cells[ended] as NumberedCell),
};

/** What a checkout service calls: the fact is read and checked, a refusal says why. */
export const ourStep: Competitor<Snapshot, Snapshot> = {
  name: 'Paychart, step',
  begin(asked) {
    const chart = asked.collector === 'multisafepay' ? 'transaction' : 'own-mid';
    return begin(chart, { edition: asked.edition, brand: asked.brand, amount: amountOf(asked), currency: 'EUR' });
  },
  live(begun, facts) {
    let snapshot = begun;
    for (const fact of facts) {
      const stepped = stepAny(snapshot, fact);
      if (!stepped.ok) break;
      snapshot = stepped.next;
    }
    return snapshot;
  },
  shows: standingOf,
};

/** `step` for a snapshot whose state is not known to the compiler. */
const stepAny = step as unknown as (snapshot: Snapshot, fact: CardFact) => Stepped<Snapshot>;

function standingOf({ state, profile }: Pick<NumberedCell | Snapshot, 'state' | 'profile'>): Standing {
  return { state, profile: profile as unknown as CardProfile };
}
