/**
 * Goal: the table is the engine and XState the specification, and nobody can tell them apart. Walks with amounts, through the
 * table, through `step` and through XState, agree after every fact; the whole matrix is compared in test/proof.
 */
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect, it } from 'vitest';
import { type AnyStateMachine, createActor } from 'xstate';
import {
  type CaptureAsk,
  type CardFact,
  type ChartFact,
  createAuthorisationMachine,
  createCaptureMachine,
  createDisputeMachine,
  createOwnMidMachine,
  createRefundMachine,
  createTransactionMachine,
  type RefundAsk,
} from '../../machines/index.ts';
import { begin, type Snapshot, stepSnapshot } from '../../src/lifecycle/asking/snapshot.ts';
import { type ChartId, dotted, impossible, refused, theLaw } from '../../src/relation/index.ts';
import { type Brand, captureDays } from '../oracle/oracle.ts';

const create: Readonly<Record<ChartId, () => AnyStateMachine>> = {
  transaction: createTransactionMachine,
  'own-mid': createOwnMidMachine,
  authorisation: createAuthorisationMachine,
  capture: createCaptureMachine,
  refund: createRefundMachine,
  dispute: createDisputeMachine,
};

const input = fc.record({
  edition: fc.constantFrom('2019-10', '2025-08'),
  brand: fc.constantFrom('visa', 'mastercard', 'maestro', 'amex', 'bancontact'),
  amount: fc.constantFrom(1, 3000, 3001),
  currency: fc.constantFrom('EUR', 'USD'),
});
const opening = fc.oneof(
  fc.record({ chart: fc.constantFrom('transaction', 'own-mid'), input }),
  // Only what can be captured by hand begins in the chart of the authorisation (CAP-6).
  fc.record({
    chart: fc.constant('authorisation'),
    input: input.filter(({ brand }) => captureDays[brand as Brand] !== undefined),
  }),
  fc.record({ chart: fc.constant('capture'), input: fc.constant({}) }),
  fc.record({ chart: fc.constant('refund'), input: fc.record({ sameDay: fc.boolean() }) }),
  fc.record({ chart: fc.constant('dispute'), input: fc.constant({}) }),
);

const amount = fc.integer({ min: -1, max: 4 });
const ask: fc.Arbitrary<RefundAsk> = fc.record(
  {
    amount,
    currency: fc.constantFrom('EUR', 'USD'),
    at: fc.constantFrom('2026-01-01T00:00:00Z', '2026-08-01T00:00:00Z'),
    intentional: fc.boolean(),
    ledger: fc.record(
      {
        collected: fc.boolean(),
        refundable: fc.nat(4),
        refundableKnown: fc.boolean(),
        currency: fc.constantFrom('EUR', 'USD'),
        earliest: fc.constant('2026-01-01T00:00:00Z'),
        chargebackAttached: fc.boolean(),
        outcomeUnknown: fc.boolean(),
        earlier: fc.array(fc.record({ amount: fc.nat(4), at: fc.constant('2026-01-01T00:01:00Z') }), { maxLength: 2 }),
      },
      {
        requiredKeys: ['collected', 'refundable', 'refundableKnown', 'chargebackAttached', 'outcomeUnknown', 'earlier'],
      },
    ),
  },
  { requiredKeys: ['amount', 'currency', 'at', 'ledger'] },
);

const captureAsk: fc.Arbitrary<CaptureAsk> = fc.record({
  amount,
  currency: fc.constantFrom('EUR', 'USD'),
  at: fc.constantFrom('2026-01-01T00:00:00Z', '2026-08-01T00:00:00Z'),
  ledger: fc.record(
    {
      authorised: fc.boolean(),
      remaining: fc.nat(4),
      remainingKnown: fc.boolean(),
      currency: fc.constantFrom('EUR', 'USD'),
      expires: fc.constant('2026-02-01T00:00:00Z'),
    },
    { requiredKeys: ['authorised', 'remaining', 'remainingKnown'] },
  ),
});

/** Facts of a chart: seven in eight such as the state takes, refused or not; one in eight any. */
const choices = fc.array(
  fc.record({ among: fc.nat(999), hostile: fc.nat(7).map((dice) => dice === 0), ask, captureAsk }),
  {
    minLength: 1,
    maxLength: 16,
  },
);

const counts = { facts: 0, taken: 0, refused: 0, impossible: 0 };
const reached = new Set<number>();

/** A request with the ask of a choice; any other fact as it is. */
function withAsk(fact: ChartFact, choice: { readonly ask: RefundAsk; readonly captureAsk: CaptureAsk }): ChartFact {
  if (fact.type === 'refund.requested') return { ...fact, ask: choice.ask };
  return fact.type === 'capture.requested' ? { ...fact, ask: choice.captureAsk } : fact;
}

describe('the table', () => {
  afterAll(() => {
    console.info(
      `walks: ${counts.facts} facts: ${counts.taken} taken, ${counts.refused} refused, ${counts.impossible} impossible; ${reached.size} cells reached`,
    );
  });

  test.prop([opening, choices], { numRuns: 1500 })(
    'should go where XState goes, with amounts, and step with it',
    ({ chart, input }, walk) => {
      const { table, relation, sources } = theLaw();
      const machine = create[chart as ChartId]();
      const actor = createActor(machine, { input: input as never }).start();
      let snapshot = begin(chart as ChartId, input as never) as Snapshot;
      let cell = relation.indexOf(snapshot as never) as number;
      for (const choice of walk) {
        const facts = sources[chart as ChartId].facts.map(({ fact }) => fact as ChartFact);
        const open = facts.filter((fact) => table.next(cell, fact) !== impossible);
        const among = choice.hostile || open.length === 0 ? facts : open;
        const picked = among[choice.among % among.length] as ChartFact;
        const fact = withAsk(picked, choice);
        const before = actor.getSnapshot();
        const takes =
          before.status === 'active' && machine.getTransitionData(before as never, fact as never).length > 0;
        if (before.status === 'active') actor.send(fact as never);
        const next = table.next(cell, fact);
        const stepped = stepSnapshot(snapshot, fact);
        counts.facts++;
        counts[next >= 0 ? 'taken' : next === refused ? 'refused' : 'impossible']++;
        expect([next >= 0, stepped.ok]).toEqual([takes, takes]);
        if (next < 0 || !stepped.ok) continue;
        const { value, context } = actor.getSnapshot();
        expect(relation.cells[next]).toMatchObject({ chart, state: dotted(value), profile: context });
        expect(stepped.next).toEqual({ chart, state: dotted(value), profile: context });
        snapshot = stepped.next;
        cell = next;
        reached.add(cell);
      }
    },
  );

  it('should tell a refusal from a fact that has no edge', () => {
    const { table, relation } = theLaw();
    const snapshot = begin('transaction', { edition: '2019-10', brand: 'maestro', amount: 2500, currency: 'EUR' });
    const cell = relation.indexOf(snapshot as never) as number;
    const at = '2026-01-01T00:00:00Z';
    expect(table.next(cell, { type: 'order.created', at, threeD: 'non-3-D' })).toBe(refused);
    expect(table.next(cell, { type: 'review.approved', at })).toBe(impossible);
    expect(table.row(cell, { type: 'order.created', at, threeD: 'non-3-D' })?.broken).toBe('brand_requires_3d');
    expect(table.row(cell, { type: 'review.approved', at })).toBeUndefined();
  });

  it.each([
    { type: 'payment.received', at: '2026-01-01T00:00:00Z' },
    { type: 'authentication.completed', at: '2026-01-01T00:00:00Z', outcome: 'Z' },
    { type: 'constructor', at: '2026-01-01T00:00:00Z' },
    { type: '__proto__', at: '2026-01-01T00:00:00Z' },
  ])('should not know $type $outcome', (fact) => {
    const { table } = theLaw();
    expect(table.classOf(fact as never)).toBe(-1);
    expect(table.next(0, fact as never)).toBe(impossible);
    expect(table.row(0, fact as never)).toBeUndefined();
  });

  it('should hold exactly the rows of the relation', () => {
    const { table, relation, sources } = theLaw();
    let cells = 0;
    for (const cell of relation.cells) {
      for (const { name, fact } of sources[cell.chart].facts) {
        const row = relation.rowsFrom(cell).find((one) => one.fact === name);
        expect(table.row(cell.index, fact as CardFact)).toBe(row);
        const to = row && (row.broken ? refused : relation.indexOf(row.to));
        expect(table.next(cell.index, fact as CardFact)).toBe(to ?? impossible);
        cells++;
      }
    }
    console.info(`${cells} cells of the table compared with ${relation.rows.length} rows`);
  });
});
