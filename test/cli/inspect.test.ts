/**
 * Goal: `paychart inspect` plays what was reported as actors for a page on this machine, says what leaves it, and ends when
 * it is asked to.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inspectFiles } from '../../src/cli/inspect.ts';
import { body, lines, paychart, ranOn } from './terminal.ts';

const once = (...argv: readonly string[]) => paychart(['inspect', '--once', ...argv]);

describe('what is played', () => {
  it('should be a day, if no file is given', async () => {
    const { code, stdout, stderr } = await once();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('82 reports played: 28 orders, 69 actors.\n');
  });

  it('should be what was reported of the orders asked for', async () => {
    const stdin = lines(body(), body({ order_id: 'order-2' }), body({ order_id: 'order-3' }));
    const { stdout } = await paychart(['inspect', '-', '--once', '--order', 'order-1,order-3'], { stdin });
    expect(stdout).toBe('2 reports played: 2 orders, 4 actors.\n');
  });

  it('should be all that can be read, with what cannot named by its line', async () => {
    const { code, stdout, stderr } = await paychart(['inspect', '-', '--once'], {
      stdin: lines(body(), '{"order_id":'),
    });
    expect(code).toBe(2);
    expect(stdout).toBe('1 report played: 1 order, 2 actors.\n');
    expect(stderr).toMatch(/^standard input:2: the JSON ends too early/);
  });

  it('should say what is not shown of many orders', async () => {
    const stdin = lines(
      ...Array.from({ length: 503 }, (_, n) => body({ order_id: `order-${n}`, transaction_id: 26000000 + n })),
    );
    const { stdout } = await paychart(['inspect', '-', '--once'], { stdin });
    expect(stdout).toBe(
      '503 reports played: 500 orders, 1,000 actors. 3 orders heard of longer ago are not shown: choose with --order.\n',
    );
  });
});

describe('where it is shown', () => {
  it('should not be an address that others reach', async () => {
    const { code, stdout, stderr } = await once('--host', '0.0.0.0');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('--host: 0.0.0.0 is not an address of this machine alone. Give 127.0.0.1 or ::1.\n');
  });

  it('should not be a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { code, stderr } = await once('--port', String(port));
    server.close();
    expect(code).toBe(2);
    expect(stderr).toBe(`Port ${port} is in use. Give another with --port, or none.\n`);
  });

  it.each(['x', '-1', '1.5', '99999'])('should be a port that there is: not %s', async (port) => {
    expect((await once('--port', port)).code).toBe(2);
  });

  it('should be this machine only, and say so', async () => {
    const { code, stdout, stderr } = await ranOn({}, (io) => inspectFiles([], {}, io, AbortSignal.abort()));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Open in a browser, once: {2}http:\/\/127\.0\.0\.1:\d+\/inspect\/open\?token=[\w-]{32}\n/);
    expect(stdout).toMatch(/\nFor a process of yours: {3}ws:\/\/127\.0\.0\.1:\d+\/inspect\/process\?key=[\w-]{32}\n/);
    expect(stdout).toContain('\nNothing leaves this machine. Ctrl-C ends it.\n');
    expect(stdout).not.toContain('stately.ai');
  });

  it('should be Stately’s hosted inspector only if asked for, with what is sent there', async () => {
    const { stdout, stderr } = await ranOn({}, (io) => inspectFiles([], { hosted: true }, io, AbortSignal.abort()));
    expect(stderr).toMatch(/State definitions, .* are sent to stately\.ai/);
    expect(stdout).not.toContain('Nothing leaves');
  });
});

describe('the process', () => {
  it('should show the day to the page that its link opens, and end cleanly on Ctrl-C', async () => {
    const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, 'inspect'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
        if (stdout.includes('reports played')) resolve();
      });
      child.on('exit', () => resolve());
    });
    const link = /http:\S+/.exec(stdout)?.[0] as string;
    const opened = await fetch(link, { redirect: 'manual' });
    const cookie = String(opened.headers.get('set-cookie')).split(';')[0] as string;
    const reading = new AbortController();
    const { body: events } = await fetch(new URL('/inspect/messages', link), {
      headers: { cookie },
      signal: reading.signal,
    });
    const actors = new Set<string>();
    const reader = events?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (actors.size < 56) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) break;
      text += value;
      for (const [, name] of text.matchAll(/"type":"@xstate.actor"[^\n]*?"name":"([^"]+)"/g))
        actors.add(name as string);
    }
    expect([...actors]).toContain('payment order-1001');
    expect([...actors]).toContain('attempt 26010011');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(stderr).toBe('');
    reading.abort();
  });
});
