/**
 * Goal: a bug of each kind is noticed by at least three independent means.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { type CardFact, isRefused, type LawRules, pair, standingRules } from '../../machines/index.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { diffRelations, invariants, lintLaw } from '../../src/proof/index.ts';
import { relationPromela, relationScxml } from '../../src/relation/exports/index.ts';
import { type Law, lawHashes, relationText, theLaw } from '../../src/relation/index.ts';
import * as oracle from '../oracle/oracle.ts';
import { pairs } from '../oracle/oracle.ts';
import { oracleRows, rowLine } from '../oracle/rows.ts';
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
  /** None of these compares hashes: a rule that is code has none. */
  const means: Readonly<Record<string, (law: Law) => boolean>> = {
    oracle: ({ rules }) => noticedByOrderOracle(rules),
    invariants: (law) => invariants.some(({ check }) => check(law).faults.length > 0),
    ...(missing ? {} : { SPIN: (law) => noticedBySpin(law, 'ORDER') }),
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

/** The rules of a whole order beside the oracle's, on a small grid; `test/oracle` holds them against each other on the whole one. */
function noticedByOrderOracle(rules: LawRules): boolean {
  const small = [0, 1, 2];
  const ledgers = small.flatMap((refunded) =>
    small.flatMap((unattributed) =>
      [false, true].map((chargedBack) => ({
        collected: 2,
        entries: [
          { counts: 'refunded' as const, amount: refunded, reported: true },
          ...(chargedBack ? [{ counts: 'charged_back' as const, amount: 1, reported: true }] : []),
        ],
        reportedRefunded: refunded + unattributed,
        unattributed,
      })),
    ),
  );
  const money = ledgers.some((ledger) => {
    const position = rules.positionOf(ledger);
    const shown = rules.projection(pair('completed', 'initialized'), position, undefined);
    return (
      position.refundable !== oracle.leftToRefund(ledger) ||
      position.doubleLoss !== oracle.isDoubleLoss(ledger) ||
      shown.some((one) => !oracle.shownOnceCollected.american_express.includes(`${one.order}/${one.transaction}`))
    );
  });
  const attempts = [false, true].some((asksForTheRest) => {
    const order = { collected: true, uncleared: false, settledOutside: false, moneyMayBeHeld: false, asksForTheRest };
    const said = oracle.attemptRefusals.find(([, of, rest]) => order[of] && !(rest && asksForTheRest))?.[0];
    return rules.refuseAttempt(order)?.code !== said;
  });
  const refunds = Object.values(oracle.refusedAsks).some(
    (ask) => rules.refuseRefund(ask)?.code !== oracle.refundAnswer(ask),
  );
  const told = { order: 'refunded', transaction: 'initialized', ownMid: true, brandMayOwnMid: true } as const;
  const report = { ...told, manualCapture: false, captureOpen: false, chargeback: false, mayCorrect: false };
  const claims = isRefused(rules.claimOf(report)) !== oracle.claimOfWords(report).startsWith('refused ');
  return money || attempts || refunds || claims;
}

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

/** SPIN searches the life of one transaction of the planted law, or that of an order. */
function noticedBySpin(law: Law, part: 'CHARTS' | 'ORDER' = 'CHARTS'): boolean {
  return withVerifier(relationPromela(law), part, ({ formulas, search }) =>
    formulas.some((formula) => search(formula).errors > 0),
  );
}
