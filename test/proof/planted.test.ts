/**
 * Goal: a bug of each kind is noticed by at least three independent means.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { type CardFact, standingRules } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { diffRelations, invariants, lintLaw } from '../../src/proof/index.ts';
import { relationPromela, relationScxml } from '../../src/relation/exports/index.ts';
import { type Law, lawHashes, relationText, theLaw } from '../../src/relation/index.ts';
import { besideOracle } from '../oracle/beside.ts';
import { load } from '../relation/exports/scion.ts';
import { missingForSpin, withVerifier } from '../relation/exports/spin.ts';
import { documentOf } from './documents.ts';
import { lawRuledBy, lawWith, planted, plantedRules } from './planted.ts';

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
  ...(missing ? {} : { SPIN: (law: Law) => noticedBySpin(law) }),
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

describe('a bug planted in the rules of a whole order', () => {
  /** None of these compares hashes: a rule that is code has none. SPIN is asked about such faults in `test/planted`. */
  const means: Readonly<Record<string, (law: Law) => boolean>> = {
    oracle: noticedByOracle,
    invariants: (law) => invariants.some(({ check }) => check(law).faults.length > 0),
  };
  const noticing = (law: Law): string[] => Object.keys(means).filter((name) => means[name]?.(law));

  it.each(Object.entries(plantedRules))(
    'should be noticed by the oracle and by the invariants, which share no code (D39): %s',
    (bug, rules) => {
      const by = noticing(lawRuledBy(rules));
      console.info(`${bug}: noticed by ${by.join(', ')}`);
      expect(by).toEqual(expect.arrayContaining(['oracle', 'invariants']));
    },
    240_000,
  );

  it('should be needed: no means notices anything in the rules as they stand', () => {
    expect(noticing(lawRuledBy(standingRules))).toEqual([]);
  }, 240_000);
});

/** Whether the law and the oracle, which share no code, do not agree somewhere. */
function noticedByOracle(law: Law): boolean {
  return Object.values(besideOracle(law)).some((wrong) => wrong.length > 0);
}

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

/** SPIN searches the life of one transaction of the planted law, or that of an order. */
function noticedBySpin(law: Law): boolean {
  return withVerifier(relationPromela(law), 'CHARTS', ({ formulas, search }) =>
    formulas.some((formula) => search(formula).errors > 0),
  );
}
