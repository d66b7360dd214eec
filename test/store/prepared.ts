/**
 * Databases that a store was opened on before: its tables and the law are there, and no payment. To make one takes many times what it
 * takes to copy it, so one of each kind is made in a run of the tests, for all files. What a store does with a database that has
 * nothing yet is tested on one that has nothing.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { type Database, openPostgres, openStore } from '../../src/store/index.ts';
import { overPglite } from '../../src/store/over-pglite.ts';
import { connected, initialise, runsAs, serve, stopped } from '../relation/exports/postgres.ts';
import { runFolder } from '../run-folder.ts';

/** Where what is made once is kept: by this run of the tests, or by this process where no runner is. */
const kept = process.env[runFolder] ?? ownFolder();

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-prepared-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The clock by which the tables were made. */
const now = () => '2023-11-15T12:00:00.000Z';

/** What is made once, by its name. Two processes that begin at the same moment make it both, and one of them is kept. */
async function once(name: string, make: (place: string) => Promise<void>): Promise<string> {
  const place = join(kept, name);
  if (existsSync(place)) return place;
  const making = mkdtempSync(join(tmpdir(), 'paychart-making-'));
  try {
    await make(join(making, name));
    try {
      renameSync(join(making, name), place);
    } catch (error) {
      if (!existsSync(place)) throw error;
    }
    return place;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

const embedded = () =>
  once('pglite.tar', async (file) => {
    const pglite = await PGlite.create();
    await openStore({ database: overPglite(pglite), now });
    const dump = await pglite.dumpDataDir('none');
    await pglite.close();
    writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
  });

/** A PGlite in memory, prepared. */
export async function openPrepared(): Promise<Database> {
  const file = await embedded();
  return overPglite(await PGlite.create({ loadDataDir: new Blob([readFileSync(file)]) }));
}

/** Prepares a folder for PGlite, which is not there yet. */
export async function prepareFolder(folder: string): Promise<void> {
  const file = await embedded();
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xf', file, '--strip-components=1', '-C', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Prepares a cluster of PostgreSQL in an empty folder. */
export async function prepareCluster(programs: string, folder: string): Promise<void> {
  const made = await once('cluster', async (place) => {
    // The server's user must get there.
    chmodSync(join(place, '..'), 0o711);
    mkdirSync(place);
    initialise(programs, place);
    const server = serve(programs, place, ['fsync=off'], 300);
    try {
      await (await connected(place, server)).end();
      const database = await openPostgres(`postgresql://postgres@${encodeURIComponent(place)}/postgres`);
      await openStore({ database, now });
      await database.close();
    } finally {
      await stopped(server);
    }
  });
  const user = runsAs();
  if (user) chownSync(folder, user.uid, user.gid);
  execFileSync('cp', ['-a', join(made, 'data'), folder]);
}
