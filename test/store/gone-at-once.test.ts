/**
 * Goal: a server that ends a connection in the moment in which it is made, as while it is stopped, makes a call fail, and nothing else.
 */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { openPostgres } from '../../src/store/index.ts';

/** A message of PostgreSQL's protocol: its kind, and what it says. */
function message(kind: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(kind), length, body]);
}

it('should be an outage to who asks, where the server says at once that it is ready and that it goes', async () => {
  const ready = [message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))];
  const goes = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'));
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.concat([...ready, goes])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const database = await openPostgres(`postgresql://postgres@127.0.0.1:${port}/postgres`);
  await expect(database.query('SELECT 1')).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' });
  await database.close();
  await new Promise((resolve) => server.close(resolve));
});
