/** The simulator, and the chaos kit against a handler that forgets everything. */
import { createClock, createSimulator, simulatorFetch } from 'paychart/testing';
import { chaos } from 'paychart/testing/chaos';
import { same } from './check.ts';

/** An order at a simulated MultiSafepay, and a handler whose mistake is found. */
export async function testing(): Promise<string> {
  const clock = createClock('2025-08-11T08:00:00Z');
  const simulator = createSimulator({ seed: 1, edition: '2025-08', clock });
  const answer = await simulatorFetch(simulator)(new Request('https://api.invalid/v1/json/orders/order-1001'));
  same('an order that is not there', answer.status, 404);
  const forgetful = () => ({
    notify: async () => ({ status: 200, body: 'OK' }),
    state: async () => ({ paid: false, refunded: 0, chargedBack: 0 }),
    effects: async () => [],
  });
  const failure = await chaos(forgetful, { runs: 100, seed: 1 }).then(
    () => '',
    (error: unknown) => String(error),
  );
  same('a seed to see it again', /seed: 1/.test(failure), true);
  return 'testing: simulated, disturbed';
}
