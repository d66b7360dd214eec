/**
 * An inspector for a Node process, connected to a page that `paychart inspect` serves.
 */
import { createWebSocketInspector } from '@statelyai/inspect';
import { serialisedDepth } from './message.ts';

/** An inspector of `@statelyai/inspect` over a WebSocket. */
export type ConnectedInspector = ReturnType<typeof createWebSocketInspector>;

/**
 * Connects to a page that shows actors. What happens before the connection stands is kept and sent then.
 *
 * @param url where processes connect, as `paychart inspect` prints it.
 */
export function connectInspector(url: string): ConnectedInspector {
  return createWebSocketInspector({ url, maxDeferredEvents: 10_000, serializationDepthLimit: serialisedDepth });
}
