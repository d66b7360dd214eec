/**
 * Every reason to say no, in order of precedence.
 */
import { type Cure, type Grounds, refusalCodes, refusals } from '../../../machines/index.ts';
import { type Law, type LawLine, limitLines, saidText } from '../../relation/index.ts';
import { saysText } from '../../words/index.ts';
import { code, type Section, table, text } from '../document.ts';
import { counted, groundsCells } from '../words.ts';

/** What cures a refusal. */
const cureWords = {
  nothing: 'nothing; asking again does not help',
  change: 'asking differently',
  capture: 'capturing what is reserved',
  status_read: 'reading the order at MultiSafepay',
  configuration: 'saying who collects the order',
  time: 'waiting, and asking again',
  person: 'a person who looks at it',
} as const satisfies Record<Cure, string>;

/** The chapter on refusals. */
export function refusalsChapter(law: Law): Section {
  return {
    id: 'refusals',
    title: 'Refusals, in order of precedence',
    blocks: [
      text(
        `${counted(refusalCodes.length, 'reason')} to say no. Where several refuse a request, the first of this list is given. A refusal of ` +
          'what we ask for stops the request. The same reason found in what MultiSafepay reports is a violation: the money is ' +
          'booked, and somebody is told (',
        { cite: 'D0' },
        ').',
      ),
      table(
        ['No.', 'Code!', 'When*', 'What cures it*', 'Stands on', 'Basis!'],
        refusalCodes.map((name, index) => {
          const { cure } = refusals[name];
          return [
            String(index + 1),
            [code(name)],
            saysText(name, law.rules),
            cureWords[cure],
            ...groundsCells(refusals[name]),
          ];
        }),
      ),
    ],
    sections: [
      {
        id: 'numbers',
        title: 'The numbers that they go by',
        blocks: [
          text(
            'Every number of the law but the digits of currencies is a row with its grounds, under each edition where it can differ. ' +
              'Sentences, the checks and the exported forms print it from there. Amounts are in minor units.',
          ),
          table(
            ['Row!', 'Says*', 'Stands on', 'Basis!'],
            limitLines(law)
              .filter(({ says }) => Object.values(says).some((value) => typeof value === 'number'))
              .filter(({ says }) => says.digits === undefined)
              .map((line) => [[code(line.place)], saidText(line.says), ...groundsCells(groundsOfLine(law, line))]),
          ),
        ],
      },
    ],
  };
}

/** The grounds of a line with the passages of its row, which the line itself does not tell. */
function groundsOfLine({ metas, rows }: Law, line: LawLine): Grounds {
  const [section, chart, state, ...within] = line.place.split(' ');
  const [from, path] =
    section === 'states' ? [metas.get(`${chart} ${state}`), within] : [rows as object, line.place.split(' ')];
  const row = path.reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], from);
  const { passages } = (row ?? {}) as Partial<Grounds>;
  return passages === undefined ? line : { ...line, passages };
}
