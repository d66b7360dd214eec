/**
 * Goal: every invariant holds of the law, and can fail: for each one a law, or a rule of the order, is broken so that it
 * complains.
 */
import { describe, expect, it } from 'vitest';
import {
  claimOf,
  type LawRules,
  pair,
  positionOf,
  projection,
  refusal,
  refuseAttempt,
  refuseRefund,
  refuseShipping,
  type StateMeta,
  settlementOf,
  totalPosition,
} from '../../machines/index.ts';
import { invariants } from '../../src/proof/index.ts';
import { buildRelation, buildTable, type Law, type Row, theLaw } from '../../src/relation/index.ts';

type Change = (law: Law) => Law;

/** The law with other rows. */
const rows =
  (change: (row: Row, law: Law) => Row | readonly Row[]): Change =>
  (law) => {
    const relation = buildRelation(
      law.relation.rows.flatMap((row) => change(row, law)),
      law.metas,
    );
    return { ...law, relation, table: buildTable({ ...law, relation }) };
  };

/** The law with other metas of one state. */
const meta =
  (state: string, change: Partial<StateMeta>): Change =>
  (law) => {
    const metas = new Map([...law.metas].map(([name, one]) => [name, name === state ? { ...one, ...change } : one]));
    return { ...law, metas, relation: buildRelation(law.relation.rows, metas) };
  };

const rules =
  (change: Partial<LawRules>): Change =>
  (law) => ({ ...law, rules: { ...law.rules, ...change } });

/** Turns the answer to one request: what was refused is allowed, and what was allowed is refused. */
const turned = (fact: string, profile: Row['from']['profile']): Change =>
  rows((row) => {
    if (row.fact !== fact || Object.entries(profile).some(([key, value]) => row.from.profile[key] !== value))
      return row;
    const { broken, ...rest } = row;
    return broken ? rest : { ...row, broken: 'brand_requires_3d' };
  });

const leads = (fact: string, state: string, profile: Row['from']['profile'] = {}): Change =>
  rows((row) =>
    row.fact === fact ? { ...row, to: { ...row.to, state, profile: { ...row.to.profile, ...profile } } } : row,
  );

/** For every row that a fact takes, one more by another fact from the state it leads to. */
const andThen = (fact: string, another: string, to: string): Change =>
  rows((row) =>
    row.fact === fact ? [row, { ...row, from: row.to, fact: another, to: { ...row.to, state: to } }] : row,
  );

/** A cell in which nobody was ever authenticated. */
const forgotten = (cell: Row['from']): Row['from'] =>
  'brand' in cell.profile ? { ...cell, profile: { ...cell.profile, authenticated: false } } : cell;

/** The law whose rows say one day more than its rules go by. */
const lawOfRows = (law: Law, { days }: { readonly days: number }): Law => {
  const refunds = structuredClone(law.rows.refunds) as Record<string, { window: { days: number } }>;
  for (const limits of Object.values(refunds)) limits.window.days += days;
  return { ...law, rows: { ...law.rows, refunds: refunds as unknown as Law['rows']['refunds'] } };
};

const msp = { collector: 'multisafepay' } as const;

const breaks: Readonly<Record<string, Change>> = {
  'paid-visa': turned('order.created non-3-D', { ...msp, brand: 'visa' }),
  'paid-mastercard': turned('order.created 3-D', { ...msp, brand: 'mastercard' }),
  'paid-maestro': turned('order.created non-3-D', { ...msp, brand: 'maestro' }),
  'paid-amex-2019-10': turned('order.created 3-D', { ...msp, brand: 'amex', edition: '2019-10' }),
  'paid-amex-2025-08-above': turned('order.created non-3-D', {
    ...msp,
    brand: 'amex',
    edition: '2025-08',
    lowValue: false,
  }),
  'paid-amex-2025-08-low': turned('order.created non-3-D', {
    ...msp,
    brand: 'amex',
    edition: '2025-08',
    lowValue: true,
  }),
  'paid-bancontact-2019-10': turned('order.created non-3-D', { ...msp, brand: 'bancontact', edition: '2019-10' }),
  'paid-bancontact-2025-08': turned('order.created 3-D', { ...msp, brand: 'bancontact', edition: '2025-08' }),
  'no-other-brand': rows((row) => (row.from.profile.brand === 'visa' ? [] : row)),
  'own-mid-is-amex': turned('order.created 3-D', { collector: 'american_express', brand: 'visa' }),
  'only-documented-pairs': meta('transaction uncleared', { pair: pair('shipped', 'completed') }),
  'every-documented-pair': rows((row) => (row.fact === 'screening.held' || row.from.state === 'uncleared' ? [] : row)),
  'only-documented-words': meta('dispute ready', { word: 'waiting' }),
  'dispute-decides-no-money': meta('dispute accepted', { concludes: true }),
  'windows-of-disputes': rules({ daysToAnswer: () => 23 }),
  'only-stated-steps': leads('review.declined', 'cancelled'),
  'every-stated-step': rows((row) => (row.fact === 'transaction.expired' && row.from.state === 'uncleared' ? [] : row)),
  'ended-means-ended': andThen('transaction.expired', 'review.approved', 'completed'),
  'nothing-after-a-final-fact': andThen('screening.passed', 'review.declined', 'declined'),
  'no-way-back': andThen('screening.held', 'order.reopened', 'initialized.authorising'),
  'every-life-can-end': rows((row) => (row.from.state === 'uncleared' ? { ...row, to: row.from } : row)),
  'for-life': leads('review.approved', 'completed', { brand: 'visa' }),
  'screening-precedes-money': leads('authorisation.approved', 'completed'),
  'each-fact-in-its-place': leads('authentication.completed N', 'expired'),
  'every-fact-can-happen': rows((row) => (row.edge.startsWith('initialized.screening screening.held') ? [] : row)),
  'authentication-precedes-authorisation': andThen('authorisation.approved', 'authentication.cancelled', 'declined'),
  'approved-and-screened-once': andThen('screening.held', 'screening.passed', 'completed'),
  'authorisation-precedes-money': leads('order.created non-3-D', 'initialized.screening'),
  'authentication-precedes-money': rows((row) => ({ ...row, from: forgotten(row.from), to: forgotten(row.to) })),
  'failed-authentication-pays-nothing': leads('authentication.completed N', 'initialized.authorising'),
  'authenticated-goes-on': leads('authentication.completed A', 'declined'),
  'soft-decline-once': leads('authorisation.soft_declined', 'initialized.authenticating', { softDeclined: true }),
  'ship-when-collected': meta('own-mid uncleared', { ship: true }),
  'money-is-where-it-is': meta('own-mid completed', { money: 'multisafepay' }),
  'reserved-before-refunded': leads('chargeback.received', 'completed'),
  'same-day-reversal-stands': turned('refund.cancelled', { sameDay: true }),
  'no-refund-beyond-collected': rules({ refuseRefund: () => undefined }),
  'captured-before-collected': leads('screening.passed', 'completed'),
  'no-capture-beyond-what-remains': rules({ refuseCapture: () => undefined }),
  'captured-by-hand-is-never-own-mid': rules({ claimOf: (words) => claimOf({ ...words, flow: 'payment' }) }),
  'reserved-is-said-when-not-shipped': rules({
    refuseShipping: (order) => refuseShipping({ ...order, authorised: 0 }),
  }),
  'double-loss-exactly': rules({ positionOf: (ledger) => ({ ...positionOf(ledger), doubleLoss: false }) }),
  'refundable-is-what-is-left': rules({
    positionOf: (ledger) => positionOf({ ...ledger, atMost: ledger.collected as number }),
  }),
  'words-wait-for-amounts': rules({ positionOf: (ledger) => ({ ...positionOf(ledger), refundableKnown: true }) }),
  'words-without-a-meaning': rules({ claimOf: (words) => claimOf({ ...words, chargeback: false }) }),
  'order-total-is-the-sum': rules({
    totalPosition: (positions) => ({
      ...totalPosition(positions),
      doubleLoss: positions.every((one) => one.doubleLoss),
    }),
  }),
  'limits-hold-to-the-last': (law) => lawOfRows(law, { days: 1 }),
  'each-reason-refuses-a-refund': rules({
    refuseRefund: (ask) => refuseRefund({ ...ask, currency: ask.ledger.currency ?? ask.currency }),
  }),
  'deadlines-are-said': meta('transaction uncleared', { deadline: undefined } as unknown as StateMeta),
  'chargebacks-of-cards': rules({ refuseChargeback: () => undefined }),
  'three-d-by-default': rules({ defaultThreeD: () => '3-D' }),
  'ship-what-is-certainly-held': rules({
    refuseShipping: (order) => refuseShipping({ ...order, certain: order.possible }),
  }),
  'reasons-not-to-ship': rules({ refuseShipping: (order) => refuseShipping({ ...order, takenBack: true }) }),
  'settled-outside-by-its-pair': rules({ settlementOf: (words) => settlementOf({ ...words, contradicted: false }) }),
  'no-attempt-beside-money': rules({
    refuseAttempt: (order) => refuseAttempt({ ...order, uncleared: false }),
  }),
  'order-shows-stated-pairs': rules({ projection: besideItsOwn }),
  'shown-is-understood': rules({ claimOf: (words) => claimOf({ ...words, mayCorrect: true }) }),
};

/** The projection of 0.1.0: whatever was given back stands beside the attempt's own transaction word. */
function besideItsOwn(...[own, position, word]: Parameters<typeof projection>): ReturnType<typeof projection> {
  return projection(own, position, word).map(({ order }) => pair(order, own.transaction));
}

describe('the invariants', () => {
  it.each(invariants)('should hold: $name', ({ check }) => {
    const { looked, faults } = check(theLaw());
    expect(faults).toEqual([]);
    expect(looked).toBeGreaterThan(0);
  });

  it.each(invariants)('should be able to fail: $name', ({ name, check }) => {
    const { faults } = check((breaks[name] as Change)(theLaw()));
    expect(faults).not.toEqual([]);
    for (const { place, wrong } of faults) expect([place, wrong]).not.toContain('');
  });

  it('should each have one way to be broken here, and a name of its own', () => {
    expect(Object.keys(breaks).sort()).toEqual(invariants.map(({ name }) => name).sort());
  });

  it('should refuse a refund that the rules must admit, too: a law that refuses everything is no law', () => {
    const { check } = invariants.find(({ name }) => name === 'no-refund-beyond-collected') ?? {};
    const always = rules({ refuseRefund: () => refusal('refund_not_collected') });
    expect(check?.(always(theLaw())).faults).not.toEqual([]);
  });
});
