/**
 * What was proved, by whom, and how firm that is: the certificate, other programs, tests and mutants.
 */
import type { ModelPart } from '../../relation/exports/promela.ts';
import { chartIds } from '../../relation/index.ts';
import { cites, code, list, note, type Section, type Text, table, text } from '../document.ts';
import type { BookInputs } from '../inputs.ts';
import { scoreText } from '../results.ts';
import { totalsOf } from '../test-run.ts';
import { digestCommand } from '../tree.ts';
import { counted, flowWords } from '../words.ts';

const number = (count: number): string => count.toLocaleString('en');

/** The chapter on the proof. */
export function proofChapter(inputs: BookInputs): Section {
  return {
    id: 'proof',
    title: 'The proof',
    blocks: [
      text(
        'The claim is that an illegal status transition can never happen. Who says so are programs that share little or no ' +
          'code with each other. What none of them can show is that the rules are MultiSafepay’s: each rule names its source, ' +
          'and the register says what was settled.',
      ),
    ],
    sections: [
      certificateSection(inputs),
      invariantsSection(inputs),
      spinSection(inputs),
      scxmlSection(inputs),
      testsSection(inputs),
      mutationSection(inputs),
      identitySection(inputs),
    ],
  };
}

function certificateSection({ certificate }: BookInputs): Section {
  const { charts, matrix, lint, holds } = certificate;
  const row = (name: string, of: (index: number) => number): readonly Text[] => [
    name,
    ...charts.map((_, index) => number(of(index))),
  ];
  const cell =
    <Key extends string>(parts: readonly Readonly<Record<Key, number>>[], key: Key) =>
    (index: number) =>
      parts[index]?.[key] ?? 0;
  return {
    id: 'certificate',
    title: 'The certificate',
    blocks: [
      text(
        'Printed by ',
        code('paychart verify'),
        ' while this book was made: the charts are compiled anew, and every state, fact and profile is asked of XState and of ' +
          'the table under the library, against the rules.',
      ),
      table(
        ['*', ...charts.map(({ chart }) => flowWords[chart].name)],
        [
          row('states a transaction can be in', cell(charts, 'states')),
          row('edges, as written', cell(charts, 'edges')),
          row('profiles to begin with', cell(charts, 'profiles')),
          row('cells: a state with a profile', cell(charts, 'cells')),
          row('rows the law admits', cell(charts, 'lawful')),
          row('rows it refuses to requests', cell(charts, 'broken')),
          row('cases asked of XState', cell(matrix, 'checked')),
          row('of them taken', cell(matrix, 'taken')),
          row('of them refused by a permission', cell(matrix, 'refused')),
          row('of them impossible', cell(matrix, 'impossible')),
          row('cases asked of the table', cell(matrix, 'inTable')),
          row('cases that disagree', (index) => matrix[index]?.faults.length ?? 0),
        ],
      ),
      note(
        `${counted(lint.rules, 'house rule')} held against ${counted(lint.looked, 'place')}: ${counted(lint.faults.length, 'fault')}. ` +
          (holds ? 'Everything holds.' : 'This law does not hold.'),
      ),
    ],
  };
}

function invariantsSection({ certificate }: BookInputs): Section {
  return {
    id: 'invariants',
    title: 'The invariants',
    blocks: [
      text('Stated from the requirements and not from the charts, and checked on all that they are about.'),
      table(
        ['Invariant*', 'Says*', 'States', 'Looked at', 'Holds'],
        certificate.invariants.map(({ name, says, ids, looked, unit, faults }) => [
          name,
          says,
          cites(ids),
          counted(looked, unit),
          faults.length === 0 ? 'yes' : `no: ${counted(faults.length, 'fault')}`,
        ]),
      ),
    ],
  };
}

/** What each part of the model is a model of. */
const modelTitles: Readonly<Record<ModelPart, string>> = {
  CHARTS: 'one transaction',
  ORDER: 'a whole order',
  RESERVATION: 'a reservation and its captures',
};

function spinSection({ results: { spin } }: BookInputs): Section {
  return {
    id: 'spin',
    title: 'SPIN, a model checker',
    blocks: [
      text(
        `${spin.version}, on the models that Paychart exports, ${spin.ranAt.slice(0, 10)}. It knows nothing of XState. It searched ` +
          'every state that each model can reach. Amounts are small: a whole order has at most two attempts, a reservation three units.',
      ),
      table(
        ['Model', 'Formula*', 'Says*', 'States', 'Transitions', 'Errors', 'Whole'],
        spin.searches.map(({ part, formula, says, ids, states, transitions, errors, exhaustive }) => [
          modelTitles[part],
          formula.replaceAll('_', ' '),
          `${says} (${ids})`,
          number(states),
          number(transitions),
          number(errors),
          exhaustive ? 'yes' : 'no',
        ]),
      ),
    ],
  };
}

function scxmlSection({ results: { scxml } }: BookInputs): Section {
  return {
    id: 'scxml',
    title: 'An SCXML interpreter',
    blocks: [
      text(
        `${scxml.interpreter}, ${scxml.ranAt.slice(0, 10)}: an interpreter that nobody here wrote ran the exported charts. In every ` +
          'cell it was offered every fact of all charts, and what it did was compared with XState.',
      ),
      table(
        ['Flow*', 'Cells', 'Facts offered', 'Taken', 'Disagreements'],
        scxml.charts.map(({ chart, cells, asked, taken, disagreements }) => [
          flowWords[chart].name,
          number(cells),
          number(asked),
          number(taken),
          number(disagreements),
        ]),
      ),
    ],
  };
}

function testsSection({ testRun }: BookInputs): Section {
  if (testRun === undefined)
    return { id: 'tests', title: 'The tests', blocks: [note('No run of all tests is recorded.')] };
  const { vitest, node, files, began, ended, digest, tree, totals, failures } = testRun;
  const folders = [...Map.groupBy(files, ({ file }) => file.split('/').slice(0, -1).join('/'))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const row = (
    name: string,
    some: typeof files,
    { passed, failed, skipped, errors } = totalsOf(some),
  ): readonly Text[] => [name, ...[some.length, passed, failed, skipped, errors].map(number)];
  return {
    id: 'tests',
    title: 'The tests',
    blocks: [
      text(
        `Written by vitest ${vitest} itself on Node ${node}, at the end of a run of all tests, ${began} to ${ended}. It is of the tree `,
        code(digest),
        `: ${counted(tree.length, 'file')} of machines, src and test, by path and content. At the root of the project the same number comes from `,
        code(digestCommand),
        '.',
      ),
      table(
        ['Folder*', 'Files', 'Passed', 'Failed', 'Skipped', 'Errors outside a test'],
        [...folders.map(([folder, some]) => row(folder, some)), row('all', files, totals)],
      ),
      ...(failures.length > 0
        ? [list(...failures.map(({ file, name }): Text => ['failed: ', code(file), ` ${name}`]))]
        : []),
    ],
  };
}

function mutationSection({ results: { mutation } }: BookInputs): Section {
  return {
    id: 'mutation',
    title: 'Mutation testing',
    blocks: [
      text(
        `The charts, the rules and the lifecycle of release ${mutation.release} were broken on purpose, one change at a time: did a test ` +
          'notice? The numbers are of that tree, and claim nothing of the files as they stand now. They are those of ',
        code(mutation.document),
        ', which lists the changes that no test noticed, says how each number was measured, and which files have had no run since. ' +
          'The score is what was killed of what was measured and can be built.',
      ),
      table(
        ['Part*', 'Mutants', 'Measured', 'Cannot be built', 'Killed', 'Survived', 'Score'],
        mutation.parts.map((part) => [
          part.title,
          number(part.mutants),
          number(part.measured),
          number(part.unbuildable),
          number(part.killed),
          number(part.survived),
          scoreText(part),
        ]),
      ),
      ...mutation.parts
        .filter(({ mutants, measured }) => measured < mutants)
        .map(({ title, mutants, measured }) =>
          note(`${title}: ${number(mutants - measured)} of ${number(mutants)} mutants were not measured.`),
        ),
    ],
  };
}

function identitySection({ certificate, editions, version, versions }: BookInputs): Section {
  return {
    id: 'identity',
    title: 'What exactly this is about',
    blocks: [
      text(
        'The name of the law is the SHA-256 of each chart, compiled, and of its limits and its wording. A stored payment is readable by ' +
          'its charts alone: another limit or another sentence never stops reading.',
      ),
      table(
        ['Part of the law', 'SHA-256*', 'As the source names it'],
        [
          ...certificate.hashes.map(({ chart, hash, holds }) => [
            flowWords[chart].name,
            [code(hash)],
            holds ? 'yes' : 'no',
          ]),
          ...certificate.texts.map(({ text: part, hash, holds }) => [part, [code(hash)], holds ? 'yes' : 'no']),
        ],
      ),
      table(
        ['Edition', 'SHA-256 of its relation document*', 'Rows'],
        editions.map(({ edition, hash, rows }) => [edition ?? 'all', [code(hash)], number(rows.length)]),
      ),
      table(
        ['Package', 'Version*'],
        [['paychart', version], ...Object.entries(versions).map(([name, of]) => [name, of])],
      ),
      list(`Charts: ${chartIds.join(', ')}.`),
    ],
  };
}
