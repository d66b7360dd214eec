/**
 * Goal: a bug of each kind is noticed by at least three independent means.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { CardFact } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { diffRelations, invariants, lintLaw } from '../../src/proof/index.ts';
import { relationPromela, relationScxml } from '../../src/relation/exports/index.ts';
import { type Law, lawHashes, relationText, theLaw } from '../../src/relation/index.ts';
import { pairs } from '../oracle/oracle.ts';
import { oracleRows, rowLine } from '../oracle/rows.ts';
import { load } from '../relation/exports/scion.ts';
import { missingForSpin, withVerifier } from '../relation/exports/spin.ts';
import { documentOf } from './documents.ts';
import { lawWith, planted } from './planted.ts';

/** The chart that the bugs are planted in. */
const chart = 'transaction';

const missing = missingForSpin();
if (missing) console.info(`${missing} is not installed: SPIN is not asked`);

/** Each means answers whether it notices that a law is not the law. */
const means: Readonly<Record<string, (law: Law) => boolean | Promise<boolean>>> = {
  oracle: noticedByOracle,
  invariants: (law) => invariants.some(({ check }) => check(law).faults.length > 0),
  lint: (law) => !lintLaw(law).clean,
  'golden relation': (law) => diffRelations(documentOf(theLaw()), documentOf(law)).changes.length > 0,
  hash: (law) => sha256(relationText(chart, law.relation.rows, law.metas)) !== lawHashes[chart],
  SCION: noticedByScion,
  ...(missing ? {} : { SPIN: noticedBySpin }),
};

/** The means that compare with the law as it stands, and so notice any other: together they count as one. */
const another = ['golden relation', 'hash', 'SCION'];

const noticed = new Map<string, readonly string[]>();

describe('a planted bug', () => {
  it.each(Object.entries(planted))(
    'should be noticed by at least three independent means: %s',
    async (bug, source) => {
      const law = lawWith(source);
      const by: string[] = [];
      for (const [name, notices] of Object.entries(means)) if (await notices(law)) by.push(name);
      noticed.set(bug, by);
      expect(by).toContain('golden relation');
      expect(by).toContain('hash');
      expect(by.filter((name) => !another.includes(name)).length + 1).toBeGreaterThanOrEqual(3);
    },
    240_000,
  );

  it('should be needed: no means notices anything in the law as it stands', async () => {
    const by: string[] = [];
    for (const [name, notices] of Object.entries(means)) if (await notices(theLaw())) by.push(name);
    expect(by).toEqual([]);
  }, 240_000);

  afterAll(() => {
    for (const [bug, by] of noticed) console.info(`${bug}: noticed by ${by.join(', ')}`);
  });
});

function noticedByOracle({ relation, metas }: Law): boolean {
  const rows = relation.rows.filter(({ from }) => from.chart === chart).map(rowLine);
  const shown = Object.keys(pairs[chart]).map((state) => {
    const pair = metas.get(`${chart} ${state}`)?.pair;
    return [state, pair ? [pair.order, pair.transaction] : null];
  });
  return rows.sort().join('\n') !== oracleRows(chart).join('\n') || !equal(Object.fromEntries(shown), pairs[chart]);
}

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** SCION runs the planted law as exported, beside the table of the law as it stands; one edition of large amounts is enough. */
async function noticedByScion(law: Law): Promise<boolean> {
  const document = await load(relationScxml(law, chart));
  const { relation, table, sources } = theLaw();
  const cells = relation.cells.filter(
    ({ chart: of, profile }) => of === chart && profile.edition === '2019-10' && !profile.lowValue,
  );
  return cells.some(({ index, state, profile }) =>
    sources[chart].facts.some(({ fact }) => {
      const session = document.resume(state, profile);
      const taken = session.send(fact.type, fact);
      const next = relation.cells[table.next(index, fact as CardFact)];
      return next ? !taken || session.state() !== next.state : taken;
    }),
  );
}

/** SPIN searches the life of one transaction of the planted law. */
function noticedBySpin(law: Law): boolean {
  return withVerifier(relationPromela(law), 'CHARTS', ({ formulas, search }) =>
    formulas.some((formula) => search(formula).errors > 0),
  );
}
