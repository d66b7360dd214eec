/**
 * Which tests judge the mutants of a folder. Left out is what kills by comparing texts (hashes, golden tables, printed pages), what
 * needs files from elsewhere (the corpora), and what has no say in the folder.
 */
const lifecycle = {
  include: ['test/machines/*.test.ts', 'test/relation/{compile,matrix}.test.ts', 'test/lifecycle/*.test.ts'],
  exclude: ['test/machines/table.test.ts', 'test/lifecycle/corpus.test.ts'],
};

const testsOf: Readonly<Record<string, typeof lifecycle>> = {
  'src/relation/': {
    include: ['test/relation/*.test.ts', 'test/oracle/reach-twice.test.ts', 'test/machines/walk.test.ts'],
    exclude: ['hash', 'built', 'refund-window', 'limits'].map((name) => `test/relation/${name}.test.ts`),
  },
  'src/multisafepay/': {
    include: ['test/multisafepay/*.test.ts', 'test/lifecycle/cases.test.ts'],
    exclude: ['test/multisafepay/corpus.test.ts'],
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

/** The tests that judge the mutants of a folder; those of the lifecycle and the charts where nothing else is said. */
export const testsFor = (folder: string | undefined): typeof lifecycle => testsOf[folder ?? ''] ?? lifecycle;
