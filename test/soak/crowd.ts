/**
 * A thread of listeners to the changes of a service: all but the first read what they are told.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const { url, token, listeners } = workerData as {
  readonly url: string;
  readonly token: string;
  readonly listeners: number;
};
const heard: Set<string>[] = [];

async function listen(reads: boolean): Promise<void> {
  const answer = await fetch(`${url}/events`, { headers: { authorization: `Bearer ${token}` } });
  if (!reads) return;
  const orders = new Set<string>();
  heard.push(orders);
  void follow(answer.body as ReadableStream<Uint8Array>, orders);
}

async function follow(body: ReadableStream<Uint8Array>, orders: Set<string>): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of body) {
    const lines = (text + decoder.decode(piece, { stream: true })).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {"orderId"')) continue;
      const { orderId, shows } = JSON.parse(line.slice(6)) as { orderId: string; shows: readonly { order: string }[] };
      if (shows.some(({ order }) => order === 'completed')) orders.add(orderId);
    }
  }
}

parentPort?.on('message', async (question: 'begin' | { readonly orderIds: readonly string[] }) => {
  if (question === 'begin') {
    await Promise.all(Array.from({ length: listeners }, (_, index) => listen(index > 0)));
    parentPort?.postMessage('listening');
    return;
  }
  const missed = (): number =>
    heard.reduce((sum, orders) => sum + question.orderIds.filter((id) => !orders.has(id)).length, 0);
  // Half a minute is given to what is still under way.
  for (let left = 300; left > 0 && missed() > 0; left--) await pause(100);
  parentPort?.postMessage(missed());
});
