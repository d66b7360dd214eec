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

/** The events of changes as they are written, each made once for all who listen. */
const frames = new WeakMap<Change, string>();

function frameOf(change: Change): string {
  const known = frames.get(change);
  if (known !== undefined) return known;
  const frame = `event: payment\ndata: ${JSON.stringify(change.line)}\nid: ${change.id}\n\n`;
  frames.set(change, frame);
  return frame;
}

/** How many are written to in a row before whatever else waits, a notification say, has its turn. */
const inARow = 10;
let taken = 0;
let turn = Promise.resolve();

/** Resolves when it is one's turn to write. */
function myTurn(): Promise<void> {
  if (++taken % inARow === 0) turn = turn.then(() => new Promise((resolve) => setTimeout(resolve)));
  return turn;
}

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
    try {
      await sse.writeSSE({ id: last ?? place(), event: 'hello', data: '{}' });
      for (let next = first; missed && next && !next.done && isOpen(); next = await missed.next())
        await sse.write(frameOf(next.value));
      while (isOpen()) {
        await myTurn();
        const news = [...waiting.values()].map(frameOf);
        waiting.clear();
        if (news.length > 0) await sse.write(news.join(''));
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
