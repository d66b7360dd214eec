/** An embedded database that is there already, for subcommands that look into one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../lifecycle/index.ts';
import { type Database, openPglite } from '../store/index.ts';

/** Opens an embedded database that is there: opening one that is not would make it. @throws InputError if there is none. */
export async function embedded(folder: string): Promise<Database> {
  if (!existsSync(join(folder, 'PG_VERSION')))
    throw new InputError(
      '--data',
      `there is no database in "${folder}"`,
      'Give the folder that the service keeps its data in.',
    );
  return openPglite(folder);
}
