/**
 * The studio page as one file that opens without a server. `npm run studio` writes it to docs/studio; a test checks that it is
 * what the sources make.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, minifySync } from 'vite';
import { notices } from '../package/sbom.ts';

/** Where the page is kept. */
export const pageFile = fileURLToPath(new URL('../../docs/studio/index.html', import.meta.url));

/** Where the licences of what is bundled into it are kept: shipped beside it. */
export const noticesFile = fileURLToPath(new URL('../../docs/studio/licences.txt', import.meta.url));

/** Builds the page: its scripts and its style are within it. */
export async function buildPage(): Promise<string> {
  const configFile = fileURLToPath(new URL('../../src/studio/page/vite.config.ts', import.meta.url));
  // A test runner says that this is a test, and Vite would build a page for developers.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  const built = await build({ configFile, mode: 'production', build: { write: false } });
  process.env.NODE_ENV = NODE_ENV;
  if (Array.isArray(built) || !('output' in built)) throw new Error('vite built more than one page');
  const chunks = built.output.filter((file) => file.type === 'chunk');
  const asset = (name: string): string => {
    const file = built.output.find(({ fileName }) => fileName === name);
    if (file?.type !== 'asset') throw new Error(`vite built no ${name}`);
    return String(file.source).trim();
  };
  const needs = new Map(chunks.map(({ fileName }) => [fileName, neededBy(fileName, chunks)]));
  const first = needs.get(entry);
  if (first === undefined) throw new Error(`vite built no ${entry}`);
  // Of all scripts: each calls the others by the short names of one build.
  const version = createHash('sha256')
    .update(chunks.map(({ code }) => code).join())
    .digest('base64url')
    .slice(0, 12);
  const place = ({ fileName }: Chunk): number => {
    const at = neighbours.findIndex((name) => fileName.startsWith(name));
    return at < 0 ? neighbours.length : at;
  };
  const later = chunks
    .filter(({ fileName }) => !first.has(fileName))
    .sort((a, b) => place(a) - place(b) || b.code.length - a.code.length || (a.fileName < b.fileName ? -1 : 1));
  const element = (name: string, script: string): string =>
    `  <script${name}>\n${minified(script).replaceAll('</script', '<\\/script')}\n    </script>\n  `;
  return `${asset('index.html')
    .replace(/\s*<script\b[^>]*><\/script>/, '')
    .replace(/\s*<link rel="stylesheet"[^>]*>/, () => `\n    <style>\n${asset('studio.css')}\n    </style>`)
    .replace('</body>', () =>
      [
        // Before the first, which may ask for them before the browser has read any further.
        ...later.map((chunk) => element(` id="studio-${nameOf(chunk)}"`, partScript(chunk, version))),
        element(
          '',
          firstScript({ first: chunks.filter(({ fileName }) => first.has(fileName)), later, needs, version }),
        ),
        '</body>',
      ].join(''),
    )}\n`;
}

/** A script as short as it can be said. @throws Error if it is none. */
function minified(script: string): string {
  const { code, errors } = minifySync('studio.js', script);
  const [error] = errors;
  if (error) throw new Error(`a script of the page is none: ${error.message}`);
  return code.trim();
}

/**
 * How the names of the later scripts begin, in the order in which they stand: of the orders that were tried, the one in which the whole is smallest.
 * What is further away than 32 kB compresses nothing, so those that are alike stand together.
 */
const neighbours =
  'stories wire judging payment story matrix play charts what-if settle linked live incidents inspector draw'.split(
    ' ',
  );

/** The script with which the page begins. */
const entry = 'studio.js';

/** What of a script that Vite built is used here. */
interface Chunk {
  readonly fileName: string;
  readonly code: string;
  readonly imports: readonly string[];
}

/** What a script is called, as short as can be: it is said in many places. */
const nameOf = ({ fileName }: Pick<Chunk, 'fileName'>): string => fileName.replace(/\.js$/, '');

/** A script and every other that must be there before it can run. */
function neededBy(fileName: string, chunks: readonly Chunk[]): ReadonlySet<string> {
  const needed = new Set([fileName]);
  for (const name of needed)
    for (const other of chunks.find((one) => one.fileName === name)?.imports ?? []) needed.add(other);
  return needed;
}

/**
 * The script that comes first, with what it needs. It takes a part where that stands beside it in the page, and asks for its file
 * where it does not.
 */
function firstScript(of: {
  readonly first: readonly Chunk[];
  readonly later: readonly Chunk[];
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly version: string;
}): string {
  const lacking = of.later.map((chunk) => [
    nameOf(chunk),
    of.later.filter((one) => one !== chunk && of.needs.get(chunk.fileName)?.has(one.fileName)).map(nameOf),
  ]);
  return `(() => {
const version = '${of.version}';
const needs = ${JSON.stringify(Object.fromEntries(lacking))};
const parts = (globalThis.studioParts ??= {});
const made = {};
const asked = {};
const come = {};
const part = (name) => (asked[name] ??= new Promise((done, fail) => {
  const take = () => parts[name]?.version === version ? done((come[name] = true)) : fail(new Error('the script ' + name + ' is of another version'));
  if (parts[name]) return take();
  const script = document.createElement('script');
  script.src = './studio-' + name + '.js';
  script.onload = take;
  script.onerror = () => fail(new Error('the script ' + name + ' did not come'));
  document.head.append(script);
}).catch((error) => {
  delete asked[name];
  delete parts[name];
  throw error;
}));
const give = (exports, names) => {
  for (const name in names) Object.defineProperty(exports, name, { get: names[name] });
};
const take = (name) => {
  if (!made[name]) parts[name].make(require, (made[name] = {}), give);
  return made[name];
};
const require = (name) => {
  const lacking = (needs[name]?.concat(name) ?? []).filter((one) => !come[one]);
  return lacking.length === 0 ? take(name) : Promise.all(lacking.map(part)).then(() => take(name));
};
${of.first.map((chunk) => partCode(chunk, of.version)).join('\n')}
take('${nameOf({ fileName: entry })}');
})();`;
}

/** A script that comes later: it does nothing before it is taken. */
const partScript = (chunk: Chunk, version: string): string =>
  `((parts) => {\n${partCode(chunk, version)}\n})((globalThis.studioParts ??= {}));`;

const partCode = ({ fileName, code }: Chunk, version: string): string =>
  `parts['${nameOf({ fileName })}'] = { version: '${version}', make(require, exports, give) {\n${shown(code).trim()}\n} };`;

/** What a script shows the others, as Vite writes it: a line for each name. */
const namesShown =
  /(?:Object\.defineProperty\(exports,"[\w$]+",\{enumerable:!0,get:function\(\)\{return [\w$]+\}\}\)[,;]\n?)+$/;

/** What Vite writes behind a call for another script, and nobody takes (see `ask-plainly`). */
const asked = ',void 0,{}.url';

/** How a script asks for another. */
const calls = /require\(["'`]\.\/([\w-]+)\.js["'`]\)/g;

/** A script that shows the others what it did, in one line for all names: a kilobyte and more less, compressed. */
const shown = (code: string): string =>
  code
    .replaceAll(asked, '')
    .replace(calls, "require('$1')")
    .replace(namesShown, (lines) => {
      const names = [...lines.matchAll(/exports,"([\w$]+)".*?return ([\w$]+)\}/g)];
      return `give(exports,{${names.map(([, name, is]) => `${name}:()=>${is}`).join()}});`;
    });

if (import.meta.main) {
  mkdirSync(fileURLToPath(new URL('../../docs/studio', import.meta.url)), { recursive: true });
  writeFileSync(pageFile, await buildPage());
  writeFileSync(noticesFile, notices());
}
