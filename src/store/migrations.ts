/**
 * The store's tables, as steps of plain SQL that are applied in order, once each; and the law, once for each law.
 */
import { relationSql } from '../relation/exports/sql.ts';
import { theLaw } from '../relation/index.ts';
import type { Sha256 } from './canonical.ts';
import type { Connection, Database } from './database.ts';
import { freeing } from './entry.ts';
import { type LawNames, lawNames, lawsNamed } from './law-names.ts';
import { moveKinds, moveSql } from './moves.ts';
import { StoreError } from './store-error.ts';

/** A step from one version of the tables to the next. A step that was published is never changed. */
interface Migration {
  readonly name: string;
  readonly sql: string;
}

const oneOf = (column: string, words: readonly string[]): string =>
  `CHECK (${column} IN (${words.map((word) => `'${word}'`).join(', ')}))`;

/** The steps: the version of a database is how many of them it has. */
const migrations: readonly Migration[] = [
  {
    name: 'payments, their log, and what the law holds against it',
    sql: `
-- The laws that entries were judged under: a hash over those of the charts.
CREATE TABLE paychart.whole_law (
  law text COLLATE "C" PRIMARY KEY,
  charts json NOT NULL
);

-- Each order as it stands: what its log comes to. "version" is the number of its last entry, "head" the hash of that.
CREATE TABLE paychart.payment (
  order_id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL DEFAULT 0,
  head text COLLATE "C",
  state json,
  statuses text[] NOT NULL DEFAULT '{}',
  verdict text COLLATE "C",
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  read_at timestamptz,
  next_read_at timestamptz,
  CHECK ((version = 0) = (head IS NULL))
);
CREATE INDEX payment_next_read ON paychart.payment (next_read_at) WHERE next_read_at IS NOT NULL;
CREATE INDEX payment_updated ON paychart.payment (updated_at);

-- The order ids of their own that MultiSafepay gave to refunds: a report under one belongs to the payment (decision D22).
CREATE TABLE paychart.refund_order (
  order_id text COLLATE "C" PRIMARY KEY,
  payment text COLLATE "C" NOT NULL REFERENCES paychart.payment (order_id)
);

-- Everything that was told of an order, and what it came to. Append-only, numbered from 1 without gaps, each entry bound to
-- the one before by its hash. The bodies are json, not jsonb: their text is kept as it was.
CREATE TABLE paychart.log (
  order_id text COLLATE "C" NOT NULL REFERENCES paychart.payment (order_id),
  n integer NOT NULL CHECK (n >= 1),
  n_before integer GENERATED ALWAYS AS (NULLIF(n, 1) - 1) STORED,
  kind text COLLATE "C" NOT NULL ${oneOf('kind', ['opened', 'configured', 'notification', 'status_read', 'fact', 'correction'])},
  received_at timestamptz NOT NULL,
  body json NOT NULL,
  digest text COLLATE "C" NOT NULL,
  verdict text COLLATE "C" NOT NULL,
  code text COLLATE "C",
  violations text[] NOT NULL,
  answer json NOT NULL,
  law text COLLATE "C" NOT NULL REFERENCES paychart.whole_law (law),
  previous_hash text COLLATE "C",
  hash text COLLATE "C" NOT NULL,
  PRIMARY KEY (order_id, n),
  UNIQUE (order_id, n, hash),
  UNIQUE (order_id, n, kind),
  CHECK ((n = 1) = (previous_hash IS NULL)),
  FOREIGN KEY (order_id, n_before, previous_hash) REFERENCES paychart.log (order_id, n, hash)
);
ALTER TABLE paychart.payment ADD CONSTRAINT payment_head
  FOREIGN KEY (order_id, version, head) REFERENCES paychart.log (order_id, n, hash);

CREATE FUNCTION paychart.cells_digest(cells text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog AS $paychart$ BEGIN
  RETURN encode(sha256(convert_to(array_to_string(cells, ' '), 'UTF8')), 'hex');
END $paychart$;

-- What a transaction could be before and after an entry of the log that changed it. Each starts where the one before ended.
CREATE TABLE paychart.move (
  order_id text COLLATE "C" NOT NULL,
  life text COLLATE "C" NOT NULL,
  law text COLLATE "C" NOT NULL REFERENCES paychart.whole_law (law),
  n integer NOT NULL CHECK (n >= 1),
  n_before integer GENERATED ALWAYS AS (NULLIF(n, 1) - 1) STORED,
  how text COLLATE "C" NOT NULL ${oneOf('how', moveKinds)},
  fact text COLLATE "C" NOT NULL,
  from_cells text[] NOT NULL,
  to_cells text[] NOT NULL,
  from_digest text COLLATE "C" GENERATED ALWAYS AS (paychart.cells_digest(from_cells)) STORED,
  to_digest text COLLATE "C" GENERATED ALWAYS AS (paychart.cells_digest(to_cells)) STORED,
  log_n integer NOT NULL,
  log_kind text COLLATE "C" NOT NULL,
  PRIMARY KEY (order_id, life, law, n),
  UNIQUE (order_id, life, law, n, to_digest),
  UNIQUE (order_id, life, law, log_n),
  FOREIGN KEY (order_id, life, law, n_before, from_digest) REFERENCES paychart.move (order_id, life, law, n, to_digest),
  -- A move has the evidence of the entry that made it, of a kind that may make such a move.
  FOREIGN KEY (order_id, log_n, log_kind) REFERENCES paychart.log (order_id, n, kind),
  CHECK (CASE how
    WHEN 'fact' THEN log_kind = 'fact'
    WHEN 'assigned' THEN log_kind IN ('fact', 'configured')
    WHEN 'late' THEN log_kind = 'status_read'
    ELSE log_kind IN ('notification', 'status_read')
      OR log_kind = 'configured' AND how = 'report'
      -- A fact of our own, told of a transaction of which several cells were possible, narrows as a report does.
      OR log_kind = 'fact' AND cardinality(from_cells) > 1
  END)
);

CREATE FUNCTION paychart.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $paychart$ BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;
END $paychart$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paychart.log
  FOR EACH STATEMENT EXECUTE FUNCTION paychart.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paychart.move
  FOR EACH STATEMENT EXECUTE FUNCTION paychart.refuse_change();
REVOKE DELETE, TRUNCATE ON paychart.log, paychart.move FROM CURRENT_USER;
REVOKE ALL ON ALL TABLES IN SCHEMA paychart FROM PUBLIC;

-- Reports that are illegal or unknown, until somebody has looked.
CREATE TABLE paychart.quarantine (
  order_id text COLLATE "C" NOT NULL,
  n integer NOT NULL,
  verdict text COLLATE "C" NOT NULL CHECK (verdict IN ('illegal', 'unknown')),
  code text COLLATE "C" NOT NULL,
  alarms json NOT NULL,
  resolved_by integer,
  PRIMARY KEY (order_id, n),
  FOREIGN KEY (order_id, n) REFERENCES paychart.log (order_id, n),
  FOREIGN KEY (order_id, resolved_by) REFERENCES paychart.log (order_id, n)
);
CREATE INDEX quarantine_open ON paychart.quarantine (order_id, n) WHERE resolved_by IS NULL;

-- Notifications by what they say: "n" is the entry that judged it last, "times" how often it came.
CREATE TABLE paychart.delivery (
  order_id text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  n integer NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  times integer NOT NULL CHECK (times >= 1),
  PRIMARY KEY (order_id, digest),
  FOREIGN KEY (order_id, n) REFERENCES paychart.log (order_id, n)
);

-- What the merchant's own systems are to be told, once each entry is stored.
CREATE TABLE paychart.outbox (
  order_id text COLLATE "C" NOT NULL,
  n integer NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  done_at timestamptz,
  PRIMARY KEY (order_id, n),
  FOREIGN KEY (order_id, n) REFERENCES paychart.log (order_id, n)
);
CREATE INDEX outbox_open ON paychart.outbox (id) WHERE done_at IS NULL;
`,
  },
  {
    name: 'orders by their ids and by their last change, and requests without an answer',
    sql: `
-- The ids of an order's transactions, and those that refunds have besides: a line each, to be searched.
ALTER TABLE paychart.payment ADD COLUMN ids text NOT NULL DEFAULT '';
-- Since when a refund request of ours has no known outcome.
ALTER TABLE paychart.payment ADD COLUMN unanswered_since timestamptz;
UPDATE paychart.payment SET
  ids = coalesce((SELECT string_agg(id, E'\\n') FROM (
      SELECT one ->> 'transactionId' AS id FROM json_array_elements(state -> 'attempts') AS one
      UNION ALL SELECT unnest(ARRAY[one ->> 'transactionId', one ->> 'orderId', one ->> 'refundId'])
      FROM json_array_elements(state -> 'refunds') AS one) AS known), ''),
  unanswered_since = (SELECT min((one ->> 'requestedAt')::timestamptz) FROM json_array_elements(state -> 'refunds') AS one
    WHERE one ->> 'reported' = 'false')
WHERE state IS NOT NULL AND position('\\u0000' IN state::text) = 0;

DROP INDEX paychart.payment_updated;
CREATE INDEX payment_updated ON paychart.payment (updated_at, order_id);
CREATE INDEX payment_unanswered ON paychart.payment (unanswered_since) WHERE unanswered_since IS NOT NULL;
`,
  },
  {
    name: 'a person may say that a refund was never made',
    sql: `
ALTER TABLE paychart.move DROP CONSTRAINT move_check, ADD CONSTRAINT move_check CHECK (CASE how
    WHEN 'fact' THEN log_kind = 'fact' OR log_kind = 'correction' AND fact = '${freeing}'
    WHEN 'assigned' THEN log_kind IN ('fact', 'configured')
    WHEN 'late' THEN log_kind = 'status_read'
    ELSE log_kind IN ('notification', 'status_read')
      OR log_kind = 'configured' AND how = 'report'
      OR log_kind = 'fact' AND cardinality(from_cells) > 1
  END);
`,
  },
  {
    name: 'payments carried over from another law',
    sql: `
ALTER TABLE paychart.log DROP CONSTRAINT log_kind_check;
ALTER TABLE paychart.log ADD CONSTRAINT log_kind_check
  ${oneOf('kind', ['opened', 'configured', 'notification', 'status_read', 'fact', 'correction', 'migrated'])};
ALTER TABLE paychart.move DROP CONSTRAINT move_check;
ALTER TABLE paychart.move ADD CONSTRAINT move_check CHECK (CASE how
  WHEN 'fact' THEN log_kind = 'fact' OR log_kind = 'correction' AND fact = '${freeing}'
  WHEN 'assigned' THEN log_kind IN ('fact', 'configured')
  WHEN 'late' THEN log_kind = 'status_read'
  ELSE log_kind IN ('notification', 'status_read')
    OR log_kind = 'configured' AND how = 'report'
    OR log_kind = 'fact' AND cardinality(from_cells) > 1
    -- A payment that is carried over begins in an opening of the law it comes to.
    OR log_kind = 'migrated' AND how = 'report' AND n = 1
END);
`,
  },
  {
    name: 'corrections that book, and notifications that are judged again after one',
    sql: `
-- The number of the last entry that corrected what was kept: notifications judged before it are judged again.
ALTER TABLE paychart.payment ADD COLUMN corrected integer NOT NULL DEFAULT 0;
-- What was written under the narrower CHECK passes this one: it need not be read for that while all wait.
ALTER TABLE paychart.move DROP CONSTRAINT move_check;
ALTER TABLE paychart.move ADD CONSTRAINT move_check CHECK (CASE how
  WHEN 'fact' THEN log_kind = 'fact' OR log_kind = 'correction' AND fact = '${freeing}'
  WHEN 'assigned' THEN log_kind IN ('fact', 'configured')
  WHEN 'late' THEN log_kind IN ('status_read', 'correction')
  ELSE log_kind IN ('notification', 'status_read', 'correction')
    OR log_kind = 'configured' AND how = 'report'
    OR log_kind = 'fact' AND cardinality(from_cells) > 1
    OR log_kind = 'migrated' AND how = 'report' AND n = 1
END) NOT VALID;
`,
  },
  {
    name: 'the calls that act, and what each came to',
    sql: `
-- Each call that acts at MultiSafepay, by its key. "owner" is who makes it; it was sent, if at all, once it is "sending".
CREATE TABLE paychart.act (
  key text COLLATE "C" PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL REFERENCES paychart.payment (order_id),
  act text COLLATE "C" NOT NULL ${oneOf('act', ['order', 'refund', 'cancel', 'cancel_refund'])},
  asked json NOT NULL,
  owner text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL ${oneOf('state', ['begun', 'sending', 'answered'])},
  began_at timestamptz NOT NULL,
  since timestamptz NOT NULL,
  answer json,
  CHECK ((state = 'answered') = (answer IS NOT NULL))
);
REVOKE ALL ON paychart.act FROM PUBLIC;
`,
  },
  {
    name: 'nothing is resolved but by a correction',
    sql: `
ALTER TABLE paychart.quarantine ADD COLUMN resolved_kind text COLLATE "C"
  GENERATED ALWAYS AS (CASE WHEN resolved_by IS NOT NULL THEN 'correction' END) STORED;
ALTER TABLE paychart.quarantine ADD CONSTRAINT quarantine_resolved_by_correction
  FOREIGN KEY (order_id, resolved_by, resolved_kind) REFERENCES paychart.log (order_id, n, kind);
ALTER TABLE paychart.quarantine ADD CONSTRAINT quarantine_resolved_after CHECK (resolved_by > n);
`,
  },
  {
    name: 'after a restore, what must be read first',
    sql: `
-- When a copy of this database was restored, and of when the copy was: what happened in between is not known here.
CREATE TABLE paychart.recovery (
  at timestamptz PRIMARY KEY,
  since timestamptz NOT NULL
);
REVOKE ALL ON paychart.recovery FROM PUBLIC;
-- When MultiSafepay said last that it does not know an order.
ALTER TABLE paychart.payment ADD COLUMN absent_at timestamptz;
`,
  },
];

/** The version that this package brings a database to. */
export const latestVersion = migrations.length;

/** One number for all who migrate at the same time: the first does it, the others wait. */
const lockNumber = 7_264_243;

/**
 * Brings a database to the version of this package, and puts the law into it. One that has both is only looked at, so the
 * store may run as a role that may not change tables.
 *
 * @returns the names of the law.
 * @throws StoreError `newer_database` if a newer version of this package made it.
 */
export async function migrate(database: Database, sha256: Sha256): Promise<LawNames> {
  const law = await lawNames(sha256);
  if (!(await isReady(database, law)))
    await database.transaction(async (connection) => {
      await connection.script(`SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(${lockNumber})`);
      await applyMissing(connection);
      await loadLaw(connection, law);
    });
  return law;
}

async function isReady(database: Database, { whole, relation }: LawNames): Promise<boolean> {
  if ((await versionOf(database)) !== migrations.length) return false;
  return (await database.query('SELECT FROM paychart.whole_law WHERE law IN ($1, $2)', [whole, relation])).length === 2;
}

/** How many steps a database has. */
export async function versionOf(connection: Connection): Promise<number> {
  const [found] = await connection.query("SELECT to_regclass('paychart.migration') IS NOT NULL AS there");
  if (!found?.there) return 0;
  const [row] = await connection.query('SELECT coalesce(max(version), 0) AS version FROM paychart.migration');
  const version = Number(row?.version);
  if (version > migrations.length)
    throw new StoreError(
      'newer_database',
      `the database is of version ${version}, and this package knows ${migrations.length}: use a newer one`,
    );
  return version;
}

async function applyMissing(connection: Connection): Promise<void> {
  await connection.script(`CREATE SCHEMA IF NOT EXISTS paychart;
CREATE TABLE IF NOT EXISTS paychart.migration (version integer PRIMARY KEY, name text NOT NULL)`);
  const version = await versionOf(connection);
  for (const [index, { name, sql }] of migrations.entries()) {
    if (index < version) continue;
    await connection.script(sql);
    await connection.query('INSERT INTO paychart.migration VALUES ($1, $2)', [index + 1, name]);
  }
}

/** The tables and functions of the law, and the names that entries and moves give it. */
async function loadLaw(connection: Connection, names: LawNames): Promise<void> {
  const law = theLaw();
  // The script is a transaction of its own; here it is part of one.
  await connection.script(relationSql(law).replaceAll(/^(BEGIN|COMMIT);$/gm, ''));
  await connection.script(moveSql(law, names.relation));
  for (const [name, named] of lawsNamed(names))
    await connection.query('INSERT INTO paychart.whole_law VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      name,
      JSON.stringify(named),
    ]);
}
