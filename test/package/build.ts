/**
 * `npm run build`: the package as it is published, in `dist`. First the relation that is built in is held against the charts; then
 * TypeScript writes the declarations, and the doors and the command are bundled. What the core loads is one file that all doors share, so
 * that two doors in one process judge by one law.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type InputOptions, type OutputOptions, rolldown } from 'rolldown';
import { type BuiltRelation, lawFromBuilt } from '../../src/relation/built.ts';
import { builtRelation } from '../../src/relation/built-relation.ts';
import {
  chartIds,
  chartSources,
  compileLaw,
  differencesOfBuilt,
  type Law,
  type LawName,
  lawName,
} from '../../src/relation/index.ts';
import { manifest, sourceOf } from './doors.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Holds what is built into the package against the charts, compiled anew.
 *
 * @throws Error with both names, if the charts come to another relation than the law is named after; or if the data is not theirs.
 */
export function holdAgainstCharts(
  law: Law = compileLaw(chartSources),
  built: BuiltRelation = builtRelation,
  named: LawName = lawName,
): void {
  const howTo = 'write what is built in with "npm run relations", and read its change';
  const { relation } = law.name;
  for (const id of chartIds)
    if (relation[id] !== named.relation[id])
      throw new Error(
        `the ${id} chart comes to the relation ${relation[id]}, and the law is named after ${named.relation[id]}: ${howTo}`,
      );
  const [first, ...more] = differencesOfBuilt(law, lawFromBuilt(built, named));
  if (first !== undefined)
    throw new Error(
      `the charts come to another relation than the one built in (${more.length + 1} places): ${first}. ${howTo}`,
    );
}

/** What is loaded from where it is installed. valibot is bundled: few of its functions are used, and loading all of them takes long. */
const outside = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies), 'elkjs'].filter(
  (name) => name !== 'valibot',
);

const options = {
  cwd: root,
  platform: 'neutral',
  resolve: { mainFields: ['module', 'main'] },
  external: (id) => id.startsWith('node:') || outside.some((name) => id === name || id.startsWith(`${name}/`)),
  onLog: (_, { message }) => {
    throw new Error(`the bundler warns: ${message}`);
  },
} as const satisfies InputOptions;

/** Lines stay lines and functions keep their names, so that what an error shows can be read; source maps have the sources in them. */
const written = {
  format: 'esm',
  sourcemap: true,
  comments: { jsdoc: false, annotation: true, legal: true },
  minify: { compress: false, mangle: { keepNames: true }, codegen: { removeWhitespace: false } },
} as const satisfies OutputOptions;

/** Bundles the doors and the command. */
export async function bundle(dir: string): Promise<void> {
  const built = [...Object.values(manifest.exports).filter((path) => path.endsWith('.js')), manifest.bin.paychart];
  const input = Object.fromEntries(built.map((path) => [path.replace(/^\.\/dist\/|\.js$/g, ''), sourceOf(path)]));
  const core = await modulesOf('src/index.ts');
  const bundled = await rolldown({ ...options, input, preserveEntrySignatures: 'allow-extension' });
  await bundled.write({
    ...written,
    dir,
    entryFileNames: '[name].js',
    chunkFileNames: 'src/shared/[name].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { name: 'core', test: (id) => core.has(id), priority: 2 },
        {
          name: 'charts',
          test: /\/(?:machines\/in-xstate|src\/relation\/(?:compile|law|print-built))\.ts$/,
          priority: 1,
        },
      ],
    },
  });
  await bundled.close();
}

/** The modules that are left of a door when it is bundled by itself. */
async function modulesOf(door: string): Promise<ReadonlySet<string>> {
  const alone = await rolldown({ ...options, input: door });
  const { output } = await alone.generate(written);
  await alone.close();
  return new Set(
    output
      .flatMap((chunk) => (chunk.type === 'chunk' ? Object.entries(chunk.modules) : []))
      .flatMap(([id, module]) => (module.renderedLength > 0 ? id : [])),
  );
}

if (import.meta.main) {
  holdAgainstCharts();
  const dir = `${root}/dist`;
  rmSync(dir, { recursive: true, force: true });
  execFileSync('tsc', ['-p', 'tsconfig.build.json', '--emitDeclarationOnly'], { cwd: root, stdio: 'inherit' });
  await bundle(dir);
  copyFileSync(`${root}/node_modules/valibot/LICENSE.md`, `${dir}/licences.txt`);
}
