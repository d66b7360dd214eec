/**
 * Stands in for a terminal, or for a pipe: what the command reads is given, what it writes is kept.
 */
import { Writable } from 'node:stream';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/main.ts';

/** What a run came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is given to a run. */
export interface Given {
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Io['env'];
}

/** Runs the command in this process. */
export async function paychart(argv: readonly string[], given: Given = {}): Promise<Ran> {
  return ranOn(given, (io) => run(argv, io));
}

/** Runs a part of the command between what is given and what it writes. */
export async function ranOn(given: Given, part: (io: Io) => number | Promise<number>): Promise<Ran> {
  const { stdin = '', isTTY = false, columns = 80, env = {} } = given;
  const stdout = keeper();
  const stderr = keeper();
  const code = await part({
    stdin: typeof stdin === 'string' || stdin instanceof Uint8Array ? once(stdin) : stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    isTTY,
    columns,
    env,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Replays what standard input holds, as JSON: the reports, the summary, and what was said on stderr. */
export async function replayed(stdin: Given['stdin'], ...options: readonly string[]) {
  const ran = await paychart(['replay', '-', '--json', ...options], { stdin: stdin ?? '' });
  const lines = ran.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { ...ran, reports: lines.slice(0, -1), summary: lines.at(-1)?.summary };
}

/** An order JSON as a notification carries it; fields given replace those of a paid Visa order of EUR 25.00. */
export function body(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    synthetic: true,
    order_id: 'order-1',
    transaction_id: 26000001,
    created: '2019-11-04T08:00:00',
    modified: '2019-11-04T08:01:00',
    currency: 'EUR',
    amount: 2500,
    amount_refunded: 0,
    status: 'completed',
    financial_status: 'completed',
    payment_details: { type: 'VISA', last4: '1111' },
    related_transactions: null,
    ...fields,
  };
}

/** Values as JSON lines. */
export function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`).join('');
}

async function* once(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

function keeper() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
