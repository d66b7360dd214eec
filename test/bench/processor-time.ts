/** Processor time of processes of this machine, and how much of it was left over, as `/proc` tells. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A clock tick of Linux, in microseconds: a hundredth of a second wherever Node runs. */
const tick = 10_000;

/** The numbers of `/proc/PID/stat` behind the name of the program; nothing of a process that is gone. */
function statOf(pid: number | string): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}

/**
 * Microseconds of processor time that a process has taken, with the children that it has and those that have ended and were waited for.
 * 0 of a process that is not there.
 */
export function processorTimeOf(pid: number): number {
  let ticks = 0;
  for (const one of readdirSync('/proc')) {
    if (!/^\d+$/.test(one)) continue;
    const stat = statOf(one);
    if (stat === undefined) continue;
    if (one === String(pid)) ticks += sumOf(stat.slice(11, 15));
    else if (stat[1] === String(pid)) ticks += sumOf(stat.slice(11, 13));
  }
  return ticks * tick;
}

/** The process of PostgreSQL that all its others are children of, of a cluster in a folder. */
export function postmasterOf(folder: string): number {
  return Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Microseconds of processor time of the whole machine since it began: all, and those of them that were idle. */
export function machineTime(): { readonly all: number; readonly idle: number } {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  // user, nice, system, idle, iowait, irq, softirq, steal: time of guests is within that of user.
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return { all: ticks.reduce((sum, one) => sum + one, 0) * tick, idle: ((ticks[3] ?? 0) + (ticks[4] ?? 0)) * tick };
}

const sumOf = (numbers: readonly string[]): number => numbers.reduce((sum, one) => sum + Number(one), 0);
