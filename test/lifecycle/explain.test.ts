/**
 * Goal: an explanation is the law itself. A yes to a wished status names a way that really leads there; a no means that no
 * way does; the answer on a fact is what step answers. Checked for every snapshot there is against every pair there is.
 */
import { describe, expect, it } from 'vitest';
import { cardBrands, editionNames, type Pair } from '../../machines/index.ts';
import {
  begin,
  explain,
  type FactFor,
  InputError,
  observe,
  type Payment,
  type PaymentFact,
  type Snapshot,
  step,
} from '../../src/index.ts';
import { lawRelation, type NumberedCell } from '../../src/relation/index.ts';
import {
  at,
  authorised,
  by,
  notified,
  observeAll,
  opened,
  ordered,
  paid,
  reached,
  refundAsked,
  told,
  walked,
} from './reports.ts';

const relation = lawRelation();
const snapshots: readonly Snapshot[] = relation.cells.map(
  ({ chart, state, profile }) => ({ chart, state, profile }) as unknown as Snapshot,
);

/** Every pair that a chart shows, and some that none does. By hand: requirements TX, MID and REF. */
const pairs: readonly Pair[] = [
  ['initialized', 'initialized'],
  ['uncleared', 'uncleared'],
  ['uncleared', 'initialized'],
  ['completed', 'completed'],
  ['completed', 'initialized'],
  ['declined', 'declined'],
  ['expired', 'expired'],
  ['void', 'cancelled'],
  ['reserved', 'reserved'],
  ['chargeback', 'completed'],
  ['refunded', 'completed'],
  ['declined', 'completed'],
].map(([order, transaction]) => ({ order, transaction }) as Pair);

/** A fact by the name that a way gives it. A refund that is admitted, or refused, is made so by its ledger. */
function factOf(name: string): object {
  const [type = '', detail] = name.split(' ');
  if (type === 'order.created') return { type, at, threeD: detail };
  if (type === 'authentication.completed') return { type, at, outcome: detail };
  if (type === 'capture.requested') {
    const ledger = { authorised: detail === 'admitted', remaining: 1, remainingKnown: true, currency: 'EUR' };
    return { type, at, ask: { amount: 1, currency: 'EUR', at, ledger } };
  }
  if (type !== 'refund.requested') return { type, at };
  const ledger = {
    collected: detail === 'admitted',
    refundable: 1,
    refundableKnown: true,
    currency: 'EUR',
    chargebackAttached: false,
    outcomeUnknown: false,
    earlier: [],
  };
  return { type, at, ask: { amount: 1, currency: 'EUR', at, ledger } };
}

const facts = [...new Set(relation.rows.map(({ fact }) => fact))].sort();

/** What step makes reachable from a snapshot: a search that knows nothing of relations. */
function reachable(from: Snapshot): ReadonlyMap<string, Snapshot> {
  const found = new Map<string, Snapshot>([[JSON.stringify(from), from]]);
  for (const snapshot of found.values())
    for (const name of facts) {
      const next = stepped(snapshot, name);
      if (next) found.set(JSON.stringify(next), next);
    }
  return found;
}

function stepped(snapshot: Snapshot, name: string): Snapshot | undefined {
  try {
    const next = walked(snapshot, factOf(name));
    return typeof next === 'string' ? undefined : next;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The pair that a snapshot shows. */
const pairOf = (snapshot: Snapshot): Pair | null => {
  const { cells, indexOf } = relation;
  const cell: NumberedCell | undefined = cells[indexOf(snapshot as never) ?? -1];
  return cell?.meta.pair ?? null;
};

const same = (a: Pair | null, b: Pair): boolean => a?.order === b.order && a.transaction === b.transaction;

describe('explain, on snapshots', () => {
  const reach = new Map<Snapshot, readonly (Pair | null)[]>();
  const reachOf = (snapshot: Snapshot): readonly (Pair | null)[] => {
    const known = reach.get(snapshot) ?? [...reachable(snapshot).values()].map(pairOf);
    reach.set(snapshot, known);
    return known;
  };
  console.info(`explain: ${snapshots.length} snapshots × ${pairs.length} pairs`);

  it.each(pairs)(
    'should say yes to ($order, $transaction) with a way that leads there, and no where none does',
    (pair) => {
      const wrong: string[] = [];
      for (const snapshot of snapshots) {
        const { possible, way, refusals } = explain(snapshot, { status: pair });
        const name = `${snapshot.chart} ${snapshot.state} ${JSON.stringify(snapshot.profile)}`;
        const can = reachOf(snapshot).some((shown) => same(shown, pair));
        if (possible !== (can ? 'yes' : 'no')) wrong.push(`${name}: ${possible}, but ${can ? 'it can' : 'it cannot'}`);
        if (possible === 'yes' && refusals.length > 0) wrong.push(`${name}: yes, with a refusal`);
        if (possible === 'no' && (refusals.length === 0 || way.length > 0)) wrong.push(`${name}: no, without a reason`);
        if (possible !== 'yes') continue;
        const end = way.reduce<Snapshot | undefined>((now, fact) => now && stepped(now, fact), snapshot);
        if (!end || !same(pairOf(end), pair)) wrong.push(`${name}: ${way.join(', ')} does not lead there`);
        if (same(pairOf(snapshot), pair) !== (way.length === 0)) wrong.push(`${name}: a way to what is shown`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('should name as legal exactly the facts that step takes, and where each leads', () => {
    const wrong: string[] = [];
    for (const snapshot of snapshots) {
      const legal = explain(snapshot, { status: pairs[0] as Pair }).legal.map(({ fact, to }) => `${fact} → ${to}`);
      const taken = facts.flatMap((name) => {
        const next = stepped(snapshot, name);
        return next ? [`${name} → ${next.state}`] : [];
      });
      if ([...legal].sort().join() !== taken.sort().join())
        wrong.push(`${snapshot.chart} ${snapshot.state}: ${legal.join()} / ${taken.join()}`);
    }
    expect(wrong).toEqual([]);
  });

  it('should answer a fact as step does, with the same refusal', () => {
    const wrong: string[] = [];
    for (const snapshot of snapshots)
      for (const name of facts) {
        const fact = factOf(name);
        const ofStep = answered(() => step(snapshot as Snapshot, fact as FactFor<Snapshot>));
        const explained = answered(() => explain(snapshot, { fact: fact as never }));
        if (ofStep === 'InputError' || explained === 'InputError') {
          if (ofStep !== explained) wrong.push(`${snapshot.state} ${name}: one of the two cannot read it`);
          continue;
        }
        const refusal = ofStep.ok ? undefined : ofStep.refusal;
        if (explained.possible !== (ofStep.ok ? 'yes' : 'no'))
          wrong.push(`${snapshot.state} ${name}: ${explained.possible}`);
        if (JSON.stringify(explained.refusals[0]) !== JSON.stringify(refusal))
          wrong.push(`${snapshot.state} ${name}: another reason`);
      }
    expect(wrong).toEqual([]);
  });

  it('should explain the rule, its grounds and what would be legal, for a request that a brand forbids', () => {
    const input = { edition: '2019-10', brand: 'maestro', amount: 1000, currency: 'EUR' } as const;
    const maestro = begin('transaction', input) as object as Snapshot;
    const { possible, refusals, legal } = explain(maestro, { fact: { type: 'order.created', at, threeD: 'non-3-D' } });
    expect(possible).toBe('no');
    expect(refusals).toMatchObject([
      { code: 'brand_requires_3d', ids: ['CARD-3'], basis: 'documented', source: 'founding', cure: 'change' },
    ]);
    expect(legal.map(({ fact }) => fact)).toEqual(['order.created 3-D']);
  });

  it('should refuse a snapshot that no chart has, whatever is wished', () => {
    const forged = [
      { chart: 'transaction', state: 'nonsense', profile: {} },
      { chart: 'none', state: 'completed', profile: {} },
      { ...snapshots[0], profile: { ...snapshots[0]?.profile, brand: 'diners' } },
    ] as unknown as Snapshot[];
    for (const snapshot of forged) {
      expect(() => explain(snapshot, { status: pairs[0] as Pair })).toThrow(InputError);
      expect(() => explain(snapshot, { fact: { type: 'review.approved', at } })).toThrow(InputError);
    }
  });

  it('should refuse a wish that cannot be read', () => {
    const input = { edition: '2019-10', brand: 'visa', amount: 1000, currency: 'EUR' } as const;
    const snapshot = begin('transaction', input) as object as Snapshot;
    for (const fact of [undefined, null, 'now', {}, { type: 'xstate.init', at }, { type: 'order.created', at }])
      expect(() => explain(snapshot, { fact: fact as never }), JSON.stringify(fact)).toThrow(InputError);
  });
});

describe('explain, on payments', () => {
  const pairOf = (order: string, transaction: string) => ({ order, transaction }) as Pair;
  const status = (order: string, transaction: string) => ({ status: pairOf(order, transaction) });
  const payments: Readonly<Record<string, Payment>> = {
    'nothing asked for yet': opened(),
    begun: reached(notified('initialized', 'initialized')),
    held: reached(notified('uncleared', 'uncleared')),
    paid: paid(),
    declined: reached(notified('declined', 'declined')),
    'asked for at once': told(opened(), ordered()),
    authorised: reached(authorised()),
    'with a refund asked': told(paid(), refundAsked()),
    'charged back': reached(notified('completed', 'completed'), notified('chargeback', 'completed', { at: '11:00' })),
  };
  const asked: readonly PaymentFact[] = [
    ordered({ transactionId: '9' }),
    ordered({ transactionId: '9', brand: 'maestro', threeD: 'non-3-D' }),
    refundAsked({ refundId: 'refund-2' }),
    refundAsked({ refundId: 'refund-2', amount: 1001 }),
    { type: 'transaction.cancelled', at },
    { type: 'review.approved', at },
    { type: 'chargeback.received', at, transactionId: 'c', amount: 100 },
  ];

  it.each(Object.entries(payments))('should answer a fact or a request as step does: %s', (_, payment) => {
    for (const fact of asked) {
      const ofStep = answered(() => step(payment, fact));
      const explained = answered(() => explain(payment, { fact }));
      if (ofStep === 'InputError' || explained === 'InputError') expect(explained).toBe(ofStep);
      else {
        expect(explained.possible).toBe(ofStep.ok ? 'yes' : 'no');
        expect(explained.refusals).toEqual(ofStep.ok ? [] : [ofStep.refusal]);
      }
    }
  });

  it.each([
    ['nothing asked for yet', 'completed', 'completed', 'yes'],
    ['begun', 'initialized', 'initialized', 'yes'],
    ['begun', 'completed', 'completed', 'yes'],
    ['begun', 'void', 'cancelled', 'yes'],
    ['held', 'completed', 'completed', 'yes'],
    ['held', 'initialized', 'initialized', 'no'],
    ['paid', 'completed', 'completed', 'yes'],
    ['paid', 'declined', 'declined', 'no'],
    ['paid', 'refunded', 'completed', 'yes'],
    ['paid', 'chargeback', 'completed', 'yes'],
    ['charged back', 'chargeback', 'completed', 'yes'],
    ['declined', 'expired', 'expired', 'no'],
    // What an order shows of a payment once that is collected, in the words that a source has it with.
    ['nothing asked for yet', 'refunded', 'completed', 'yes'],
    ['begun', 'chargeback', 'completed', 'yes'],
    ['held', 'partial_refunded', 'completed', 'yes'],
    ['held', 'chargeback', 'expired', 'no'],
    ['paid', 'refunded', 'refunded', 'yes'],
    ['paid', 'refunded', 'initialized', 'no'],
    ['declined', 'refunded', 'completed', 'no'],
    ['authorised', 'shipped', 'completed', 'yes'],
    // Nobody has said whether it is captured by hand.
    ['begun', 'completed', 'initialized', 'unknown'],
    ['asked for at once', 'completed', 'initialized', 'no'],
    ['paid', 'completed', 'initialized', 'no'],
    ['declined', 'completed', 'initialized', 'no'],
  ])('should, of a payment that is %s, answer (%s, %s) with %s', (name, order, transaction, answer) => {
    const { possible, refusals } = explain(payments[name] as Payment, status(order, transaction));
    expect(possible).toBe(answer);
    expect(refusals.length > 0).toBe(answer === 'no');
  });

  it('should name the way to the collection that a wished order word implies', () => {
    expect(explain(payments.held as Payment, status('chargeback', 'completed')).way).toEqual(['review.approved']);
    expect(explain(payments.paid as Payment, status('chargeback', 'completed')).way).toEqual([]);
  });

  it('should deny no pair that a newer report of the payment is applied with', () => {
    const collected = ['refunded', 'partial_refunded', 'chargeback', 'shipped'].map((order) =>
      pairOf(order, 'completed'),
    );
    const given = ['refunded', 'partial_refunded'].map((order) => pairOf(order, order));
    for (const payment of [payments.begun, payments.held, payments.paid, payments.authorised] as Payment[])
      for (const wished of [...pairs, ...collected, ...given]) {
        const told = notified(wished.order, wished.transaction, { at: '12:00', payment_details: { type: 'VISA' } });
        if (observe(payment, told).verdict.verdict === 'applied')
          expect([wished, explain(payment, { status: wished }).possible]).not.toEqual([wished, 'no']);
      }
  });

  it('should name what would be legal on a paid order: a refund, and a chargeback', () => {
    const { legal } = explain(paid(), status('declined', 'declined'));
    expect(legal.map(({ fact }) => fact).join()).toMatch(/refund\.requested/);
  });

  it('should name what would be legal before anything is asked for: to ask', () => {
    const { legal } = explain(opened(), status('completed', 'completed'));
    expect(legal.map(({ fact }) => fact).join()).toMatch(/order\.created/);
  });

  it('should leave open what depends on what is not known: who collects', () => {
    const amex = reached(notified('initialized', 'initialized', by('AMEX')));
    expect(explain(amex, status('completed', 'initialized')).possible).toBe('unknown');
    expect(explain(amex, status('completed', 'completed')).possible).toBe('unknown');
    const ours = observeAll([notified('initialized', 'initialized', by('AMEX'))], opened()).payment;
    expect(explain(ours, status('completed', 'initialized')).possible).toBe('no');
    expect(explain(ours, status('completed', 'completed')).possible).toBe('yes');
  });

  it('should, where a refusal is explained, cite grounds for every brand and edition', () => {
    for (const edition of editionNames)
      for (const brand of cardBrands)
        for (const threeD of ['3-D', 'non-3-D'] as const) {
          const { possible, refusals } = explain(opened(edition), { fact: ordered({ brand, threeD }) });
          expect(refusals.length).toBe(possible === 'yes' ? 0 : 1);
          for (const { ids, says } of refusals) expect(ids.length > 0 && says !== '').toBe(true);
        }
  });
});

/** What an act answers, or that it could not read what it was given. */
function answered<T>(act: () => T): T | 'InputError' {
  try {
    return act();
  } catch (error) {
    if (error instanceof InputError) return 'InputError';
    throw error;
  }
}
