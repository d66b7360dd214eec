/**
 * Goal: the CSV is the relation, row by row, for a reader that knows RFC 4180 and nothing of us.
 */
import { describe, expect, it } from 'vitest';
import { relationCsv } from '../../../src/relation/exports/csv.ts';
import {
  type Cell,
  type ChartId,
  cellName,
  chartIds,
  chartSources,
  compileLaw,
  type Law,
  type Row,
  theLaw,
} from '../../../src/relation/index.ts';

const law = theLaw();

/** The columns, as a reader of the file meets them. */
const profile = ['collector', 'edition', 'brand', 'low_value', 'three_d', 'authenticated', 'soft_declined', 'same_day'];
const shown = ['state', 'order_status', 'transaction_status'];
const header = [
  'chart',
  ...profile,
  ...shown.map((name) => `from_${name}`),
  'fact',
  'edge',
  ...[...shown, ...profile].map((name) => `to_${name}`),
  'permission',
  'broken',
  'basis',
  'source',
  'ids',
];

describe('the relation as CSV', () => {
  it.each([undefined, ...chartIds])(
    'should have a line for every row, and no other, of all charts or of one: %s',
    (chart) => {
      const [names, ...records] = parsed(relationCsv(law, chart));
      expect(names).toEqual(header);
      const rows = law.relation.rows.filter(({ from }) => chart === undefined || from.chart === chart);
      console.info(`${chart ?? 'all charts'}: ${records.length} lines of ${header.length} fields`);
      expect(records.toSorted(byText)).toEqual(rows.map(fieldsOf).sort(byText));
    },
  );

  it('should be in the order of the cells and facts, each once', () => {
    const rows = new Map(law.relation.rows.map((row) => [JSON.stringify(fieldsOf(row)), row]));
    const keys = parsed(relationCsv(law))
      .slice(1)
      .map((fields) => rows.get(JSON.stringify(fields)) as Row)
      .map(({ from, fact }) => `${cellName(from)} ${fact}`);
    expect(keys).toEqual([...new Set(keys)].sort());
  });

  it('should be the same bytes of the same law, in whatever order its facts and openings are compiled', () => {
    const backwards = (id: ChartId) => ({
      ...chartSources[id],
      openings: chartSources[id].openings.toReversed(),
      facts: chartSources[id].facts.toReversed(),
    });
    const other = compileLaw(
      Object.fromEntries(chartIds.map((id) => [id, backwards(id)])) as unknown as typeof chartSources,
    );
    expect(other.relation.rows.map(({ fact }) => fact)).not.toEqual(law.relation.rows.map(({ fact }) => fact));
    expect(relationCsv(other) === relationCsv(law)).toBe(true);
  });

  it('should quote what needs it, so that every field comes back as it was', () => {
    const fact = 'a "quoted", \r\n two-line fact';
    const [row, ...others] = law.relation.rows as [Row, ...Row[]];
    const odd: Law = { ...law, relation: { ...law.relation, rows: [{ ...row, fact }, ...others] } };
    const records = parsed(relationCsv(odd));
    expect(records).toHaveLength(law.relation.rows.length + 1);
    expect(records.filter((fields) => fields[header.indexOf('fact')] === fact)).toEqual([fieldsOf({ ...row, fact })]);
  });

  it('should show a row that is lost or changed', () => {
    const { rows } = law.relation;
    const without: Law = { ...law, relation: { ...law.relation, rows: rows.slice(1) } };
    expect(parsed(relationCsv(without))).toHaveLength(rows.length);
  });
});

describe('the reader of this test', () => {
  it.each([
    ['bare line ends', 'a,b\n'],
    ['a quote within a bare field', 'a"b\r\n'],
    ['a quoted field that goes on', '"a"b\r\n'],
    ['an open quote', '"a\r\n'],
    ['no line end at the end', 'a,b'],
    ['lines of different lengths', 'a,b\r\na\r\n'],
  ])('should refuse %s', (_, text) => {
    expect(() => parsed(text)).toThrow();
  });

  it('should read quotes, commas, line ends and empty fields', () => {
    expect(parsed('a,"b ""c"", d",\r\n"e\r\nf",,g\r\n')).toEqual([
      ['a', 'b "c", d', ''],
      ['e\r\nf', '', 'g'],
    ]);
  });
});

const byText = (a: readonly string[], b: readonly string[]): number => (a.join('|') < b.join('|') ? -1 : 1);

/** A row, as its line should read. */
function fieldsOf({ from, fact, edge, to, permission, broken, grounds }: Row): string[] {
  const pairOf = ({ chart, state }: Cell): string[] => {
    const pair = law.metas.get(`${chart} ${state}`)?.pair;
    return pair ? [pair.order, pair.transaction] : ['', ''];
  };
  const profileOf = (cell: Cell): string[] => {
    const { collector, edition, brand, lowValue, threeD, authenticated, softDeclined, sameDay } = cell.profile;
    return [collector, edition, brand, lowValue, threeD, authenticated, softDeclined, sameDay].map(
      (value) => `${value ?? ''}`,
    );
  };
  return [
    from.chart,
    ...profileOf(from),
    from.state,
    ...pairOf(from),
    fact,
    edge,
    to.state,
    ...pairOf(to),
    ...profileOf(to),
    permission ?? '',
    broken ?? '',
    grounds.basis,
    grounds.source,
    grounds.ids.join(' '),
  ];
}

/** The records of a file, by the grammar of RFC 4180: every line ends in CRLF and has as many fields as the first. */
function parsed(text: string): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  const token = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`not CSV at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    if (fields.length !== (records[0] ?? fields).length)
      throw new Error(`${fields.length} fields in line ${records.length}`);
    records.push(fields);
    fields = [];
  }
  if (fields.length > 0) throw new Error('the last line has no end');
  return records;
}
