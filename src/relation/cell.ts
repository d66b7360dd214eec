/**
 * What the relation is made of: charts, profiles, cells and rows.
 */
import type { Grounds, RefusalCode } from '../../machines/index.ts';

/** The charts of the law, by id. */
export const chartIds = ['transaction', 'own-mid', 'authorisation', 'capture', 'refund', 'dispute'] as const;

/** The charts that the law of release 0.1.0 had: every law has them. */
export const firstCharts = ['transaction', 'own-mid', 'refund'] as const satisfies readonly ChartId[];

/** Whether a chart is one that every law has. */
export const isFirstChart = (id: ChartId): id is (typeof firstCharts)[number] =>
  (firstCharts as readonly ChartId[]).includes(id);

/** The hash of each chart of a law; a law that did not have a chart yet has none of it. */
export type ChartHashes = Readonly<Record<(typeof firstCharts)[number], string>> &
  Readonly<Partial<Record<ChartId, string>>>;

/** The id of a chart. */
export type ChartId = (typeof chartIds)[number];

/** A value in a profile: finite, so that profiles can be listed. */
export type ProfileValue = string | boolean;

/** The finite rest of what a chart's guards read, besides its state and the fact. */
export type Profile = Readonly<Record<string, ProfileValue>>;

/** A fact that stands for all facts its guards cannot tell apart. */
export interface FactClass {
  /** The class by name, as `authentication.completed Y`. */
  readonly name: string;
  readonly fact: { readonly type: string; readonly at: string };
}

/** A state with a profile: one point of a chart. */
export interface Cell {
  readonly chart: ChartId;
  /** The state, dotted from the root, as `initialized.authorising`. */
  readonly state: string;
  readonly profile: Profile;
}

/** One row of the relation: in this cell, this fact takes this edge to that cell. */
export interface Row {
  readonly from: Cell;
  readonly fact: string;
  /** The edge: where it is written, its fact and its guard. */
  readonly edge: string;
  readonly to: Cell;
  /** What stands behind the edge. */
  readonly grounds: Grounds;
  /** The permission that guards the edge, if one does. */
  readonly permission?: string;
  /** The permission that reality broke, if the law refuses this row to our own requests. */
  readonly broken?: RefusalCode;
}

const names = new WeakMap<Cell, string>();

/** The name of a cell: chart, state and profile, for people and for sorting. It is long to make, so it is made once. */
export function cellName(cell: Cell): string {
  const known = names.get(cell);
  if (known !== undefined) return known;
  const profile = Object.keys(cell.profile)
    .sort()
    .map((key) => `${key}=${cell.profile[key]}`);
  const name = [cell.chart, cell.state, ...profile].join(' ');
  names.set(cell, name);
  return name;
}
