/**
 * The states in plain language: who holds the money, what may be told, what may be done.
 */
import { hoursText, moneyPlaces, type StateMeta } from '../../../machines/index.ts';
import { type ChartId, chartIds, edgesOf, type Law, statesOf, withAncestors, written } from '../../relation/index.ts';
import { cites, code, joined, type Section, type Text, table, text } from '../document.ts';
import { countsWords, flowWords, groundsCells, pairCell, placeWords } from '../words.ts';

/** A state as the book tells it. */
interface ToldState {
  readonly name: string;
  readonly meta: StateMeta;
  /** Whether it holds states of its own. */
  readonly isCompound: boolean;
  readonly mayCancel: boolean;
}

/** Every state of a chart, in the order money lives them. */
function statesIn({ sources, metas }: Law, chart: ChartId): readonly ToldState[] {
  const root = written(sources[chart].create());
  const cancels = new Set(
    edgesOf(root)
      .filter(({ fact }) => cancellations.includes(fact))
      .map(({ from }) => from.name),
  );
  return statesOf(root).flatMap((place) => {
    if (place.name === '') return [];
    const meta = metas.get(`${chart} ${place.name}`) as StateMeta;
    return [
      {
        name: place.name,
        meta,
        isCompound: place.state.states !== undefined,
        mayCancel: withAncestors(place).some(({ name }) => cancels.has(name)),
      },
    ];
  });
}

/** What the merchant does to call something off. */
const cancellations: readonly string[] = ['transaction.cancelled', 'refund.cancelled'];

/** The chapter on money. */
export function moneyChapter(law: Law): Section {
  const all = chartIds.flatMap((chart) => statesIn(law, chart).map((state) => ({ chart, ...state })));
  const placed = moneyPlaces.map((place) => [
    placeWords[place],
    ...chartIds.map((chart) => namesOf(all.filter((one) => one.chart === chart && one.meta.money === place))),
  ]);
  const counting = Object.entries(countsWords).map(([counts, words]) => [
    words,
    ...chartIds.map((chart) => namesOf(all.filter((one) => one.chart === chart && one.meta.counts === counts))),
  ]);
  const heads = chartIds.map((chart) => `${flowWords[chart].name}*`);
  return {
    id: 'money',
    title: 'Who holds the money',
    blocks: [
      text('In each state the money is in one place. Read a row as: the money is with … in these states of each flow.'),
      table(['The money is with', ...heads], placed, 'Where the money is'),
      text(
        'An order may have several attempts, refunds and chargebacks. What it comes to is counted from the states of all of ' +
          'them, in minor units (cents): what can still be refunded is what was collected, less what is set aside, refunded ' +
          'and charged back, and never less than nothing (',
        { cite: 'D16a' },
        '). What MultiSafepay says was refunded and no known refund explains counts against it as well.',
      ),
      table(['The amount counts', ...heads], counting, 'How the amount of a transaction counts'),
    ],
  };
}

const namesOf = (states: readonly ToldState[]): Text =>
  states.length === 0
    ? '–'
    : joined(
        states.filter(({ isCompound }) => !isCompound).map(({ name }) => [code(name)]),
        ', ',
      );

/** The chapter with the dictionary of states. */
export function statesChapter(law: Law): Section {
  return {
    id: 'states',
    title: 'The states in plain language',
    blocks: [
      text(
        'What each state means, what customer and merchant may be told, and what may be done in it. ',
        { strong: 'Ship' },
        ' says whether the state by itself is a reason to ship. ',
        { strong: 'Cancel' },
        ' and ',
        { strong: 'refund' },
        ' say whether the law has a way to it from there; an open alarm, or a rule on refunds, may still refuse. A service ' +
          'level is how long MultiSafepay leaves a state before it ends it; when it has passed, the order is read, and never ' +
          'ended by us (',
        { cite: 'D15' },
        ').',
      ),
    ],
    sections: chartIds.map((chart) => {
      const states = statesIn(law, chart);
      return {
        id: `states-${chart}`,
        title: flowWords[chart].name,
        blocks: [
          table(
            ['State!', 'Shows!', 'Means*', 'Stands on', 'Basis*'],
            states.map(({ name, meta }) => [[code(name)], pairCell(meta.pair), meta.means, ...groundsCells(meta)]),
          ),
          table(
            ['State!', 'The customer is told*', 'The merchant*', 'Ship', 'Cancel', 'Refund', 'Service level'],
            states.map(({ name, meta, mayCancel }) => [
              [code(name)],
              meta.customer,
              meta.merchant,
              yesNo(meta.ship),
              yesNo(mayCancel),
              yesNo(meta.counts === 'collected'),
              meta.deadline ? [`${hoursText(meta.deadline.hours)} (`, ...cites(meta.deadline.ids), ')'] : 'none',
            ]),
          ),
        ],
      };
    }),
  };
}

const yesNo = (yes: boolean): string => (yes ? 'yes' : 'no');
