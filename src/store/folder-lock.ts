/**
 * One process at a time has the folder of the embedded database: two would ruin it. Who has it listens on a socket inside the
 * folder, so that the kernel itself says whether it still runs.
 *
 * A process id alone proves nothing: it is given again, and in another container it names another process. A socket ends with its
 * process, however that ends, is reached by every container that has the same volume on the same machine, and is the same socket by
 * whichever path the folder is named. Where the kernel cannot say (another machine, which shares the folder over a network), the
 * folder is refused: a person must say that nobody has it.
 *
 * Nobody takes over what another left: each announces itself under a name of its own, then looks for others. Of two, the one that
 * was announced later sees the earlier; whoever sees another withdraws. So two never have the folder, whatever happens between two
 * steps, and a name is never used twice, so that removing a dead one harms nobody.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '../lifecycle/index.ts';
import { type Holder, StoreError } from './store-error.ts';

/** A folder that this process has. */
export interface FolderLock {
  /** Says to who comes second where this process can be asked instead. */
  announce(url: string): void;
  /** Lets others in. */
  release(): Promise<void>;
}

/** Where the sockets are, inside the folder of the database. */
const place = '.paychart-lock';

/** How often a folder is tried for, while others try as well. */
const tries = 200;

/** The longest path that a socket may have, in bytes; systems take 104 or 108 with the zero at the end. */
const longestPath = 100;

/** What the name of a socket says: process, milliseconds since 1970, machine, its start, and a number of its own; to base 36. */
const namePattern = /^([0-9a-z]+)\.([0-9a-z]+)\.([0-9a-z]+)\.([0-9a-z]+)\.[0-9a-z]+$/;

/**
 * Takes a folder for this process. What a process left behind that was killed is in nobody's way.
 *
 * @throws StoreError `locked` if another has it, or whether it has cannot be told; InputError if nothing can be written there.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  mustNotBeOlds(folder);
  const at = join(resolve(folder), place);
  let seen: Other | undefined;
  for (let left = tries; left > 0; left--) {
    const name = newName();
    const server = await announced(at, name, folder);
    const other = await anotherAt(at, name);
    // Who looked before this one listened may have taken its name for one that was left.
    if (other === undefined && existsSync(join(at, name))) return heldBy(at, name, server);
    await withdrawn(at, name, server);
    seen = other ?? seen;
    if (other !== undefined && isSettled(at, other)) break;
    await pause(Math.random() * 25);
  }
  if (seen !== undefined) throw lockedError(folder, at, seen);
  throw new StoreError('locked', `what lies in ${at} is removed again and again: nobody can have the folder ${folder}`);
}

/** Another that is announced, and whether it runs: on this machine that is known. */
interface Other {
  readonly name: string;
  readonly runs: 'yes' | 'unknown';
}

/** Whether another has the folder, or nobody can tell; one that only tries for it has said nothing of itself yet. */
const isSettled = (at: string, { name, runs }: Other): boolean =>
  runs === 'unknown' || existsSync(join(at, `${name}.json`));

function heldBy(at: string, name: string, server: Server): FolderLock {
  const said = join(at, `${name}.json`);
  const say = (url?: string): void => {
    try {
      writeFileSync(`${said}.new`, JSON.stringify({ host: hostname(), url }));
      renameSync(`${said}.new`, said);
    } catch {
      // The folder is held by the socket; that nothing more can be said of it makes no difference to that.
    }
  };
  say();
  return {
    announce: say,
    release: () => withdrawn(at, name, server),
  };
}

/** Makes a folder and those it is to be in, one by one: where none can be made, as in `/proc`, Node's own way of doing so never ends. */
export function makeFolders(at: string): void {
  const missing: string[] = [];
  for (let folder = resolve(at); !existsSync(folder) && dirname(folder) !== folder; folder = dirname(folder))
    missing.unshift(folder);
  // Another process may make the same.
  for (const folder of missing)
    try {
      mkdirSync(folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  if (missing.length === 0) mkdirSync(at, { recursive: true });
}

/** Listens under a name. @throws InputError if that cannot be done in the folder. */
async function announced(at: string, name: string, folder: string): Promise<Server> {
  try {
    makeFolders(at);
    // Whoever connects learns all there is to learn by that.
    const server = createServer((socket) => socket.destroy());
    await reached(at, name, (path) => {
      // Exclusive: in a worker of a cluster, the primary would listen, and outlive it.
      server.listen({ path, exclusive: true });
      return new Promise<void>((listening, failed) => {
        server.once('listening', listening);
        server.once('error', failed);
      });
    });
    server.on('error', () => {});
    server.unref();
    // A named pipe of Windows is no file.
    if (process.platform === 'win32') writeFileSync(join(at, name), '');
    return server;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new InputError(
      'folder',
      `nothing can be kept at ${folder} (${String(error.code)})`,
      'Give a folder in which this user may write, of a file system that has sockets: one lies in it while the database is open.',
    );
  }
}

/** Does something with the path of a socket; where that is too long for one, by a short way to the same place. */
async function reached<T>(at: string, name: string, act: (path: string) => Promise<T>): Promise<T> {
  if (process.platform === 'win32') return act(`\\\\.\\pipe\\paychart-${name}`);
  const path = join(at, name);
  if (Buffer.byteLength(path) <= longestPath) return act(path);
  const short = mkdtempSync(join(tmpdir(), 'pc-'));
  try {
    symlinkSync(at, join(short, 'l'));
    return await act(join(short, 'l', name));
  } finally {
    rmSync(short, { recursive: true, force: true });
  }
}

/** Stops listening under a name, and removes it. */
async function withdrawn(at: string, name: string, server: Server): Promise<void> {
  await new Promise((closed) => server.close(closed));
  removed(at, name);
}

function removed(at: string, name: string): void {
  for (const file of [name, `${name}.json`, `${name}.json.new`]) rmSync(join(at, file), { force: true });
}

/** Another that is announced beside this one. What is left of processes that ended on this machine is removed. */
async function anotherAt(at: string, own: string): Promise<Other | undefined> {
  for (const name of readdirSync(at)) {
    if (name === own || !namePattern.test(name)) continue;
    const runs = await isRunning(at, name);
    if (runs !== 'no') return { name, runs };
    removed(at, name);
  }
  return undefined;
}

async function isRunning(at: string, name: string): Promise<Other['runs'] | 'no'> {
  const answer = await reached(at, name, knock);
  if (answer === 'ENOENT' && !existsSync(join(at, name))) return 'no';
  if (answer !== 'ECONNREFUSED' && answer !== 'ENOENT') return 'yes';
  const [, , , machine, start] = namePattern.exec(name) ?? [];
  const isOfThisMachine = start === here.start || (machine === here.machine && machine !== nowhere);
  return isOfThisMachine ? 'no' : 'unknown';
}

/** Knocks at a socket: the code of the error, if nobody listens. The kernel answers, even if its process is busy or stopped. */
function knock(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error: Error & { readonly code?: string }) => resolve(error.code ?? 'unknown'));
  });
}

const base36 = (bytes: Buffer): string => BigInt(`0x${bytes.toString('hex')}`).toString(36);
const digestOf = (text: string): string => base36(createHash('sha256').update(text).digest().subarray(0, 4));

/** The machine that has no id that would tell it from others. */
const nowhere = '0';

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** This machine, and since when it runs: containers on it share both with it, if their images have no machine of their own. */
const here = (() => {
  const machine = read('/etc/machine-id');
  const start = read('/proc/sys/kernel/random/boot_id') ?? `host ${hostname()}`;
  return { machine: machine === undefined ? nowhere : digestOf(machine), start: digestOf(start) };
})();

const newName = (): string =>
  [process.pid.toString(36), Date.now().toString(36), here.machine, here.start, base36(randomBytes(4))].join('.');

function lockedError(folder: string, at: string, { name, runs }: Other): StoreError {
  const [, process = '', since = ''] = namePattern.exec(name) ?? [];
  const { host, url } = saidAt(at, name);
  const holder: Holder = {
    process: Number.parseInt(process, 36),
    since: new Date(Number.parseInt(since, 36)).toISOString(),
    ...(host !== undefined && { host }),
    ...(url !== undefined && { url }),
  };
  return new StoreError('locked', lockedText(folder, holder, runs === 'unknown' ? join(at, name) : undefined), {
    holder,
  });
}

/** Who has a folder, and the ways out; `file` if nobody can tell whether that process still runs. */
function lockedText(folder: string, { process: id, since, host, url }: Holder, file: string | undefined): string {
  const where = host === undefined || host === hostname() ? '' : ` on ${host}`;
  const who = `process ${id}${where} has the folder ${folder}, since ${since}`;
  if (file !== undefined)
    return (
      `${who}, on another machine, or before this one was started again; whether it still runs cannot be told from here. ` +
      `If it does not, delete ${file}; else stop it, or give another folder`
    );
  const serves = url === undefined ? '' : `, and serves it at ${url}`;
  const ask = url === undefined ? 'Ask it over HTTP, if it is a service' : 'Ask it over HTTP';
  return (
    `${who}${serves}: an embedded database is open in one process at a time. ${ask} ` +
    `(paychart evidence ORDER --service ${url ?? 'URL'}), stop it, give another folder, or keep payments on a PostgreSQL server`
  );
}

/** What a holder has said of itself. */
function saidAt(at: string, name: string): { readonly host?: string; readonly url?: string } {
  try {
    return JSON.parse(readFileSync(join(at, `${name}.json`), 'utf8'));
  } catch {
    return {};
  }
}

/**
 * Releases before 0.2.0 kept the id of their process in a file beside the folder.
 *
 * @throws StoreError `locked` if a process with that id runs.
 */
function mustNotBeOlds(folder: string): void {
  const file = `${resolve(folder)}.lock`;
  const id = Number(read(file));
  if (!Number.isSafeInteger(id) || id <= 0) return;
  if (isAlive(id))
    throw new StoreError(
      'locked',
      `process ${id} has the folder ${folder}, says ${file}, which releases before 0.2.0 write: stop it, or delete that file if ` +
        'that process is no service of Paychart',
    );
  rmSync(file, { force: true });
}

/** Whether a process runs, of whichever user. */
function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as { readonly code?: string }).code === 'EPERM';
  }
}
