/**
 * Documents that could not be read, kept beside the log (decision D29). The log has their digest and is never touched; the
 * documents themselves may be erased, of an order or by their age. What was erased leaves its digest and the time behind.
 */
import { readInstant } from '../lifecycle/read.ts';
import { canonical, type Sha256 } from './canonical.ts';
import type { Connection, Database, Row } from './database.ts';
import { heldTime } from './held-time.ts';
import { readAskedId, readWhole } from './read-asked.ts';
import { retried } from './retried.ts';
import { instant } from './rows.ts';

/** A document that is kept, or what is left of one that was erased. */
export interface KeptDocument {
  /** The SHA-256 of its canonical JSON: the entries that it came with name it in `body.document`. */
  readonly digest: string;
  /** The first entry that it came with. */
  readonly n: number;
  /** When it was kept, an ISO 8601 instant. */
  readonly keptAt: string;
  /** When it was erased, an ISO 8601 instant; null while it is kept. */
  readonly erasedAt: string | null;
  /** The JSON, without card data and without personal data; null once it is erased. */
  readonly json: unknown;
}

/** What is done with the documents that are kept. */
export interface Documents {
  /** The documents of an order, in the order of their entries; what was erased is among them, without its JSON. */
  documents(orderId: string): Promise<readonly KeptDocument[]>;
  /**
   * Erases the documents of an order. The log stays as it is. The same document is not kept again.
   *
   * @returns how many there were.
   */
  eraseDocuments(orderId: string): Promise<number>;
  /**
   * Erases the documents of any order that were kept before an instant, the oldest first.
   *
   * @param limit how many at most; 500 unless said otherwise. Call again while it erases as many.
   * @returns how many.
   */
  eraseDocumentsBefore(before: string, limit?: number): Promise<number>;
}

/** A document as it is written: its canonical text, and the digest of that. */
export interface NewDocument {
  readonly digest: string;
  readonly text: string;
}

/** A document, ready to be written. */
export async function newDocument(json: unknown, sha256: Sha256): Promise<NewDocument> {
  const text = canonical(json);
  return { digest: await sha256(text), text };
}

/** The columns of a document, for `keptOf`. */
export const documentColumns = 'digest, n, kept_at, erased_at, body';

/** A document, of its row. */
export const keptOf = ({ digest, n, kept_at, erased_at, body }: Row): KeptDocument => ({
  digest: String(digest),
  n: Number(n),
  keptAt: instant(kept_at),
  erasedAt: erased_at === null ? null : instant(erased_at),
  json: body === null ? null : (JSON.parse(String(body)) as unknown),
});

/** The documents of an order, read through a connection. */
export async function readDocuments(connection: Connection, orderId: string): Promise<readonly KeptDocument[]> {
  const rows = await connection.query(
    `SELECT ${documentColumns} FROM paychart.document WHERE account = $account AND order_id = $1 ORDER BY n, digest`,
    [orderId],
  );
  return rows.map(keptOf);
}

/** The documents of a database. */
export function documentsOf(database: Database, now: () => string): Documents {
  const erased = async (where: string, parameters: readonly unknown[], first = ''): Promise<number> =>
    (
      await retried(() =>
        database.query(
          `${first}UPDATE paychart.document SET body = NULL, erased_at = $1 WHERE account = $account AND ${where} RETURNING n`,
          [now(), ...parameters],
        ),
      )
    ).length;

  return {
    async documents(orderId) {
      readAskedId(orderId, 'orderId');
      return readDocuments(database, orderId);
    },

    async eraseDocuments(orderId) {
      readAskedId(orderId, 'orderId');
      return erased('order_id = $2 AND body IS NOT NULL', [orderId]);
    },

    async eraseDocumentsBefore(before, limit = 500) {
      readInstant(before, 'before');
      readWhole(limit, 'limit', 1);
      return erased(
        '(order_id, digest) IN (SELECT order_id, digest FROM old) AND body IS NOT NULL',
        [heldTime(before), limit],
        // Run first, and once: as a part of what is around it, it may be run for each row, and go past its limit.
        `WITH old AS MATERIALIZED (
           SELECT order_id, digest FROM paychart.document WHERE account = $account AND kept_at < $2 AND body IS NOT NULL
           ORDER BY kept_at LIMIT $3 FOR UPDATE SKIP LOCKED) `,
      );
    },
  };
}
