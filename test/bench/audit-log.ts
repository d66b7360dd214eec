/**
 * A status history by chance, seeded, for the bench of audits: lives walked on the law's own charts, with planted errors and the truth of
 * them. DuckDB writes it, so that ten million rows take seconds.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { orderStatuses } from '../../machines/index.ts';
import type { Database } from '../../src/audit/duckdb.ts';
import { buildStepTable, codeOf } from '../../src/audit/index.ts';
import { illegal } from '../../src/audit/step-table.ts';
import { builtLaw } from '../../src/relation/index.ts';

/** The forms in which a log is written. */
export const logForms = ['shuffled.parquet', 'ordered.parquet', 'log.csv', 'log.jsonl'] as const;

/** Every how many-th order has a planted error. */
const everyNth = 997;

/** How many different lives there are. */
const lives = 600;

/** A number from 0 to 1, by a seed (Lehmer). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The order words of lives on the chart of a payment, walked by lawful rows. */
export function walkedLives(seed: number): readonly (readonly string[])[] {
  const { relation } = builtLaw();
  const roll = dice(seed);
  // Where the rules refuse the very order, no life begins.
  const openings = relation
    .list(relation.openings(['transaction']))
    .filter((cell) => relation.rowsFrom(cell).some((row) => row.broken === undefined));
  return Array.from({ length: lives }, () => {
    let cell = openings[Math.floor(roll() * openings.length)] as (typeof openings)[number];
    const words: string[] = [];
    for (;;) {
      const word = cell.meta.pair?.order;
      if (word !== undefined && word !== words.at(-1)) words.push(word);
      const rows = relation.rowsFrom(cell).filter((row) => row.broken === undefined);
      const row = rows[Math.floor(roll() * rows.length)];
      if (row === undefined) break;
      cell = relation.cells[relation.indexOf(row.to) as number] as typeof cell;
    }
    return words;
  });
}

/** The words that no lawful history has after the last of a life; they are what is planted. */
function planted(words: readonly string[]): readonly string[] {
  const table = buildStepTable(builtLaw(), 'many');
  return orderStatuses.filter(
    (word) =>
      table.refusal(0, codeOf(word)) === undefined &&
      table.distance(0, codeOf(words.at(-1) as string), codeOf(word)) === illegal,
  );
}

/** Writes a log of about as many rows in every form into a folder, with the truth of what is planted: `truth.parquet`. */
export async function writeLog(database: Database, folder: string, rows: number, seed: number): Promise<void> {
  if (existsSync(join(folder, 'done.parquet'))) return;
  const walked = walkedLives(seed);
  const average = walked.reduce((sum, { length }) => sum + length, 0) / walked.length;
  const orders = Math.round(rows / average);
  const steps = walked.flatMap((words, life) => words.map((word, step) => `(${life}, ${step}, '${word}')`));
  const errors = walked.flatMap((words, life) =>
    planted(words).map((word, nth) => `(${life}, ${words.length}, '${word}', ${nth}, ${planted(words).length})`),
  );
  await database.run(`CREATE TABLE step AS SELECT * FROM (VALUES ${steps.join(',')}) AS t(life, step, word)`);
  await database.run(
    `CREATE TABLE error AS SELECT * FROM (VALUES ${errors.join(',')}) AS t(life, step, word, nth, many)`,
  );
  await database.run(
    `CREATE VIEW ordered AS SELECT range::INTEGER AS id, (hash(range + ${seed}) % ${lives})::INTEGER AS life FROM range(${orders})`,
  );
  const when = (step: string): string =>
    `make_timestamp(1700000000000000 + id * 700000::BIGINT + ${step} * 3600000000::BIGINT)`;
  await database.run(
    `CREATE VIEW truth AS SELECT id, word FROM ordered JOIN error USING (life) WHERE id % ${everyNth} = 5 AND nth = id // ${everyNth} % many`,
  );
  await database.run(`CREATE VIEW log AS
    SELECT id, word, ${when('step')} AS moment FROM ordered JOIN step USING (life)
    UNION ALL SELECT id, truth.word, ${when('9')} AS moment FROM truth`);
  const copy = (select: string, name: string, options: string): Promise<void> =>
    database.run(`COPY (${select}) TO '${join(folder, name)}' (${options})`);
  const scattered = '(id::BIGINT * 7919 + 100000000000) AS order_id';
  await copy(
    `SELECT id AS order_id, word AS status, moment AS changed FROM log ORDER BY moment`,
    'ordered.parquet',
    'FORMAT parquet',
  );
  await copy(
    `SELECT ${scattered}, word AS status, moment AS changed FROM log ORDER BY hash(id, word)`,
    'shuffled.parquet',
    'FORMAT parquet',
  );
  const text = `SELECT 'M-' || id AS order_id, word AS status, strftime(moment, '%Y-%m-%dT%H:%M:%S') AS changed FROM log ORDER BY moment`;
  await copy(text, 'log.csv', 'FORMAT csv, HEADER');
  await copy(text, 'log.jsonl', 'FORMAT json');
  await copy('SELECT * FROM truth', 'truth.parquet', 'FORMAT parquet');
  await copy('SELECT count(*) AS rows FROM log', 'done.parquet', 'FORMAT parquet');
}
