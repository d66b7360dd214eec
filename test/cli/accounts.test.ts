/**
 * Goal: the commands work on one account of a database, say which there are, and leave none out of a backup unseen.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOrder } from '../../src/multisafepay/index.ts';
import { startSidecar } from '../../src/service/node.ts';
import { type Account, openPglite, openStore } from '../../src/store/index.ts';
import { notified } from '../lifecycle/reports.ts';
import { prepareFolder } from '../store/prepared.ts';
import { paychart } from './terminal.ts';

const now = (): string => '2023-11-15T12:00:00.000Z';
const nl: Account = { name: 'shop-nl', environment: 'live' };
const trial: Account = { name: 'trial', environment: 'test' };

/** An order that cannot be read. */
const odd = (amount: number) => ({ order_id: 'odd', status: 'completed', amount: `about ${amount}` });

/** A service on a folder, of the account without a name and of one that has one. */
const serve = (data: string) =>
  startSidecar({
    data,
    host: '127.0.0.1',
    port: 0,
    apiKeys: ['a-key-of-the-tests'],
    environment: 'test',
    accounts: [{ account: 'shop-nl', environment: 'live', apiKeys: ['another-key'] }],
    token: 'a-token-of-the-tests',
    logLevel: 'silent',
    sweepEvery: 0,
  });

describe('a database with accounts', { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-accounts-cli-'));
  const [data, ofNl] = [join(folder, 'data'), join(folder, 'shop-nl.jsonl')];
  beforeAll(async () => {
    await prepareFolder(data);
    const database = await openPglite(data);
    for (const account of [undefined, nl, trial]) {
      const store = await openStore({ database, now, ...(account && { account }) });
      const amount = account === undefined ? 1000 : account === nl ? 2000 : 3000;
      await store.receive(notified('completed', 'completed', { order_id: 'same', amount }));
    }
    await database.close();
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('should be exported account by account, and not at all where none is said', async () => {
    const unsaid = await paychart(['payments', 'export', '--to', '-', '--data', data]);
    expect(unsaid).toMatchObject({ code: 2, stdout: '' });
    expect(unsaid.stderr).toMatch(/--account: the database has accounts with names: shop-nl, trial\. Export each/);
    const exported = await paychart(['payments', 'export', '--to', ofNl, '--account', 'shop-nl', '--data', data]);
    expect(exported).toMatchObject({ code: 0, stderr: '1 payment written, the last one same.\n' });
    expect(JSON.parse(readFileSync(ofNl, 'utf8').split('\n')[0] ?? '')).toMatchObject({
      account: 'shop-nl',
      orderId: 'same',
    });
    const unnamed = await paychart(['payments', 'export', '--to', '-', '--account', '-', '--data', data]);
    expect(JSON.parse(unnamed.stdout.split('\n')[0] ?? '')).not.toHaveProperty('account');
    const unknown = await paychart(['payments', 'export', '--to', '-', '--account', 'shop-de', '--data', data]);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('Give one of shop-nl, trial.') });
  });

  it('should be checked and imported as the account that the lines say, which is made live or test', async () => {
    expect(await paychart(['payments', 'check', ofNl])).toMatchObject({ code: 0 });
    expect(await paychart(['payments', 'check', ofNl, '--account', 'shop-nl'])).toMatchObject({ code: 0 });
    const other = await paychart(['payments', 'check', ofNl, '--account', 'trial']);
    expect(other).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('of account shop-nl, not of account trial'),
    });
    const copy = ['--data', join(folder, 'copy')];
    const bare = await paychart(['payments', 'import', ofNl, ...copy]);
    expect(bare).toMatchObject({ code: 1, stderr: expect.stringContaining('--account of the command') });
    const unsaid = await paychart(['payments', 'import', ofNl, '--account', 'shop-nl', ...copy]);
    expect(unsaid).toMatchObject({ code: 2, stderr: expect.stringContaining('Say whether it is live or test') });
    const said = ['payments', 'import', ofNl, '--account', 'shop-nl', ...copy];
    expect(await paychart([...said, '--environment', 'live'])).toMatchObject({
      code: 0,
      stderr: '1 payment stored, 0 payments here already.\n',
    });
    expect(await paychart(said)).toMatchObject({ code: 0, stderr: '0 payments stored, 1 payment here already.\n' });
    const otherwise = await paychart([...said, '--environment', 'test']);
    expect(otherwise).toMatchObject({ code: 2, stderr: expect.stringContaining('is a live account in this database') });
  });

  it('should call the account without a name - wherever an account is said, as the export does', async () => {
    const file = join(folder, 'unnamed.jsonl');
    await paychart(['payments', 'export', '--to', file, '--account', '-', '--data', data]);
    const unnamed = ['--account', '-'];
    expect(await paychart(['payments', 'check', file, ...unnamed])).toMatchObject({ code: 0 });
    expect(await paychart(['payments', 'check', ofNl, ...unnamed])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('it is of account shop-nl, not of the account without a name'),
    });
    const imported = await paychart(['payments', 'import', file, ...unnamed, '--data', data]);
    expect(imported).toMatchObject({ code: 0, stderr: '0 payments stored, 1 payment here already.\n' });
    for (const place of [
      ['--data', data],
      ['--jsonl', file],
    ]) {
      const { code, stdout } = await paychart(['evidence', 'same', ...unnamed, ...place]);
      expect([code, JSON.parse(stdout).payment.position.collected]).toEqual([0, 1000]);
    }
    expect(await paychart(['documents', 'list', 'same', ...unnamed, '--data', data])).toMatchObject({ code: 0 });
  });

  it('should say of which account an order is that a file has of another', async () => {
    const said = await paychart(['evidence', 'same', '--jsonl', ofNl]);
    expect(said).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/it is of account shop-nl there: --account shop-nl/),
    });
    const other = await paychart(['evidence', 'same', '--jsonl', ofNl, '--account', 'trial']);
    expect(other.stderr).toMatch(/it is of account shop-nl there: --account shop-nl/);
  });

  it('should give the evidence of one account, from the folder, a file and a service, and nothing of another', async () => {
    const evidenceOf = async (...options: string[]) => {
      const { code, stdout, stderr } = await paychart(['evidence', 'same', ...options], {
        env: { PAYCHART_TOKEN: 'a-token-of-the-tests' },
      });
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout) as { account?: string; payment: { position: { collected: number } }; log: object[] };
    };
    const named = await evidenceOf('--account', 'shop-nl', '--data', data);
    expect(named).toMatchObject({ account: 'shop-nl', payment: { position: { collected: 2000 } } });
    for (const entry of named.log) expect(entry).toMatchObject({ account: 'shop-nl' });
    expect(JSON.stringify(named)).not.toMatch(/trial|1000|3000/);
    const unnamed = await evidenceOf('--data', data);
    expect(unnamed.payment.position.collected).toBe(1000);
    expect(unnamed).not.toHaveProperty('account');
    expect(await evidenceOf('--account', 'shop-nl', '--jsonl', ofNl)).toEqual({ ...named, origin: 'export' });
    const missing = await paychart(['evidence', 'same', '--jsonl', ofNl]);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    const service = await serve(data);
    try {
      expect(await evidenceOf('--account', 'shop-nl', '--service', service.url)).toEqual(named);
      expect(await evidenceOf('--service', service.url)).toEqual(unnamed);
      const locked = await paychart(['evidence', 'same', '--account', 'shop-nl', '--data', data]);
      expect(locked.stderr).toContain(`paychart evidence same --account shop-nl --service ${service.url}`);
    } finally {
      await service.stop();
    }
  });

  it('should list and erase the documents of one account, in the folder and by a service, and those of no other', async () => {
    const kept = join(folder, 'documents');
    await prepareFolder(kept);
    const database = await openPglite(kept);
    for (const [account, amount] of [[undefined, 1000] as const, [nl, 2000] as const, [trial, 3000] as const]) {
      const store = await openStore({ database, now, ...(account && { account }) });
      await store.receive(readOrder(odd(amount), { channel: 'notification' }), { document: odd(amount) });
    }
    await database.close();
    const documents = (verb: 'list' | 'erase', ...options: string[]) =>
      paychart(['documents', verb, 'odd', ...options], { env: { PAYCHART_TOKEN: 'a-token-of-the-tests' } });
    const listed = async (...options: string[]) => {
      const { code, stdout, stderr } = await documents('list', ...options);
      expect([code, stderr]).toEqual([0, '']);
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { readonly erasedAt: string | null; readonly json: object | null });
    };
    const [inFolder, ofNlAlone] = [
      ['--data', kept],
      ['--account', 'shop-nl'],
    ];
    const whole = (amount: number) => [{ orderId: 'odd', n: 1, erasedAt: null, json: odd(amount) }];
    expect(await listed(...inFolder)).toMatchObject(whole(1000));
    expect(await listed(...inFolder, ...ofNlAlone)).toMatchObject(whole(2000));
    expect(await listed(...inFolder, '--account', 'trial')).toMatchObject(whole(3000));
    for (const verb of ['list', 'erase'] as const)
      expect(await documents(verb, ...inFolder, '--account', 'shop-de')).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('Give one of shop-nl, trial.'),
      });
    const service = await serve(kept);
    const byService = ['--service', service.url];
    try {
      expect(await listed(...byService)).toMatchObject(whole(1000));
      expect(await listed(...byService, ...ofNlAlone)).toMatchObject(whole(2000));
      // It serves no such account, whatever the database has.
      for (const verb of ['list', 'erase'] as const)
        expect(await documents(verb, ...byService, '--account', 'trial')).toMatchObject({ code: 2, stdout: '' });
      expect(await documents('erase', ...byService, ...ofNlAlone)).toMatchObject({
        code: 0,
        stderr: 'Order odd: 1 document erased.\n',
      });
      expect(await listed(...byService)).toMatchObject(whole(1000));
    } finally {
      await service.stop();
    }
    const erased = [{ orderId: 'odd', n: 1, erasedAt: expect.any(String), json: null }];
    expect(await listed(...inFolder, ...ofNlAlone)).toMatchObject(erased);
    expect(await listed(...inFolder, '--account', 'trial')).toMatchObject(whole(3000));
    expect(await documents('erase', ...inFolder)).toMatchObject({ code: 0, stderr: 'Order odd: 1 document erased.\n' });
    expect(await listed(...inFolder)).toMatchObject(erased);
    expect(await listed(...inFolder, '--account', 'trial')).toMatchObject(whole(3000));
  });
});
