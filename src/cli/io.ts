/**
 * What a command reads from and writes to, given as a value so that tests can stand in for a terminal.
 */
import type { Writable } from 'node:stream';

/** The outside of a command. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Whether stdout is a terminal: only there are colours and wrapped lines. */
  readonly isTTY: boolean;
  /** The terminal's width in characters. */
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a command ends: all lawful or possible; something illegal, unknown, violated or refused; unusable input; a fault of ours. */
export const exitCodes = { lawful: 0, unlawful: 1, unusable: 2, fault: 3 } as const;

/** A text output: buffered, and slow readers are waited for. */
export interface Output {
  /** Adds text. Nothing if more may be added at once; else a promise, as {@link Output.write} gives it. */
  add(text: string): Promise<void> | undefined;
  /** Adds text. The promise is fulfilled when more may be written, and rejected if the reader has gone (EPIPE). */
  write(text: string): Promise<void>;
  /** Passes on what is buffered. */
  flush(): Promise<void>;
}

const bufferedAtMost = 65_536;

/** Writes to a stream; its first error is thrown at the next write. */
export function outputTo(stream: Writable): Output {
  let buffered: string[] = [];
  let size = 0;
  let failure: Error | undefined;
  let awaken: (() => void) | undefined;
  const wake = (): void => awaken?.();
  stream.on('error', (error: Error) => {
    failure ??= error;
    wake();
  });
  stream.on('drain', wake);
  stream.on('close', wake);
  const flush = async (): Promise<void> => {
    if (failure) throw failure;
    // Joined at once, it is one text and no tree of its parts.
    const text = buffered.join('');
    buffered = [];
    size = 0;
    if (text !== '' && !stream.write(text) && !stream.destroyed)
      await new Promise<void>((resolve) => {
        awaken = resolve;
      });
    if (failure) throw failure;
  };
  const add = (text: string): Promise<void> | undefined => {
    buffered.push(text);
    size += text.length;
    return size >= bufferedAtMost ? flush() : undefined;
  };
  return { add, flush, write: async (text) => add(text) };
}

/** Writes a text as a whole and waits until it is taken; ends quietly if the reader has gone. */
export async function writeWhole(stream: Writable, text: string): Promise<void> {
  const output = outputTo(stream);
  try {
    await output.write(text);
    await output.flush();
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
}

/** Whether an error says that the reader of our output has gone, as `head` does. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
