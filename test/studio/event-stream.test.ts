/** Goal: what the service tells is read whole, however it is cut, and a stream that is silent for long stays readable. */
import { expect, it } from 'vitest';
import { type Frame, framesOf } from '../../src/studio/page/live/event-stream.ts';

const bodyOf = (pieces: Iterable<string>): ReadableStream<Uint8Array> =>
  ReadableStream.from(pieces).pipeThrough(new TextEncoderStream());

async function read(pieces: Iterable<string>): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of framesOf(bodyOf(pieces))) frames.push(frame);
  return frames;
}

it('should read an event after more comments than an event may be long', async () => {
  const comments = `: alive\n`.repeat(1000);
  const pieces = [...Array.from({ length: 200 }, () => comments), ': al', 'ive\nevent: change\nda', 'ta: {}\n\n'];
  expect(await read(pieces)).toEqual([{ event: 'change', data: '{}' }]);
});

it('should refuse an event that does not end', async () => {
  const endless = Array.from({ length: 30 }, () => `data: ${'x'.repeat(50_000)}\n`);
  await expect(read(endless)).rejects.toThrow(RangeError);
});
