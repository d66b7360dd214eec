/**
 * Goal: `paychart studio` serves the page to this machine, under a policy that lets it ask nothing of others, and says where.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { studio } from '../../src/cli/studio.ts';
import { paychart, ranOn } from './terminal.ts';

describe('paychart studio', () => {
  it('should serve the page on this machine, and say where', async () => {
    let said = '';
    const found: Record<string, Response> = {};
    const ran = await ranOn({}, (io) => {
      const write = io.stdout.write.bind(io.stdout);
      io.stdout.write = ((chunk: string, ...rest: never[]) => {
        said += chunk;
        return write(chunk, ...rest);
      }) as typeof io.stdout.write;
      return studio(0, io, async () => {
        const [, url] = /(http:\/\/127\.0\.0\.1:\d+\/)/.exec(said) ?? [];
        for (const path of ['', 'studio.js', 'studio.css', 'package.json', '..%2fpackage.json'])
          found[path] = await fetch(`${url}${path}`);
        found.posted = await fetch(`${url}`, { method: 'POST', body: 'x' });
      });
    });
    expect(ran.code).toBe(0);
    expect(Object.fromEntries(Object.entries(found).map(([path, { status }]) => [path, status]))).toEqual({
      '': 200,
      'studio.js': 200,
      'studio.css': 200,
      'package.json': 404,
      '..%2fpackage.json': 404,
      posted: 405,
    });
    expect(found['']?.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await found['']?.text()).toContain('<script src="./studio.js" defer>');
  });

  it('should say so when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await paychart(['studio', '--port', String(port)]);
    other.close();
    expect(code).toBe(2);
    expect(stderr).toContain('--port');
  });
});
