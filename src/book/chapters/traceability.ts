/**
 * The traceability as a chapter.
 */
import { type Section, type Text, table, text } from '../document.ts';
import type { TestRun } from '../test-run.ts';
import { noTest, notMet, type Trace } from '../trace.ts';
import { counted } from '../words.ts';
import { isDecision } from './register.ts';

/** The chapter on traceability. */
export function traceabilityChapter(traces: readonly Trace[], run: TestRun | undefined): Section {
  const groups = [
    ['documented', 'What MultiSafepay’s documents ask', ({ id }: Trace) => !isDecision(id) && !id.startsWith('DC-')],
    ['product', 'What the product is to be', ({ id }: Trace) => id.startsWith('DC-')],
    ['settled', 'What was settled where the documents are silent', ({ id }: Trace) => isDecision(id)],
  ] as const;
  const later = traces.filter(({ met }) => !met).length;
  const recorded = run
    ? `The run is the last of all tests that is recorded, ${run.began} to ${run.ended}: ${counted(run.totals.passed, 'test')} passed and ${run.totals.failed.toLocaleString('en')} failed in ${counted(run.files.length, 'file')}.`
    : 'No run of all tests is recorded.';
  return {
    id: 'traceability',
    title: 'Traceability',
    blocks: [
      text(
        `${counted(traces.length, 'requirement')}. From left to right: what is asked; the states and edges that bear it; the ` +
          'guards, rows, refusals and invariants that hold it; the tests that name it; the run that last saw them pass. A test ' +
          'belongs to a requirement if its name, or that of a group around it, names the id; nobody keeps a list. ' +
          `${recorded} Names of tests are whole in `,
        { to: 'traceability.csv', text: 'traceability.csv' },
        '.',
      ),
      text(
        'Where no state or edge can bear a requirement, because it is about words, times or the product, its file is named. ' +
          `${counted(later, 'requirement')} belong to a later release: what they ask is not yet met, and no place or test is claimed for it.`,
      ),
    ],
    sections: groups.map(([id, title, belongs]) => ({
      id: `trace-${id}`,
      title,
      blocks: [
        table(
          ['Id!', 'Asks*', 'Chart elements*', 'Rules*', 'Tests*', 'Verified!'],
          traces
            .filter(belongs)
            .map((trace) => [
              [isDecision(trace.id) ? { cite: trace.id } : { place: trace.id }],
              trace.says,
              shortened(trace.elements),
              shortened(trace.rules),
              testsText(trace),
              verifiedText(trace),
            ]),
        ),
      ],
    })),
  };
}

/** How many names a cell shows; the CSV has all of them. */
const shownAtMost = 4;

/** Names, one under the other; both card charts have the same edges, which are then told once. */
function shortened(names: readonly string[]): Text {
  const shown = [...Map.groupBy(names, (name) => name.replace(/^(transaction|own-mid): /, ''))].map(([rest, some]) =>
    some.length === 1 ? (some[0] as string) : `transaction, own-mid: ${rest}`,
  );
  const more = shown.length - shownAtMost;
  return more <= 1 ? shown.join('\n') : [...shown.slice(0, shownAtMost), `and ${more} more`].join('\n');
}

const verifiedText = ({ met, verifiedAt }: Trace): string =>
  met ? (verifiedAt?.slice(0, 10) ?? 'not verified') : notMet;

function testsText({ tests, met }: Trace): Text {
  if (!met) return notMet;
  if (tests.length === 0) return noTest;
  const files = [...Map.groupBy(tests, ({ file }) => file)].sort(([, a], [, b]) => b.length - a.length);
  const lines = files.map(([file, some], index) => {
    const [{ name }] = some as [Trace['tests'][number]];
    const more = some.length - 1;
    const title = `${file.replace(/^test\//, '')} › ${ownName(name)}`;
    return index === 0
      ? `${title}${more > 0 ? ` (and ${more} more there)` : ''}`
      : `${file.replace(/^test\//, '')} (${some.length})`;
  });
  return lines.join('\n');
}

/** The own name of a test, without those of the groups around it. */
const ownName = (name: string): string => name.split(' > ').at(-1) as string;
