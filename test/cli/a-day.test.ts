/**
 * Goal: every line of the sample day gets the verdict that the decisions demand. The table was written from them by hand,
 * before the product was asked.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleOwnMid } from '../../src/cli/start.ts';
import { paychart, replayed } from './terminal.ts';

const sample = 'docs/samples/a-day.jsonl';

/** What a line must come to: its order, the verdict, what the order shows after it, and what else must be said. */
type Expected = readonly [order: string, verdict: string, shows: string, said?: Readonly<Record<string, unknown>>];

const begun = 'initialized/initialized';
const paid = 'completed/completed';
const nothing = '';
const authorised = 'completed/initialized';
const chargedBack = 'chargeback/completed';

const expected: readonly Expected[] = [
  ['order-1001', 'applied', begun],
  ['order-1001', 'applied', paid],
  ['order-1001', 'duplicate', paid], // D14: a repeated confirmation
  ['order-1002', 'applied', paid],
  ['order-1002', 'stale', paid], // older, and on the way to completed
  ['order-1003', 'applied', begun],
  ['order-1003', 'applied', 'declined/declined'], // D9: outcome N
  ['order-1004', 'applied', begun],
  ['order-1004', 'applied', paid],
  ['order-1005', 'applied', begun],
  ['order-1005', 'applied', paid],
  ['order-1006', 'applied', begun],
  ['order-1006', 'applied', 'uncleared/initialized'], // MID-2
  ['order-1007', 'applied', begun],
  ['order-1007', 'applied', 'declined/declined'],
  ['order-1012', 'applied', paid],
  ['order-1013', 'applied', paid],
  ['order-1014', 'applied', paid],
  ['order-1008', 'applied', begun],
  ['order-1009', 'applied', begun],
  ['order-1009', 'applied', 'void/cancelled'], // TX-6
  ['order-1009', 'duplicate', 'void/cancelled'], // D8: one word in two spellings
  ['order-1010', 'applied', 'uncleared/uncleared'],
  ['order-1011', 'applied', 'uncleared/uncleared'],
  ['order-1006', 'applied', 'completed/initialized'], // MID-3
  ['order-1026', 'applied', authorised, { position: { collected: 0 } }], // D33: reserved, not paid
  ['order-1027', 'applied', paid],
  ['order-1010', 'applied', paid],
  ['order-1028', 'applied', paid],
  ['order-1011', 'applied', 'declined/declined'], // D7
  ['order-1011', 'stale', 'declined/declined'],
  ['order-1012', 'applied', 'partial_refunded/completed', { position: { unattributed: 500, refundable: 2000 } }], // D16a
  ['order-1013', 'applied', paid, { position: { reserved: 1000, refundable: 5000 } }],
  ['order-1013', 'duplicate', paid],
  ['order-1015', 'applied', paid],
  ['order-1016', 'applied', paid],
  ['order-1017', 'applied', begun],
  ['order-1008', 'applied', 'expired/expired'],
  ['order-1008', 'applied', paid], // D10: another attempt
  ['order-1008', 'stale', paid],
  ['order-1015', 'illegal', paid, { harmless: true, moneyMayBeHeld: false, alarms: [] }],
  ['order-1016', 'illegal', paid, { harmless: false, moneyMayBeHeld: false, refusal: { code: 'no_lawful_history' } }],
  ['order-1027', 'applied', chargedBack, { position: { chargedBack: 6500, refundable: 0 } }], // D34: its dispute is new
  ['order-1018', 'unknown', nothing, { refusal: { code: 'word_unknown', facts: { word: 'parked' } } }],
  ['order-1018', 'applied', paid],
  ['order-1019', 'applied', authorised, { position: { collected: 0 } }], // D33: reserved, not paid
  ['order-1028', 'applied', chargedBack, { position: { chargedBack: 4000, refundable: 0 } }],
  ['order-1017', 'applied', 'expired/expired'],
  [
    'order-1017',
    'illegal',
    'expired/expired',
    { harmless: false, moneyMayBeHeld: true, alarms: [{ code: 'money_may_be_held' }] }, // D21
  ],
  ['order-1020', 'applied', paid, { violations: [{ code: 'brand_forbids_3d' }] }], // D0: reality wins, loudly
  [
    'order-1017',
    'applied',
    paid,
    { violations: [{ code: 'late_payment' }], settled: [{ code: 'money_may_be_held' }] }, // D21
  ],
  ['order-1013', 'applied', 'partial_refunded/completed', { position: { reserved: 500, refunded: 1000 } }],
  ['order-1027', 'applied', chargedBack], // D34: another word of its dispute is news
  ['order-1013', 'applied', 'partial_refunded/completed', { position: { reserved: 0, refunded: 1000 } }], // REF-4
  ['order-1012', 'applied', 'refunded/completed', { position: { unattributed: 2500, refundable: 0 } }],
  ['order-1012', 'stale', 'refunded/completed', { position: { unattributed: 2500, refundable: 0 } }],
  ['order-1014', 'applied', chargedBack, { position: { chargedBack: 7500, refundable: 0 } }], // REF-3
  ['order-1019', 'applied', paid, { position: { collected: 9000 } }], // D33: captured in full
  ['order-1021', 'applied', begun],
  ['order-1022', 'applied', paid],
  ['order-1023', 'applied', 'declined/declined'],
  ['order-1023', 'outside', 'declined/declined', { about: 'outside' }], // D38
  ['order-1022', 'applied', paid, { position: { reserved: 8850, refundable: 0 } }],
  ['order-1024', 'applied', paid],
  ['order-1024', 'applied', paid, { violations: [{ code: 'collected_twice' }], position: { collected: 2900 } }], // D10
  ['order-1025', 'applied', paid],
  ['order-1026-1', 'applied', authorised, { ofOrder: 'order-1026', position: { collected: 5000 } }], // CAP-2
  ['order-1026', 'duplicate', authorised, { position: { collected: 5000 } }], // the same capture, listed: counted once
  ['order-1021', 'applied', 'expired/expired'],
  ['order-1025', 'illegal', paid, { harmless: false, alarms: [{ code: 'money_may_have_left' }] }], // D27: any spelling
  [
    'order-1022-refund',
    'applied',
    'refunded/completed',
    { about: 'refund', ofOrder: 'order-1022', position: { reserved: 0, refunded: 8850 } }, // D22
  ],
  ['order-1027', 'applied', chargedBack],
  ['order-1028', 'applied', chargedBack],
  ['order-1028', 'applied', chargedBack, { position: { chargedBack: 4000, refundable: 0 } }], // DIS-3: accepted, and lost
  ['order-1026-2', 'applied', authorised, { ofOrder: 'order-1026', position: { collected: 9000 } }],
  ['order-1026', 'applied', paid, { position: { collected: 9000 } }], // CAP-3: nothing remains, nothing is counted twice
  ['order-1027', 'applied', chargedBack, { position: { chargedBack: 6500 } }], // D34: closed says not who won
  ['order-1026-1', 'applied', paid, { ofOrder: 'order-1026', position: { refunded: 1000, refundable: 8000 } }],
  ['order-1027', 'applied', paid, { position: { chargedBack: 0, refundable: 6500 } }], // D34: won
  ['order-1014', 'applied', paid, { position: { chargedBack: 0, refundable: 7500 } }], // D13: reversed
  ['order-1004', 'applied', 'shipped/completed'], // D18
  ['order-1001', 'duplicate', paid],
];

describe('the sample day', () => {
  it('should get every verdict that the decisions demand', async () => {
    const { reports, summary } = await replayedSample();
    expect(reports.map(told)).toEqual(expected.map(([order, verdict, shows]) => `${order} ${verdict} ${shows}`));
    for (const [place, [order, verdict, , said]] of expected.entries())
      if (said) expect(reports[place], `line ${place + 1}: ${order} ${verdict}`).toMatchObject(said);
    const broken = reports.filter(({ violations }) => violations.length > 0);
    expect(broken).toHaveLength(expected.filter(([, , , said]) => said && 'violations' in said).length);
    expect(summary).toMatchObject({ reports: 82, orders: 28, unusable: 0, cardData: 0 });
    expect(summary.alarms).toEqual({
      money_may_have_left: ['order-1016', 'order-1025'], // D27
    });
  });

  it('should be labelled synthetic on every line', () => {
    const given = readFileSync(sample, 'utf8').trimEnd().split('\n');
    expect(given).toHaveLength(expected.length);
    for (const line of given) expect(Object.entries(JSON.parse(line))[0]).toEqual(['synthetic', true]);
  });

  it('should be described order by order', () => {
    const described = [...readFileSync('docs/samples/README.md', 'utf8').matchAll(/^\| (order-\d+) /gm)];
    const orders = new Set(expected.map(([order]) => order.replace(/-(?:refund|\d)$/, '')));
    expect(described.map(([, order]) => order).sort()).toEqual([...orders].sort());
  });

  it('should be shown by start, which ends with what to look at next, and with exit code 0', async () => {
    const { code, stdout, stderr } = await paychart(['start', '--once']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('order-1006 · American Express · EUR 120.00 · own MID');
    expect(stdout).toContain('Reports       82: 67 applied');
    expect(stdout).toContain('order-1026 · Visa · EUR 90.00 · captured by hand');
    expect(stdout).toContain('EUR 40.00 remains to be captured. EUR 50.00 collected.');
    expect(stdout).toMatch(/^order-1027[^\n]*\n(?: .*\n)* .*Its dispute is "closed".*\n .*EUR 65\.00 collected\.$/m);
    expect(stdout).toMatch(/^order-1028[^\n]*\n(?: .*\n)* .*Its dispute is "accepted".*\n$/m);
    expect(stdout).toContain('explain --brand maestro --without-3d');
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('--captured 50.00 --capture 60.00');
  });
});

async function replayedSample() {
  return replayed(readFileSync(sample, 'utf8'), '--edition', '2019-10', '--own-mid', sampleOwnMid);
}

interface Told {
  readonly orderId: string;
  readonly verdict: string;
  readonly shows: readonly { readonly order: string; readonly transaction: string }[];
}

function told({ orderId, verdict, shows }: Told): string {
  return `${orderId} ${verdict} ${shows.map(({ order, transaction }) => `${order}/${transaction}`).join(' or ')}`;
}
