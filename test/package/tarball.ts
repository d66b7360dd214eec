/**
 * `npm run check:tarball`: the package as it is packed, in folders of its own outside this one. It is installed with nothing
 * beside it, and with what is optional; small programs run against it in every runtime that npm ships, in a browser, and
 * where there is no Node API; a project of its own is type-checked against it.
 *
 * Every version is pinned here, since nobody who works on Paychart needs these to be installed.
 */
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { doors, manifest } from './doors.ts';
import { areExtracted, extractorPackages } from './extractor.ts';
import { optionalPackages } from './shipped.ts';
import {
  base,
  install,
  kilobytes,
  longest,
  pack,
  passed,
  passedSoFar,
  pinned,
  platform,
  root,
  run,
} from './workshop.ts';

/** Runtimes as npm ships them: each binary is in a package of its platform, so that no install script has to run. */
const runtimePackages = [
  `node22@npm:node-${platform}@22.23.3`,
  `node24@npm:node-${platform}@24.21.0`,
  'bun@1.4.5',
  'deno@2.9.6',
  'workerd@1.20261117.1',
];

/** What a bundle as ES modules begins with: PostgreSQL's driver is CommonJS, and requires what Node has. */
const requiring = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** The first XState of the range, as the lock file has it. */
const firstXState = `xstate@${pinned('xstate-5.20').split('@').at(-1)}`;

/** Bundlers of checkouts, besides the one of Vite. */
const bundlerPackages = ['esbuild@0.28.2', 'webpack@5.113.0', 'webpack-cli@7.3.1'];

interface Runtime {
  readonly name: string;
  readonly command: string;
  readonly flags: readonly string[];
}

const modules = join(base, 'runtimes/node_modules');
const runtimes: readonly Runtime[] = [
  { name: 'Node 22', command: join(modules, 'node22/bin/node'), flags: [] },
  { name: 'Node 24', command: join(modules, 'node24/bin/node'), flags: [] },
  { name: 'Bun', command: join(modules, `@oven/bun-${platform}/bin/bun`), flags: [] },
  {
    name: 'Deno',
    command: join(modules, `@deno/${platform}${process.platform === 'linux' ? '-glibc' : ''}/deno`),
    flags: ['run', '--allow-all', '--node-modules-dir=manual'],
  },
];

try {
  const tarball = await pack();
  const [bare, whole] = await Promise.all([
    install('bare', [tarball]),
    install('whole', [
      tarball,
      ...[...optionalPackages, '@types/node', 'typescript', 'express', 'fastify'].map(pinned),
    ]),
    install('runtimes', runtimePackages),
  ]);
  const extractor = await install('extractor', extractorPackages);
  const bundlers = await install('bundlers', [tarball, pinned('pg'), ...bundlerPackages]);
  const oldest = await install('oldest', [
    tarball,
    firstXState,
    ...[...optionalPackages, '@types/node', 'typescript'].map(pinned),
  ]);
  await twoAtATime([
    () => embeds(whole),
    ...runtimes.map((runtime) => async () => {
      await runs(runtime, bare, ['core', 'wire', 'chart', 'law', 'missing']);
      await runs(runtime, whole, ['core', 'wire', 'law', 'store', 'service', 'testing', 'inspect']);
      await commands(runtime, bare, whole);
    }),
    () =>
      isTyped(whole, [
        ['node16', 'node16', false],
        ['bundler', 'esnext', false],
        ['bundler', 'esnext', true],
      ]),
    () => isTyped(oldest, [['node16', 'node16', false]]),
    () => runs(runtimes[0] as Runtime, oldest, ['core', 'wire', 'chart', 'law', 'inspect']),
    () => withoutXState(tarball),
    () => isFoundByNpx(bare),
    () => isFreeOfNode(bare),
    () => areBundled(bundlers),
    () => areRead(extractor, bare),
    () => isPublishable(tarball),
  ]);
  console.log(`${passedSoFar()} checks of the tarball passed`);
} finally {
  rmSync(base, { recursive: true, force: true });
}

/** Does what stands by itself, two at a time: most of it keeps one core busy. What fails ends all of it. */
async function twoAtATime(all: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...all];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
  };
  await Promise.all([work(), work()]);
}

/** Whether the README's and the guide's examples run against the package as it is installed, in each server they name. */
async function embeds(folder: string): Promise<void> {
  const vitest = join(root, 'node_modules/.bin/vitest');
  await run(vitest, ['run', 'test/docs/embedded.test.ts'], root, 0, { PAYCHART_INSTALLED: folder });
  passed('embedded', 'in Hono, Express, Fastify and Next.js, as the guide says');
}

/** Whether types and files are found whichever way they are looked up, and everything named in package.json is there. */
async function isPublishable(tarball: string): Promise<void> {
  await run('npm', ['run', '--silent', 'attw', '--', tarball], root);
  await run('npm', ['run', '--silent', 'publint', '--', tarball], root);
  passed('published', 'arethetypeswrong and publint have nothing to say');
}

/** Whether a project that has every door open type-checks, with the declarations themselves checked. */
async function isTyped(
  folder: string,
  ways: readonly (readonly [moduleResolution: string, module: string, strictest: boolean])[],
): Promise<void> {
  const opened = [...doors.keys()].map((door, index) => `export * as door${index} from '${door}';\n`);
  writeFileSync(join(folder, 'programs/doors.ts'), opened.join(''));
  // XState's own declarations do not bear exactOptionalPropertyTypes; where they are not checked, ours do.
  for (const [moduleResolution, module, strictest] of ways) {
    const options = {
      moduleResolution,
      module,
      target: 'es2023',
      lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: strictest,
      noUncheckedIndexedAccess: strictest,
      skipLibCheck: strictest,
      noEmit: true,
      allowImportingTsExtensions: true,
    };
    const config = { compilerOptions: options, include: ['programs'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], folder);
    const how = strictest ? 'as strictly as it goes' : 'declarations checked';
    passed('typed', `${basename(folder)}: ${doors.size} doors under moduleResolution ${moduleResolution}, ${how}`);
  }
}

/** Runs programs one after the other in one process. */
async function runs({ name, command, flags }: Runtime, folder: string, programs: readonly string[]): Promise<void> {
  const { stdout } = await run(command, [...flags, 'programs/run.ts', ...programs], folder);
  const said = stdout.trim().split('\n');
  if (said.length !== programs.length) throw new Error(`${name} ran ${said.length} of ${programs.join(', ')}`);
  for (const line of said) passed(name, line);
}

/** The command, with nothing beside the package and with everything. */
async function commands({ name, command, flags }: Runtime, bare: string, whole: string): Promise<void> {
  const main = `node_modules/paychart/${manifest.bin.paychart}`;
  const sample = 'node_modules/paychart/docs/samples/a-day.jsonl';
  const rows: readonly (readonly [folder: string, argv: string, code: number, says: string])[] = [
    [bare, 'verify', 0, 'everything holds'],
    [bare, `replay ${sample}`, 1, 'order-1017'],
    [bare, 'draw --chart refund', 0, '</svg>'],
    [bare, 'explain --brand maestro --without-3d', 1, 'CARD-3'],
    [
      bare,
      'start --once',
      2,
      'npm install hono @hono/node-server @valibot/to-json-schema pino @opentelemetry/api @opentelemetry/sdk-metrics @opentelemetry/exporter-prometheus',
    ],
    [bare, 'serve', 2, 'npm install hono @hono/node-server'],
    [bare, 'inspect --once', 2, 'npm install @statelyai/inspect'],
    [bare, 'draw --chart refund --png -o refund.png', 2, 'npm install @resvg/resvg-js'],
    [whole, 'serve', 2, 'it is not set'],
    [whole, 'start --once', 0, 'order-1017'],
    [whole, 'inspect --once', 0, 'reports'],
    [whole, 'draw --chart refund --png -o refund.png', 0, ''],
  ];
  for (const [folder, argv, code, says] of rows) {
    const ran = await run(command, [...flags, main, ...argv.split(' ')], folder, code);
    const said = `${ran.stdout}${ran.stderr}`;
    if (!said.includes(says)) throw new Error(`${name}: paychart ${argv} does not say "${says}" but:\n${said}`);
    passed(name, `paychart ${argv}${folder === bare ? '' : ', with what is optional'}: exit code ${code}`);
  }
}

/** What is said where XState was left out, as a package manager does that installs no peers. */
async function withoutXState(tarball: string): Promise<void> {
  const folder = await install('without', [tarball], ['--omit=peer']);
  const [node] = runtimes as readonly [Runtime];
  await runs(node, folder, ['core', 'wire']);
  for (const door of ['machines', 'relation', 'proof']) {
    const { stderr } = await run(
      node.command,
      ['--input-type=module', '-e', `await import('paychart/${door}')`],
      folder,
      1,
    );
    if (!stderr.includes("package 'xstate'")) throw new Error(`paychart/${door} does not name XState but:\n${stderr}`);
  }
  const main = `node_modules/paychart/${manifest.bin.paychart}`;
  const { stderr } = await run(node.command, [main, 'verify'], folder, 2);
  if (!stderr.includes('npm install xstate')) throw new Error(`paychart verify says ${stderr}`);
  passed('without XState', 'the core and the wire; every other door names it');
}

/** Whether the command is there by its name. */
async function isFoundByNpx(folder: string): Promise<void> {
  const [{ command }] = runtimes as [Runtime];
  const path = `${dirname(command)}${delimiter}${process.env.PATH}`;
  await run('npx', ['--no-install', 'paychart', 'verify'], folder, 0, { PATH: path });
  passed('npx', 'paychart verify');
}

/** The core and the wire where there is no Node: as plain JavaScript, in workerd, and in a browser. */
async function isFreeOfNode(folder: string): Promise<void> {
  const script = await bundle(folder, 'iife');
  const withNothing = createContext({});
  passed('plain JavaScript', runInContext(`${script}; edge.core()`, withNothing, { timeout: longest }));
  const { crypto, fetch, Headers, Request, Response, TextDecoder, TextEncoder, URL, URLSearchParams } = globalThis;
  const { AbortController, atob, btoa, clearTimeout, setTimeout } = globalThis;
  const web = { crypto, fetch, Headers, Request, Response, TextDecoder, TextEncoder, URL, URLSearchParams };
  const withWeb = createContext({ ...web, AbortController, atob, btoa, clearTimeout, setTimeout });
  passed('web-standard APIs', await runInContext(`${script}; edge.wire(crypto.subtle)`, withWeb));
  await inWorkerd(await bundle(folder, 'es'), folder);
  await inChromium(script);
}

/** Everything the core and the wire are made of, in one file. */
async function bundle(folder: string, format: 'iife' | 'es'): Promise<string> {
  const entry = join(folder, 'programs/edge.ts');
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: {
      target: 'es2022',
      write: false,
      lib: { entry, name: 'edge', formats: [format], fileName: 'edge' },
      rolldownOptions: { onwarn: (warning) => refuse(String(warning.message)), output: { exports: 'named' } },
    },
  });
  const [output] = [built].flat();
  if (!output || !('output' in output)) throw new Error('nothing was bundled');
  const [chunk, ...more] = output.output;
  if (more.length > 0) throw new Error('the bundle is in more than one file');
  passed('bundled', `as ${format}, ${kilobytes(chunk.code.length)}`);
  return chunk.code;
}

/** Whether a checkout on PostgreSQL is one file where PGlite is not installed, without what it does not use, and runs. */
async function areBundled(folder: string): Promise<void> {
  const bin = join(folder, 'node_modules/.bin');
  cpSync(join(folder, 'programs/checkout.ts'), join(folder, 'checkout.mjs'));
  const esbuild = ['--bundle', '--platform=node', '--log-level=error', '--metafile=esbuild.json'];
  const wrapped = ['--format=esm', `--banner:js=${requiring}`, '--outfile=esbuild.mjs'];
  await run(join(bin, 'esbuild'), ['checkout.mjs', ...esbuild, ...wrapped], folder);
  const { inputs } = JSON.parse(readFileSync(join(folder, 'esbuild.json'), 'utf8'));
  const unused = Object.keys(inputs).filter((path) => /node_modules\/(hono|pino|commander|@electric-sql)\//.test(path));
  if (unused.length > 0) throw new Error(`esbuild takes along ${unused.join(', ')}`);
  const webpack = ['--mode=production', '--target=node', '--entry=./checkout.mjs', '--output-filename=webpack.cjs'];
  await run(join(bin, 'webpack'), [...webpack, `--output-path=${folder}`], folder);
  for (const file of ['esbuild.mjs', 'webpack.cjs']) {
    const { stdout } = await run(process.execPath, [file], folder);
    if (stdout.trim() !== 'unavailable') throw new Error(`${file} says ${stdout}`);
    passed('bundled', `a checkout by ${file.split('.')[0]}, ${kilobytes(statSync(join(folder, file)).size)}`);
  }
}

/** Whether a tool of others finds in the printed charts what the charts say. */
async function areRead(folder: string, installed: string): Promise<void> {
  const main = join(installed, 'node_modules/paychart', manifest.bin.paychart);
  const printed = async (chart: string): Promise<string> =>
    (await run(process.execPath, [main, 'export', '--format', 'xstate', '--chart', chart], installed)).stdout;
  await areExtracted(folder, printed, run);
  passed('extractor', '@xstate/machine-extractor reads every printed chart as it is written');
}

function refuse(warning: string): never {
  throw new Error(`the bundler warns: ${warning}`);
}

async function inWorkerd(code: string, folder: string): Promise<void> {
  writeFileSync(join(folder, 'edge.js'), code);
  writeFileSync(
    join(folder, 'workerd.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "edge", worker = (
  modules = [(name = "edge.js", esModule = embed "edge.js")], compatibilityDate = "2026-01-01"
))]);
`,
  );
  const cpu = process.arch === 'x64' ? '64' : process.arch;
  const workerd = join(modules, `@cloudflare/workerd-${process.platform}-${cpu}/bin/workerd`);
  await run(workerd, ['test', 'workerd.capnp'], folder);
  passed('workerd', 'the core and the wire, without nodejs_compat');
}

/** Chromium as the system has it; nothing is asked of any network. */
async function inChromium(script: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
    timeout: longest,
  });
  try {
    const page = await browser.newPage();
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<title>shop</title>' }));
    await page.goto('https://shop.invalid/');
    await page.addScriptTag({ content: script });
    for (const call of ['edge.core()', 'edge.wire(crypto.subtle)'])
      passed('Chromium', String(await page.evaluate(call)));
  } finally {
    await browser.close();
  }
}
