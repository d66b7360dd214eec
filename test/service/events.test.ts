/**
 * Goal: whoever listens is told of each change, the latest line of an order that changes often, whoever changed it; and
 * nothing is left behind by those who go away.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/service/app.ts';
import { stream } from '../../src/service/events.ts';
import { type Watched, watched } from '../../src/service/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { notified, refundAsked } from '../lifecycle/reports.ts';
import { openPrepared } from '../store/prepared.ts';
import { token } from './shop.ts';

const now = () => new Date().toISOString();
let store: Store;
let other: Store;
beforeAll(async () => {
  const database = await openPrepared();
  store = await openStore({ database, now });
  other = await openStore({ database, now });
});
afterAll(() => store.close());

/** A watched store whose listeners are counted, and the app on it. */
function service() {
  const changes = watched(store, now);
  let listeners = 0;
  const counted: Watched = {
    ...changes,
    listen: (listener, ended) => {
      listeners++;
      const stop = changes.listen(listener, ended);
      let isStopped = false;
      return () => {
        if (!isStopped) listeners--;
        isStopped = true;
        stop();
      };
    },
  };
  const app = createApp({ watched: counted, notified: async () => new Response(), acting: {} as never, now, token });
  return { changes, app, listeners: () => listeners };
}

/** Listens at `/events`: the lines so far, and a way to wait for more. */
async function listening(app: ReturnType<typeof service>['app'], more: Readonly<Record<string, string>> = {}) {
  const gone = new AbortController();
  const answer = await app.request('/events', {
    headers: { authorization: `Bearer ${token}`, ...more },
    signal: gone.signal,
  });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  const until = async (isThere: (text: string) => boolean): Promise<string> => {
    while (!isThere(text)) {
      const { value, done } = await reader.read();
      if (done) break;
      text += new TextDecoder().decode(value);
    }
    return text;
  };
  await until((said) => said.includes('hello'));
  const lines = () =>
    text
      .split('\n')
      .filter((line) => line.startsWith('data: {"'))
      .map((line) => JSON.parse(line.slice(6)) as { orderId: string; verdict: string; updatedAt: string });
  return { answer, until, lines, reader, leave: () => gone.abort() };
}

describe('the stream of changes', () => {
  it('should tell of every kind of change, refusals among them, with the line that lists show', async () => {
    const { changes, app } = service();
    const { until, lines, reader } = await listening(app);
    await changes.store.open({ orderId: 'e-1' });
    await until((text) => text.includes('"e-1"'));
    await changes.store.receive(notified('completed', 'completed', { order_id: 'e-1' }));
    await until((text) => text.includes('"applied"'));
    await changes.store.ask('e-1', refundAsked({ amount: 9999 }));
    await until((text) => text.includes('"refused"'));
    await changes.store.receive(notified('expired', 'expired', { order_id: 'e-1', at: '10:30' }));
    await until((text) => text.includes('"illegal"'));
    await changes.store.resolve('e-1', 4, { actor: 'a', reason: 'b', evidence: 'c' });
    await until((text) => text.split('"admitted"').length === 3);
    expect(lines().map(({ verdict }) => verdict)).toEqual(['admitted', 'applied', 'refused', 'illegal', 'admitted']);
    const {
      orderId,
      version: _,
      ...row
    } = (await store.read('e-1')) as { orderId: string; version: number; updatedAt: string };
    expect(lines().at(-1)).toMatchObject({ orderId, updatedAt: row.updatedAt });
    await reader.cancel();
  });

  it('should tell of an order that changes often by its latest line', async () => {
    const { changes, app } = service();
    const { until, lines, reader } = await listening(app);
    await changes.store.open({ orderId: 'e-2' });
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        changes.store.receive(
          notified('completed', 'completed', { order_id: 'e-2', at: `10:${10 + n}`, var1: String(n) }),
        ),
      ),
    );
    await changes.store.open({ orderId: 'e-3' });
    await until((text) => text.includes('"e-3"'));
    const told = lines().filter(({ orderId }) => orderId === 'e-2');
    expect(told.length).toBeLessThan(15);
    expect(told.at(-1)?.updatedAt).toBe((await store.read('e-2'))?.updatedAt);
    await reader.cancel();
  });

  it('should say nothing of a resend', async () => {
    const { changes } = service();
    const report = notified('completed', 'completed', { order_id: 'e-4' });
    await changes.store.receive(report);
    const told: string[] = [];
    changes.listen(({ line }) => told.push(line.orderId));
    await changes.store.receive(report);
    await changes.store.open({ orderId: 'e-4-after' });
    await vi.waitFor(() => expect(told).toContain('e-4-after'));
    expect(told).toEqual(['e-4-after']);
  });

  it('should tell of what another process changed, once, and not again of its own', async () => {
    const { changes } = service();
    const told: string[] = [];
    const stop = changes.listen(({ line }) => told.push(line.orderId));
    await changes.look();
    told.length = 0;
    await other.receive(notified('completed', 'completed', { order_id: 'e-5' }));
    await changes.store.open({ orderId: 'e-6' });
    await vi.waitFor(() => expect(told).toEqual(['e-6']));
    await changes.look();
    await changes.look();
    expect(told.toSorted()).toEqual(['e-5', 'e-6']);
    await other.receive(notified('expired', 'expired', { order_id: 'e-5', at: '10:30' }));
    await changes.look();
    expect(told).toEqual(['e-6', 'e-5', 'e-5']);
    stop();
  });

  it('should read and tell nothing of what had changed before anybody listened, until it changes again', async () => {
    const ago = (seconds: number) => ({ receivedAt: new Date(Date.now() - seconds * 1000).toISOString() });
    await other.receive(notified('completed', 'completed', { order_id: 'e-old' }), ago(40));
    const reads: string[] = [];
    const counted = {
      ...store,
      read: async (id: string) => {
        reads.push(id);
        return store.read(id);
      },
    };
    const changes = watched(counted, now);
    const told: string[] = [];
    const stop = changes.listen(({ line }) => told.push(line.orderId));
    await changes.look();
    expect(told).not.toContain('e-old');
    expect(reads).not.toContain('e-old');
    // However late it is committed, and whatever the clock of the other process says.
    await other.receive(notified('expired', 'expired', { order_id: 'e-old', at: '10:30' }), ago(30));
    await other.receive(notified('completed', 'completed', { order_id: 'e-late' }), ago(20));
    await changes.look();
    expect(told.filter((id) => id === 'e-old' || id === 'e-late')).toEqual(['e-old', 'e-late']);
    stop();
  });

  it('should find many changes of others, however few are read at once', async () => {
    const { changes } = service();
    const told = new Set<string>();
    const stop = changes.listen(({ line }) => told.add(line.orderId));
    const ids = Array.from({ length: 450 }, (_, n) => `many-${n}`);
    await Promise.all(ids.map((orderId) => other.open({ orderId })));
    await changes.look();
    expect(ids.filter((id) => !told.has(id))).toEqual([]);
    stop();
  });

  it('should not look anything up while nobody listens', async () => {
    let looks = 0;
    const idle = watched(
      {
        ...store,
        versionsSince: async (...given) => {
          looks++;
          return store.versionsSince(...given);
        },
      },
      now,
    );
    await idle.look();
    expect(looks).toBe(0);
  });

  it('should forget those who go away', async () => {
    const { changes, app, listeners } = service();
    const { reader } = await listening(app);
    const second = await listening(app);
    expect(listeners()).toBe(2);
    await reader.cancel();
    await changes.store.open({ orderId: 'e-7' });
    await second.until((text) => text.includes('"e-7"'));
    expect(listeners()).toBe(1);
    await second.reader.cancel();
    expect(listeners()).toBe(0);
  });

  it('should end when the service stops, for those who listen and for those who come too late', async () => {
    const { changes, app, listeners } = service();
    const { until } = await listening(app);
    changes.end();
    await until(() => false);
    const late = await listening(app);
    await late.until(() => false);
    await vi.waitFor(() => expect(listeners()).toBe(0));
  });

  it('should wait while the database is away, and tell then', async () => {
    let isAway = true;
    let asked = 0;
    const changes = watched(
      {
        ...store,
        read: async (orderId) => {
          asked++;
          if (isAway) throw new Error('the database is away');
          return store.read(orderId);
        },
      },
      now,
    );
    const app = createApp({ watched: changes, notified: async () => new Response(), acting: {} as never, now, token });
    const { until, reader } = await listening(app);
    await changes.store.open({ orderId: 'e-8' });
    await vi.waitFor(() => expect(asked).toBeGreaterThan(0));
    isAway = false;
    expect(await until((text) => text.includes('"e-8"'))).toContain('"e-8"');
    await reader.cancel();
  });

  it('should read a change once, whether one listens or 500', async () => {
    const readsWith = async (listeners: number, orderId: string): Promise<number> => {
      let reads = 0;
      const counted = {
        ...store,
        read: async (id: string) => {
          reads++;
          return store.read(id);
        },
      };
      const changes = watched(counted, now);
      let told = 0;
      const stops = Array.from({ length: listeners }, () => changes.listen(() => told++));
      await changes.store.open({ orderId });
      await vi.waitFor(() => expect(told).toBe(listeners));
      for (const stop of stops) stop();
      return reads;
    };
    expect([await readsWith(1, 'e-9'), await readsWith(500, 'e-10')]).toEqual([1, 1]);
  });

  it('should go on after the last event that the listener has, and miss nothing of what came meanwhile', async () => {
    const { changes, app } = service();
    const first = await listening(app);
    await changes.store.open({ orderId: 'e-11' });
    const text = await first.until((said) => said.includes('"e-11"'));
    await first.reader.cancel();
    await changes.store.open({ orderId: 'e-12' });
    await other.receive(notified('completed', 'completed', { order_id: 'e-13' }));
    const id = /^id: (.*)$/m.exec(text.slice(text.lastIndexOf('event: payment')))?.[1] as string;
    const resumed = await listening(app, { 'last-event-id': id });
    expect(await resumed.until((said) => said.includes('"e-12"') && said.includes('"e-13"'))).toContain('"e-12"');
    await changes.store.open({ orderId: 'e-14' });
    expect(await resumed.until((said) => said.includes('"e-14"'))).toContain('"e-14"');
    await resumed.reader.cancel();
  });

  it('should tell who comes back of what is committed after what was missed was read, however long ago it was received', async () => {
    const receivedAt = new Date(Date.now() - 20_000).toISOString();
    const late = notified('completed', 'completed', { order_id: 'e-committed-late' });
    const changes = watched(
      {
        ...store,
        changedSince: async (...given) => {
          const page = await store.changedSince(...given);
          await other.receive(late, { receivedAt });
          return page;
        },
      },
      now,
    );
    const app = createApp({ watched: changes, notified: async () => new Response(), acting: {} as never, now, token });
    const { until, reader } = await listening(app, { 'last-event-id': changes.place() });
    await changes.look();
    expect(await until((text) => text.includes('"e-committed-late"'))).toContain('"e-committed-late"');
    await reader.cancel();
  });

  it('should begin where the greeting was, if nothing else was heard', async () => {
    const { changes, app } = service();
    const first = await listening(app);
    const id = /^id: (.*)$/m.exec(await first.until((said) => said.includes('id: ')))?.[1] as string;
    await first.reader.cancel();
    await changes.store.open({ orderId: 'e-15' });
    const resumed = await listening(app, { 'last-event-id': id });
    expect(await resumed.until((said) => said.includes('"e-15"'))).toContain('"e-15"');
    await resumed.reader.cancel();
  });

  it('should refuse an id that is none of its events, and say what to give', async () => {
    const { app } = service();
    for (const id of ['7', 'yesterday x', '2026-13-45T00:00:00Z x']) {
      const headers = { authorization: `Bearer ${token}`, 'last-event-id': id };
      const answer = await app.request('/events', { headers });
      expect(answer.status, id).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { path: 'Last-Event-ID' } });
    }
  });

  it('should take an id from the beginning of time, and from what is to come', async () => {
    const { app } = service();
    for (const id of ['0000-01-01T00:00:00Z x', '0001-01-01T00:00:00Z x', '9999-12-31T23:59:59Z x']) {
      const { until, reader } = await listening(app, { 'last-event-id': id });
      expect(await until((said) => said.includes('id: '))).toContain('hello');
      await reader.cancel();
    }
  });

  it('should leave nobody behind who only asks whether there is a stream', async () => {
    const { app, listeners } = service();
    const answer = await app.request('/events', { method: 'HEAD', headers: { authorization: `Bearer ${token}` } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(listeners()).toBe(0);
  });

  it('should let go of one who never reads, and keep serving the others', async () => {
    const { changes, app, listeners } = service();
    const deaf = await app.request('/events', { headers: { authorization: `Bearer ${token}` } });
    const { until, reader } = await listening(app);
    const ids = Array.from({ length: 50 }, (_, n) => `deaf-${n}`);
    for (const orderId of ids) await changes.store.open({ orderId });
    await until((said) => ids.every((id) => said.includes(`"${id}"`)));
    expect(listeners()).toBe(2);
    await reader.cancel();
    await deaf.body?.cancel();
    await vi.waitFor(() => expect(listeners()).toBe(0));
  });
  // Some clients, fetch-event-source among them, tell of an event at each blank line, also behind a comment.
  it('should say that it lives without ending an event that has no data', async () => {
    vi.useFakeTimers();
    try {
      const quiet = { listen: () => () => {}, place: () => '0' } as unknown as Watched;
      const context = { req: { method: 'GET', header: () => undefined } } as unknown as Parameters<typeof stream>[0];
      const reader = ((await stream(context, quiet)).body as ReadableStream<Uint8Array>).getReader();
      let text = '';
      const read = async () => {
        text += new TextDecoder().decode((await reader.read()).value);
      };
      await read();
      await vi.advanceTimersByTimeAsync(60_000);
      await read();
      await reader.cancel();
      expect(text).toContain('\n: alive\n');
      const ended = text.split('\n\n').slice(0, -1);
      expect(ended.filter((event) => !/^data: /m.test(event))).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });
});
