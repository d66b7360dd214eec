/**
 * Goal: the charts read as a list, an edge a line. A lost, gained or redirected edge, another guard, another update or
 * other grounds is a difference of one line.
 *
 * A line is: chart, state, fact, [guard], / update, state entered, ids, basis.
 */
import { describe, expect, it } from 'vitest';
import { createOwnMidMachine, createRefundMachine, createTransactionMachine } from '../../machines/index.ts';
import { copyOf, edgesOf, type WrittenState, written } from '../../src/relation/index.ts';

const cardEdges = [
  'requested --order.created [permits3D] / rememberMode--> initialized.authenticating  CARD-1 CARD-2 CARD-3 CARD-4 CARD-5 CARD-6 3D-1 3D-2 3D-3 documented',
  'requested --order.created [permitsNon3D] / rememberMode--> initialized.authorising  CARD-1 CARD-2 CARD-4 3D-2 3D-4 documented',
  'initialized --screening.rejected--> declined  TX-4 D20 inferred',
  'initialized --transaction.expired--> expired  TX-5 documented',
  'initialized --transaction.cancelled--> cancelled  TX-6 documented',
  'initialized.authenticating --authentication.completed [routesOnToAuthorisation] / rememberAuthentication--> initialized.authorising  D9 decided',
  'initialized.authenticating --authentication.completed [routesToChallenge]--> initialized.authenticating  D9 decided',
  'initialized.authenticating --authentication.completed [routesToDeclined]--> declined  D9 decided',
  'initialized.authenticating --authentication.cancelled--> declined  TX-4 D9 documented',
  'initialized.authorising --authorisation.approved--> initialized.screening  TX-7 D20 documented',
  'initialized.authorising --authorisation.declined--> declined  TX-4 documented',
  'initialized.authorising --authorisation.soft_declined [routesBackToAuthentication] / rememberSoftDecline--> initialized.authenticating  D17 decided',
  'initialized.authorising --authorisation.soft_declined [routesSoftDeclineToDeclined]--> declined  D17 decided',
  'initialized.screening --screening.passed--> completed  TX-2 documented',
  'initialized.screening --screening.held--> uncleared  TX-3 documented',
  'uncleared --review.approved--> completed  TX-3 documented',
  'uncleared --review.declined--> declined  D7 decided',
  'uncleared --transaction.cancelled--> cancelled  D7 decided',
  'uncleared --transaction.expired--> expired  D7 decided',
];

/** What the own-MID chart cites where the transaction chart cites its own table: the table of own MID, and 3-D Secure of 2025. */
const ownMidGrounds: Readonly<Record<string, string>> = {
  '[permits3D]': 'D2 MID-0 3D-3 inferred',
  '[permitsNon3D]': 'CARD-4 3D-2 MID-0 documented',
  'screening.passed-->': 'MID-3 documented',
  'screening.held-->': 'MID-2 documented',
  'review.approved-->': 'MID-2 MID-3 inferred',
};

/** No source lists the endings of an own-MID payment (MID-4 to MID-6): the documented ways there are inferred on its chart. */
const ownMidEdges = cardEdges.map((edge) => {
  const own = Object.entries(ownMidGrounds).find(([words]) => edge.includes(words));
  if (own) return edge.replace(/ {2}.*$/, `  ${own[1]}`);
  if (!edge.endsWith(' documented')) return edge;
  const ending = { declined: 'MID-4', expired: 'MID-5', cancelled: 'MID-6' }[/--> (\w+) /.exec(edge)?.[1] ?? ''];
  return ending === undefined ? edge : edge.replace('documented', `${ending} D6 inferred`);
});

const refundEdges = [
  'unopened --refund.requested [permitsRefund]--> reserved  REF-1 D12 documented',
  'unopened --chargeback.received--> chargedBack  REF-3 D13 documented',
  'reserved --refund.completed--> completed  REF-2 documented',
  'reserved --refund.cancelled [permitsRefundCancellation]--> cancelled  REF-4 D12 inferred',
  'reserved --refund.declined--> declined  REF-5 D12 inferred',
  'chargedBack --chargeback.reversed--> reversed  D13 decided',
];

describe('the edges of the charts', () => {
  it.each([
    ['transaction', createTransactionMachine(), cardEdges],
    ['own-mid', createOwnMidMachine(), ownMidEdges],
    ['refund', createRefundMachine(), refundEdges],
  ] as const)('should be these, and no others, in the %s chart', (chart, machine, edges) => {
    expect(lines(written(machine))).toEqual(edges.map((edge) => `${chart} ${edge}`));
  });

  it('should differ by one line when one edge is redirected', () => {
    const chart = copyOf(written(createRefundMachine()));
    (chart.states?.reserved?.on?.['refund.declined'] as { target: string }).target = 'completed';
    const before = lines(written(createRefundMachine()));
    const lost = before.filter((line) => !lines(chart).includes(line));
    expect(lost).toEqual(['refund reserved --refund.declined--> declined  REF-5 D12 inferred']);
    expect(lines(chart)).toHaveLength(before.length);
  });
});

function lines(root: WrittenState): string[] {
  return edgesOf(root).map(({ from, fact, guard, actions, to, meta }) => {
    const asks = guard === undefined ? '' : ` [${String(guard)}]`;
    const updates = actions === undefined ? '' : ` / ${[actions].flat().join(', ')}`;
    const grounds = [...(meta?.ids ?? []), meta?.basis].join(' ');
    return `${root.id} ${from.name} --${fact}${asks}${updates}--> ${to ?? 'nowhere'}  ${grounds}`;
  });
}
