/** Goal: Ctrl-C ends the demonstration, whenever it comes, and leaves no process, no port and no folder behind. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { postgresPrograms } from '../relation/exports/postgres.ts';

const program = fileURLToPath(new URL('scale.ts', import.meta.url));

/** Starts it as a terminal does, in a group of its own, and presses Ctrl-C once it has said something. */
async function stoppedOnce(says: string): Promise<{ code: number | null; said: string; group: number }> {
  const child = spawn(process.execPath, [program, '--part', 'demo', '--seconds', '100'], { detached: true });
  const group = child.pid as number;
  let said = '';
  let isPressed = false;
  const hear = (text: Buffer): void => {
    said += String(text);
    if (isPressed || !said.includes(says)) return;
    isPressed = true;
    process.kill(-group, 'SIGINT');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said, group };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

it.skipIf(postgresPrograms === undefined).each(['in the log', 'are being started'])(
  'should leave nothing behind after Ctrl-C, pressed when it says: %s',
  async (says) => {
    const { code, said, group } = await stoppedOnce(says);
    expect(said).toContain('payments begun');
    expect(code, said).toBe(0);
    expect(() => process.kill(-group, 0)).toThrow('ESRCH');
    const urls = [...new Set(said.match(/http:\/\/127\.0\.0\.1:\d+/g))];
    expect(await Promise.all(urls.map(answers))).toEqual(urls.map(() => false));
    const folders = [...said.matchAll(/postgres@([^/]+)\/postgres/g)].map(([, folder = '']) =>
      decodeURIComponent(folder),
    );
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
    if (says === 'in the log') expect([urls.length, folders.length]).toEqual([4, 1]);
  },
  120_000,
);
