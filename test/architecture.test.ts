/**
 * Goal: the house stands as ARCHITECTURE.md draws it, arrow for arrow. Import arrows point one way; the law and the core have no clock, no
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
  disputeStates,
  documentedDisputeWords,
  orderStatuses,
  transactionStatuses,
  waysToCount,
} from '../machines/index.ts';
import { statesOf, theLaw, written } from '../src/relation/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each folder may import besides its own files: folders of ours, and packages. `null`: anything. */
const arrows: Readonly<Record<string, readonly string[] | null>> = {
  machines: ['xstate'],
  'src/relation': ['machines', 'xstate'],
  'src/proof': ['src/relation', 'src/lifecycle', 'machines', 'valibot', 'xstate'],
  'src/lifecycle': ['src/relation', 'machines', 'valibot'],
  'src/multisafepay': ['src/lifecycle', 'machines'],
  'src/incidents': ['src/words', 'src/multisafepay', 'src/lifecycle', 'src/relation', 'machines'],
  'src/testing': ['src/multisafepay', 'src/lifecycle', 'src/relation', 'machines', 'fast-check'],
  'src/inspect': [
    'src/words',
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
  'src/store': [
    'src/lifecycle',
    'src/relation',
    'machines',
    'pg',
    '@electric-sql/pglite',
    'valibot',
    'node:crypto',
    'node:fs',
    'node:net',
    'node:os',
    'node:path',
    'node:timers/promises',
  ],
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
    '@hono/node-server',
    'pino',
    '@opentelemetry/api',
    '@opentelemetry/exporter-prometheus',
    '@opentelemetry/sdk-metrics',
    'node:fs',
    'node:net',
    'node:perf_hooks',
    'node:timers/promises',
    'node:v8',
  ],
  'src/restate': [
    'src/service',
    'src/store',
    'src/multisafepay',
    'src/lifecycle',
    '@restatedev/restate-sdk',
    '@hono/node-server',
    'node:crypto',
    'node:fs/promises',
    'node:http',
    'node:http2',
    'node:net',
  ],
  'src/audit': [
    'src/multisafepay',
    'src/lifecycle',
    'src/relation',
    'machines',
    '@duckdb/node-api',
    'node:crypto',
    'node:fs',
    'node:fs/promises',
    'node:os',
    'node:path',
    'node:stream/promises',
    'node:zlib',
    // The collector of garbage is called while rows are read.
    'node:v8',
    'node:vm',
  ],
  'src/words': ['src/lifecycle', 'machines'],
  'src/index.ts': ['src/lifecycle', 'machines'],
  'src/cli': null,
};

/**
 * The floors of the lifecycle: which files are on each, and which other floors each may import. Judging and asking stand side
 * by side: what a report comes to and what may be asked meet in the belief below them, nowhere else.
 */
const floors: Readonly<Record<string, { readonly files: readonly string[]; readonly on: readonly string[] }>> = {
  engine: { files: ['engine/'], on: ['judging', 'belief', 'plain'] },
  whole: { files: ['index', 'under', 'view', 'stored'], on: ['asking', 'judging', 'belief', 'plain'] },
  asking: { files: ['asking/'], on: ['belief', 'plain'] },
  judging: { files: ['judging/'], on: ['belief', 'plain'] },
  belief: { files: ['belief/'], on: ['plain'] },
  plain: {
    files: [
      'verdict',
      'shape',
      'payment',
      'report',
      'sighting',
      'in-force',
      'read',
      'recency',
      'fitting',
      'input-error',
      'values',
    ],
    on: [],
  },
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

  it.each(Object.entries(arrows))('should all be taken that %s may take', (home, allowed) => {
    const here = files.filter((file) => homeOf(file) === home);
    const taken = new Set(here.flatMap((file) => importsOf(sourceOf(file)).map((name) => targetOf(file, name))));
    expect((allowed ?? []).filter((name) => !taken.has(name))).toEqual([]);
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
    expect(wrongImports('src/lifecycle/x.ts', "import * as v from 'valibot';")).toEqual([]);
    expect(wrongImports('src/cli/x.ts', "import fs from 'node:fs'; import '../multisafepay/index.ts';")).toEqual([]);
    expect(wrongImports('machines/cards.ts', "// import fs from 'node:fs';\nimport './money.ts';")).toEqual([]);
  });
});

describe('the drawing in ARCHITECTURE.md', () => {
  const [ofFolders = '', ofLifecycle = ''] = drawings(sourceOf('docs/ARCHITECTURE.md'));

  it('should be the arrows that are held here, folder for folder', () => {
    const held = Object.entries(arrows).map(
      ([home, allowed]) => [home, allowed?.map(packageOf) ?? ['anything']] as const,
    );
    expect(drawn(ofFolders)).toEqual(Object.fromEntries(held.map(([home, to]) => [home, [...new Set(to)].sort()])));
  });

  it('should be the floors that are held here, with their files', () => {
    expect(drawn(ofLifecycle)).toEqual(
      Object.fromEntries(
        Object.entries(floors).map(([name, { on }]) => [name, on.length > 0 ? [...on].sort() : ['nothing']]),
      ),
    );
    for (const [name, { files: named }] of Object.entries(floors))
      expect(ofLifecycle.split('\n').find((line) => line.startsWith(`${name} `))).toContain(`(${named.join(', ')})`);
  });

  it('should be read line by line, an arrow each', () => {
    expect(drawn('src/store → src/lifecycle, machines | pg\nplain (values, read) → nothing')).toEqual({
      'src/store': ['machines', 'pg', 'src/lifecycle'],
      plain: ['nothing'],
    });
    expect(() => drawn('src/store and src/lifecycle')).toThrow('no arrow');
  });
});

describe('the floors of the lifecycle', () => {
  const ours = files.filter((file) => file.startsWith('src/lifecycle/'));

  it('should each hold a file, and every file should be on one', () => {
    expect(ours.filter((file) => floorOf(file) === undefined)).toEqual([]);
    for (const name of Object.keys(floors)) expect(ours.map(floorOf)).toContain(name);
  });

  it('should never be climbed by an import', () => {
    expect(ours.flatMap((file) => climbingImports(file, sourceOf(file)))).toEqual([]);
  });

  it('should lead in no circle from file to file, types aside', () => {
    expect(circleIn(new Map(ours.map((file) => [file, loadedImports(file, sourceOf(file))])))).toEqual([]);
  });

  it('should be noticed when an import climbs, or goes from wing to wing', () => {
    const climbs = (file: string, name: string): number =>
      climbingImports(`src/lifecycle/${file}`, `import type { X } from '${name}';`).length;
    expect(climbs('payment.ts', './belief/belief.ts')).toBe(1);
    expect(climbs('belief/held.ts', '../judging/observe.ts')).toBe(1);
    expect(climbs('judging/observe.ts', '../asking/step.ts')).toBe(1);
    expect(climbs('asking/step.ts', '../judging/observe.ts')).toBe(1);
    expect(climbs('asking/step.ts', '../index.ts')).toBe(1);
    expect(climbs('asking/step.ts', '../belief/held.ts')).toBe(0);
    expect(climbs('view.ts', './asking/ship.ts')).toBe(0);
  });

  it('should be noticed when files lead in a circle', () => {
    expect(
      circleIn(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual(['b', 'c', 'b']);
    expect(
      circleIn(
        new Map([
          ['a', ['b', 'c']],
          ['b', ['c']],
          ['c', []],
        ]),
      ),
    ).toEqual([]);
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
      .filter((file) => !file.startsWith('machines/') && file !== printed)
      .flatMap((file) => stateNamesIn(file, sourceOf(file)));
    expect(retyped).toEqual([]);
  });

  it('should be noticed where a state is typed again, in any quotes', () => {
    for (const text of ["'authorising'", '"initialized.screening"', '`chargedBack`', "'completed'"])
      expect(stateNamesIn('src/lifecycle/x.ts', `const state = ${text};`)).toHaveLength(1);
    expect(stateNamesIn('src/lifecycle/x.ts', "type State = 'uncleared';")).toHaveLength(1);
    expect(stateNamesIn('src/lifecycle/x.ts', "// 'uncleared'\nconst word = 'unclear';")).toEqual([]);
  });

  it('should be noticed of every chart of the law', () => {
    for (const text of ['captured', 'requested', 'authorised', 'released', 'unasked', 'undisputed'])
      expect(stateNamesIn('src/lifecycle/x.ts', `const state = '${text}';`)).toHaveLength(1);
    // A dispute's states are named after the vendor's words; what is no word of the vendor is a name.
    expect(Object.keys(disputeStates).filter((name) => !ordinaryWords.includes(name))).toEqual(['undisputed']);
  });

  it('should not be confused with how an amount counts', () => {
    expect(stateNamesIn('src/lifecycle/x.ts', "const held = countsOf(refund) === 'reserved';")).toEqual([]);
    expect(stateNamesIn('src/lifecycle/x.ts', "const held = { counts: 'reserved' };")).toEqual([]);
    expect(stateNamesIn('src/lifecycle/x.ts', "const held = ['held', 'authorised'].includes(meta.counts);")).toEqual(
      [],
    );
    expect(stateNamesIn('src/lifecycle/x.ts', "const held = ['held', 'authorised'].includes(state);")).toHaveLength(1);
    expect(stateNamesIn('src/lifecycle/x.ts', "const held = { state: 'reserved' };")).toHaveLength(1);
    expect(stateNamesIn('src/lifecycle/x.ts', "const held = refund.state === 'reserved';")).toHaveLength(1);
  });

  it('should not be confused with a property that a type leaves out or picks', () => {
    expect(stateNamesIn('src/lifecycle/x.ts', "type Rest = Omit<View, 'shows' | 'screening'>;")).toEqual([]);
    expect(stateNamesIn('src/lifecycle/x.ts', "type Part = Pick<View, 'screening'>;")).toEqual([]);
    expect(stateNamesIn('src/lifecycle/x.ts', "type Rest = Exclude<State, 'screening'>;")).toHaveLength(1);
    expect(stateNamesIn('src/lifecycle/x.ts', "type Rest = Omit<States<'screening'>, 'shows'>;")).toHaveLength(1);
  });

  it('should be free on the wire where they are words of MultiSafepay as well', () => {
    expect(stateNamesIn('src/multisafepay/x.ts', "const word = 'completed';")).toEqual([]);
    expect(stateNamesIn('src/incidents/x.ts', "const word = 'completed';")).toEqual([]);
    expect(stateNamesIn('src/incidents/x.ts', "const state = 'initialized.screening';")).toHaveLength(1);
    expect(stateNamesIn('src/multisafepay/x.ts', "const state = 'chargedBack';")).toHaveLength(1);
    expect(stateNamesIn('src/multisafepay/x.ts', "const state = 'initialized.screening';")).toHaveLength(1);
  });
});

/** Nobody types this file: it is printed from the charts, and a test holds it against them. */
const printed = 'src/relation/built-relation.ts';

const nodeModules: ReadonlySet<string> = new Set(['fs', 'path', 'crypto', 'os', 'process', 'stream', 'http', 'https']);

/** Every state of every chart of the law, by its own name and dotted from the root. */
const stateNames: ReadonlySet<string> = new Set(
  Object.values(theLaw().sources).flatMap((source) =>
    statesOf(written(source.create()))
      .filter(({ name }) => name !== '')
      .flatMap(({ name }) => [name, name.split('.').at(-1) as string]),
  ),
);

const wireWords: ReadonlySet<string> = new Set([...orderStatuses, ...transactionStatuses]);

/**
 * Words that are names of states, and words of the law beside: what the table answers of a fact, and the words of a dispute as the vendor
 * lists them, after which its states are named.
 */
const ordinaryWords: readonly string[] = ['refused', ...Object.keys(documentedDisputeWords)];

/** Words that are names of states, and that a file has a use of its own for. */
const ownWords: Readonly<Record<string, readonly string[]>> = {
  // The names of lives, as they are stored.
  'src/store/moves.ts': ['authorised'],
  // A message that nobody is busy with.
  'src/store/outbox.ts': ['released'],
};

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

/** A module as the drawing has it: a package without the path inside it, and Node as a whole. */
function packageOf(name: string): string {
  if (name.startsWith('node:')) return 'Node';
  return /^(src|machines)\b/.test(name) ? name : (/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

/** The file of ours that an import names, from the project's root; `undefined` for a package. */
function ownFile(from: string, name: string): string | undefined {
  return name.startsWith('.') ? slashes(normalize(join(dirname(from), name))) : undefined;
}

/** What an import is an arrow to: a folder or file of ours, or a package with its path. */
function targetOf(file: string, name: string): string {
  const own = ownFile(file, name);
  return own === undefined ? name : (homeOf(own) ?? own);
}

function wrongImports(file: string, source: string): string[] {
  const home = homeOf(file);
  const allowed = home === undefined ? [] : arrows[home];
  if (allowed === null || allowed === undefined) return [];
  return importsOf(source)
    .filter((name) => {
      const target = targetOf(file, name);
      return target !== home && !allowed.includes(target);
    })
    .map((name) => `${file} imports ${name}`);
}

/** The drawings of a document: the blocks under its heading "Arrows", in order. */
function drawings(document: string): readonly string[] {
  const [, section = ''] = /^## Arrows\n([\s\S]*?)^## /m.exec(document) ?? [];
  return [...section.matchAll(/```\n([\s\S]*?)```/g)].map(([, block = '']) => block.trim());
}

/** The arrows of a drawing: a line each, as `from (what is in it) → to, to | package`. */
function drawn(drawing: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    drawing.split('\n').map((line) => {
      const [, from, to] = /^(\S+)(?: \(.*\))? +→ (.+)$/.exec(line) ?? [];
      if (from === undefined || to === undefined) throw new Error(`no arrow: ${line}`);
      return [from, to.split(/, | \| /).sort()];
    }),
  );
}

/** The floor that a file of the lifecycle is on. */
function floorOf(file: string): string | undefined {
  const name = file.replace('src/lifecycle/', '').replace(/\.ts$/, '');
  const isOn = (one: string): boolean => (one.endsWith('/') ? name.startsWith(one) : name === one);
  return Object.keys(floors).find((floor) => floors[floor]?.files.some(isOn));
}

/** The files of ours that a source imports, types included. */
function ownImports(file: string, source: string): readonly string[] {
  return importsOf(source).flatMap((name) => ownFile(file, name) ?? []);
}

/** The files of ours that a source loads when it is loaded itself: types are gone by then. */
function loadedImports(file: string, source: string): readonly string[] {
  const { statements } = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  return statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const isOfTypes = ts.isImportDeclaration(statement)
      ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : statement.isTypeOnly;
    const { moduleSpecifier: from } = statement;
    return !isOfTypes && from && ts.isStringLiteral(from) ? (ownFile(file, from.text) ?? []) : [];
  });
}

/** The imports of a file of the lifecycle that lead to a floor it does not stand on. */
function climbingImports(file: string, source: string): readonly string[] {
  const floor = floorOf(file) ?? '';
  return ownImports(file, source)
    .filter((target) => target.startsWith('src/lifecycle/'))
    .filter((target) => floorOf(target) !== floor && !floors[floor]?.on.includes(floorOf(target) ?? ''))
    .map((target) => `${file} imports ${target}`);
}

/** A way from a file back to itself, if there is one. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const left = new Set<string>();
  const follow = (file: string, way: readonly string[]): readonly string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (left.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const circle = follow(next, [...way, file]);
      if (circle.length > 0) return circle;
    }
    left.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = follow(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
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

/**
 * Whether a literal is how something counts, or compared with that: this vocabulary has a `reserved` and an `authorised` of its own.
 */
function isCount(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.name.getText() === 'counts';
  if (ts.isBinaryExpression(parent)) return /counts/i.test(parent.left.getText());
  if (!waysToCount.some((word) => ts.isStringLiteral(node) && word === node.text)) return false;
  // A list of ways to count, or an argument of what asks for one.
  if (ts.isCallExpression(parent)) return /counts/i.test(parent.expression.getText());
  const around = ts.findAncestor(parent, (one) => ts.isVariableDeclaration(one) || ts.isCallExpression(one));
  return ts.isArrayLiteralExpression(parent) && /counts/i.test(around?.getText() ?? '');
}

/** Whether a literal names the property of a type that is left out or picked: no state can stand there. */
function isKey(node: ts.Node): boolean {
  const list = ts.findAncestor(node, (one) => !ts.isLiteralTypeNode(one) && !ts.isUnionTypeNode(one) && one !== node);
  if (!list || !ts.isTypeReferenceNode(list) || !['Omit', 'Pick'].includes(list.typeName.getText())) return false;
  const keys = list.typeArguments?.[1];
  return keys !== undefined && node.getStart() >= keys.getStart();
}

/** Where a source types the name of a state. On the wire, and where it is told what was on it, MultiSafepay's own words are free. */
function stateNamesIn(file: string, source: string): string[] {
  const free = new Set([
    ...(wired.some((home) => file.startsWith(home)) ? wireWords : []),
    ...ordinaryWords,
    ...(ownWords[file] ?? []),
  ]);
  return nodesOf(file, source)
    .filter((node) => ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
    .filter((node) => stateNames.has(node.text) && !free.has(node.text) && !isCount(node) && !isKey(node))
    .map((node) => place(file, node));
}
