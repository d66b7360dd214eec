/** A process that listens on a port of this machine, and can be killed like any. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** What is started. */
export interface ProcessOptions {
  /** What it is called in an error. */
  readonly title: string;
  /** The program and its arguments. */
  readonly command: readonly [program: string, ...rest: readonly string[]];
  /** Its variables of the environment, besides `PATH` and where Node keeps compiled code. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it listens, from what it wrote so far. */
  readonly listens: (log: string) => boolean | Promise<boolean>;
}

/** A process that was started; it may not be up yet. */
export interface Started {
  /** The id of its process. */
  readonly process: number | undefined;
  /** Resolves once it listens. @throws Error with its log if it ends before. */
  readonly up: Promise<void>;
  /** How it ended; nothing while it runs. */
  ended(): string | undefined;
  /** The last of what it wrote to its log: warnings and errors. */
  log(): string;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
}

/** Starts a process. */
export function startProcess({ title, command: [program, ...rest], env, listens }: ProcessOptions): Started {
  const child = spawn(program, rest, {
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const keep = (text: Buffer): void => {
    log = (log + String(text)).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ended = (): string | undefined =>
    child.exitCode === null && child.signalCode === null
      ? undefined
      : `${child.signalCode ?? `exit code ${child.exitCode}`}: ${log}`;
  const becomes = async (): Promise<void> => {
    for (;;) {
      const how = ended();
      if (how !== undefined) throw new Error(`${title} ended before it was up: ${how}`);
      if (await listens(log)) return;
      await pause(20);
    }
  };
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  const becoming = becomes();
  // Whoever kills it while it starts does not wait for it.
  becoming.catch(() => {});
  return {
    process: child.pid,
    up: becoming,
    ended,
    log: () => log,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

/** Whether an address answers that all is well. */
export const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
