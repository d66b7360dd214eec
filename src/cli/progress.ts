/**
 * A line on a terminal that says how far a long input is; it leaves no trace.
 */
import { counted } from './print.ts';

/** Tells of progress. */
export interface Progress {
  /** One more line was read. */
  tick(): void;
  /** Erases the line, before anything else is written and at the end. */
  erase(): void;
}

const firstAfter = 1000;
const every = 250;
const linesBetweenLooks = 64;

/** Progress on a stream; silent where it is no terminal, and in the first second. */
export function progressOn(stream: { readonly isTTY?: boolean; write(text: string): unknown }): Progress {
  if (!stream.isTTY) return { tick: () => {}, erase: () => {} };
  const began = performance.now();
  let next = began + firstAfter;
  let lines = 0;
  let isShown = false;
  return {
    tick() {
      lines++;
      if (lines % linesBetweenLooks !== 0) return;
      const now = performance.now();
      if (now < next) return;
      next = now + every;
      isShown = true;
      const perSecond = Math.round((lines * 1000) / (now - began));
      stream.write(`\r\u001b[2K${counted(lines, 'line')} read, ${perSecond.toLocaleString('en')} per second`);
    },
    erase() {
      if (isShown) stream.write('\r\u001b[2K');
      isShown = false;
    },
  };
}
