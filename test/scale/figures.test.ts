/** Goal: the figures of `docs/scale.md` are what they are called. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { machineTime, processorTimeOf } from '../bench/processor-time.ts';
import { median, percentile } from './figures.ts';

describe('figures', () => {
  it('should find the value that a share of all is not above', () => {
    const values = [5, 1, 4, 2, 3];
    expect(median(values)).toBe(3);
    expect(percentile(values, 0)).toBe(1);
    expect(percentile(values, 0.99)).toBe(5);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it.skipIf(process.platform !== 'linux')('should count the time that a process takes, and its children', () => {
    const work = 'const until = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < until);';
    const before = { ours: processorTimeOf(process.pid), machine: machineTime() };
    // A child that has ended, and was waited for.
    execFileSync(process.execPath, ['-e', work]);
    const after = { ours: processorTimeOf(process.pid), machine: machineTime() };
    expect(after.ours - before.ours).toBeGreaterThanOrEqual(280_000);
    const used = (one: typeof before.machine): number => one.all - one.idle;
    expect(used(after.machine) - used(before.machine)).toBeGreaterThanOrEqual(280_000);
    expect(processorTimeOf(2 ** 30)).toBe(0);
  });
});
