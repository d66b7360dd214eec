/**
 * The WebSocket server that comes with `@statelyai/inspect`: the `ws` that the package itself depends on, so that nothing
 * more has to be installed.
 */
import { createRequire } from 'node:module';
import type { WebSocketServerLike } from '@hono/node-server';

interface Ws {
  readonly WebSocketServer: new (options: {
    noServer: true;
    maxPayload: number;
  }) => WebSocketServerLike & {
    readonly clients: ReadonlySet<{ terminate(): void }>;
  };
}

/**
 * A WebSocket server that is handed its connections.
 *
 * @param maxPayload the longest message in bytes; a longer one closes the connection.
 */
export function webSocketServer(maxPayload: number): InstanceType<Ws['WebSocketServer']> {
  const here = createRequire(import.meta.url);
  const { WebSocketServer }: Ws = createRequire(here.resolve('@statelyai/inspect'))('ws');
  return new WebSocketServer({ noServer: true, maxPayload });
}
