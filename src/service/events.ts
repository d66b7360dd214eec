/**
 * The stream of changes as server-sent events. Who comes back with the id of the last event it has gets what it missed.
 */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Change, Watched } from './changes.ts';

/** How often a silent stream says that it lives, in milliseconds. */
const heartbeat = 15_000;

/** How many lines may wait for one who does not read: the stream ends then, and is resumed where it was. */
const mostWaiting = 10_000;

/** The changes as they happen. Of an order that changes often, the latest line is passed on; nobody is waited for. */
export async function stream(context: Context, { listen, place, since }: Watched): Promise<Response> {
  const last = context.req.header('last-event-id') || undefined;
  const missed = last === undefined ? undefined : since(last)[Symbol.asyncIterator]();
  // Before anything is sent: a place that is none is an answer of its own.
  const first = await missed?.next();
  return streamSSE(context, async (sse) => {
    const waiting = new Map<string, Change>();
    let wake = (): void => {};
    const stop = listen(
      (change) => {
        waiting.set(change.line.orderId, change);
        if (waiting.size > mostWaiting) void sse.close();
        wake();
      },
      () => {
        void sse.close();
        wake();
      },
    );
    sse.onAbort(() => {
      stop();
      wake();
    });
    const isOpen = (): boolean => !sse.aborted && !sse.closed;
    const passOn = ({ id, line }: Change): Promise<void> =>
      sse.writeSSE({ id, event: 'payment', data: JSON.stringify(line) });
    try {
      await sse.writeSSE({ id: last ?? place(), event: 'hello', data: '{}' });
      for (let next = first; missed && next && !next.done && isOpen(); next = await missed.next())
        await passOn(next.value);
      while (isOpen()) {
        for (const [orderId, change] of waiting) {
          waiting.delete(orderId);
          if (isOpen()) await passOn(change);
        }
        if (waiting.size > 0 || !isOpen()) continue;
        let isSilent = false;
        await new Promise<void>((resolve) => {
          const alarm = setTimeout(() => {
            isSilent = true;
            resolve();
          }, heartbeat);
          wake = () => {
            clearTimeout(alarm);
            resolve();
          };
        });
        if (isSilent && isOpen()) await sse.write(': alive\n\n');
      }
    } finally {
      stop();
    }
  });
}
