/**
 * What people read is true: the README's code runs and prints what it says, and everything exported says what it is.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { doors } from '../package/doors.ts';
import { lawPages, placeOf } from './law-pages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the README and the guide', () => {
  // The second piece of the README is a shop, which the test of the embedded webhook runs.
  const programs = [
    ['README.md', 0] as const,
    ...['verdicts', 'orders', 'capture-and-disputes', 'xstate'].flatMap((name) => {
      const page = `docs/guide/${name}.md`;
      return piecesOf(page).map((_, index) => [page, index] as const);
    }),
  ];

  it.each(programs)('should show code that prints what it says, as %s does (piece %i)', (page, index) => {
    const code = piecesOf(page)[index] ?? '';
    const said = code
      .split('\n')
      .flatMap((line) => /console\.log\(.*\); \/\/ (.*)$|^\/\/ (.*)$/.exec(line)?.slice(1) ?? [])
      .filter(Boolean);
    expect(said.length).toBeGreaterThan(1);
    const printed = run(code).trim().split('\n');
    expect(printed.map((line) => line.trimEnd())).toEqual(said);
  });
});

describe('the other code in the documents', () => {
  it('should open a store, as docs/store.md does', () => {
    const [code = ''] = piecesOf('docs/store.md');
    expect(run(`${code}\nconsole.log((await store.counts()).payments);\nawait store.close();`)).toBe('0\n');
  });

  it('should answer at once, as docs/guide/cold-start.md does on the edge and on Lambda', () => {
    const [edge = '', lambda = ''] = piecesOf('docs/guide/cold-start.md');
    const body = `JSON.stringify({ order_id: 'order-1', transaction_id: 7, status: 'completed', financial_status: 'completed' })`;
    const request = `new Request('https://shop.invalid/', { method: 'POST', body: ${body} })`;
    const asked = `\nconsole.log(await (await worker.fetch(${request})).text());`;
    expect(run(`${edge.replace('export default', 'const worker =')}${asked}`).trim()).toBe('{"verdict":"applied"}');
    const [told, answered] = run(`${lambda}\nconsole.log((await handler({ body: ${body} })).body);`).trim().split('\n');
    expect(told).toMatch(/^the first answer took \d+ ms of CPU$/);
    expect(answered).toBe('{"verdict":"applied"}');
  });

  it('should send messages of actors, as docs/inspector.md does', () => {
    const [ours = '', theirs = ''] = piecesOf('docs/inspector.md');
    const listening = `
import { once } from 'node:events';
import { createMachine } from 'xstate';
import { WebSocketServer } from 'ws';
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await once(server, 'listening');
const url = 'ws://127.0.0.1:' + server.address().port;
const types = new Set();
const say = () => { console.log([...types].sort().join()); process.exit(); };
server.on('connection', (socket) => socket.on('message', (text) => {
  types.add(JSON.parse(String(text)).type);
  if (types.has('@xstate.actor') && types.has('@xstate.snapshot')) say();
}));
const machine = createMachine({ initial: 'here', states: { here: {} } });
const body = '{"order_id":"order-1001","transaction_id":7,"status":"completed","financial_status":"completed"}';
setTimeout(say, 30_000); // what was heard by then, if the messages do not come
`;
    for (const code of [ours, theirs]) expect(run(`${listening}\n${code}`)).toMatch(/@xstate.actor,.*@xstate.snapshot/);
  });

  it('should pass under node:test, as docs/guide/getting-started.md has it', () => {
    const code = piecesOf('docs/guide/getting-started.md').find((one) => one.startsWith('// paid.test.ts')) ?? '';
    expect(run(code)).toMatch(/what is paid on the page is shipped[\s\S]* pass 1\n[\s\S]* fail 0\n/);
  });

  it('should tell an SDK, as docs/guide/sidecar.md does', () => {
    const [code = ''] = piecesOf('docs/guide/sidecar.md');
    const registered = `
import { trace } from '@opentelemetry/api';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
const exporter = { export: (spans, done) => { for (const { name } of spans) console.log(name); done({ code: 0 }); }, shutdown: async () => {} };
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
`;
    const asked = `
await acting.refund('nobody-knows', { refundId: 'r-1', amount: 1 }).catch(() => {});
await notified(new Request('https://shop.invalid/notifications', { method: 'DELETE' }));
await opened.close();`;
    expect(run(`${registered}${code}${asked}`)).toBe('paychart.refund\npaychart.notification\n');
  });

  it('should be all there is', () => {
    const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md') && !file.startsWith('api') && piecesOf(join('docs', file)).length > 0)
      .sort();
    expect(pages).toEqual([
      'guide/capture-and-disputes.md',
      'guide/checkout.md',
      'guide/cold-start.md',
      'guide/getting-started.md',
      'guide/orders.md',
      'guide/pages.md',
      'guide/restate.md',
      'guide/sidecar.md',
      'guide/verdicts.md',
      'guide/xstate.md',
      'inspector.md',
      'store.md',
    ]);
  });
});

describe('the pages of the law', () => {
  it.each([...lawPages()])('should be as the law prints %s (npm run pages writes it anew)', (name, text) => {
    expect(readFileSync(placeOf(name), 'utf8')).toBe(text);
  });
});

describe('every link within the documents', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].concat(
    readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md') && !file.startsWith('api'))
      .map((file) => join('docs', file)),
  );

  it.each(pages)('should lead to a file, and to a heading that is in it, from %s', (page) => {
    const text = readFileSync(join(root, page), 'utf8').replaceAll(/```[\s\S]*?```/g, '');
    const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? join(root, page) : join(root, dirname(page), decodeURIComponent(file));
      if (!existsSync(target)) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(readFileSync(target, 'utf8')).has(anchor);
    });
    expect(broken).toEqual([]);
  });
});

/** The pieces of TypeScript in a page, in order. */
function piecesOf(page: string): readonly string[] {
  return [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
}

/** What can be linked to in a page: its headings, as the usual renderers name them, and what was given a name. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)]);
}

describe('every export', () => {
  const files = ['machines', 'src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );

  it.each(files)('should say what it is, in %s', (file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    const bare = lines.filter((line, index) => {
      if (!/^export (async )?(function|const|class|interface|type \w+ ?(<|=))/.test(line)) return false;
      const above = lines[index - 1] ?? '';
      const overload = /^export function (\w+)/.exec(line)?.[1];
      return (
        !above.endsWith('*/') &&
        !(overload && lines.slice(0, index).some((before) => before.startsWith(`export function ${overload}`)))
      );
    });
    expect(bare).toEqual([]);
  });
});

/** Runs a program that imports the package, as a user would; returns what it prints. */
function run(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-readme-'));
  try {
    const file = join(folder, 'readme.ts');
    const local = code.replaceAll(/from '([\w@][^':]*)'/g, (whole, name: string) => {
      const door = doors.get(name);
      if (door !== undefined) return `from '${new URL(`../../${door}`, import.meta.url).href}'`;
      return name.startsWith('node:') ? whole : `from '${import.meta.resolve(name)}'`;
    });
    writeFileSync(file, local);
    return execFileSync(
      process.execPath,
      ['--input-type=module', '-e', `await import(${JSON.stringify(`file://${file}`)})`],
      {
        encoding: 'utf8',
        cwd: folder,
        env: { ...process.env, DATABASE_URL: '' },
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
