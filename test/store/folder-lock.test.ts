/**
 * Goal: the folder of an embedded database has one owner, whoever opens it and by whichever path. Who comes second is told who has
 * it; what a killed process left is in nobody's way; where nobody can tell, the folder is refused.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/lifecycle/index.ts';
import { lockFolder } from '../../src/store/folder-lock.ts';
import { openPglite, StoreError } from '../../src/store/index.ts';

const root = mkdtempSync(join(tmpdir(), 'paychart-lock-'));
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(root, `data-${++count}`);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const program = fileURLToPath(new URL('folder-holder.ts', import.meta.url));
const started: ChildProcess[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await ended(one, 'SIGKILL');
});

/** Ends a process by a signal, or waits until it has ended by itself. */
async function ended(child: ChildProcess, signal?: 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  if (signal) child.kill(signal);
  await gone;
}

/** What begins a process as a container does: with mounts, processes and a host name of its own. */
const contain = ['unshare', '--mount', '--pid', '--uts', '--fork', '--mount-proc'];
const canContain = spawnSync(contain[0] as string, [...contain.slice(1), 'true']).status === 0;
if (!canContain) console.info('A folder in a container is skipped: this user may make none here');

/** A process that is ready to try for a folder; `tried` tells it to, and says what came of it. */
const holder = (at: string, ...more: readonly string[]) => holderBy([process.execPath, program, at, ...more]);

async function holderBy(command: readonly string[]) {
  const child = spawn('timeout', ['120', ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  const lines: string[] = [];
  let heard = (): void => {};
  child.stdout.on('data', (text) => {
    lines.push(...String(text).split('\n').filter(Boolean));
    heard();
  });
  const line = async (): Promise<string> => {
    while (lines.length === 0)
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    return lines.shift() as string;
  };
  expect(await line()).toBe('ready');
  return {
    child,
    tried: (): Promise<string> => {
      child.stdin.write('go\n');
      return line();
    },
    leave: async (): Promise<void> => {
      child.stdin.end();
      await ended(child);
    },
  };
}

/** The socket in a folder that is held, or was. */
const socketIn = (at: string): string => {
  const [name = ''] = readdirSync(join(at, '.paychart-lock')).filter((one) =>
    statSync(join(at, '.paychart-lock', one)).isSocket(),
  );
  return join(at, '.paychart-lock', name);
};
/** The process whose socket that is. */
const processOf = (socket: string): number => Number.parseInt(socket.split('/').at(-1)?.split('.')[0] ?? '', 36);

/** A folder whose holder was killed. */
async function leftBehind(): Promise<string> {
  const first = await holder(folder);
  expect(await first.tried()).toBe('has it');
  const socket = socketIn(folder);
  process.kill(processOf(socket), 'SIGKILL');
  await ended(first.child);
  return socket;
}

/** The error that a folder is refused with. */
const refusedOf = (at: string): Promise<StoreError> =>
  openPglite(at).then(
    async (database) => {
      await database.close();
      throw new Error(`${at} was opened`);
    },
    (error: StoreError) => error,
  );

describe('a folder that another process has', () => {
  it('should be refused with the process, since when, where to ask it, and the ways out', async () => {
    const before = Date.now();
    const first = await holder(folder, 'http://127.0.0.1:8484');
    expect(await first.tried()).toBe('has it');
    const error = await refusedOf(folder);
    const id = processOf(socketIn(folder));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'locked', holder: { process: id, url: 'http://127.0.0.1:8484' } });
    const since = Date.parse(error.holder?.since ?? '');
    expect([since >= before, since <= Date.now()]).toEqual([true, true]);
    expect(error.message).toContain(`process ${id} has the folder ${folder}, since 20`);
    for (const way of ['paychart evidence ORDER --service http://127.0.0.1:8484', 'stop it', 'a PostgreSQL server'])
      expect(error.message).toContain(way);
  });

  it('should be refused by whichever path it is named', async () => {
    const first = await holder(folder);
    expect(await first.tried()).toBe('has it');
    const link = join(root, `link-${count}`);
    symlinkSync(folder, link);
    for (const path of [
      link,
      `${folder}/`,
      join(folder, '..', `data-${count}`),
      relative('.', folder),
      `file://${folder}`,
    ])
      expect([path, (await refusedOf(path)).code]).toEqual([path, 'locked']);
  });

  it.skipIf(!canContain)(
    'should be refused where it is mounted elsewhere, in a container with processes of its own',
    async () => {
      const first = await holder(folder);
      expect(await first.tried()).toBe('has it');
      const elsewhere = join(root, 'elsewhere');
      mkdirSync(elsewhere);
      const inside = `mount --bind "$1" "$2" && hostname box && exec "$3" "$4" "$2"`;
      const contained = () =>
        holderBy([...contain, 'sh', '-c', inside, 'sh', folder, elsewhere, process.execPath, program]);
      const refused = await (await contained()).tried();
      expect(refused).toContain(`process ${processOf(socketIn(folder))} on ${hostname()} has the folder ${elsewhere}`);
      process.kill(processOf(socketIn(folder)), 'SIGKILL');
      await ended(first.child);
      const second = await contained();
      expect(await second.tried()).toBe('has it');
      const error = await refusedOf(folder);
      expect([error.code, error.holder?.host]).toEqual(['locked', 'box']);
      await second.leave();
    },
  );

  it('should be refused while that process is stopped, too busy to answer', async () => {
    const first = await holder(folder);
    expect(await first.tried()).toBe('has it');
    const id = processOf(socketIn(folder));
    process.kill(id, 'SIGSTOP');
    try {
      expect((await refusedOf(folder)).holder?.process).toBe(id);
    } finally {
      process.kill(id, 'SIGCONT');
    }
  });

  it('should be free once that process has closed it, and once it was killed', async () => {
    const first = await holder(folder);
    expect(await first.tried()).toBe('has it');
    await first.leave();
    expect(readdirSync(join(folder, '.paychart-lock'))).toEqual([]);
    const second = await holder(folder);
    expect(await second.tried()).toBe('has it');
    process.kill(processOf(socketIn(folder)), 'SIGKILL');
    await ended(second.child);
    expect(readdirSync(join(folder, '.paychart-lock'))).not.toEqual([]);
    const lock = await lockFolder(folder);
    await lock.release();
    expect(readdirSync(join(folder, '.paychart-lock'))).toEqual([]);
  });

  it('should have one owner of ten that try in the same moment, whether it was free or its owner was killed', async () => {
    for (let round = 0; round < 4; round++) {
      const ten = await Promise.all(Array.from({ length: 10 }, () => holder(folder)));
      const came = await Promise.all(ten.map(({ tried }) => tried()));
      const owners = came.filter((one) => one === 'has it');
      const refused = came.filter((one) => one.startsWith('StoreError: process '));
      expect([owners.length, refused.length]).toEqual([1, 9]);
      const id = processOf(socketIn(folder));
      for (const one of refused) expect(one).toContain(`process ${id} has the folder`);
      if (round % 2 === 0) process.kill(id, 'SIGKILL');
      await Promise.all(ten.map(({ leave }) => leave()));
    }
  });
});

describe('a folder that this process has', () => {
  it('should be refused to this process as well, until it is closed', async () => {
    const first = await openPglite(folder);
    const error = await refusedOf(folder);
    expect(error).toMatchObject({ code: 'locked', holder: { process: process.pid } });
    await first.query('SELECT 1');
    await first.close();
    const second = await openPglite(folder);
    await second.close();
  });

  it('should be opened by one of two calls at once', async () => {
    const came = await Promise.allSettled([openPglite(folder), openPglite(folder)]);
    expect(came.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const one of came) if (one.status === 'fulfilled') await one.value.close();
  });

  it.runIf(existsSync('/proc/self'))(
    'should be refused at once where no folder can be made, as in /proc, and so is that of a book',
    { timeout: 120_000 },
    () => {
      const module = fileURLToPath(new URL('../../src/store/index.ts', import.meta.url));
      const script = `import { openPglite } from ${JSON.stringify(module)};
      await openPglite('/proc/paychart/data').catch((error) => console.log(error.name, error.message));`;
      // A process of its own, since one that never ends can only be killed.
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        timeout: 20_000,
      });
      expect(stdout).toMatch(/^InputError .*\/proc\/paychart\/data/);
      const book = spawnSync(process.execPath, ['src/cli/main.ts', 'book', '--out', '/proc/paychart/book'], {
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect(book).toMatchObject({ status: 2, stderr: expect.stringContaining('the folder cannot be made (ENOENT)') });
    },
  );

  it('should be free again if the database could not be opened', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'PG_VERSION'), 'no version');
    await expect(openPglite(folder)).rejects.toThrow();
    const lock = await lockFolder(folder);
    await lock.release();
  });
});

describe('a database in memory', () => {
  it('should have no owner: there may be any number', async () => {
    const before = readdirSync('.');
    const three = [await openPglite(), await openPglite('memory://'), await openPglite('memory://')];
    for (const one of three) {
      one.announce('http://127.0.0.1:1');
      await one.close();
    }
    expect(readdirSync('.')).toEqual(before);
  });
});

describe('what a process left behind', () => {
  it("should be in nobody's way, although another process has its id by now", async () => {
    const socket = await leftBehind();
    const [, ...rest] = socket.split('/').at(-1)?.split('.') ?? [];
    renameSync(socket, join(folder, '.paychart-lock', [process.pid.toString(36), ...rest].join('.')));
    const lock = await lockFolder(folder);
    await lock.release();
    expect(readdirSync(join(folder, '.paychart-lock')).filter((one) => !one.endsWith('.json'))).toEqual([]);
  });

  it('should be refused if it may be of another machine that still has it, with the file to delete', async () => {
    const socket = await leftBehind();
    const [id = '', since = '', , , own = ''] = socket.split('/').at(-1)?.split('.') ?? [];
    const elsewhere = join(folder, '.paychart-lock', [id, since, 'zzz', 'zzz', own].join('.'));
    renameSync(socket, elsewhere);
    const error = await refusedOf(folder);
    expect(error.code).toBe('locked');
    expect(error.message).toMatch(/whether it still runs cannot be told from here/);
    expect(error.message).toContain(`delete ${elsewhere}`);
    rmSync(elsewhere);
    await (await lockFolder(folder)).release();
  });

  it("should be in nobody's way if this machine, known by its id, was started again since", async () => {
    const socket = await leftBehind();
    const [id = '', since = '', machine = '', , own = ''] = socket.split('/').at(-1)?.split('.') ?? [];
    renameSync(socket, join(folder, '.paychart-lock', [id, since, machine, 'zzz', own].join('.')));
    // A machine without an id cannot be told from another.
    if (machine === '0') expect((await refusedOf(folder)).code).toBe('locked');
    else await (await lockFolder(folder)).release();
  });

  it('should be taken over if it is cut off anywhere: a name without a word, a word without a name', async () => {
    const socket = await leftBehind();
    rmSync(`${socket}.json`);
    await (await lockFolder(folder)).release();
    writeFileSync(`${socket}.json`, '{"ho');
    writeFileSync(`${socket}.json.new`, '');
    await (await lockFolder(folder)).release();
  });

  it('should be heeded if a release before 0.2.0 left it, while a process has that id', async () => {
    writeFileSync(`${folder}.lock`, String(process.pid));
    expect((await refusedOf(folder)).message).toMatch(
      new RegExp(`process ${process.pid} has the folder .*before 0\\.2\\.0 write: stop it, or delete that file`),
    );
    const { child, leave } = await holder(folder);
    await leave();
    writeFileSync(`${folder}.lock`, String(child.pid));
    await (await lockFolder(folder)).release();
    expect(() => readFileSync(`${folder}.lock`)).toThrow('ENOENT');
  });
});

describe('a folder', () => {
  it('should be held by a path that is longer than a socket may have', async () => {
    const deep = join(folder, 'd'.repeat(120));
    const first = await holder(deep);
    expect(await first.tried()).toBe('has it');
    expect((await refusedOf(deep)).code).toBe('locked');
    await first.leave();
    await (await lockFolder(deep)).release();
    expect(readdirSync(join(deep, '.paychart-lock'))).toEqual([]);
  });

  it('should be refused by name where nothing can be kept', async () => {
    writeFileSync(folder, 'a file');
    await expect(openPglite(folder)).rejects.toThrow(InputError);
    await expect(openPglite(folder)).rejects.toThrow(/nothing can be kept at .* \(ENOTDIR\).*Give a folder/);
  });
});
