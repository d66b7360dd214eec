/**
 * What a state allows is a type: the compiler refuses a fact that a known state does not take. `npm run check` compiles this.
 */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { begin, type FactAt, type Snapshot, type StateOf, step } from '../../src/lifecycle/index.ts';
import { chartIds, edgesOf, theLaw, written } from '../../src/relation/index.ts';

const at = '2026-01-31T12:00:00Z';

describe('step on a snapshot of a known state', () => {
  it('should accept only the facts of that state and of its parents', () => {
    const authorising = state('transaction', 'initialized.authorising');
    expect(step(authorising, { type: 'authorisation.approved', at }).ok).toBe(true);
    expect(step(authorising, { type: 'transaction.expired', at }).ok).toBe(true);
    // @ts-expect-error a review comes only when the payment is uncleared
    expect(step(authorising, { type: 'review.approved', at }).ok).toBe(false);
    type Types = FactAt<'transaction', 'initialized.authorising'>['type' &
      keyof FactAt<'transaction', 'initialized.authorising'>];
    expectTypeOf<Types>().toEqualTypeOf<
      | 'authorisation.approved'
      | 'authorisation.declined'
      | 'authorisation.soft_declined'
      | 'screening.rejected'
      | 'transaction.expired'
      | 'transaction.cancelled'
    >();
  });

  it('should say that nothing may happen after a final state', () => {
    const completed = state('transaction', 'completed');
    // @ts-expect-error Argument … is not assignable to parameter of type '"nothing may happen after completed"'
    const after = step(completed, { type: 'transaction.expired', at });
    expect(after).toMatchObject({ ok: false, refusal: { code: 'final_state' } });
    expectTypeOf<FactAt<'transaction', 'completed'>>().toEqualTypeOf<'nothing may happen after completed'>();
    expectTypeOf<FactAt<'refund', 'reversed'>>().toEqualTypeOf<'nothing may happen after reversed'>();
  });

  it('should narrow by the dotted state', () => {
    const begun = begin('own-mid', { edition: '2019-10', brand: 'amex', amount: 2500, currency: 'EUR' });
    expectTypeOf(begun.state).toEqualTypeOf<'requested'>();
    const next = step(begun, { type: 'order.created', at, threeD: 'non-3-D' });
    if (!next.ok) throw new Error(next.refusal.says);
    expectTypeOf(next.next.state).toEqualTypeOf<'initialized.authenticating' | 'initialized.authorising'>();
    const snapshot = next.next;
    if (snapshot.state === 'initialized.authorising') {
      expect(step(snapshot, { type: 'authorisation.approved', at }).ok).toBe(true);
      // @ts-expect-error screening comes after the authorisation
      step(snapshot, { type: 'screening.passed', at });
    }
    expect(snapshot.state).toBe('initialized.authorising');
  });
});

describe('step after step', () => {
  it('should know where the only way of a fact leads, so that an illegal second step does not compile', () => {
    const held = step(state('transaction', 'initialized.screening'), { type: 'screening.held', at });
    if (!held.ok) throw new Error(held.refusal.says);
    expectTypeOf(held.next.state).toEqualTypeOf<'uncleared'>();
    const approved = step(held.next, { type: 'review.approved', at });
    if (!approved.ok) throw new Error(approved.refusal.says);
    expectTypeOf(approved.next.state).toEqualTypeOf<'completed'>();
    // @ts-expect-error nothing may happen after completed
    expect(step(approved.next, { type: 'transaction.expired', at }).ok).toBe(false);
    // @ts-expect-error the issuer was asked before
    expect(step(held.next, { type: 'authorisation.approved', at }).ok).toBe(false);
  });

  it('should know the states that a fact may lead to, where the law has several', () => {
    const input = { edition: '2019-10', brand: 'visa', amount: 2500, currency: 'EUR' } as const;
    const created = step(begin('transaction', input), { type: 'order.created', at, threeD: '3-D' });
    if (!created.ok || created.next.state !== 'initialized.authenticating') throw new Error('not authenticating');
    const asked = step(created.next, { type: 'authentication.completed', at, outcome: 'Y' });
    if (!asked.ok) throw new Error(asked.refusal.says);
    expectTypeOf(asked.next.state).toEqualTypeOf<
      'declined' | 'initialized.authenticating' | 'initialized.authorising'
    >();
    expect(asked.next.state).toBe('initialized.authorising');
  });

  it.each(chartIds)('should lead nowhere that its type does not say: %s', (chart) => {
    // The types are read from the same configuration: what each edge of it names is what the compiled rows lead to.
    const { relation, sources } = theLaw();
    const edges = edgesOf(written(sources[chart].create()));
    const ways = new Set(
      relation.rows
        .filter(({ from }) => from.chart === chart)
        .map(({ from, fact, to }) => [from.state, fact.split(' ')[0], to.state].join(' > ')),
    );
    expect(ways.size).toBeGreaterThan(2);
    for (const way of ways) {
      const [from, fact, to] = way.split(' > ');
      const own = edges.filter((edge) => edge.fact === fact && `${from}.`.startsWith(`${edge.from.name}.`));
      expect(
        own.map((edge) => edge.to),
        way,
      ).toContain(to);
    }
  });
});

/** A snapshot in a state, as a Visa payment with 3-D Secure comes to it. */
function state<Chart extends 'transaction', State extends StateOf<Chart>>(
  chart: Chart,
  name: State,
): Snapshot<Chart, State> {
  const { profile } = begin('transaction', { edition: '2019-10', brand: 'visa', amount: 2500, currency: 'EUR' });
  return { chart, state: name, profile: { ...profile, threeD: '3-D', authenticated: true } } as never;
}
