/**
 * What is to be audited: files, folders, globs and standard input, each with its form. What is packed is unpacked whole before it is read,
 * so that one that was cut short is noticed and never read as fewer rows.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, globSync, type Stats, statSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from '../lifecycle/index.ts';
import type { Columns } from './columns.ts';

/** The forms of inputs: lines of JSON, text with a heading and columns, Parquet; and whole orders as MultiSafepay sends them, as JSON. */
export const inputForms = ['jsonl', 'csv', 'parquet', 'documents'] as const;
/** The form of an input. */
export type InputForm = (typeof inputForms)[number];

/** A file to be read. */
export interface Input {
  /** What it is called: as it was given, or found in a folder. */
  readonly name: string;
  /** Where it stands now: unpacked, if it was packed. */
  readonly path: string;
  readonly form: InputForm;
  /** Whether it is a table of a database, which stands there as CSV. */
  readonly isTable?: true;
  /** What stood there when the audit began, for a file that is read in place. */
  readonly stamp: FileStamp;
}

/** An input that is no file. */
export interface Source {
  readonly name: string;
  /** Its rows as CSV with a heading, in pieces, of the columns that are mapped. */
  lines(said: Columns): AsyncIterable<string>;
}

/** What tells whether a file has changed. */
export interface FileStamp {
  readonly path: string;
  readonly size: number;
  readonly changed: number;
}

/** How inputs are to be found. */
export interface Finding {
  /** The form of all, whatever they are called. */
  readonly form?: InputForm;
  /** The columns that are said. */
  readonly columns?: Columns;
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** A folder of our own for what is unpacked or comes by standard input. */
  readonly folder: string;
}

const forms: Readonly<Record<string, InputForm>> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'jsonl',
  csv: 'csv',
  tsv: 'csv',
  parquet: 'parquet',
};

/**
 * Finds the inputs, in the order in which they were given; those of a folder or glob by their names.
 *
 * @throws InputError if there are none, one is empty, cut short, or of no form that is known.
 */
export async function findInputs(given: readonly (string | Source)[], finding: Finding): Promise<readonly Input[]> {
  const inputs: Input[] = [];
  /** What was found by now: a file that is named twice, or by a link as well, is the same rows. */
  const known = new Set<string>();
  for (const one of given) {
    if (typeof one === 'object') inputs.push(await fromSource(one, finding, inputs.length));
    else if (one === '-') {
      if (known.has(one)) throw new InputError('standard input', 'it is named twice', 'Name it once.');
      known.add(one);
      inputs.push(await fromStream('standard input', finding.stdin, finding, inputs.length));
    } else
      for (const file of await filesOf(one)) {
        const { dev, ino } = statSync(file, { bigint: true });
        const itself = `${dev} ${ino}`;
        if (known.has(itself)) continue;
        known.add(itself);
        inputs.push(await fromFile(file, finding, inputs.length));
      }
  }
  return inputs;
}

/** @throws InputError if a file changed since it was found. */
export function refuseChanged({ name, stamp }: Input): void {
  const now = stampOf(stamp.path);
  if (now.size !== stamp.size || now.changed !== stamp.changed)
    throw new InputError(
      name,
      `the file changed while it was read: it had ${stamp.size} bytes and has ${now.size}`,
      'Audit a copy that nobody writes to.',
    );
}

/** The SHA-256 of a file, in hexadecimal. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Uint8Array);
  return hash.digest('hex');
}

/** The first lines of a text file, without their ends: as many as stand in its first mebibyte, and the first one whole. */
export async function firstLines(path: string): Promise<readonly string[]> {
  const parts: Uint8Array[] = [];
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) {
    parts.push(part as Uint8Array);
    if ((part as Uint8Array).includes(10) || parts.length > 16) break;
  }
  const lines = new TextDecoder('utf-8').decode(Buffer.concat(parts)).split(/\r?\n/);
  return lines.length > 1 ? lines.slice(0, -1) : lines;
}

function stampOf(path: string): FileStamp {
  const { size, mtimeMs } = statSync(path);
  return { path, size, changed: mtimeMs };
}

async function filesOf(given: string): Promise<readonly string[]> {
  if (given === '')
    throw new InputError('audit', 'an input has no name', 'Leave it out, or name a file, folder or glob.');
  const stat = statSync(given, { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    const found = await filesIn(given);
    if (found.length > 0) return found;
    throw new InputError(
      given,
      'the folder holds no file that can be audited',
      `Give one with files that end in ${Object.keys(forms)
        .map((form) => `.${form}`)
        .join(', ')}, packed by gzip or not.`,
    );
  }
  if (stat !== undefined) return [given];
  const found = /[*?[{]/.test(given) ? globSync(given).sort() : [];
  const files: string[] = [];
  for (const one of found) {
    if (statOf(one).isDirectory()) files.push(...(await filesIn(one)));
    else files.push(one);
  }
  if (files.length > 0) return files;
  throw new InputError(given, 'there is no such file', 'Check the path.');
}

/** The files of a folder and of those in it, by their names; what is hidden is left out. A folder that is linked to is an error: it may be the one it is in. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) files.push(...(await filesIn(path)));
    else if (entry.isSymbolicLink() && statOf(path).isDirectory())
      throw new InputError(path, 'it is a link to a folder', 'Give that folder beside, and a folder without the link.');
    else if (formByName(entry.name) !== undefined) files.push(path);
  }
  return files;
}

/** @throws InputError if a link leads to nothing. */
function statOf(path: string): Stats {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new InputError(path, 'it is a link to what is not there', 'Remove it, or mend it.');
  return stat;
}

/** Whether bytes begin as what gzip packed. */
const isPacked = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

function formByName(name: string): InputForm | undefined {
  const plain = name.toLowerCase().replace(/\.gz$/, '');
  return forms[plain.slice(plain.lastIndexOf('.') + 1)];
}

async function fromFile(name: string, finding: Finding, number: number): Promise<Input> {
  const { form, folder } = finding;
  // A pipe is read once, and has no size.
  if (!statSync(name).isFile()) return fromStream(name, createReadStream(name), finding, number);
  const known = form ?? formByName(name);
  if (known === undefined)
    throw new InputError(
      name,
      'the name of the file does not tell its form',
      `Say it with --form ${inputForms.join('|')}.`,
    );
  const stamp = stampOf(name);
  refuseEmpty(name, stamp.size);
  if (!/\.gz$/i.test(name) && !isPacked(await beginningOf(name))) return { name, path: name, form: known, stamp };
  if (known === 'parquet') throw new InputError(name, 'Parquet is packed by itself', 'Unpack the file first.');
  const path = join(folder, `unpacked-${number}`);
  await unpack(name, createReadStream(name), path);
  return { name, path, form: known, stamp };
}

async function fromSource({ name, lines }: Source, { columns = {}, folder }: Finding, number: number): Promise<Input> {
  const path = join(folder, `table-${number}`);
  await pipeline(lines(columns), createWriteStream(path));
  return { name, path, form: 'csv', isTable: true, stamp: stampOf(path) };
}

async function fromStream(
  name: string,
  stream: Finding['stdin'],
  { form, folder }: Finding,
  number: number,
): Promise<Input> {
  if (stream === undefined) throw new InputError(name, 'there is none', 'Give files.');
  const path = join(folder, `stream-${number}`);
  await pipeline(stream, createWriteStream(path));
  const { size } = stampOf(path);
  if (size === 0) throw new InputError(name, 'nothing came', 'Give what holds the status history.');
  const start = await beginningOf(path);
  if (isPacked(start)) {
    const unpacked = `${path}-unpacked`;
    await unpack(name, createReadStream(path), unpacked);
    return { name, path: unpacked, form: form ?? formOf(await beginningOf(unpacked)), stamp: stampOf(unpacked) };
  }
  return { name, path, form: form ?? formOf(start), stamp: stampOf(path) };
}

/** The form of what begins so: Parquet has a mark, JSON a brace. */
function formOf(start: Uint8Array): InputForm {
  const text = new TextDecoder('latin1').decode(start);
  if (text.startsWith('PAR1')) return 'parquet';
  return /^(?:\u00ef\u00bb\u00bf)?\s*[{[]/.test(text) ? 'jsonl' : 'csv';
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function refuseEmpty(name: string, size: number): void {
  if (size === 0) throw new InputError(name, 'the file is empty', 'Give one that holds the status history.');
}

async function unpack(name: string, packed: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  try {
    await pipeline(packed, createGunzip(), createWriteStream(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('Z_')) throw error;
    const isCut = code === 'Z_BUF_ERROR';
    throw new InputError(
      name,
      isCut ? 'the packed file ends too early: it is cut short' : 'the file is not what gzip packed, or it is damaged',
      'Fetch it again, whole.',
    );
  }
  refuseEmpty(name, stampOf(path).size);
}
