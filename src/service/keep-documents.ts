/**
 * How long documents that could not be read are kept: what is older is erased beside the sweep, so many at a time.
 */
import { InputError } from '../lifecycle/index.ts';
import type { Store } from '../store/index.ts';
import { type Log, masking, silent } from './log.ts';

/** What erasing by age needs. */
export interface KeepOptions {
  readonly store: Pick<Store, 'eraseDocumentsBefore'>;
  /** How long documents are kept, in seconds. */
  readonly keep: number;
  /** Now, an ISO 8601 instant. */
  readonly now: () => string;
  readonly log?: Log;
  /** Ends it after the batch that is being erased. */
  readonly signal?: AbortSignal;
}

/** How many documents are erased by one statement, and how many statements there are at most each time. */
const batch = 500;
const batches = 20;

/** Erases what is older than it may be; what is more than 10,000 documents is left to the next time. How many were erased. */
export async function eraseOldDocuments({ store, keep, now, signal, ...options }: KeepOptions): Promise<number> {
  const log = masking(options.log ?? silent);
  const before = new Date(Date.parse(now()) - keep * 1000).toISOString();
  let erased = 0;
  for (let turn = 0; turn < batches && !signal?.aborted; turn++) {
    const count = await store.eraseDocumentsBefore(before, batch);
    erased += count;
    if (count < batch) break;
  }
  if (erased > 0) log.info({ before, documents: erased }, 'documents that could not be read were erased by age');
  return erased;
}

const hour = 3600;
const units = { h: hour, d: 24 * hour } as const;

/**
 * An age as it is written: `30d`, `12h`. In seconds.
 *
 * @throws InputError that names the path, if it is none.
 */
export function readAge(text: string, path: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([dh])$/.exec(text) ?? [];
  if (count === undefined)
    throw new InputError(path, `"${text}" is no age`, 'Give it in days or hours, as 30d or 12h.');
  return Number(count) * units[unit as keyof typeof units];
}
