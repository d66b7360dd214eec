/**
 * Runs a command beside processes that do nothing but count, as a machine shared with other work would: whether tests wait for what
 * they need, and not for seconds.
 *
 * `npm run busy -- bash .ci/run`: four of them, or as many as `BUSY_PROCESSES` says. Exits as the command does; the processes end with it,
 * and after two hours whatever happens.
 */
import { spawn } from 'node:child_process';

const [command, ...given] = process.argv.slice(2);
if (command === undefined) throw new Error('say what to run: npm run busy -- bash .ci/run');
const many = Number(process.env.BUSY_PROCESSES ?? 4);
if (!Number.isInteger(many) || many < 1)
  throw new Error(`BUSY_PROCESSES=${process.env.BUSY_PROCESSES} is no number of processes`);

/** Counts until two hours have passed, or whoever started it is gone. */
const counting =
  'const began = Date.now(); const parent = process.ppid; while (Date.now() - began < 7.2e6 && process.ppid === parent);';
const busy = Array.from({ length: many }, () => spawn(process.execPath, ['-e', counting], { stdio: 'ignore' }));
console.info(`${many} busy processes beside: ${[command, ...given].join(' ')}`);
const child = spawn(command, given, { stdio: 'inherit' });
child.once('error', (error) => {
  console.error(`${command} could not be started: ${error.message}`);
  end(127);
});
child.once('exit', (code, signal) => end(code ?? (signal ? 1 : 0)));

function end(code: number): void {
  for (const one of busy) one.kill('SIGKILL');
  process.exitCode = code;
}
