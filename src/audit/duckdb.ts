/**
 * DuckDB, as an audit uses it: a database in memory that spills into a folder of its own, and no more.
 */
import { InputError } from '../lifecycle/index.ts';
import { letGo } from './let-go.ts';

/** A value as DuckDB gives it. */
export type Value = string | number | bigint | boolean | null;

/** Rows, by their columns: these are DuckDB's own memory, which stands until nobody has them any more. */
export interface Arrays {
  readonly rows: number;
  readonly columns: readonly ArrayLike<number>[];
  /** Whether every value is there: else some of a column say nothing, whatever number stands there. */
  readonly isWhole: boolean;
}

/** A database in memory. */
export interface Database {
  /** Runs a statement that gives nothing. */
  run(sql: string): Promise<void>;
  /** Every row of a query; counts come as numbers where they fit. */
  rows(sql: string): Promise<readonly (readonly Value[])[]>;
  /** The rows of a query, some thousand at a time. */
  stream(sql: string): AsyncGenerator<readonly (readonly Value[])[]>;
  /** The columns of a query as typed arrays, some thousand rows at a time. */
  arrays(sql: string): AsyncGenerator<Arrays>;
  /** Adds rows of text to a table. */
  append(table: string, rows: readonly (readonly (string | null)[])[]): Promise<void>;
  /**
   * Does something with one thread: where rows must be taken one after the other, as where each is numbered, more would wait for it, and take a
   * processor to do so.
   */
  alone<Result>(doing: () => Promise<Result>): Promise<Result>;
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

/**
 * After so many chunks, of 2,048 rows each, those that were looked at are let go of: a chunk is a few objects here and much memory of DuckDB's, of
 * which the collector of garbage does not know. By itself it leaves thousands of them.
 */
const chunksKept = 64;

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
      // The next rows are made while these are looked at.
      let next = result.fetchChunk();
      try {
        for (let nth = 1; ; nth++) {
          const chunk = await next;
          const rows = chunk?.rowCount ?? 0;
          if (chunk === null || rows === 0) return;
          next = result.fetchChunk();
          if (nth % chunksKept === 0) letGo();
          const vectors = Array.from({ length: chunk.columnCount }, (_, place) =>
            vectorOf(chunk.getColumnVector(place)),
          );
          yield { rows, columns: vectors.map(({ items }) => items), isWhole: vectors.every(isWhole) };
        }
      } finally {
        // Nothing else may be asked before it is there.
        await next.catch(() => {});
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
    async alone(doing) {
      await connection.run('SET threads = 1');
      try {
        return await doing();
      } finally {
        await connection.run(`SET threads = ${threads}`);
      }
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A column of numbers, as the package holds it: its types do not tell. */
interface Vector {
  readonly items: ArrayLike<number>;
  /** A bit for each value that is there; nothing if all are. */
  readonly validity: { readonly data: BigUint64Array | null };
}

const vectorOf = (vector: unknown): Vector => vector as Vector;

/** Whether every value of a column is there. */
function isWhole({ items, validity: { data } }: Vector): boolean {
  if (data === null) return true;
  for (let at = 0; at < items.length; at++)
    if (((data[at >> 6] as bigint) >> BigInt(at & 63)) % 2n === 0n) return false;
  return true;
}

const smallest = BigInt(Number.MAX_SAFE_INTEGER);
