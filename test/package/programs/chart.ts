/** A chart by its types: what XState knows of it, with whichever release of XState is installed. */
import { type ChartOutput, refundMachine, transactionMachine } from 'paychart/machines';
import { createActor, type InputFrom, setup } from 'xstate';
import { same } from './check.ts';

const at = '2026-01-31T12:00:00Z';
const input = { edition: '2025-08', brand: 'visa', amount: 2500, currency: 'EUR' } as const;

/** What may be sent and asked is known by its types; a chart is a child of a machine of one's own. */
export function chart(): string {
  const actor = createActor(transactionMachine, { input }).start();
  actor.send({ type: 'order.created', at, threeD: 'non-3-D' });
  // @ts-expect-error no fact of this chart
  actor.send({ type: 'goods.shipped', at });
  const { value, output }: { value: object | string; output: ChartOutput | undefined } = actor.getSnapshot();
  same('the state', [value, output], [{ initialized: 'authorising' }, undefined]);
  same('whether it is there', actor.getSnapshot().matches({ initialized: 'authorising' }), true);
  // @ts-expect-error no state of this chart
  same('whether it is shipped', actor.getSnapshot().matches('shipped'), false);
  // @ts-expect-error no tag of a chart
  same('whether it is tagged so', actor.getSnapshot().hasTag('shipped'), false);
  // @ts-expect-error no brand
  const misspelt: InputFrom<typeof transactionMachine> = { ...input, brand: 'vissa' };
  same('the brand as it was given', misspelt.brand, 'vissa');
  const refund = createActor(refundMachine, { input: {} as InputFrom<typeof refundMachine> }).getSnapshot();
  const unopened: 'unopened' | 'reserved' | 'completed' | 'cancelled' | 'declined' | 'chargedBack' | 'reversed' =
    refund.value;
  same('a refund', unopened, 'unopened');
  const checkout = setup({ actors: { payment: transactionMachine.provide({ actions: { onPaid: () => {} } }) } });
  const machine = checkout.createMachine({ invoke: { id: 'payment', src: 'payment', input } });
  same('a child', createActor(machine).start().getSnapshot().children.payment?.getSnapshot().value, 'requested');
  return 'chart: known by its types';
}
