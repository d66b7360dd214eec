/**
 * Goal: a line of an export is read by what it says, and not by how it was written: in whatever order its fields come, the same is taken
 * of it, and the same is refused.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { checkAll } from '../../src/store/checked-line.ts';
import { openStore } from '../../src/store/index.ts';
import { readLine } from '../../src/store/portable.ts';
import { notified, ordered, refundAsked } from '../lifecycle/reports.ts';
import { now } from './engines.ts';
import { openPrepared } from './prepared.ts';

type Held = Record<string, unknown>;

const isHeld = (value: unknown): value is Held => typeof value === 'object' && value !== null;

/** The value with the fields of every object in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (!isHeld(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, held]) => [key, turned(held)]),
  );
}

/** What a line is read as, or why it is refused. */
function readAs(line: unknown): unknown {
  try {
    return readLine(JSON.stringify(line), 1);
  } catch (error) {
    return String(error);
  }
}

/** Every place in a line down to the bodies, as the keys that lead there. */
function placesOf(value: unknown, place: readonly string[] = []): (readonly string[])[] {
  if (!isHeld(value) || place.length > 4) return [];
  return Object.keys(value).flatMap((key) => [[...place, key], ...placesOf(value[key], [...place, key])]);
}

/** The line with something else at a place; `undefined` takes it out. */
function changed(line: unknown, place: readonly string[], to: unknown): unknown {
  const copy: unknown = structuredClone(line);
  const last = place.at(-1) as string;
  const holder = place.slice(0, -1).reduce<unknown>((held, key) => (held as Held)[key], copy) as Held;
  if (to === undefined && Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (to === undefined) delete holder[last];
  else Object.defineProperty(holder, last, { value: to, enumerable: true, configurable: true, writable: true });
  return copy;
}

describe('a line', () => {
  let lines: readonly unknown[];

  beforeAll(async () => {
    const read: unknown[] = [];
    for (const account of [undefined, { name: 'shop-nl', environment: 'live' as const }]) {
      const database = await openPrepared();
      const store = await openStore({ database, now: () => now, ...(account && { account }) });
      await store.open({ orderId: 'order-1', amount: 1000, currency: 'EUR' });
      await store.ask('order-1', ordered());
      await store.receive(notified('completed', 'completed'));
      await store.ask('order-1', refundAsked());
      await store.receive(notified('shipped', 'completed', { at: '11:00' }));
      await store.acknowledge(await store.claim());
      await store.release(await store.claim(), { reason: 'nobody answered', failed: true });
      for await (const line of store.exportAll()) read.push(JSON.parse(line));
      await database.close();
    }
    lines = read;
  });

  it('should be read the same, or refused for the same reason, in whatever order its fields come', () => {
    const others = [undefined, null, true, 1, 'another', [], ['another'], {}, { another: 1 }];
    let refused = 0;
    let taken = 0;
    for (const line of lines) {
      expect(readAs(turned(line))).toEqual(readAs(line));
      expect(readAs(line)).toEqual(line);
      for (const place of placesOf(line))
        for (const other of others) {
          const made = changed(line, place, other);
          const found = readAs(made);
          expect(readAs(turned(made)), `${place.join('.')}: ${JSON.stringify(other)}`).toEqual(found);
          if (typeof found === 'string') refused++;
          else taken++;
        }
    }
    console.info(`${refused} changed lines refused, ${taken} read`);
    expect(refused).toBeGreaterThan(1000);
  });

  it('should not hold if what stands beside its log is nothing that an import takes', async () => {
    const holds = async (line: unknown): Promise<boolean> => {
      for await (const found of checkAll([JSON.stringify(line)])) if ('problem' in found) return false;
      return true;
    };
    const isTime = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);
    const others = {
      time: ['yesterday', '', '2026-01-31', '0000-01-01T00:00:00Z', `${now}\0`],
      number: [-1, 1.5, 99_999_999_999, Number.MAX_SAFE_INTEGER],
    };
    let tried = 0;
    for (const line of lines) {
      expect(await holds(line)).toBe(true);
      for (const place of placesOf(line)) {
        if (['format', 'log', 'moves', 'state'].includes(place[0] as string)) continue;
        const value = place.reduce<unknown>((held, key) => (held as Held)[key], line);
        const isNumber = typeof value === 'number';
        const made: unknown[] = isTime(value) ? [...others.time] : isNumber ? [...others.number] : [];
        // What an entry is said to have is of an entry, and said once.
        if (Array.isArray(value) && value.some(isHeld)) made.push([...value, ...value]);
        if (place.at(-1) === 'n') made.push(0, 1_000);
        if (place[0] === 'deliveries' && place.at(-1) === 'digest') made.push('0'.repeat(64));
        for (const other of made) {
          expect(await holds(changed(line, place, other)), `${place.join('.')}: ${JSON.stringify(other)}`).toBe(false);
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(100);
  });

  it('should be read the same, or refused for the same reason, with a field more', () => {
    for (const line of lines)
      for (const place of ['', ...placesOf(line).map((keys) => `${keys.join('.')}.`)])
        for (const more of ['more', '__proto__', 'prototype', 'constructor']) {
          const keys = `${place}${more}`.split('.');
          const holder = keys.slice(0, -1).reduce<unknown>((held, key) => (held as Held)[key], line);
          if (!isHeld(holder) || Array.isArray(holder)) continue;
          const made = changed(line, keys, 1);
          expect(readAs(turned(made)), keys.join('.')).toEqual(readAs(made));
        }
  });
});
