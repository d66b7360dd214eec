/**
 * Goal: the house stands as architecture.md draws it. Import arrows point one way; the law and the core have no clock, no
 * randomness and no I/O; state names are typed in `machines/` only; no file is named for nothing.
 *
 * The source is read with the TypeScript parser, so comments and the insides of other words do not count.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import {
  createOwnMidMachine,
  createRefundMachine,
  createTransactionMachine,
  orderStatuses,
  transactionStatuses,
} from '../machines/index.ts';
import { statesOf, written } from '../src/relation/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each folder may import besides its own files: folders of ours, and packages. `null`: anything. */
const arrows: Readonly<Record<string, readonly string[] | null>> = {
  machines: ['xstate'],
  'src/relation': ['machines', 'xstate'],
  'src/proof': ['src/relation', 'src/lifecycle', 'machines', 'valibot', 'xstate'],
  'src/lifecycle': ['src/relation', 'machines', 'valibot'],
  'src/multisafepay': ['src/lifecycle', 'machines', 'valibot'],
  'src/incidents': ['src/words', 'src/multisafepay', 'src/lifecycle', 'src/relation', 'machines'],
  'src/testing': ['src/multisafepay', 'src/lifecycle', 'src/relation', 'machines', 'fast-check'],
  'src/inspect': [
    'src/multisafepay',
    'src/lifecycle',
    'src/relation',
    'machines',
    '@statelyai/inspect',
    'valibot',
    'xstate',
    'hono',
    'hono/cookie',
    'hono/streaming',
    '@hono/node-server',
    'node:crypto',
    'ws',
    'node:net',
  ],
  'src/store': ['src/lifecycle', 'src/relation', 'machines', 'pg', '@electric-sql/pglite', 'valibot', 'node:crypto'],
  'src/book': [
    'src/store',
    'src/multisafepay',
    'src/words',
    'src/proof',
    'src/lifecycle',
    'src/relation',
    'machines',
    'valibot',
  ],
  'src/studio/page': [
    'src/studio',
    'src/incidents',
    'src/inspect',
    'src/words',
    'src/lifecycle',
    'src/multisafepay',
    'src/relation',
    'machines',
    'preact',
    'preact/hooks',
    '@preact/signals',
    'valibot',
    'vite',
    'node:url',
  ],
  'src/studio': [
    'src/inspect',
    'src/words',
    'src/lifecycle',
    'src/multisafepay',
    'src/relation',
    'machines',
    'elkjs/lib/elk-api.js',
  ],
  'src/service': [
    'src/store',
    'src/words',
    'src/multisafepay',
    'src/lifecycle',
    'src/relation',
    'machines',
    'valibot',
    '@valibot/to-json-schema',
    'hono',
    'hono/bearer-auth',
    'hono/body-limit',
    'hono/http-exception',
    'hono/method-not-allowed',
    'hono/secure-headers',
    'hono/streaming',
    '@hono/node-server',
    'pino',
    'prom-client',
    'node:fs',
    'node:net',
    'node:path',
    'node:timers/promises',
  ],
  'src/words': ['src/lifecycle', 'machines'],
  'src/index.ts': ['src/lifecycle', 'src/multisafepay', 'src/relation', 'machines'],
  'src/cli': null,
};

/** Where nothing may happen but computing. */
const pure = [
  'machines',
  'src/relation',
  'src/proof',
  'src/book',
  'src/lifecycle',
  'src/multisafepay',
  'src/words',
  'src/incidents',
];

const bannedNames = ['util', 'helper', 'misc', 'common', 'manager'];

const files = globSync(['machines/**/*.ts', 'src/**/*.{ts,tsx}'], { cwd: root }).map(slashes).sort();
const testFiles = globSync('test/**/*.ts', { cwd: root }).map(slashes).sort();

describe('import arrows', () => {
  it('should be declared for every folder of the product', () => {
    const undeclared = files.filter((file) => homeOf(file) === undefined);
    expect(undeclared).toEqual([]);
  });

  it.each(Object.keys(arrows))('should point from %s where they may', (home) => {
    const here = files.filter((file) => homeOf(file) === home);
    expect(here).not.toEqual([]);
    expect(here.flatMap((file) => wrongImports(file, sourceOf(file)))).toEqual([]);
  });

  it.each(['src/index.ts', 'src/inspect/index.ts'])('should not lead from the door %s to any Node API', (door) => {
    expect(existsSync(join(root, door)), `${door} is a public door`).toBe(true);
    const reached = reachedFrom(door);
    const nodeImports = [...reached].flatMap((file) =>
      importsOf(sourceOf(file))
        .filter((name) => name.startsWith('node:') || nodeModules.has(name))
        .map((name) => `${file} imports ${name}`),
    );
    console.info(`${reached.size} files reached from ${door}`);
    expect(nodeImports).toEqual([]);
  });

  it('should be noticed when they point the wrong way', () => {
    expect(wrongImports('machines/cards.ts', "import { z } from '../src/relation/index.ts';")).toHaveLength(1);
    expect(wrongImports('machines/cards.ts', "import fs from 'node:fs';")).toHaveLength(1);
    expect(wrongImports('machines/cards.ts', "export * from 'valibot';")).toHaveLength(1);
    expect(wrongImports('src/relation/x.ts', "import type { Payment } from '../lifecycle/payment.ts';")).toHaveLength(
      1,
    );
    expect(wrongImports('src/lifecycle/x.ts', "const wire = await import('../multisafepay/index.ts');")).toHaveLength(
      1,
    );
    expect(wrongImports('src/lifecycle/x.ts', "import { setup } from 'xstate';")).toHaveLength(1);
    expect(wrongImports('src/multisafepay/x.ts', "import { run } from '../cli/run.ts';")).toHaveLength(1);
    expect(wrongImports('src/incidents/x.ts', "import { explained } from '../cli/explain.ts';")).toHaveLength(1);
    expect(wrongImports('src/multisafepay/x.ts', "import * as v from 'valibot';")).toEqual([]);
    expect(wrongImports('src/cli/x.ts', "import fs from 'node:fs'; import '../multisafepay/index.ts';")).toEqual([]);
    expect(wrongImports('machines/cards.ts', "// import fs from 'node:fs';\nimport './money.ts';")).toEqual([]);
  });
});

describe('effects', () => {
  it.each(pure)('should be absent from %s: no clock, no randomness, no process, no timer, no network', (folder) => {
    const here = files.filter((file) => file.startsWith(`${folder}/`));
    expect(here.flatMap((file) => effectsIn(file, sourceOf(file)))).toEqual([]);
  });

  it.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const now = new Date;',
    'const now = Date();',
    'const now = performance.now();',
    'const dice = Math.random();',
    'const id = crypto.randomUUID();',
    'const home = process.env.HOME;',
    'const home = globalThis.process;',
    'setTimeout(() => {}, 1);',
    'setInterval(() => {}, 1);',
    'await fetch(url);',
    'const get = fetch;',
    'console.log(1);',
  ])('should be noticed: %s', (source) => {
    expect(effectsIn('machines/x.ts', source)).toHaveLength(1);
  });

  it.each([
    'const then = new Date(at);',
    'const then = Date.parse(at);',
    '// Date.now() would be wrong here',
    "const text = 'fetch';",
    'const { process: step } = steps; steps.process();',
    'const step = { fetch: 1 };',
    'interface Wire { fetch(url: string): void }',
  ])('should not be seen where there are none: %s', (source) => {
    expect(effectsIn('machines/x.ts', source)).toEqual([]);
  });
});

describe('names', () => {
  it('should say what a file is: none is a util, helper, misc, common or manager', () => {
    expect([...files, ...testFiles].filter(isBannedName)).toEqual([]);
  });

  it.each(['src/util.ts', 'src/utils/x.ts', 'test/test-helpers.ts', 'machines/common.ts', 'src/payment-manager.ts'])(
    'should be noticed where they say nothing: %s',
    (file) => {
      expect(isBannedName(file)).toBe(true);
    },
  );

  it('should be typed in machines/ only, where they are names of states', () => {
    const retyped = files
      .filter((file) => !file.startsWith('machines/'))
      .flatMap((file) => stateNamesIn(file, sourceOf(file)));
    expect(retyped).toEqual([]);
  });

  it('should be noticed where a state is typed again, in any quotes', () => {
    for (const text of ["'authorising'", '"initialized.screening"', '`chargedBack`', "'completed'"])
      expect(stateNamesIn('src/lifecycle/x.ts', `const state = ${text};`)).toHaveLength(1);
    expect(stateNamesIn('src/lifecycle/x.ts', "type State = 'uncleared';")).toHaveLength(1);
    expect(stateNamesIn('src/lifecycle/x.ts', "// 'uncleared'\nconst word = 'unclear';")).toEqual([]);
  });

  it('should not be confused with how an amount counts', () => {
    expect(stateNamesIn('src/lifecycle/x.ts', "const held = countsOf(refund) === 'reserved';")).toEqual([]);
    expect(stateNamesIn('src/lifecycle/x.ts', "const held = { counts: 'reserved' };")).toEqual([]);
    expect(stateNamesIn('src/lifecycle/x.ts', "const held = { state: 'reserved' };")).toHaveLength(1);
    expect(stateNamesIn('src/lifecycle/x.ts', "const held = refund.state === 'reserved';")).toHaveLength(1);
  });

  it('should be free on the wire where they are words of MultiSafepay as well', () => {
    expect(stateNamesIn('src/multisafepay/x.ts', "const word = 'completed';")).toEqual([]);
    expect(stateNamesIn('src/incidents/x.ts', "const word = 'completed';")).toEqual([]);
    expect(stateNamesIn('src/incidents/x.ts', "const state = 'initialized.screening';")).toHaveLength(1);
    expect(stateNamesIn('src/multisafepay/x.ts', "const state = 'chargedBack';")).toHaveLength(1);
    expect(stateNamesIn('src/multisafepay/x.ts', "const state = 'initialized.screening';")).toHaveLength(1);
  });
});

const nodeModules: ReadonlySet<string> = new Set(['fs', 'path', 'crypto', 'os', 'process', 'stream', 'http', 'https']);

/** Every state of every chart, by its own name and dotted from the root. */
const stateNames: ReadonlySet<string> = new Set(
  [createTransactionMachine(), createOwnMidMachine(), createRefundMachine()].flatMap((machine) =>
    statesOf(written(machine))
      .filter(({ name }) => name !== '')
      .flatMap(({ name }) => [name, name.split('.').at(-1) as string]),
  ),
);

const wireWords: ReadonlySet<string> = new Set([...orderStatuses, ...transactionStatuses]);

/** Where JSON of MultiSafepay is read, or told as it came. */
const wired = ['src/multisafepay/', 'src/incidents/'];

/** Names of the surroundings: whoever uses one has an effect, or depends on something that is not given as data. */
const surroundings: ReadonlySet<string> = new Set([
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'performance',
  'crypto',
  'console',
  'globalThis',
]);

function slashes(path: string): string {
  return path.split(sep).join('/');
}

function sourceOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** The declared folder (or file) that a file belongs to. */
function homeOf(file: string): string | undefined {
  return Object.keys(arrows).find((home) => file === home || file.startsWith(`${home}/`));
}

/** Every module that a source imports or re-exports, types included. */
function importsOf(source: string): readonly string[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The file of ours that an import names, from the project's root; `undefined` for a package. */
function ownFile(from: string, name: string): string | undefined {
  return name.startsWith('.') ? slashes(normalize(join(dirname(from), name))) : undefined;
}

function wrongImports(file: string, source: string): string[] {
  const home = homeOf(file);
  const allowed = home === undefined ? [] : arrows[home];
  if (allowed === null || allowed === undefined) return [];
  return importsOf(source)
    .filter((name) => {
      const own = ownFile(file, name);
      if (own === undefined) return !allowed.includes(name);
      const target = homeOf(own);
      return target !== home && !allowed.includes(target ?? own);
    })
    .map((name) => `${file} imports ${name}`);
}

function reachedFrom(door: string): ReadonlySet<string> {
  const reached = new Set([door]);
  for (const file of reached) {
    for (const name of importsOf(sourceOf(file))) {
      const own = ownFile(file, name);
      if (own !== undefined) reached.add(own);
    }
  }
  return reached;
}

/** Every node of a source, in the order written. */
function nodesOf(file: string, source: string): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return nodes;
}

function place(file: string, node: ts.Node): string {
  const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
  return `${file}:${line + 1} ${node.getText().slice(0, 60)}`;
}

function effectsIn(file: string, source: string): string[] {
  return nodesOf(file, source)
    .filter((node) => {
      if (ts.isPropertyAccessExpression(node))
        return ['Date.now', 'Math.random'].includes(`${node.expression.getText()}.${node.name.text}`);
      if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && !node.arguments?.length;
      if (ts.isCallExpression(node)) return node.expression.getText() === 'Date';
      return ts.isIdentifier(node) && surroundings.has(node.text) && isUsed(node);
    })
    .map((node) => place(file, node));
}

/** Whether an identifier stands for itself, rather than naming a member, a property or something declared here. */
function isUsed(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === name;
  if (ts.isBindingElement(parent)) return parent.propertyName !== name && parent.name !== name;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === name;
  return !(
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isFunctionDeclaration(parent)
  );
}

function isBannedName(file: string): boolean {
  return file
    .toLowerCase()
    .split(/[/.\-_]/)
    .some((word) => bannedNames.some((banned) => word === banned || word === `${banned}s`));
}

/** Whether a literal is how something counts, or compared with that: this vocabulary has a `reserved` of its own. */
function isCount({ parent }: ts.Node): boolean {
  if (ts.isPropertyAssignment(parent)) return parent.name.getText() === 'counts';
  return ts.isBinaryExpression(parent) && /counts/i.test(parent.left.getText());
}

/** Where a source types the name of a state. On the wire, and where it is told what was on it, MultiSafepay's own words are free. */
function stateNamesIn(file: string, source: string): string[] {
  const free = wired.some((home) => file.startsWith(home)) ? wireWords : new Set<string>();
  return nodesOf(file, source)
    .filter((node) => ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
    .filter((node) => stateNames.has(node.text) && !free.has(node.text) && !isCount(node))
    .map((node) => place(file, node));
}
