/**
 * The change record: what each release changed of the law, by the comparison of its golden relations with those before.
 */
import { diffRelations } from '../../proof/index.ts';
import { chartIds } from '../../relation/index.ts';
import { changeRows, lineRows, verdictText } from '../changes.ts';
import { type Block, code, note, type Section, table, text } from '../document.ts';
import type { BookInputs, Release } from '../inputs.ts';
import { flowWords } from '../words.ts';

/** The chapter on changes. */
export function changesChapter({ releases }: BookInputs): Section {
  return {
    id: 'changes',
    title: 'Change record',
    blocks: [
      text(
        'A change of the law changes its hash, which is a constant of the source: it cannot happen unseen. The relation of each ' +
          'release is kept, and the difference of two releases is what ',
        code('paychart diff'),
        ' prints of theirs, edition by edition. A change that widens the law makes something possible that was not.',
      ),
      table(
        ['Release!', 'Released!', ...chartIds.map((chart) => `${flowWords[chart].name}*`)],
        releases.map(({ version, date, relations: [first] }) => [
          version,
          date ?? 'not yet',
          ...chartIds.map((chart) => [code(first?.laws[chart]?.slice(0, 16) ?? 'none')]),
        ]),
        'The law of each release: the first 16 digits of each hash',
      ),
      ...(releases.length < 2
        ? [note('There is one release so far: its law is the first, and there is none before it to compare with.')]
        : []),
    ],
    sections: releases.slice(1).map((newer, index) => {
      const older = releases[index] as Release;
      return {
        id: `change-${newer.version.replaceAll(/[^0-9A-Za-z]+/g, '-')}`,
        title: `From ${older.version} to ${newer.version}`,
        blocks: changesBetween(older, newer),
      };
    }),
  };
}

function changesBetween(older: Release, newer: Release): readonly Block[] {
  return newer.relations.flatMap((is) => {
    const was = older.relations.find(({ edition }) => edition === is.edition);
    if (!was) return [note(`Edition ${is.edition ?? 'of all'} is new in ${newer.version}.`)];
    const diff = diffRelations(was, is);
    return [
      text({ strong: `Edition ${is.edition ?? 'of all'}.` }, ` ${verdictText(diff)}`),
      ...(diff.changes.length === 0
        ? []
        : [table(['Flow!', 'State and fact!', 'What changes*', 'Where*'], changeRows(diff))]),
      ...(diff.linesCompared
        ? []
        : [note(`Limits and wording are not compared: the document of ${older.version} holds the relation alone.`)]),
      ...(diff.lines.length === 0 ? [] : [table(['Row!', 'What changes*'], lineRows(diff))]),
    ];
  });
}
