/**
 * The store's tables, as steps of plain SQL that are applied in order, once each; and the law, once for each law.
 */

import { lawNamed } from '../lifecycle/payment.ts';
import { relationSql } from '../relation/exports/sql.ts';
import { builtLaw } from '../relation/index.ts';
import { accountEnvironments } from './accounts.ts';
import type { Sha256 } from './canonical.ts';
import type { Connection, Database } from './database.ts';
import { freeing } from './entry.ts';
import { chartsHeld, type LawNames, lawNames, lawsNamed, type NumberedLaw } from './law-names.ts';
import { moveKinds, moveSql, shapeCheck } from './moves.ts';
import { StoreError } from './store-error.ts';

/** A step from one version of the tables to the next. A step that was published is never changed. */
interface Migration {
  readonly name: string;
  readonly sql: string;
}

const oneOf = (column: string, words: readonly string[]): string =>
  `CHECK (${column} IN (${words.map((word) => `'${word}'`).join(', ')}))`;

/** Grants something to whoever has a privilege of a table, its owner aside. */
const granted = (what: string, has: { readonly privilege: string; readonly on: string }): string => `
DO $paychart$ DECLARE grantee text; BEGIN
  FOR grantee IN SELECT DISTINCT granted.grantee::regrole::text FROM pg_class, aclexplode(relacl) AS granted
    WHERE pg_class.oid = '${has.on}'::regclass AND granted.privilege_type = '${has.privilege}' AND granted.grantee <> relowner
  LOOP
    EXECUTE format('GRANT ${what} TO %s', grantee);
  END LOOP;
END $paychart$;`;

/** Whether an order has an open alarm, as its row has it: no text of the JSON can hold this, since a quote in a text is escaped. */
export const hasAlarm = `position('"alarms":[{' IN state::text) > 0`;

/** Holds of every order; whoever lists orders by their last change says so, and so has the index of that. */
export const isListed = 'version >= 0';

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
    name: 'each shape of a move once, under the law, and moves held to their shapes',
    sql: `
-- Laws by a number, too.
ALTER TABLE paychart.whole_law ADD COLUMN number smallint NOT NULL GENERATED ALWAYS AS IDENTITY;
ALTER TABLE paychart.whole_law ADD UNIQUE (number), ADD UNIQUE (law, number);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paychart.whole_law
  FOR EACH STATEMENT EXECUTE FUNCTION paychart.refuse_change();

-- Sets of cells, by the digest of the cells.
CREATE TABLE paychart.cell_set (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest text COLLATE "C" NOT NULL UNIQUE,
  UNIQUE (id, digest)
);

-- All of a move but which transaction of which order it is of, and its place: the law is asked about each shape once.
CREATE TABLE paychart.shape (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  law text COLLATE "C" NOT NULL,
  law_number smallint NOT NULL,
  is_attempt boolean NOT NULL,
  is_first boolean NOT NULL,
  log_kind text COLLATE "C" NOT NULL,
  how text COLLATE "C" NOT NULL ${oneOf('how', moveKinds)},
  fact text COLLATE "C" NOT NULL,
  from_set integer NOT NULL,
  to_set integer NOT NULL,
  from_cells text[] NOT NULL,
  to_cells text[] NOT NULL,
  from_digest text COLLATE "C" GENERATED ALWAYS AS (paychart.cells_digest(from_cells)) STORED,
  to_digest text COLLATE "C" GENERATED ALWAYS AS (paychart.cells_digest(to_cells)) STORED,
  UNIQUE (law, is_attempt, is_first, log_kind, how, fact, from_set, to_set),
  UNIQUE (id, law_number, is_attempt, is_first, log_kind, from_set, to_set),
  FOREIGN KEY (law, law_number) REFERENCES paychart.whole_law (law, number),
  FOREIGN KEY (from_set, from_digest) REFERENCES paychart.cell_set (id, digest),
  FOREIGN KEY (to_set, to_digest) REFERENCES paychart.cell_set (id, digest),
  CONSTRAINT shape_check CHECK (CASE how
    WHEN 'fact' THEN log_kind = 'fact' OR log_kind = 'correction' AND fact = '${freeing}'
    WHEN 'assigned' THEN log_kind IN ('fact', 'configured')
    WHEN 'late' THEN log_kind IN ('status_read', 'correction')
    ELSE log_kind IN ('notification', 'status_read', 'correction')
      OR log_kind = 'configured' AND how = 'report'
      OR log_kind = 'fact' AND cardinality(from_cells) > 1
      OR log_kind = 'migrated' AND how = 'report' AND is_first
  END)
);

-- What a transaction could be before and after an entry of the log that changed it, by its shape. Each begins in the set of cells
-- where the one before ended, and is of a later entry.
CREATE TABLE paychart.shaped_move (
  order_id text COLLATE "C" NOT NULL,
  life text COLLATE "C" NOT NULL,
  law smallint NOT NULL,
  log_kind text COLLATE "C" NOT NULL,
  n integer NOT NULL CHECK (n >= 1),
  n_before integer GENERATED ALWAYS AS (NULLIF(n, 1) - 1) STORED,
  shape integer NOT NULL,
  from_set integer NOT NULL,
  to_set integer NOT NULL,
  log_n integer NOT NULL,
  log_before integer,
  is_attempt boolean NOT NULL GENERATED ALWAYS AS (life LIKE 'attempt %') STORED,
  is_first boolean NOT NULL GENERATED ALWAYS AS (n = 1) STORED,
  PRIMARY KEY (order_id, life, law, n),
  UNIQUE (order_id, life, law, n, to_set, log_n),
  CHECK ((n = 1) = (log_before IS NULL) AND (log_before < log_n) IS NOT FALSE),
  FOREIGN KEY (order_id, life, law, n_before, from_set, log_before)
    REFERENCES paychart.shaped_move (order_id, life, law, n, to_set, log_n),
  FOREIGN KEY (shape, law, is_attempt, is_first, log_kind, from_set, to_set)
    REFERENCES paychart.shape (id, law_number, is_attempt, is_first, log_kind, from_set, to_set),
  -- A move has the evidence of the entry that made it, of the kind that its shape says.
  FOREIGN KEY (order_id, log_n, log_kind) REFERENCES paychart.log (order_id, n, kind)
);

-- The number of a set of cells, and the shape that is so; made if there is none.
CREATE FUNCTION paychart.cell_set_of(cells text[]) RETURNS integer LANGUAGE plpgsql SET search_path = pg_catalog AS $paychart$
DECLARE
  sought text := paychart.cells_digest(cells);
  known integer;
BEGIN
  FOR tries IN 1..2 LOOP
    SELECT id INTO known FROM paychart.cell_set WHERE digest = sought;
    IF FOUND OR tries = 2 THEN RETURN known; END IF;
    INSERT INTO paychart.cell_set (digest) VALUES (sought) ON CONFLICT DO NOTHING;
  END LOOP;
END $paychart$;
CREATE FUNCTION paychart.shape_of(law text, is_attempt boolean, is_first boolean, log_kind text, how text, fact text,
  from_cells text[], to_cells text[]) RETURNS paychart.shape LANGUAGE plpgsql SET search_path = pg_catalog AS $paychart$
#variable_conflict use_column
DECLARE
  before integer := paychart.cell_set_of(from_cells);
  after integer := paychart.cell_set_of(to_cells);
  kept paychart.shape;
BEGIN
  FOR tries IN 1..2 LOOP
    SELECT * INTO kept FROM paychart.shape AS one WHERE (one.law, one.is_attempt, one.is_first, one.log_kind, one.how, one.fact,
      one.from_set, one.to_set) = ($1, $2, $3, $4, $5, $6, before, after);
    IF FOUND OR tries = 2 THEN RETURN kept; END IF;
    INSERT INTO paychart.shape (law, law_number, is_attempt, is_first, log_kind, how, fact, from_set, to_set, from_cells, to_cells)
    VALUES ($1, coalesce((SELECT one.number FROM paychart.whole_law AS one WHERE one.law = $1), 0), $2, $3, $4, $5, $6,
      before, after, $7, $8) ON CONFLICT DO NOTHING;
  END LOOP;
END $paychart$;

-- What was written before goes by shapes, too, each held to the law again, by the CHECK of its own law.
ALTER TABLE paychart.move RENAME TO whole_move;
DO $paychart$ DECLARE one record; BEGIN
  FOR one IN SELECT conname, substring(pg_get_constraintdef(oid) FROM '([0-9a-f]{64})') AS law FROM pg_constraint
    WHERE conrelid = 'paychart.whole_move'::regclass AND contype = 'c' AND conname LIKE 'is_move_%'
  LOOP
    EXECUTE format('ALTER TABLE paychart.shape ADD CONSTRAINT %I CHECK (${shapeCheck('%L', 'paychart.%I').replaceAll("'", "''")})',
      one.conname, one.law, one.conname);
  END LOOP;
END $paychart$;
INSERT INTO paychart.cell_set (digest)
  SELECT from_digest FROM paychart.whole_move UNION SELECT to_digest FROM paychart.whole_move;
INSERT INTO paychart.shape (law, law_number, is_attempt, is_first, log_kind, how, fact, from_set, to_set, from_cells, to_cells)
  SELECT DISTINCT law, number, life LIKE 'attempt %', n = 1, log_kind, how, fact, before.id, after.id, from_cells, to_cells
  FROM paychart.whole_move JOIN paychart.whole_law USING (law)
    JOIN paychart.cell_set AS before ON before.digest = from_digest JOIN paychart.cell_set AS after ON after.digest = to_digest;
INSERT INTO paychart.shaped_move (order_id, life, law, log_kind, n, shape, from_set, to_set, log_n, log_before)
  SELECT order_id, life, law_number, log_kind, n, shape.id, from_set, to_set, log_n,
    lag(log_n) OVER (PARTITION BY order_id, life, law ORDER BY n)
  FROM paychart.whole_move JOIN paychart.shape USING (law, how, fact, log_kind, from_digest, to_digest)
  WHERE is_attempt = (life LIKE 'attempt %') AND is_first = (n = 1)
  ORDER BY order_id, life, n;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paychart.cell_set
  FOR EACH STATEMENT EXECUTE FUNCTION paychart.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paychart.shape
  FOR EACH STATEMENT EXECUTE FUNCTION paychart.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paychart.shaped_move
  FOR EACH STATEMENT EXECUTE FUNCTION paychart.refuse_change();

-- Moves, each with its shape. It takes moves as well, as raw SQL and release 0.1.0 write them.
CREATE VIEW paychart.move AS
  SELECT order_id, life, shape.law, n, n_before, how, fact, from_cells, to_cells, from_digest, to_digest, log_n,
    shaped_move.log_kind
  FROM paychart.shaped_move JOIN paychart.shape ON shape.id = shaped_move.shape;
CREATE FUNCTION paychart.insert_move() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $paychart$
DECLARE
  kept paychart.shape := paychart.shape_of(NEW.law, NEW.life LIKE 'attempt %', NEW.n = 1, NEW.log_kind, NEW.how, NEW.fact,
    NEW.from_cells, NEW.to_cells);
BEGIN
  INSERT INTO paychart.shaped_move (order_id, life, law, log_kind, n, shape, from_set, to_set, log_n, log_before)
  VALUES (NEW.order_id, NEW.life, kept.law_number, NEW.log_kind, NEW.n, kept.id, kept.from_set, kept.to_set, NEW.log_n,
    CASE WHEN NEW.n > 1 THEN coalesce((SELECT one.log_n FROM paychart.shaped_move AS one
      WHERE one.order_id = NEW.order_id AND one.life = NEW.life AND one.law = kept.law_number AND one.n = NEW.n - 1), 0) END);
  RETURN NEW;
END $paychart$;
CREATE TRIGGER insert_move INSTEAD OF INSERT ON paychart.move FOR EACH ROW EXECUTE FUNCTION paychart.insert_move();
CREATE TRIGGER append_only INSTEAD OF UPDATE OR DELETE ON paychart.move
  FOR EACH ROW EXECUTE FUNCTION paychart.refuse_change();
CREATE TRIGGER append_only_at_all BEFORE UPDATE OR DELETE ON paychart.move
  FOR EACH STATEMENT EXECUTE FUNCTION paychart.refuse_change();
REVOKE DELETE, TRUNCATE ON paychart.shaped_move, paychart.shape, paychart.cell_set FROM CURRENT_USER;
REVOKE ALL ON ALL TABLES IN SCHEMA paychart FROM PUBLIC;
-- Who might write moves may write them so.
${granted('SELECT, INSERT ON paychart.move, paychart.shaped_move, paychart.shape, paychart.cell_set', { privilege: 'INSERT', on: 'paychart.whole_move' })}
DROP TABLE paychart.whole_move;
`,
  },
  {
    name: 'slim rows: digests packed, laws by number, and nothing twice that stands once already',
    sql: `
-- The law that a state is of, if what it names of it is left out.
ALTER TABLE paychart.payment ADD COLUMN law smallint;

-- An entry names its law by its number, or by its name, as release 0.1.0 does. A CHECK holds it to the laws there are.
CREATE FUNCTION paychart.hold_log_to_laws() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $paychart$ BEGIN
  -- Who waits for another sees the law that the other brought.
  LOCK TABLE paychart.log IN ACCESS EXCLUSIVE MODE;
  -- What was written under the narrower CHECK passes this one: it need not be read for that while all wait.
  EXECUTE (SELECT format('ALTER TABLE paychart.log DROP CONSTRAINT IF EXISTS log_law_check,
      ADD CONSTRAINT log_law_check CHECK (law IN (%s)) NOT VALID', string_agg(format('%L, %L', number, law), ', '))
    FROM paychart.whole_law);
END $paychart$;
ALTER TABLE paychart.log DROP CONSTRAINT log_law_fkey;

-- A message is found by its entry, and those that wait by their place.
ALTER TABLE paychart.outbox DROP CONSTRAINT outbox_id_key;

-- Notifications by what they say. What came once stands in the log alone; "delivery" has what came again, digests in hexadecimal.
CREATE VIEW paychart.delivered AS
  SELECT one.order_id, one.digest, one.n, coalesce(known.first_at, one.first_at) AS first_at,
    coalesce(known.last_at, one.last_at) AS last_at, coalesce(known.times, one.times) AS times
  FROM (SELECT order_id, max(n) AS n, min(received_at) AS first_at, max(received_at) AS last_at, count(*)::integer AS times,
      CASE WHEN length(log.digest) = 43 THEN encode(decode(translate(log.digest, '-_', '+/') || '=', 'base64'), 'hex')
        ELSE log.digest END AS digest
    FROM paychart.log WHERE kind = 'notification' GROUP BY order_id, 6) AS one
  LEFT JOIN paychart.delivery AS known ON known.order_id = one.order_id AND known.digest = one.digest;
REVOKE ALL ON ALL TABLES IN SCHEMA paychart FROM PUBLIC;
${granted('SELECT ON paychart.delivered', { privilege: 'SELECT', on: 'paychart.log' })}
`,
  },
  {
    name: 'messages that say what changed, are claimed with a lease, fail for good, and are removed in time',
    sql: `
-- What the entry changed; null if a release recorded it that did not say. "lease" is who has it, or had it last, and "until" the end
-- of that, or when it comes again. One that has failed for good keeps why, until it is put back.
ALTER TABLE paychart.outbox
  ADD COLUMN changes text[],
  ADD COLUMN tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
  ADD COLUMN lease uuid,
  ADD COLUMN until timestamptz,
  ADD COLUMN failed_at timestamptz,
  ADD COLUMN reason text,
  ADD CONSTRAINT outbox_failed_for_a_reason CHECK (failed_at IS NULL OR reason IS NOT NULL);
CREATE INDEX outbox_failed ON paychart.outbox (id) WHERE failed_at IS NOT NULL AND done_at IS NULL;
CREATE INDEX outbox_done ON paychart.outbox (done_at) WHERE done_at IS NOT NULL;
`,
  },
  {
    name: 'documents that could not be read, which may be erased',
    sql: `
-- Each document once for each order, by the digest that entries of the log name. "n" is the first of them. Erased, only that is left.
CREATE TABLE paychart.document (
  order_id text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  n integer NOT NULL,
  kept_at timestamptz NOT NULL,
  body text,
  erased_at timestamptz,
  PRIMARY KEY (order_id, digest),
  FOREIGN KEY (order_id, n) REFERENCES paychart.log (order_id, n),
  CONSTRAINT document_kept_or_erased CHECK ((body IS NULL) = (erased_at IS NOT NULL)),
  CONSTRAINT document_of_its_digest CHECK (body IS NULL OR digest = encode(sha256(convert_to(body, 'UTF8')), 'hex'))
);
CREATE INDEX document_by_age ON paychart.document (kept_at) WHERE body IS NOT NULL;

CREATE FUNCTION paychart.refuse_all_but_erasing() RETURNS trigger LANGUAGE plpgsql AS $paychart$ BEGIN
  IF TG_OP = 'UPDATE' AND OLD.body IS NOT NULL AND NEW.body IS NULL
    AND (NEW.order_id, NEW.digest, NEW.n, NEW.kept_at) = (OLD.order_id, OLD.digest, OLD.n, OLD.kept_at)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a document is kept as it is, or erased: % is refused', TG_OP;
END $paychart$;
CREATE TRIGGER kept_or_erased BEFORE UPDATE OR DELETE ON paychart.document
  FOR EACH ROW EXECUTE FUNCTION paychart.refuse_all_but_erasing();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON paychart.document
  FOR EACH STATEMENT EXECUTE FUNCTION paychart.refuse_change();
REVOKE ALL ON paychart.document FROM PUBLIC;
`,
  },
  {
    name: 'what is a payment of its own is not taken away by a listed refund',
    sql: `
-- Whether somebody opened or configured the order, or a payment was reported under its id. Once it is so, it stays so.
ALTER TABLE paychart.payment ADD COLUMN own boolean NOT NULL DEFAULT false;
UPDATE paychart.payment SET own = true WHERE position('"attempts":[{' IN state::text) > 0
  OR position('"outside":[{' IN state::text) > 0
  OR EXISTS (SELECT FROM paychart.log WHERE log.order_id = payment.order_id AND log.kind IN ('opened', 'configured'));

CREATE FUNCTION paychart.refuse_own_payment() RETURNS trigger LANGUAGE plpgsql AS $paychart$ BEGIN
  IF EXISTS (SELECT FROM paychart.payment WHERE order_id = NEW.order_id AND own)
  THEN RAISE EXCEPTION 'order % is a payment of its own, and no refund', NEW.order_id; END IF;
  RETURN NEW;
END $paychart$;
CREATE TRIGGER no_own_payment BEFORE INSERT OR UPDATE ON paychart.refund_order
  FOR EACH ROW EXECUTE FUNCTION paychart.refuse_own_payment();

CREATE FUNCTION paychart.refuse_disowning() RETURNS trigger LANGUAGE plpgsql AS $paychart$ BEGIN
  RAISE EXCEPTION 'order % is a payment of its own, and stays one', OLD.order_id;
END $paychart$;
CREATE TRIGGER stays_own BEFORE UPDATE ON paychart.payment
  FOR EACH ROW WHEN (OLD.own AND NOT NEW.own) EXECUTE FUNCTION paychart.refuse_disowning();
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
-- Who may read payments reads it with each of them.
${granted('SELECT ON paychart.recovery', { privilege: 'SELECT', on: 'paychart.payment' })}
-- When MultiSafepay said last that it does not know an order.
ALTER TABLE paychart.payment ADD COLUMN absent_at timestamptz;
`,
  },
  {
    name: 'accounts: several sites in one database, each in every key',
    sql: `
-- The accounts: sites at MultiSafepay, by a number. What names none is of number 0, which has no name; all that was stored is of it.
CREATE TABLE paychart.account (
  number smallint PRIMARY KEY CHECK (number >= 0),
  name text COLLATE "C" UNIQUE CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  environment text COLLATE "C" ${oneOf('environment', accountEnvironments)},
  CHECK ((number = 0) = (name IS NULL) AND (name IS NULL) = (environment IS NULL))
);
INSERT INTO paychart.account (number) VALUES (0);
-- What an account is stays as it is: an account that was made for tests is never a live one.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON paychart.account
  FOR EACH STATEMENT EXECUTE FUNCTION paychart.refuse_change();
REVOKE ALL ON paychart.account FROM PUBLIC;
${granted('SELECT ON paychart.account', { privilege: 'SELECT', on: 'paychart.payment' })}
${granted('INSERT ON paychart.account', { privilege: 'INSERT', on: 'paychart.payment' })}

-- The account is the first column of every key, and so of what refers to it.
DO $paychart$ DECLARE
  keyed CONSTANT text[] := '{payment,refund_order,log,shaped_move,quarantine,delivery,outbox,document,act}';
  made text[] := '{}';
  one record;
BEGIN
  FOR one IN SELECT format('paychart.%I', name) AS name FROM unnest(keyed) AS name LOOP
    EXECUTE format('ALTER TABLE %s ADD COLUMN account smallint NOT NULL DEFAULT 0', one.name);
  END LOOP;
  FOR one IN SELECT conname AS name, conrelid::regclass AS of, contype = 'f' AS refers, pg_get_constraintdef(oid) AS def
    FROM pg_constraint WHERE connamespace = 'paychart'::regnamespace AND contype IN ('p', 'u', 'f')
      AND conrelid IN (SELECT format('paychart.%I', name)::regclass FROM unnest(keyed) AS name)
      AND pg_get_constraintdef(oid) ~ '\\((order_id|key)[,)]'
    ORDER BY contype = 'f' DESC, conrelid::regclass::text, conname
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.of, one.name);
    -- What others refer to is made before them, and so in the other order.
    made := format('ALTER TABLE %s ADD CONSTRAINT %I %s', one.of, one.name,
      regexp_replace(one.def, '\\((order_id|key|payment)([,)])', '(account, \\1\\2', 'g')) || made;
  END LOOP;
  FOR one IN SELECT indexrelid::regclass AS name, pg_get_indexdef(indexrelid) AS def FROM pg_index
    WHERE indrelid IN (SELECT format('paychart.%I', name)::regclass FROM unnest(keyed) AS name)
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
  LOOP
    EXECUTE format('DROP INDEX %s', one.name);
    made := made || replace(one.def, ' USING btree (', ' USING btree (account, ');
  END LOOP;
  FOR one IN SELECT sql FROM unnest(made) WITH ORDINALITY AS sql (sql, place) ORDER BY place LOOP
    EXECUTE one.sql;
  END LOOP;
  -- A process of release 0.1.0 may still run on a database that was there before. It knows an order by its id alone, as is right
  -- until an account has a name.
  IF EXISTS (SELECT FROM paychart.migration WHERE version = 1 AND xmin <> pg_current_xact_id()::xid) THEN
    ALTER TABLE paychart.payment ADD CONSTRAINT payment_of_one_site UNIQUE (order_id);
    ALTER TABLE paychart.delivery ADD CONSTRAINT delivery_of_one_site UNIQUE (order_id, digest);
    CREATE INDEX log_of_one_site ON paychart.log (order_id);
    CREATE INDEX move_of_one_site ON paychart.shaped_move (order_id);
  END IF;
END $paychart$;

-- Makes an account, unless there is one of its name or, by another's hand, of its number.
CREATE FUNCTION paychart.make_account(name text, environment text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog AS $paychart$ BEGIN
  IF to_regclass('paychart.log_of_one_site') IS NOT NULL THEN
    ALTER TABLE paychart.payment DROP CONSTRAINT payment_of_one_site;
    ALTER TABLE paychart.delivery DROP CONSTRAINT delivery_of_one_site;
    DROP INDEX paychart.log_of_one_site, paychart.move_of_one_site;
  END IF;
  INSERT INTO paychart.account SELECT max(number) + 1, $1, $2 FROM paychart.account ON CONFLICT DO NOTHING;
END $paychart$;

-- Accounts are never removed, so to have been there is enough.
CREATE FUNCTION paychart.refuse_unknown_account() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $paychart$ BEGIN
  IF NOT EXISTS (SELECT FROM paychart.account WHERE number = NEW.account)
  THEN RAISE EXCEPTION 'there is no account %', NEW.account; END IF;
  RETURN NEW;
END $paychart$;
CREATE TRIGGER of_an_account BEFORE INSERT OR UPDATE OF account ON paychart.payment
  FOR EACH ROW WHEN (NEW.account <> 0) EXECUTE FUNCTION paychart.refuse_unknown_account();

CREATE OR REPLACE FUNCTION paychart.refuse_own_payment() RETURNS trigger LANGUAGE plpgsql AS $paychart$ BEGIN
  IF EXISTS (SELECT FROM paychart.payment WHERE account = NEW.account AND order_id = NEW.order_id AND own)
  THEN RAISE EXCEPTION 'order % is a payment of its own, and no refund', NEW.order_id; END IF;
  RETURN NEW;
END $paychart$;

CREATE OR REPLACE FUNCTION paychart.refuse_all_but_erasing() RETURNS trigger LANGUAGE plpgsql AS $paychart$ BEGIN
  IF TG_OP = 'UPDATE' AND OLD.body IS NOT NULL AND NEW.body IS NULL
    AND (NEW.account, NEW.order_id, NEW.digest, NEW.n, NEW.kept_at) = (OLD.account, OLD.order_id, OLD.digest, OLD.n, OLD.kept_at)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a document is kept as it is, or erased: % is refused', TG_OP;
END $paychart$;

CREATE OR REPLACE VIEW paychart.move AS
  SELECT order_id, life, shape.law, n, n_before, how, fact, from_cells, to_cells, from_digest, to_digest, log_n,
    shaped_move.log_kind, shaped_move.account
  FROM paychart.shaped_move JOIN paychart.shape ON shape.id = shaped_move.shape;
ALTER VIEW paychart.move ALTER COLUMN account SET DEFAULT 0;
CREATE OR REPLACE FUNCTION paychart.insert_move() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $paychart$
DECLARE
  kept paychart.shape := paychart.shape_of(NEW.law, NEW.life LIKE 'attempt %', NEW.n = 1, NEW.log_kind, NEW.how, NEW.fact,
    NEW.from_cells, NEW.to_cells);
BEGIN
  INSERT INTO paychart.shaped_move (account, order_id, life, law, log_kind, n, shape, from_set, to_set, log_n, log_before)
  VALUES (NEW.account, NEW.order_id, NEW.life, kept.law_number, NEW.log_kind, NEW.n, kept.id, kept.from_set, kept.to_set, NEW.log_n,
    CASE WHEN NEW.n > 1 THEN coalesce((SELECT one.log_n FROM paychart.shaped_move AS one WHERE one.account = NEW.account
      AND one.order_id = NEW.order_id AND one.life = NEW.life AND one.law = kept.law_number AND one.n = NEW.n - 1), 0) END);
  RETURN NEW;
END $paychart$;

CREATE OR REPLACE VIEW paychart.delivered AS
  SELECT one.order_id, one.digest, one.n, coalesce(known.first_at, one.first_at) AS first_at,
    coalesce(known.last_at, one.last_at) AS last_at, coalesce(known.times, one.times) AS times, one.account
  FROM (SELECT order_id, max(n) AS n, min(received_at) AS first_at, max(received_at) AS last_at, count(*)::integer AS times,
      CASE WHEN length(log.digest) = 43 THEN encode(decode(translate(log.digest, '-_', '+/') || '=', 'base64'), 'hex')
        ELSE log.digest END AS digest, account
    FROM paychart.log WHERE kind = 'notification' GROUP BY account, order_id, 6) AS one
  LEFT JOIN paychart.delivery AS known ON known.account = one.account AND known.order_id = one.order_id
    AND known.digest = one.digest;
`,
  },
  {
    name: 'calls that capture, cancel a reservation or challenge a chargeback',
    sql: `
ALTER TABLE paychart.act DROP CONSTRAINT act_act_check;
ALTER TABLE paychart.act ADD CONSTRAINT act_act_check ${oneOf('act', ['order', 'capture', 'cancel_reservation', 'challenge', 'refund', 'cancel', 'cancel_refund'])};
`,
  },
  {
    name: 'orders that have an open alarm are found at once',
    sql: `
CREATE INDEX IF NOT EXISTS payment_alarmed ON paychart.payment (account, order_id) WHERE position('"alarms":[{' IN state::text) > 0;
`,
  },
  {
    name: 'a log is held to its order once, by its first entry',
    sql: `
-- Every later entry is held to the one before it, and so to the first: no other need be looked up.
ALTER TABLE paychart.log ADD COLUMN IF NOT EXISTS begins text COLLATE "C" GENERATED ALWAYS AS (CASE WHEN n = 1 THEN order_id END) STORED;
ALTER TABLE paychart.log DROP CONSTRAINT log_order_id_fkey;
ALTER TABLE paychart.log ADD CONSTRAINT log_order_id_fkey FOREIGN KEY (account, begins) REFERENCES paychart.payment (account, order_id);
`,
  },
  {
    name: 'orders by their last change, by an index that only those use who ask for it',
    sql: `
-- While the database knows nothing of a table that is new or small, this index and the key seem equal to it for one order of an account,
-- and the foreign keys kept the plan that they began with: each looked through all orders. A partial index is for those who name its condition.
DROP INDEX IF EXISTS paychart.payment_updated;
CREATE INDEX payment_updated ON paychart.payment (account, updated_at, order_id) WHERE ${isListed};
`,
  },
];

/** The version that this package brings a database to. */
export const latestVersion = migrations.length;

/** One number for all who migrate at the same time: the first does it, the others wait. */
const lockNumber = 7_264_243;

/** What a database is brought to before a store is opened on it. */
export interface Preparing {
  /** The version of its tables; 0 where there are none. */
  readonly from: number;
  /** The version of this release; the same as `from` where its law alone is not there. */
  readonly to: number;
}

/**
 * Brings a database to the version of this package, and puts the law into it. One that has both is only looked at, so the
 * store may run as a role that may not change tables.
 *
 * @param preparing is told before that begins, in the one process that does it: others wait, and find it done.
 * @returns the names of the law, and its numbers.
 * @throws StoreError `newer_database` if a newer version of this package made it.
 */
export async function migrate(
  database: Database,
  sha256: Sha256,
  preparing: (what: Preparing) => void = () => {},
): Promise<NumberedLaw> {
  const law = await lawNames(sha256);
  if (!(await isReady(database, law)))
    await database.transaction(async (connection) => {
      await connection.script(`SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(${lockNumber})`);
      if (await isReady(connection, law)) return;
      preparing({ from: await versionOf(connection), to: migrations.length });
      await applyMissing(connection);
      await loadLaw(connection, law);
    });
  return { ...law, named: lawNamed(), numbers: await lawNumbers(database) };
}

/** The numbers of the laws that a database knows, by their names. */
export async function lawNumbers(connection: Connection): Promise<Map<string, number>> {
  const rows = await connection.query('SELECT law, number FROM paychart.whole_law');
  return new Map(rows.map(({ law, number }) => [String(law), Number(number)]));
}

/** Lets entries name the laws that the database knows by now. */
export async function holdLogToLaws(connection: Connection): Promise<void> {
  await connection.query('SELECT paychart.hold_log_to_laws()');
}

async function isReady(database: Connection, { whole, relation, byHand }: LawNames): Promise<boolean> {
  if ((await versionOf(database)) !== migrations.length) return false;
  const names = [whole, relation, byHand];
  const known = await database.query('SELECT FROM paychart.whole_law WHERE law IN ($1, $2, $3)', names);
  return known.length === names.length;
}

/** How many steps a database has. */
export async function versionOf(connection: Connection): Promise<number> {
  // Not by `to_regclass`: within a transaction it may answer from what the connection looked up before it waited for a lock.
  const found = await connection.query(
    `SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'paychart' AND relname = 'migration'`,
  );
  if (found.length === 0) return 0;
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
  const law = builtLaw();
  // The script is a transaction of its own; here it is part of one.
  await connection.script(relationSql(law).replaceAll(/^(BEGIN|COMMIT);$/gm, ''));
  for (const held of ['relation', 'byHand'] as const)
    await connection.script(moveSql(law, names[held], chartsHeld[held]));
  for (const [name, named] of lawsNamed(names))
    await connection.query('INSERT INTO paychart.whole_law VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      name,
      JSON.stringify(named),
    ]);
  await holdLogToLaws(connection);
}
