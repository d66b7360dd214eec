/**
 * DuckDB, as an audit uses it: a database in memory that spills into a folder of its own, and no more.
 */
import { InputError } from '../lifecycle/index.ts';

/** A value as DuckDB gives it. */
export type Value = string | number | bigint | boolean | null;

/** A database in memory. */
export interface Database {
  /** Runs a statement that gives nothing. */
  run(sql: string): Promise<void>;
  /** Every row of a query; counts come as numbers where they fit. */
  rows(sql: string): Promise<readonly (readonly Value[])[]>;
  /** The rows of a query, some thousand at a time. */
  stream(sql: string): AsyncGenerator<readonly (readonly Value[])[]>;
  /** The columns of a query as typed arrays, some thousand rows at a time; every value must be there. */
  arrays(sql: string): AsyncGenerator<{ readonly rows: number; readonly columns: readonly ArrayLike<number>[] }>;
  /** Adds rows of text to a table. */
  append(table: string, rows: readonly (readonly (string | null)[])[]): Promise<void>;
  close(): void;
}

/** How a database is opened. */
export interface DatabaseOptions {
  /** What it may hold in memory, in MB; beyond it spills. */
  readonly memory: number;
  readonly threads: number;
  /** Where it spills. */
  readonly folder: string;
}

const loadDuckDB = () => import('@duckdb/node-api');

/**
 * Opens a database.
 *
 * @throws InputError if DuckDB is not installed.
 */
export async function openDatabase({ memory, threads, folder }: DatabaseOptions, load = loadDuckDB): Promise<Database> {
  let duckdb: Awaited<ReturnType<typeof loadDuckDB>>;
  try {
    duckdb = await load();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new InputError(
        'audit',
        'rows are read by the package @duckdb/node-api, which is not installed',
        'Install it: npm install @duckdb/node-api (70 MB on a disk).',
      );
    throw error;
  }
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${memory}MB`,
    temp_directory: folder,
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const plain = (value: unknown): Value =>
    typeof value === 'bigint' && value >= -smallest && value <= smallest ? Number(value) : (value as Value);
  return {
    async run(sql) {
      await connection.run(sql);
    },
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRows().map((row) => row.map(plain));
    },
    async *stream(sql) {
      const result = await connection.stream(sql);
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
        yield chunk.getRows().map((row) => row.map(plain));
    },
    async *arrays(sql) {
      const result = await connection.stream(sql);
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        const { rowCount, columnCount } = chunk;
        const columns = Array.from({ length: columnCount }, (_, place) => {
          const vector = chunk?.getColumnVector(place) as unknown as { readonly items: ArrayLike<number> };
          return vector.items;
        });
        yield { rows: rowCount, columns };
      }
    },
    async append(table, rows) {
      const appender = await connection.createAppender(table);
      for (const row of rows) {
        for (const value of row) {
          if (value === null) appender.appendNull();
          else appender.appendVarchar(value);
        }
        appender.endRow();
      }
      appender.closeSync();
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const smallest = BigInt(Number.MAX_SAFE_INTEGER);
