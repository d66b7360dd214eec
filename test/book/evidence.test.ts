/**
 * Goal: the evidence of a payment has every entry of its log, in words and with its digests, and says whether the log holds. A log
 * that was tampered with is said to be broken, and where. Nothing like card data is in it, whatever a person typed.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/book/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { type Config, type Sidecar, startSidecar } from '../../src/service/node.ts';
import { canonical } from '../../src/store/canonical.ts';
import { openPglite, openStore, type Store } from '../../src/store/index.ts';
import { type Given, paychart, type Ran } from '../cli/terminal.ts';
import { refundAsked, refundOf, wire } from '../lifecycle/reports.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { lifeOf, planOf } from '../testing/lives.ts';

const folder = mkdtempSync(join(tmpdir(), 'paychart-evidence-'));
const data = join(folder, 'data');
const exported = join(folder, 'all.jsonl');
const seeds = Array.from({ length: 4 }, (_, index) => 20 + index);

let tick = Date.parse('2025-05-06T08:00:00Z');
const now = (): string => {
  tick += 1000;
  return new Date(tick).toISOString();
};

/** Opens the database, does something, and closes it: a folder is open to one at a time. */
async function withStore<T>(use: (store: Store, script: (sql: string) => Promise<void>) => Promise<T>): Promise<T> {
  const database = await openPglite(data);
  try {
    return await use(await openStore({ database, now }), (sql) => database.script(sql));
  } finally {
    await database.close();
  }
}

const evidenceOf = async (...argv: readonly string[]): Promise<Ran & { readonly evidence: Evidence }> => {
  const ran = await paychart(['evidence', ...argv]);
  return { ...ran, evidence: ran.stdout === '' ? ({} as Evidence) : (JSON.parse(ran.stdout) as Evidence) };
};

beforeAll(async () => {
  await withStore(async (store) => {
    for (const seed of seeds) {
      const { edition, collector } = planOf(seed);
      const orderId = `order-${seed}`;
      await store.open({ orderId, edition, collector });
      for (const { document } of lifeOf(seed).changes)
        await store.receive(readOrder({ ...document, order_id: orderId }));
    }
    // One with everything: a payment, a refused refund, an alarm, a correction, a report that is set aside.
    await store.open({ orderId: 'order-1' });
    await store.receive(readOrder(wire('expired', 'expired')));
    await store.receive(readOrder(wire('completed', 'completed', { at: '11:00' })));
    const close = { code: 'money_may_be_held', transactionId: '7' } as const;
    await store.correct('order-1', { actor: 'a.person', reason: 'looked into', evidence: 'a call', close });
    await store.receive(readOrder({ success: true, data: wire('completed', 'completed', { at: '12:00' }) }));
    await store.ask('order-1', refundAsked({ amount: 999_999 }));
    const related_transactions = [refundOf('8', 400, 'completed')];
    await store.receive(
      readOrder(wire('partial_refunded', 'completed', { at: '2019-11-05T09:00:00', related_transactions })),
    );
    await store.receive(readOrder(wire('nonsense', 'completed', { at: '2019-11-06T09:00:00' })));
    const lines: string[] = [];
    for await (const line of store.exportAll()) lines.push(line);
    writeFileSync(exported, lines.map((line) => `${line}\n`).join(''));
  });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('evidence from a database', () => {
  it('should have every entry of the log of a generated payment, and verify', async () => {
    for (const seed of seeds) {
      const orderId = `order-${seed}`;
      const entries = await withStore((store) => store.history(orderId));
      const { code, evidence, stderr } = await evidenceOf(orderId, '--data', data);
      expect([orderId, code, stderr]).toEqual([orderId, 0, '']);
      expect(evidence.chain).toEqual({
        holds: true,
        says: 'every link holds',
        entries: entries.length,
        head: entries.at(-1)?.hash,
      });
      expect(evidence.judgedAgain.holds).toBe(true);
      expect(evidence.log).toEqual(JSON.parse(JSON.stringify(entries)));
      expect(evidence.history.map(({ n, verdict, digest, hash }) => ({ n, verdict, digest, hash }))).toEqual(
        entries.map(({ n, verdict, digest, hash }) => ({ n, verdict, digest, hash })),
      );
      for (const { says } of evidence.history) expect(says).not.toBe('');
    }
  });

  it('should let anybody compute the digests again from what it has', async () => {
    const { evidence } = await evidenceOf('order-20', '--data', data);
    for (const { hash, ...entry } of evidence.log) {
      expect(sha256(canonical(entry.body))).toBe(entry.digest);
      expect(sha256(canonical(entry))).toBe(hash);
    }
  });

  it('should name violations, alarms, corrections and refusals, each with the rule and its source', async () => {
    const { evidence } = await evidenceOf('order-1', '--data', data);
    expect(evidence.violations.map(({ code }) => code)).toContain('late_payment');
    expect(evidence.corrections).toHaveLength(1);
    expect(evidence.corrections[0]?.body).toMatchObject({ actor: 'a.person', evidence: 'a call' });
    const ruled = new Map(evidence.rules.map((rule) => [rule.rule, rule]));
    for (const code of ['no_lawful_history', 'late_payment', 'refund_exceeds_refundable', 'word_unknown'])
      expect(ruled.get(code)?.ids[0], code).toMatch(/^D\d/);
    for (const { ids, sourceText } of evidence.rules) {
      expect(ids.length).toBeGreaterThan(0);
      expect(sourceText).not.toBe('');
    }
  });

  it('should be a page that needs nothing else, with every entry', async () => {
    const file = join(folder, 'page.html');
    const { code, stderr } = await paychart(['evidence', 'order-1', '--data', data, '--html', file]);
    const page = readFileSync(file, 'utf8');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Order order-1: 8 entries; the chain: every link holds; judged again: .+\.\n$/);
    expect(page).toContain('The log is whole, and comes to what is stored.');
    expect(page).not.toMatch(/<script|<link|src=|href="(?!#)|@import|url\(/);
    const { evidence } = await evidenceOf('order-1', '--data', data);
    for (const { hash, digest } of evidence.history)
      for (const one of [hash, digest]) expect(page).toContain(String(one));
  });

  it('should change nothing where it is read', async () => {
    const all = async (store: Store): Promise<string[]> => {
      const lines: string[] = [];
      for await (const line of store.exportAll()) lines.push(line);
      return lines;
    };
    const before = await withStore(all);
    await evidenceOf('order-1', '--data', data);
    expect(await withStore(all)).toEqual(before);
  });
});

describe('what evidence has beside the log', () => {
  it('should be deliveries, what was set aside, moves and messages, from the database', async () => {
    const { evidence } = await evidenceOf('order-1', '--data', data);
    const { kept, history } = evidence;
    if (!kept) throw new Error('nothing is kept');
    const notifications = history.filter(({ kind }) => kind === 'notification');
    expect(kept.deliveries).toHaveLength(notifications.length);
    expect(kept.deliveries.every(({ times }) => times === 1)).toBe(true);
    const aside = history.filter(({ verdict }) => verdict === 'illegal' || verdict === 'unknown').map(({ n }) => n);
    expect(aside).not.toEqual([]);
    expect(kept.quarantine.map(({ n }) => n)).toEqual(aside);
    expect(kept.moves.length).toBeGreaterThan(0);
    for (const { logN, toCells } of kept.moves) {
      expect(history.map(({ n }) => n)).toContain(logN);
      expect(toCells).not.toEqual([]);
    }
    expect(kept.outbox.map(({ n }) => n).every((n) => history.some((entry) => entry.n === n))).toBe(true);
    expect(kept.outbox.length).toBeGreaterThan(0);
  });

  it('should be the same of an exported line', async () => {
    const { evidence: one } = await evidenceOf('order-1', '--data', data);
    const { evidence: other } = await evidenceOf('order-1', '--jsonl', exported);
    expect(other.kept).toEqual(one.kept);
  });

  it('should say which version made it, and MultiSafepay’s time beside ours', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    const { evidence } = await evidenceOf('order-1', '--data', data);
    expect(evidence.tool).toEqual({ name: 'paychart', version });
    const page = join(folder, 'beside.html');
    expect((await paychart(['evidence', 'order-1', '--data', data, '--html', page])).code).toBe(0);
    const html = readFileSync(page, 'utf8');
    for (const head of ['MultiSafepay’s time', 'Notifications, and how often each came', 'Set aside', 'Moves that'])
      expect(html).toContain(head);
    for (const { reportedAt } of evidence.history) if (reportedAt !== undefined) expect(html).toContain(reportedAt);
  });

  it('should have the rule on how a card was paid where that is certain, and none that was not applied', async () => {
    const order = 'order-rules';
    await withStore(async (store) => {
      await store.open({ orderId: order, edition: '2019-10' });
      await store.receive(readOrder({ ...wire('completed', 'completed'), order_id: order }));
    });
    const { evidence } = await evidenceOf(order, '--data', data);
    const cards = evidence.rules.filter(({ rule }) => rule.startsWith('card rule'));
    // Visa is paid either way, and the report does not say which: neither row is said to have been applied.
    expect(cards).toEqual([]);
  });

  it('should be that of the payment, where the order id is one that a refund has of its own', async () => {
    const order = 'order-refunded';
    const own = 'refund-of-its-own';
    await withStore(async (store) => {
      await store.open({ orderId: order });
      await store.receive(readOrder({ ...wire('completed', 'completed'), order_id: order }));
      const related_transactions = [{ ...refundOf('88', 400, 'completed'), order_id: own }];
      await store.receive(
        readOrder({
          ...wire('partial_refunded', 'completed', { at: '2019-11-05T09:00:00', related_transactions }),
          order_id: order,
        }),
      );
    });
    const lines: string[] = [];
    await withStore(async (store) => {
      for await (const line of store.exportAll()) lines.push(`${line}\n`);
    });
    const file = join(folder, 'refunded.jsonl');
    writeFileSync(file, lines.join(''));
    for (const from of [
      ['--data', data],
      ['--jsonl', file],
    ]) {
      const { code, evidence } = await evidenceOf(own, ...from);
      expect([code, evidence.orderId]).toEqual([0, order]);
    }
  });
});

describe('evidence from a service', () => {
  const token = 'a-token-of-the-tests';
  const env = { PAYCHART_TOKEN: token };
  const config: Config = {
    data,
    host: '127.0.0.1',
    port: 0,
    apiKeys: ['a-key-of-the-tests'],
    environment: 'test',
    token,
    logLevel: 'silent',
    sweepEvery: 0,
  };
  let service: Sidecar;
  beforeAll(async () => {
    service = await startSidecar(config);
  }, 60_000);
  afterAll(() => service.stop());
  const asked = (url: string, given: Given['env'] = env, orderId = 'order-1') =>
    paychart(['evidence', orderId, '--service', url], { env: given });

  it('should be that of the folder, which it alone may open meanwhile; the refusal says what to type', async () => {
    const refused = await paychart(['evidence', 'order-1', '--data', data]);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain(`process ${process.pid} has the folder ${data}`);
    expect(refused.stderr).toContain(`Type: PAYCHART_TOKEN=… paychart evidence order-1 --service ${service.url}\n`);
    const fromService = await Promise.all(['order-1', 'order-22'].map((one) => asked(service.url, env, one)));
    expect(fromService.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    await service.stop();
    for (const [at, orderId] of ['order-1', 'order-22'].entries()) {
      const { stdout } = await paychart(['evidence', orderId, '--data', data]);
      expect(fromService[at]?.stdout).toBe(stdout);
    }
    service = await startSidecar(config);
  });

  it('should quote an order id that a shell would take apart', async () => {
    const { stderr } = await paychart(['evidence', "an order's", '--data', data]);
    expect(stderr).toContain(`paychart evidence 'an order'\\''s' --service ${service.url}`);
  });

  it('should be refused with the way out: no token, a wrong one, no service, another service, another order', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => nobody.once('listening', resolve));
    const { port } = nobody.address() as AddressInfo;
    nobody.on('request', (_, answer) => answer.writeHead(200, { connection: 'close' }).end('{"orderId":7}'));
    const other = `http://127.0.0.1:${port}`;
    const says: [Promise<Ran>, RegExp][] = [
      [asked(service.url, {}), /^PAYCHART_TOKEN: it is not set\. Set it to the token/],
      [
        asked(service.url, { PAYCHART_TOKEN: 'a-token-that-is-wrong' }),
        /^PAYCHART_TOKEN: the service does not take it/,
      ],
      [asked('ftp://127.0.0.1'), /^--service: "ftp:\/\/127\.0\.0\.1" is no address of a service/],
      [asked(other), /^--service: http:\/\/127.* answers with no log of Paychart/],
      [asked(`${service.url}/elsewhere`), /^--service: .*elsewhere\/ answers 404: There is no .* here/],
      [asked(service.url, env, 'nobody'), /nothing is known of order "nobody"\. Check the id/],
      // An address leads past these, to something else.
      [asked(service.url, env, '..'), /^order: no address has an order "\.\."\. Ask the database/],
      [asked(service.url, env, '.'), /^order: no address has an order "\."\. Ask the database/],
      [asked(`${service.url}/elsewhere`), /^[^\n]* here\. Check[^\n]*\n$/],
    ];
    for (const [ran, pattern] of says) {
      const { code, stdout, stderr } = await ran;
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(pattern);
      expect(stderr).not.toContain('a-token');
    }
    await new Promise((resolve) => nobody.close(resolve));
    expect((await asked(other)).stderr).toMatch(
      /nobody answers at http:\/\/127.* \(ECONNREFUSED\)\. Check that it runs/,
    );
  });
});

describe('evidence from a database that no store was opened on', () => {
  it('should say so, and how it becomes one; and so of an older version, which it leaves as it is', async () => {
    const bare = join(folder, 'bare');
    const database = await openPglite(bare);
    await database.close();
    const never = await paychart(['evidence', 'order-1', '--data', bare]);
    expect([never.code, never.stdout]).toEqual([2, '']);
    expect(never.stderr).toMatch(/^no payments are kept in this database: no service has opened it yet\. Check/);
    const older = await openPglite(bare);
    await openStore({ database: older, now });
    await older.script('DELETE FROM paychart.migration WHERE version > 3');
    await older.close();
    const { code, stderr } = await paychart(['evidence', 'order-1', '--data', bare]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^the database is of version 3, and this package reads version \d+, which its service brings/,
    );
    const after = await openPglite(bare);
    expect(await after.query('SELECT max(version) AS version FROM paychart.migration')).toEqual([{ version: 3 }]);
    await after.close();
  });
});

describe('evidence from a file', () => {
  it('should be that of the database, from the lines that it exported', async () => {
    const { head: _, ...fromDatabase } = (await evidenceOf('order-22', '--data', data)).evidence as Evidence & {
      head?: never;
    };
    const { code, evidence } = await evidenceOf('order-22', '--jsonl', exported);
    expect(code).toBe(0);
    expect(evidence).toEqual({ ...fromDatabase, origin: 'export' });
  });

  it('should say of bare notifications that there is no log', async () => {
    const { code, evidence } = await evidenceOf('order-1022', '--jsonl', 'docs/samples/a-day.jsonl');
    expect(code).toBe(1);
    expect(evidence.chain.says).toContain('there is no log');
    expect(evidence.payment.refunds).toHaveLength(1);
    expect(evidence.history.every(({ receivedAt, hash }) => receivedAt === null && hash === null)).toBe(true);
  });
});

describe('a log that was tampered with', () => {
  type Line = { orderId: string; state: Record<string, unknown>; log: Record<string, unknown>[] };
  const tampered = (change: (line: Line) => void): string => {
    const lines = readFileSync(exported, 'utf8').trimEnd().split('\n');
    const file = join(folder, 'tampered.jsonl');
    const changed = lines.map((text) => {
      const line = JSON.parse(text) as Line;
      if (line.orderId === 'order-1') change(line);
      return `${JSON.stringify(line)}\n`;
    });
    writeFileSync(file, changed.join(''));
    return file;
  };

  it.each<[string, (line: Line) => void, RegExp]>([
    [
      'an entry was changed',
      ({ log }) => Object.assign(log[2]?.body as object, { amount: 1 }),
      /entry 3 .* another digest/,
    ],
    [
      'a verdict was changed',
      ({ log }) => Object.assign(log[2] as object, { verdict: 'applied' }),
      /entry 3 .* another hash/,
    ],
    [
      'a time was changed',
      ({ log }) => Object.assign(log[1] as object, { receivedAt: '2020-01-01T00:00:00.000Z' }),
      /entry 2 .* another hash/,
    ],
    ['an entry was taken out', ({ log }) => void log.splice(3, 1), /entry 5 .* does not follow entry 3/],
    [
      'two entries changed places',
      ({ log }) => void log.splice(1, 2, log[2] as object as never, log[1] as object as never),
      /entry 3 .* does not follow entry 1/,
    ],
  ])('should be said to be broken, and where, if %s', async (_, change, where) => {
    const { code, evidence } = await evidenceOf('order-1', '--jsonl', tampered(change));
    expect(code).toBe(1);
    expect(evidence.chain.holds).toBe(false);
    expect(evidence.chain.says).toMatch(where);
  });

  it('should not come to what is stored, if the newest entries were cut off or the payment was changed', async () => {
    for (const change of [
      ({ log }: Line) => void log.splice(-2),
      ({ state }: Line) => void Object.assign(state, { edition: '2025-08' }),
    ]) {
      const { code, evidence } = await evidenceOf('order-1', '--jsonl', tampered(change));
      expect([code, evidence.judgedAgain.holds]).toEqual([1, false]);
    }
  });

  it('should be told on the page, in as many words', async () => {
    const file = join(folder, 'broken.html');
    const changed = tampered(({ log }) => Object.assign(log[2]?.body as object, { amount: 1 }));
    const { code } = await paychart(['evidence', 'order-1', '--jsonl', changed, '--html', file]);
    expect(code).toBe(1);
    expect(readFileSync(file, 'utf8')).toContain('The log is not to be relied on');
  });

  it('should have nothing like card data, even if somebody wrote it into the file, and say where it was masked', async () => {
    const [card = ''] = testCards;
    const file = join(folder, 'masked.html');
    const typed = tampered(({ log }) =>
      Object.assign(log.find(({ kind }) => kind === 'correction')?.body as object, { reason: `the card ${card}` }),
    );
    const { evidence, stdout } = await evidenceOf('order-1', '--jsonl', typed);
    await paychart(['evidence', 'order-1', '--jsonl', typed, '--html', file]);
    for (const text of [stdout, readFileSync(file, 'utf8')]) expect(text).not.toContain(card);
    expect(evidence.corrections[0]?.body).toMatchObject({ reason: `the card ************${card.slice(-4)}` });
    expect(evidence.masked.some((place) => place.endsWith('reason'))).toBe(true);
  });

  it('should be noticed in a database whose triggers were taken off', async () => {
    await withStore((_, script) =>
      script(`ALTER TABLE paychart.log DISABLE TRIGGER ALL;
        UPDATE paychart.log SET received_at = received_at + interval '1 day' WHERE order_id = 'order-21' AND n = 2;
        ALTER TABLE paychart.log ENABLE TRIGGER ALL`),
    );
    const { code, evidence } = await evidenceOf('order-21', '--data', data);
    expect(code).toBe(1);
    expect(evidence.chain.says).toMatch(/the log is broken: entry 2 of order order-21 has another hash/);
  });
});

describe('bad input', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['an order that is not there', ['nobody', '--data', data], /nothing is known of order "nobody"\. Check the id/],
    [
      'an order that is in no line',
      ['nobody', '--jsonl', exported],
      /nothing is known of order "nobody".*in no line of/,
    ],
    ['no place to look', ['order-1'], /Give --data, --service, --jsonl, or DATABASE_URL/],
    [
      'two places to look',
      ['order-1', '--data', data, '--jsonl', exported],
      /Give one of --data, --service and --jsonl/,
    ],
    [
      'a folder without a database',
      ['order-1', '--data', join(folder, 'nowhere')],
      /there is no database in .*Give the folder/,
    ],
    [
      'a file that is not there',
      ['order-1', '--jsonl', join(folder, 'nothing.jsonl')],
      /nothing\.jsonl: it cannot be read \(ENOENT\)/,
    ],
    [
      'a file that would replace what is read',
      ['order-1', '--jsonl', exported, '--json', exported],
      /would be replaced/,
    ],
  ])('should be refused with the way out: %s', async (_, argv, says) => {
    const { code, stderr, stdout } = await paychart(['evidence', ...argv]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });
});

describe('the page of a payment that was captured or disputed', () => {
  const pageOf = async (order: string): Promise<string> => {
    const file = join(folder, `${order}.html`);
    await evidenceOf(order, '--jsonl', 'docs/samples/a-day.jsonl', '--html', file);
    return readFileSync(file, 'utf8').replaceAll(/<[^>]*>\s*/g, '|');
  };

  it('should have its captures, each with what it collected', async () => {
    const page = await pageOf('order-1026');
    expect(page).toMatch(/\|refund\|+26010264\|+EUR 10\.00\|/);
    expect(page).toMatch(/\|attempt, visa\|+26010261\|+EUR 90\.00\|/);
    expect(page).toMatch(/\|capture, visa\|+26010263\|+EUR 40\.00\|+completed\/completed\|+captured\|/);
  });

  it('should have the dispute of its chargeback, and what that means', async () => {
    const page = await pageOf('order-1028');
    expect(page).toMatch(/\|dispute of 26010282\|.*\|accepted\|+The merchant has accepted the chargeback/);
  });
});
