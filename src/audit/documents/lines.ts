/**
 * Bytes cut into lines, one at a time: no more than one line is ever held, and one that is too long is not held at all.
 */

/** The longest line that is read, in bytes: 16 MiB. */
export const longestLine = 16 * 1024 * 1024;

/** A line, without its line feed, or one that is too long to be read. Numbers begin with 1. */
export type Line = { readonly number: number; readonly bytes: Uint8Array } | { readonly number: number };

const lineFeed = 10;

/** Some whole lines, without the last line feed, and the number of the first. */
export interface Piece {
  readonly first: number;
  readonly bytes: Uint8Array;
}

/** Cuts bytes into lines as they come. */
export interface Cutter {
  /** The lines that end in these bytes. */
  cut(chunk: Uint8Array): readonly Line[];
  /** The last line, if it does not end with a line feed. */
  rest(): readonly Line[];
  /**
   * The lines that end in these bytes as one piece; nothing if none ends here, or if a line may be too long. Then nothing is taken.
   */
  piece(chunk: Uint8Array): Piece | undefined;
  /** Says how many lines a piece had. */
  passed(lines: number): void;
}

/**
 * Cuts bytes into lines.
 *
 * @param cap the longest line to be read, in bytes; longer ones come as a number without bytes.
 */
export function cutLines(cap = longestLine): Cutter {
  let number = 0;
  let held: Uint8Array[] = [];
  let size = 0;
  const hold = (part: Uint8Array): void => {
    size += part.length;
    if (size > cap) held = [];
    else held.push(part);
  };
  const release = (): Line => {
    number++;
    const line = size > cap ? { number } : { number, bytes: joined(held) };
    held = [];
    size = 0;
    return line;
  };
  return {
    cut(chunk) {
      const lines: Line[] = [];
      let from = 0;
      for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
        hold(chunk.subarray(from, end));
        from = end + 1;
        lines.push(release());
      }
      if (from < chunk.length) hold(chunk.subarray(from));
      return lines;
    },
    rest: () => (size > 0 ? [release()] : []),
    piece(chunk) {
      const end = chunk.lastIndexOf(lineFeed);
      if (end < 0 || size + chunk.length > cap) return undefined;
      const bytes = joined([...held, chunk.subarray(0, end)]);
      // Its bytes may be written over when the next are read.
      held = end + 1 < chunk.length ? [new Uint8Array(chunk.subarray(end + 1))] : [];
      size = chunk.length - end - 1;
      return { first: number + 1, bytes };
    },
    passed(lines) {
      number += lines;
    },
  };
}

/**
 * The lines of a stream of bytes, in order.
 *
 * @param cap the longest line to be read, in bytes; longer ones come as a number without bytes.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, cap = longestLine): AsyncGenerator<Line> {
  const cutter = cutLines(cap);
  for await (const chunk of chunks) yield* cutter.cut(chunk);
  yield* cutter.rest();
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only ? only : Buffer.concat(parts);
}
