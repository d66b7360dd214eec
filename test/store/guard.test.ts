/**
 * Goal: the database itself refuses what the law does not allow, whoever writes to it: every move of the whole relation is
 * tried with raw SQL, on both engines; a log can neither be changed nor forged, and what gets past is found by its hashes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseCells } from '../../src/relation/exports/sql.ts';
import { type ChartId, type NumberedCell, theLaw } from '../../src/relation/index.ts';
import { nodeSha256 } from '../../src/store/canonical.ts';
import { type Database, lawNames, openStore } from '../../src/store/index.ts';
import { chartsHeld, chartsOfMoves, type LawNames } from '../../src/store/law-names.ts';
import { notified, ordered, refundAsked } from '../lifecycle/reports.ts';
import { type Engine, engines, now } from './engines.ts';

const { relation } = theLaw();
const keys = new Map(
  chartsOfMoves.flatMap((chart) =>
    databaseCells(theLaw(), chart).map((cell, number) => [cell.index, `${chart}:${number}`]),
  ),
);
const keyOf = (index: number): string => keys.get(index) as string;
/** The cells that transactions can be in. */
const cells = relation.cells.filter(({ chart }) => chartsOfMoves.includes(chart));

const isOpening = (cell: NumberedCell): boolean => relation.list(relation.openings(chartsOfMoves)).includes(cell);

interface Candidate {
  readonly life: string;
  /** The law that a move from here is held to. */
  readonly law: string;
  readonly how: 'report' | 'fact';
  readonly fact: string;
  readonly from: string;
  readonly to: string;
  readonly legal: boolean;
}

/** A life of its own for each cell: far from those of the order's own transactions. */
const lifeOf = ({ chart, index }: NumberedCell): string => {
  if (chart === 'refund') return `refund "cell ${index}"`;
  const kind = { authorisation: 'authorised', capture: 'capture' }[chart as string] ?? 'attempt';
  return `${kind} ${1000 + index}`;
};

const names: LawNames = await lawNames(nodeSha256);
const lawOf = ({ chart }: NumberedCell): string =>
  (chartsHeld.byHand as readonly ChartId[]).includes(chart) ? names.byHand : names.relation;

/** Every cell with all that can follow it, with others of its chart, and with one of another chart. */
function reportCandidates(): Candidate[] {
  return cells.flatMap((cell) => {
    const following = relation.list(relation.reach(1n << BigInt(cell.index), 'all'));
    const scattered = [1, 2, 3, 5, 7, 11, 101, 635, 636, 640].map(
      (step) => cells[(cell.index * 31 + step) % cells.length] as NumberedCell,
    );
    return [...new Set([...following, ...scattered])].map((to) => ({
      life: lifeOf(cell),
      law: lawOf(cell),
      how: 'report' as const,
      fact: '',
      from: keyOf(cell.index),
      to: keyOf(to.index),
      legal: following.includes(to),
    }));
  });
}

/** Every cell with every fact of its chart: to where the law leads, and past it. */
function factCandidates(): Candidate[] {
  const types = (chart: ChartId): string[] => [
    ...new Set(theLaw().sources[chart].facts.map(({ name }) => name.split(' ')[0] as string)),
  ];
  return cells.flatMap((cell) => {
    const rows = relation.rowsFrom(cell);
    const isStep = (fact: string, to: number | undefined): boolean =>
      rows.some((row) => row.fact.split(' ')[0] === fact && !row.broken && relation.indexOf(row.to) === to);
    const targets = new Set([cell.index, ...rows.map((row) => relation.indexOf(row.to) as number)]);
    return types(cell.chart).flatMap((fact) =>
      [...targets].slice(0, rows.some((row) => row.fact.startsWith(fact)) ? undefined : 2).map((to) => ({
        life: lifeOf(cell),
        law: lawOf(cell),
        how: 'fact' as const,
        fact,
        from: keyOf(cell.index),
        to: keyOf(to),
        legal: isStep(fact, to),
      })),
    );
  });
}

describe.each(engines)('%s', (name, open) => {
  let engine: Engine;
  let database: Database;
  let law: string;

  beforeAll(async () => {
    engine = await open();
    ({ database } = engine);
    law = names.relation;
    const { store } = engine;
    await store.open({ orderId: 'order-1' });
    await store.ask('order-1', ordered());
    await store.receive(notified('completed', 'completed'));
    await store.ask('order-1', refundAsked());
    await store.receive(notified('shipped', 'completed', { at: '11:00' }));
    await store.open({ orderId: 'order-2' });
  });

  afterAll(() => engine?.close());

  describe('a move', () => {
    it('should be judged as the relation judges it, for every cell', async () => {
      const candidates = [...reportCandidates(), ...factCandidates()];
      const legal = candidates.filter((one) => one.legal);
      const lawful = relation.rows.filter(({ from, broken }) => !broken && chartsOfMoves.includes(from.chart));
      const steps = new Set(
        lawful.map((row) => `${relation.indexOf(row.from)} ${row.fact.split(' ')[0]} ${relation.indexOf(row.to)}`),
      );
      expect(legal.filter(({ how }) => how === 'fact')).toHaveLength(steps.size);
      const judged = await database.query(
        `SELECT ord::integer - 1 AS place, CASE law
           WHEN '${names.relation}' THEN paychart.is_move_${names.relation.slice(0, 12)}(life, 2, how, fact, ARRAY["from"], ARRAY["to"])
           ELSE paychart.is_move_${names.byHand.slice(0, 12)}(life, 2, how, fact, ARRAY["from"], ARRAY["to"]) END AS legal
         FROM ROWS FROM (json_to_recordset($1) AS (life text, law text, how text, fact text, "from" text, "to" text))
           WITH ORDINALITY AS one (life, law, how, fact, "from", "to", ord) ORDER BY ord`,
        [JSON.stringify(candidates)],
      );
      console.info(`${name}: ${candidates.length} moves judged, ${legal.length} of them lawful`);
      expect(judged).toHaveLength(candidates.length);
      expect(candidates.filter((one, at) => judged[at]?.legal !== one.legal).slice(0, 5)).toEqual([]);
    });

    it('should be taken into the table if it is lawful, and refused if not, for every cell', async () => {
      await beginEverywhere(database);
      const all = [...reportCandidates(), ...factCandidates()];
      const tried = all.filter((one, at) => (one.legal ? at % 4 === 0 : at % 24 === 0));
      const answers = await inserted(database, tried);
      const taken = answers.filter(({ answer }) => answer === 'taken').length;
      console.info(`${name}: ${tried.length} moves inserted with raw SQL, ${taken} taken`);
      expect(tried.filter((one, at) => answers[at]?.answer !== (one.legal ? 'taken' : 'refused')).slice(0, 5)).toEqual(
        [],
      );
    }, 300_000);

    const last = relation.cells.filter((cell) => cell.chart === 'transaction' && cell.final);
    const ended = last.find(({ meta }) => meta.counts === 'nothing') as NumberedCell;
    const paid = last.find(({ meta }) => meta.counts === 'collected') as NumberedCell;
    const opening = relation.cells.find((cell) => cell.chart === 'transaction' && isOpening(cell)) as NumberedCell;
    const refundOpening = relation.cells.find((cell) => cell.chart === 'refund' && isOpening(cell)) as NumberedCell;
    const first = { life: 'attempt 9', n: 1, how: 'report', from: [opening], to: [paid], log: 3 };

    it.each<[string, string, Partial<Omit<typeof first, 'log'>> & { log?: number; fact?: string }]>([
      ['begins elsewhere than in an opening', '23514', { from: [paid] }],
      ['begins nowhere', '23514', { from: [] }],
      ['leads nowhere', '23514', { to: [] }],
      ['has a gap before it', '23503', { n: 2 }],
      ['is numbered from 0', '23514', { n: 0 }],
      ['tells a number twice', '23505', { life: 'attempt 0', n: 1 }],
      [
        'claims to start from elsewhere than the one before ended',
        '23503',
        { life: 'attempt 0', n: 3, from: [opening], log: 5 },
      ],
      ['is of a refund, and in the chart of a payment', '23514', { life: 'refund "9"' }],
      ['is of a payment, and in the chart of a refund', '23514', { from: [refundOpening], to: [refundOpening] }],
      ['has one unlawful cell among lawful ones', '23514', { to: [paid, refundOpening] }],
      ['is late without a status read', '23514', { how: 'late', from: [ended] }],
      ['is said to be a fact, and was a report', '23514', { how: 'fact', fact: 'screening.passed' }],
      ['names an entry that is not there', '23503', { log: 99 }],
      ['has no kind', '23514', { how: 'because' }],
    ])('should be refused if it %s', async (_, code, change) => {
      const row = { ...first, fact: '', ...change };
      await expect(insertMove(database, law, row)).rejects.toMatchObject({ code: 'refused', sqlState: code });
    });

    it('should be taken if none of this holds', async () => {
      await insertMove(database, law, { ...first, fact: '' });
    });

    it('should be refused if it names a law that is not there', async () => {
      await expect(
        insertMove(database, 'f'.repeat(64), { ...first, n: 1, life: 'attempt 8', fact: '' }),
      ).rejects.toMatchObject({
        sqlState: '23503',
      });
    });
  });

  describe('a shape', () => {
    const known = `(SELECT shape FROM paychart.shaped_move WHERE order_id = 'order-1' AND life = 'attempt 0' AND log_n = 3)`;
    const ofFirst = `(SELECT min(id) FROM paychart.shape WHERE is_attempt AND is_first AND log_kind = 'notification')`;
    const columns =
      'law, law_number, is_attempt, is_first, log_kind, how, fact, from_set, to_set, from_cells, to_cells';

    it.each<[string, string, string]>([
      [
        'leads where the law does not',
        '23514',
        `to_cells = from_cells, to_set = from_set, from_cells = to_cells, from_set = to_set`,
      ],
      ['says other cells than its set has', '23503', `to_cells = from_cells`],
      ['says another set than its cells are', '23503', `to_set = from_set`],
      ['is of a law that is not there', '23503', `law = repeat('f', 64)`],
      ['has the number of another law', '23503', `law_number = law_number + 1`],
      ['has the number of no law', '23503', `law_number = 0`],
      ['is of an entry that makes no such move', '23514', `log_kind = 'opened'`],
      ['is of a refund, and in the chart of a payment', '23514', `is_attempt = false`],
      ['has a kind of its own', '23514', `how = 'because'`],
    ])('should be refused if it %s', async (_, code, change) => {
      const changed = new Map(change.split(/, (?=\w+ = )/).map((one) => one.split(' = ') as [string, string]));
      // No other is so: what does not refuse it lets it in.
      const made = columns
        .split(', ')
        .map((column) => changed.get(column) ?? (column === 'fact' ? `'made up'` : column));
      await expect(
        database.query(
          `INSERT INTO paychart.shape (${columns}) SELECT ${made.join(', ')} FROM paychart.shape WHERE id = ${known}`,
        ),
      ).rejects.toMatchObject({ code: 'refused', sqlState: code });
    });

    const moveColumns = [
      'order_id',
      'life',
      'law',
      'log_kind',
      'n',
      'shape',
      'from_set',
      'to_set',
      'log_n',
      'log_before',
    ];
    const last = `order_id = 'order-1' AND life = 'attempt 0' ORDER BY n DESC LIMIT 1`;
    it.each<[string, string, Readonly<Record<string, string>>]>([
      ['has a shape that is not there', '23503', { shape: '-1' }],
      ['says another set than its shape ends in', '23503', { to_set: 'from_set' }],
      ['has a shape of another law', '23503', { law: 'law + 1::smallint', n: '1', log_before: 'NULL' }],
      ['has the shape of a first one, and is not', '23503', { shape: ofFirst }],
      ['is the first, and has the shape of a later one', '23503', { life: `'attempt 7'`, n: '1', log_before: 'NULL' }],
      [
        'is of a refund, and has the shape of an attempt',
        '23503',
        { life: `'refund "7"'`, n: '1', log_before: 'NULL' },
      ],
      ['has an entry of another kind than its shape', '23503', { log_n: '4', log_kind: `'fact'` }],
      ['says another kind than its entry has', '23503', { log_n: '4' }],
      ['has the entry of another order', '23503', { order_id: `'order-2'`, life: `'attempt 7'` }],
      ['begins where the one before did not end', '23503', { from_set: 'to_set' }],
      ['leaves out the one before', '23514', { log_before: 'NULL' }],
      ['is of the entry of the one before', '23514', { log_n: 'log_before' }],
      ['is of an earlier entry than the one before', '23514', { log_n: 'log_before - 1' }],
    ])('should not let in a move that %s', async (_, code, change) => {
      const next = { n: 'n + 1', from_set: 'to_set', to_set: 'from_set', log_n: '6', log_before: 'log_n', ...change };
      const values = moveColumns.map((column) => (next as Readonly<Record<string, string>>)[column] ?? column);
      await expect(
        database.query(
          `INSERT INTO paychart.shaped_move (${moveColumns.join(', ')})
           SELECT ${values.join(', ')} FROM paychart.shaped_move WHERE ${last}`,
        ),
      ).rejects.toMatchObject({ code: 'refused', sqlState: code });
    });
  });

  it('should not let a payment go that has entries', async () => {
    await expect(database.query(`DELETE FROM paychart.payment WHERE order_id = 'order-1'`)).rejects.toMatchObject({
      sqlState: '23503',
    });
  });

  describe('the log', () => {
    it.each(['log', 'move', 'shaped_move', 'shape', 'cell_set', 'whole_law'])(
      'should refuse any change of the table "%s", even by its owner',
      async (table) => {
        const column = { shape: 'how', cell_set: 'digest', whole_law: 'law' }[table] ?? 'n';
        for (const sql of [
          `UPDATE paychart.${table} SET ${column} = ${column}`,
          `UPDATE paychart.${table} SET ${column} = ${column} WHERE false`,
          `DELETE FROM paychart.${table}`,
          `TRUNCATE paychart.${table} CASCADE`,
        ])
          await expect(database.query(sql)).rejects.toMatchObject({ code: 'refused' });
      },
    );

    it.each<[string, string, object]>([
      ['has a gap before it', '23503', { n: 9 }],
      ['tells a number twice', '23505', { n: 1, previous_hash: null }],
      ['does not name the entry before it', '23503', { previous_hash: 'f'.repeat(64) }],
      ['claims to be the first of a log that has begun', '23514', { previous_hash: null }],
      ['has a kind of its own', '23514', { kind: 'rumour' }],
      ['is of an order that is not there', '23503', { order_id: 'nobody' }],
      ['begins the log of an order that is not there', '23503', { order_id: 'nobody', n: 1, previous_hash: null }],
    ])('should refuse an entry that %s', async (_, code, change) => {
      const columns =
        'order_id, n, kind, received_at, body, digest, verdict, code, violations, answer, law, previous_hash, hash';
      const inserted = database.query(
        `INSERT INTO paychart.log (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::paychart.log, (
           SELECT to_jsonb(log) || jsonb_build_object('n', n + 1, 'previous_hash', hash) || $1::jsonb
           FROM paychart.log WHERE order_id = 'order-1' ORDER BY n DESC LIMIT 1))`,
        [JSON.stringify(change)],
      );
      await expect(inserted).rejects.toMatchObject({ code: 'refused', sqlState: code });
    });

    it.each([
      ["body = '{}'", 'another digest'],
      ["verdict = 'stale'", 'another hash'],
      ['received_at = received_at + interval $$1 day$$', 'another hash'],
      ['digest = hash', 'another digest'],
    ])('should show by its hashes that the owner has changed it: %s', async (change, found) => {
      const { store } = engine;
      expect(await store.verifyChain('order-1')).toBeUndefined();
      await expect(
        database.transaction(async (connection) => {
          await connection.script(`ALTER TABLE paychart.log DISABLE TRIGGER append_only;
            UPDATE paychart.log SET ${change} WHERE order_id = 'order-1' AND n = 3;`);
          const inside = await openStore({ database: { ...database, ...connection }, now: () => now });
          expect(await inside.verifyChain('order-1')).toContain(found);
          throw new Error('take it back');
        }),
      ).rejects.toThrow('take it back');
      expect(await store.verifyChain('order-1')).toBeUndefined();
    });

    it('should not let a payment stand without the entry it comes from', async () => {
      for (const change of ['version = version - 1', 'version = version + 1', "head = 'f'"])
        await expect(
          database.query(`UPDATE paychart.payment SET ${change} WHERE order_id = 'order-1'`),
        ).rejects.toMatchObject({ sqlState: '23503' });
    });
  });

  it('should serve under the role that the documentation grants, which may change neither log nor law', async () => {
    const [grants] =
      readFileSync(join(import.meta.dirname, '../../docs/store.md'), 'utf8').match(/(?<=```sql\n)[^`]*/) ?? [];
    await database.script(String(grants));
    const transaction: Database['transaction'] = (work) =>
      database.transaction(async (connection) => {
        await connection.script('SET LOCAL ROLE paychart_service');
        return work(connection);
      });
    const asService: Database = {
      ...database,
      transaction,
      query: (sql, parameters) => transaction((connection) => connection.query(sql, parameters)),
    };
    const store = await openStore({ database: asService, now: () => now });
    await store.open({ orderId: 'served' });
    await store.ask('served', ordered({ transactionId: '8' }));
    const { verdict } = await store.receive(
      notified('completed', 'completed', { order_id: 'served', transaction_id: '8' }),
    );
    expect(verdict.verdict).toBe('applied');
    expect(await store.due()).toContain('served');
    const [message] = (await store.claim()).filter(({ entry }) => entry.orderId === 'served');
    if (message === undefined) throw new Error('nothing is told of what was applied');
    await store.release([message], { reason: 'no such product', failed: true });
    expect(await store.retry([message.id])).toEqual([message.id]);
    const [again] = await store.claim();
    expect(await store.acknowledge(again ? [again] : [])).toEqual([{ id: message.id, standing: 'acknowledged' }]);
    expect(await store.removeAcknowledged('2100-01-01T00:00:00Z')).toBeGreaterThan(0);
    const denied = (sql: string) => expect(asService.transaction((connection) => connection.query(sql))).rejects;
    for (const table of ['log', 'move', 'shaped_move', 'shape', 'cell_set']) {
      const column = { shape: 'how', cell_set: 'digest' }[table] ?? 'n';
      await denied(`UPDATE paychart.${table} SET ${column} = ${column}`).toMatchObject({ sqlState: '42501' });
      await denied(`DELETE FROM paychart.${table}`).toMatchObject({ sqlState: '42501' });
      await denied(`TRUNCATE paychart.${table}`).toMatchObject({ sqlState: table === 'move' ? '42809' : '42501' });
    }
    await denied("INSERT INTO paychart.whole_law VALUES ('x', '{}')").toMatchObject({ sqlState: '42501' });
    await denied('ALTER TABLE paychart.shaped_move DISABLE TRIGGER ALL').toMatchObject({ sqlState: '42501' });
    await denied('DELETE FROM paychart.payment').toMatchObject({ sqlState: '42501' });
  });
});

type RawMove = {
  readonly life: string;
  readonly n: number;
  readonly how: string;
  readonly fact: string;
  readonly from: readonly NumberedCell[];
  readonly to: readonly NumberedCell[];
  readonly log: number;
};

/** Inserts one move with raw SQL; its evidence is the entry with this number. */
async function insertMove(
  database: Database,
  law: string,
  { life, n, how, fact, from, to, log }: RawMove,
): Promise<void> {
  const cells = (of: readonly NumberedCell[]): string => `{${of.map(({ index }) => keyOf(index)).join(',')}}`;
  await database.query(
    `INSERT INTO paychart.move (order_id, life, law, n, how, fact, from_cells, to_cells, log_n, log_kind)
     VALUES ('order-1', $1, $2, $3, $4, $5, $6::text[], $7::text[], $8,
       coalesce((SELECT kind FROM paychart.log WHERE order_id = 'order-1' AND n = $8), 'notification'))`,
    [life, law, n, how, fact, cells(from), cells(to), log],
  );
}

/** A first move into every cell: from the openings it can be reached from. */
async function beginEverywhere(database: Database): Promise<void> {
  const openings = relation.list(relation.openings(chartsOfMoves));
  const firsts = cells.map((cell) => {
    const from = openings.filter(
      ({ index }) => (relation.reach(1n << BigInt(index), 'all') >> BigInt(cell.index)) & 1n,
    );
    return {
      life: lifeOf(cell),
      law: lawOf(cell),
      from: from.map(({ index }) => keyOf(index)),
      to: [keyOf(cell.index)],
    };
  });
  await database.query(
    `INSERT INTO paychart.move (order_id, life, law, n, how, fact, from_cells, to_cells, log_n, log_kind)
     SELECT 'order-1', life, law, 1, 'report', '', "from", "to", 3, 'notification'
     FROM json_to_recordset($1) AS one (life text, law text, "from" text[], "to" text[])`,
    [JSON.stringify(firsts)],
  );
}

/** Tries second moves one by one, each by itself: whether the table took it, or its CHECK refused. */
async function inserted(
  database: Database,
  tried: readonly Candidate[],
): Promise<readonly { readonly answer?: unknown }[]> {
  const answers: { readonly answer?: unknown }[] = [];
  // Each that is undone leaves a mark in its transaction: a thousand of them are still walked through at once.
  for (let at = 0; at < tried.length; at += 1000)
    answers.push(...(await insertedAtOnce(database, tried.slice(at, at + 1000))));
  return answers;
}

function insertedAtOnce(
  database: Database,
  tried: readonly Candidate[],
): Promise<readonly { readonly answer?: unknown }[]> {
  return database.transaction(async (connection) => {
    await connection.script(
      'CREATE TEMPORARY TABLE tried (id integer, life text, law text, how text, fact text, "from" text, "to" text, answer text) ON COMMIT DROP',
    );
    await connection.query('INSERT INTO tried SELECT * FROM json_populate_recordset(NULL::tried, $1)', [
      JSON.stringify(tried.map((one, id) => ({ id, ...one }))),
    ]);
    await connection.script(`DO $$ DECLARE one tried; BEGIN
      FOR one IN SELECT * FROM tried LOOP
        BEGIN
          INSERT INTO paychart.move (order_id, life, law, n, how, fact, from_cells, to_cells, log_n, log_kind)
          VALUES ('order-1', one.life, one.law, 2, one.how, one.fact, ARRAY[one."from"], ARRAY[one."to"],
            CASE one.how WHEN 'fact' THEN 4 ELSE 5 END, CASE one.how WHEN 'fact' THEN 'fact' ELSE 'notification' END);
          RAISE EXCEPTION USING ERRCODE = 'P0002';
        EXCEPTION
          WHEN check_violation THEN UPDATE tried SET answer = 'refused' WHERE id = one.id;
          WHEN no_data_found THEN UPDATE tried SET answer = 'taken' WHERE id = one.id;
        END;
      END LOOP;
    END $$`);
    return connection.query('SELECT answer FROM tried ORDER BY id');
  });
}
