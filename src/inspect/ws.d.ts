/**
 * The part of `ws` that the bridge uses; the package brings no types of its own.
 */
declare module 'ws' {
  import type { WebSocketServerLike } from '@hono/node-server';

  /** A WebSocket server that is handed its connections. */
  export const WebSocketServer: new (options: {
    readonly noServer: true;
    /** The longest message in bytes; a longer one closes the connection. */
    readonly maxPayload: number;
  }) => WebSocketServerLike & { readonly clients: ReadonlySet<{ terminate(): void }> };
}
