/**
 * Which lines of a log are of which orders, in four bytes a line: so that those of a few orders are found again without looking at the others.
 */

/** Marks of lines. */
export interface LineMarks {
  /** Marks a line as one of this order. */
  add(line: number, orderId: string): void;
  /** Tells whether a line may be of one of these orders: of every line that is, and of few others. */
  seek(orderIds: Iterable<string>): (line: number) => boolean;
}

/** How many lines a page has. */
const linesPerPage = 65_536;

/** The mark of a line that is of no order, and of one that is of several. */
const [none, several] = [0, 0xffffffff];

/** No line is marked. */
export function startMarks(): LineMarks {
  const pages: Uint32Array[] = [];
  return {
    add(line, orderId) {
      const number = Math.floor(line / linesPerPage);
      const page = pages[number] ?? new Uint32Array(linesPerPage);
      pages[number] = page;
      const [place, mark] = [line % linesPerPage, markOf(orderId)];
      page[place] = page[place] === none || page[place] === mark ? mark : several;
    },
    seek(orderIds) {
      const wanted = new Set<number | undefined>([several]);
      for (const id of orderIds) wanted.add(markOf(id));
      return (line) => wanted.has(pages[Math.floor(line / linesPerPage)]?.[line % linesPerPage]);
    },
  };
}

/** A number of 32 bits for an id, neither {@link none} nor {@link several} (FNV-1a over its code units). */
function markOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  const mark = hash >>> 0;
  return mark === none || mark === several ? 1 : mark;
}
