/**
 * The database that a command works on: the folder of an embedded one, or the server that `DATABASE_URL` names.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../lifecycle/index.ts';
import { isServerAddress } from '../service/config.ts';
import { type Database, openPglite, openPostgres, StoreError } from '../store/index.ts';
import type { Io } from './io.ts';

/** The option that names a folder, for every command that has it. */
export const dataOption = [
  '--data <folder>',
  'the folder of the embedded database; a server is named by DATABASE_URL',
] as const;

/** The option that names an account, for every command that has it. */
export const accountOption = ['--account <name>', 'the account, if it has a name; - is the one without'] as const;

/** The name of the account that was said: none of the one without a name. */
export const accountNamed = (said: string | undefined): string | undefined => (said === '-' ? undefined : said);

/** The server that `DATABASE_URL` names, if it does. @throws InputError if it is no address of one; it is not shown. */
export function serverOf({ env }: Pick<Io, 'env'>): string | undefined {
  const url = env.DATABASE_URL?.trim();
  if (!url) return undefined;
  if (!isServerAddress(url))
    throw new InputError(
      'DATABASE_URL',
      'it is no address of PostgreSQL',
      'It is written as postgresql://user:password@host/database.',
    );
  return url;
}

/** An embedded database that is there: opening one that is not would make it. @throws InputError if there is none. */
export async function embedded(folder: string): Promise<Database> {
  if (!existsSync(join(folder, 'PG_VERSION')))
    throw new InputError(
      '--data',
      `there is no database in "${folder}"`,
      'Give the folder that the service keeps its data in.',
    );
  return openPglite(folder);
}

/**
 * Opens the database of a command.
 *
 * @param mayBeNew whether a folder without a database gets one.
 * @throws InputError if nothing says which; StoreError if it cannot be opened.
 */
export async function databaseOf(
  command: string,
  data: string | undefined,
  io: Io,
  { mayBeNew = false }: { readonly mayBeNew?: boolean } = {},
): Promise<Database> {
  if (data !== undefined) return mayBeNew ? openPglite(data) : embedded(data);
  const url = serverOf(io);
  if (url) return openPostgres(url);
  throw new InputError(command, 'nothing says where the payments are', 'Give --data, or set DATABASE_URL.');
}

/** The file that an error is about, as a sentence begins with it. */
export const fileOf = (error: Error): string => ('path' in error ? `${error.path}: it` : 'the file');

/** What to say of an error that a database or a file is the cause of; nothing if it is a fault of ours. */
export function databaseProblem(
  error: unknown,
  wayOut = 'Check the database: DATABASE_URL, or --data.',
): string | undefined {
  if (error instanceof InputError) return error.message;
  if (error instanceof StoreError && error.code === 'not_importable') return `${error.message}.`;
  if (error instanceof StoreError && error.code === 'locked') return `${error.message}.`;
  if (error instanceof StoreError) return `${error.message}. ${wayOut}`;
  if (error instanceof Error && 'syscall' in error && 'code' in error && !('port' in error))
    return `${fileOf(error)} cannot be read or written (${error.code}). Check the path, its permissions, and the room on the disk.`;
  return undefined;
}
