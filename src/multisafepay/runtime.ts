/**
 * What the wire needs of its surroundings. All of it is given, nothing is taken: the same code runs in Node, Deno, Workers
 * and browsers, and a test rules the clock.
 */

/**
 * The surroundings. Each function takes the part that it needs.
 *
 * @example
 * const runtime: Runtime = {
 *   subtle: crypto.subtle,
 *   now: Date.now,
 *   fetch,
 *   after: (milliseconds, act) => {
 *     const timer = setTimeout(act, milliseconds);
 *     return () => clearTimeout(timer);
 *   },
 * };
 */
export interface Runtime {
  /** Web Crypto: `crypto.subtle`. */
  readonly subtle: SubtleHmac;
  /** The time, in milliseconds since 1970: `Date.now`. */
  readonly now: () => number;
  /** `fetch`, as the platform has it. */
  readonly fetch: Fetch;
  /** Acts after so many milliseconds, unless what it returns is called before. */
  readonly after: (milliseconds: number, act: () => void) => () => void;
}

/** The part of Web Crypto that makes and checks an HMAC. Its comparison takes the same time wherever the bytes differ. */
export interface SubtleHmac {
  /** The key that signs and verifies. */
  importKey(
    format: 'raw',
    key: Uint8Array<ArrayBuffer>,
    algorithm: { readonly name: 'HMAC'; readonly hash: 'SHA-512' },
    extractable: boolean,
    usages: ('sign' | 'verify')[],
  ): Promise<unknown>;
  /** The signature of data. */
  sign(algorithm: 'HMAC', key: unknown, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  /** Whether a signature is that of the data. */
  verify(
    algorithm: 'HMAC',
    key: unknown,
    signature: Uint8Array<ArrayBuffer>,
    data: Uint8Array<ArrayBuffer>,
  ): Promise<boolean>;
}

/** The part of `fetch` that the client uses. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<{
  readonly status: number;
  readonly headers: ReadHeaders;
  readonly body: ReadBody | null;
}>;

/** Headers by their name in any letter case: a `Headers`. */
export interface ReadHeaders {
  /** The value of a header; `null` if there is none. */
  get(name: string): string | null;
}

/** A body that arrives in pieces: a `ReadableStream` of bytes. */
export interface ReadBody {
  /** What reads it, piece by piece. */
  getReader(): {
    /** The next piece, or that there is none. */
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    /** Says that no more will be read. */
    cancel(): Promise<void>;
  };
}
