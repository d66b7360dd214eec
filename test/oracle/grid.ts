/** Every place that is asked about, as combinations. */

/** Every combination of one value for each key. */
export function grid<T extends object>(values: { readonly [K in keyof T]: readonly T[K][] }): T[] {
  return Object.entries(values).reduce<object[]>(
    (found, [key, list]) =>
      found.flatMap((one) => (list as readonly unknown[]).map((value) => ({ ...one, [key]: value }))),
    [{}],
  ) as T[];
}
