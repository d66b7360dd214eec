/**
 * The law in PostgreSQL: its cells and transitions as tables, a CHECK that refuses what is no transition, a log of facts under
 * that CHECK, and a query that judges plain histories of status pairs.
 *
 * Cells are numbered within their chart, in the order of their names: so the chart's hash fixes the numbers, whatever the
 * other charts become and in whatever order the law is compiled, and a number that was stored stays true.
 */
import { orderStatuses, transactionStatuses } from '../../../machines/index.ts';
import { type Cell, type ChartId, cellName, chartIds, type Row } from '../cell.ts';
import type { JudgingLaw } from '../law.ts';
import { lawHashes } from '../law-hash.ts';
import { limitLines, saidText } from '../law-text.ts';
import { buildPairTable, unreachable } from '../pair-history.ts';
import type { NumberedCell } from '../relation.ts';
import { quotedText } from './escaped.ts';

/** How the SQL names the law and its place. */
export interface SqlOptions {
  /** The schema that holds everything, in lower case; `paychart` unless said otherwise. */
  readonly schema?: string;
  /** The hash of each chart of the law; those of the law as it stands unless said otherwise. */
  readonly hashes?: Readonly<Record<ChartId, string>>;
}

/** How a CHECK names the law, and what it makes of other laws. */
export interface CheckOptions extends SqlOptions {
  /**
   * What becomes of rows that name another law: they are `refused`, or `left` to that law's own CHECK. A table that outlives
   * a law keeps the CHECK of each, all of them leaving the others', and refers to the table `law` for the laws there are.
   */
  readonly otherLaws?: 'refused' | 'left';
}

/** Every key of a profile, in the order in which the law first names them. */
export function profileKeys(law: JudgingLaw): readonly string[] {
  return [...new Set(law.relation.cells.flatMap(({ profile }) => Object.keys(profile)))];
}

/** The column of a profile key: `lowValue` is `low_value`. */
export function columnOf(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The cells of a chart, each at the place that is its number in the database. */
export function databaseCells(law: JudgingLaw, chart: ChartId): readonly NumberedCell[] {
  return law.relation.cells
    .filter((cell) => cell.chart === chart)
    .map((cell) => ({ cell, name: cellName(cell) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ cell }) => cell);
}

/**
 * The expression of a CHECK for a table with the columns law, chart, from_cell (integer), fact (text) and to_cell (integer): a
 * row is a transition of the law it names. A NULL in any of them is refused. It calls functions that `relationSql` creates.
 */
export function relationCheck(options: CheckOptions = {}): string {
  const { schema, hashes } = naming(options);
  const charts = chartIds.map(
    (chart) =>
      `WHEN ${quotedText(hashes[chart])} THEN chart = ${quotedText(chart)} AND ${schema}.${functionOf(hashes[chart])}(from_cell, fact, to_cell)`,
  );
  const others = options.otherLaws === 'left' ? 'law IS NOT NULL' : 'false';
  return `(CASE law\n  ${charts.join('\n  ')}\n  ELSE ${others}\nEND) IS TRUE`;
}

/**
 * A query that judges every step of a table of status pairs as `judgePairHistory` does, with the same distances: an illegal
 * step is told once, and the history goes on from what was reported.
 *
 * Further than it, the query answers `unknown` where it cannot judge: a word that MultiSafepay does not have, the step after
 * it, a profile that no payment begins with, an order whose rows disagree on the profile, and a NULL in any of them. Two
 * words that are known but are no pair are illegal.
 *
 * @param table the table, as SQL writes it, with the columns of `history` in `relationSql`; (order_id, n) is unique in it.
 */
export function pairHistoryQuery(law: JudgingLaw, table: string, options: SqlOptions = {}): string {
  const { schema, hashes } = naming(options);
  const laws = chartIds.map((chart) => `(${quotedText(hashes[chart])}, ${quotedText(chart)})`);
  const profile = openingKeys(law).map(columnOf);
  const orNone = (table: string, column: string): string => `COALESCE(${table}.${column}::text, '')`;
  const known = (column: string, words: readonly string[]): string =>
    `${column} IN (${words.map(quotedText).join(', ')})`;
  return `WITH step AS (
  SELECT history.order_id, history.n, history.order_status, history.transaction_status,
    row_number() OVER life = 1 AS first,
    lag(history.order_status, 1, ${quotedText(nothing)}) OVER life AS order_status_before,
    lag(history.transaction_status, 1, ${quotedText(nothing)}) OVER life AS transaction_status_before,
    opening.law, opening.number AS opening,
    count(opening.number) OVER whole = count(*) OVER whole
      AND min(opening.law) OVER whole = max(opening.law) OVER whole
      AND min(opening.number) OVER whole = max(opening.number) OVER whole AS one_profile
  FROM ${table} AS history
  LEFT JOIN ${schema}.cell AS opening
    ON opening.opening
    AND (opening.law, opening.chart) IN (${laws.join(', ')})
    AND opening.chart = history.chart
    AND ${profile.map((column) => `${orNone('opening', column)} = ${orNone('history', column)}`).join('\n    AND ')}
  WINDOW whole AS (PARTITION BY history.order_id), life AS (PARTITION BY history.order_id ORDER BY history.n)
),
judged AS (
  SELECT step.*, pair_distance.distance,
    CASE
      WHEN (order_id IS NOT NULL AND n IS NOT NULL AND one_profile
        AND ${known('step.order_status', orderStatuses)}
        AND ${known('step.transaction_status', transactionStatuses)}
        AND (first OR ${known('step.order_status_before', orderStatuses)}
          AND ${known('step.transaction_status_before', transactionStatuses)})) IS NOT TRUE THEN 'unknown'
      WHEN (step.order_status, step.transaction_status) = (step.order_status_before, step.transaction_status_before)
        THEN 'duplicate'
      WHEN pair_distance.distance IS NULL THEN 'illegal'
      WHEN pair_distance.distance = 1 THEN 'allowed'
      ELSE 'skipped'
    END AS answer
  FROM step
  LEFT JOIN ${schema}.pair_distance USING (law, opening, ${pairColumns.join(', ')})
)
SELECT order_id, n, order_status, transaction_status, answer,
  CASE answer WHEN 'unknown' THEN NULL WHEN 'duplicate' THEN 0 ELSE distance END AS distance
FROM judged`;
}

/**
 * One script for PostgreSQL (14 or later, PGlite as well) that puts the law into a database. It may be run again, and after
 * the script of another law: what is there stays, and stays checked. It fails, and changes nothing, if a law of that name is
 * there with other content.
 *
 * @throws Error if the schema or a hash is not written as a name can be.
 */
export function relationSql(law: JudgingLaw, options: SqlOptions = {}): string {
  const names = naming(options);
  const parts = [
    header(law, names),
    `BEGIN;\n\nCREATE SCHEMA IF NOT EXISTS ${names.schema};`,
    ...relationTables(law, names).flatMap((table) => [created(table), loaded(table)]),
    checkFunctions(law, names),
    factLog(law, options),
    history(law, options),
    'COMMIT;',
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The names of the law in a script, ready to be printed. */
interface Naming {
  readonly schema: string;
  readonly hashes: Readonly<Record<ChartId, string>>;
}

function naming({ schema = 'paychart', hashes = lawHashes }: SqlOptions): Naming {
  if (!/^[a-z_][a-z0-9_]*$/.test(schema)) throw new Error(`"${schema}" cannot be the name of the schema`);
  for (const hash of Object.values(hashes)) {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error(`"${hash}" is not the hash of a chart: a SHA-256 in hexadecimal`);
  }
  return { schema: `"${schema}"`, hashes };
}

type SqlValue = string | number | boolean | undefined;

/** A table of the law: what it is for, its columns and constraints, and what it holds. */
interface Table {
  readonly name: string;
  readonly comment: string;
  /** The columns, with their types. */
  readonly columns: Readonly<Record<string, string>>;
  /** The columns of profiles: a later law may bring new ones. */
  readonly profile: Readonly<Record<string, string>>;
  readonly constraints: readonly string[];
  readonly rows: readonly Readonly<Record<string, SqlValue>>[];
}

/** Stands for the words before anything existed. */
const nothing = '-';

const pairColumns = ['order_status_before', 'transaction_status_before', 'order_status', 'transaction_status'];

function header(law: JudgingLaw, { hashes }: Naming): string {
  return comment(`The law of MultiSafepay card payments, for PostgreSQL.

${chartIds.map((chart) => `${chart.padEnd(12)} ${hashes[chart]}`).join('\n')}
${(['limits', 'wording'] as const).map((text) => `${text.padEnd(12)} ${law.name[text]}`).join('\n')}

A cell is a state of a chart with a profile: the finite rest of what the rules look at. A transition leads from a cell, by a
fact, to a cell. A law is named by the hash of each chart, and cells are numbered within a law: a number means nothing without
its law. The script may be run again. Run it as the owner, and grant INSERT and SELECT only to those who write the log.

Superusers, owners, and sessions with session_replication_role = replica get past foreign keys; the CHECKs hold for all.

The limits of this law. No CHECK looks at amounts or times: they are judged before a fact is written.

${limitLines(law)
  .map(({ place, says }) => `${place}: ${saidText(says)}`)
  .join('\n')}`);
}

/** The cells of all charts with their numbers in the database, chart by chart. */
function numberedCells(law: JudgingLaw): readonly { readonly cell: NumberedCell; readonly number: number }[] {
  return chartIds.flatMap((chart) => databaseCells(law, chart).map((cell, number) => ({ cell, number })));
}

/** What gives the number of a cell in the database. */
function numbering(law: JudgingLaw): (cell: Cell) => number | undefined {
  const numbers = new Map(numberedCells(law).map(({ cell, number }) => [cell.index, number]));
  return (cell) => numbers.get(law.relation.indexOf(cell) ?? -1);
}

/** The rows that leave a cell, in the order of their facts. */
function rowsFrom(law: JudgingLaw, cell: Cell): readonly Row[] {
  return law.relation.rowsFrom(cell).toSorted((a, b) => (a.fact < b.fact ? -1 : 1));
}

/** The tables that hold the law, in the order in which one refers to another. */
function relationTables(law: JudgingLaw, { schema, hashes }: Naming): readonly Table[] {
  const cells = numberedCells(law);
  const numberOf = numbering(law);
  const openings = openingsOf(law);
  const profile = profileColumns(law, profileKeys(law));
  const profileOf = (cell: Cell): Readonly<Record<string, SqlValue>> =>
    Object.fromEntries(Object.entries(cell.profile).map(([key, value]) => [columnOf(key), value]));
  const cellReference = (column: string): string =>
    `FOREIGN KEY (law, ${column}) REFERENCES ${schema}.cell (law, number)`;
  return [
    {
      name: `${schema}.law`,
      comment: 'The laws there are: the hash of a chart, and the chart. A log refers to it.',
      columns: { law: 'text NOT NULL', chart: 'text NOT NULL' },
      profile: {},
      constraints: ['PRIMARY KEY (law)', 'UNIQUE (law, chart)'],
      rows: chartIds.map((chart) => ({ law: hashes[chart], chart })),
    },
    {
      name: `${schema}.cell`,
      comment: `The cells: what state and profile a number stands for, and the status pair that MultiSafepay shows there (NULL where it
shows none). Nothing follows a final cell; a payment or refund begins in an opening. A column of the profile is NULL where the
chart has no such thing.`,
      columns: {
        law: `text NOT NULL REFERENCES ${schema}.law (law)`,
        number: 'integer NOT NULL',
        chart: 'text NOT NULL',
        state: 'text NOT NULL',
        order_status: 'text',
        transaction_status: 'text',
        counts: 'text NOT NULL',
        opening: 'boolean NOT NULL',
        final: 'boolean NOT NULL',
      },
      profile,
      constraints: ['PRIMARY KEY (law, number)'],
      rows: cells.map(({ cell, number }) => ({
        law: hashes[cell.chart],
        number,
        chart: cell.chart,
        state: cell.state,
        order_status: cell.meta.pair?.order,
        transaction_status: cell.meta.pair?.transaction,
        counts: cell.meta.counts,
        opening: openings.includes(cell),
        final: cell.final,
        ...profileOf(cell),
      })),
    },
    {
      name: `${schema}.transition`,
      comment: `The transitions, with the profile they start from. Where "broken" names a refusal, the law refuses the step to requests of
our own; MultiSafepay may still report it.`,
      columns: {
        law: `text NOT NULL REFERENCES ${schema}.law (law)`,
        chart: 'text NOT NULL',
        from_cell: 'integer NOT NULL',
        from_state: 'text NOT NULL',
        fact: 'text NOT NULL',
        to_cell: 'integer NOT NULL',
        to_state: 'text NOT NULL',
        broken: 'text',
      },
      profile,
      constraints: ['PRIMARY KEY (law, from_cell, fact)', cellReference('from_cell'), cellReference('to_cell')],
      rows: cells
        .flatMap(({ cell }) => rowsFrom(law, cell))
        .map(({ from, fact, to, broken }) => ({
          law: hashes[from.chart],
          chart: from.chart,
          from_cell: numberOf(from),
          from_state: from.state,
          fact,
          to_cell: numberOf(to),
          to_state: to.state,
          broken,
          ...profileOf(from),
        })),
    },
    {
      name: `${schema}.pair_distance`,
      comment: `How many changes of status pair lead from one pair to another, for a payment or refund that begins in this opening; "${nothing}"
stands for the time before anything existed. Pairs that no lawful way connects are not listed.`,
      columns: {
        law: 'text NOT NULL',
        opening: 'integer NOT NULL',
        ...Object.fromEntries(pairColumns.map((column) => [column, 'text NOT NULL'])),
        distance: 'integer NOT NULL',
      },
      profile: {},
      constraints: [`PRIMARY KEY (law, opening, ${pairColumns.join(', ')})`, cellReference('opening')],
      rows: pairDistances(law).map(({ opening, ...row }) => ({
        law: hashes[opening.chart],
        opening: numberOf(opening),
        ...row,
      })),
    },
  ];
}

/** How far every pair is from every other, where a way leads there. */
function pairDistances(law: JudgingLaw) {
  const table = buildPairTable(law.relation);
  const shown = table.pairs.map((pair, number) => ({ number, words: [pair.order, pair.transaction] as const }));
  const after = shown.toSorted((a, b) => (a.words.join(' ') < b.words.join(' ') ? -1 : 1));
  const before = [{ number: table.nothing, words: [nothing, nothing] as const }, ...after];
  return openingsOf(law).flatMap((opening) =>
    before.flatMap((from) =>
      after.flatMap((to) => {
        const distance = table.distance(table.profileOf(opening), from.number, to.number);
        if (from === to || distance === unreachable) return [];
        const [order_status_before, transaction_status_before] = from.words;
        const [order_status, transaction_status] = to.words;
        return { opening, order_status_before, transaction_status_before, order_status, transaction_status, distance };
      }),
    ),
  );
}

/** Where the charts begin, in the order of the numbers. */
function openingsOf(law: JudgingLaw): readonly NumberedCell[] {
  const openings = law.relation.list(law.relation.openings(chartIds));
  return numberedCells(law).flatMap(({ cell }) => (openings.includes(cell) ? cell : []));
}

/** The keys that tell openings apart: what must be known of a payment to judge its pairs. */
function openingKeys(law: JudgingLaw): readonly string[] {
  const openings = openingsOf(law);
  return profileKeys(law).filter((key) => {
    const values = new Set(openings.flatMap(({ profile }) => profile[key] ?? []));
    return values.size > 1;
  });
}

/** The columns of some profile keys, with their types. */
function profileColumns(law: JudgingLaw, keys: readonly string[]): Readonly<Record<string, string>> {
  const truth = (key: string): boolean => law.relation.cells.some(({ profile }) => typeof profile[key] === 'boolean');
  return Object.fromEntries(keys.map((key) => [columnOf(key), truth(key) ? 'boolean' : 'text']));
}

/** Creates a table, and gives it the columns that a later law brings. */
function created(table: Pick<Table, 'name' | 'comment' | 'columns' | 'profile' | 'constraints'>): string {
  const inside = [...Object.entries(table.columns).map((column) => column.join(' ')), ...table.constraints];
  const added = Object.entries(table.profile).map((column) => `ADD COLUMN IF NOT EXISTS ${column.join(' ')}`);
  return [
    comment(table.comment),
    `CREATE TABLE IF NOT EXISTS ${table.name} (\n  ${inside.join(',\n  ')}\n);`,
    ...(added.length > 0 ? [`ALTER TABLE ${table.name}\n  ${added.join(',\n  ')};`] : []),
  ].join('\n');
}

/** Fills a table of the law; what is there under the name of this law must be the same. */
function loaded({ name, columns, profile, rows }: Table): string {
  const keys = [...Object.keys(columns), ...Object.keys(profile)];
  const listed = keys.join(', ');
  const values = rows.map((row) => `  (${keys.map((key) => literal(row[key])).join(', ')})`);
  return `CREATE TEMPORARY TABLE arriving AS
  SELECT ${listed} FROM ${name} WITH NO DATA;
INSERT INTO pg_temp.arriving VALUES
${values.join(',\n')};
CREATE TEMPORARY TABLE here AS
  SELECT ${listed} FROM ${name} WHERE law IN (SELECT law FROM pg_temp.arriving);
DO $paychart$ BEGIN
  IF EXISTS ((TABLE pg_temp.here EXCEPT TABLE pg_temp.arriving) UNION ALL
    (SELECT * FROM pg_temp.arriving WHERE law IN (SELECT law FROM pg_temp.here) EXCEPT TABLE pg_temp.here)) THEN
    RAISE EXCEPTION '% holds other content under the hash of this law', ${quotedText(name)};
  END IF;
END $paychart$;
INSERT INTO ${name} (${listed})
  SELECT * FROM pg_temp.arriving WHERE law NOT IN (SELECT law FROM pg_temp.here);
DROP TABLE pg_temp.arriving, pg_temp.here;
ANALYZE ${name};`;
}

/** The function that knows the transitions of a chart of this law; another law has one of its own. */
const functionOf = (hash: string): string => `is_transition_${hash.slice(0, 12)}`;

function checkFunctions(law: JudgingLaw, { schema, hashes }: Naming): string {
  const numberOf = numbering(law);
  const functions = chartIds.map((chart) => {
    const keys = databaseCells(law, chart)
      .map((cell) => rowsFrom(law, cell).map(({ fact, to }) => `"${numberOf(cell)} ${fact} ${numberOf(to)}"`))
      .filter((ofCell) => ofCell.length > 0)
      .map((ofCell) => ofCell.join(', '));
    return `CREATE OR REPLACE FUNCTION ${schema}.${functionOf(hashes[chart])}(from_cell integer, fact text, to_cell integer)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $paychart$ BEGIN
  RETURN pg_catalog.concat(from_cell, ' ', fact, ' ', to_cell) COLLATE pg_catalog."C" OPERATOR(pg_catalog.=) ANY (${quotedText(
    `{\n${keys.join(',\n')}\n}`,
  )}::pg_catalog.text[]);
END $paychart$;`;
  });
  return `${comment(`Whether a fact leads from one cell to another: a function for each chart of this law, for the CHECKs below. It reads no table,
and what it answers is fixed by the hash in its name. It is in PL/pgSQL because there PostgreSQL (14 or later) hashes the
list, once in a transaction; written out in a CHECK, = ANY would go through the list for every row, and every statement would
read the list anew. Operators and collation are named with their schema, so that no search_path changes them.`)}
${functions.join('\n')}`;
}

function factLog(law: JudgingLaw, options: SqlOptions): string {
  const { schema, hashes } = naming(options);
  const openings = openingsOf(law);
  const id = chartIds.map((chart) => hashes[chart].slice(0, 8)).join('_');
  const begins = chartIds.map((chart) => {
    const numbers = databaseCells(law, chart).flatMap((cell, number) => (openings.includes(cell) ? number : []));
    return `  WHEN ${quotedText(hashes[chart])} THEN from_cell IN (${numbers.join(', ')})`;
  });
  const table = created({
    name: `${schema}.fact_log`,
    comment: `A log of facts, append-only. A chain is the life of one transaction of an order (a payment attempt, a refund or a
chargeback) under one law. It is numbered from 1 without gaps, and each fact starts from the cell that the one before it led to:
the foreign key to the table itself says so.`,
    columns: {
      order_id: 'text COLLATE "C" NOT NULL',
      transaction_id: 'text COLLATE "C" NOT NULL',
      n: 'integer NOT NULL CHECK (n >= 1)',
      n_before: 'integer GENERATED ALWAYS AS (NULLIF(n, 1) - 1) STORED',
      law: 'text COLLATE "C" NOT NULL',
      chart: 'text COLLATE "C" NOT NULL',
      from_cell: 'integer NOT NULL',
      fact: 'text COLLATE "C" NOT NULL',
      to_cell: 'integer NOT NULL',
    },
    profile: {},
    constraints: [
      'PRIMARY KEY (order_id, transaction_id, n)',
      'UNIQUE (order_id, transaction_id, n, law, chart, to_cell)',
      `FOREIGN KEY (order_id, transaction_id, n_before, law, chart, from_cell)
    REFERENCES ${schema}.fact_log (order_id, transaction_id, n, law, chart, to_cell)`,
      `FOREIGN KEY (law, chart) REFERENCES ${schema}.law (law, chart)`,
    ],
  });
  return `${table}

${comment(`The CHECKs of this law on the log. Each law that is loaded adds its own and leaves the rows of other laws to theirs, so old
rows stay valid and stay checked; that a row names a law which is there is a matter of the foreign key. On a table of your
own, ADD CONSTRAINT … NOT VALID, look at what is there, then VALIDATE CONSTRAINT.`)}
${constrained(schema, `transition_${id}`, relationCheck({ ...options, otherLaws: 'left' }))}
${constrained(schema, `opening_${id}`, `n > 1 OR CASE law\n${begins.join('\n')}\n  ELSE true\nEND`)}`;
}

/** Puts a CHECK on the log, unless it is there. */
function constrained(schema: string, name: string, check: string): string {
  return `DO $paychart$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = '${schema}.fact_log'::regclass AND conname = ${quotedText(name)}) THEN
    ALTER TABLE ${schema}.fact_log ADD CONSTRAINT ${name} CHECK (${check});
  END IF;
END $paychart$;`;
}

function history(law: JudgingLaw, options: SqlOptions): string {
  const { schema } = naming(options);
  const table = created({
    name: `${schema}.history`,
    comment: `Plain histories of status pairs, as an order system keeps them, with what must be known of the payment to judge them: the chart,
and the columns of its profile. A column that the chart does not have is NULL.`,
    columns: {
      order_id: 'text COLLATE "C" NOT NULL',
      n: 'integer NOT NULL',
      order_status: 'text COLLATE "C"',
      transaction_status: 'text COLLATE "C"',
      chart: 'text COLLATE "C"',
    },
    profile: profileColumns(law, openingKeys(law)),
    constraints: ['PRIMARY KEY (order_id, n)'],
  });
  return `${table}

${comment(`Every step of the histories, judged by the law of this script: allowed, duplicate, skipped (lawful, but "distance" - 1 pairs
between were not seen), illegal, or unknown. After an illegal step the history goes on from what was reported.`)}
CREATE OR REPLACE VIEW ${schema}.history_judged AS
${pairHistoryQuery(law, `${schema}.history`, options)};`;
}

const comment = (words: string): string =>
  words
    .split('\n')
    .map((line) => `-- ${line}`.trimEnd())
    .join('\n');

const literal = (value: SqlValue): string =>
  value === undefined ? 'NULL' : typeof value === 'string' ? quotedText(value) : String(value);
