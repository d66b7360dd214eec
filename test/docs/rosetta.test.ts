/**
 * Goal: the table of others' states names every state of the charts, and no row turns what is unpaid here into paid there,
 * or what is over here into open without saying so. What others' states mean is stated here a second time, by hand.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ChartId, lawRelation } from '../../src/relation/index.ts';

/** The states of theirs in which money has moved as asked, and those that are not over. */
const paidThere = /succeeded|CAPTURE(?!_FAILED)|Settled|charged|success|`REFUND`/;
const openThere =
  /requires_|processing|Pending|ChallengeShopper|RedirectShopper|Created|authoriz|authentication_pending|Authorized|pending|needs_response|under_review|dispute_opened|dispute_challenged|started|(?:refund|capture)-received/;

/** Adyen tells of a dispute by messages that are no states. */
const isMessage = /^`(?:NOTIFICATION_OF_CHARGEBACK|INFORMATION_SUPPLIED)`$/;

const page = readFileSync('docs/guide/rosetta.md', 'utf8');
const [payments = '', byHand = '', captures = '', disputes = '', refunds = ''] = page.split('\n## ').slice(1);

interface Row {
  readonly state: string;
  readonly theirs: readonly string[];
}

function rowsOf(section: string): readonly Row[] {
  return [...section.matchAll(/^\| `([\w.]+)` \| [^|]+ \| (.+) \|$/gm)].map(([, state = '', cells = '']) => ({
    state,
    theirs: cells.split(' | '),
  }));
}

const { cells } = lawRelation();
const simple = (chart: ChartId) => [
  ...new Map(cells.filter((cell) => cell.chart === chart).map((cell) => [cell.state, cell])).values(),
];

describe.each([
  ['payment', payments, 'transaction'],
  ['payment that is captured by hand', byHand, 'authorisation'],
  ['capture', captures, 'capture'],
  ['dispute', disputes, 'dispute'],
  ['refund', refunds, 'refund'],
] as const satisfies readonly (readonly [string, string, ChartId])[])(
  'the Rosetta table of a %s',
  (_, section, chart) => {
    const rows = rowsOf(section);

    it('should name every state of the chart once', () => {
      expect(rows.map(({ state }) => state).sort()).toEqual(
        simple(chart)
          .map(({ state }) => state)
          .sort(),
      );
    });

    it('should never turn what is not paid here into paid there', () => {
      for (const { state, theirs } of rows) {
        const { counts } = simple(chart).find((cell) => cell.state === state)?.meta ?? {};
        const isPaid = counts === 'collected' || counts === 'refunded';
        // "Before CAPTURE" says that it has not happened.
        const paid = theirs.filter((one) => paidThere.test(one.replace(/before `\w+`/, '')));
        if (!isPaid) expect(paid, state).toEqual([]);
        else expect(paid.length, state).toBe(theirs.length);
      }
    });

    it('should never turn what is over here into open there without saying so', () => {
      for (const { state, theirs } of rows) {
        const { final } = simple(chart).find((cell) => cell.state === state) ?? {};
        const open = theirs.filter((one) => openThere.test(one) && !one.includes('open there'));
        if (final) expect(open, state).toEqual([]);
        else
          expect(
            theirs.every(
              (one) =>
                one === '–' ||
                openThere.test(one) ||
                one.includes('before') ||
                one === '`CHARGEBACK`' ||
                isMessage.test(one),
            ),
            state,
          ).toBe(true);
      }
    });
  },
);
