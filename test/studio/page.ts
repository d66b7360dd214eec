/**
 * The studio page as one file that opens without a server. `npm run studio` writes it to docs/studio; a test checks that it is
 * what the sources make.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { notices } from '../package/sbom.ts';

/** Where the page is kept. */
export const pageFile = fileURLToPath(new URL('../../docs/studio/index.html', import.meta.url));

/** Where the licences of what is bundled into it are kept: shipped beside it. */
export const noticesFile = fileURLToPath(new URL('../../docs/studio/licences.txt', import.meta.url));

/** Builds the page: its script and its style are within it. */
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
  const script = fileNamed('studio.js').replaceAll('</script', '<\\/script');
  return `${fileNamed('index.html')
    .replace(/\s*<script\b[^>]*><\/script>/, '')
    .replace(/\s*<link rel="stylesheet"[^>]*>/, () => `\n    <style>\n${fileNamed('studio.css')}\n    </style>`)
    .replace('</body>', () => `  <script>\n${script}\n    </script>\n  </body>`)}\n`;
}

if (import.meta.main) {
  mkdirSync(fileURLToPath(new URL('../../docs/studio', import.meta.url)), { recursive: true });
  writeFileSync(pageFile, await buildPage());
  writeFileSync(noticesFile, notices());
}
