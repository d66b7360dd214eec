/**
 * The collector of garbage, called while rows are read: else it waits for so much garbage that this is most of what an audit takes of memory.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: ((options: { readonly type: 'minor' }) => void) | undefined;

/** Lets go of what was made a moment ago, and nobody has any more. Where there is no such function, it does nothing. */
export function letGo(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = (runInNewContext('globalThis.gc') as typeof collect) ?? (() => {});
    setFlagsFromString('--no-expose-gc');
  }
  collect({ type: 'minor' });
}
