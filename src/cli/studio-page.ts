/**
 * The studio page as files: kept as one that opens without a server, and given out as several, so that a server may forbid
 * scripts within a page, and a browser gets the script of a view only if it asks for it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const page = 'docs/studio/index.html';

/** A file as a server gives it out. */
export interface ServedFile {
  readonly type: string;
  readonly content: string;
}

/** The files of the page by their path, as `/`. */
export function studioFiles(html = readFileSync(pagePath(), 'utf8')): ReadonlyMap<string, ServedFile> {
  const [style, script] = [within(html, 'style'), within(html, 'script')];
  const later = [...html.matchAll(/<script id="([\w-]+)">/g)].map(([, id]) => ({
    path: `/${id}.js`,
    ...within(html, 'script', ` id="${id}"`),
  }));
  const index = later.reduce(
    (page, { whole }) => page.replace(whole, ''),
    html
      .replace(style.whole, () => '<link rel="stylesheet" href="./studio.css" />')
      .replace(script.whole, () => '<script src="./studio.js" defer></script>'),
  );
  const javascript = (content: string): ServedFile => ({ type: 'text/javascript; charset=utf-8', content });
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', content: index }],
    ['/studio.css', { type: 'text/css; charset=utf-8', content: style.content }],
    ['/studio.js', javascript(script.content)],
    ...later.map(({ path, content }) => [path, javascript(content)] as const),
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

/** How a file is compressed: as far as it goes, beside the thread that answers everybody else. */
const encodings = {
  br: (plain: Uint8Array): Promise<Uint8Array> =>
    promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } }),
  gzip: (plain: Uint8Array): Promise<Uint8Array> => promisify(gzip)(plain, { level: 9 }),
} as const;

type Encoding = keyof typeof encodings;

/** A file in the forms in which it was asked for. */
interface KeptFile {
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly tag: string;
  readonly forms: Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>;
}

/** The answers of a server that gives out the page; nothing for any path that is none of it. Each file is compressed once. */
export function pageAnswers(files = studioFiles()): (path: string, asked: Asked) => Promise<PageAnswer | undefined> {
  const kept = new Map<string, KeptFile>();
  const keptAt = (path: string, { content }: ServedFile): KeptFile => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const plain = new TextEncoder().encode(content);
    const tag = createHash('sha256').update(plain).digest('base64url');
    const made = { plain, tag, forms: new Map() };
    kept.set(path, made);
    return made;
  };
  const formOf = ({ plain, forms }: KeptFile, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> => {
    const form = forms.get(encoding) ?? encodings[encoding](plain).then((made) => new Uint8Array(made));
    forms.set(encoding, form);
    return form;
  };
  return async (path, asked) => {
    const file = files.get(path);
    if (file === undefined) return undefined;
    const found = keptAt(path, file);
    const encoding = encodingAmong(asked('accept-encoding') ?? '');
    const etag = `"${found.tag}${encoding === undefined ? '' : `-${encoding}`}"`;
    // What is kept is asked about each time: another version of the package has another page.
    const headers = { 'content-type': file.type, 'cache-control': 'no-cache', etag, vary: 'accept-encoding' };
    if (namesTag(asked('if-none-match') ?? '', etag)) return { status: 304, headers, body: null };
    if (encoding === undefined) return { status: 200, headers, body: found.plain };
    return { status: 200, headers: { ...headers, 'content-encoding': encoding }, body: await formOf(found, encoding) };
  };
}

/** The encoding to send to who reads those of a list: brotli where it is named, gzip also where any will do; none that is refused. */
function encodingAmong(listed: string): Encoding | undefined {
  const read = new Map(
    listed
      .toLowerCase()
      .replace(/\s/g, '')
      .split(',')
      .map((one) => {
        const [name = '', ...weights] = one.split(';');
        return [name, !weights.some((weight) => /^q=0(\.0*)?$/.test(weight))];
      }),
  );
  if (read.get('br')) return 'br';
  return (read.get('gzip') ?? read.get('*')) ? 'gzip' : undefined;
}

/** Whether a list of tags has this one; a proxy may have made it weak. */
const namesTag = (tags: string, etag: string): boolean =>
  tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));

/** The page as what the sidecar shows at `/`; nothing for any other path. */
export function studioPage(): (path: string, headers?: Headers) => Promise<Response | undefined> {
  const answer = pageAnswers();
  return async (path, headers) => {
    const answered = await answer(path, (header) => headers?.get(header));
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

function within(html: string, tag: string, attributes = ''): { readonly whole: string; readonly content: string } {
  const begin = `<${tag}${attributes}>`;
  const from = html.indexOf(begin);
  // What the scripts hold is written so that no end of one stands within them.
  const to = html.indexOf(`</${tag}>`, from);
  if (from < 0 || to < 0) throw new Error(`${page} holds no ${begin}: build it again with npm run studio`);
  return {
    whole: html.slice(from, to + tag.length + 3),
    content: html.slice(from + begin.length, to),
  };
}
