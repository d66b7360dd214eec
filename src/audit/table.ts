/**
 * A table of PostgreSQL as an input: read once, by a cursor, in a transaction that changes nothing and sees one moment. Types are the
 * table's own: ids come as text, whole numbers digit by digit, and a time says whether it has a zone.
 */
import { InputError } from '../lifecycle/index.ts';
import { quotedName } from '../relation/exports/escaped.ts';
import { type Columns, type Field, mapColumns } from './columns.ts';
import type { Source } from './inputs.ts';

/** A database that a table stands in; `openPostgres` of `paychart/store` opens one. */
export interface TableDatabase {
  /** Runs work in a transaction of its own. */
  transaction<T>(work: (connection: TableConnection) => Promise<T>): Promise<T>;
}

/** A connection within a transaction. */
export interface TableConnection {
  /** Asks a statement, its values by place. @returns the rows, each by the names of its columns. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Which table. */
export interface TableAsked {
  /** The table or view as SQL names it, with its schema or without. */
  readonly table: string;
  /** Where it stands, for what is said: without a password. */
  readonly where: string;
}

/** How many rows come at a time. */
const rowsAtOnce = 5000;

/** A table as a source of an audit, for `auditFiles`. */
export function tableSource(database: TableDatabase, { table, where }: TableAsked): Source {
  const name = `${table} in ${where}`;
  return {
    name,
    lines: (said) => linesOf(database, table, name, said),
  };
}

/** The rows as CSV, every value quoted but NULL: batch by batch. */
async function* linesOf(database: TableDatabase, table: string, name: string, said: Columns): AsyncGenerator<string> {
  // A transaction is a call, and a source is asked for more: each waits for the other.
  const batches = handedOver<string>();
  const done = database
    .transaction(async (connection) => {
      await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const { query, heading } = await queryOf(connection, table, name, said);
      await batches.give(`${heading.map(quoted).join(',')}\n`);
      await connection.query(`DECLARE paychart_audit NO SCROLL CURSOR FOR ${query}`);
      for (;;) {
        const rows = await connection.query(`FETCH ${rowsAtOnce} FROM paychart_audit`);
        if (rows.length === 0) return;
        const lines = rows.map((row) => `${heading.map((_, place) => quoted(row[`c${place}`])).join(',')}\n`);
        if (!(await batches.give(lines.join('')))) return;
      }
    })
    .then(
      () => batches.end(),
      (error: unknown) => batches.end(toldOf(name, error)),
    );
  try {
    yield* batches.taken();
  } finally {
    batches.stop();
    await done;
  }
}

/** A cell of CSV, whose quotes are those of a name in SQL; nothing is no text, not an empty one. */
const quoted = (value: unknown): string => (value === null || value === undefined ? '' : quotedName(String(value)));

/** Hands values from one side to the other, one at a time. */
function handedOver<Value>() {
  let given: Value | undefined;
  let failure: unknown;
  let state: 'open' | 'ended' | 'stopped' = 'open';
  let wakeTaker = (): void => {};
  let wakeGiver = (): void => {};
  return {
    /** Gives a value, and waits until it is taken; whether more is wanted. */
    async give(value: Value): Promise<boolean> {
      if (state !== 'open') return false;
      given = value;
      const taken = new Promise<void>((resolve) => {
        wakeGiver = resolve;
      });
      wakeTaker();
      await taken;
      return state === 'open';
    },
    end(error?: unknown): void {
      if (state === 'open') state = 'ended';
      failure = error;
      wakeTaker();
    },
    stop(): void {
      state = 'stopped';
      wakeGiver();
    },
    async *taken(): AsyncGenerator<Value> {
      for (;;) {
        if (given === undefined && state === 'open')
          await new Promise<void>((resolve) => {
            wakeTaker = resolve;
          });
        if (given !== undefined) {
          const value = given;
          given = undefined;
          yield value;
          wakeGiver();
        } else if (state !== 'open') {
          if (failure !== undefined) throw failure;
          return;
        }
      }
    },
  };
}

/** A column of the table. */
interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly category: string;
}

/**
 * The query that reads the columns that are mapped, and their names.
 *
 * @throws InputError if there is no such table, or its columns cannot be mapped.
 */
async function queryOf(
  connection: TableConnection,
  table: string,
  name: string,
  said: Columns,
): Promise<{ readonly query: string; readonly heading: readonly string[] }> {
  const [found] = await connection.query('SELECT to_regclass($1)::oid::text AS id, to_regclass($1)::text AS name', [
    table,
  ]);
  if (found?.id === null || found === undefined) throw await noSuchTable(connection, table, name);
  const there = (await connection.query(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type, typcategory AS category
    FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [found.id],
  )) as unknown as readonly TableColumn[];
  const { columns } = mapColumns(
    name,
    there.map((column) => column.name),
    said,
  );
  const mapped = Object.entries(columns) as readonly (readonly [Field, string])[];
  const asText = mapped.map(([field, column], place) => {
    const known = there.find((one) => one.name === column) as TableColumn;
    return `${textOf(name, field, known)} AS c${place}`;
  });
  return {
    query: `SELECT ${asText.join(', ')} FROM ${String(found.name)}`,
    heading: mapped.map(([, column]) => column),
  };
}

async function noSuchTable(connection: TableConnection, table: string, name: string): Promise<InputError> {
  const others = await connection.query(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND has_table_privilege(oid, 'SELECT')
    AND relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema', 'pg_toast'))
    ORDER BY relname = $1 DESC, 1 LIMIT 12`,
    [table.split('.').at(-1)],
  );
  return new InputError(
    name,
    `there is no table "${table}"`,
    others.length === 0
      ? 'There is none that may be read: check the database and the user.'
      : `Name one with --table, with its schema; there are ${others.map((one) => String(one.name)).join(', ')}.`,
  );
}

/** A column as text, from which nothing is lost. */
function textOf(file: string, field: Field, { name, type, category }: TableColumn): string {
  const column = quotedName(name);
  if (field === 'time') {
    const form = 'YYYY-MM-DD"T"HH24:MI:SS.US';
    if (type === 'timestamp with time zone') return `to_char(${column} AT TIME ZONE 'UTC', '${form}"Z"')`;
    if (type === 'timestamp without time zone') return `to_char(${column}, '${form}')`;
    if (type === 'date') return `to_char(${column}, 'YYYY-MM-DD')`;
  }
  const isOfParts = ['A', 'C', 'R'].includes(category) || type === 'json' || type === 'jsonb';
  const isRounded = type === 'real' || type === 'double precision';
  if (isOfParts || (isRounded && (field === 'order' || field === 'transaction')))
    throw new InputError(
      file,
      `the column "${name}" is of the type ${type}, which cannot be read as the ${field} without losing something`,
      'Name another with --column, or a view that gives it as text or as a whole number.',
    );
  return `${column}::text`;
}

/** What the database says, told of the table. */
function toldOf(name: string, error: unknown): unknown {
  if (error instanceof InputError || !(error instanceof Error)) return error;
  const state = 'sqlState' in error ? String(error.sqlState) : '';
  if (state === '42501')
    return new InputError(name, 'it may not be read', 'Grant SELECT on it to the user that is named.');
  if (state === '42602' || state === '42601')
    return new InputError(
      name,
      'that is no name of a table',
      'Name it as SQL does: history, shop.history, "My History".',
    );
  return error;
}
