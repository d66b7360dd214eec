/** The core, as a checkout embeds it. Needs nothing of its surroundings, not even a clock. */
import {
  explain,
  InputError,
  mayRefund,
  observe,
  openPayment,
  restore,
  safeToShip,
  save,
  step,
  viewOf,
} from 'paychart';
import { readOrder } from 'paychart/multisafepay';
import { same } from './check.ts';

/** A refusal, a payment that is paid, a late report that is not believed, and the payment read back from JSON. */
export function core(): string {
  const at = '2026-01-31T12:00:00Z';
  const order = { type: 'order.created', at, brand: 'maestro', amount: 2500, currency: 'EUR' } as const;
  let payment = openPayment({ orderId: 'order-1001', edition: '2025-08', collector: 'multisafepay' });
  const asked = step(payment, { ...order, threeD: 'non-3-D' });
  same('Maestro without 3-D Secure', asked.ok ? 'possible' : asked.refusal.code, 'brand_requires_3d');
  const begun = step(payment, order);
  if (!begun.ok) throw new Error(`the order is refused: ${begun.refusal.code}`);
  payment = begun.next;
  const verdicts = [];
  for (const [status, time] of Object.entries({ uncleared: '12:01', completed: '12:30', expired: '12:05' })) {
    const modified = `2026-01-31T${time}:00`;
    const body = { order_id: 'order-1001', transaction_id: 7, status, financial_status: status, modified };
    const observed = observe(payment, readOrder(body));
    payment = observed.payment ?? payment;
    verdicts.push(observed.verdict.verdict);
  }
  same('the verdicts', verdicts, ['applied', 'applied', 'illegal']);
  same('what may be shipped', safeToShip(payment).answer, 'yes');
  same('a refund', mayRefund(payment, { amount: 2500, currency: 'EUR', at: '2026-02-01T12:00:00Z' }).answer, 'yes');
  same('a second order', explain(payment, { fact: { ...order, at: '2026-02-01T12:00:00Z' } }).possible, 'no');
  same('the payment read back', viewOf(restore(JSON.parse(JSON.stringify(save(payment))))), viewOf(payment));
  try {
    observe(payment, readOrder({ status: 'completed' }));
    throw new Error('an order without an id was read');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return `core: ${verdicts.join(', ')}`;
}
