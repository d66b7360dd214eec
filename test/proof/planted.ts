/**
 * Laws with a bug in them, one of each kind, to show that the proofs notice.
 */
import type { AnyStateMachine } from 'xstate';
import {
  type CardFact,
  type CardInput,
  type CardProfile,
  cardPermissions,
  cardSetup,
  claimOf,
  createTransactionMachine,
  documented,
  type LawRules,
  openingProfile,
  pair,
  positionOf,
  projection,
  refuseAttempt,
  refuseOrder,
  refuseRefund,
  type StateMeta,
  type ThreeDMode,
} from '../../machines/index.ts';
import {
  type ChartSource,
  chartSources,
  compileLaw,
  copyOf,
  type Law,
  theLaw,
  type WrittenState,
  written,
} from '../../src/relation/index.ts';

/** The transaction chart as written, after a change. */
export function changedChart(change: (root: WrittenState) => void): () => AnyStateMachine {
  return () => {
    const root = copyOf(written(createTransactionMachine()));
    change(root);
    return cardSetup.createMachine({
      ...root,
      context: ({ input }: { input: CardInput }) => openingProfile('multisafepay', input),
    } as never) as unknown as AnyStateMachine;
  };
}

/** A state of a chart as written. */
export function stateAt(root: WrittenState, ...path: readonly string[]): WrittenState {
  const found = path.reduce<WrittenState | undefined>((state, key) => state?.states?.[key], root);
  if (!found) throw new Error(`no state ${path.join('.')}`);
  return found;
}

/** The edges of a state as written. */
export const edgesAt = (root: WrittenState, ...path: readonly string[]): Record<string, unknown> =>
  stateAt(root, ...path).on as Record<string, unknown>;

/** The law with another transaction chart. */
export const lawWith = (transaction: Partial<ChartSource>): Law =>
  compileLaw({ ...chartSources, transaction: { ...chartSources.transaction, ...transaction } });

/** The same payment by another card: what is so of Maestro is taken for Visa, and the other way round. */
function swapped(profile: CardProfile): CardProfile {
  const { brand } = profile;
  return { ...profile, brand: brand === 'visa' ? 'maestro' : brand === 'maestro' ? 'visa' : brand };
}

const refuseSwapped = (mode: ThreeDMode) => (profile: CardProfile) => refuseOrder(swapped(profile), mode);

/** A bug of each kind. */
export const planted: Readonly<Record<string, Partial<ChartSource>>> = {
  'an extra edge': {
    create: changedChart((root) => {
      const expired = stateAt(root, 'expired');
      delete expired.type;
      expired.on = { 'review.approved': { target: '#completed', meta: documented('TX-2') } };
    }),
  },
  'a lost edge': {
    create: changedChart((root) => {
      delete edgesAt(root, 'initialized', 'screening')['screening.held'];
    }),
  },
  'a dropped guard': {
    create: changedChart((root) => {
      const [, non3D] = edgesAt(root, 'requested')['order.created'] as { guard?: string }[];
      delete non3D?.guard;
    }),
  },
  'a wrong pair': {
    create: changedChart((root) => {
      const uncleared = stateAt(root, 'uncleared');
      uncleared.meta = { ...(uncleared.meta as StateMeta), pair: pair('completed', 'uncleared') };
    }),
  },
  'a swapped brand rule': {
    create: () =>
      createTransactionMachine().provide({
        guards: {
          permitsNon3D: ({ context, event }: { readonly context: CardProfile; readonly event: CardFact }) =>
            event.type === 'order.created' && event.threeD === 'non-3-D' && !refuseSwapped('non-3-D')(context),
        },
      }),
    permissions: {
      ...cardPermissions,
      permitsNon3D: { ...cardPermissions.permitsNon3D, refuse: refuseSwapped('non-3-D') },
    },
  },
};

/** A bug of each kind in the rules of a whole order. */
export const plantedRules: Readonly<Record<string, Partial<LawRules>>> = {
  'what was given back shown beside the own word of own MID (D32)': {
    projection: (own, position, word) =>
      projection(own, position, word).map(({ order }) => pair(order, own.transaction)),
  },
  'a pair that nobody shows, taken from a notification (D32)': {
    claimOf: (words) => claimOf({ ...words, mayCorrect: true }),
  },
  'an attempt for more than is missing (D25)': {
    refuseAttempt: (order) => refuseAttempt({ ...order, asksForTheRest: true }),
  },
  'a ledger that forgets what no refund explains (D16a)': {
    positionOf: (ledger) => positionOf({ ...ledger, unattributed: 0 }),
  },
  'a double loss that is not flagged (D16a)': {
    positionOf: (ledger) => ({ ...positionOf(ledger), doubleLoss: false }),
  },
  'a refund of more than is left (D12)': {
    refuseRefund: (ask) => refuseRefund({ ...ask, ledger: { ...ask.ledger, refundable: ask.amount } }),
  },
};

/** The law with other rules of a whole order. */
export const lawRuledBy = (rules: Partial<LawRules>): Law => ({
  ...theLaw(),
  rules: { ...theLaw().rules, ...rules },
});
