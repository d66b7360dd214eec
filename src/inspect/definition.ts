/**
 * The definition that an actor shows: its chart as written, or, while two charts are possible, what both say.
 */
import { type ChartId, chartSources } from '../relation/index.ts';

/** A part of a chart as written: JSON, but for the functions at its root. */
type Written = unknown;

const definitions = new Map<string, object>();

/** The definition of a transaction of which these charts are possible. Charts are named by their ids, as `transaction or own-mid`. */
export function definitionOf(charts: readonly ChartId[]): object {
  const name = charts.join(' or ');
  const known = definitions.get(name);
  if (known) return known;
  const [first, ...rest] = charts.map((id): Written => withoutFunctions(chartSources[id].create().config));
  const definition = { ...(rest.reduce(agreed, first) as object), id: name };
  definitions.set(name, definition);
  return definition;
}

/**
 * A chart without the functions at its root, which make the context and the output. A context written out would be part of the definition; the
 * charts make theirs of their input, and it is left out all the same.
 */
function withoutFunctions({
  context: _,
  output: __,
  ...rest
}: {
  readonly context?: unknown;
  readonly output?: unknown;
}): object {
  return rest;
}

/** What two charts both say: keys that differ are left out. */
function agreed(one: Written, other: Written): Written {
  if (!isRecord(one) || !isRecord(other)) return one;
  return Object.fromEntries(
    Object.entries(one).flatMap(([key, value]) => {
      const theirs = other[key];
      if (isRecord(value) && isRecord(theirs)) return [[key, agreed(value, theirs)]];
      return JSON.stringify(value) === JSON.stringify(theirs) ? [[key, value]] : [];
    }),
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
