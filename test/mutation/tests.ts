/**
 * Which tests judge the mutants of a folder. Left out is what kills by comparing texts (hashes, golden tables, printed pages), what
 * needs files from elsewhere (the corpora), and what has no say in the folder.
 */
interface Tests {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

const lifecycle: Tests = {
  include: ['test/machines/*.test.ts', 'test/relation/{compile,matrix}.test.ts', 'test/lifecycle/**/*.test.ts'],
  exclude: ['test/machines/table.test.ts', 'test/lifecycle/{corpus,step-errors}.test.ts'],
};

/** What judges by the rules and the metas of the charts; the edges it has from the relation that is built in. */
const byTheRules =
  'test/lifecycle/{attack,captures,cases,cures,decisions,disputes,held,kinds,owners,predicates,refunded-total,standing}.test.ts';

/** What judges the relation by the law's hash, or by texts. */
const byTheHash = ['hash', 'built', 'refund-window', 'limits'].map((name) => `test/relation/${name}.test.ts`);

/** The tests that first judge every mutant of a folder. */
const firstTests: Readonly<Record<string, Tests>> = {
  'machines/': {
    include: [
      'test/machines/*.test.ts',
      'test/relation/matrix.test.ts',
      'test/oracle/{by-requirement,rows-twice}.test.ts',
      byTheRules,
    ],
    exclude: ['test/machines/{table,walk}.test.ts'],
  },
  'src/relation/': {
    include: ['test/relation/*.test.ts', 'test/oracle/reach-twice.test.ts', 'test/machines/walk.test.ts'],
    exclude: byTheHash,
  },
  'src/multisafepay/': {
    include: ['test/multisafepay/*.test.ts', 'test/lifecycle/cases.test.ts'],
    exclude: ['test/multisafepay/corpus.test.ts'],
  },
};

/** The tests that judge again what survived, where they are more: those that take long as well. */
const allTests: Readonly<Record<string, Tests>> = {
  'machines/': {
    include: ['test/{machines,oracle}/*.test.ts', 'test/relation/{compile,matrix}.test.ts', byTheRules],
    exclude: lifecycle.exclude,
  },
  'src/relation/': {
    include: ['test/relation/*.test.ts', 'test/oracle/*.test.ts', 'test/machines/walk.test.ts'],
    exclude: byTheHash,
  },
};

/**
 * The folder that files are of, by which their tests are found.
 *
 * @throws Error if they are of several.
 */
export function folderOf(files: readonly string[]): string {
  const folders = new Set(files.map((file) => /^(src\/[^/]+\/|machines\/)/.exec(file)?.[0] ?? file));
  const [folder, another] = folders;
  if (folder === undefined || another !== undefined)
    throw new Error(`files of one folder are mutated at a time, not of ${[...folders].join(' and ')}`);
  return folder;
}

/**
 * The tests that judge the mutants of a folder, at first or again; those of the lifecycle and the charts where nothing else is said.
 */
export function testsFor(folder = '', again = false): { include: string[]; exclude: string[] } {
  const { include, exclude } = (again ? allTests[folder] : undefined) ?? firstTests[folder] ?? lifecycle;
  return { include: [...include], exclude: [...exclude] };
}

/** What is said where a worker that has loaded one mutant is given another: then the result is none. */
export const twoMutants = 'bug: one worker was given two mutants';
