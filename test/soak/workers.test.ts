/**
 * Goal: workers that race over the same payments, with every fault of delivery and of the API, lose nothing, double nothing
 * and store nothing illegal; and an audit that says so would say if it were otherwise. The long form is `npm run soak`.
 */
import { describe, expect, it } from 'vitest';
import { openPostgres } from '../../src/store/index.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { openPrepared } from '../store/prepared.ts';
import { type Audited, audit } from './audit.ts';
import { startCluster } from './cluster.ts';
import { type Desk, openDesk } from './desk.ts';
import { startDesk } from './desk-thread.ts';
import { failuresOf, reportText } from './report.ts';
import { runWorkers } from './workers.ts';

const seed = 20_250_506;
const title = 'two workers';
const short = { title, seed, workers: 2, paymentsEach: 40, found: console.error };

describe.skipIf(postgresPrograms === undefined)('two workers on PostgreSQL, each with connections of its own', () => {
  it('should lose, double and break nothing', async () => {
    const cluster = await startCluster(postgresPrograms as string);
    const database = await openPostgres(cluster.url, { connections: 2 });
    try {
      const open = (start: { apiKey: string; environment: string }) =>
        startDesk({ databaseUrl: cluster.url, ...start });
      const report = await runWorkers({ ...short, database, open });
      console.info(reportText(report));
      expect(failuresOf(report)).toEqual([]);
    } finally {
      await database.close();
      await cluster.close();
    }
  }, 180_000);
});

describe('two workers in one process on PGlite', () => {
  it('should lose, double and break nothing, and every damage to what they stored should be found', async () => {
    const database = await openPrepared();
    const open = async (start: { apiKey: string; environment: string }): Promise<Desk> => ({
      ...(await openDesk({ database, ...start })),
      close: async () => {},
    });
    const found: Record<string, readonly string[]> = {};
    const before = async (audited: Audited): Promise<void> => {
      for (const [damage, { sql }] of Object.entries(damages)) found[damage] = await auditDamaged(audited, sql);
    };

    /** Audits what was damaged, in a transaction that is rolled back. The checks that do not hold. */
    async function auditDamaged(audited: Audited, sql: string): Promise<readonly string[]> {
      let failing: readonly string[] = [];
      const rolledBack = new Error('rolled back');
      await database
        .transaction(async (connection) => {
          // No trigger and no foreign key holds any more, as for a superuser who wishes so.
          await connection.script(`SET LOCAL session_replication_role = replica; ${sql}`);
          const checks = await audit({ ...audited, database: connection, found: () => {} });
          failing = checks.filter(({ holds }) => !holds).map(({ says }) => says);
          throw rolledBack;
        })
        .catch((error: unknown) => {
          if (error !== rolledBack) throw error;
        });
      return failing;
    }

    try {
      const report = await runWorkers({ ...short, database, open, before });
      console.info(reportText(report));
      expect(failuresOf(report)).toEqual([]);
      for (const [damage, { says }] of Object.entries(damages)) expect(found[damage], damage).toContain(says);
    } finally {
      await database.close();
    }
  }, 180_000);
});

const oneApplied = `(SELECT order_id, n FROM paychart.log WHERE kind = 'notification' AND verdict = 'applied' ORDER BY 1, 2 LIMIT 1)`;

/** What can be wrong with a database, and the check that must find it. */
const damages: Readonly<Record<string, { readonly sql: string; readonly says: string }>> = {
  'a notification that was acknowledged is gone': {
    sql: `DELETE FROM paychart.log WHERE (order_id, n) = ${oneApplied}`,
    says: 'acknowledged, and not stored',
  },
  'a notification was counted that never came': {
    sql: `INSERT INTO paychart.delivery SELECT order_id, digest, n, first_at, last_at, times + 1 FROM paychart.delivered WHERE (order_id, n) = ${oneApplied}
      ON CONFLICT (account, order_id, digest) DO UPDATE SET times = excluded.times`,
    says: 'stored more often than they came',
  },
  'a notification is applied again': {
    sql: `INSERT INTO paychart.log (order_id, n, kind, received_at, body, digest, verdict, code, violations, answer, law, previous_hash, hash)
      SELECT order_id, 1000, kind, received_at, body, digest, verdict, code, violations, answer, law, hash, 'again'
      FROM paychart.log WHERE (order_id, n) = ${oneApplied}`,
    says: 'notifications applied twice, by their content',
  },
  'a message is missing': {
    sql: `DELETE FROM paychart.outbox WHERE (order_id, n) = ${oneApplied}`,
    says: 'entries without their message, or messages without an entry',
  },
  'a report set aside is out of quarantine': {
    sql: 'DELETE FROM paychart.quarantine',
    says: 'entries set aside and not in quarantine, or the reverse',
  },
  'an entry says something else': {
    sql: `UPDATE paychart.log SET body = '{"channel":"notification"}' WHERE (order_id, n) = ${oneApplied}`,
    says: 'logs with a broken chain',
  },
  'the last entry is cut off': {
    sql: 'DELETE FROM paychart.log USING paychart.payment AS one WHERE log.order_id = one.order_id AND n = version',
    says: 'logs with a broken chain',
  },
  'a payment says something that its log does not': {
    sql: `UPDATE paychart.payment SET state = replace(state::text, '"amount":3000', '"amount":3001')::json`,
    says: 'payments that are not what their log comes to',
  },
  'a move is against the law': {
    sql: `DO $$ BEGIN EXECUTE (SELECT string_agg(format('ALTER TABLE paychart.shape DROP CONSTRAINT %I', conname), ';')
        FROM pg_constraint WHERE conrelid = 'paychart.shape'::regclass AND contype = 'c' AND conname LIKE 'is_move%'); END $$;
      UPDATE paychart.shape SET from_cells = to_cells, to_cells = from_cells WHERE how = 'report' AND from_cells <> to_cells`,
    says: 'moves that the law does not know',
  },
  'a move is missing': {
    sql: 'DELETE FROM paychart.shaped_move WHERE n = 1',
    says: 'moves that do not begin where the one before ended',
  },
  'a payment is gone': {
    sql: 'UPDATE paychart.payment SET state = NULL',
    says: 'payments that are not known',
  },
};
