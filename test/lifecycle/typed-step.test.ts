/**
 * What a state allows is a type: the compiler refuses a fact that a known state does not take. `npm run check` compiles this.
 */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { begin, type FactAt, type Snapshot, type StateOf, step } from '../../src/lifecycle/index.ts';

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
    expectTypeOf(next.next.state).toEqualTypeOf<StateOf<'own-mid'>>();
    const snapshot = next.next;
    if (snapshot.state === 'initialized.authorising') {
      expect(step(snapshot, { type: 'authorisation.approved', at }).ok).toBe(true);
      // @ts-expect-error screening comes after the authorisation
      step(snapshot, { type: 'screening.passed', at });
    }
    expect(snapshot.state).toBe('initialized.authorising');
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
