/**
 * Goal: a database under the script holds the law and nothing else. Two engines answer alike, and as the relation does: for
 * every cell and fact, for every step of a history of pairs, for every link of a chain. A bug of the law is printed as it is,
 * laws follow one another without invalidating what was stored, and a NULL gets nothing through.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  decided,
  orderStatuses,
  type Pair,
  refundConfig,
  refundSetup,
  transactionStatuses,
} from '../../../machines/index.ts';
import {
  type CheckOptions,
  columnOf,
  databaseCells,
  pairHistoryQuery,
  profileKeys,
  relationCheck,
  relationSql,
} from '../../../src/relation/exports/sql.ts';
import {
  buildPairTable,
  type Cell,
  type ChartId,
  cellName,
  chartIds,
  chartSources,
  compileLaw,
  judgePairs,
  type Law,
  lawHashes,
  type Row,
  relationText,
  theLaw,
} from '../../../src/relation/index.ts';
import { type Answer, type Database, openPglite, openPostgres, postgresPrograms } from './postgres.ts';

const law = theLaw();
const script = relationSql(law);
const keys = profileKeys(law);
const planted = withExtraEdge();
const plantedHashes = hashesOf(planted);

describe('the script', () => {
  it('should be the same bytes of the same law, in whatever order its facts and openings are compiled', () => {
    const backwards = compileLaw({
      ...chartSources,
      transaction: reversed(chartSources.transaction),
      'own-mid': reversed(chartSources['own-mid']),
      refund: reversed(chartSources.refund),
    });
    expect(hashesOf(backwards)).toEqual(lawHashes);
    expect(backwards.relation.cells.map(cellName)).not.toEqual(law.relation.cells.map(cellName));
    expect(relationSql(backwards) === script).toBe(true);
  });

  it('should be bound to the schema and the hashes it is given', () => {
    const elsewhere = relationSql(law, { schema: 'order', hashes: plantedHashes });
    expect(elsewhere).not.toContain('"paychart"');
    expect(elsewhere).toContain('CREATE SCHEMA IF NOT EXISTS "order"');
    expect(elsewhere).not.toContain(lawHashes.refund);
  });

  it.each(['Paychart', 'a b', 'x"; DROP TABLE y; --', '', '1st'])('should refuse the schema name "%s"', (schema) => {
    expect(() => relationSql(law, { schema })).toThrow('cannot be the name of the schema');
  });

  it.each(['', 'zz', "'"])('should refuse "%s" as a hash', (hash) => {
    expect(() => relationCheck({ hashes: { ...lawHashes, refund: hash } })).toThrow('is not the hash of a chart');
  });
});

it('should not go untested on PostgreSQL where that is expected', () => {
  if (postgresPrograms === undefined) console.info('PostgreSQL is skipped: no /usr/lib/postgresql/*/bin/initdb here');
  if (process.env.CI === 'true') expect(postgresPrograms).toBeDefined();
});

const engines: readonly (readonly [string, () => Promise<Database>])[] = [
  ['PGlite', openPglite],
  ...(postgresPrograms === undefined
    ? []
    : ([['PostgreSQL', () => openPostgres(postgresPrograms as string)]] as const)),
];

describe.each(engines)('%s', (engine, open) => {
  let database: Database;

  beforeAll(async () => {
    database = await open();
    const [version] = await database.query('SELECT version()');
    console.info(`${engine}: ${version?.version}`);
    await database.script(script);
    await database.script(`CREATE TABLE own (id integer, law text, chart text, from_cell integer, fact text, to_cell integer,
      CHECK (${relationCheck()}))`);
  }, 60_000);

  afterAll(() => database?.close(), 60_000);

  it('should hold every cell of the relation', async () => {
    const rows = await database.query('SELECT * FROM paychart.cell ORDER BY law, number');
    const held = rows.map((row) => [
      row.law,
      cellName({ chart: row.chart as ChartId, state: String(row.state), profile: profileOf(row) }),
      row.order_status,
      row.transaction_status,
      row.counts,
      row.final,
      row.opening,
    ]);
    const openings = law.relation.list(law.relation.openings(chartIds));
    const expected = law.relation.cells.map((cell) => [
      lawHashes[cell.chart],
      cellName(cell),
      cell.meta.pair?.order ?? null,
      cell.meta.pair?.transaction ?? null,
      cell.meta.counts,
      cell.final,
      openings.includes(cell),
    ]);
    console.info(`${engine}: ${held.length} cells`);
    expect(lines(held)).toEqual(lines(expected));
    for (const chart of chartIds) {
      const numbers = rows.filter((row) => row.chart === chart).map(({ number }) => number);
      expect(numbers).toEqual([...numbers.keys()]);
    }
  });

  it('should hold every row of the relation', async () => {
    const rows = await database.query(`
      SELECT t.*, a.state AS from_is, b.state AS to_is, to_json(a) AS before, to_json(b) AS after
      FROM paychart.transition t
      JOIN paychart.cell a ON (a.law, a.number) = (t.law, t.from_cell)
      JOIN paychart.cell b ON (b.law, b.number) = (t.law, t.to_cell)`);
    const cellOf = (row: Answer): string =>
      cellName({ chart: row.chart as ChartId, state: String(row.state), profile: profileOf(row) });
    const held = rows.map((row) => [
      row.law,
      row.chart,
      cellOf(row.before as Answer),
      row.fact,
      cellOf(row.after as Answer),
      row.broken,
      row.from_state === row.from_is && row.to_state === row.to_is,
      cellOf({ ...row, state: row.from_state }),
    ]);
    const expected = law.relation.rows.map(({ from, fact, to, broken }) => [
      lawHashes[from.chart],
      from.chart,
      cellName(from),
      fact,
      cellName(to),
      broken ?? null,
      true,
      cellName(from),
    ]);
    console.info(`${engine}: ${held.length} transitions`);
    expect(lines(held)).toEqual(lines(expected));
  });

  it('should change nothing when it is run again', async () => {
    const before = await contents(database);
    await database.script(script);
    expect(await contents(database)).toEqual(before);
  });

  it('should accept every row of the relation in a table under its CHECK, and refuse every other', async () => {
    const candidates = triples();
    const legal = candidates.filter((candidate) => candidate.legal);
    expect(legal).toHaveLength(law.relation.rows.length);

    await load(database, candidates);
    const answers = await database.query(`SELECT id, ${relationCheck()} AS legal FROM candidate ORDER BY id`);
    expect(answers).toHaveLength(candidates.length);
    expect(candidates.filter(({ id, legal }) => answers[id]?.legal !== legal).slice(0, 5)).toEqual([]);

    const tried = candidates.filter((candidate) => candidate.legal || candidate.id % 16 === 0);
    const taken = await inserted(database, tried);
    console.info(
      `${engine}: ${candidates.length} triples judged, ${tried.length} inserted one by one, ${taken.length} taken, of ${law.relation.rows.length} rows`,
    );
    expect(taken).toEqual(legal.map(({ id }) => id));
  });

  it.each(['law', 'chart', 'from_cell', 'fact', 'to_cell'])('should refuse a row whose %s is NULL', async (column) => {
    const row = { ...(await oneTransition(database)), [column]: null };
    const inserted = database.query(
      'INSERT INTO own (law, chart, from_cell, fact, to_cell) VALUES ($1, $2, $3, $4, $5)',
      Object.values(row),
    );
    await expect(inserted).rejects.toMatchObject({ code: '23514' });
    for (const otherLaws of ['refused', 'left'] as const)
      expect(await checked(database, { otherLaws }, row)).toBe(false);
  });

  it('should refuse what names another law or another chart, or leave another law to its own CHECK', async () => {
    const row = await oneTransition(database);
    expect(await checked(database, {}, row)).toBe(true);
    expect(await checked(database, {}, { ...row, law: 'another' })).toBe(false);
    expect(await checked(database, { otherLaws: 'left' }, { ...row, law: 'another' })).toBe(true);
    for (const otherLaws of ['refused', 'left'] as const)
      expect(await checked(database, { otherLaws }, { ...row, chart: 'another' })).toBe(false);
  });

  describe('the log of facts', () => {
    const chain = longestLife();

    beforeAll(async () => {
      await database.script('DELETE FROM paychart.fact_log');
    });

    it.each<[string, string, (links: Link[]) => Link[]]>([
      ['has a gap', '23503', (links) => links.toSpliced(1, 1)],
      ['does not start at 1', '23503', (links) => links.map((link) => ({ ...link, n: link.n + 1 }))],
      ['is numbered from 0', '23514', (links) => links.map((link) => ({ ...link, n: link.n - 1 }))],
      ['tells a number twice', '23505', (links) => [...links, links[0] as Link]],
      ['starts where no life begins', '23514', (links) => links.slice(1).map((link) => ({ ...link, n: link.n - 1 }))],
      ['claims another state before', '23503', (links) => elsewhere(links)],
      [
        'has a step that is not in the law',
        '23514',
        (links) => links.with(-1, { ...(links.at(-1) as Link), to_cell: 0 }),
      ],
      ['names a law that is not there', '23503', (links) => links.map((link) => ({ ...link, law: 'f'.repeat(64) }))],
      [
        'changes its law under way',
        '23514',
        (links) => links.with(-1, { ...(links.at(-1) as Link), law: lawHashes.refund }),
      ],
      ['leaves its law open', '23502', (links) => links.with(0, { ...(links[0] as Link), law: null as never })],
    ])('should refuse a chain that %s', async (_, code, change) => {
      await expect(log(database, 'refused', change([...chain]))).rejects.toMatchObject({ code });
      expect(await database.query("SELECT n FROM paychart.fact_log WHERE order_id = 'refused'")).toEqual([]);
    });

    it('should take the longest life there is, at once or fact by fact, and keep every link of it', async () => {
      console.info(`${engine}: a chain of ${chain.length} facts`);
      await log(database, 'at once', chain);
      for (const link of chain) await log(database, 'one by one', [link]);
      for (const order of ['at once', 'one by one']) {
        const where = `WHERE order_id = '${order}' AND n = 2`;
        await expect(database.query(`DELETE FROM paychart.fact_log ${where}`)).rejects.toMatchObject({ code: '23503' });
        await expect(
          database.query(`UPDATE paychart.fact_log SET to_cell = to_cell + 1 ${where}`),
        ).rejects.toMatchObject({ code: '23514' });
      }
    });
  });

  describe('a history of pairs', () => {
    const told = new Map<string, number>();

    it('should be judged as the table of pairs judges it', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(histories, { minLength: 1, maxLength: 60, size: 'max' }), async (batch) => {
          const judged = await judgedBy(database, batch);
          const expected = batch.flatMap(expectedAnswers);
          for (const { answer } of judged) told.set(answer, (told.get(answer) ?? 0) + 1);
          expect(judged).toEqual(expected);
        }),
        { numRuns: 40 },
      );
      console.info(`${engine}: steps judged: ${[...told].map((entry) => entry.join(' ')).join(', ')}`);
      expect([...told.keys()].sort()).toEqual(['allowed', 'duplicate', 'illegal', 'skipped', 'unknown']);
    });

    it('should be judged in any table that has the columns', async () => {
      await database.script(`CREATE TABLE IF NOT EXISTS "status history" AS SELECT * FROM paychart.history`);
      const rows = await database.query(`${pairHistoryQuery(law, '"status history"')} ORDER BY order_id, n`);
      const view = await database.query('SELECT * FROM paychart.history_judged ORDER BY order_id, n');
      expect(rows).toEqual(view);
      expect(rows).not.toEqual([]);
    });
  });

  // Last: it brings a second law into the database.
  describe('a law with a bug', () => {
    const rowName = ({ from, fact }: Row): string => `${cellName(from)} ${fact}`;
    const known = new Set(law.relation.rows.map(rowName));
    const extra = planted.relation.rows.filter((row) => !known.has(rowName(row)));
    const triple = () => linkOf(planted, extra[0] as Row);

    it('should not be taken for the law that has the hash', async () => {
      const before = await contents(database);
      await expect(database.script(relationSql(planted))).rejects.toThrow(
        'holds other content under the hash of this law',
      );
      expect(await contents(database)).toEqual(before);
    });

    it('should be printed with its bug, beside the law: each row is held to the law it names', async () => {
      expect(extra.length).toBeGreaterThan(0);
      const old = await database.query('SELECT count(*)::int AS count FROM paychart.fact_log');
      await database.script(relationSql(planted, { hashes: plantedHashes }));
      await database.script(script);
      expect(await database.query('SELECT count(*)::int AS count FROM paychart.fact_log')).toEqual(old);

      expect(await checked(database, {}, { law: lawHashes.refund, ...triple() })).toBe(false);
      expect(await checked(database, { hashes: plantedHashes }, { law: plantedHashes.refund, ...triple() })).toBe(true);

      const life = longestLife(planted, plantedHashes, 'refund');
      expect(life.map(({ fact }) => fact)).toContain(triple().fact);
      await log(database, 'planted', life);
      await expect(
        log(
          database,
          'true',
          life.map((link) => ({ ...link, law: lawHashes.refund })),
        ),
      ).rejects.toMatchObject({ code: '23514' });
      await expect(
        log(database, 'wrong', life.with(-1, { ...(life.at(-1) as Link), to_cell: 0 })),
      ).rejects.toMatchObject({ code: '23514' });
    });
  });
});

/** The law with one edge too many: a reserved refund may become a chargeback. */
function withExtraEdge(): Law {
  const { states } = refundConfig;
  const { reserved } = states;
  const chargeback = { target: 'chargedBack', meta: decided('D13') } as const;
  const create = () =>
    refundSetup.createMachine({
      ...refundConfig,
      states: { ...states, reserved: { ...reserved, on: { ...reserved.on, 'chargeback.received': chargeback } } },
      context: ({ input }) => input,
    });
  return compileLaw({ ...chartSources, refund: { ...chartSources.refund, create } });
}

function reversed(source: Law['sources'][ChartId]): Law['sources'][ChartId] {
  return { ...source, openings: source.openings.toReversed(), facts: source.facts.toReversed() };
}

function hashesOf({ relation, metas }: Law): Readonly<Record<ChartId, string>> {
  const hash = (chart: ChartId): string =>
    createHash('sha256')
      .update(relationText(chart, relation.rows, metas))
      .digest('hex');
  return Object.fromEntries(chartIds.map((chart) => [chart, hash(chart)])) as Record<ChartId, string>;
}

/** Rows as text, in order. */
const lines = (rows: readonly unknown[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();

/** A transition of the law, as the columns of a CHECK. */
async function oneTransition(database: Database): Promise<Answer> {
  const [row] = await database.query('SELECT law, chart, from_cell, fact, to_cell FROM paychart.transition LIMIT 1');
  return row as Answer;
}

/** What a CHECK says of a row. */
async function checked(database: Database, options: CheckOptions, row: Answer): Promise<unknown> {
  const [answer] = await database.query(
    `SELECT ${relationCheck(options)} AS answer
     FROM json_to_record($1) AS row (law text, chart text, from_cell integer, fact text, to_cell integer)`,
    [JSON.stringify(row)],
  );
  return answer?.answer;
}

/** The profile in a row of a table. */
function profileOf(row: Answer): Cell['profile'] {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = row[columnOf(key)];
      return value === null ? [] : [[key, value as string | boolean]];
    }),
  );
}

/** Everything the script put into the database. */
async function contents(database: Database): Promise<unknown> {
  const rows: unknown[] = [];
  for (const table of ['law', 'cell', 'transition', 'pair_distance'])
    rows.push(await database.query(`SELECT * FROM paychart.${table} ORDER BY ${table}::text COLLATE "C"`));
  const checks = await database.query(`
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'paychart'::regnamespace ORDER BY conname COLLATE "C", oid`);
  return { rows, checks };
}

interface Triple {
  readonly id: number;
  readonly law: string;
  readonly chart: ChartId;
  readonly from_cell: number;
  readonly fact: string;
  readonly to_cell: number;
  readonly legal: boolean;
}

/** Every cell with every fact: to where the law leads, if it does, and to cells where it does not. */
function triples(): readonly Triple[] {
  const facts = [
    ...new Set(chartIds.flatMap((chart) => law.sources[chart].facts.map(({ name }) => name))),
    'no.such',
    '',
  ];
  const found: Triple[] = [];
  for (const chart of chartIds) {
    const cells = databaseCells(law, chart);
    const numbers = new Map(cells.map((cell, number) => [cellName(cell), number]));
    for (const [from_cell, cell] of cells.entries()) {
      const rows = law.relation.rowsFrom(cell);
      for (const [at, fact] of facts.entries()) {
        const target = numbers.get(cellName(rows.find((row) => row.fact === fact)?.to ?? cell)) as number;
        const scattered = (from_cell * 7919 + at * 104729) % cells.length;
        for (const to_cell of new Set([target, (target + 1) % cells.length, from_cell, scattered, cells.length])) {
          const legal = rows.some((row) => row.fact === fact && numbers.get(cellName(row.to)) === to_cell);
          found.push({ id: found.length, law: lawHashes[chart], chart, from_cell, fact, to_cell, legal });
        }
      }
    }
  }
  return found;
}

/** Loads triples into a table without any CHECK. */
async function load(database: Database, candidates: readonly Triple[]): Promise<void> {
  await database.script(`
    DROP TABLE IF EXISTS candidate;
    CREATE TABLE candidate (id integer, law text, chart text, from_cell integer, fact text, to_cell integer)`);
  for (let start = 0; start < candidates.length; start += 20_000)
    await database.query('INSERT INTO candidate SELECT * FROM json_populate_recordset(NULL::candidate, $1)', [
      JSON.stringify(candidates.slice(start, start + 20_000)),
    ]);
}

/** Inserts triples one by one into the table under the CHECK: the ids of those it took. */
async function inserted(database: Database, tried: readonly Triple[]): Promise<readonly unknown[]> {
  await load(database, tried);
  await database.script(`
    TRUNCATE own;
    DO $$ DECLARE candidate candidate; BEGIN
      FOR candidate IN SELECT * FROM candidate LOOP
        BEGIN
          INSERT INTO own VALUES (candidate.*);
        EXCEPTION WHEN check_violation THEN
        END;
      END LOOP;
    END $$`);
  return (await database.query('SELECT id FROM own ORDER BY id')).map(({ id }) => id);
}

/** The number of a cell in the database. */
function numberOf(of: Law, cell: Cell): number {
  return databaseCells(of, cell.chart).findIndex((one) => cellName(one) === cellName(cell));
}

/** A row of the log, without whose it is. */
interface Link {
  readonly n: number;
  readonly law: string;
  readonly chart: ChartId;
  readonly from_cell: number;
  readonly fact: string;
  readonly to_cell: number;
}

/** The longest life that comes to no cell twice, from the first opening of a chart. */
function longestLife(of: Law = law, hashes = lawHashes, chart: ChartId = 'transaction'): readonly Link[] {
  const [opening] = of.relation.list(of.relation.openings([chart]));
  const longest = (cell: Cell, passed: readonly string[]): readonly Row[] => {
    const here = [...passed, cellName(cell)];
    const lives = of.relation
      .rowsFrom(cell)
      .filter(({ to }) => !here.includes(cellName(to)))
      .map((row) => [row, ...longest(row.to, here)]);
    return lives.reduce((best, life) => (life.length > best.length ? life : best), []);
  };
  return longest(opening as Cell, []).map((row, at) => ({ n: at + 1, law: hashes[chart], ...linkOf(of, row) }));
}

/** A row of the relation as the log writes it. */
function linkOf(of: Law, { from, fact, to }: Row): Pick<Link, 'chart' | 'from_cell' | 'fact' | 'to_cell'> {
  return { chart: from.chart, from_cell: numberOf(of, from), fact, to_cell: numberOf(of, to) };
}

/** The chain with its last fact told of another cell than the one it had come to. */
function elsewhere(links: readonly Link[]): Link[] {
  const last = links.at(-1) as Link;
  const alike = law.relation.rows.filter(({ from, fact }) => fact === last.fact && from.chart === last.chart);
  const other = alike.find(({ from }) => numberOf(law, from) !== last.from_cell);
  return links.with(-1, { ...last, ...linkOf(law, other as Row) });
}

/** Logs links under the name of an order, in one statement. */
async function log(database: Database, order: string, links: readonly Link[]): Promise<void> {
  await database.query(
    `INSERT INTO paychart.fact_log (order_id, transaction_id, n, law, chart, from_cell, fact, to_cell)
     SELECT $1, 'only', n, law, chart, from_cell, fact, to_cell
     FROM json_to_recordset($2) AS link (n integer, law text, chart text, from_cell integer, fact text, to_cell integer)`,
    [order, JSON.stringify(links)],
  );
}

const pairTable = buildPairTable(law.relation);

type Words = readonly [order: string | null, transaction: string | null];

interface History {
  readonly profile: number;
  readonly fault: 'none' | 'unknown profile' | 'missing profile' | 'two profiles' | 'unknown chart';
  readonly steps: readonly Words[];
}

const histories: fc.Arbitrary<History> = fc.nat(pairTable.profiles.length - 1).chain((profile) => {
  const near = pairTable.pairs.filter(
    (_, pair) => judgePairs(pairTable, profile, pairTable.nothing, pair).answer !== 'illegal',
  );
  const words = (pairs: readonly (typeof near)[number][]): fc.Arbitrary<Words> =>
    fc.constantFrom(...pairs).map(({ order, transaction }) => [order, transaction] as const);
  const steps = fc.oneof(
    { weight: 6, arbitrary: words(near.length > 0 ? near : pairTable.pairs) },
    { weight: 3, arbitrary: words(pairTable.pairs) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...orderStatuses), fc.constantFrom(...transactionStatuses)) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constantFrom('-', '', 'Completed', null, ...orderStatuses),
        fc.constantFrom('-', 'void', null, ...transactionStatuses),
      ),
    },
  );
  return fc.record({
    profile: fc.constant(profile),
    fault: fc.oneof(
      { weight: 12, arbitrary: fc.constant('none' as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('unknown profile', 'missing profile', 'two profiles', 'unknown chart'),
      },
    ),
    steps: fc.array(steps, { minLength: 1, maxLength: 7 }),
  });
});

interface Judged {
  readonly order: number;
  readonly n: number;
  readonly answer: string;
  readonly distance: number | null;
}

/** What the table of pairs says of a history, and what the query says further. */
function expectedAnswers({ profile, fault, steps }: History, order: number): readonly Judged[] {
  const isSpoilt: Readonly<Record<History['fault'], boolean>> = {
    none: false,
    'unknown profile': true,
    'missing profile': tellingKey(pairTable.profiles[profile] as Cell) !== undefined,
    'two profiles': steps.length > 1,
    'unknown chart': true,
  };
  const known = ([orderStatus, transactionStatus]: Words): boolean =>
    orderStatuses.includes(orderStatus as never) && transactionStatuses.includes(transactionStatus as never);
  const pairOf = ([orderStatus, transactionStatus]: Words): number =>
    pairTable.numberOf({ order: orderStatus, transaction: transactionStatus } as Pair);
  return steps.map((step, at) => {
    const before = steps[at - 1];
    const told = { order, n: at + 1 };
    if (isSpoilt[fault] || !known(step) || (before && !known(before)))
      return { ...told, answer: 'unknown', distance: null };
    const from = before === undefined ? pairTable.nothing : pairOf(before);
    const to = pairOf(step);
    if (from >= 0 && to >= 0) {
      const { answer, distance } = judgePairs(pairTable, profile, from, to);
      return { ...told, answer, distance: distance ?? null };
    }
    return before && before.join() === step.join()
      ? { ...told, answer: 'duplicate', distance: 0 }
      : { ...told, answer: 'illegal', distance: null };
  });
}

/** What the view says of histories. */
async function judgedBy(database: Database, batch: readonly History[]): Promise<readonly Judged[]> {
  const rows = batch.flatMap(({ profile, fault, steps }, order) =>
    steps.map(([order_status, transaction_status], at) => {
      const opening = pairTable.profiles[profile] as Cell;
      const other = pairTable.profiles[(profile + 1) % pairTable.profiles.length] as Cell;
      const shown = fault === 'two profiles' && at > 0 ? other : opening;
      const columns = Object.entries(shown.profile).map(([key, value]) => [columnOf(key), value]);
      const told = { order_id: String(order).padStart(4, '0'), n: (at + 1) * 10, order_status, transaction_status };
      return { ...told, chart: shown.chart, ...Object.fromEntries(columns), ...spoilt(fault, shown) };
    }),
  );
  await database.script('TRUNCATE paychart.history');
  await database.query(
    'INSERT INTO paychart.history SELECT * FROM json_populate_recordset(NULL::paychart.history, $1)',
    [JSON.stringify(rows)],
  );
  const judged = await database.query(
    'SELECT order_id, n, answer, distance FROM paychart.history_judged ORDER BY 1, 2',
  );
  return judged.map(({ order_id, n, answer, distance }) => ({
    order: Number(order_id),
    n: Number(n) / 10,
    answer: String(answer),
    distance: distance === null ? null : Number(distance),
  }));
}

/** What a fault makes of the profile's columns: the first of them that tells openings apart is wrong or missing. */
function spoilt(fault: History['fault'], opening: Cell): Answer {
  const key = tellingKey(opening);
  if (fault === 'unknown chart') return { chart: 'unknown' };
  if (fault === 'missing profile' && key !== undefined) return { [columnOf(key)]: null };
  if (fault === 'unknown profile') return 'edition' in opening.profile ? { edition: '1999-01' } : { brand: 'visa' };
  return {};
}

/** The first key of its profile that tells an opening from the others of its chart; none where a chart begins in one way only. */
function tellingKey({ chart, profile }: Cell): string | undefined {
  const alike = pairTable.profiles.filter((other) => other.chart === chart);
  return Object.keys(profile).find((key) => new Set(alike.map((other) => other.profile[key])).size > 1);
}
