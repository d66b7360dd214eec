/**
 * The studio page as one file that opens without a server. `npm run studio` writes it to docs/studio; a test checks that it is
 * what the sources make.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
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
  const files = new Map(
    built.output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : String(file.source)]),
  );
  const fileNamed = (name: string): string => {
    const text = files.get(name);
    if (text === undefined) throw new Error(`vite built no ${name}`);
    return text.trim();
  };
  const others = built.output.filter(({ fileName, type }) => type === 'chunk' && fileName !== 'studio.js');
  if (others.map(({ fileName }) => fileName).join() !== 'later-views.js') throw new Error('vite built other scripts');
  const later = fileNamed('later-views.js');
  const version = createHash('sha256').update(later).digest('base64url').slice(0, 12);
  const written = (name: string, script: string): string =>
    `  <script${name}>\n${script.replaceAll('</script', '<\\/script')}\n    </script>\n  `;
  return `${fileNamed('index.html')
    .replace(/\s*<script\b[^>]*><\/script>/, '')
    .replace(/\s*<link rel="stylesheet"[^>]*>/, () => `\n    <style>\n${fileNamed('studio.css')}\n    </style>`)
    .replace('</body>', () =>
      [
        // Before the first, which may ask for it before the browser has read any further.
        written(' id="later"', laterScript(later, version)),
        written('', firstScript(fileNamed('studio.js'), version)),
        '</body>',
      ].join(''),
    )}\n`;
}

/** The first script: it takes the later one where it stands beside it in the page, and asks for its file where it does not. */
const firstScript = (code: string, version: string): string => `((exports) => {
const require = () => new Promise((come, fail) => {
  const take = () => {
    const { version, make } = globalThis.studioLater ?? {};
    if (version !== '${version}') return fail(new Error('the later script is of another version'));
    const views = {};
    make(() => exports, views);
    come(views);
  };
  if (globalThis.studioLater) return take();
  const script = document.createElement('script');
  script.src = './studio-later.js';
  script.onload = take;
  script.onerror = () => fail(new Error('the later script did not come'));
  document.head.append(script);
});
${code}
})({});`;

/** The later script: it does nothing before it is taken. */
const laterScript = (
  code: string,
  version: string,
): string => `globalThis.studioLater = { version: '${version}', make(require, exports) {
${code}
} };`;

if (import.meta.main) {
  mkdirSync(fileURLToPath(new URL('../../docs/studio', import.meta.url)), { recursive: true });
  writeFileSync(pageFile, await buildPage());
  writeFileSync(noticesFile, notices());
}
