/**
 * What happens when: things to do, in the order of their times, at a simulated pace or at that of the clock.
 */

/** Something to do at a time, in seconds since 1970. */
interface Planned {
  readonly at: number;
  /** Its place among those of the same time. */
  readonly place: number;
  readonly act: () => Promise<void> | void;
}

/** A schedule. */
export interface Schedule {
  /** Now, in seconds since 1970: the time of what is being done. */
  now(): number;
  /** Does something at a time; at once, if that has passed. */
  at(seconds: number, act: () => Promise<void> | void): void;
  /** Begins something long, now. It pauses by the function that it is given, and is not busy while it does. */
  begin(act: (pause: Pause) => Promise<void>): void;
  /** Whether nothing is left to do, and nothing is being done. */
  idle(): boolean;
}

/** Waits so many seconds of the schedule. */
export type Pause = (seconds: number) => Promise<void>;

/** A schedule whose time is made: as soon as there is room, the next thing is done, and the clock is where it says. */
export interface SimulatedSchedule extends Schedule {
  /** Does everything, so many things at once at most. @throws what one of them threw. */
  run(atOnce: number): Promise<void>;
}

/** A schedule with simulated time. */
export function simulatedSchedule(start: number): SimulatedSchedule {
  const queue = createQueue();
  const busy = createBusy(queue.add, () => now);
  let now = start;
  return {
    ...busy.doing,
    now: () => now,
    at: queue.add,
    idle: () => queue.size() === 0 && busy.count() === 0,
    run: async (atOnce) => {
      while (busy.failures.length === 0) {
        const next = busy.count() < atOnce ? queue.take() : undefined;
        if (next) {
          now = Math.max(now, Math.floor(next.at));
          busy.do(next.act);
        } else if (busy.count() > 0) await busy.less();
        else break;
      }
      if (busy.failures.length > 0) throw busy.failures[0];
    },
  };
}

/** A schedule that goes by the clock. What is planned for later than now comes so many times sooner. */
export interface RealSchedule extends Schedule {
  /** What went wrong with anything that was done. */
  readonly failures: readonly unknown[];
  stop(): void;
}

/** A schedule with the time of this machine, compressed: a wait of `faster` seconds takes one. */
export function realSchedule(faster: number): RealSchedule {
  const queue = createQueue();
  const now = (): number => Date.now() / 1000;
  const add = (at: number, act: Planned['act']): void => queue.add(now() + Math.max(0, at - now()) / faster, act);
  const busy = createBusy(add, now);
  const timer = setInterval(() => {
    for (let next = queue.take(now()); next; next = queue.take(now())) busy.do(next.act);
  }, 5);
  return {
    ...busy.doing,
    now: () => Math.floor(now()),
    at: add,
    idle: () => queue.size() === 0 && busy.count() === 0,
    failures: busy.failures,
    stop: () => clearInterval(timer),
  };
}

/** Counts what is being done. */
function createBusy(add: (at: number, act: Planned['act']) => void, now: () => number) {
  const failures: unknown[] = [];
  let count = 0;
  let waiting: (() => void)[] = [];
  const less = (): void => {
    count--;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  const run = (act: Planned['act']): void => {
    count++;
    Promise.resolve()
      .then(act)
      .catch((error: unknown) => failures.push(error))
      .finally(less);
  };
  const pause: Pause = (seconds) => {
    const resumed = new Promise<void>((resolve) => {
      // What is done at that time ends when the pause does: the busy time goes over to who paused.
      add(now() + seconds, () => {
        count++;
        resolve();
      });
    });
    less();
    return resumed;
  };
  return {
    failures,
    count: () => count,
    do: run,
    /** Resolves when less is being done than now. */
    less: () => new Promise<void>((resolve) => waiting.push(resolve)),
    doing: { begin: (act: (pause: Pause) => Promise<void>) => run(() => act(pause)) },
  };
}

/** A queue by time: a binary heap. What has the same time comes in the order in which it was added. */
export function createQueue() {
  const heap: Planned[] = [];
  let places = 0;
  const before = (a: number, b: number): boolean => {
    const [one, other] = [heap[a] as Planned, heap[b] as Planned];
    return one.at < other.at || (one.at === other.at && one.place < other.place);
  };
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b] as Planned, heap[a] as Planned];
  };
  return {
    size: () => heap.length,
    add: (at: number, act: Planned['act']): void => {
      heap.push({ at, place: places++, act });
      for (let here = heap.length - 1; here > 0; ) {
        const above = (here - 1) >> 1;
        if (before(above, here)) break;
        swap(above, here);
        here = above;
      }
    },
    /** Takes the earliest, if it is due by a time. */
    take: (by = Number.POSITIVE_INFINITY): Planned | undefined => {
      const [first] = heap;
      if (first === undefined || first.at > by) return undefined;
      const last = heap.pop() as Planned;
      if (heap.length > 0) {
        heap[0] = last;
        for (let here = 0; ; ) {
          let least = here;
          for (const below of [2 * here + 1, 2 * here + 2])
            if (below < heap.length && before(below, least)) least = below;
          if (least === here) break;
          swap(here, least);
          here = least;
        }
      }
      return first;
    },
  };
}
