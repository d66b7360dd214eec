/** Whether a database is of the version that this package reads, for who only looks and so must not bring it there. */
import type { Database } from './database.ts';
import { latestVersion, versionOf } from './migrations.ts';
import { StoreError } from './store-error.ts';

/**
 * @throws StoreError `older_database` if the database was never opened as a store, or by an older version only; `newer_database` if
 *   a newer one made it.
 */
export async function mustBeOfThisVersion(database: Database): Promise<void> {
  const version = await versionOf(database);
  if (version === 0)
    throw new StoreError('older_database', 'no payments are kept in this database: no service has opened it yet');
  if (version < latestVersion)
    throw new StoreError(
      'older_database',
      `the database is of version ${version}, and this package reads version ${latestVersion}, which its service brings a ` +
        'database to when it starts; looking changes nothing',
    );
}
