/**
 * `paychart evidence`: the evidence of one payment, from the database or from a file, as JSON or as a page.
 */
import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import * as v from 'valibot';
import { readInput } from '../audit/documents/input.ts';
import { type Evidence, type EvidenceInputs, evidenceHtml, evidenceOf } from '../book/index.ts';
import { InputError, type Payment, type Report, restore } from '../lifecycle/index.ts';
import { fullyRead, readOrder } from '../multisafepay/index.ts';
import { logAnswer } from '../service/schemas.ts';
import { timelineOf } from '../service/timeline.ts';
import { ofAccountNamed } from '../store/accounts.ts';
import { canonical, nodeSha256 } from '../store/canonical.ts';
import { accountText } from '../store/checked-line.ts';
import { come, type Entry, sealed, type Told } from '../store/entry.ts';
import { type Database, lawNames, openPostgres, type Recorded, StoreError } from '../store/index.ts';
import { isEndLine, readLine } from '../store/portable.ts';
import { readsOf } from '../store/reads.ts';
import { paymentOf } from '../store/rows.ts';
import { mustBeOfThisVersion } from '../store/version.ts';
import { askService, ofThisRelease } from './ask-service.ts';
import { accountNamed, accountOption, dataOption, embedded, fileOf, serverOf } from './database.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { keptInLine } from './kept.ts';
import { packageVersion } from './package-root.ts';
import { jsonLine, safe } from './print.ts';
import { replaceFile } from './replace-file.ts';

interface Asked {
  readonly data?: string;
  readonly account?: string;
  readonly service?: string;
  readonly jsonl?: string;
  readonly html?: string;
  readonly json?: string;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addEvidence(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('evidence')
    .description(
      'the evidence of one payment: its history, verdicts, rules with their sources, and whether its log holds',
    )
    .argument('<order>', 'the order id; that of a refund leads to the order it is of')
    .option(...dataOption)
    .option(...accountOption)
    .option(
      '--service <url>',
      'a service that runs, as http://127.0.0.1:8484: it is asked over HTTP, and PAYCHART_TOKEN is its token',
    )
    .option(
      '--jsonl <file>',
      'a file instead: orders as the store exports them, or notifications, one a line; - is standard input',
    )
    .option('--html <file>', 'write a page that needs nothing else, to read and to print')
    .option('--json <file>', 'write the JSON to a file; without a form, it goes to standard output')
    .addHelpText('after', helpText)
    .action(async (order: string, asked: Asked) => ended(await evidence(order, asked, io)));
}

const helpText = `
Beside the log it has how often each notification came, what was set aside, the moves that the database holds against the law, and the
messages to the merchant's systems. Nothing is changed where it is read. Card data is never in it. The folder of an embedded database is open in one process at a
time: while a service has it, ask the service.

Exit code: 0 if the log holds and comes to what is stored, 1 if it does not (or there is no log, only notifications), 2 if
the order is not known or cannot be read.`;

/** Prints the evidence of an order. */
export async function evidence(orderId: string, asked: Asked, io: Io): Promise<number> {
  try {
    const found = await evidenceOf(await inputsFor(orderId, asked, io));
    const { html, json, jsonl } = asked;
    const read = jsonl === undefined ? [] : [jsonl];
    if (html !== undefined) replaceFile(html, evidenceHtml(found), read);
    if (json !== undefined && json !== '-') replaceFile(json, `${JSON.stringify(found, null, 2)}\n`, read);
    else if (html === undefined || json === '-') await writeWhole(io.stdout, jsonLine(found));
    const holds = found.chain.holds && found.judgedAgain.holds && found.documents.every((one) => one.holds);
    if (html !== undefined || json !== undefined) io.stderr.write(`${safe(summary(found))}\n`);
    return holds ? exitCodes.lawful : exitCodes.unlawful;
  } catch (error) {
    const says = problemOf(error, orderId, asked.account);
    if (says === undefined) throw error;
    io.stderr.write(`${safe(says)}\n`);
    return exitCodes.unusable;
  }
}

const summary = ({ orderId, chain, judgedAgain }: Evidence): string =>
  `Order ${orderId}: ${chain.entries} entries; the chain: ${chain.says}; judged again: ${judgedAgain.says}.`;

function problemOf(error: unknown, orderId: string, account: string | undefined): string | undefined {
  if (error instanceof InputError) return error.message;
  if (error instanceof StoreError && error.code === 'locked') {
    const url = error.holder?.url;
    const its = account === undefined ? '' : ` --account ${quoted(account)}`;
    const typed =
      url === undefined ? '' : ` Type: PAYCHART_TOKEN=… paychart evidence ${quoted(orderId)}${its} --service ${url}`;
    return `${error.message}.${typed}`;
  }
  if (error instanceof StoreError)
    return `${error.message}. Check that it is a database of Paychart: DATABASE_URL, or --data.`;
  if (error instanceof Error && 'syscall' in error && 'code' in error)
    return `${fileOf(error)} cannot be read (${error.code}). Check the path and its permissions.`;
  return undefined;
}

/** A word as a shell takes it. */
const quoted = (word: string): string => (/^[\w.@%+=:,/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

async function inputsFor(
  orderId: string,
  { data, service, jsonl, account: said }: Asked,
  io: Io,
): Promise<EvidenceInputs> {
  const account = accountNamed(said);
  if ([data, service, jsonl].filter((one) => one !== undefined).length > 1)
    throw new InputError(
      'evidence',
      'more than one place is given to look',
      'Give one of --data, --service and --jsonl.',
    );
  if (jsonl !== undefined) return fromFile(orderId, jsonl, account, io);
  if (service !== undefined) return fromRecorded(orderId, await askedOf(service, orderId, account, io));
  const url = serverOf(io);
  if (data !== undefined) return fromDatabase(orderId, account, await embedded(data));
  if (url) return fromDatabase(orderId, account, await openPostgres(url, { connections: 1 }));
  throw new InputError(
    'evidence',
    'nothing says where the payment is',
    'Give --data, --service, --jsonl, or DATABASE_URL.',
  );
}

async function fromDatabase(orderId: string, account: string | undefined, database: Database): Promise<EvidenceInputs> {
  try {
    await mustBeOfThisVersion(database);
    const itsOwn = await ofAccountNamed(database, account);
    const reads = readsOf(itsOwn, () => new Date().toISOString(), nodeSha256);
    return fromRecorded(orderId, await reads.recorded(orderId));
  } finally {
    await database.close();
  }
}

/** What a database has of an order, whoever read it there. */
function fromRecorded(orderId: string, recorded: Recorded | undefined): EvidenceInputs {
  if (recorded === undefined || recorded.entries.length === 0)
    throw notKnown(
      orderId,
      'List what is there with GET /payments, or export it. An order of a named account is found with --account.',
    );
  const { account, orderId: own, head, state, entries, documents, kept } = recorded;
  return {
    ...logged(own, entries, storedIn(state)),
    ...(account !== undefined && { account }),
    origin: 'database',
    head,
    documents,
    kept,
  };
}

/** Asks a service that runs. @throws InputError if it cannot be asked, or does not answer as one of Paychart. */
async function askedOf(
  service: string,
  orderId: string,
  account: string | undefined,
  io: Io,
): Promise<Recorded | undefined> {
  const { outcome, body, address } = await askService(service, 'GET', { account, orderId }, 'log', io);
  if (outcome === 'unknown') return undefined;
  const read = v.safeParse(logAnswer, body);
  if (!read.success) throw new InputError('--service', `${address} answers with no log of Paychart`, ofThisRelease);
  return read.output as unknown as Recorded;
}

const notKnown = (orderId: string, wayOut: string): InputError =>
  new InputError('order', `nothing is known of order "${orderId}"`, `Check the id. ${wayOut}`);

const logged = (
  orderId: string,
  entries: readonly Entry[],
  stored: Payment | undefined,
): Omit<EvidenceInputs, 'origin' | 'head'> => ({
  toolVersion: packageVersion(),
  orderId,
  entries,
  told: inWords(entries),
  stored,
  sha256: nodeSha256,
});

/** The entries in words; without words where what was tampered with cannot be read any more. */
function inWords(entries: readonly Entry[]): EvidenceInputs['told'] {
  try {
    return timelineOf(entries);
  } catch {
    return [];
  }
}

/** A stored payment, or nothing where it cannot be read back: it was tampered with, and the log tells what can be told. */
function readBack(state: unknown, read: (text: string) => Payment | undefined): Payment | undefined {
  try {
    return state === null ? undefined : read(JSON.stringify(state));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** A payment of a database; of another law, it is shown as it would be carried over. */
const storedIn = (state: unknown): Payment | undefined => readBack(state, (text) => paymentOf(text).payment);

/** A file of exported orders, or of notifications: the first line tells which. */
async function fromFile(orderId: string, file: string, account: string | undefined, io: Io): Promise<EvidenceInputs> {
  const bare = judging(orderId);
  const others = new Set<string>();
  for await (const item of readInput(file === '-' ? io.stdin : createReadStream(file))) {
    if ('problem' in item)
      throw new InputError(`${file}:${item.line}`, item.problem, 'Give the file as it was written.');
    const { json, text, line } = item;
    if (isEndLine(text)) continue;
    if (isExported(json)) {
      if (json.orderId !== orderId && !hasUnder(json, orderId)) continue;
      if (json.account !== account) {
        others.add(json.account === undefined ? '-' : String(json.account));
        continue;
      }
      const exported = readLine(text, line);
      const { orderId: own, log, state, documents = [] } = exported;
      const entries = log as unknown as readonly Entry[];
      const found = {
        ...logged(own, entries, readBack(state, restore)),
        ...(account !== undefined && { account }),
        origin: 'export',
        documents,
      } as const;
      return { ...found, kept: keptInLine(exported) };
    }
    await bare.judge(fullyRead(readOrder(json)));
  }
  if (bare.entries.length === 0)
    throw notKnown(
      orderId,
      others.size === 0
        ? `It is in no line of ${file}.`
        : `In ${file}, ${[...others].map((other) => `it is of ${accountText(accountNamed(other))} there: --account ${other}`).join('; ')}.`,
    );
  return { ...logged(orderId, bare.entries, undefined), origin: 'notifications' };
}

/** Whether an exported order has a refund or a capture under an order id of its own. */
function hasUnder(json: object, orderId: string): boolean {
  type Listed = readonly { readonly orderId?: unknown }[];
  const { state } = json as { readonly state?: { readonly refunds?: Listed; readonly attempts?: Listed } | null };
  return [...(state?.refunds ?? []), ...(state?.attempts ?? [])].some((one) => one.orderId === orderId);
}

const isExported = (json: unknown): json is { readonly orderId?: unknown; readonly account?: unknown } =>
  typeof json === 'object' && json !== null && 'format' in json && 'log' in json;

/** Judges the bare reports of an order, one after the other; a refund or a capture of it may be reported under an order id of its own. */
function judging(orderId: string): { readonly entries: readonly Entry[]; judge(report: Report): Promise<void> } {
  const entries: Entry[] = [];
  let payment: Payment | undefined;
  return {
    entries,
    async judge(report) {
      const isOurs =
        report.orderId === orderId ||
        report.authorisationOrderId === orderId ||
        (payment !== undefined && hasUnder({ state: payment }, report.orderId));
      if (!isOurs) return;
      const told: Told = { kind: report.channel, body: report };
      const { verdict, code = null, violations, answer, payment: after } = come(orderId, payment, told);
      const entry = {
        orderId,
        n: entries.length + 1,
        kind: told.kind,
        receivedAt: '',
        body: report,
        digest: await nodeSha256(canonical(report)),
        verdict,
        code,
        violations,
        answer,
        law: (await lawNames(nodeSha256)).whole,
        previousHash: entries.at(-1)?.hash ?? null,
      };
      entries.push(await sealed(entry, nodeSha256));
      payment = after;
    },
  };
}
