/**
 * A text in a link: compressed, in letters that a URL may have, and no longer than links may be.
 */

/** The longest text that a link carries, packed, in letters. */
export const longestPacked = 6000;

/** The text, packed; nothing if it would be too long. */
export async function packed(text: string): Promise<string | undefined> {
  const bytes = await through(new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw')));
  if (bytes.length * 4 > longestPacked * 3) return undefined;
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** What was packed; nothing if that is none of ours, or unpacks to more than is allowed. */
export async function unpacked(text: string, longest: number): Promise<string | undefined> {
  if (text.length > longestPacked) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    );
    const read = await through(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')), longest);
    return new TextDecoder('utf-8', { fatal: true }).decode(read);
  } catch {
    return undefined;
  }
}

/** All bytes of a stream. @throws Error if there are more than allowed. */
async function through(stream: ReadableStream<Uint8Array>, longest = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    length += read.value.length;
    if (length > longest) throw new Error('more than a link may unpack to');
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
