/**
 * Goal: whoever tries the service sees the sample day judged as `replay` judges it, and nothing of a database that is in use
 * is touched; whoever sets it up is told what is missing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servedConfig } from '../../src/cli/serve.ts';
import { sampleOwnMid } from '../../src/cli/start.ts';
import { notified } from '../lifecycle/reports.ts';
import { type Engine, engines, storedOf } from '../store/engines.ts';
import { paychart } from './terminal.ts';

const sample = 'docs/samples/a-day.jsonl';

describe('paychart start --once', () => {
  it('should show what replay shows of the sample, but that a resend is known for one', async () => {
    const started = await paychart(['start', '--once']);
    expect(started.stderr).toBe('');
    expect(started.code).toBe(0);
    const replayed = await paychart(['replay', sample, '--edition', '2019-10', '--own-mid', sampleOwnMid]);
    const rowsOf = (text: string): string[] => text.split('\n').filter((line) => /^ {2}\d\d:\d\d:\d\d /.test(line));
    const rows = rowsOf(started.stdout);
    const others = rowsOf(replayed.stdout);
    expect(rows.length).toBe(82);
    const differing = rows.flatMap((row, n) => (row === others[n] ? [] : [[row, others[n]] as const]));
    // Notifications that say what was said before, after something newer: the store knows them by their content.
    expect(differing.map(([row, other]) => [row.split(/ +/)[3], other?.split(/ +/)[3]])).toEqual([
      ['duplicate', 'stale'],
      ['duplicate', 'stale'],
    ]);
  }, 120_000);
});

let engine: Engine;
beforeAll(async () => {
  engine = await (engines.at(-1) as (typeof engines)[number])[1]();
}, 60_000);
afterAll(() => engine.close());

describe.runIf(engines.length > 1)('paychart start on a database', () => {
  it('should leave one that holds payments as it is', async () => {
    await engine.store.receive(notified('completed', 'completed', { order_id: 'real-1' }));
    const before = await storedOf(engine.database, 'real-1');
    const { code, stdout, stderr } = await paychart(['start', '--once'], {
      env: { DATABASE_URL: engine.url } as never,
    });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('holds 1 payments already');
    expect(await storedOf(engine.database, 'real-1')).toEqual(before);
    expect((await engine.store.counts()).payments).toBe(1);
  });
});

describe('paychart serve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-serve-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const good = {
    PAYCHART_TOKEN: 'token-of-the-tests-1',
    MULTISAFEPAY_API_KEY: 'key-of-the-test-site',
    MULTISAFEPAY_ENVIRONMENT: 'test',
    PAYCHART_DATA: join(folder, 'data'),
  };

  it.each(['PAYCHART_TOKEN', 'MULTISAFEPAY_API_KEY'])('should say that %s is missing, and what it is', async (name) => {
    const { code, stderr, stdout } = await paychart(['serve'], { env: { ...good, [name]: undefined } as never });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${name}: it is not set\\. Set it: the .+\\n$`));
  });

  it.each([undefined, '', ' '])(
    'should keep payments in a folder, not in memory, where PAYCHART_DATA is %j',
    (data) => {
      expect(servedConfig({ ...good, PAYCHART_DATA: data }).data).toBe('paychart-data');
    },
  );

  it('should keep payments in the folder that is named', () => {
    expect(servedConfig(good).data).toBe(good.PAYCHART_DATA);
  });

  it('should say so if its folder cannot be used', async () => {
    const { code, stderr } = await paychart(['serve'], { env: { ...good, PAYCHART_DATA: '/dev/null/data' } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^PAYCHART_DATA: nothing can be kept at \/dev\/null\/data \(E\w+\)\. Give a folder/);
  });

  it('should say so if the database cannot be reached', async () => {
    const { code, stderr } = await paychart(['serve'], {
      env: { ...good, DATABASE_URL: 'postgresql://127.0.0.1:1/none' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('DATABASE_URL');
  });

  it('should say so if its port is taken, or its address is none', async () => {
    const quiet = { ...good, PAYCHART_LOG: 'silent', ...(engine.url !== undefined && { DATABASE_URL: engine.url }) };
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const one = await paychart(['serve'], { env: { ...quiet, PAYCHART_PORT: String(port) } });
    const other = await paychart(['serve'], { env: { ...quiet, PAYCHART_HOST: 'no-such-host.invalid' } });
    await new Promise((resolve) => taken.close(resolve));
    expect([one.code, other.code]).toEqual([2, 2]);
    expect(one.stderr).toContain('port is taken');
    expect(other.stderr).toContain('may not listen there (ENOTFOUND)');
  }, 120_000);
});
