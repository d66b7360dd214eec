/**
 * Runs scripts of package.json, two at a time, in the order given: `node test/package/side-by-side.ts check:types check:lint`. What each
 * prints is shown when it has ended. Where one fails no other is begun, and the exit code is 1.
 */
import { spawn } from 'node:child_process';

/** How many run at once: each keeps one core busy, and the machines of the checks have two. */
const atOnce = 2;

/** Runs one script. @returns whether it succeeded, and what it printed. */
function ran(script: string): Promise<{ readonly ok: boolean; readonly printed: string }> {
  return new Promise((resolve) => {
    const process = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const pieces: Buffer[] = [];
    process.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    process.stderr.on('data', (piece: Buffer) => pieces.push(piece));
    process.once('error', (error) => resolve({ ok: false, printed: String(error) }));
    process.once('close', (code) => resolve({ ok: code === 0, printed: Buffer.concat(pieces).toString() }));
  });
}

const waiting = process.argv.slice(2);
let failed = false;

async function work(): Promise<void> {
  for (let script = waiting.shift(); script !== undefined && !failed; script = waiting.shift()) {
    const began = performance.now();
    const { ok, printed } = await ran(script);
    process.stdout.write(printed);
    console.info(`${script}: ${ok ? 'passed' : 'FAILED'} in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    failed ||= !ok;
  }
}

await Promise.all(Array.from({ length: atOnce }, work));
process.exitCode = failed ? 1 : 0;
