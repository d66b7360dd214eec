/** Goal: the queue that is played on paper does what a queue must, so that what `docs/scale.md` argues from it can be argued. */
import { describe, expect, it } from 'vitest';
import { failuresOf } from '../soak/report.ts';
import { type Queueing, queued } from './queueing.ts';
import { runSimulation } from './simulation.ts';

/** 100 a second at 5 ms each on four processors: an eighth of them is used. */
const day: Queueing = {
  seed: 7,
  workers: 2,
  processors: 2,
  cpuMilliseconds: 5,
  heldMilliseconds: 10,
  perSecond: 100,
  seconds: 60,
  orders: 5000,
};

describe('a queue', () => {
  it('should come to the same with the same seed, and to something else with another', () => {
    expect(queued(day)).toEqual(queued(day));
    expect(queued(day)).not.toEqual(queued({ ...day, seed: 8 }));
  });

  it('should use as much of the processors as its notifications take', () => {
    for (const perSecond of [100, 400]) {
      const { used, waits, backlog } = queued({ ...day, perSecond });
      const expected = (perSecond * 0.005) / 4;
      expect(used).toBeGreaterThan(expected * 0.9);
      expect(used).toBeLessThan(expected * 1.1);
      expect(waits.notifications).toBeGreaterThan(perSecond * 55);
      expect(backlog).toBeLessThan(perSecond);
    }
  });

  it('should grow while more comes than can be worked on, by the difference', () => {
    const { backlog, waits } = queued({ ...day, perSecond: 1000 });
    // 800 a second can be worked on, so 200 more stand in line each second.
    expect(backlog).toBeGreaterThan(200 * 60 * 0.9);
    expect(backlog).toBeLessThan(200 * 60 * 1.1);
    expect(waits.longest).toBeGreaterThan(10_000);
  });

  it('should let a hot order wait for its one writer, and the others for nothing', () => {
    const without = queued(day);
    const { hot, waits, writers, overtaken } = queued({ ...day, hot: { from: 10, seconds: 1, notifications: 500 } });
    expect(writers).toBe(1);
    expect(overtaken).toBe(0);
    // 500 one after the other, 15 ms each.
    expect(hot.longest).toBeGreaterThan(500 * 15 * 0.8 - 1000);
    expect(hot.longest).toBeLessThan(500 * 15 * 1.2);
    expect(waits.p99).toBeLessThan(without.waits.p99 * 1.3);
  });

  it('should be told again all that came in an outage, and lose only what was told four times within it', () => {
    const short = queued({ ...day, perSecond: 20, seconds: 400, outage: { from: 60, seconds: 300 } });
    expect(short.toldAgain).toBeGreaterThan(300 * 20 * 0.9);
    expect(short.lost).toBe(0);
    const long = queued({ ...day, perSecond: 20, seconds: 2800, outage: { from: 0, seconds: 2760 } });
    // Three quarters of an hour later is still within it for what came in its first minute.
    expect(long.lost).toBeGreaterThan(60 * 20 * 0.85);
    expect(long.lost).toBeLessThan(60 * 20 * 1.15);
  });

  it('should drain a storm by what is left of the processors', () => {
    // 600 a second of 800: told again they are 1,200, of which 400 a second stay in line for 20 seconds, and then 200 a second go.
    const storm = { perSecond: 600, seconds: 180, outage: { from: 10, seconds: 20 }, resends: { after: 50, times: 3 } };
    const { backlog, drained } = queued({ ...day, ...storm });
    expect(backlog).toBeGreaterThan(400 * 20 * 0.8);
    expect(backlog).toBeLessThan(400 * 20 * 1.2);
    // Until no more are left than come in a second.
    expect(drained).toBeGreaterThan(((8000 - 600) / 200) * 0.75);
    expect(drained).toBeLessThan(((8000 - 600) / 200) * 1.25);
  });

  it('should begin anew what a lost worker had, and answer all of it', () => {
    const loss = { from: 10, seconds: 20, noticedAfter: 5 };
    const { waits, lost, backlog } = queued({ ...day, perSecond: 300, loss });
    const without = queued({ ...day, perSecond: 300 });
    expect(waits.notifications).toBe(without.waits.notifications);
    expect(lost).toBe(0);
    expect(waits.longest).toBeGreaterThan(5000);
    expect(backlog).toBeGreaterThan(without.backlog);
    // Half of the processors are enough for 300 a second, but not for 500.
    expect(queued({ ...day, perSecond: 500, loss }).backlog).toBeGreaterThan(100 * 20 * 0.7);
  });

  it('should say what cannot be played', () => {
    expect(() => queued({ ...day, workers: 0 })).toThrow('workers of a queue is 0: give a number above 0');
    expect(() => queued({ ...day, perSecond: Number.NaN })).toThrow('perSecond of a queue is NaN');
  });
});

describe('the bad days', () => {
  it('should hold what must hold of every one', () => {
    const report = runSimulation({
      seed: 7,
      cpuMilliseconds: 2,
      heldMilliseconds: 10,
      perSecond: 50,
      processors: 2,
      used: 0.5,
    });
    expect(failuresOf(report)).toEqual([]);
    expect(Object.keys(report.did)).toContain(
      'one order of which 500 come within a second: the hot order waits p50, p99',
    );
  });
});
