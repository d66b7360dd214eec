/**
 * A log in no order, of rows that say no more than an order, words and a time: they go into parts by the key of their order, and each part
 * is sorted by itself. A part stands in memory as long as all fit there, else in a file.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from './audit.ts';
import type { Database, Value } from './duckdb.ts';
import { isNumberedBy, rejectedWord } from './encode.ts';
import type { Scan } from './scan.ts';
import { encodedFrom, type Step, type StepsQuery } from './steps.ts';

/** What the rows of a log come to. */
interface InParts {
  readonly steps: readonly Step[];
  /** The keys of the orders in which anything may be wrong. */
  readonly suspects: readonly Value[];
  /** How many parts did not fit into memory. */
  readonly onDisk: number;
}

/** How much room there is. */
interface Room {
  /** How many bytes of rows may stand in memory. */
  readonly bytes: number;
  /** Where the others go. */
  readonly folder: string;
}

/** How many bits of a mixed key say the part. */
const partBits = 8;

/** How many parts there are. */
const mostParts = 2 ** partBits;

/** How many rows of a part are written at once, if there is room: blocks that are being filled take half of it at most. */
const rowsPerBlock = ({ bytes }: Room): number =>
  Math.max(64, Math.min(2048, Math.floor(bytes / (2 * mostParts * rowBytes))));

/** The bytes of a row: its key, its time and its words. */
const rowBytes = 18;

/**
 * Rows of a part: keys as two halves each, times, words. No worker shares them: what may be shared is no garbage to the collector, which
 * marks the whole heap each time that so many bytes more are taken.
 */
class Block {
  readonly bytes: Uint8Array;
  readonly times: Float64Array;
  readonly keys: Uint32Array;
  readonly words: Uint16Array;
  rows = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(new SharedArrayBuffer(size * rowBytes));
    this.times = new Float64Array(this.bytes.buffer, 0, size);
    this.keys = new Uint32Array(this.bytes.buffer, size * 8, size * 2);
    this.words = new Uint16Array(this.bytes.buffer, size * 16, size);
  }
}

/** A part of the log. */
interface Part {
  /** The block that is being filled. */
  open: Block;
  readonly full: Block[];
  /** The file of what did not fit, and how many blocks it has. */
  file: number | undefined;
  blocks: number;
}

/** Whether rows can be brought together so: nothing else is to be held against each other, and an order is one life. */
export const canBeInParts = (scans: readonly Scan[], { names }: Pick<StepsQuery, 'names'>): boolean =>
  !['profile', 'money', 'sequence'].some((name) => names.includes(name)) &&
  scans.every(({ encoding }) => encoding.columns.transaction === undefined);

/** The steps of a log. */
export async function stepsInParts(
  database: Database,
  scans: readonly Scan[],
  { bits, width }: StepsQuery,
  room: Room,
  onProgress: (progress: Progress) => void,
): Promise<InParts> {
  const parts: Part[] = [];
  const spare: Block[] = [];
  const size = rowsPerBlock(room);
  const blockBytes = size * rowBytes;
  const counts = new Float64Array((width + 1) * width);
  const rejected = new Map<number, number>();
  let held = 0;
  let through = 0;
  const newBlock = (): Block => {
    const block = spare.pop() ?? new Block(size);
    block.rows = 0;
    return block;
  };
  const toDisk = (part: Part, number: number): void => {
    part.file ??= openSync(join(room.folder, `part-${number}`), 'w+');
    for (const block of part.full.splice(0)) {
      writeSync(part.file, block.bytes, 0, blockBytes);
      part.blocks++;
      held -= blockBytes;
      spare.push(block);
    }
  };
  const close = (part: Part, number: number): Block => {
    part.full.push(part.open);
    held += blockBytes;
    if (held > room.bytes) toDisk(part, number);
    part.open = newBlock();
    return part.open;
  };
  try {
    const query = `SELECT coalesce(okey, 0), "at"::DOUBLE, word::USMALLINT FROM (${encodedFrom(scans, false)})`;
    for await (const { rows, columns } of database.arrays(query)) {
      const [given, times, words] = columns as unknown as [BigUint64Array, Float64Array, Uint16Array];
      const keys = new Uint32Array(given.buffer, given.byteOffset, 2 * rows);
      for (let at = 0; at < rows; at++) {
        const word = words[at] as number;
        if (word >= rejectedWord) {
          rejected.set(word, (rejected.get(word) ?? 0) + 1);
          continue;
        }
        const low = keys[2 * at] as number;
        const high = keys[2 * at + 1] as number;
        const number = mixed(low, high) >>> (32 - partBits);
        let part = parts[number];
        if (part === undefined) {
          part = { open: newBlock(), full: [], file: undefined, blocks: 0 };
          parts[number] = part;
        }
        const block = part.open.rows === size ? close(part, number) : part.open;
        const place = block.rows++;
        block.keys[2 * place] = low;
        block.keys[2 * place + 1] = high;
        block.times[place] = times[at] as number;
        block.words[place] = word;
      }
      through += rows;
      if (through % 1_048_576 < rows) onProgress({ doing: 'scanning', rows: through });
    }
    const isSigned = scans.every(({ encoding }) => isNumberedBy(encoding));
    const found = suspectsIn(parts, { counts, isSuspicious: Uint8Array.from(bits, Number), width }, size);
    const steps: Step[] = [];
    for (const [step, many] of counts.entries())
      if (many > 0) steps.push({ prev: Math.floor(step / width), cur: step % width, rows: many });
    for (const [cur, rows] of rejected) steps.push({ prev: width, cur, rows });
    return {
      steps,
      suspects: found.map((key) => (isSigned ? BigInt.asIntN(64, key) : key)),
      onDisk: parts.filter(({ file }) => file !== undefined).length,
    };
  } finally {
    for (const part of parts) if (part?.file !== undefined) closeSync(part.file);
  }
}

/** Mixes a key, so that keys that are alike go to different places. */
function mixed(low: number, high: number): number {
  let hash = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** How steps are counted, and where. */
interface Counts {
  readonly counts: Float64Array;
  readonly isSuspicious: Uint8Array;
  readonly width: number;
}

/** Counts the steps of every part; the keys of the orders in which anything may be wrong. */
function suspectsIn(parts: readonly (Part | undefined)[], counts: Counts, size: number): readonly bigint[] {
  const suspects: bigint[] = [];
  let most = 0;
  for (const part of parts) if (part !== undefined) most = Math.max(most, rowsOf(part, size));
  const rows = new Rows(most);
  const spare = new Block(size);
  const { length } = spare.bytes;
  for (const part of parts) {
    if (part === undefined) continue;
    rows.count = 0;
    if (part.file !== undefined)
      for (let nth = 0; nth < part.blocks; nth++) {
        readSync(part.file, spare.bytes, 0, length, nth * length);
        spare.rows = size;
        rows.add(spare);
      }
    for (const block of part.full) rows.add(block);
    rows.add(part.open);
    rows.countSteps(counts, suspects);
  }
  return suspects;
}

const rowsOf = ({ open, full, blocks }: Part, size: number): number => (full.length + blocks) * size + open.rows;

/** The rows of one part, brought together by their keys. */
class Rows {
  count = 0;
  readonly #keys: Uint32Array;
  readonly #times: Float64Array;
  readonly #words: Uint16Array;
  /** For each row, the one of the same key that came before it. */
  readonly #before: Int32Array;
  /** The last row of each key, by where the key is mixed to. */
  readonly #last: Int32Array;

  constructor(most: number) {
    this.#keys = new Uint32Array(2 * most);
    this.#times = new Float64Array(most);
    this.#words = new Uint16Array(most);
    this.#before = new Int32Array(most);
    this.#last = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, 2 * most))));
  }

  add({ keys, times, words, rows }: Block): void {
    this.#keys.set(keys.subarray(0, 2 * rows), 2 * this.count);
    this.#times.set(times.subarray(0, rows), this.count);
    this.#words.set(words.subarray(0, rows), this.count);
    this.count += rows;
  }

  countSteps({ counts, isSuspicious, width }: Counts, suspects: bigint[]): void {
    this.#chain();
    const [last, before, times, words] = [this.#last, this.#before, this.#times, this.#words];
    let ofKey = new Int32Array(64);
    for (let place = 0; place < last.length; place++) {
      const end = last[place] as number;
      if (end < 0) continue;
      let many = 0;
      for (let row = end; row >= 0; row = before[row] as number) {
        if (many === ofKey.length) {
          const larger = new Int32Array(2 * many);
          larger.set(ofKey);
          ofKey = larger;
        }
        ofKey[many++] = row;
      }
      if (many > 1) sortLastFirst(ofKey, many, times, words);
      let said = width;
      let when = 0;
      let isSuspect = false;
      // The latest stands first.
      for (let nth = many - 1; nth >= 0; nth--) {
        const row = ofKey[nth] as number;
        const word = words[row] as number;
        const time = times[row] as number;
        const step = said * width + word;
        counts[step] = (counts[step] as number) + 1;
        if (isSuspicious[step] === 1 || (said !== word && said !== width && when === time)) isSuspect = true;
        said = word;
        when = time;
      }
      if (isSuspect)
        suspects.push((BigInt(this.#keys[2 * end + 1] as number) << 32n) | BigInt(this.#keys[2 * end] as number));
    }
  }

  /** Chains the rows of each key, the last first. */
  #chain(): void {
    const last = this.#last.fill(-1);
    const mask = last.length - 1;
    const keys = this.#keys;
    for (let row = 0; row < this.count; row++) {
      const low = keys[2 * row] as number;
      const high = keys[2 * row + 1] as number;
      let place = mixed(low, high) & mask;
      for (;;) {
        const other = last[place] as number;
        if (other < 0 || (keys[2 * other] === low && keys[2 * other + 1] === high)) break;
        place = (place + 1) & mask;
      }
      this.#before[row] = last[place] as number;
      last[place] = row;
    }
  }
}

/** Above so many rows of one key, inserting each into those before it takes too long. */
const mostInserted = 64;

/** Sorts rows of one key by time, then by words, the last first: as they come, if the log is in order. */
function sortLastFirst(rows: Int32Array, many: number, times: Float64Array, words: Uint16Array): void {
  if (many > mostInserted) {
    rows
      .subarray(0, many)
      .sort(
        (one, other) =>
          (times[other] as number) - (times[one] as number) || (words[other] as number) - (words[one] as number),
      );
    return;
  }
  for (let at = 1; at < many; at++) {
    const row = rows[at] as number;
    const time = times[row] as number;
    const word = words[row] as number;
    let to = at;
    for (; to > 0; to--) {
      const other = rows[to - 1] as number;
      const when = times[other] as number;
      if (when > time || (when === time && (words[other] as number) >= word)) break;
      rows[to] = other;
    }
    rows[to] = row;
  }
}
