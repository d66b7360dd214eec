/**
 * The compliance book as a document: chapters, sections and blocks, before it is a page of any kind.
 */
import type { ChartId } from '../relation/index.ts';

/** A piece of text. `place` is where the book has a requirement or decision; `cite` names one, and leads there. */
export type Piece =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  | { readonly place: string }
  /** Where the book has something else that can be led to: its id, and what is written there. */
  | { readonly here: string; readonly text: string }
  | { readonly cite: string }
  | { readonly to: string; readonly text: string };

/** Text with its pieces. */
export type Text = string | readonly Piece[];

/** A column of a table. `wide` takes what room there is; `tight` is never broken. */
export interface Column {
  readonly head: string;
  readonly room?: 'wide' | 'tight';
}

/** A table. */
export interface Table {
  readonly kind: 'table';
  readonly caption?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Text[])[];
}

/** What a section is made of. */
export type Block =
  | { readonly kind: 'text'; readonly text: Text }
  /** What a reviewer must not overlook. */
  | { readonly kind: 'note'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  /** Names with what belongs to them. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, text: Text])[] }
  | { readonly kind: 'picture'; readonly chart: ChartId; readonly caption: string }
  | Table;

/** A section: its id is the same in every form of the book. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly sections?: readonly Section[];
}

/** The whole book. */
export interface Book {
  readonly title: string;
  readonly subtitle: string;
  /** What tells this book from another: version, law, last run. */
  readonly facts: readonly (readonly [name: string, text: Text])[];
  /** What stands against the record of the tests: read before anything else. Depends on the tree that the book is made in. */
  readonly notices: readonly Text[];
  readonly chapters: readonly Section[];
}

/**
 * Between these a form of the book has what stands against the record of the tests: all of it that depends on the tree that the
 * book is made in.
 */
export const recordBegins = '<!-- record of the tests -->';
/** Ends what begins with {@link recordBegins}. */
export const recordEnds = '<!-- /record of the tests -->';

/** A paragraph. */
export const text = (...pieces: readonly Piece[]): Block => ({ kind: 'text', text: pieces });

/** What a reviewer must not overlook. */
export const note = (...pieces: readonly Piece[]): Block => ({ kind: 'note', text: pieces });

/** A list. */
export const list = (...items: readonly Text[]): Block => ({ kind: 'list', items });

/** A table; a head that ends with `*` may take what room there is, one that ends with `!` is never broken. */
export function table(heads: readonly string[], rows: readonly (readonly Text[])[], caption?: string): Table {
  const columns = heads.map((head): Column => {
    const room = head.endsWith('*') ? 'wide' : head.endsWith('!') ? 'tight' : undefined;
    return room ? { head: head.slice(0, -1), room } : { head };
  });
  return { kind: 'table', columns, rows, ...(caption !== undefined && { caption }) };
}

/** Code. */
export const code = (words: string): Piece => ({ code: words });

/** Ids, each leading to where the book has it. */
export function cites(ids: readonly string[]): readonly Piece[] {
  return joined(
    ids.map((cite) => [{ cite }]),
    ', ',
  );
}

/** Texts one after the other. */
export function joined(texts: readonly Text[], between: string): readonly Piece[] {
  return texts.flatMap((one, place) => {
    const pieces = typeof one === 'string' ? [one] : one;
    return place === 0 ? pieces : [between, ...pieces];
  });
}

/** The words of a text, without its marks. */
export function plain(words: Text): string {
  if (typeof words === 'string') return words;
  return words
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('code' in piece) return piece.code;
      if ('strong' in piece) return piece.strong;
      if ('place' in piece) return piece.place;
      return 'cite' in piece ? piece.cite : piece.text;
    })
    .join('');
}

/** A section and those within it, in the order of reading. */
export function allSections(section: Section): readonly Section[] {
  return [section, ...(section.sections ?? []).flatMap(allSections)];
}

/** Every id that can be led to within a section: its own and those within it, and the requirements and decisions it has. */
export function placesIn(section: Section): readonly string[] {
  return allSections(section).flatMap(({ id, blocks }) => [
    id,
    ...blocks
      .flatMap(textsOf)
      .flatMap((one) =>
        typeof one === 'string'
          ? []
          : one.flatMap((piece) =>
              typeof piece !== 'object'
                ? []
                : 'place' in piece
                  ? [placeOf(piece.place)]
                  : 'here' in piece
                    ? [piece.here]
                    : [],
            ),
      ),
  ]);
}

/** Every text of a block. */
export function textsOf(block: Block): readonly Text[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [block.text];
    case 'list':
      return block.items;
    case 'facts':
      return block.rows.map(([, words]) => words);
    case 'picture':
      return [block.caption];
    case 'table':
      return block.rows.flat();
  }
}

/** The id of the place where the book has a requirement or decision. */
export const placeOf = (id: string): string => `id-${id.toLowerCase()}`;
