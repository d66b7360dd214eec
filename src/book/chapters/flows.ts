/**
 * Each flow: its picture, the pairs it may show, and every edge with its guard and what stands behind it.
 */
import { documentedDisputeWords, type Grounds, type StateMeta, samePair } from '../../../machines/index.ts';
import { type ChartId, chartIds, documentedPairsOf, edgesOf, type Law, written } from '../../relation/index.ts';
import { type Block, code, joined, type Piece, type Section, type Text, table, text } from '../document.ts';
import { counted, flowWords, groundsCells, guardText, pairCell, sentence } from '../words.ts';

/** The chapter on the flows. */
export function flowsChapter(law: Law): Section {
  return {
    id: 'flows',
    title: 'The flows',
    blocks: [
      text(
        'The charts: each is the life of one transaction, or of the dispute that a chargeback carries. An edge is taken by a fact: something that has happened. Where a guard stands ' +
          'on it, the edge is taken only if what the guard asks is so. A ',
        { strong: 'permission' },
        ' may refuse our own request, by a named refusal; what MultiSafepay reports all the same is booked, with the refusal ' +
          'as a violation (',
        { cite: 'D0' },
        '). A ',
        { strong: 'route' },
        ' sorts a fact into one of several edges, and never refuses.',
      ),
    ],
    sections: chartIds.map((chart) => flow(law, chart)),
  };
}

function flow(law: Law, chart: ChartId): Section {
  const { name, about } = flowWords[chart];
  const edges = edgesOf(written(law.sources[chart].create()));
  return {
    id: `flow-${chart}`,
    title: name,
    blocks: [
      text(`${sentence(about)}.`),
      { kind: 'picture', chart, caption: `The ${name} chart: ${about}.` },
      chart === 'dispute'
        ? wordsOfDispute()
        : table(
            ['Pair!', 'Shown in*', 'Ends the transaction', 'Stands on', 'Basis*'],
            documentedPairsOf(chart).map(({ pair, ends, ...grounds }) => [
              pairCell(pair),
              showing(law, chart, pair),
              ends ? 'yes' : 'no',
              ...groundsCells(grounds),
            ]),
            'The status pairs: no other is ever shown',
          ),
      table(
        ['From!', 'Fact!', 'Guard*', 'To!', 'Stands on*', 'Basis*'],
        edges.map(({ from, fact, guard, target, to, meta }) => [
          [code(from.name)],
          [code(fact)],
          guard === undefined ? 'none' : guardCell(law, chart, String(guard)),
          target === undefined ? 'stays' : [code(to as string)],
          ...groundsCells(meta as Grounds),
        ]),
        `The edges: ${counted(edges.length, 'edge')}, and nothing else may happen`,
      ),
    ],
  };
}

/** The words of a dispute, which has no pairs. */
function wordsOfDispute(): Block {
  return table(
    ['Word!', 'Ends the dispute', 'Stands on', 'Basis*'],
    Object.entries(documentedDisputeWords).map(([word, { ends, ...grounds }]) => [
      [code(word)],
      ends ? 'yes' : 'no',
      ...groundsCells(grounds),
    ]),
    'The words of a dispute, each a state of its chart: it shows no pair',
  );
}

function showing({ metas }: Law, chart: ChartId, pair: NonNullable<StateMeta['pair']>): Text {
  const names = [...metas]
    .filter(([name, meta]) => name.startsWith(`${chart} `) && meta.pair && samePair(meta.pair, pair))
    .map(([name]) => [code(name.slice(chart.length + 1))]);
  return joined(names, ', ');
}

function guardCell({ sources }: Law, chart: ChartId, guard: string): readonly Piece[] {
  const kind = guard in sources[chart].permissions ? 'permission' : 'route';
  return [code(guard), ` (${kind}): ${guardText(guard)}`];
}
