/** The sidecar as a process: it listens, is asked, and stops. */
import { openApi } from 'paychart/service/app';
import { readConfig, startSidecar } from 'paychart/service/node';
import { same } from './check.ts';

/** A sidecar on a free port, asked to open a payment. */
export async function service(): Promise<string> {
  const token = 'a-token-of-the-checks-0123456789';
  const config = readConfig({
    MULTISAFEPAY_API_KEY: 'a-key-of-the-checks-0123456789',
    MULTISAFEPAY_ENVIRONMENT: 'test',
    PAYCHART_TOKEN: token,
    PAYCHART_PORT: '0',
    PAYCHART_LOG: 'silent',
    PAYCHART_SWEEP_SECONDS: '0',
  });
  const sidecar = await startSidecar(config);
  try {
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(new URL(path, sidecar.url), {
        ...init,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
    same('its own description', await (await ask('/openapi.json')).json(), openApi());
    const opened = await ask('/payments', { method: 'POST', body: JSON.stringify({ orderId: 'order-1001' }) });
    same('a payment that is opened', opened.ok, true);
    same('a stranger', (await fetch(new URL('/payments', sidecar.url))).status, 401);
    same('metrics', (await (await ask('/metrics')).text()).includes('paychart_'), true);
  } finally {
    await sidecar.stop();
  }
  return 'service: listened, asked, stopped';
}
