/**
 * The studio page as files: kept as one that opens without a server, and given out as three, so that a server may forbid
 * scripts within a page.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

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

/** An answer with a file of the page: compressed for who reads that, and without the file for who has it already. */
export interface PageAnswer {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | null;
}

/** A header of a request by its name in lower case; nothing if it has none. */
export type Asked = (header: 'accept-encoding' | 'if-none-match') => string | null | undefined;

/** The answers of a server that gives out the page; nothing for any path that is none of it. Each file is compressed once. */
export function pageAnswers(files = studioFiles()): (path: string, asked: Asked) => PageAnswer | undefined {
  const kept = new Map<
    string,
    { readonly plain: Uint8Array<ArrayBuffer>; readonly zipped: Uint8Array<ArrayBuffer>; readonly tag: string }
  >();
  const keptAt = (path: string, { content }: ServedFile) => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const plain = new TextEncoder().encode(content);
    const tag = createHash('sha256').update(plain).digest('base64url');
    const made = { plain, zipped: new Uint8Array(gzipSync(plain, { level: 9 })), tag };
    kept.set(path, made);
    return made;
  };
  return (path, asked) => {
    const file = files.get(path);
    if (file === undefined) return undefined;
    const { plain, zipped, tag } = keptAt(path, file);
    const isZipped = readsGzip(asked('accept-encoding') ?? '');
    const etag = `"${tag}${isZipped ? '-gzip' : ''}"`;
    // What is kept is asked about each time: another version of the package has another page.
    const headers = { 'content-type': file.type, 'cache-control': 'no-cache', etag, vary: 'accept-encoding' };
    if (namesTag(asked('if-none-match') ?? '', etag)) return { status: 304, headers, body: null };
    if (!isZipped) return { status: 200, headers, body: plain };
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: zipped };
  };
}

/** Whether a list of encodings has gzip, and does not refuse it. */
const readsGzip = (encodings: string): boolean =>
  encodings
    .toLowerCase()
    .split(',')
    .map((one) => one.replace(/\s/g, ''))
    .some((one) => /^(gzip|\*)(?!;q=0(\.0*)?$)/.test(one));

/** Whether a list of tags has this one; a proxy may have made it weak. */
const namesTag = (tags: string, etag: string): boolean =>
  tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));

/** The page as what the sidecar shows at `/`; nothing for any other path. */
export function studioPage(): (path: string, headers?: Headers) => Promise<Response | undefined> {
  const answer = pageAnswers();
  return async (path, headers) => {
    const answered = answer(path, (header) => headers?.get(header));
    if (answered === undefined) return undefined;
    const { body, ...others } = answered;
    return new Response(body, others);
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
