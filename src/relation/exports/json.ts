/**
 * The law as a JSON document, a line per state, edge, limit, sentence and row, so that a change of law is a readable change of the
 * file.
 * The golden relations under `docs/relations/` are such documents.
 */
import type { Edition, Grounds, Pair, RefusalCode, StateMeta } from '../../../machines/index.ts';
import { type Cell, type ChartHashes, type ChartId, cellName, type Profile, type Row } from '../cell.ts';
import type { Law } from '../law.ts';
import { type LawLine, type LawName, limitLines, linesText, wordingLines } from '../law-text.ts';

/** What every relation document says it is. */
export const relationFormat = 'paychart-relation';

/** The version of the form of relation documents. */
export const relationVersion = 2;

/** The version of the documents of release 0.1.0, which hold no limits and no wording; they are read as well. */
export const relationAloneVersion = 1;

/** A state of a chart, with the pair it shows, or the word of a dispute, and how its amount counts. */
export interface StateLine {
  readonly chart: ChartId;
  readonly state: string;
  readonly pair: Pair | null;
  readonly counts: StateMeta['counts'];
  /** Left out where the state has none. */
  readonly word?: string;
}

/** A row of the relation. `after` holds what it changes in the profile. */
export interface RowLine {
  readonly chart: ChartId;
  readonly from: string;
  readonly profile: Profile;
  readonly fact: string;
  /** Where the edge is written, its fact and its guard. */
  readonly edge: string;
  readonly to: string;
  readonly after: Profile;
  readonly permission?: string;
  /** The refusal that this row meets when it is asked for; reality may take it, as a violation. */
  readonly broken?: RefusalCode;
}

/** What stands behind an edge. */
export interface EdgeLine extends Grounds {
  readonly chart: ChartId;
  readonly edge: string;
}

/** The relation of a law, or of one edition of it, as a document. */
export interface RelationDocument {
  readonly format: typeof relationFormat;
  readonly version: typeof relationVersion | typeof relationAloneVersion;
  /** The edition it is restricted to; the charts without an edition are whole. */
  readonly edition?: Edition;
  /** The hash of each chart of the whole law; one of a law from before a chart was there does not name it. */
  readonly laws: ChartHashes;
  /** The hash of the limits and of the wording of the whole law; left out of a document of the relation alone. */
  readonly texts?: Pick<LawName, 'limits' | 'wording'>;
  /** The SHA-256 of everything else in the document, as printed here. */
  readonly hash: string;
  readonly states: readonly StateLine[];
  readonly edges: readonly EdgeLine[];
  /** Every limit of the whole law. */
  readonly limits?: readonly LawLine[];
  /** Every sentence and name of the whole law. */
  readonly wording?: readonly LawLine[];
  readonly rows: readonly RowLine[];
}

/** What is computed elsewhere for a document: the core has no crypto. */
export interface Printing {
  /** The SHA-256 of a text, in hexadecimal. */
  readonly sha256: (text: string) => string;
  readonly edition?: Edition;
  /** The hash of each chart, where it is not the law's own. */
  readonly laws?: RelationDocument['laws'];
}

/** The document of a law. */
export function relationDocument(law: Law, { sha256, edition, laws = law.name.relation }: Printing): RelationDocument {
  const states = [...law.metas]
    .map(([name, { pair, counts, word }]): StateLine => {
      const [chart, state] = name.split(' ') as [ChartId, string];
      return { chart, state, pair, counts, ...(word !== undefined && { word }) };
    })
    .sort((a, b) => compare(`${a.chart} ${a.state}`, `${b.chart} ${b.state}`));
  const rows = law.relation.rows
    .filter(({ from }) => edition === undefined || (from.profile.edition ?? edition) === edition)
    .sort((a, b) => compare(`${cellName(a.from)} ${a.fact}`, `${cellName(b.from)} ${b.fact}`));
  const head = {
    format: relationFormat,
    version: relationVersion,
    ...(edition !== undefined && { edition }),
    laws,
  } as const;
  const [limits, wording] = [limitLines(law), wordingLines(law)];
  const texts = { limits: sha256(linesText(limits)), wording: sha256(linesText(wording)) };
  const body = { states, edges: edgeLines(rows), limits, wording, rows: rows.map(rowLine) };
  return { ...head, texts, hash: sha256(hashedText({ ...head, texts, ...body })), ...body };
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function edgeLines(rows: readonly Row[]): EdgeLine[] {
  const edges = new Map(
    rows.map(({ from: { chart }, edge, grounds: { ids, basis, source } }) => [
      `${chart} ${edge}`,
      { chart, edge, ids, basis, source },
    ]),
  );
  return [...edges].sort(([a], [b]) => compare(a, b)).map(([, line]) => line);
}

function rowLine({ from, fact, edge, to, permission, broken }: Row): RowLine {
  const after = Object.fromEntries(Object.entries(to.profile).filter(([key, value]) => from.profile[key] !== value));
  return {
    chart: from.chart,
    from: from.state,
    profile: from.profile,
    fact,
    edge,
    to: to.state,
    after,
    ...(permission !== undefined && { permission }),
    ...(broken !== undefined && { broken }),
  };
}

/** The cells that a row of a document leads from and to. */
export function cellsOf({ chart, from, profile, to, after }: RowLine): { readonly from: Cell; readonly to: Cell } {
  return { from: { chart, state: from, profile }, to: { chart, state: to, profile: { ...profile, ...after } } };
}

const listText = (lines: readonly unknown[]): string =>
  `[\n${lines.map((line) => `    ${JSON.stringify(line)}`).join(',\n')}\n  ]`;

/** A document, or what is said to be one, as JSON text: a line for every entry of a list. */
export function relationJson(document: object): string {
  const parts = Object.entries(document).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${Array.isArray(value) ? listText(value) : JSON.stringify(value)}`,
  );
  return `{\n${parts.join(',\n')}\n}\n`;
}

/** What the hash of a document is taken of: everything in it but the hash. */
export function hashedText(document: object): string {
  const { hash: _, ...rest } = document as { readonly hash?: unknown };
  return relationJson(rest);
}
