/**
 * A process of listeners to the changes of a service: all but the first read what they are told. They stand for other machines, so
 * they run with the lowest priority, and look into what they were told only when they are asked.
 */
import { request } from 'node:http';
import { constants, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

setPriority(constants.priority.PRIORITY_LOW);
const { url, token, listeners } = JSON.parse(process.argv[2] as string) as {
  readonly url: string;
  readonly token: string;
  readonly listeners: number;
};
const heard: Buffer[][] = [];

function listen(reads: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    request(`${url}/events`, { headers: { authorization: `Bearer ${token}` }, agent: false }, (answer) => {
      resolve();
      if (!reads) return;
      const pieces: Buffer[] = [];
      heard.push(pieces);
      answer.on('data', (piece: Buffer) => pieces.push(piece));
    })
      .on('error', reject)
      .end();
  });
}

/** The orders that a listener has heard of as completed. */
function ordersOf(pieces: readonly Buffer[]): ReadonlySet<string> {
  const orders = new Set<string>();
  for (const line of Buffer.concat(pieces).toString().split('\n')) {
    if (!line.startsWith('data: {"orderId"') || !line.endsWith('}')) continue;
    const { orderId, shows } = JSON.parse(line.slice(6)) as { orderId: string; shows: readonly { order: string }[] };
    if (shows.some(({ order }) => order === 'completed')) orders.add(orderId);
  }
  return orders;
}

process.on('message', async (question: 'begin' | { readonly orderIds: readonly string[] }) => {
  if (question === 'begin') {
    await Promise.all(Array.from({ length: listeners }, (_, index) => listen(index > 0)));
    process.send?.('listening');
    return;
  }
  const missed = (): number =>
    heard.reduce((sum, pieces) => {
      const orders = ordersOf(pieces);
      return sum + question.orderIds.filter((id) => !orders.has(id)).length;
    }, 0);
  // Half a minute is given to what is still under way.
  let left = missed();
  for (let tries = 30; tries > 0 && left > 0; tries--) {
    await pause(1_000);
    left = missed();
  }
  process.send?.(left);
});
process.on('disconnect', () => process.exit());
