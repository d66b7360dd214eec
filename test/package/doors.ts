/**
 * The doors of the package: its subpaths, and which packages each loads as soon as it is imported. Read from the source,
 * with the TypeScript parser: types are gone at run time, and what is loaded with `import()` is loaded later.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `package.json`, as far as the checks of the package read it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly bin: { readonly paychart: string };
  readonly exports: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The package's own `package.json`. */
export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What is installed with the package: its dependencies, and the peer that is not optional. */
export const installedWith: readonly string[] = [
  ...Object.keys(manifest.dependencies),
  ...Object.keys(manifest.peerDependencies).filter((name) => !manifest.peerDependenciesMeta[name]?.optional),
];

/** The source of each subpath, by the name that it is imported by, as `paychart/store`. */
export const doors: ReadonlyMap<string, string> = new Map(
  Object.entries(manifest.exports)
    .filter(([, target]) => target.endsWith('.js'))
    .map(([subpath, target]) => [`${manifest.name}${subpath.slice(1)}`, sourceOf(target)]),
);

/** The source that a built file comes from. */
export function sourceOf(built: string): string {
  return built.replace('./dist/', '').replace(/\.js$/, '.ts');
}

/** The packages that are loaded as soon as a file of ours is imported, modules of Node among them; sorted. */
export function loadedBy(file: string): readonly string[] {
  const packages = new Set<string>();
  const reached = new Set([file]);
  for (const one of reached)
    for (const name of importsOf(one)) {
      if (!name.startsWith('.')) packages.add(packageOf(name));
      else if (name.endsWith('.ts')) reached.add(normalize(join(dirname(one), name)));
    }
  return [...packages].sort();
}

/** The package that an import belongs to, without the path inside it; modules of Node as they are. */
function packageOf(name: string): string {
  return name.startsWith('node:') ? name : (/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

function importsOf(file: string): readonly string[] {
  const path = join(root, file);
  if (!existsSync(path)) throw new Error(`${file} is imported, and is not there`);
  const source = ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    const isImport = ts.isImportDeclaration(statement);
    if (!isImport && !ts.isExportDeclaration(statement)) return [];
    const from = statement.moduleSpecifier;
    return from && ts.isStringLiteral(from) && isAtRunTime(statement) ? [from.text] : [];
  });
}

/** Whether something is left of a statement when its types are gone. `import { type A } from` still loads its module. */
function isAtRunTime(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  return ts.isImportDeclaration(statement)
    ? statement.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword
    : !statement.isTypeOnly;
}
