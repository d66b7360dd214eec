/**
 * The public surface: every export of every door, one line each, as the built declarations have it. `npm run surface` writes
 * the lines into `docs/surface/`; a test holds them. With `--released` it writes down the names besides, as those of a release.
 *
 * What an export refers to and no door exports is a line too, after the exports: whoever imports the one depends on the other.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { doors } from './doors.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The longest line that is written out; of a longer one the end is a sum, so that a change in it still changes the line. */
const longest = 4000;

const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: true });

/** What a user may hold on to of one door. */
export interface Surface {
  /** The name it is imported by, as `paychart/store`. */
  readonly door: string;
  /** The names that it exports, sorted. */
  readonly names: readonly string[];
  /** The file's text: a heading, and a line for each declaration. */
  readonly text: string;
}

/** The file of a door's surface, as `docs/surface/service-app.txt`. */
export function surfaceFile(door: string): string {
  const name = door === 'paychart' ? door : door.slice('paychart/'.length).replaceAll('/', '-');
  return join('docs', 'surface', `${name}.txt`);
}

/** The names that every door of the last release exported, a line each: the door, then the name. */
export const releasedFile: string = join('docs', 'surface', 'released.txt');

/** The surface of every door, from the sources as they are now. Takes as long as building the package. */
export function surfaces(): readonly Surface[] {
  const declared = declarations();
  const fileOf = (source: string): string => declarationOf(join(root, source));
  const program = ts.createProgram([...doors.values()].map(fileOf), options, hostOver(declared));
  const checker = program.getTypeChecker();
  const exportsOf = (source: string): readonly ts.Symbol[] => {
    const file = program.getSourceFile(fileOf(source));
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${source} is a door and exports nothing`);
    return checker.getExportsOfModule(module);
  };
  const resolved = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const anywhere = new Set([...doors.values()].flatMap(exportsOf).map(resolved));
  return [...doors].map(([door, source]) => {
    const exported = new Map(exportsOf(source).map((symbol) => [symbol.name, resolved(symbol)]));
    const behind = new Set<ts.Symbol>();
    for (const symbol of [...exported.values()]) referredTo(symbol, checker, anywhere, behind);
    const names = [...exported.keys()].sort();
    const hidden = [...behind].flatMap(linesOf).sort();
    const lines = names.flatMap((name) => {
      const symbol = exported.get(name) as ts.Symbol;
      return linesOf(symbol).map((line) => (symbol.name === name ? line : `${line}, as ${name}`));
    });
    const heading = `# ${door}: ${names.length} exports. Written by "npm run surface"; a changed line is a line in the CHANGELOG.`;
    const rest = hidden.length > 0 ? ['', '# Behind them, exported by no door:', ...hidden] : [];
    return { door, names, text: `${[heading, '', ...lines, ...rest].join('\n')}\n` };
  });
}

/** Adds what a declaration refers to, and what that refers to, as far as no door exports it. */
function referredTo(
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
  exported: ReadonlySet<ts.Symbol>,
  found: Set<ts.Symbol>,
): void {
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const named = checker.getSymbolAtLocation(node);
      const target = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
      if (target && target !== symbol && isOurs(target) && !exported.has(target) && !found.has(target)) {
        found.add(target);
        referredTo(target, checker, exported, found);
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) visit(declaration);
}

/** Whether a symbol is a declaration of its own in one of our files, not a member, a parameter or somebody else's. */
function isOurs({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((one) => {
    const statement = ts.isVariableDeclaration(one) ? one.parent.parent : one;
    return (
      ts.isSourceFile(statement.parent) && !ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)
    );
  });
}

/** A symbol's declarations, each as one line without comments: kind, name, signature. */
function linesOf({ declarations = [] }: ts.Symbol): readonly string[] {
  return declarations.map((one) => {
    const isVariable = ts.isVariableDeclaration(one);
    const text = printer.printNode(ts.EmitHint.Unspecified, one, one.getSourceFile());
    const line = (isVariable ? `const ${text}` : text)
      .replaceAll(/\s+/g, ' ')
      .replace(/^(export )?(declare )?/, '')
      .replace(/;$/, '');
    return line.length <= longest ? line : `${line.slice(0, longest)} … ${line.length} characters, sum ${sumOf(line)}`;
  });
}

/** A number that texts which differ rarely share. */
function sumOf(text: string): string {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) >>> 0;
  return sum.toString(16);
}

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  noLib: true,
  types: [],
};

const declarationOf = (source: string): string => source.replace(/\.tsx?$/, '.d.ts');

/** The declarations that a build of the package comes to, by the place of their source. */
function declarations(): ReadonlyMap<string, string> {
  const place = join(root, 'tsconfig.build.json');
  const read = ts.readConfigFile(place, ts.sys.readFile);
  const config = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
  const program = ts.createProgram(config.fileNames, {
    ...config.options,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: root,
    noEmit: false,
  });
  const declared = new Map<string, string>();
  program.emit(undefined, (file, text) => declared.set(normalize(file), text), undefined, true);
  return declared;
}

/** Declarations that are in memory, as a compiler sees files; packages are not looked up, since only our own lines are printed. */
function hostOver(declared: ReadonlyMap<string, string>): ts.CompilerHost {
  return {
    ...ts.createCompilerHost(options),
    fileExists: (file) => declared.has(normalize(file)),
    readFile: (file) => declared.get(normalize(file)),
    getSourceFile: (file, version) => {
      const text = declared.get(normalize(file));
      return text === undefined ? undefined : ts.createSourceFile(file, text, version, true);
    },
    resolveModuleNameLiterals: (names, from) =>
      names.map(({ text }) => {
        const file = declarationOf(normalize(join(dirname(from), text)).replace(/\.js$/, '.ts'));
        const isOurs = text.startsWith('.') && declared.has(file);
        return {
          resolvedModule: isOurs ? { resolvedFileName: file, extension: ts.Extension.Dts } : undefined,
        };
      }),
  };
}

if (import.meta.main) {
  mkdirSync(join(root, 'docs/surface'), { recursive: true });
  const found = surfaces();
  for (const { door, text } of found) writeFileSync(join(root, surfaceFile(door)), text);
  const released = found.flatMap(({ door, names }) => names.map((name) => `${door} ${name}\n`));
  if (process.argv.includes('--released')) writeFileSync(join(root, releasedFile), released.join(''));
}
