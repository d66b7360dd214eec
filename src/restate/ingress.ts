/**
 * Calls through Restate's ingress, over connections that stay open.
 */
import { Agent, request } from 'node:http';
import { InputError } from '../lifecycle/index.ts';
import { StoreError } from '../store/index.ts';
import { type Answered, errorOf } from './answer.ts';
import { keyOf, type OrderKey } from './key.ts';
import { objectName } from './object.ts';

/** Where Restate takes calls. */
export interface IngressOptions {
  /** The address of its ingress, as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** How long an answer is waited for, in milliseconds; 7,000 if left out. What takes longer may still be carried out. */
  readonly within?: number;
  /** How many connections at most; 64 if left out. */
  readonly connections?: number;
}

/** Calls handlers of orders. */
export interface Ingress {
  /**
   * What a handler answers.
   *
   * @param once what names the call: the same again, while one is under way, joins it.
   * @throws InputError and StoreError as the handler answers them; StoreError `unavailable` if there was no answer in time, and `refused` if
   *   the call ended by a fault.
   */
  call<T>(order: OrderKey, handler: string, input: unknown, once?: string): Promise<T>;
  /** Closes the connections. */
  close(): void;
}

/** Calls through an ingress. @throws InputError if its address is none. */
export function ingressAt({ url, within = 7_000, connections = 64 }: IngressOptions): Ingress {
  const { hostname, port, protocol } = addressOf(url);
  if (protocol !== 'http:')
    throw new InputError(
      'url',
      'it is no address of plain HTTP',
      'Give that of a Restate ingress, as http://127.0.0.1:8080.',
    );
  const agent = new Agent({ keepAlive: true, maxSockets: connections });

  const post = (path: string, body: string, once: string | undefined): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        asked.destroy(new StoreError('unavailable', `the engine at ${url} gave no answer within ${within} ms`));
      }, within);
      const failed = (cause: Error): void => {
        clearTimeout(timer);
        reject(cause instanceof StoreError ? cause : away(url, cause));
      };
      const asked = request(
        {
          agent,
          hostname,
          port,
          path,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            ...(once !== undefined && { 'idempotency-key': once }),
          },
        },
        (answer) => {
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.once('error', failed);
          answer.once('end', () => {
            clearTimeout(timer);
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString() });
          });
        },
      );
      asked.once('error', failed);
      asked.end(body);
    });

  return {
    async call<T>(order: OrderKey, handler: string, input: unknown, once?: string): Promise<T> {
      const path = `/${objectName}/${encodeURIComponent(keyOf(order))}/${handler}`;
      const { status, text } = await post(path, JSON.stringify(input), once);
      if (status !== 200) throw refusedBy(url, status, text);
      const answered = JSON.parse(text) as Answered<T>;
      if ('problem' in answered) throw errorOf(answered.problem);
      return answered.came;
    },
    close: () => agent.destroy(),
  };
}

function addressOf(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw new InputError(
      'url',
      `${JSON.stringify(url)} is no address`,
      'Give that of a Restate ingress, as http://127.0.0.1:8080.',
    );
  }
}

const away = (url: string, cause: Error): StoreError =>
  new StoreError('unavailable', `the engine at ${url} cannot be reached: ${cause.message}`, { cause });

/** Why the engine did not carry out a call. What a handler ends with says so in its message; a stack is left out. */
function refusedBy(url: string, status: number, text: string): StoreError {
  const says = messageOf(text);
  if (status === 404)
    return new StoreError(
      'unavailable',
      `the engine at ${url} knows no such call (${says}): register a worker of this version, and of this account, with it`,
    );
  return new StoreError(status === 500 ? 'refused' : 'unavailable', `the engine at ${url} answers ${status}: ${says}`);
}

function messageOf(text: string): string {
  let says = text;
  try {
    says = String((JSON.parse(text) as { readonly message?: unknown }).message);
  } catch {
    // It is shown as it came.
  }
  return (says.split('\n')[0] ?? '').slice(0, 500);
}
