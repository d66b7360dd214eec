/**
 * Goal: the actors of a payment show what the lifecycle holds possible, no more and no less, whatever is reported; and
 * nothing of a card but its brand.
 */
import { describe, expect, it } from 'vitest';
import { getNextSnapshot } from 'xstate';
import { orderStatuses } from '../../machines/index.ts';
import { certainPath } from '../../src/inspect/certain-path.ts';
import { definitionOf } from '../../src/inspect/definition.ts';
import { type Inspected, inspect, type TransactionContext } from '../../src/inspect/index.ts';
import type { ShownSnapshot } from '../../src/inspect/shown.ts';
import {
  cellOfDispute,
  emptyPayment,
  openPayment,
  type Payment,
  possibleOfAttempt,
  possibleOfRefund,
} from '../../src/lifecycle/index.ts';
import { maskText, readOrder } from '../../src/multisafepay/index.ts';
import { chartIds, chartSources, lawRelation, type NumberedCell, stateValue } from '../../src/relation/index.ts';
import { createRandom, drawDisturbances, planNotices } from '../../src/testing/index.ts';
import { body } from '../cli/terminal.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { lifeOf, opened } from '../testing/lives.ts';
import { keysIn, recordInspector } from './recorder.ts';

const seeds = Array.from({ length: 250 }, (_, seed) => seed + 1);

const rates = {
  duplicate: 0.1,
  resend: 0.1,
  delay: 0.3,
  lose: 0.2,
  contradict: 0.2,
  undocumented: 0.1,
  unknown_word: 0.1,
};

/** What is reported of a life: every notification that arrives, in the order of arrival, and at the end a read of each attempt. */
function reportsOf(seed: number) {
  const life = lifeOf(seed);
  const disturbances = drawDisturbances(createRandom(seed), life.changes.length, rates);
  const notified = planNotices(life.changes, disturbances).map(({ document }) => document);
  const reads = life.simulator
    .truth(life.orderId)
    .attempts.map(({ transactionId }) => life.simulator.getTransaction(transactionId).body);
  const begun = seed % 3 === 0 ? emptyPayment(life.orderId) : opened(life);
  return { begun, reports: [...notified, ...reads].map((json) => readOrder(json)) };
}

/** What is possible of each transaction, in the order of the payment. */
function possibleIn(payment: Payment): readonly (readonly NumberedCell[])[] {
  return [
    ...payment.attempts.map((one) => possibleOfAttempt(payment, one).cells),
    ...payment.refunds.map((one) => possibleOfRefund(one).cells),
    ...payment.refunds.flatMap((one) => {
      const cell = one.dispute && cellOfDispute(one);
      return cell ? [[cell]] : [];
    }),
  ];
}

const shownBy = ({ transactions }: Inspected) =>
  transactions.map((actor) => actor.getSnapshot() as ShownSnapshot<TransactionContext>);

const configOf = ({ transactions: [actor] }: Inspected): unknown =>
  (actor as unknown as { readonly logic: { readonly config: unknown } }).logic.config;

/** The parts of a state value with at most one active state, from the outside in. */
const partsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : Object.entries(value as object).flatMap(([key, inner]) => [key, ...partsOf(inner)]);

describe('what actors show', () => {
  it.each(seeds)('should be what is possible, after every report of the life of seed %i', (seed) => {
    const { begun, reports } = reportsOf(seed);
    const inspected = inspect(begun, recordInspector().inspector);
    for (const report of reports) {
      inspected.observe(report);
      const possible = possibleIn(inspected.payment);
      const shown = shownBy(inspected);
      expect(shown).toHaveLength(possible.length);
      possible.forEach((cells, place) => {
        const { value, context, tags } = shown[place] as ShownSnapshot<TransactionContext>;
        const states = [...new Set(cells.map(({ state }) => state))];
        if (states.length === 1) {
          expect(value).toEqual(stateValue(states[0] as string));
          expect(context.oneOf.state).toBeUndefined();
        } else {
          const around = partsOf(value);
          expect(states.every((state) => around.every((part, depth) => state.split('.')[depth] === part))).toBe(true);
          expect(new Set(states.map((state) => state.split('.')[around.length])).size).toBeGreaterThan(1);
          expect(context.oneOf.state).toEqual(states);
          expect(tags).toHaveLength(1);
        }
        for (const key of Object.keys(cells[0]?.profile ?? {})) {
          const values = [...new Set(cells.map(({ profile }) => profile[key]))];
          expect(context.profile[key]).toEqual(values.length === 1 ? values[0] : undefined);
          expect(context.oneOf[key]).toEqual(values.length === 1 ? undefined : values);
        }
      });
    }
    inspected.stop();
  });

  it('should be a capture and a dispute as well, each on its own chart', () => {
    const { inspector } = recordInspector();
    const byHand = inspect(openPayment({ orderId: 'order-1' }), inspector);
    const details = { type: 'VISA', capture: 'manual', capture_remain: 2500 };
    byHand.observe(readOrder(body({ status: 'completed', financial_status: 'initialized', payment_details: details })));
    byHand.observe(
      readOrder(body({ order_id: 'order-1-1', auth_order_id: 'order-1', transaction_id: 26000008, amount: 1000 })),
    );
    expect(byHand.transactions.map(({ id }) => id)).toEqual(['attempt 26000001', 'capture 26000008']);
    expect(shownBy(byHand).map(({ value, context }) => [value, context.of])).toEqual([
      ['authorised', undefined],
      ['captured', 1],
    ]);

    const disputed = inspect(openPayment({ orderId: 'order-1' }), inspector);
    const charged = {
      type: 'chargeback',
      status: 'completed',
      amount: 2500,
      currency: 'EUR',
      transaction_id: 26000009,
    };
    for (const status of ['new', 'accepted'])
      disputed.observe(
        readOrder(body({ status: 'chargedback', related_transactions: [{ ...charged, dispute: { status } }] })),
      );
    expect(disputed.transactions.map(({ id }) => id).slice(1)).toEqual(['chargeback 26000009', 'dispute 26000009']);
    expect(shownBy(disputed).at(-1)?.value).toBe('accepted');
  });

  it('should be the same actors for life, each under its payment, with an id that does not change', () => {
    let replaced = 0;
    let kept = 0;
    for (const seed of seeds) {
      const { begun, reports } = reportsOf(seed);
      const inspected = inspect(begun, recordInspector().inspector);
      for (const report of reports) {
        const before = new Map(inspected.transactions.map((actor) => [actor.id, actor]));
        inspected.observe(report);
        const after = new Map(inspected.transactions.map((actor) => [actor.id, actor]));
        expect(after.size).toBe(inspected.transactions.length);
        for (const actor of after.values()) expect(actor._parent).toBe(inspected.actor);
        for (const [id, actor] of before) {
          expect([...after.keys()]).toContain(id);
          if (after.get(id) === actor) kept++;
          else replaced++;
        }
      }
    }
    console.info(`${kept} actors kept over a report, ${replaced} replaced because their chart became known`);
    expect(kept).toBeGreaterThan(500);
    expect(replaced).toBeGreaterThan(0);
  });

  it('should move with facts of our own, and not with refused ones', () => {
    const inspected = inspect(openPayment({ orderId: 'order-1' }), recordInspector().inspector);
    const at = '2019-11-04T08:00:00Z';
    const asked = inspected.step({
      type: 'order.created',
      at,
      brand: 'maestro',
      amount: 2500,
      currency: 'EUR',
      threeD: 'non-3-D',
    });
    expect(asked.ok).toBe(false);
    expect(inspected.transactions).toEqual([]);
    inspected.step({ type: 'order.created', at, brand: 'maestro', amount: 2500, currency: 'EUR' });
    expect(shownBy(inspected).map(({ value }) => value)).toEqual([{ initialized: 'authenticating' }]);
    inspected.step({ type: 'authentication.completed', at, outcome: 'Y' });
    inspected.step({ type: 'authorisation.approved', at });
    expect(shownBy(inspected).map(({ value }) => value)).toEqual([{ initialized: 'screening' }]);
  });

  it('should leave an ending when a late payment comes in', () => {
    const inspected = inspect(openPayment({ orderId: 'order-1' }), recordInspector().inspector);
    const ended = { status: 'expired', financial_status: 'expired', modified: '2019-11-04T09:00:00' };
    inspected.observe(readOrder(body(ended)));
    expect(shownBy(inspected)[0]?.value).toBe('expired');
    const [actor] = inspected.transactions;
    inspected.observe(readOrder(body({ modified: '2019-11-04T09:30:00' }), { channel: 'status_read' }));
    expect(shownBy(inspected)[0]?.value).toBe('completed');
    expect(inspected.transactions[0]).toBe(actor);
  });

  it('should become one when a refund that was asked for turns out to be one that was reported', async () => {
    const { inspector, messages } = recordInspector();
    const inspected = inspect(openPayment({ orderId: 'order-1' }), inspector);
    inspected.observe(readOrder(body()));
    const at = '2019-11-04T09:00:00Z';
    // Listed before it was asked for, so that it is not taken for the request by its amount (decision D31).
    const listed = { type: 'refund', status: 'reserved', amount: 500, currency: 'EUR', transaction_id: 26000009 };
    const modified = '2019-11-04T09:01:00';
    inspected.observe(readOrder(body({ modified, amount_refunded: 500, related_transactions: [listed] })));
    inspected.step({ type: 'refund.requested', at, refundId: 'ours', amount: 500, currency: 'EUR' });
    expect(inspected.transactions.map(({ id }) => id)).toEqual(['attempt 26000001', 'refund 26000009', 'refund 2']);
    inspected.step({ type: 'transaction.identified', at, transactionId: '26000009', refundId: 'ours' });
    expect(inspected.transactions.map(({ id }) => id)).toEqual(['attempt 26000001', 'refund 26000009']);
    const told = await messages();
    const gone = told.find((one) => one.type === '@xstate.actor' && one.name === 'refund 2');
    expect(told).toContainEqual(
      expect.objectContaining({
        type: '@xstate.snapshot',
        sessionId: gone?.sessionId,
        snapshot: expect.objectContaining({ status: 'stopped' }),
      }),
    );
  });

  it('should not move by a report that is set aside, which is an event all the same', async () => {
    const { inspector, messages } = recordInspector();
    const inspected = inspect(openPayment({ orderId: 'order-1' }), inspector);
    inspected.observe(readOrder(body()));
    const before = shownBy(inspected);
    inspected.observe(
      readOrder(body({ status: 'declined', financial_status: 'declined', modified: '2019-11-04T09:00:00' })),
    );
    expect(shownBy(inspected)).toEqual(before);
    const told = (await messages()).flatMap((one) => (one.type === '@xstate.event' ? [one] : []));
    const [attempt] = inspected.transactions;
    for (const { sessionId } of [inspected.actor, attempt as typeof inspected.actor])
      expect(told.filter((one) => one.sessionId === sessionId).at(-1)?.event).toEqual({
        type: 'report.illegal',
        at: '2019-11-04T09:00:00',
        order: 'declined',
        transaction: 'declined',
        because: 'no_lawful_history',
      });
  });
});

describe('facts on the way', () => {
  it('should be those of the only way there is, and none where there are several', () => {
    const relation = lawRelation();
    const cells = relation.cells.filter(
      ({ chart, profile }) => chart === 'refund' || (profile.brand === 'visa' && profile.edition === '2025-08'),
    );
    const deepest = 7;
    let certain = 0;
    for (const from of cells) {
      const ways = waysFrom(from, deepest);
      for (const to of cells) {
        const found = ways.get(to.index) ?? [];
        const path = certainPath([from], [to]);
        if (path === undefined) expect(found.length, `${from.state} to ${to.state}`).not.toBe(1);
        else {
          certain++;
          expect(found).toEqual([path.map(({ happening }) => JSON.stringify(happening)).join(' ')]);
          if (path.length > 0) expect(path.at(-1)?.cells.map(({ index }) => index)).toContain(to.index);
        }
      }
    }
    expect(certain).toBeGreaterThan(50);
  });

  it('should lead an actor where XState takes the chart', async () => {
    const taken = new Map<string, number>();
    for (const seed of seeds) {
      const { begun, reports } = reportsOf(seed);
      const { inspector, messages } = recordInspector();
      const inspected = inspect(begun, inspector);
      for (const report of reports) inspected.observe(report);
      const last = new Map<string, { chart: string; value: unknown; context: TransactionContext }>();
      for (const one of await messages()) {
        if (one.type === '@xstate.actor')
          last.set(one.sessionId, {
            ...(one.snapshot as unknown as ShownSnapshot<TransactionContext>),
            chart: one.definition && JSON.parse(one.definition).id,
          });
        if (one.type !== '@xstate.snapshot') continue;
        const before = last.get(one.sessionId);
        const after = one.snapshot as unknown as ShownSnapshot<TransactionContext>;
        const chart = chartIds.find((id) => id === before?.chart);
        if (before && chart && typeof before.value === 'string' && Object.keys(before.context.oneOf).length === 0) {
          const machine = chartSources[chart].create();
          if (machine.events.includes(one.event.type) && one.event.type !== 'refund.requested') {
            const next = getNextSnapshot(
              machine,
              machine.resolveState({ value: before.value, context: before.context.profile } as never),
              one.event as never,
            );
            expect(after.value).toEqual(next.value);
            taken.set(one.event.type, (taken.get(one.event.type) ?? 0) + 1);
          }
        }
        if (before) last.set(one.sessionId, { ...before, ...after });
      }
    }
    console.info(Object.fromEntries(taken));
    expect(taken.size).toBeGreaterThan(3);
  });
});

describe('definitions', () => {
  it.each(chartIds)('should be the chart as written: %s', (chart) => {
    const { config } = chartSources[chart].create();
    const { context: _, output: __, ...rest } = config;
    expect(definitionOf([chart])).toEqual(rest);
  });

  it('should arrive whole: guards by name, descriptions and meta', async () => {
    const { inspector, messages } = recordInspector();
    inspect(openPayment({ orderId: 'order-1' }), inspector).observe(readOrder(body()));
    const [definition] = (await messages()).flatMap((one) =>
      one.type === '@xstate.actor' && one.parentId ? [one.definition] : [],
    );
    const { context: _, output: __, ...rest } = chartSources.transaction.create().config;
    expect(JSON.parse(definition as string)).toEqual(JSON.parse(JSON.stringify(rest)));
    expect(definition).toContain('"guard":"permits3D"');
    expect(definition).toContain('"description":"Paid: the amount is added to the MultiSafepay balance."');
  });

  it('should say only what both charts say while nobody knows who collects', () => {
    const inspected = inspect(emptyPayment('order-1'), recordInspector().inspector);
    const reported = {
      payment_details: { type: 'AMEX', last4: '0005' },
      status: 'initialized',
      financial_status: 'initialized',
    };
    inspected.observe(readOrder(body(reported)));
    expect(configOf(inspected)).toBe(definitionOf(['transaction', 'own-mid']));
    const text = JSON.stringify(definitionOf(['transaction', 'own-mid']));
    expect(text).toContain('"id":"transaction or own-mid"');
    expect(text).not.toContain('MultiSafepay balance');
    expect(text).not.toContain('american_express');
    inspected.observe(readOrder(body({ payment_details: { type: 'AMEX', last4: '0005' } })));
    expect(configOf(inspected)).toBe(definitionOf(['transaction']));
  });
});

describe('what leaves', () => {
  it('should be made of known keys, and hold nothing like a card number', async () => {
    const keys = new Set<string>();
    for (const seed of seeds) {
      const { begun, reports } = reportsOf(seed);
      const { inspector, messages } = recordInspector();
      const inspected = inspect(begun, inspector);
      for (const report of reports) inspected.observe(report);
      inspected.stop();
      for (const one of await messages()) {
        const text = JSON.stringify(one);
        expect(maskText(text)).toBe(text);
        const { definition, ...told } = one as typeof one & { definition?: string };
        for (const key of [...keysIn(told), ...keysIn(JSON.parse(definition ?? 'null'))]) keys.add(key);
      }
    }
    const stateNames = new Set(lawRelation().cells.flatMap(({ state }) => state.split('.')));
    const facts = new Set(chartIds.flatMap((id) => chartSources[id].create().events));
    expect([...keys].filter((key) => !known.has(key) && !stateNames.has(key) && !facts.has(key))).toEqual([]);
  });

  it.each(testCards)('should not hold a card number in a name that others chose: %s', async (number) => {
    const { inspector, messages } = recordInspector();
    const inspected = inspect(openPayment({ orderId: number }), inspector);
    const planted = { order_id: number, transaction_id: number, status: `completed ${number}`, description: number };
    inspected.observe(readOrder(body({ ...planted, status: 'completed' })));
    inspected.observe(readOrder(body({ ...planted, modified: '2019-11-04T09:00:00', var1: number })));
    const text = JSON.stringify(await messages());
    expect(text).not.toContain(number);
    expect(text).toContain('report.applied');
  });

  it('should hold no word that only somebody else knows', async () => {
    const { inspector, messages } = recordInspector();
    const inspected = inspect(openPayment({ orderId: 'order-1' }), inspector);
    inspected.observe(readOrder(body({ status: 'paid by a secret friend' })));
    const text = JSON.stringify(await messages());
    expect(orderStatuses).not.toContain('paid by a secret friend');
    expect(text).toContain('report.unknown');
    expect(text).not.toContain('secret friend');
  });
});

/** Every key that may leave, but for the names of states and facts. */
const known: ReadonlySet<string> = new Set([
  // The protocol.
  ...['type', 'name', 'definition', '_version', 'createdAt', 'id', 'rootId', 'parentId', 'sessionId', 'sourceId'],
  ...['snapshot', 'event', 'status', 'value', 'context', 'output', 'error', 'tags'],
  // Charts, as XState writes them, and what they say of states and edges.
  ...['initial', 'states', 'on', 'target', 'guard', 'actions', 'entry', 'description', 'meta'],
  ...[
    'pair',
    'order',
    'transaction',
    'means',
    'money',
    'counts',
    'customer',
    'merchant',
    'ship',
    'deadline',
    'hours',
    'word',
    'answerable',
    'concludes',
  ],
  ...['ids', 'basis', 'source', 'passages'],
  // A transaction.
  ...['transactionId', 'of', 'amount', 'currency', 'shows', 'profile', 'oneOf', 'state'],
  ...['edition', 'collector', 'brand', 'lowValue', 'threeD', 'authenticated', 'softDeclined', 'sameDay'],
  // A payment.
  ...[
    'orderId',
    'position',
    'alarms',
    'violations',
    'says',
    'collected',
    'reserved',
    'refunded',
    'chargedBack',
    'unattributed',
  ],
  ...['refundable', 'refundableKnown', 'chargebackAttached', 'doubleLoss'],
  // What happened.
  ...['at', 'outcome', 'because'],
]);

/** Every way from a cell, up to a length: the facts on it, by the number of the cell it leads to. */
function waysFrom(from: NumberedCell, deepest: number): ReadonlyMap<number, readonly string[]> {
  const relation = lawRelation();
  const ways = new Map<number, Set<string>>();
  const walk = (cell: NumberedCell, way: readonly string[]): void => {
    const here = ways.get(cell.index) ?? new Set<string>();
    ways.set(cell.index, here.add(way.join(' ')));
    if (way.length === deepest) return;
    for (const { fact, to } of relation.rowsFrom(cell)) {
      const [type = '', word] = fact.split(' ');
      const told =
        type === 'order.created'
          ? { type, threeD: word }
          : type === 'authentication.completed'
            ? { type, outcome: word }
            : { type };
      walk(relation.cells[relation.indexOf(to) as number] as NumberedCell, [...way, JSON.stringify(told)]);
    }
  };
  walk(from, []);
  return new Map([...ways].map(([index, words]) => [index, [...words]]));
}
