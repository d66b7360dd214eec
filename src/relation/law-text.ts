/**
 * The law as text: its relation per chart, its limits, its wording; a line for each row. Its name is the hash of each, `diff`
 * compares them line by line, and everything printed of the law's limits is printed from these lines.
 */
import type { Grounds, Larger, LawRows, Pair, StateMeta } from '../../machines/index.ts';
import { type ChartId, chartIds } from './cell.ts';
import { type Relation, relationText } from './relation.ts';
import { sha256Of } from './sha256.ts';

/** The name of a law. A stored payment is readable by the relation alone (decision D30). */
export interface LawName {
  /** The SHA-256 of each chart's relation: what may follow what. */
  readonly relation: Readonly<Record<ChartId, string>>;
  /** The SHA-256 of every number, deadline, claim and expectation. */
  readonly limits: string;
  /** The SHA-256 of every sentence. */
  readonly wording: string;
}

/** What a row says under one of its keys. */
export type LineValue = string | number | boolean | readonly string[] | null;

/** A row of the law as a line: its place, what it says, and what stands behind it. */
export interface LawLine extends Grounds {
  /** Where the row stands, as `refunds 2019-10 window`. */
  readonly place: string;
  readonly says: Readonly<Record<string, LineValue>>;
  /** What a larger number makes of the law; left out where it admits as much, or where there is none. */
  readonly larger?: Larger;
}

/** What a law is printed from. */
export interface LawParts {
  readonly rows: LawRows;
  /** What every state of every chart means, by `chart state`. */
  readonly metas: ReadonlyMap<string, StateMeta>;
  readonly relation: Relation;
}

/** The keys that a row's sentences and names stand under. */
const wordingKeys: ReadonlySet<string> = new Set(['title', 'name', 'means', 'customer', 'merchant', 'says']);

/** The keys that say nothing of their own, or that the relation says: who may be paid how, what leads where, what is shown. */
const otherKeys: ReadonlySet<string> = new Set([
  'ids',
  'basis',
  'source',
  'passages',
  'larger',
  'cards',
  'collectedBy',
  'leads',
]);

/** Every limit of a law: its numbers, deadlines, claims, expectations, places of money, and who may ship. */
export function limitLines({ rows, metas }: Pick<LawParts, 'rows' | 'metas'>): readonly LawLine[] {
  const { states: _, phases: __, refusals, ...others } = rows;
  return [
    ...Object.entries(others).flatMap(([name, section]) => linesOf(name, section, isLimit)),
    ...[...metas].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, meta]) => stateLines(name, meta, metas)),
    { place: 'refusals', says: { precedence: Object.keys(refusals) }, ...noGrounds },
    ...linesOf('refusals', refusals, isLimit),
  ];
}

/** Every sentence and name of a law; places of numbers are left open. */
export function wordingLines({ rows }: Pick<LawParts, 'rows'>): readonly LawLine[] {
  return Object.entries(rows).flatMap(([name, section]) => linesOf(name, section, (key) => wordingKeys.has(key)));
}

const isLimit = (key: string): boolean => !wordingKeys.has(key) && !otherKeys.has(key);

const noGrounds: Grounds = { ids: [], basis: 'decided', source: 'decisions' };

/** The rows under a value, each as a line: whatever it says under the keys that are asked for. */
function linesOf(
  place: string,
  value: unknown,
  isAsked: (key: string) => boolean,
  around: Grounds = noGrounds,
): readonly LawLine[] {
  if (Array.isArray(value))
    return value.flatMap((row: Grounds) => linesOf(`${place} ${row.ids[0]}`, row, isAsked, around));
  if (typeof value !== 'object' || value === null) return [];
  const { ids, basis, source, larger } = value as Partial<Grounds> & { readonly larger?: Larger };
  const grounds = ids && basis && source ? { ids, basis, source } : around;
  const says: Record<string, LineValue> = {};
  const within: LawLine[] = [];
  for (const [key, one] of Object.entries(value)) {
    if (otherKeys.has(key)) continue;
    if (isSaid(one)) {
      if (isAsked(key)) says[key] = said(one);
    } else within.push(...linesOf(`${place} ${key}`, one, isAsked, grounds));
  }
  const line: LawLine = { place, says, ...grounds, ...(larger !== undefined && { larger }) };
  return [...(Object.keys(says).length > 0 ? [line] : []), ...within];
}

type Said = Exclude<LineValue, null> | Pair | readonly Pair[];

/** Whether a value is said within a line; any other is a row, or rows, of its own. */
function isSaid(value: unknown): value is Said {
  if (typeof value !== 'object' || value === null) return true;
  return Array.isArray(value) ? value.every((one) => typeof one === 'string' || isPair(one)) : isPair(value);
}

const isPair = (value: unknown): value is Pair =>
  typeof value === 'object' && value !== null && 'transaction' in value && 'order' in value && !('basis' in value);

function said(value: Said): LineValue {
  if (Array.isArray(value)) return value.map((one) => String(said(one as string | Pair)));
  return isPair(value) ? `(${value.order}, ${value.transaction})` : (value as LineValue);
}

/** What a state says beside its relation, where it differs from the state around it. */
function stateLines(name: string, meta: StateMeta, metas: LawParts['metas']): readonly LawLine[] {
  const around = metas.get(name.slice(0, Math.max(0, name.lastIndexOf('.'))));
  const { money, ship, answerable, concludes, deadline, ids, basis, source } = meta;
  const says = {
    ...(money !== around?.money && { money }),
    ...(ship !== around?.ship && { ship }),
    ...(answerable && { answerable }),
    ...(concludes && { concludes }),
  };
  const place = `states ${name}`;
  const own: readonly LawLine[] = Object.keys(says).length > 0 ? [{ place, says, ids, basis, source }] : [];
  return deadline === around?.deadline ? own : [...own, ...linesOf(`${place} deadline`, deadline, isLimit)];
}

/** What a line says, as text. */
export function saidText(says: LawLine['says']): string {
  return Object.entries(says)
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.join(', ') : value}`)
    .join(' ');
}

/** Lines as text, which hashes are taken of: what stands behind a row does not change what it says. */
export function linesText(lines: readonly Pick<LawLine, 'place' | 'says'>[]): string {
  return lines.map(({ place, says }) => `${place} | ${saidText(says)}\n`).join('');
}

/** The name of a law, from all that it says. */
export function nameOf(law: LawParts): LawName {
  const relation = chartIds.map((id) => [id, sha256Of(relationText(id, law.relation.rows, law.metas))]);
  return {
    relation: Object.fromEntries(relation) as LawName['relation'],
    limits: sha256Of(linesText(limitLines(law))),
    wording: sha256Of(linesText(wordingLines(law))),
  };
}
