/**
 * How much the heap holds when a replay has read a file: `node --expose-gc test/bench/replay-memory.ts CHECKOUT FILE`. It prints bytes.
 */
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const [checkout = '.', file = ''] = process.argv.slice(2);
const { replay } = (await import(
  `${pathToFileURL(checkout).href}/src/cli/replay.ts`
)) as typeof import('../../src/cli/replay.ts');
const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
let held = 0;
// The summary is the last thing written, while all orders are still held.
const stdout = new Writable({
  write(chunk: Buffer, _, done) {
    if (chunk.includes('{"summary"')) {
      collect();
      held = process.memoryUsage().heapUsed;
    }
    done();
  },
});
const stdin = { async *[Symbol.asyncIterator]() {} };
await replay([file], { json: true }, { stdin, stdout, stderr: process.stderr, isTTY: false, columns: 80, env: {} });
console.log(held);
