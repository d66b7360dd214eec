/**
 * What is modelled and what is not, and how to read the book.
 */
import { type Basis, type Source, sources } from '../../../machines/index.ts';
import { chartIds } from '../../relation/index.ts';
import { list, type Section, table, text } from '../document.ts';
import { basisWords, flowWords, sourceWords } from '../words.ts';

/** The chapter on scope. */
export function scopeChapter(): Section {
  return {
    id: 'scope',
    title: 'What is modelled, and what is not',
    blocks: [
      text(
        'This book describes the life of a card payment at MultiSafepay as it is built into Paychart: which status may be ' +
          'asked for, which may follow which, and what is refused. Nothing in its tables is typed for the book: states, ' +
          'edges, rules and refusals are printed from the charts that the program runs, and the results from the runs that ' +
          'tested them.',
      ),
    ],
    sections: [
      {
        id: 'modelled',
        title: 'Modelled',
        blocks: [
          list(
            ...chartIds.map((id) => [{ to: `flow-${id}`, text: flowWords[id].name }, `: ${flowWords[id].about}`]),
            'which card brand may be paid with 3-D Secure, without it, or not at all, under each edition of the rules',
            'what holds across the attempts, captures, refunds and chargebacks of one order: what can still be captured or ' +
              'refunded, and when another attempt may be begun',
            'what a report of MultiSafepay comes to: applied, outside, duplicate, stale, illegal or unknown',
          ),
        ],
      },
      {
        id: 'not-modelled',
        title: 'Not modelled',
        blocks: [
          list(
            [
              'authorisations of nothing; a report of one is ',
              { strong: 'unknown' },
              ', and a person is told (',
              { cite: 'D11' },
              ')',
            ],
            [
              'payment methods that are no cards; what is reported of one is kept beside the charts, as its newest report says (',
              { cite: 'D10' },
              ')',
            ],
            ['cards of other brands than those of the card tables (', { cite: 'CARD-6' }, ')'],
            [
              'who will win a dispute: its words are followed, and only a reversal gives the money back (',
              { cite: 'D34' },
              ')',
            ],
            'payouts, fees, exchange rates, and what a scheme or a bank does beyond what MultiSafepay reports',
            [
              'card numbers, security codes and expiry dates: nothing that is judged or stored has a field for them, and numbers in free text are masked (',
              { cite: 'D16' },
              ')',
            ],
          ),
        ],
      },
      {
        id: 'reading',
        title: 'How to read it',
        blocks: [
          text(
            'Every state, edge, rule and refusal names what stands behind it: ids, a basis and a source. An id such as ',
            { cite: 'TX-2' },
            ' is a requirement and leads to its row in the traceability; one such as ',
            { cite: 'D7' },
            ' is a decision and leads to the register. A pair is written with the order status first, and the transaction ' +
              'status second.',
          ),
          table(
            ['Basis!', 'Means*'],
            (Object.keys(basisWords) as Basis[]).map((basis) => [basis, basisWords[basis]]),
          ),
          table(
            ['Source!', 'In full*'],
            (Object.keys(sources) as Source[]).map((source) => [sourceWords[source], sources[source]]),
          ),
        ],
      },
    ],
  };
}
