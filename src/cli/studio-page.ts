/**
 * The studio page as files: kept as one that opens without a server, and given out as three, so that a server may forbid
 * scripts within a page.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const page = 'docs/studio/index.html';

/** A file as a server gives it out. */
export interface ServedFile {
  readonly type: string;
  readonly content: string;
}

/** The files of the page by their path, as `/`. */
export function studioFiles(html = readFileSync(pagePath(), 'utf8')): ReadonlyMap<string, ServedFile> {
  const [style, script] = [within(html, 'style'), within(html, 'script')];
  const index = html
    .replace(style.whole, () => '<link rel="stylesheet" href="./studio.css" />')
    .replace(script.whole, () => '<script src="./studio.js" defer></script>');
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', content: index }],
    ['/studio.css', { type: 'text/css; charset=utf-8', content: style.content }],
    ['/studio.js', { type: 'text/javascript; charset=utf-8', content: script.content }],
  ]);
}

/** The page as what the sidecar shows at `/`; nothing for any other path. */
export function studioPage(): (path: string) => Promise<Response | undefined> {
  const files = studioFiles();
  return async (path) => {
    const file = files.get(path);
    return file && new Response(file.content, { headers: { 'content-type': file.type, 'cache-control': 'no-cache' } });
  };
}

/** The page, beside the source or beside what was built from it. */
function pagePath(): string {
  const places = ['../../', '../../../'].map((up) => fileURLToPath(new URL(`${up}${page}`, import.meta.url)));
  return places.find((place) => existsSync(place)) ?? (places[0] as string);
}

function within(html: string, tag: string): { readonly whole: string; readonly content: string } {
  const [from, to] = [html.indexOf(`<${tag}>`), html.lastIndexOf(`</${tag}>`)];
  if (from < 0 || to < 0) throw new Error(`${page} holds no <${tag}>: build it again with npm run studio`);
  return {
    whole: html.slice(from, to + tag.length + 3),
    content: html.slice(from + tag.length + 2, to),
  };
}
