/**
 * A server on this machine that stands in for MultiSafepay's API: it answers as it is told and counts what arrives.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What arrived. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How a request is answered. */
export type Answering = (response: ServerResponse, request: Arrived) => void;

/** Answers with a status and a body: JSON, or a text as it is. */
export function says(status: number, content: unknown, headers: Record<string, string> = {}): Answering {
  return (response) => {
    response.writeHead(status, headers);
    response.end(typeof content === 'string' ? content : JSON.stringify(content));
  };
}

/** Answers that do not end: only its own patience frees the caller. */
export const hangs = {
  /** Never answers. */
  silence: () => {},
  /** Says that all is well, and stops in the middle of the body. */
  stall: (response) => {
    response.writeHead(200);
    response.write('{"success":true,');
  },
} as const satisfies Record<string, Answering>;

/** Faults: what a network and a server do when they are not well. */
export const faults = {
  /** Cuts the connection before any answer. */
  reset: (response) => {
    response.socket?.resetAndDestroy();
  },
  /** Cuts the connection in the middle of the body. */
  cut: (response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"success":true,"data":', () => response.socket?.destroy());
  },
  /** Ends early, as though that were all. */
  truncated: says(200, '{"success":true,"data":{'),
  /** A body far beyond any limit, for as long as somebody reads. */
  flood: (response) => {
    response.writeHead(200);
    const piece = 'x'.repeat(2 ** 16);
    const pour = (): void => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once('drain', pour);
    };
    pour();
  },
  html: says(200, '<html>Welcome</html>'),
  list: says(200, []),
  serverError: says(500, { success: false, error_code: 1000, error_info: 'Unknown error' }),
  gateway: says(502, '<html>Bad gateway</html>'),
  elsewhere: says(307, '', { location: 'http://127.0.0.1:1/' }),
} as const satisfies Record<string, Answering>;

/** The server: where it is, what arrived, and how it answers the next requests; the last answer stays. */
export interface ApiStandIn {
  readonly url: string;
  readonly arrived: Arrived[];
  answer(...answers: readonly Answering[]): void;
  close(): Promise<void>;
}

/** Starts a server at a free port. */
export async function startApi(): Promise<ApiStandIn> {
  const arrived: Arrived[] = [];
  let answers: Answering[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const { method = '', url: path = '', headers } = request;
    const whole = { method, path, headers, body };
    arrived.push(whole);
    const answering = answers.length > 1 ? answers.shift() : answers[0];
    answering?.(response, whole);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/json/`,
    arrived,
    answer: (...next) => {
      answers = [...next];
      arrived.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
