/**
 * A relation document, read back. Whatever is truncated, edited, of another version or with a wrong hash is refused by name,
 * so that what is proved of a file is proved of the law it says it is.
 */
import * as v from 'valibot';
import {
  type Basis,
  editionNames,
  type Larger,
  orderStatuses,
  refusalCodes,
  type Source,
  sources,
  transactionStatuses,
  waysToCount,
} from '../../machines/index.ts';
import { InputError } from '../lifecycle/input-error.ts';
import { chartHashes, read, shown } from '../lifecycle/read.ts';
import type { OlderLaw } from '../lifecycle/stored.ts';
import {
  cellsOf,
  hashedText,
  type Printing,
  type RelationDocument,
  type RowLine,
  relationAloneVersion,
  relationFormat,
  relationVersion,
} from '../relation/exports/json.ts';
import { type ChartId, cellName, chartIds, linesText, relationText } from '../relation/index.ts';

type Sha256 = Printing['sha256'];

const exportAgain = 'Take the file as it was published, or print it again with "paychart export --format json".';

/**
 * Reads a relation document, checked in every field and against the hashes it names.
 *
 * @throws InputError if the text is not JSON, not a relation document, or one of another version; if a field is wrong, or two
 *   contradict each other; if the states, edges and rows are not those that were printed; or if they are not the named law's.
 */
export function readRelation(text: string, sha256: Sha256): RelationDocument {
  const value = parse(text) as Partial<Record<keyof RelationDocument, unknown>> | null;
  if (value?.format !== relationFormat)
    throw new InputError(
      'format',
      `this is no relation document: the format is ${shown(value?.format)}, not "${relationFormat}"`,
      'Give a file that "paychart export --format json" wrote.',
    );
  if (value.version !== relationVersion && value.version !== relationAloneVersion)
    throw new InputError(
      'version',
      `the form of this document has version ${shown(value.version)}; versions ${relationAloneVersion} and ${relationVersion} are read`,
      'Read it with the Paychart that wrote it.',
    );
  const document: RelationDocument =
    value.version === relationVersion ? read(schema, value, exportAgain) : read(schemaAlone, value, exportAgain);
  // The text as it stands is what was hashed: what validating it would leave out or put in order counts as well.
  const hash = sha256(hashedText(value));
  if (hash !== document.hash)
    throw new InputError(
      'hash',
      `the document has the hash ${brief(hash)}, not ${brief(document.hash)}: it was edited after it was printed`,
      exportAgain,
    );
  refuseContradictions(document);
  for (const name of ['limits', 'wording'] as const) refuseOtherText(name, document, sha256);
  const whole = chartIds.filter((id) => document.edition === undefined || hasNoEdition(id, document.rows));
  for (const id of whole)
    refuseOtherLaw(id, document, document.laws[id] ?? noLaw(sha256), sha256, 'the document was put together by hand');
  return document;
}

/**
 * The older law that `migrate` asks for, put together from the documents of its editions.
 *
 * @throws InputError if there is no document, if they are of several laws, or if together they are not the whole law they name.
 */
export function olderLaw(documents: readonly RelationDocument[], sha256: Sha256): OlderLaw {
  const [first] = documents;
  if (!first) throw new InputError('', 'no relation document is given', giveEvery);
  const { laws, states } = first;
  documents.forEach((document, index) => {
    for (const id of chartIds) {
      if (document.laws[id] !== laws[id])
        throw new InputError(
          `${index}.laws.${id}`,
          `the document is of another law (${briefOf(document.laws[id])}) than the first (${briefOf(laws[id])})`,
          giveEvery,
        );
    }
  });
  const rows = new Map(documents.flatMap((document) => document.rows).map((row) => [rowKey(row), row]));
  const merged = { states, rows: [...rows.values()] };
  const given = documents.map(({ edition }) => edition ?? 'all editions').join(', ');
  for (const id of chartIds)
    refuseOtherLaw(
      id,
      merged,
      laws[id] ?? noLaw(sha256),
      sha256,
      `an edition is missing, or one was edited (given: ${given})`,
    );
  const named = chartIds.filter((id) => laws[id] !== undefined);
  return { hashes: laws, rows: named.flatMap((id) => lawText(id, merged).trimEnd().split('\n')) };
}

/** The hash of a chart that has no state and no row: of one that a law from before it does not name. */
const noLaw = (sha256: Sha256): string => sha256(relationText('dispute', [], new Map()));

/** The cell that a row leaves, and the fact that takes it: no two rows of a document have the same. */
export function rowKey(row: RowLine): string {
  return `${cellName(cellsOf(row).from)} | ${row.fact}`;
}

const giveEvery = 'Give the documents of every edition of one law, and of no other.';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // However it is laid out, a document ends with its last list and itself.
    const isCut = /^\s*(\{|$)/.test(text) && !/\]\s*\}\s*$/.test(text);
    throw new InputError('', isCut ? 'the text ends early: it looks truncated' : 'the text is not JSON', exportAgain);
  }
}

const may = v.exactOptional;
const text = v.pipe(v.string(), v.nonEmpty('expected a text'));
const sha = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal'));
const words = <const T extends string>(list: readonly T[]) => v.picklist(list);
const chart = words(chartIds);
const profile = v.record(text, v.union([text, v.boolean()]));

const bases = { documented: true, inferred: true, decided: true } as const satisfies Record<Basis, true>;
const larger = { widens: true, narrows: true } as const satisfies Record<Larger, true>;

const grounds = {
  ids: v.array(text),
  basis: words(Object.keys(bases) as Basis[]),
  source: words(Object.keys(sources) as Source[]),
};

const lawLines = v.array(
  v.strictObject({
    place: text,
    says: v.record(text, v.nullable(v.union([v.string(), v.number(), v.boolean(), v.array(text)]))),
    ...grounds,
    larger: may(words(Object.keys(larger) as Larger[])),
  }),
);

/** What both forms have in common, in the order in which it is printed. */
const head = {
  edition: may(words(editionNames)),
  laws: v.pipe(
    chartHashes(sha),
    v.transform((laws) => ({
      ...Object.fromEntries(chartIds.filter((id) => id in laws).map((id) => [id, ''])),
      ...laws,
    })),
  ),
};

const body = {
  hash: sha,
  states: v.array(
    v.strictObject({
      chart,
      state: text,
      pair: v.nullable(v.strictObject({ order: words(orderStatuses), transaction: words(transactionStatuses) })),
      counts: words(waysToCount),
      word: may(text),
    }),
  ),
  edges: v.array(
    v.strictObject({
      chart,
      edge: text,
      ...grounds,
    }),
  ),
};

const rowList = {
  rows: v.array(
    v.strictObject({
      chart,
      from: text,
      profile,
      fact: text,
      edge: text,
      to: text,
      after: profile,
      permission: may(text),
      broken: may(words(refusalCodes)),
    }),
  ),
};

const schema = v.strictObject({
  format: v.literal(relationFormat),
  version: v.literal(relationVersion),
  ...head,
  texts: v.strictObject({ limits: sha, wording: sha }),
  ...body,
  limits: lawLines,
  wording: lawLines,
  ...rowList,
});

/** The relation alone, as release 0.1.0 printed it. */
const schemaAlone = v.strictObject({
  format: v.literal(relationFormat),
  version: v.literal(relationAloneVersion),
  ...head,
  ...body,
  ...rowList,
});

const brief = (hash: string): string => `${hash.slice(0, 12)}…`;

function refuseContradictions({ edition, states, edges, rows }: RelationDocument): void {
  const known = unique('states', states, (line) => `${line.chart} ${line.state}`);
  const written = unique('edges', edges, (line) => `${line.chart} ${line.edge}`);
  unique('rows', rows, rowKey);
  const keysOf = new Map<ChartId, string>();
  rows.forEach((row, index) => {
    const wrong = (field: keyof RowLine, problem: string): void => {
      throw new InputError(`rows.${index}.${field}`, problem, exportAgain);
    };
    for (const end of ['from', 'to'] as const)
      if (!known.has(`${row.chart} ${row[end]}`)) wrong(end, `the chart ${row.chart} lists no state "${row[end]}"`);
    if (!written.has(`${row.chart} ${row.edge}`)) wrong('edge', `the chart ${row.chart} lists no edge "${row.edge}"`);
    const keys = Object.keys(row.profile).sort().join(', ');
    const asKnown = keysOf.get(row.chart) ?? keys;
    keysOf.set(row.chart, asKnown);
    if (keys !== asKnown) wrong('profile', `its keys are ${keys}, where other rows have ${asKnown}`);
    if (edition !== undefined && (row.profile.edition ?? edition) !== edition)
      wrong('profile', `a row of the edition ${row.profile.edition} is in a document of the edition ${edition}`);
    const stranger = Object.keys(row.after).find((key) => !Object.hasOwn(row.profile, key));
    if (stranger !== undefined) wrong('after', `it changes "${stranger}", which no profile here has`);
    if (row.broken !== undefined && row.permission === undefined)
      wrong('broken', `it is refused (${row.broken}) and names no permission`);
  });
}

/** A hash as a message shows it; a chart that a law does not have has none. */
const briefOf = (hash: string | undefined): string => (hash === undefined ? 'none' : brief(hash));

/** The names of the lines of a list; one that occurs twice is refused. */
function unique<Line>(list: string, lines: readonly Line[], nameOf: (line: Line) => string): ReadonlySet<string> {
  const names = new Set<string>();
  lines.forEach((line, index) => {
    const name = nameOf(line);
    if (names.has(name)) throw new InputError(`${list}.${index}`, `"${name}" stands there twice`, exportAgain);
    names.add(name);
  });
  return names;
}

/** Whether a chart has no edition, so that a document of one edition has all of its rows. */
function hasNoEdition(id: ChartId, rows: readonly RowLine[]): boolean {
  const [row] = rows.filter(({ chart }) => chart === id);
  return row !== undefined && !Object.hasOwn(row.profile, 'edition');
}

function lawText(id: ChartId, { states, rows }: Pick<RelationDocument, 'states' | 'rows'>): string {
  return relationText(
    id,
    rows.map((row) => ({ ...row, ...cellsOf(row) })),
    new Map(states.map((line) => [`${line.chart} ${line.state}`, line])),
  );
}

/** Refuses limits, or a wording, that stand there twice or are not those of the law named by a hash. */
function refuseOtherText(name: 'limits' | 'wording', document: RelationDocument, sha256: Sha256): void {
  const lines = document[name];
  const named = document.texts?.[name];
  if (lines === undefined || named === undefined) return;
  unique(name, lines, ({ place }) => place);
  const hash = sha256(linesText(lines));
  if (hash !== named)
    throw new InputError(
      `texts.${name}`,
      `the ${name} of the document have the hash ${brief(hash)}, not ${brief(named)} of the law: it was put together by hand`,
      exportAgain,
    );
}

/** Refuses states and rows of a chart that are not those of the law named by a hash. */
function refuseOtherLaw(
  id: ChartId,
  lines: Pick<RelationDocument, 'states' | 'rows'>,
  named: string | undefined,
  sha256: Sha256,
  because: string,
): void {
  const text = lawText(id, lines);
  // A law that does not have the chart has no line of it.
  if (named === undefined && text.trim() === '') return;
  const hash = sha256(text);
  if (hash !== named)
    throw new InputError(
      `laws.${id}`,
      `the states and rows of the chart ${id} have the hash ${brief(hash)}, not ${briefOf(named)} of the law: ${because}`,
      exportAgain,
    );
}
