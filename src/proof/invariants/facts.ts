/**
 * Which fact may happen where, and what it comes to: each fact against each place of a life, stated from the requirements. A
 * place is what has happened so far, not a state: the law is walked fact by fact, and held against the place that the facts
 * alone lead to. It takes nothing from the charts, nor from what the exported model states.
 */
import { type Counts, collectors, type MoneyPlace, samePair } from '../../../machines/index.ts';
import { type ChartId, type Law, type NumberedCell, type Row, statedPairs } from '../../relation/index.ts';
import type { Checked, Fault } from '../rule.ts';
import {
  byEdge,
  cellOf,
  cellText,
  combined,
  type Invariant,
  isMoney,
  isOf,
  isPayment,
  reached,
  typeOf,
} from './invariant.ts';

/** A place of a life: what it looks like, and what each fact that may happen there comes to; no other may. */
interface Place {
  /** The requirement whose pair is shown; none before anything exists, and after a reversed chargeback. */
  readonly shows?: string;
  /** The word of a dispute. */
  readonly says?: string;
  readonly counts: Counts;
  readonly money: MoneyPlace;
  /** For each class of facts the places that it may come to; a rule of the brand tells them apart. */
  readonly facts: Readonly<Record<string, readonly string[]>>;
}

const to = (place: string, ...facts: readonly string[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(facts.map((fact) => [fact, [place]]));

/** What may end an open payment wherever it stands (TX-4 to TX-6, D20). */
const ends = { ...to('late', 'transaction.expired'), ...to('off', 'transaction.cancelled') };
const rejected = to('no', 'screening.rejected');

/** The requirements of a card flow, by what their pair means in it. */
interface CardFlow {
  readonly open: string;
  readonly held: string;
  readonly paid: string;
  readonly no: string;
  readonly late: string;
  readonly off: string;
}

/**
 * The places of a card payment, whoever collects; where it is captured by hand, `approved` are those that it comes to when it passes, the
 * first of them at once (TX-1 to TX-8, MID-0 to MID-6, 3D-3, D7, D9, D17, D20).
 */
function cardPlaces(
  flow: CardFlow,
  collector: MoneyPlace,
  approved: Readonly<Record<string, Place>> = {},
): Readonly<Record<string, Place>> {
  const [after = 'paid'] = Object.keys(approved);
  const open = { shows: flow.open, counts: 'nothing', money: 'customer' } as const;
  const unpaid = { counts: 'nothing', money: 'customer', facts: {} } as const;
  return {
    begin: {
      counts: 'nothing',
      money: 'customer',
      facts: { ...to('customer', 'order.created 3-D'), ...to('issuer', 'order.created non-3-D') },
    },
    customer: {
      ...open,
      facts: {
        ...to('issuer', 'authentication.completed Y', 'authentication.completed A'),
        ...to('customer', 'authentication.completed C', 'authentication.completed D'),
        ...to('no', 'authentication.completed N', 'authentication.completed R', 'authentication.cancelled'),
        'authentication.completed U': ['issuer', 'no'],
        'authentication.completed I': ['issuer', 'no'],
        ...rejected,
        ...ends,
      },
    },
    issuer: {
      ...open,
      facts: {
        ...to('filter', 'authorisation.approved'),
        ...to('no', 'authorisation.declined'),
        'authorisation.soft_declined': ['customer', 'no'],
        ...rejected,
        ...ends,
      },
    },
    filter: {
      ...open,
      money: 'issuer',
      facts: { ...to(after, 'screening.passed'), ...to('merchant', 'screening.held'), ...rejected, ...ends },
    },
    merchant: {
      shows: flow.held,
      counts: 'held',
      money: 'issuer',
      facts: { ...to(after, 'review.approved'), ...to('no', 'review.declined'), ...ends },
    },
    paid: { shows: flow.paid, counts: 'collected', money: collector, facts: {} },
    ...approved,
    no: { shows: flow.no, ...unpaid },
    late: { shows: flow.late, ...unpaid },
    off: { shows: flow.off, ...unpaid },
  };
}

/** A place of a dispute: the money stays where the chargeback has put it. */
function disputed(says: string | undefined, facts: Place['facts']): Place {
  return { ...(says !== undefined && { says }), counts: 'nothing', money: 'customer', facts };
}

const [multisafepay, americanExpress] = collectors;

/** The places of each chart. */
const places: Readonly<Record<ChartId, Readonly<Record<string, Place>>>> = {
  transaction: cardPlaces(
    { open: 'TX-1', paid: 'TX-2', held: 'TX-3', no: 'TX-4', late: 'TX-5', off: 'TX-6' },
    multisafepay,
  ),
  'own-mid': cardPlaces(
    { open: 'MID-1', held: 'MID-2', paid: 'MID-3', no: 'MID-4', late: 'MID-5', off: 'MID-6' },
    americanExpress,
  ),
  // Captured by hand (CAP-1 to CAP-5, D33): nothing is collected by an authorisation before nothing remains of it.
  authorisation: cardPlaces(
    { open: 'AUTH-TX-1', paid: 'CAP-3', held: 'AUTH-TX-3', no: 'AUTH-TX-4', late: 'AUTH-TX-5', off: 'CAP-4' },
    multisafepay,
    {
      kept: {
        shows: 'CAP-1',
        counts: 'authorised',
        money: 'issuer',
        facts: {
          ...to('paid', 'reservation.captured'),
          ...to('free', 'reservation.cancelled', 'reservation.expired'),
        },
      },
      free: { shows: 'CAP-4', counts: 'nothing', money: 'customer', facts: {} },
    },
  ),
  capture: {
    begin: {
      counts: 'nothing',
      money: 'issuer',
      facts: {
        ...to('asked', 'capture.requested admitted', 'capture.requested refused'),
        ...to('taken', 'capture.completed'),
      },
    },
    asked: {
      counts: 'authorised',
      money: 'issuer',
      facts: { ...to('taken', 'capture.completed'), ...to('no', 'capture.refused') },
    },
    taken: { shows: 'CAP-2', counts: 'collected', money: multisafepay, facts: {} },
    no: { counts: 'nothing', money: 'issuer', facts: {} },
  },
  // A refund or a chargeback (REF-1 to REF-5, D12, D13).
  refund: {
    begin: {
      counts: 'nothing',
      money: 'collector',
      facts: {
        ...to('asked', 'refund.requested admitted', 'refund.requested refused'),
        ...to('taken', 'chargeback.received'),
      },
    },
    asked: {
      shows: 'REF-1',
      counts: 'reserved',
      money: 'collector',
      facts: { ...to('given', 'refund.completed'), ...to('off', 'refund.cancelled'), ...to('no', 'refund.declined') },
    },
    given: { shows: 'REF-2', counts: 'refunded', money: 'customer', facts: {} },
    off: { shows: 'REF-4', counts: 'nothing', money: 'collector', facts: {} },
    no: { shows: 'REF-5', counts: 'nothing', money: 'collector', facts: {} },
    taken: {
      shows: 'REF-3',
      counts: 'charged_back',
      money: 'customer',
      facts: to('returned', 'chargeback.reversed'),
    },
    returned: { counts: 'nothing', money: 'collector', facts: {} },
  },
  // The dispute of a chargeback (DIS-1, D34): it moves no money.
  dispute: {
    begin: disputed(undefined, to('new', 'dispute.raised')),
    new: disputed('new', to('open', 'dispute.opened')),
    open: disputed('open', { ...to('accepted', 'dispute.accepted'), ...to('submitted', 'dispute.submitted') }),
    accepted: disputed('accepted', {}),
    submitted: disputed('submitted', { ...to('ready', 'dispute.returned'), ...to('processed', 'dispute.processed') }),
    ready: disputed('ready', to('submitted', 'dispute.submitted')),
    processed: disputed('processed', to('closed', 'dispute.closed')),
    closed: disputed('closed', {}),
  },
};

/** Whether a cell looks like a place: it shows its pair or word, and counts and holds the money as it does. */
function looksLike({ chart, meta }: NumberedCell, { shows, says, counts, money }: Place): boolean {
  const stated = statedPairs.find(({ id, chart: of }) => of === chart && id === shows)?.pair;
  const isShown = stated ? meta.pair !== null && samePair(meta.pair, stated) : meta.pair === null;
  return isShown && meta.word === says && meta.counts === counts && meta.money === money;
}

/** A cell with the place that the facts alone lead to. */
interface Standing {
  readonly cell: NumberedCell;
  readonly place: string;
}

const placeOf = ({ cell, place }: Standing): Place | undefined => places[cell.chart][place];

/** Every cell with every place that some facts lead to, as far as each fact may happen and comes to what it may. */
function standings(law: Law): readonly Standing[] {
  const { relation } = law;
  const found = new Map<string, Standing>();
  const add = (standing: Standing): unknown =>
    found.set(
      `${standing.cell.index} ${standing.place}`,
      found.get(`${standing.cell.index} ${standing.place}`) ?? standing,
    );
  for (const cell of relation.list(relation.openings(relation.charts))) add({ cell, place: 'begin' });
  for (const standing of found.values())
    for (const row of relation.rowsFrom(standing.cell)) {
      const cell = cellOf(law, row.to);
      const place = cameTo(cell, placeOf(standing)?.facts[row.fact]);
      if (place !== undefined) add({ cell, place });
    }
  return [...found.values()];
}

/** The place, of those that a fact may come to, that a cell looks like. */
function cameTo(cell: NumberedCell, may: readonly string[] = []): string | undefined {
  return may.find((place) => looksLike(cell, places[cell.chart][place] as Place));
}

/** What is wrong with a row that is taken in a place. */
function wrongRow(law: Law, standing: Standing, row: Row): string | undefined {
  const may = placeOf(standing)?.facts[row.fact];
  const { place } = standing;
  if (!may) return byEdge(row, `${row.fact} may not happen here, where the facts lead to "${place}"`);
  if (cameTo(cellOf(law, row.to), may) !== undefined) return undefined;
  return byEdge(row, `comes to ${row.to.state}, which is not as "${may.join('" or "')}" is shown and counted`);
}

/** Asks of every standing of a law. */
function onStandings(law: Law, wrongWith: (standing: Standing) => readonly string[]): Checked {
  const all = standings(law);
  const faults = all.flatMap((standing): Fault[] =>
    wrongWith(standing).map((wrong) => ({ place: cellText(standing.cell), wrong })),
  );
  return { looked: all.length, faults };
}

/** Every requirement and decision that says of a fact where it may happen. */
const factIds = [
  ...['TX-1', 'TX-2', 'TX-3', 'TX-4', 'TX-5', 'TX-6', 'TX-7', 'TX-8'],
  ...['MID-0', 'MID-1', 'MID-2', 'MID-3', 'MID-4', 'MID-5', 'MID-6'],
  ...['CAP-1', 'CAP-2', 'CAP-3', 'CAP-4', 'CAP-5'],
  ...['REF-1', 'REF-2', 'REF-3', 'REF-4', 'REF-5'],
  ...['DIS-1', '3D-3', 'D7', 'D9', 'D12', 'D13', 'D17', 'D20', 'D33', 'D34', 'D39'],
];

const isAuthentication = isOf('authentication.completed', 'authentication.cancelled', 'authorisation.soft_declined');
const isApproval = isOf('authorisation.approved');
const isScreened = isOf('screening.passed', 'screening.held');

/** The cells that some row of a kind has led to, at once or later. */
function after(law: Law, test: (row: Row) => boolean): readonly NumberedCell[] {
  const { relation } = law;
  const found = new Set(relation.rows.filter(test).map(({ to: cell }) => cellOf(law, cell)));
  for (const cell of found) for (const row of relation.rowsFrom(cell)) found.add(cellOf(law, row.to));
  return [...found];
}

/** Asks of every row that leaves some cells. */
function onRowsFrom(law: Law, cells: readonly NumberedCell[], wrongWith: (row: Row) => string | undefined): Checked {
  const rows = cells.flatMap((cell) => law.relation.rowsFrom(cell));
  const faults = rows.flatMap((row): Fault[] => {
    const wrong = wrongWith(row);
    return wrong === undefined ? [] : [{ place: cellText(row.from), wrong: byEdge(row, wrong) }];
  });
  return { looked: rows.length, faults };
}

/**
 * What the facts alone say. What is booked without the facts of a life (a late payment from a status read, what a person adopted
 * or transcribed; decisions D21, D28) is a flag beside the evidence and no row of the relation: no exception is needed here.
 */
export const factInvariants: readonly Invariant[] = [
  {
    name: 'each-fact-in-its-place',
    ids: factIds,
    says: 'where the facts so far have led, a fact happens only if it may, and comes to what it may: the pair, the count, the money',
    unit: 'place',
    check: (law) =>
      onStandings(law, (standing) => [
        ...law.relation.rowsFrom(standing.cell).flatMap((row) => wrongRow(law, standing, row) ?? []),
      ]),
  },
  {
    name: 'every-fact-can-happen',
    ids: factIds,
    says: 'wherever the facts so far have led, every fact that may happen can, lawfully or as a violation',
    unit: 'place',
    check: (law) =>
      onStandings(law, (standing) => {
        const taken = new Set(law.relation.rowsFrom(standing.cell).map(({ fact }) => fact));
        const may = Object.keys(placeOf(standing)?.facts ?? {});
        return may.flatMap((fact) => (taken.has(fact) ? [] : [`${fact} cannot happen in "${standing.place}"`]));
      }),
  },
  {
    name: 'authorisation-precedes-money',
    ids: ['TX-7', 'D20', 'D39'],
    says: 'no payment is collected, authorised or held that no issuer has approved, lawfully or not',
    unit: 'row',
    check: (law) => {
      const unapproved = reached(law, (row) => !isApproval(row));
      const leads = onRowsFrom(law, unapproved, (row) => {
        const cell = cellOf(law, row.to);
        return !isApproval(row) && isPayment(cell) && isMoney(cell)
          ? `counts as ${cell.meta.counts}, unapproved`
          : undefined;
      });
      return leads;
    },
  },
  {
    name: 'authentication-precedes-authorisation',
    ids: ['3D-3', 'D9', 'D17', 'D39'],
    says: 'once the issuer has approved, nobody is authenticated any more, nor asked to be',
    unit: 'row',
    check: (law) =>
      onRowsFrom(law, after(law, isApproval), (row) =>
        isAuthentication(row) || isOf('order.created')(row) ? `${typeOf(row)} after the approval` : undefined,
      ),
  },
  {
    name: 'approved-and-screened-once',
    ids: ['TX-7', 'D20', 'D39'],
    says: 'a payment is approved once, and passes the fraud filter once, after that',
    unit: 'row',
    check: (law) =>
      combined(
        onRowsFrom(law, after(law, isApproval), (row) =>
          isApproval(row) ? `${typeOf(row)} a second time` : undefined,
        ),
        onRowsFrom(law, after(law, isScreened), (row) =>
          isScreened(row) || isApproval(row) ? `${typeOf(row)} after the fraud filter` : undefined,
        ),
        onRowsFrom(
          law,
          reached(law, (row) => !isApproval(row)),
          (row) => (isScreened(row) ? `${typeOf(row)} before the approval` : undefined),
        ),
      ),
  },
];
