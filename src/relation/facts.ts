/**
 * The facts that charts know, as the relation has them: in classes of those that no guard can tell apart; and the permissions that are
 * asked about them.
 */
import {
  type CaptureAsk,
  type CaptureFact,
  type CardFact,
  type ChartFact,
  capturePermissions,
  cardPermissionsOf,
  cardRules,
  type LawRows,
  lawRows,
  outcomeLetters,
  type RefundAsk,
  type RefundFact,
  type RefundRules,
  type Refusal,
  refundGuards,
  refundRules,
  refuseCapture,
  threeDModes,
} from '../../machines/index.ts';
import type { ChartId, FactClass } from './cell.ts';

/** A permission of a chart: which facts it is about, and why one of them is refused, if it is. */
interface Permission {
  concerns(fact: never): boolean;
  refuse(profile: never, fact: never): Refusal | undefined;
}

/** The permissions of a chart, by the guard's name. */
export type Permissions = Readonly<Record<string, Permission>>;

const at = '2000-01-01T00:00:00Z';

/** How the facts of a type are told apart: what a guard reads of them, as a word, and a sample for each word. */
interface Variants {
  readonly wordOf: (fact: never) => string;
  readonly samples: Readonly<Record<string, ChartFact>>;
}

const sampled = <Word extends string>(words: readonly Word[], sample: (word: Word) => ChartFact): Variants['samples'] =>
  Object.fromEntries(words.map((word) => [word, sample(word)]));

/** The fact types that are told apart by what they carry, under the refund rules of a law; all others stand for themselves. */
const variantsOf = ({ refuseRefund }: Pick<RefundRules, 'refuseRefund'>): Readonly<Record<string, Variants>> => ({
  'order.created': {
    wordOf: (fact: Extract<CardFact, { type: 'order.created' }>) => fact.threeD,
    samples: sampled(threeDModes, (threeD) => ({ type: 'order.created', at, threeD })),
  },
  'authentication.completed': {
    wordOf: (fact: Extract<CardFact, { type: 'authentication.completed' }>) => fact.outcome,
    samples: sampled(outcomeLetters, (outcome) => ({ type: 'authentication.completed', at, outcome })),
  },
  'capture.requested': {
    wordOf: (fact: Extract<CaptureFact, { type: 'capture.requested' }>) =>
      refuseCapture(fact.ask) ? 'refused' : 'admitted',
    samples: sampled(['admitted', 'refused'], (answer) => ({
      type: 'capture.requested',
      at,
      ask: sampleCapture(answer === 'admitted'),
    })),
  },
  'refund.requested': {
    wordOf: (fact: Extract<RefundFact, { type: 'refund.requested' }>) =>
      refuseRefund(fact.ask) ? 'refused' : 'admitted',
    samples: sampled(['admitted', 'refused'], (answer) => ({
      type: 'refund.requested',
      at,
      ask: sampleAsk(answer === 'admitted'),
    })),
  },
});

/** What tells the facts of a type apart; `undefined` if the type stands for itself. */
export type WordOfType = (type: string) => ((fact: ChartFact) => string) | undefined;

/** What tells facts apart under a law of some rows. */
export function wordsUnder(rows: LawRows): WordOfType {
  const variants = variantsOf(refundRules(rows));
  return (type) => variants[type]?.wordOf as ReturnType<WordOfType>;
}

const variants = variantsOf(refundRules(lawRows));

/** An ask that every capture rule admits, or that the first of them refuses. */
function sampleCapture(authorised: boolean): CaptureAsk {
  return {
    amount: 1,
    currency: 'EUR',
    at,
    ledger: { authorised, currency: 'EUR', remaining: 1, remainingKnown: true },
  };
}

/** An ask that every refund rule admits, or that the first of them refuses. */
function sampleAsk(collected: boolean): RefundAsk {
  return {
    amount: 1,
    currency: 'EUR',
    at,
    ledger: {
      collected,
      currency: 'EUR',
      refundable: 1,
      refundableKnown: true,
      chargebackAttached: false,
      outcomeUnknown: false,
      earlier: [],
    },
  };
}

/** What tells the facts of a type apart under the law as it stands. */
export const wordOfType: WordOfType = wordsUnder(lawRows);

/** The class a fact belongs to: its type, and what its guards tell apart. */
export function factClassName(fact: ChartFact): string {
  return `${fact.type} ${wordOfType(fact.type)?.(fact) ?? ''}`.trimEnd();
}

/** The classes of the facts of some types. */
export const factClasses = (types: readonly string[]): readonly FactClass[] => types.flatMap(classesOf);

const classesOf = (type: string): FactClass[] =>
  Object.entries(variants[type]?.samples ?? { '': { type, at } }).map(([word, fact]) => ({
    name: `${type} ${word}`.trimEnd(),
    fact,
  }));

/** The permissions of each chart of a law of some rows. */
export function permissionsUnder(rows: LawRows): Readonly<Record<ChartId, Permissions>> {
  const cards = cardPermissionsOf(cardRules(rows));
  const { permissions: refund } = refundGuards(refundRules(rows));
  return {
    transaction: cards,
    'own-mid': cards,
    authorisation: cards,
    capture: capturePermissions,
    refund,
    dispute: {},
  };
}
