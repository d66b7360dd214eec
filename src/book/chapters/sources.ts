/**
 * The vendor's documentation, passage by passage: where each thing that is called documented can be read.
 */
import { type Passage, passageLink, passageNames, passages, vendorRepository } from '../../../machines/index.ts';
import { code, type Section, type Text, table, text } from '../document.ts';
import { counted, passagePlace } from '../words.ts';

/** The chapter with the sources. */
export function sourcesChapter(): Section {
  const all: readonly Passage[] = Object.values(passages);
  const commits = [...new Map(all.map(({ date, commit }) => [date, commit]))].sort();
  return {
    id: 'sources',
    title: 'Sources',
    blocks: [
      text(
        `What is called documented in this book stands in one of ${counted(all.length, 'passage')} of MultiSafepay’s public documentation, ` +
          `${vendorRepository}. Each is named by its page, the commit it was read at and its lines, with the SHA-256 of those lines; what ` +
          'they say is told here in words of our own. A passage of the founding page bears the id of the requirement that is taken ' +
          'from it.',
      ),
      text(
        'In a clone of that repository the SHA-256 of a passage is what ',
        code('git show COMMIT:PAGE | sed -n FIRST,LASTp | sha256sum'),
        ' prints. All of them are compared by ',
        code('paychart sources --check --from CLONE'),
        ', or without a clone by ',
        code('npm run check:sources'),
        ', which reads them over the network.',
      ),
      table(
        ['Day!', 'Commit*'],
        commits.map(([date, commit]) => [date, [code(commit)]]),
        'The commits that pages were read at',
      ),
      table(
        ['Passage!', 'Says*', 'Page and lines*', 'Day!', 'SHA-256 of the lines*'],
        passageNames.map((name): readonly Text[] => {
          const passage: Passage = passages[name];
          const [first, last] = passage.lines;
          const at = `${passage.page}, ${first === last ? `line ${first}` : `lines ${first} to ${last}`}`;
          return [
            [{ here: passagePlace(name), text: name }],
            passage.says,
            [{ to: passageLink(passage), text: at }],
            passage.date,
            [code(passage.sha256)],
          ];
        }),
      ),
    ],
  };
}
