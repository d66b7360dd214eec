/**
 * The store's tables, partitioned by account and order: what the migrations made is taken from the catalogue of the database and
 * made anew, a table of so many parts each, with the same columns, keys, references, indexes, triggers and views.
 *
 * What PostgreSQL 15 refuses on the way is in `docs/scale.md`. Two things are done for it: `act` stays one table, because its key does
 * not have the order in it; and a trigger that fires once for a statement is put on every part as well, since PostgreSQL does not fire
 * it for a statement that names a part.
 */
import type { Connection, Database } from '../../src/store/index.ts';

/** The tables whose keys begin with account and order: those that can be partitioned by them. */
export const partitionedTables = [
  'payment',
  'refund_order',
  'log',
  'shaped_move',
  'quarantine',
  'delivery',
  'outbox',
  'document',
] as const;

/** The tables that stand in the way while these are made anew, because they refer to them. */
const referring = ['act'] as const;

/** A part of a table. */
export const partOf = (table: string, remainder: number): string => `${table}_${String(remainder).padStart(2, '0')}`;

/**
 * Partitions a store's tables, which must not have a payment yet.
 *
 * @throws Error if one has, with the way out.
 */
export async function partition(database: Database, parts: number): Promise<void> {
  const [filled] = await database.query('SELECT order_id FROM paychart.payment LIMIT 1');
  if (filled)
    throw new Error(
      `the store has payments (order ${filled.order_id} is one): PostgreSQL cannot partition a table that there is; partition an empty store, then import into it what is exported from this one`,
    );
  await database.transaction(async (connection) => {
    const made = await definitions(connection);
    const parted = partitionedTables.flatMap((table) => [
      `CREATE TABLE paychart.${table} (LIKE unparted.${table} INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING IDENTITY INCLUDING CONSTRAINTS)
        PARTITION BY HASH (account, order_id)`,
      ...Array.from(
        { length: parts },
        (_, remainder) =>
          `CREATE TABLE paychart.${partOf(table, remainder)} PARTITION OF paychart.${table} FOR VALUES WITH (MODULUS ${parts}, REMAINDER ${remainder})`,
      ),
    ]);
    await connection.script(
      [
        ...made.views.map(({ name }) => `DROP VIEW ${name}`),
        'CREATE SCHEMA unparted',
        ...partitionedTables.map((table) => `ALTER TABLE paychart.${table} SET SCHEMA unparted`),
        ...parted,
        'DROP SCHEMA unparted CASCADE',
        ...made.constraints,
        ...made.indexes,
        ...made.triggers.flatMap(({ table, sql, ofStatement }) => [
          sql,
          ...(ofStatement ? Array.from({ length: parts }, (_, at) => onPart(sql, table, at)) : []),
        ]),
        'REVOKE DELETE, TRUNCATE ON paychart.log, paychart.shaped_move FROM CURRENT_USER',
        ...Array.from(
          { length: parts },
          (_, at) =>
            `REVOKE DELETE, TRUNCATE ON paychart.${partOf('log', at)}, paychart.${partOf('shaped_move', at)} FROM CURRENT_USER`,
        ),
        'REVOKE ALL ON ALL TABLES IN SCHEMA paychart FROM PUBLIC',
        ...made.views.flatMap(({ sql, more }) => [sql, ...more]),
      ].join(';\n'),
    );
  });
}

const onPart = (trigger: string, table: string, remainder: number): string =>
  trigger.replace(` ON paychart.${table} `, ` ON paychart.${partOf(table, remainder)} `);

/** What the migrations made on these tables, as statements that make it again. */
async function definitions(connection: Connection) {
  const tables = `(SELECT format('paychart.%I', name)::regclass FROM unnest($1::text[]) AS name)`;
  const ours: readonly string[] = partitionedTables;
  // Keys before what refers to them; what other tables have on these is dropped with them, and made again too.
  const constraints = await connection.query(
    `SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS sql
     FROM pg_constraint WHERE connamespace = 'paychart'::regnamespace AND (conrelid IN ${tables} AND contype IN ('p', 'u', 'f')
       OR contype = 'f' AND confrelid IN ${tables}) ORDER BY contype = 'f', conname`,
    [ours],
  );
  const others = await connection.query(
    `SELECT DISTINCT conrelid::regclass::text AS name FROM pg_constraint
     WHERE contype = 'f' AND confrelid IN ${tables} AND NOT conrelid IN ${tables}`,
    [ours],
  );
  const unknown = others.map(({ name }) => String(name)).filter((name) => !isReferring(name));
  if (unknown.length > 0)
    throw new Error(`${unknown.join(', ')} refers to a table that is partitioned: say here how it is kept`);
  const indexes = await connection.query(
    `SELECT pg_get_indexdef(indexrelid) AS sql FROM pg_index
     WHERE indrelid IN ${tables} AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`,
    [ours],
  );
  const triggers = await connection.query(
    `SELECT relname AS table, pg_get_triggerdef(pg_trigger.oid) AS sql, tgtype & 1 = 0 AS of_statement
     FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND tgrelid IN ${tables}`,
    [ours],
  );
  const views = await connection.query(
    `SELECT oid::regclass::text AS name, format('CREATE VIEW %s AS %s', oid::regclass, rtrim(pg_get_viewdef(oid), ';')) AS sql,
       ARRAY(SELECT format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', pg_class.oid::regclass, attname, pg_get_expr(adbin, adrelid))
         FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum WHERE adrelid = pg_class.oid)
       || ARRAY(SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = pg_class.oid AND NOT tgisinternal) AS more
     FROM pg_class WHERE relkind = 'v' AND relnamespace = 'paychart'::regnamespace AND EXISTS (
       SELECT FROM pg_depend JOIN pg_rewrite ON pg_rewrite.oid = objid
       WHERE classid = 'pg_rewrite'::regclass AND ev_class = pg_class.oid AND refobjid IN ${tables})`,
    [ours],
  );
  return {
    constraints: constraints.map(({ sql }) => String(sql)),
    indexes: indexes.map(({ sql }) => String(sql)),
    triggers: triggers.map(({ table, sql, of_statement }) => ({
      table: String(table),
      sql: String(sql),
      ofStatement: of_statement === true,
    })),
    views: views.map(({ name, sql, more }) => ({ name: String(name), sql: String(sql), more: more as string[] })),
  };
}

const isReferring = (table: string): boolean => referring.some((name) => `paychart.${name}` === table);
