/**
 * Bytes cut into lines, one at a time: no more than one line is ever held, and one that is too long is not held at all.
 */

/** The longest line that is read, in bytes: 16 MiB. */
export const longestLine = 16 * 1024 * 1024;

/** A line, without its line feed, or one that is too long to be read. Numbers begin with 1. */
export type Line = { readonly number: number; readonly bytes: Uint8Array } | { readonly number: number };

const lineFeed = 10;

/**
 * The lines of a stream of bytes, in order.
 *
 * @param cap the longest line to be read, in bytes; longer ones come as a number without bytes.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, cap = longestLine): AsyncGenerator<Line> {
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
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      hold(chunk.subarray(from, end));
      from = end + 1;
      yield release();
    }
    if (from < chunk.length) hold(chunk.subarray(from));
  }
  if (size > 0) yield release();
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only ? only : Buffer.concat(parts);
}
