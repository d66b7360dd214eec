/** A payment shown to an inspector of `@statelyai/inspect`. */
import { createInspector } from '@statelyai/inspect';
import { openPayment } from 'paychart';
import { inspect } from 'paychart/inspect';
import { readOrder } from 'paychart/multisafepay';
import { same } from './check.ts';
import { order } from './wire.ts';

/** What an inspector is sent of a payment that is reported. */
export async function inspected(): Promise<string> {
  const sent: string[] = [];
  const inspector = createInspector({ send: ({ type }) => void sent.push(type) });
  const shown = inspect(openPayment({ orderId: 'order-1001' }), inspector);
  shown.observe(readOrder(order));
  await new Promise((resolve) => setTimeout(resolve, 10));
  same('the actors', sent.filter((type) => type === '@xstate.actor').length, 2);
  shown.stop();
  return `inspect: ${sent.length} messages`;
}
