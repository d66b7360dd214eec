/**
 * The bare transaction that the store is measured beside: it inserts a row of a log, with texts as long as ours, and updates a row
 * of a payment, through the same driver. No law, no chain, no judging.
 */
import type { Database } from '../../src/store/index.ts';

const now = (): string => new Date().toISOString();

const columns = 'order_id, n, kind, received_at, body, digest, verdict, code, answer, law, previous_hash, hash';

/** The bare transaction, on tables with the columns of ours. */
export async function bareOn(database: Database, texts: Texts): Promise<(caller: number) => Promise<unknown>> {
  await database.script(`CREATE SCHEMA bare;
    CREATE TABLE bare.payment (order_id text COLLATE "C" PRIMARY KEY, version integer, head text, state json, updated_at timestamptz);
    CREATE TABLE bare.log (order_id text COLLATE "C", n integer, kind text, received_at timestamptz, body json, digest text,
      verdict text, code text, answer json, law text, previous_hash text, hash text, PRIMARY KEY (order_id, n));
    INSERT INTO bare.payment SELECT 'order-' || caller, 0 FROM generate_series(0, 255) AS caller`);
  const hash = 'f'.repeat(64);
  let n = 0;
  return (caller) => {
    const [orderId, number] = [`order-${caller}`, ++n];
    return database.transaction(async (connection) => {
      await connection.query(
        `INSERT INTO bare.log (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [orderId, number, 'notification', now(), texts.body, hash, 'applied', null, texts.answer, hash, hash, hash],
      );
      await connection.query(
        'UPDATE bare.payment SET version = $2, head = $3, state = $4, updated_at = $5 WHERE order_id = $1',
        [orderId, number, hash, texts.state, now()],
      );
    });
  };
}

/** Texts as long as those that the store writes for a notification, in the mean. */
export type Texts = Readonly<Record<'body' | 'answer' | 'state', string>>;

export async function textsOf(database: Database): Promise<Texts> {
  const [row] = await database.query(
    `SELECT avg(length(body::text))::integer AS body, avg(length(answer::text))::integer AS answer,
       (SELECT avg(length(state::text))::integer FROM paychart.payment) AS state FROM paychart.log`,
  );
  // As hard to compress as the real ones: words and numbers that hardly repeat.
  const text = (length: unknown): string => {
    const words: string[] = [];
    for (let seed = 1, left = Number(length) - 4; left > 0; left -= 13) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      words.push(seed.toString(36).padStart(12, 'x').slice(0, 12));
    }
    return JSON.stringify([words.join(' ')]);
  };
  return { body: text(row?.body), answer: text(row?.answer), state: text(row?.state) };
}
