/**
 * Notifications in a queue, on paper: some workers, and for each order one writer. What they wait, how much stands in line and how long
 * that takes to be gone, when one order is hot, when all was away for a while and is told again, and when a worker is lost.
 *
 * Only what a notification costs is measured elsewhere and given here; all else is a model. Notifications come as a Poisson process, of
 * orders drawn evenly; what one takes of a processor is drawn exponentially about its mean; a worker that is free takes what waits
 * longest among the orders that nobody is working on. A notification counts as told when a worker has begun and ended it.
 */
import { createRandom, type Random } from '../../src/testing/index.ts';
import { createQueue } from '../soak/schedule.ts';
import { percentile } from './figures.ts';

/** A queue to be played through. Times are in seconds, but where a name says otherwise. */
export interface Queueing {
  readonly seed: number;
  readonly workers: number;
  /** Processors of a worker: how many notifications it works on at once. */
  readonly processors: number;
  /** What a notification takes of a processor, in the mean: all processes that are needed for it together. */
  readonly cpuMilliseconds: number;
  /** How long its order stays taken besides, while no processor works on it: the disk, the network. */
  readonly heldMilliseconds: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly orders: number;
  /** After how many seconds what was not acknowledged is told again, and how often; as MultiSafepay does if left out. */
  readonly resends?: { readonly after: number; readonly times: number };
  /** One order of which so many notifications come besides, spread evenly over so many seconds. */
  readonly hot?: { readonly from: number; readonly seconds: number; readonly notifications: number };
  /** A time in which nothing is taken on: what comes is told again later, if that is not too often. */
  readonly outage?: { readonly from: number; readonly seconds: number };
  /** One worker goes; what it worked on is begun anew by others once its loss is noticed. */
  readonly loss?: { readonly from: number; readonly seconds: number; readonly noticedAfter: number };
}

/** How long an answer may take: the webhook says 503 after eight seconds, whatever comes of it later. What is answered so is told again. */
const patience = 8;

/** When and how often MultiSafepay tells again what was not acknowledged: a quarter of an hour later, three times. */
const usualResends = { after: 900, times: 3 } as const;

/** What was waited, from the moment that a notification came to the end of the work on it, in milliseconds. */
export interface Waits {
  readonly notifications: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

/** What a queue came to. */
export interface Queued {
  /** The notifications of all orders but the hot one. */
  readonly waits: Waits;
  readonly hot: Waits;
  /** How many were told again, because nothing was taken on or the answer came too late. */
  readonly toldAgain: number;
  /** How many were never taken on, however often they were told. */
  readonly lost: number;
  /** The share of all processor time that was used, until the last notification was answered. */
  readonly used: number;
  /** How many waited or were worked on at once, at most. */
  readonly backlog: number;
  /**
   * How long it took from the end of what was wrong until no more were in line than a second brings. After an outage what is wrong ends
   * when all that came in it has been told again once.
   */
  readonly drained: number;
  /** How many notifications of one order were worked on at once, at most. */
  readonly writers: number;
  /** How many were worked on that came after one of their order that was not done. */
  readonly overtaken: number;
}

interface Notification {
  readonly order: number;
  readonly place: number;
  readonly came: number;
  readonly told: number;
}

interface Line {
  readonly waiting: Notification[];
  /** What is worked on. */
  working: number;
  done: number;
}

/** Plays a queue through. @throws Error if what is given cannot be played. */
export function queued(given: Queueing): Queued {
  const { workers, processors, cpuMilliseconds, heldMilliseconds, perSecond, seconds, orders } = given;
  const { resends = usualResends } = given;
  for (const [name, value] of Object.entries({ workers, processors, cpuMilliseconds, perSecond, seconds, orders }))
    if (!(value > 0)) throw new Error(`${name} of a queue is ${value}: give a number above 0`);
  // What comes is the same whatever else happens.
  const [coming, working] = [createRandom(given.seed), createRandom(given.seed + 1)];
  const exponential = (random: Random, mean: number): number => -Math.log(1 - random.next()) * mean;
  const events = createQueue();
  const lines = new Map<number, Line>();
  const ready: number[] = [];
  const free = Array.from({ length: workers }, () => processors);
  const isThere = Array.from({ length: workers }, () => true);
  const underWay = new Map<object, { readonly worker: number; readonly notification: Notification }>();
  const taken = { waits: [] as number[], hot: [] as number[] };
  const found = { toldAgain: 0, lost: 0, backlog: 0, drained: 0, writers: 0, overtaken: 0 };
  const hotOrder = orders;
  const wrongUntil = Math.max(
    0,
    ...[given.loss, given.hot].flatMap((one) => (one ? [one.from + one.seconds] : [])),
    // What was not taken on is told again as fast as it came, a quarter of an hour later: that is the storm.
    ...(given.outage ? [given.outage.from + given.outage.seconds + resends.after] : []),
  );
  let [now, inLine, busy, places, head] = [0, 0, 0, 0, 0];

  const lineOf = (order: number): Line => {
    const line = lines.get(order) ?? { waiting: [], working: 0, done: -1 };
    lines.set(order, line);
    return line;
  };

  const comes = (order: number, told: number): void => {
    const { outage } = given;
    if (outage && now >= outage.from && now < outage.from + outage.seconds) {
      again(order, told);
      return;
    }
    const line = lineOf(order);
    line.waiting.push({ order, place: places++, came: now, told });
    found.backlog = Math.max(found.backlog, ++inLine);
    if (line.working === 0 && line.waiting.length === 1) ready.push(order);
    work();
  };

  const again = (order: number, told: number): void => {
    if (told === resends.times) {
      found.lost++;
      return;
    }
    found.toldAgain++;
    events.add(now + resends.after, () => comes(order, told + 1));
  };

  /** Gives what is ready to who is free. */
  const work = (): void => {
    for (let worker = 0; worker < workers; worker++)
      while (isThere[worker] && (free[worker] as number) > 0 && head < ready.length)
        begin(ready[head++] as number, worker);
    if (head > 10_000) {
      ready.splice(0, head);
      head = 0;
    }
  };

  const begin = (order: number, worker: number): void => {
    const line = lineOf(order);
    const notification = line.waiting.shift() as Notification;
    if (notification.place < line.done) found.overtaken++;
    found.writers = Math.max(found.writers, ++line.working);
    (free[worker] as number)--;
    const token = {};
    underWay.set(token, { worker, notification });
    const cpu = exponential(working, cpuMilliseconds) / 1000;
    busy += cpu;
    events.add(now + cpu, () => {
      if (!underWay.has(token)) return;
      (free[worker] as number)++;
      work();
    });
    events.add(now + cpu + heldMilliseconds / 1000, () => {
      if (underWay.delete(token)) ends(notification, line);
    });
  };

  const ends = ({ order, place, came, told }: Notification, line: Line): void => {
    line.working--;
    line.done = place;
    inLine--;
    (order === hotOrder ? taken.hot : taken.waits).push((now - came) * 1000);
    // It was taken on, but too late for whoever waited: it is told again, if that is not too often.
    if (now - came > patience && told < resends.times) again(order, told);
    if (now > wrongUntil && found.drained === 0 && inLine <= perSecond) found.drained = now - wrongUntil;
    if (line.waiting.length > 0) ready.push(order);
    work();
  };

  const loses = (worker: number, noticedAfter: number): void => {
    isThere[worker] = false;
    for (const [token, { worker: of, notification }] of underWay) {
      if (of !== worker) continue;
      underWay.delete(token);
      events.add(now + noticedAfter, () => {
        const line = lineOf(notification.order);
        line.working--;
        line.waiting.unshift(notification);
        ready.push(notification.order);
        work();
      });
    }
  };

  const arrives = (): void => {
    comes(coming.below(orders), 0);
    arriveAt(now + exponential(coming, 1 / perSecond));
  };
  const arriveAt = (at: number): void => {
    if (at < seconds) events.add(at, arrives);
  };
  arriveAt(exponential(coming, 1 / perSecond));
  const { hot, loss } = given;
  for (let one = 0; hot && one < hot.notifications; one++)
    events.add(hot.from + (one / hot.notifications) * hot.seconds, () => comes(hotOrder, 0));
  if (loss) {
    events.add(loss.from, () => loses(0, loss.noticedAfter));
    events.add(loss.from + loss.seconds, () => {
      isThere[0] = true;
      free[0] = processors;
      work();
    });
  }
  for (let next = events.take(); next; next = events.take()) {
    now = next.at;
    void next.act();
  }
  return {
    ...found,
    waits: waitsOf(taken.waits),
    hot: waitsOf(taken.hot),
    used: busy / (now * workers * processors),
  };
}

function waitsOf(milliseconds: readonly number[]): Waits {
  const at = (share: number): number => (milliseconds.length === 0 ? 0 : percentile(milliseconds, share));
  return { notifications: milliseconds.length, p50: at(0.5), p99: at(0.99), longest: at(1) };
}
