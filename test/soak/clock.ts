/**
 * A service whose clock is off by an hour: nothing that MultiSafepay signs is believed or kept, the wrong clock is told apart from a
 * wrong key, and once it is right again everything that is sent again is there.
 */
import { fileURLToPath } from 'node:url';
import { openPostgres, openStore } from '../../src/store/index.ts';
import { instantAt } from '../../src/testing/index.ts';
import { nameOf, startCluster } from './cluster.ts';
import { signed } from './hostile-requests.ts';
import { exactly, none, type PartReport } from './report.ts';
import { freePort, type Service, startService, token } from './service.ts';
import { orderText } from './throughput.ts';
import { startVendor } from './vendor.ts';

/** How many orders are reported. */
export interface ClockOptions {
  readonly seed: number;
  readonly programs: string;
  readonly orders: number;
}

const hour = 3_600_000;
const preload = fileURLToPath(new URL('clock-off.ts', import.meta.url));

/** Sends everything to a service with a clock behind, to one with a clock ahead, and again to one whose clock is right. */
export async function runClock({ seed, programs, orders }: ClockOptions): Promise<PartReport> {
  const cluster = await startCluster(programs);
  const apiKey = `key-${seed}`;
  const vendor = await startVendor({ seed, apiKey, clock: { now: () => instantAt(Date.now() / 1000) } });
  const kept = { DATABASE_URL: cluster.url };
  const base = { kept, apiKey, environment: vendor.url };
  const start = async (off: number): Promise<Service> => {
    const clock = { NODE_OPTIONS: `--import=${preload}`, CLOCK_OFF: String(off) };
    const service = startService({ ...base, port: await freePort(), ...(off !== 0 && { more: clock }) });
    running.push(service);
    await service.up;
    return service;
  };
  const running: Service[] = [];
  const answered = new Map<string, number>();
  const sendAll = async (service: Service, as: string, key = apiKey): Promise<void> => {
    for (let one = 0; one < orders; one++) {
      const orderId = `order-0-${one}`;
      const body = orderText(orderId, 'completed', '05');
      const at = Math.floor(Date.now() / 1000);
      const answer = await fetch(`${service.url}/notifications?transactionid=${orderId}&timestamp=${at}`, {
        method: 'POST',
        headers: { auth: signed(body, key, at) },
        body,
      });
      await answer.text();
      answered.set(`${as} ${answer.status}`, (answered.get(`${as} ${answer.status}`) ?? 0) + 1);
    }
  };
  /** How many notifications the service counts as this, in its metrics. */
  const counted = async ({ url }: Service, outcome: string): Promise<number> => {
    const said = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    const line = new RegExp(`^paychart_notifications_total\\{outcome="${outcome}"[^}]*\\} (\\d+)`, 'm');
    return Number(line.exec(await said.text())?.[1] ?? 0);
  };
  const isWarned = (service: Service): number => (service.log().includes('look at the clock') ? 1 : 0);
  try {
    const ahead = await start(hour);
    await sendAll(ahead, 'ahead');
    const stale = await counted(ahead, 'signature_stale');
    let warned = isWarned(ahead);
    await sendAll(ahead, 'ahead, of another key', 'another-key');
    const wrong = await counted(ahead, 'signature_mismatch');
    await ahead.stop();
    const behind = await start(-hour);
    await sendAll(behind, 'behind');
    const future = await counted(behind, 'signature_future');
    warned += isWarned(behind);
    await behind.stop();
    const database = await openPostgres(cluster.url);
    const [kept] = await database.query('SELECT count(*)::integer AS entries FROM paychart.log');
    const right = await start(0);
    await sendAll(right, 'right');
    await right.stop();
    const store = await openStore({ database, now: () => new Date().toISOString() });
    const paid = await store.list({ status: 'completed', limit: 100_000 });
    await store.close();
    return {
      title: `a clock that is off by an hour, on ${nameOf(programs)}`,
      did: Object.fromEntries([...answered].map(([says, times]) => [`answered, ${says}`, times])),
      checks: [
        exactly('turned away while the clock was ahead', answered.get('ahead 401') ?? 0, orders),
        exactly('turned away while the clock was behind', answered.get('behind 401') ?? 0, orders),
        exactly('counted as signed too long ago', stale, orders),
        exactly('counted as signed in the future', future, orders),
        exactly('counted as signed with another key', wrong, orders),
        exactly('services that say in their log to look at the clock', warned, 2),
        none('entries that were stored meanwhile', Number(kept?.entries)),
        exactly('payments known once the clock was right', paid.length, orders),
      ],
    };
  } finally {
    for (const service of running) await service.kill();
    await vendor.close();
    await cluster.close();
  }
}
