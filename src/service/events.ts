/**
 * The stream of changes as server-sent events. Who comes back with the id of the last event it has gets what it missed.
 */
import type { Context } from 'hono';
import type { Change, Watched } from './changes.ts';

/** How often a silent stream says that it lives, in milliseconds. */
const heartbeat = 15_000;

/** How many lines may wait for one who does not read: the stream ends then, and is resumed where it was. */
const mostWaiting = 10_000;

const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', connection: 'keep-alive' };

const encoder = new TextEncoder();
/** A comment alone: a blank line behind it would be an event without data to some clients. */
const alive = encoder.encode(': alive\n');

/** The events of changes as they are written, each made once for all who listen. */
const frames = new WeakMap<Change, Uint8Array>();

function frameOf(change: Change): Uint8Array {
  const known = frames.get(change);
  if (known !== undefined) return known;
  const frame = encoder.encode(`event: payment\ndata: ${JSON.stringify(change.line)}\nid: ${change.id}\n\n`);
  frames.set(change, frame);
  return frame;
}

/** Several events in one piece: a piece costs more than its bytes. */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * How long after one piece of news the next is written to the same listener, in milliseconds: what happens meanwhile is one piece. The
 * first is written at once.
 */
const spacing = 200;

/** How many are written to in a row before whatever else waits, a notification say, has its turn. */
const inARow = 3;
/** For how long the others have their turn then, in milliseconds, unless so many wait to be written to that all of it would take too long. */
const betweenRows = 4;
const tooMany = 600;
let taken = 0;
let left = 0;
let turn = Promise.resolve();

/** Resolves when it is one's turn to write. */
function myTurn(): Promise<void> {
  left++;
  const isNext = ++taken % inARow === 0;
  turn = turn.then(() => {
    left--;
    if (isNext) return new Promise((resolve) => setTimeout(resolve, left > tooMany ? 0 : betweenRows));
  });
  return turn;
}

/**
 * The changes as they happen. Of an order that changes often, the latest line is passed on; nobody is waited for. What is written waits
 * in the stream until it is read, one piece at most; what comes meanwhile is one piece again.
 *
 * @param greeting what the first event says.
 */
export async function stream(
  context: Context,
  { listen, place, since }: Watched,
  greeting: object = {},
): Promise<Response> {
  // Who asks for the head alone reads nothing, and would never be let go of.
  if (context.req.method === 'HEAD') return new Response(null, { headers });
  const last = context.req.header('last-event-id') || undefined;
  const missed = last === undefined ? undefined : since(last)[Symbol.asyncIterator]();
  let next: IteratorResult<Change> | undefined;
  const waiting = new Map<string, Change>();
  let isOpen = true;
  let isWriting = false;
  let wroteAt = Date.now();
  let newsAt = 0;
  let stop = (): void => {};
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const write = (piece: Uint8Array): void => {
    wroteAt = Date.now();
    controller?.enqueue(piece);
  };
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stop();
    clearInterval(beating);
  };
  const close = (): void => {
    if (isOpen) controller?.close();
    end();
  };
  /** Whether somebody has read all that was written, what was missed included. */
  const isRead = (): boolean => isOpen && !(next && !next.done) && (controller?.desiredSize ?? 0) > 0;
  const writeNews = async (): Promise<void> => {
    if (isWriting) return;
    isWriting = true;
    while (waiting.size > 0 && isRead()) {
      const early = newsAt + spacing - Date.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      await myTurn();
      if (!isOpen) return;
      const news = [...waiting.values()].map(frameOf);
      waiting.clear();
      newsAt = Date.now();
      write(joined(news));
    }
    isWriting = false;
  };
  const beating = setInterval(() => {
    if (isRead() && Date.now() - wroteAt >= heartbeat) write(alive);
  }, heartbeat);
  // From before what was missed is read: what is committed meanwhile is told.
  stop = listen((change) => {
    // In the order of the changes: who comes back with the last id has had what is before it.
    waiting.delete(change.line.orderId);
    waiting.set(change.line.orderId, change);
    if (waiting.size > mostWaiting) close();
    else void writeNews();
  }, close);
  // The service may have ended before anybody listened.
  if (!isOpen) stop();
  try {
    // Before anything is sent: a place that is none is an answer of its own.
    next = await missed?.next();
  } catch (error) {
    end();
    throw error;
  }
  const body = new ReadableStream<Uint8Array>({
    start(begun) {
      controller = begun;
      write(encoder.encode(`event: hello\ndata: ${JSON.stringify(greeting)}\nid: ${last ?? place()}\n\n`));
      if (!isOpen) begun.close();
    },
    async pull() {
      if (missed && next && !next.done) {
        write(frameOf(next.value));
        next = await missed.next();
      } else void writeNews();
    },
    cancel: end,
  });
  return new Response(body, { headers });
}
