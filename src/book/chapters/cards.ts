/**
 * The card and 3-D rules per edition, and what differs between editions, told from the rows and from the relations.
 */
import {
  brandNames,
  type CardBrand,
  type CardRule,
  cardBrands,
  collectorNames,
  collectors,
  defaultEdition,
  type Edition,
  editionNames,
  editions,
  type LawRules,
  outcomeLetters,
  outcomes,
  passagesOf,
  type ThreeDMode,
  threeDModes,
} from '../../../machines/index.ts';
import { diffRelations, type RelationDiff } from '../../proof/index.ts';
import type { Law } from '../../relation/index.ts';
import { lowValueText } from '../../words/index.ts';
import { changeRows, verdictText } from '../changes.ts';
import { type Block, cites, code, list, note, type Section, type Text, table, text } from '../document.ts';
import type { BookInputs } from '../inputs.ts';
import { groundsCells, leadsWords, modeWords, passageLinks, sentence, sourceWords } from '../words.ts';

/** The chapter on cards. */
export function cardsChapter({ law, editions: relations }: BookInputs): Section {
  const { rules, rows } = law;
  return {
    id: 'cards',
    title: 'Cards and 3-D Secure',
    blocks: [
      text(
        'Which brand may be paid how depends on the edition that a payment was opened under, and keeps for life (',
        { cite: 'D1' },
        `). Our own requests are under ${defaultEdition} unless another is configured. A low amount is one of at most ${lowValueText(rules)}.`,
      ),
    ],
    sections: [
      ...editionNames.map((edition) => editionSection(law, edition)),
      {
        id: 'editions-differ',
        title: 'What differs between the editions',
        blocks: editionNames.slice(1).flatMap((newer, index) => {
          const older = editionNames[index] as Edition;
          const [was, is] = [older, newer].map((name) => relations.find(({ edition }) => edition === name));
          if (!was || !is) throw new Error(`bug: no relation of edition ${older} or ${newer}`);
          return differences(law, older, newer, diffRelations(was, is));
        }),
      },
      outcomesSection(),
      {
        id: 'collectors',
        title: 'Who collects, and where chargebacks are expected',
        blocks: [
          table(
            ['Collector*', 'Brands*', 'Stands on', 'Basis!'],
            collectors.map((collector) => [
              collectorNames[collector],
              rules
                .brandsOf(collector)
                .map((brand) => brandNames[brand])
                .join(', '),
              ...groundsCells(rows.collectors[collector]),
            ]),
            'The same under every edition',
          ),
          table(
            ['Brand*', 'A chargeback', 'Stands on', 'Basis!'],
            cardBrands.map((brand) => [
              brandNames[brand],
              rows.brands[brand].chargeback.expected ? 'may come' : 'is booked as a violation',
              ...groundsCells(rows.brands[brand].chargeback),
            ]),
          ),
        ],
      },
    ],
  };
}

function editionSection({ rules }: Law, edition: Edition): Section {
  const { title, chargebackWord } = editions[edition];
  return {
    id: `edition-${edition}`,
    title: `Edition ${edition}: ${title}`,
    blocks: [
      table(
        ['Brand!', ...threeDModes.flatMap((mode) => [`${sentence(modeWords[mode])}*`, 'Stands on', 'Basis!'])],
        cardBrands.map((brand) => [
          brandNames[brand],
          ...threeDModes.flatMap((mode) => {
            const rule = rules.cardRule(edition, brand, mode);
            return [answerText(rules, edition, rule), ...groundsCells(rule)];
          }),
        ]),
      ),
      text('The order status of a forced reversal is spelled ', code(chargebackWord), ' under this edition.'),
    ],
  };
}

function answerText(rules: LawRules, edition: Edition, rule: CardRule): string {
  if (rule.answer === 'allowed') return 'allowed';
  const says = rules.saysOf(rule.refusal, edition);
  if (rule.answer === 'refused') return `refused: ${says}`;
  return `allowed up to ${rules.numbersOf(edition).limit}; else refused: ${says}`;
}

/** What differs, in words: first by the rows of the rules, then by what becomes possible in the charts. */
function differences({ rules }: Law, older: Edition, newer: Edition, diff: RelationDiff): readonly Block[] {
  const byRow = cardBrands.flatMap((brand) =>
    threeDModes.flatMap((mode) => ruleDifference(rules, older, newer, brand, mode)),
  );
  const words = [editions[older].chargebackWord, editions[newer].chargebackWord];
  const spelled: readonly Text[] =
    words[0] === words[1]
      ? []
      : [
          [
            'The order status of a forced reversal is spelled ',
            code(words[1] as string),
            '; it was ',
            code(words[0] as string),
            '.',
          ],
        ];
  return [
    text({ strong: `From ${older} to ${newer}.` }, ' By the rows of the rules:'),
    list(...byRow, ...spelled),
    note(
      `${verdictText(diff)} Printed by the same comparison as "paychart diff"; what merely follows from another change is left out.`,
    ),
    table(['Flow!', 'State and fact!', 'What changes*', 'Where*'], changeRows(diff)),
  ];
}

function ruleDifference(
  rules: LawRules,
  older: Edition,
  newer: Edition,
  brand: CardBrand,
  mode: ThreeDMode,
): readonly Text[] {
  const was = rules.cardRule(older, brand, mode);
  const is = rules.cardRule(newer, brand, mode);
  if (answerText(rules, older, was) === answerText(rules, newer, is)) return [];
  return [
    [
      { strong: `${brandNames[brand]} ${modeWords[mode]}` },
      ` is now ${answerText(rules, newer, is)}. It was ${answerText(rules, older, was)}. (`,
      ...cites(is.ids),
      `; ${is.basis}, ${sourceWords[is.source]}`,
      ...(passagesOf(is).length === 0 ? [] : [': ', ...passageLinks(passagesOf(is))]),
      ')',
    ],
  ];
}

function outcomesSection(): Section {
  return {
    id: 'outcomes',
    title: 'What 3-D Secure answers, and where that leads',
    blocks: [
      table(
        ['Outcome', 'Means*', 'Leads*', 'Stands on', 'Basis!'],
        outcomeLetters.map((letter) => {
          const { means, leads, ...grounds } = outcomes[letter];
          return [[code(letter)], means, leadsWords[leads], ...groundsCells(grounds)];
        }),
        'The same under every edition; what may go without 3-D Secure depends on the edition',
      ),
      text(
        'An issuer that asks for authentication sends the customer back to authenticate, at most once, and only if nothing was ' +
          'authenticated and the brand may be paid with 3-D Secure; otherwise the payment is declined (',
        { cite: 'D17' },
        ').',
      ),
    ],
  };
}
