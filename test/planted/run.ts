/**
 * Plants every fault of `in-src.ts`, one at a time, and runs tests until two files have noticed it: `npm run planted`. What is known
 * already is kept, as long as the file that a fault is planted in is what it was: so it can be stopped, and goes on where it was.
 *
 *   npm run planted            every fault that has no row of the file as it stands, or was not noticed twice
 *   npm run planted -- WORDS   only faults whose name or file has the words
 *   npm run planted -- quick   only the quickest tests: who is not noticed twice by them has no row, and waits for a whole run
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createVitest, type TestModule, type Vitest } from 'vitest/node';
import { type Fault, plantedIn } from './fault.ts';
import { sourceFaults } from './in-src.ts';

/** What came of a fault in a file: the tests that noticed, one of each of the first two files that did. */
export interface PlantedRow {
  readonly fault: string;
  readonly file: string;
  /** The SHA-256 of the file that the fault was planted in. */
  readonly sha256: string;
  readonly noticedBy: readonly { readonly file: string; readonly test: string }[];
}

const root = new URL('../../', import.meta.url);
const results = new URL('docs/planted.json', root);

/** The rows that are kept. */
export function keptRows(): readonly PlantedRow[] {
  return existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as PlantedRow[]) : [];
}

/** The SHA-256 of a file of the repository as it stands. */
export const digestOf = (file: string): string =>
  createHash('sha256')
    .update(readFileSync(new URL(file, root)))
    .digest('hex');

/** How many test files must notice a fault. */
export const enough = 2;

/** The tests of a file's own subject, which are run against a fault in it before all others. */
const testsOfSubject: readonly (readonly [file: string, tests: readonly string[]])[] = [
  ['src/lifecycle/judging/total', ['lifecycle/refunded-total', 'lifecycle/refunded-total.laws']],
  ['src/lifecycle/belief/refunded-total', ['lifecycle/refunded-total', 'lifecycle/refunded-total.laws']],
  [
    'src/lifecycle/judging/listing',
    ['lifecycle/refunded-total.laws', 'lifecycle/survivors-refunds', 'lifecycle/kinds'],
  ],
  ['src/lifecycle/judging/refund', ['lifecycle/owners', 'lifecycle/owners.laws', 'lifecycle/standing']],
  [
    'src/lifecycle/judging/attempt',
    ['lifecycle/owners', 'lifecycle/owners.laws', 'lifecycle/standing', 'lifecycle/alarms.laws'],
  ],
  ['src/lifecycle/judging/', ['lifecycle/standing', 'lifecycle/alarms.laws', 'lifecycle/decisions']],
  ['src/lifecycle/belief/', ['lifecycle/held', 'lifecycle/held.laws']],
  ['src/lifecycle/asking/', ['lifecycle/held', 'lifecycle/held.laws', 'lifecycle/standing']],
];

/** The tests that are run against a fault in a folder, those that notice most first: as many at a time as a row of the list has. */
const testsOf: readonly (readonly [folder: string, tests: readonly (readonly string[])[]])[] = [
  [
    'src/lifecycle/',
    [
      [
        'lifecycle/cases',
        'lifecycle/refunded-total',
        'lifecycle/money',
        'lifecycle/decisions',
        'lifecycle/times',
        'lifecycle/standing',
        'lifecycle/kinds',
      ],
      [
        'lifecycle/survivors-refunds',
        'lifecycle/survivors-payment',
        'lifecycle/survivors-classify',
        'lifecycle/predicates',
      ],
      ['lifecycle/cures', 'lifecycle/attack', 'lifecycle/captures.attack'],
      [
        'lifecycle/whole-order.laws',
        'lifecycle/contradictions.laws',
        'lifecycle/observe.laws',
        'lifecycle/step.laws',
        'lifecycle/explain',
        'lifecycle/view',
      ],
      ['store/corrections', 'store/whole-orders', 'incidents/incidents', 'incidents/variations'],
    ],
  ],
  [
    'src/store/',
    [
      ['store/next-read.laws', 'store/store'],
      ['store/reads', 'service/sweep', 'store/outbox'],
      ['store/memory', 'store/outside', 'service/retries'],
    ],
  ],
  [
    'src/multisafepay/',
    [
      ['multisafepay/signature', 'multisafepay/notification', 'multisafepay/spellings', 'multisafepay/order-json'],
      ['multisafepay/corpus', 'service/notifications', 'lifecycle/cases', 'testing/simulator'],
    ],
  ],
  [
    'src/relation/',
    [
      ['relation/compile', 'relation/hash', 'relation/made-up.laws', 'oracle/reach-twice'],
      ['relation/built', 'relation/table', 'relation/limits', 'machines/walk'],
      ['proof/invariants', 'proof/golden', 'relation/matrix', 'relation/pair-history', 'proof/diff', 'machines/rules'],
      ['lifecycle/step.laws', 'lifecycle/cases', 'oracle/by-requirement'],
    ],
  ],
];

/** The fault that is planted now. */
let planted: Fault | undefined;

const plugin = {
  name: 'planted fault',
  enforce: 'pre' as const,
  transform(code: string, id: string): string | undefined {
    const isIt = planted !== undefined && id.split('?')[0] === fileURLToPath(new URL(planted.file, root));
    return isIt && planted ? plantedIn(code, planted) : undefined;
  },
};

/**
 * The first test of a file whose expectation failed. A file that could not be run, or a test whose time was up, has noticed nothing: a
 * busy machine does that to them, too.
 */
function failureOf(module: TestModule): string | undefined {
  for (const test of module.children.allTests('failed'))
    if (test.result().errors?.some(({ message }) => !message.startsWith('Test timed out'))) return test.fullName;
  return undefined;
}

async function noticing(vitest: Vitest, fault: Fault, isQuick: boolean): Promise<PlantedRow['noticedBy']> {
  const path = fileURLToPath(new URL(fault.file, root));
  const all = testsOf.find(([folder]) => fault.file.startsWith(folder))?.[1] ?? [];
  const ofSubject = testsOfSubject.find(([file]) => fault.file.startsWith(file))?.[1] ?? [];
  const others = (isQuick ? all.slice(0, 2) : all).map((tests) => tests.filter((one) => !ofSubject.includes(one)));
  const rounds = [ofSubject, ...others];
  const found: { file: string; test: string }[] = [];
  planted = fault;
  try {
    for (const round of rounds) {
      if (found.length >= enough) break;
      if (round.length === 0) continue;
      const specifications = await vitest.globTestSpecifications(round.map((name) => `test/${name}.test.ts`));
      vitest.invalidateFile(path);
      const { testModules } = await vitest.runTestSpecifications(specifications);
      for (const module of testModules) {
        const { relativeModuleId: file } = module;
        const isOfRound = specifications.some(({ moduleId }) => moduleId === module.moduleId);
        const test = isOfRound ? failureOf(module) : undefined;
        if (test !== undefined && found.length < enough) found.push({ file, test });
      }
    }
    return found;
  } finally {
    planted = undefined;
    vitest.invalidateFile(path);
  }
}

function write(rows: ReadonlyMap<string, PlantedRow>): void {
  const listed = sourceFaults.flatMap(({ name }) => rows.get(name) ?? []);
  writeFileSync(results, `${JSON.stringify(listed, null, 2)}\n`);
  writeFileSync(page, pageOf(listed));
}

const page = new URL('docs/planted.md', root);

/** The page that says what noticed each fault. */
export function pageOf(rows: readonly PlantedRow[]): string {
  const open = sourceFaults.filter(({ name }) => !rows.some(({ fault }) => fault === name));
  const lines = rows.map(({ fault, file, sha256, noticedBy }) => {
    const by = noticedBy.map((one) => `\`${one.file.replace('test/', '')}\`: ${one.test.replaceAll('|', '\\|')}`);
    return `| ${fault} | \`${file}\` | \`${sha256.slice(0, 12)}\` | ${by.join('<br>')} |`;
  });
  return `<!-- Written by "npm run planted": do not edit. -->
# Faults planted in the sources

Each of these ${rows.length} faults was planted in \`src/\`, one at a time, and at least ${enough} files of tests noticed it; the first failing test of each is
named. It takes too long for every change: a row holds for the file as it was, by the first letters of its SHA-256
([planted.json](planted.json) has all of it), and \`npm test\` fails where the file has changed since, or where a fault was not noticed.
\`npm run planted\` plants again what has changed, and nothing else. A third of what is planted in \`machines/\` is asked in every run of the tests:
[proof.md](proof.md).

| planted | in | SHA-256 | noticed by |
| --- | --- | --- | --- |
${lines.join('\n')}
${open.length > 0 ? `\nWithout a row yet, ${open.length}:\n\n${open.map(({ name, file }) => `- \`${file}\`: ${name}`).join('\n')}\n` : ''}`;
}

if (import.meta.main) {
  const words = process.argv.slice(2);
  const isQuick = words.includes('quick');
  const asked = words.filter((word) => word !== 'quick').join(' ');
  const rows = new Map(keptRows().map((row) => [row.fault, row]));
  const isKnown = ({ name, file }: Fault): boolean => {
    const row = rows.get(name);
    return row !== undefined && row.file === file && row.sha256 === digestOf(file) && row.noticedBy.length >= enough;
  };
  const open = sourceFaults.filter((fault) => !isKnown(fault) && `${fault.name} ${fault.file}`.includes(asked));
  process.stdout.write(`${sourceFaults.length} faults, ${open.length} to be planted\n`);
  const vitest = await createVitest(
    'test',
    // One seed and few runs for every property: what notices is found again, and not by luck.
    {
      // Settings of the project's own file would go before these in each of its parts.
      config: false,
      include: ['test/**/*.test.ts'],
      globalSetup: ['test/run-folder.ts'],
      hookTimeout: 240_000,
      watch: false,
      fsModuleCache: false,
      setupFiles: ['test/mutation/setup.ts'],
      reporters: [{}],
      bail: 0,
      testTimeout: 120_000,
      silent: true,
      maxWorkers: 2,
    },
    { plugins: [plugin], root: fileURLToPath(root) },
  );
  try {
    for (const fault of open) {
      const sha256 = digestOf(fault.file);
      const noticedBy = await noticing(vitest, fault, isQuick);
      if (!isQuick || noticedBy.length >= enough)
        rows.set(fault.name, { fault: fault.name, file: fault.file, sha256, noticedBy });
      write(rows);
      const by = noticedBy.map(({ file }) => file).join(', ') || 'NOBODY';
      process.stdout.write(`${noticedBy.length >= enough ? '' : 'WEAK '}${fault.file}: ${fault.name}: ${by}\n`);
    }
  } finally {
    await vitest.close();
  }
}
