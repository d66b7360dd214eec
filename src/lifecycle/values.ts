/**
 * Plain values: frozen, and without keys that say nothing.
 */

/** Freezes a value and all it holds. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const held of Object.values(value)) freeze(held);
  return Object.freeze(value);
}

/** A copy without the keys that are `undefined`. */
export function defined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  const copy: Partial<T> = {};
  for (const key in value) if (value[key] !== undefined) copy[key] = value[key] as T[typeof key];
  return copy as T;
}

/** Whether two things are known and not the same. */
export const differs = <T>(known: T | undefined, reported: T | undefined): boolean =>
  known !== undefined && reported !== undefined && known !== reported;
