/**
 * Where the entries of orders go that an object has recorded: a store on PostgreSQL, whose database judges them as its own, or lines of JSON.
 * Both may get the same entry again: a store leaves what it has, and lines name their entry.
 */
import type { FileHandle } from 'node:fs/promises';
import type { Appendix, Entry, Store } from '../store/index.ts';

/** Takes what was recorded. It may be given the same again. */
export interface Sink {
  /**
   * Resolves once it is durable.
   *
   * @throws StoreError `unavailable` if it is to be tried again; any other of what is never taken.
   */
  append(appendix: Appendix): Promise<void>;
}

/** A store as it takes what was recorded, and gives it back. */
export type LogStore = Pick<Store, 'append' | 'history' | 'exportAll' | 'importAll'>;

/**
 * Entries as lines of JSON: each its entry as the log has it. After a crash a line may stand there twice; its order, number and hash say so.
 *
 * @param file opened for appending; it is flushed to disk once for all that is appended at the same time.
 */
export function jsonLines(file: Pick<FileHandle, 'appendFile' | 'datasync'>): Sink {
  let waiting: { readonly text: string; done(): void; failed(error: unknown): void }[] = [];
  let isWriting = false;
  const write = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await file.appendFile(batch.map(({ text }) => text).join(''));
        await file.datasync();
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    isWriting = false;
  };
  return {
    append: ({ changes }) =>
      new Promise((done, failed) => {
        waiting.push({ text: changes.map(({ entry }) => `${lineOf(entry)}\n`).join(''), done, failed });
        if (!isWriting) void write();
      }),
  };
}

const lineOf = (entry: Entry): string => JSON.stringify(entry);
