/**
 * PGlite: PostgreSQL in this process, in a folder or in memory. The package `@electric-sql/pglite` is loaded only here.
 */
import { InputError } from '../lifecycle/index.ts';
import type { Database } from './database.ts';
import { notLoaded } from './missing-package.ts';
import { overPglite } from './over-pglite.ts';
import { fromDriver } from './store-error.ts';

/** A PGlite. */
export interface EmbeddedDatabase extends Database {
  /** Says where this process can be asked over HTTP, to whoever finds the folder taken. */
  announce(url: string): void;
}

/**
 * Opens a PGlite. It has one connection, so transactions run one after the other. Its folder belongs to this process until it is
 * closed, or until the process ends.
 *
 * @param folder where its data is kept, as a path or a `file://` address; in memory if left out.
 * @throws StoreError `locked` if another process has the folder, or this one has it open already; InputError if it is blank, cannot
 *   be written, or if `@electric-sql/pglite` is not installed.
 */
export async function openPglite(folder?: string): Promise<EmbeddedDatabase> {
  if (folder !== undefined && (typeof folder !== 'string' || folder.trim() === ''))
    throw new InputError('folder', 'it is no path', 'Name a folder, or leave it out to keep nothing but in memory.');
  const { PGlite } = await loaded();
  const kept = folderOf(folder);
  const lock = kept === undefined ? undefined : await (await import('./folder-lock.ts')).lockFolder(kept);
  const pglite = await PGlite.create(folder).catch(async (error: unknown) => {
    await lock?.release();
    throw fromDriver(error);
  });
  return {
    ...overPglite(pglite),
    announce: (url) => lock?.announce(url),
    close: () => pglite.close().finally(() => lock?.release()),
  };
}

async function loaded() {
  try {
    return await import('@electric-sql/pglite');
  } catch (error) {
    throw notLoaded('openPglite', error);
  }
}

/** The folder on a disk that PGlite will use, as it tells them apart; nothing where that is memory, or the store of a browser. */
function folderOf(named: string | undefined): string | undefined {
  if (named === undefined) return undefined;
  if (named.startsWith('file://')) return named.slice('file://'.length);
  return /^(memory|idb|opfs-ahp|memfs2opfs):\/\//.test(named) ? undefined : named;
}
