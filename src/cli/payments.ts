/**
 * `paychart payments`: every payment of a database as lines of JSON, and back; and lines checked without a database.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { access, constants, type FileHandle, open, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { linesOf, longestLine } from '../audit/documents/lines.ts';
import { InputError } from '../lifecycle/index.ts';
import { type Account, accountsOf, findAccount, ofAccountNamed } from '../store/accounts.ts';
import { checkAll } from '../store/checked-line.ts';
import { type Database, lawNames, openStore, StoreError } from '../store/index.ts';
import { type End, endLine, exportAll, isEndLine } from '../store/portable.ts';
import { mustBeOfThisVersion } from '../store/version.ts';
import { accountNamed, accountOption, databaseOf, databaseProblem, dataOption } from './database.ts';
import { exitCodes, type Io, isClosedPipe, outputTo, writeWhole } from './io.ts';
import { counted, safe } from './print.ts';
import { progressOn } from './progress.ts';
import { sha256 } from './sha256.ts';

interface Exported {
  readonly to: string;
  readonly after?: string;
  readonly data?: string;
  readonly account?: string;
}

interface Imported {
  readonly data?: string;
  readonly account?: string;
  readonly environment?: string;
}

/** Adds the subcommands; they report their exit code to `ended`. */
export function addPayments(program: Command, io: Io, ended: (code: number) => void): void {
  const payments = program
    .command('payments')
    .description(
      'every payment of a database as lines of JSON, and back: for backups, and from one database to another',
    )
    .helpCommand(false);
  payments
    .command('export')
    .description('write every payment with its log as a line of JSON, by order id')
    .requiredOption('--to <file>', 'the file, which must not be there yet; - is standard output')
    .option('--after <order>', 'go on with an export: only orders after this id; a file must end with that order')
    .option(...dataOption)
    .option(...accountOption)
    .addHelpText('after', exportHelp)
    .action(async (asked: Exported) => ended(await guarded(io, () => exportTo(asked, io))));
  payments
    .command('import')
    .description('take in payments that were exported: each is checked, and replayed from its log')
    .argument('<file>', 'the lines; - is standard input')
    .option(...dataOption)
    .option(...accountOption)
    .option('--environment <which>', 'live or test: what a named account is that is not in the database yet')
    .addHelpText('after', importHelp)
    .action(async (file: string, asked: Imported) => ended(await guarded(io, () => importFrom(file, asked, io))));
  payments
    .command('check')
    .description('check exported payments without a database: the chain of each log, and that it comes to its payment')
    .argument('<file>', 'the lines; - is standard input')
    .option('--account <name>', 'the account that all of them must be of; - is the one without a name')
    .addHelpText('after', checkHelp)
    .action(async (file: string, { account }: { readonly account?: string }) =>
      ended(await guarded(io, () => check(file, account, io))),
    );
}

const exportHelp = `
Orders are read page by page, so no more than a few hundred are held, and a service may run meanwhile on a server. Each page is of
one moment; the pages are not of the same moment. Calls that act (their keys and answers) are not exported.

An export is of one account. Where accounts have names, say which: --account NAME, or --account - for the one without a name.

An export that was broken off goes on: --after names the last order of the file. A line that was half written is cut off then.

The last line says how many payments there are: "payments check" knows by it what was cut off.

Exit code: 0 if all was written, 2 if it cannot be.`;

const importHelp = `
Payments that are here already with the same log are skipped, so an import that was broken off is done again. One that is here with
another log is refused by name. A folder without a database gets one.

A line of a named account goes to that account only: --account NAME, and --environment if the database does not have it yet.

An export without its last line is taken in, and it is said that nothing tells whether it is whole: older releases wrote none.

Exit code: 0 if all are here, 1 if one is refused (those before it are stored), 2 if the file or the database cannot be used.`;

const checkHelp = `
Checked are: that each line is whole, the digest of what was told, the hash of each entry over the one before, and that the log, judged
again, comes to the payment and the moves of the line. Of entries that another release judged, the chain and the law alone. What stands
beside the log (when it is read next, how often each notification came, the messages) must be what a database can have; that it had just
that, nothing proves.

The last line of an export says how many payments there are, so that one that was cut off is known. Exports of older releases have none:
nothing tells whether they are whole. Payments stand in the order of their ids, each once.

Exit code: 0 if every line holds and the export is whole, 1 if one does not or its end is not there, 2 if the file cannot be read.`;

async function guarded(io: Io, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (isClosedPipe(error)) return exitCodes.lawful;
    const says = databaseProblem(error);
    if (says === undefined) throw error;
    io.stderr.write(`${safe(says)}\n`);
    const isRefused = (error as { readonly code?: unknown }).code === 'not_importable';
    return isRefused ? exitCodes.unlawful : exitCodes.unusable;
  }
}

async function exportTo({ to, after, data, account }: Exported, io: Io): Promise<number> {
  // What would be overwritten is found before anything is opened.
  const { file, before } =
    to === '-' ? { file: undefined, before: after === undefined ? 0 : undefined } : await fileAfter(to, after);
  const progress = progressOn(io.stderr);
  let count = 0;
  let last = after;
  try {
    const database = await databaseOf('payments export', data, io);
    try {
      await mustBeOfThisVersion(database);
      const itsOwn = await ofAccountNamed(database, await exported(database, account));
      const output = file === undefined ? outputTo(io.stdout) : writing(file);
      for await (const line of exportAll(itsOwn, await lawNames(async (text) => sha256(text)), {
        ...(after !== undefined && { after }),
      })) {
        await output.write(`${line}\n`);
        count++;
        last = orderIdOf(line);
        progress.tick();
      }
      await output.write(
        `${endLine({ ...(before !== undefined && { payments: before + count }), ...(last !== undefined && { last }) })}\n`,
      );
      await output.flush();
      await file?.sync();
    } finally {
      await database.close();
    }
  } catch (error) {
    // A file that nothing was written to would stand in the way of the next export, and hold if it is checked.
    if (file !== undefined && (await file.stat()).size === 0) await rm(to);
    throw error;
  } finally {
    progress.erase();
    await file?.close();
  }
  const where = count === 0 || last === undefined ? '' : `, the last one ${safe(last)}`;
  io.stderr.write(`${counted(count, 'payment')} written${where}.\n`);
  return exitCodes.lawful;
}

/** The account that is exported. @throws InputError if nothing says which, and there are several: one would be left out of a backup. */
async function exported(database: Database, account: string | undefined): Promise<string | undefined> {
  if (account !== undefined) return accountNamed(account);
  const names = (await accountsOf(database)).map(({ name }) => name);
  if (names.length === 0) return undefined;
  throw new InputError(
    '--account',
    `the database has accounts with names: ${names.join(', ')}`,
    'Export each to a file of its own; --account - is the one without a name.',
  );
}

/** A file opened for more lines, buffered. */
function writing(file: FileHandle): Pick<ReturnType<typeof outputTo>, 'flush' | 'write'> {
  let buffered = '';
  const flush = async (): Promise<void> => {
    const text = buffered;
    buffered = '';
    if (text !== '') await file.appendFile(text);
  };
  return {
    flush,
    write: async (text) => {
      buffered += text;
      if (buffered.length >= 1024 * 1024) await flush();
    },
  };
}

/** A file that is written to, and how many payments it holds by now; nothing where others stand elsewhere. */
interface Going {
  readonly file: FileHandle;
  readonly before: number | undefined;
}

/** Opens a file that is not there, or one that ends with an order, to go on with it. @throws InputError if it is another. */
async function fileAfter(file: string, after: string | undefined): Promise<Going> {
  if (after === undefined || !existsSync(file)) {
    const begun = await open(file, after === undefined ? 'wx' : 'a').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      throw new InputError(
        '--to',
        `"${file}" is there already`,
        'Name another file, or go on with it: --after, and the last order it holds.',
      );
    });
    return { file: begun, before: after === undefined ? 0 : undefined };
  }
  const handle = await open(file, 'r+');
  try {
    const end = await wholeLinesOf(file);
    if (end.last !== after)
      throw new InputError(
        '--after',
        `"${file}" ends with ${end.last === undefined ? 'no whole line' : `order "${end.last}"`}, not with "${after}"`,
        end.last === undefined ? 'Remove it, and begin anew.' : 'Give that order.',
      );
    await handle.truncate(end.bytes);
    await handle.close();
    return { before: await linesIn(file), file: await open(file, 'a') };
  } catch (error) {
    await handle.close().catch(() => {});
    throw error;
  }
}

/** How many lines of a file hold something. */
async function linesIn(file: string): Promise<number> {
  let count = 0;
  for await (const line of linesOf(createReadStream(file), longestLine * 4))
    if (!('bytes' in line) || line.bytes.length > 0) count++;
  return count;
}

/** How many bytes of a file are whole lines of payments, and the order of the last of them: of the end of an export, which is written anew, without it. */
async function wholeLinesOf(file: string): Promise<{ readonly bytes: number; readonly last?: string }> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, 2 * longestLine));
    await handle.read(tail, 0, tail.length, size - tail.length);
    const end = tail.lastIndexOf(10);
    if (end < 0) return { bytes: 0 };
    const begin = tail.lastIndexOf(10, end - 1) + 1;
    const line = tail.toString('utf8', begin, end);
    if (!isEndLine(line)) return { bytes: size - tail.length + end + 1, last: orderIdOf(line) };
    const { last } = (JSON.parse(line) as { readonly end: End }).end;
    return { bytes: size - tail.length + begin, ...(last !== undefined && { last }) };
  } finally {
    await handle.close();
  }
}

/** The order id of a line; what is no line of an export has none. */
function orderIdOf(line: string): string {
  try {
    return String((JSON.parse(line) as { readonly orderId?: unknown }).orderId);
  } catch {
    throw new InputError('--to', 'its last line is no exported payment', 'Name another file.');
  }
}

async function importFrom(file: string, { data, account: said, environment }: Imported, io: Io): Promise<number> {
  const account = accountNamed(said);
  // Before a folder gets a database for it.
  if (file !== '-') await access(file, constants.R_OK);
  refuseFolder(file);
  const progress = progressOn(io.stderr);
  let lines = 0;
  let isWhole = false;
  const input = textLines(file, io, (text) => {
    isWhole = isEndLine(text);
    if (isWhole) return;
    lines++;
    progress.tick();
  });
  const database = await databaseOf('payments import', data, io, { mayBeNew: true });
  try {
    const now = (): string => new Date().toISOString();
    const unnamed = await openStore({ database, now });
    const store =
      account === undefined
        ? unnamed
        : await openStore({ database, now, account: await imported(database, account, environment) });
    const count = await store.importAll(input);
    progress.erase();
    io.stderr.write(`${counted(count, 'payment')} stored, ${counted(lines - count, 'payment')} here already.\n`);
    if (!isWhole) io.stderr.write(`${safe(`${nameOf(file)}: ${noEnd}`)}\n`);
    return exitCodes.lawful;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'not_importable')
      throw new StoreError(
        error.code,
        `${nameOf(file)}: ${error.message}. Those before it are stored; "paychart payments check" tells of every line`,
        { cause: error },
      );
    throw error;
  } finally {
    progress.erase();
    await database.close();
  }
}

/** The account that is imported to. @throws InputError if it is new, and nothing says whether it is live. */
async function imported(database: Database, name: string, environment: string | undefined): Promise<Account> {
  const known = await findAccount(database, name);
  const which = environment ?? known?.environment;
  if (which === undefined)
    throw new InputError(
      '--environment',
      `account ${JSON.stringify(name)} is not in this database yet`,
      'Say whether it is live or test: --environment live.',
    );
  return { name, environment: which as Account['environment'] };
}

/** What an export that was cut off at the end of a line lacks. */
const noEnd =
  'no last line says that this is all: it was cut off, or an older release wrote it. Compare how many payments there are to be, or export them again.';

/** The way out of what is wrong with a line. */
const asExported = 'Give the file as it was exported, or export it again';

const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

async function check(file: string, account: string | undefined, io: Io): Promise<number> {
  const progress = progressOn(io.stderr);
  const name = nameOf(file);
  let [orders, entries, problems] = [0, 0, 0];
  let isEnded = false;
  let last: string | undefined;
  const output = outputTo(io.stdout);
  const tell = async (number: number, problem: string): Promise<void> => {
    problems++;
    progress.erase();
    await output.write(`${safe(`${name}:${number}: ${problem.replace(/^line \d+:? /, '')}. ${asExported}`)}.\n`);
  };
  for await (const found of checkAll(textLines(file, io, progress.tick), undefined, account === '-' ? null : account)) {
    const { number } = found;
    if (isEnded) await tell(number, 'it stands after the end of the export');
    else if ('isEnd' in found) isEnded = true;
    else if ('problem' in found) await tell(number, found.problem);
    else {
      const { orderId } = found;
      // An export is in the order of ids, byte by byte.
      if (last !== undefined && Buffer.compare(Buffer.from(orderId), Buffer.from(last)) <= 0)
        await tell(
          number,
          orderId === last
            ? `order ${orderId} stands in the line before as well`
            : `order ${orderId} stands after order ${last}, so it is there twice or was put there`,
        );
      else {
        orders++;
        entries += found.entries;
        last = orderId;
      }
    }
  }
  progress.erase();
  if (!isEnded) await output.write(`${safe(`${name}: ${noEnd}`)}\n`);
  await output.flush();
  const held = `${counted(orders, 'payment')} with ${counted(entries, 'entry').replace(/entrys$/, 'entries')} hold`;
  await writeWhole(io.stdout, `${held}${problems === 0 ? '' : `, ${counted(problems, 'line')} not`}.\n`);
  return problems === 0 && isEnded ? exitCodes.lawful : exitCodes.unlawful;
}

/** @throws InputError if a folder is named where a file is to be. */
function refuseFolder(file: string): void {
  if (file !== '-' && statSync(file).isDirectory())
    throw new InputError(file, 'it is a folder', 'Name the file in it that was exported.');
}

/**
 * The lines of a file as text.
 *
 * @throws InputError at a line that is too long, or no UTF-8.
 */
async function* textLines(file: string, io: Io, read: (text: string) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  refuseFolder(file);
  for await (const line of linesOf(file === '-' ? io.stdin : createReadStream(file), longestLine * 4)) {
    const place = `${nameOf(file)}:${line.number}`;
    if (!('bytes' in line))
      throw new InputError(place, 'the line is too long to be read', 'Give the file as it was exported.');
    let text: string;
    try {
      text = decoder.decode(line.bytes);
    } catch {
      throw new InputError(place, 'the line is not UTF-8 text', 'Give the file as it was exported.');
    }
    if (text.trim() !== '') read(text);
    yield text;
  }
}
