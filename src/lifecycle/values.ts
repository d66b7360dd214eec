/**
 * Plain values: frozen, and without keys that say nothing.
 */

/** Freezes a value and all it holds. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) for (const held of value) freeze(held);
  else for (const key in value) freeze(value[key]);
  return Object.freeze(value);
}

/** The value without the keys that are `undefined`: itself, if there are none. */
export function defined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  if (isDefined<T>(value)) return value;
  const copy: Partial<T> = {};
  for (const key in value) if (value[key] !== undefined) copy[key] = value[key] as T[typeof key];
  return copy as T;
}

function isDefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): value is T {
  for (const key in value) if (value[key] === undefined) return false;
  return true;
}

/** The time some hours after another: with a zone, or MultiSafepay's without one, as that is. */
export function hoursAfter(time: string, hours: number): string {
  const isZoned = /Z|[+-]\d{2}:\d{2}$/.test(time);
  const after = new Date(Date.parse(isZoned ? time : `${time}Z`) + hours * 3_600_000).toISOString();
  return isZoned ? after : after.slice(0, 19);
}

/** Whether two things are known and not the same. */
export const differs = <T>(known: T | undefined, reported: T | undefined): boolean =>
  known !== undefined && reported !== undefined && known !== reported;

/** More than any amount, in minor units. */
export const unbounded = Number.MAX_SAFE_INTEGER;
