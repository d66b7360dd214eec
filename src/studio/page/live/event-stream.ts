/**
 * Server-sent events, read from a body: `EventSource` cannot send the header that carries the token.
 */

/** One event. */
export interface Frame {
  readonly event: string;
  readonly data: string;
}

/** The longest event that is read, in characters: what never ends is no event. */
const longest = 2 ** 20;

/** The events of a body as they arrive. @throws RangeError if one does not end. */
export async function* framesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      text += decoder.decode(piece.value, { stream: true }).replaceAll('\r', '');
      // A comment belongs to no event: in a silent stream nothing else comes, for weeks.
      text = text.replaceAll(/^:.*\n/gm, '');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const frame = frameOf(block);
        if (frame) yield frame;
      }
      if (text.length > longest) throw new RangeError('an event does not end');
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function frameOf(block: string): Frame | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([^:]+)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0 ? undefined : { event, data: data.join('\n') };
}
