/**
 * Goal: a module that makes a webhook can be loaded where there is neither database nor key; what it is made of is opened with the first
 * notification, once, and again if it failed.
 */
import { describe, expect, it } from 'vitest';
import { signNotification } from '../../src/multisafepay/index.ts';
import { createNotificationHandler, openedOnce, platform } from '../../src/service/index.ts';

const apiKey = 'a-key-of-the-tests';

describe('what is opened once', () => {
  it('should be opened by the first call, for all, and again after a failure', async () => {
    let opened = 0;
    let isAway = true;
    const payments = openedOnce(async () => {
      opened++;
      if (isAway) throw new Error('away');
      return { opened };
    });
    expect(opened).toBe(0);
    await expect(payments()).rejects.toThrow('away');
    isAway = false;
    const [one, other] = await Promise.all([payments(), payments()]);
    expect(one).toBe(other);
    expect(one).toEqual({ opened: 2 });
  });
});

describe('a webhook that is made by a function', () => {
  it('should ask for nothing when it is made, answer 503 while it cannot be opened, log why, and then store', async () => {
    const logged: string[] = [];
    const write = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
    const log = { debug: write, info: write, warn: write, error: write };
    const received: unknown[] = [];
    let key = '';
    const store = {
      receive: async (report: object) => {
        received.push(report);
        return { verdict: { verdict: 'applied', violations: [] } };
      },
    };
    const notified = createNotificationHandler(() => ({ store: store as never, apiKey: key }), { log: log as never });
    const notify = async () => {
      const body = JSON.stringify({ order_id: 'order-1', transaction_id: 1, status: 'completed' });
      const at = Math.floor(Date.now() / 1000);
      const auth = await signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: platform });
      const url = `https://shop.example/notifications?transactionid=order-1&timestamp=${at}`;
      return (await notified(new Request(url, { method: 'POST', headers: { auth }, body }))).status;
    };
    expect(await notify()).toBe(503);
    expect(logged.join()).toContain('an API key is missing or blank');
    key = apiKey;
    expect(await notify()).toBe(200);
    expect(received).toHaveLength(1);
  });
});
