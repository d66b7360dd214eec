/**
 * `npm run check:frameworks`: the packed tarball in the kinds of project that shops are made of, each made in an empty folder, installed, built as such projects
 * are and run. A line for each says what passed. It is not in CI: it installs hundreds of megabytes.
 *
 * With names as arguments, only those are tried. Every version is pinned here, since nobody who works on Paychart needs these to be installed.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { signNotification } from '../../src/multisafepay/index.ts';
import { platform as web } from '../../src/service/index.ts';
import { base, install, pack, passed, passedSoFar, pinned, platform, root, run } from './workshop.ts';

const apiKey = 'a-key-of-the-tests';

/** Judges a report and asks whether to ship: what every project does at least. Prints "yes". */
const judging = `import { observe, openPayment, safeToShip } from 'paychart';
const opened = openPayment({ orderId: 'order-1001', amount: 2500, currency: 'EUR' });
const report = { channel: 'notification', orderId: 'order-1001', transactionId: '42', order: 'completed', transaction: 'completed',
  method: { brand: 'visa' }, amount: 2500, currency: 'EUR', recency: '2026-01-31T12:30:00' };
const { payment } = observe(opened, report);
console.log(payment && safeToShip(payment).answer);
`;

/** The files of a guide that begin with their name, by it. */
function guide(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(root, 'docs/guide', page), 'utf8');
  const pieces = text.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g);
  return new Map([...pieces].map(([, file = '', code = '']) => [file, code]));
}

const embedding = guide('getting-started.md');
const piece = (file: string): string => {
  const code = embedding.get(file);
  if (code === undefined) throw new Error(`the guide has no ${file}`);
  return code;
};

/** A kind of project. */
interface Project {
  readonly packages: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** Builds and runs it. @returns what passed. */
  readonly tries: (folder: string) => Promise<string>;
}

const node = (...argv: string[]) => [process.execPath, argv] as const;

/** Runs a program, which should print something. */
async function prints(
  folder: string,
  [command, argv]: readonly [string, readonly string[]],
  says: string,
): Promise<void> {
  const { stdout } = await run(command, argv, folder);
  if (stdout.trim() !== says) throw new Error(`${command} ${argv.join(' ')} says "${stdout.trim()}", not "${says}"`);
}

const bin = (folder: string, name: string): string => join(folder, 'node_modules/.bin', name);

/** Starts a server, notifies it, and ends it. @returns what it answered. */
async function notified(folder: string, [command, argv]: readonly [string, readonly string[]]): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  const ours = { PAYCHART_PORT: String(port), PAYCHART_TOKEN: 'a-token-of-the-tests', PAYCHART_EDITION: '2025-08' };
  const env = { ...process.env, ...ours, PORT: String(port), MULTISAFEPAY_API_KEY: apiKey };
  const child = spawn(command, argv, { cwd: folder, env, detached: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  try {
    const order = { order_id: 'order-1001', transaction_id: 42, status: 'completed', financial_status: 'completed' };
    const body = JSON.stringify({ ...order, amount: 2500, currency: 'EUR', payment_details: { type: 'VISA' } });
    for (let tries = 0; tries < 240 && child.exitCode === null; tries++) {
      const at = Math.floor(Date.now() / 1000);
      const auth = await signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: web });
      const url = `http://127.0.0.1:${port}/notifications?transactionid=order-1001&timestamp=${at}`;
      const headers = { auth, 'content-type': 'application/json' };
      const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
      const text = await answer?.text();
      if (answer?.status === 200 && text === 'OK') return 'a signed notification is acknowledged';
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error(`no notification was acknowledged; the server said:\n${said}`);
  } finally {
    if (child.exitCode === null) process.kill(-(child.pid as number), 'SIGKILL');
  }
}

/** How strict projects are compiled. */
const compiledStrictly = {
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable'],
  types: ['node'],
  strict: true,
} as const;

const strict =
  (version: string): Project['tries'] =>
  async (folder) => {
    const compilerOptions = {
      ...compiledStrictly,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      outDir: 'out',
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
    await run(bin(folder, 'tsc'), ['-p', 'tsconfig.json'], folder);
    await prints(folder, node('out/main.js'), 'yes');
    return `TypeScript ${version} checks the declarations too, and what it writes runs`;
  };

/** A program of every door that needs no other package, for strict TypeScript. */
const typed = `import * as multisafepay from 'paychart/multisafepay';
import * as machines from 'paychart/machines';
import * as service from 'paychart/service';
import * as store from 'paychart/store';
import type { Report } from 'paychart';
export { machines, multisafepay, service, store };
${judging.replace('const report =', 'const report: Report =')}`;

const types = (version: string): Project => ({
  packages: [`typescript@${version}`, pinned('@types/node')],
  files: { 'main.ts': typed },
  tries: strict(version),
});

const next = (version: string): Project => ({
  packages: [
    `next@${version}`,
    'react@19.3.1',
    'react-dom@19.3.1',
    pinned('@electric-sql/pglite'),
    pinned('typescript'),
    pinned('@types/node'),
    '@types/react@19.2.7',
  ],
  files: {
    'lib/payments.ts': piece('lib/payments.ts'),
    'app/notifications/route.ts': piece('app/notifications/route.ts'),
    'app/layout.tsx':
      'export default ({ children }: { children: React.ReactNode }) => <html lang="en"><body>{children}</body></html>;\n',
    'app/page.tsx': 'export default () => <p>shop</p>;\n',
    // As create-next-app writes it, in what matters here.
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'es2022',
        lib: ['dom', 'dom.iterable', 'esnext'],
        strict: true,
        noEmit: true,
        module: 'esnext',
        moduleResolution: 'bundler',
        esModuleInterop: true,
        isolatedModules: true,
        resolveJsonModule: true,
        skipLibCheck: true,
        jsx: 'preserve',
        plugins: [{ name: 'next' }],
      },
      include: ['next-env.d.ts', '**/*.ts', '**/*.tsx'],
      exclude: ['node_modules'],
    }),
    'next.config.mjs': "export default { serverExternalPackages: ['@electric-sql/pglite'] };\n",
  },
  async tries(folder) {
    await run(bin(folder, 'next'), ['build'], folder, 0, { NEXT_TELEMETRY_DISABLED: '1', MULTISAFEPAY_API_KEY: '' });
    return `built without key and database; ${await notified(folder, [bin(folder, 'next'), ['start']])}`;
  },
});

const workerd = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "shop", worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")], compatibilityDate = "2026-01-01"
))]);
`;

/** The webhook's first half where no store is: a notification is read, and judged. */
const worker = `import { Hono } from 'hono';
import { readNotification, signNotification } from 'paychart/multisafepay';
import { observe } from 'paychart';
const runtime = { subtle: crypto.subtle, now: () => Date.now(), fetch, after: () => () => {} };
const app = new Hono().post('/notifications', async ({ req }) => {
  const body = new Uint8Array(await req.arrayBuffer());
  const reading = await readNotification({ method: req.method, url: req.url, headers: req.raw.headers, body }, { keys: 'k', runtime });
  return new Response(reading.kind === 'order' ? observe(undefined, reading.report).verdict.verdict : reading.kind);
});
export default {
  async test() {
    const body = JSON.stringify({ order_id: 'order-1', transaction_id: 42, status: 'completed', financial_status: 'completed' });
    const at = Math.floor(Date.now() / 1000);
    const auth = await signNotification(new TextEncoder().encode(body), { key: 'k', at, runtime });
    const answer = await app.request('http://shop/notifications?transactionid=order-1&timestamp=' + at, { method: 'POST', headers: { auth }, body });
    const text = await answer.text();
    if (text !== 'applied') throw new Error(text);
  },
};
`;

const lambda = `import { createNotificationHandler, openedOnce } from 'paychart/service';
import { openPglite, openStore } from 'paychart/store';
const payments = openedOnce(async () => ({
  store: await openStore({ database: await openPglite(), now: () => new Date().toISOString() }),
  apiKey: process.env.MULTISAFEPAY_API_KEY ?? '',
}));
const notified = createNotificationHandler(payments);
export async function handler({ rawPath, rawQueryString, headers, body, isBase64Encoded, requestContext: { http } }) {
  const bytes = body === undefined ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const answer = await notified(new Request(\`https://shop\${rawPath}?\${rawQueryString}\`, { method: http.method, headers, body: bytes }));
  return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}
`;

const calling = `const { signNotification } = await import('paychart/multisafepay');
const { handler } = await import('./lambda.mjs');
const body = JSON.stringify({ order_id: 'order-1', transaction_id: 42, status: 'completed', financial_status: 'completed' });
const at = Math.floor(Date.now() / 1000);
const runtime = { subtle: crypto.subtle, now: Date.now, fetch, after: () => () => {} };
process.env.MULTISAFEPAY_API_KEY = 'k';
const auth = await signNotification(new TextEncoder().encode(body), { key: 'k', at, runtime });
const came = await handler({ rawPath: '/notifications', rawQueryString: 'transactionid=order-1&timestamp=' + at, headers: { auth },
  body: Buffer.from(body).toString('base64'), isBase64Encoded: true, requestContext: { http: { method: 'POST' } } });
console.log(came.statusCode, came.body);
process.exit(0);
`;

const nest = `import 'reflect-metadata';
import { All, Controller, Module, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getRequestListener } from '@hono/node-server';
import { notified } from './payments.ts';
const listener = getRequestListener(notified);
class Notifications { take(request, response) { return listener(request, response); } }
Req()(Notifications.prototype, 'take', 0);
Res()(Notifications.prototype, 'take', 1);
All()(Notifications.prototype, 'take', Object.getOwnPropertyDescriptor(Notifications.prototype, 'take'));
Controller('notifications')(Notifications);
class Shop {}
Module({ controllers: [Notifications] })(Shop);
const app = await NestFactory.create(Shop, { bodyParser: false, logger: false });
await app.listen(Number(process.env.PORT), '127.0.0.1');
`;

const react = `import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { useMachine } from '@xstate/react';
import { transactionMachine } from 'paychart/machines';
const input = { edition: '2025-08', brand: 'visa', amount: 2500, currency: 'EUR' };
function Payment() {
  const [snapshot] = useMachine(transactionMachine, { input });
  return createElement('p', undefined, JSON.stringify(snapshot.value), snapshot.hasTag('paid') ? 'paid' : ' open');
}
console.log(renderToString(createElement(Payment)).replaceAll(/<[^>]+>|&quot;/g, ''));
`;

const binaryOfBun = (folder: string): string => join(folder, `node_modules/@oven/bun-${platform}/bin/bun`);
const glibc = process.platform === 'linux' ? '-glibc' : '';

const projects: Readonly<Record<string, Project>> = {
  'plain ESM': {
    packages: [],
    files: { 'main.mjs': judging },
    tries: async (folder) => {
      await prints(folder, node('main.mjs'), 'yes');
      return 'judges';
    },
  },
  CommonJS: {
    packages: [],
    files: { 'main.cjs': judging.replace(/import (.*) from '(.*)';/, "const $1 = require('$2');") },
    tries: async (folder) => {
      await prints(folder, node('main.cjs'), 'yes');
      return 'judges, by require';
    },
  },
  'TypeScript 5.9': types('5.9.3'),
  'TypeScript 6': types('6.0.3'),
  'TypeScript 7': types('7.0.2'),
  Vite: {
    packages: [`vite@8.3.8`],
    files: { 'main.mjs': judging },
    tries: async (folder) => {
      await run(bin(folder, 'vite'), ['build', '--ssr', 'main.mjs', '--outDir', 'out'], folder, 0);
      await prints(folder, node('out/main.js'), 'yes');
      return 'builds, and what it builds judges';
    },
  },
  esbuild: {
    packages: ['esbuild@0.28.2'],
    files: { 'main.mjs': judging },
    tries: async (folder) => {
      await run(
        bin(folder, 'esbuild'),
        ['main.mjs', '--bundle', '--format=esm', '--outfile=out.mjs', '--log-level=error'],
        folder,
      );
      await prints(folder, node('out.mjs'), 'yes');
      return 'one file for any platform, which judges';
    },
  },
  webpack: {
    packages: ['webpack@5.113.0', 'webpack-cli@7.3.1'],
    files: { 'main.mjs': judging },
    tries: async (folder) => {
      const argv = ['--mode=production', '--entry=./main.mjs', '--output-filename=out.cjs', `--output-path=${folder}`];
      await run(bin(folder, 'webpack'), argv, folder);
      await prints(folder, node('out.cjs'), 'yes');
      return 'one file, which judges';
    },
  },
  'Next 15': next('15.5.29'),
  'Next 16': next('16.4.6'),
  NestJS: {
    packages: [
      '@nestjs/common@12.5.1',
      '@nestjs/core@12.5.1',
      '@nestjs/platform-express@12.5.1',
      'reflect-metadata@0.2.2',
      'rxjs@7.8.2',
      pinned('@hono/node-server'),
      pinned('hono'),
      pinned('@electric-sql/pglite'),
    ],
    files: { 'payments.ts': piece('payments.ts'), 'nest.mjs': nest },
    tries: (folder) => notified(folder, node('nest.mjs')),
  },
  Fastify: {
    packages: [pinned('fastify'), pinned('@electric-sql/pglite')],
    files: { 'payments.ts': piece('payments.ts'), 'fastify.ts': piece('fastify.ts') },
    tries: (folder) => notified(folder, node('fastify.ts')),
  },
  'Hono on workerd': {
    packages: [pinned('hono'), 'esbuild@0.28.2', 'workerd@1.20261117.1'],
    files: { 'main.mjs': worker, 'workerd.capnp': workerd },
    async tries(folder) {
      const esbuild = ['main.mjs', '--bundle', '--format=esm', '--outfile=worker.js', '--log-level=error'];
      await run(bin(folder, 'esbuild'), esbuild, folder);
      const cpu = process.arch === 'x64' ? '64' : process.arch;
      const binary = join(folder, `node_modules/@cloudflare/workerd-${process.platform}-${cpu}/bin/workerd`);
      await run(binary, ['test', 'workerd.capnp'], folder);
      return 'a signed notification is read and judged, without nodejs_compat';
    },
  },
  Deno: {
    packages: ['deno@2.9.6'],
    files: { 'main.mjs': judging },
    async tries(folder) {
      const binary = join(folder, `node_modules/@deno/${platform}${glibc}/deno`);
      await prints(folder, [binary, ['run', '--allow-all', '--node-modules-dir=manual', 'main.mjs']], 'yes');
      return 'judges';
    },
  },
  Bun: {
    packages: ['bun@1.4.5'],
    files: { 'main.mjs': judging },
    async tries(folder) {
      await prints(folder, [binaryOfBun(folder), ['main.mjs']], 'yes');
      return 'judges';
    },
  },
  'Lambda bundle': {
    packages: ['esbuild@0.28.2', pinned('@electric-sql/pglite')],
    files: { 'handler.mjs': lambda, 'call.mjs': calling },
    async tries(folder) {
      const argv = [
        'handler.mjs',
        '--bundle',
        '--platform=node',
        '--format=esm',
        '--outfile=lambda.mjs',
        '--log-level=error',
      ];
      await run(bin(folder, 'esbuild'), [...argv, '--external:@electric-sql/pglite', '--external:pg'], folder);
      await prints(folder, node('call.mjs'), '200 OK');
      return 'loads without key and database; a signed notification is acknowledged';
    },
  },
  'React with useMachine': {
    packages: ['react@19.3.1', 'react-dom@19.3.1', '@xstate/react@6.1.0', 'vite@8.3.8'],
    files: { 'main.mjs': react },
    async tries(folder) {
      await run(bin(folder, 'vite'), ['build', '--ssr', 'main.mjs', '--outDir', 'out'], folder);
      await prints(folder, node('out/main.js'), 'requested open');
      return 'a chart is rendered, in a build of Vite';
    },
  },
  'node:test': {
    packages: [],
    files: { 'paid.test.ts': piece('paid.test.ts') },
    async tries(folder) {
      const { stdout } = await run(...node('--test', 'paid.test.ts'), folder);
      if (!/pass 1\n/.test(stdout)) throw new Error(stdout);
      return "the guide's test passes";
    },
  },
  Jest: {
    packages: ['jest@30.5.2'],
    files: {
      'paid.test.mjs': piece('paid.test.ts')
        .replace("'node:test'", "'@jest/globals'")
        .replace('type Payment, ', '')
        .replace(': Payment', ''),
      'jest.config.mjs': "export default { testMatch: ['**/*.test.mjs'], transform: {} };\n",
    },
    async tries(folder) {
      await run(...node('--experimental-vm-modules', join('node_modules', 'jest', 'bin', 'jest.js')), folder);
      return "the guide's test passes, as ES modules";
    },
  },
  'the oldest peers': {
    packages: [
      'hono@4.13.0',
      '@hono/node-server@1.19.6',
      'pino@9.0.0',
      '@opentelemetry/api@1.9.0',
      '@opentelemetry/exporter-prometheus@0.200.0',
      '@opentelemetry/sdk-metrics@2.0.0',
      '@valibot/to-json-schema@1.0.0',
      pinned('@electric-sql/pglite'),
    ],
    files: {},
    tries: async (folder) =>
      `the sidecar: ${await notified(folder, node('node_modules/paychart/dist/src/cli/main.js', 'serve'))}`,
  },
  Medusa: {
    packages: [
      '@medusajs/framework@2.21.2',
      pinned('@electric-sql/pglite'),
      pinned('xstate'),
      pinned('typescript'),
      pinned('@types/node'),
    ],
    files: { ...Object.fromEntries(guide('pages.md')), ...Object.fromEntries(guide('medusa.md')) },
    async tries(folder) {
      const compilerOptions = {
        ...compiledStrictly,
        // Medusa's own declarations do not pass.
        skipLibCheck: true,
        noEmit: true,
        allowImportingTsExtensions: true,
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['trying-medusa.ts'] }));
      await run(bin(folder, 'tsc'), ['-p', 'tsconfig.json'], folder);
      await prints(
        folder,
        node('trying-medusa.ts'),
        'not_supported,not_supported,not_supported,captured 50,captured 50,captured 50,captured 50,not_supported\n' +
          'true Error: refund_exceeds_refundable',
      );
      return 'a payment provider of Medusa 2: every webhook twice and one late, captured as one; a refund beyond what was paid is refused';
    },
  },
  'the guide to pages': {
    packages: [pinned('@electric-sql/pglite')],
    files: Object.fromEntries(guide('pages.md')),
    async tries(folder) {
      await prints(
        folder,
        node('trying.ts'),
        'true true\norder-1001\nno page: order_already_collected\ndone\ndone\nrefund_exceeds_refundable\n3000',
      );
      return 'a page, its notification, shipped once, refunded in part: from the guide alone';
    },
  },
};

const wanted = process.argv.slice(2);
const failures: string[] = [];
try {
  const tarball = await pack();
  for (const [name, { packages, files, tries }] of Object.entries(projects)) {
    if (wanted.length > 0 && !wanted.some((one) => name.includes(one))) continue;
    const began = Date.now();
    try {
      const folder = await install(name.replaceAll(/\W/g, '-'), [tarball, ...packages]);
      // What other checks run there would be built along.
      rmSync(join(folder, 'programs'), { recursive: true, force: true });
      for (const [file, code] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), code);
      }
      passed(name, `${await tries(folder)} (${Math.round((Date.now() - began) / 1000)} s)`);
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      failures.push(name);
      console.error(`✗ ${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
if (failures.length > 0) {
  console.error(`${failures.join(', ')} failed`);
  process.exitCode = 1;
} else console.log(`${passedSoFar()} checks passed`);
