/**
 * `paychart audit`: a whole status history, and which payments did something in it that can never lawfully happen.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { editionNames } from '../../machines/index.ts';
import { unmetText } from '../audit/documents/configured.ts';
import {
  type Audit,
  type AuditOptions,
  auditFiles,
  auditSql,
  buildStepTable,
  type Columns,
  codeText,
  type Dialect,
  dialects,
  type Field,
  type Finding,
  fields,
  inputForms,
  kinds,
  type Progress,
  type RejectedRow,
  rejectionTexts,
  type Source,
  tableSource,
  timeForms,
  timeFormTexts,
} from '../audit/index.ts';
import { InputError } from '../lifecycle/index.ts';
import { builtLaw } from '../relation/index.ts';
import { type Database, openPostgres } from '../store/index.ts';
import { jsonFile } from './audit-columns.ts';
import { auditPage } from './audit-page.ts';
import { classesOf, classText, classTexts, findingText, timesOf } from './audit-text.ts';
import { databaseProblem } from './database.ts';
import { exitCodes, type Io, isClosedPipe, outputTo, writeWhole } from './io.ts';
import { packageVersion } from './package-root.ts';
import { type Colour, counted, jsonLine, type Paint, painter, safe } from './print.ts';
import { replaceFile } from './replace-file.ts';
import { listed } from './replay.ts';

/** What is asked of an audit. */
export interface AuditAsked
  extends Pick<AuditOptions, 'form' | 'times' | 'kind' | 'recovery' | 'attempts' | 'edition'> {
  readonly ownMid: readonly string[];
  readonly column: readonly string[];
  readonly columns?: string;
  readonly memory?: number;
  readonly threads?: number;
  readonly json?: boolean;
  /** Where the page is written. */
  readonly html?: string;
  readonly sql?: Dialect;
  readonly table?: string;
  readonly most: number;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addAudit(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('audit')
    .description('audit a status history, of any size: CSV, Parquet, JSON lines, or whole orders as JSON')
    .argument(
      '[file...]',
      'files, folders, globs, - for standard input, or a server as postgres://…; text may be packed by gzip',
    )
    .option('--column <field=name>', `which column says what: ${fields.join(', ')}; repeat it`, collected, [])
    .option('--columns <file>', 'a file of JSON with the same: {"order": "order_id", …}')
    .addOption(new Option('--form <form>', 'the form of all inputs, whatever they are called').choices(inputForms))
    .addOption(new Option('--times <form>', 'how times are written').choices(timeForms))
    .addOption(new Option('--kind <kind>', 'what the rows are of, unless a column says it').choices(kinds))
    .addOption(
      new Option(
        '--attempts <many>',
        'whether an order may be tried again; one, if a column names the transaction',
      ).choices(['one', 'many']),
    )
    .addOption(
      new Option('--recovery <how>', 'go on after an illegal row from what was reported, or hold what was before')
        .choices(['follow', 'hold'])
        .default('follow'),
    )
    .addOption(
      new Option('--edition <edition>', 'of whole orders: the edition of the rules; open if left out').choices(
        editionNames,
      ),
    )
    .option('--own-mid <order>', 'of whole orders: one on own MID; repeat it, or separate with commas', listed, [])
    .option('--memory <size>', 'what the process may take, as 512MB or 2GB', memoryOf)
    .option('--threads <count>', 'how many threads read', threadsOf)
    .option('--most <count>', 'how many violations are printed one by one', wholeNumber, 20)
    .addOption(
      new Option('--sql <dialect>', 'print the audit as a query instead, for where the data lives').choices(dialects),
    )
    .option(
      '--table <name>',
      'the table of a server that is named by its address or by DATABASE_URL, or that the query is for',
    )
    .option('--html <file>', 'write a page that shows it to an auditor; one that exists is replaced')
    .option('--json', 'one JSON object per violation, and a last one with the summary')
    .addHelpText('after', helpText)
    .action(async (files: string[], asked: AuditAsked) =>
      ended(await (asked.sql === undefined ? audit(files, asked, io) : printSql(files, asked, io))),
    );
}

const helpText = `
Columns that are not named are guessed by their names, and what was guessed is said. Amounts are whole numbers of minor units.

Exit code: 0 if nothing is wrong; 1 if there are violations; 2 if part of the input cannot be used.`;

const collected = (given: string, earlier: readonly string[]): readonly string[] => [...earlier, given];

function memoryOf(given: string): number {
  const [, many, unit] = /^(\d+(?:\.\d+)?)\s*(MB|GB|MiB|GiB)?$/i.exec(given) ?? [];
  const megabytes = Number(many) * (/^g/i.test(unit ?? '') ? 1000 : 1);
  if (many === undefined || megabytes < leastMemory)
    throw new InvalidArgumentError(`It is to be at least ${leastMemory}MB; say it as 512MB or 2GB.`);
  return megabytes;
}

const leastMemory = 300;

function wholeNumber(given: string): number {
  if (!/^\d{1,6}$/.test(given)) throw new InvalidArgumentError('Give a whole number.');
  return Number(given);
}

function threadsOf(given: string): number {
  if (!/^[1-9]\d{0,2}$/.test(given)) throw new InvalidArgumentError('Give a number from 1 to 999.');
  return Number(given);
}

/** Audits files as asked, and prints what it comes to. */
export async function audit(files: readonly string[], asked: AuditAsked, io: Io): Promise<number> {
  const progress = auditProgress(io.stderr);
  let database: Database | undefined;
  try {
    const inputs = [...files];
    if (asked.table !== undefined && !files.some(isServer)) {
      const url = io.env.DATABASE_URL?.trim();
      if (!url)
        throw new InputError(
          '--table',
          'nothing says where the table is',
          'Name the server as postgres://…, or set DATABASE_URL.',
        );
      inputs.push(url);
    }
    if (inputs.length === 0)
      throw new InputError(
        'audit',
        'no input is named',
        'Name files, folders or globs, - for standard input, or a server with --table.',
      );
    const servers = inputs.filter(isServer);
    const [server] = servers;
    if (servers.length > 1) throw new InputError('audit', 'two servers are named', 'Audit one table at a time.');
    if (server !== undefined && asked.table === undefined)
      throw new InputError(withoutPassword(server), 'the table is not named', 'Name it with --table.');
    if (server !== undefined) database = await openPostgres(server, { connections: 1, answerSeconds: 600 });
    const { form, times, kind, recovery, attempts, memory, threads, edition, ownMid, json, html } = asked;
    const audited = await auditFiles(
      inputs.map((one) => (isServer(one) ? tableOf(database as Database, one, asked) : one)),
      {
        columns: columnsOf(asked),
        ...(form !== undefined && { form }),
        ...(times !== undefined && { times }),
        ...(kind !== undefined && { kind }),
        ...(recovery !== undefined && { recovery }),
        ...(attempts !== undefined && { attempts }),
        ...(memory !== undefined && { memory }),
        ...(threads !== undefined && { threads }),
        ...(edition !== undefined && { edition }),
        ownMid,
        digests: json === true || html !== undefined,
        stdin: io.stdin,
        onProgress: progress.tell,
      },
    );
    progress.erase();
    for (const orderId of audited.unmetOwnMid ?? []) io.stderr.write(`${safe(unmetText(orderId))}\n`);
    if (html !== undefined)
      replaceFile(
        html,
        auditPage(audited, { command: commandOf(files, asked), version: packageVersion() }),
        audited.inputs.map(({ name }) => name),
      );
    if (json) await printJson(audited, io);
    else await writeWhole(io.stdout, auditText(audited, asked.most, painter(io)));
    return exitCodeOf(audited);
  } catch (error) {
    progress.erase();
    const problem = databaseProblem(error, 'Check the address of the server, or DATABASE_URL.');
    if (problem === undefined) throw error;
    io.stderr.write(`${safe(problem)}\n`);
    return exitCodes.unusable;
  } finally {
    await database?.close();
  }
}

const isServer = (given: string): boolean => /^postgres(?:ql)?:\/\//i.test(given);

/** The address of a server as it may be shown. What a password should not hold unless it is escaped is hidden with it: as far as the last @. */
const withoutPassword = (url: string): string =>
  url.replace(/^(\w+:\/\/[^:]*):.*@/s, '$1:***@').replace(/([?&](?:\w*password|sslkey)=)[^&]*/gi, '$1***');

/** The table of a server, as an input. */
function tableOf(database: Database, url: string, { table = '' }: AuditAsked): Source {
  return tableSource(database, { table, where: withoutPassword(url) });
}

/** The command that was given, as a shell takes it. */
function commandOf(files: readonly string[], asked: AuditAsked): string {
  const quoted = (word: string): string =>
    /^[\w./:=@%+,*-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  const { form, times, kind, attempts, recovery, edition, memory, threads, columns, column, html } = asked;
  const ownMid = asked.ownMid.length > 0 ? asked.ownMid.join(',') : undefined;
  const options = {
    form,
    times,
    kind,
    attempts,
    recovery,
    edition,
    'own-mid': ownMid,
    table: asked.table,
    memory: memory && `${memory}MB`,
    threads,
    columns,
    html,
  };
  const told = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  return ['paychart', 'audit', ...files.map(withoutPassword), ...column.flatMap((one) => ['--column', one]), ...told]
    .map(quoted)
    .join(' ');
}

/** Prints the audit as a query. */
async function printSql(files: readonly string[], asked: AuditAsked, io: Io): Promise<number> {
  const { sql, table, attempts, kind } = asked;
  try {
    if (files.length > 0) throw new InputError('--sql', 'a query is printed for a table', 'Leave the files out.');
    const { form, times, recovery, memory, threads, edition, ownMid, json, html } = asked;
    const unused = Object.entries({
      form,
      times,
      recovery: recovery === 'hold' || undefined,
      memory,
      threads,
      edition,
      'own-mid': ownMid[0],
      json,
      html,
    }).find(([, value]) => value !== undefined);
    if (unused !== undefined)
      throw new InputError(`--${unused[0]}`, 'a query that is printed makes nothing of it', 'Leave it out.');
    if (sql === undefined || table === undefined)
      throw new InputError('--sql', 'the table is not named', 'Name it with --table.');
    const columns = columnsOf(asked);
    const many = attempts ?? (columns.transaction === undefined ? 'many' : 'one');
    const query = auditSql(buildStepTable(builtLaw(), many), {
      dialect: sql,
      table,
      columns,
      ...(kind !== undefined && { kind }),
    });
    await writeWhole(io.stdout, `${query};\n`);
    return exitCodes.lawful;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.stderr.write(`${safe(error.message)}\n`);
    return exitCodes.unusable;
  }
}

/** @throws InputError if a column is named twice, or of a field that no row has. */
function columnsOf({ column, columns }: AuditAsked): Columns {
  const said: Partial<Record<Field, string>> = { ...(columns !== undefined && jsonFile(columns, '--columns')) };
  const seen = new Set<string>();
  for (const one of column) {
    const [field = '', ...name] = one.split('=');
    if (!(fields as readonly string[]).includes(field) || !one.includes('='))
      throw new InputError('--column', `"${one}" is no FIELD=NAME`, `Fields are ${fields.join(', ')}.`);
    if (seen.has(field))
      throw new InputError('--column', `the ${field} is named twice`, 'Name one column of each field.');
    seen.add(field);
    said[field as Field] = name.join('=');
  }
  for (const field of Object.keys(said))
    if (!(fields as readonly string[]).includes(field))
      throw new InputError('--columns', `"${field}" is no field`, `Fields are ${fields.join(', ')}.`);
  return said;
}

/** The exit code of what was audited: what cannot be used weighs more than a violation. */
export function exitCodeOf({ accounting, tally }: Pick<Audit, 'accounting' | 'tally'>): number {
  if (accounting.rejected.length > 0) return exitCodes.unusable;
  return tally.findings.length > 0 ? exitCodes.unlawful : exitCodes.lawful;
}

async function printJson(audited: Audit, io: Io): Promise<void> {
  const out = outputTo(io.stdout);
  try {
    const timeText = timesOf(audited);
    for (const finding of audited.tally.findings) await out.write(jsonLine(findingJson(finding, timeText)));
    const { timelines: _, tally, ...rest } = audited;
    const { findings: __, edges, ...counts } = tally;
    const told = edges.map(({ from, to, ...edge }) => ({ from: codeText(from), to: codeText(to), ...edge }));
    await out.write(jsonLine({ summary: { ...rest, ...counts, edges: told } }));
    await out.flush();
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
}

/** A violation as JSON: words as they are spelled, times in UTC or without a zone, as they were given. */
export function findingJson({ from, to, at, place, ...finding }: Finding, timeText: (at: number) => string): object {
  return {
    ...place,
    ...finding,
    ...(at !== undefined && { at: timeText(at) }),
    ...(from !== undefined && { from: from.map(codeText) }),
    ...(to !== undefined && { to: codeText(to) }),
  };
}

/** What an audit came to, for people. */
export function auditText(audited: Audit, most: number, paint: Paint): string {
  const { tally, accounting, inputs } = audited;
  const lines: string[] = [];
  for (const { name, form, columns, guessed, times, timesGuessed } of inputs) {
    lines.push(`${paint(safe(name), 'bold')}  ${form === 'documents' ? 'whole orders' : form}`);
    if (form === 'documents') continue;
    const told = Object.entries(columns).map(
      ([field, column]) => `${field}=${safe(column)}${guessed.includes(field as Field) ? ' (guessed)' : ''}`,
    );
    lines.push(`  columns  ${told.join(', ')}`);
    if (times === undefined)
      lines.push(
        `  times    none: ${columns.time === undefined ? 'rows follow one another as they stand' : 'no row says one'}`,
      );
    else lines.push(`  times    ${timeFormTexts[times]}${timesGuessed ? ' (told by the first row)' : ''}`);
  }
  lines.push('', ...findingLines(tally.findings, most, paint));
  lines.push(paint('Rows', 'bold'));
  const add = (many: number, text: string, colour?: Colour): void => {
    const number = many.toLocaleString('en').padStart(14);
    lines.push(`${colour === undefined || many === 0 ? number : paint(number, colour)}  ${text}`);
  };
  add(accounting.rows, `in ${counted(inputs.length, 'input')}`);
  add(
    accounting.checked,
    `checked: ${counted(tally.orders, 'order')}, ${counted(tally.lives, 'life').replace('lifes', 'lives')}`,
  );
  for (const { reason, rows, places } of accounting.rejected) {
    const [first] = places;
    add(rows, `rejected: ${rejectionTexts[reason]}${first ? ` First: ${placeText(first)}` : ''}`, 'red');
  }
  lines.push('', paint('Classes', 'bold'));
  for (const name of classesOf(audited))
    add(tally.classes[name], `${name.padEnd(15)}${classText(name, audited.judgedBy)}`, classTexts[name][1]);
  const steps = tally.edges.filter((edge) => edge.class === 'illegal' || edge.class === 'skipped').slice(0, 12);
  if (steps.length > 0) {
    lines.push('', paint('Steps', 'bold'));
    for (const { from, to, class: name, distance, rows } of steps)
      add(
        rows,
        `${name}${distance === undefined ? '' : ` (${distance})`}  ${codeText(from)} → ${codeText(to)}`,
        classTexts[name][1],
      );
  }
  lines.push('', audited.judgedBy === 'observe' ? judgedByObserve : judgedByWords(audited));
  return `${lines.join('\n')}\n`;
}

/** Where something that was rejected stands, and what is wrong with it where that is told. */
const placeText = ({ file, row, entry, problem }: RejectedRow): string =>
  `${safe(file)}, row ${row}${entry === undefined ? '' : `, entry ${entry + 1}`}${problem === undefined ? '.' : `: ${safe(problem)}`}`;

/** How whole orders are judged. */
export const judgedByObserve = 'Each order is a report, judged by observe in the order in which they stand.';

function judgedByWords({ kind, attempts, recovery }: Audit): string {
  const again = attempts === 'many' ? 'may be tried again until it is paid' : 'is one attempt';
  const after = recovery === 'follow' ? 'goes on from what was reported' : 'holds what was before';
  return `Rows are of a ${kind} unless a column says otherwise, which ${again}; after an illegal row a history ${after}.`;
}

function findingLines(findings: readonly Finding[], most: number, paint: Paint): readonly string[] {
  if (findings.length === 0) return [paint('No violation.', 'green'), ''];
  const lines = [paint(`${counted(findings.length, 'violation')}`, 'red')];
  for (const finding of findings.slice(0, most)) {
    const { place, orderId, transactionId, class: name } = finding;
    const of = transactionId === undefined ? safe(orderId) : `${safe(orderId)} (transaction ${safe(transactionId)})`;
    lines.push(`  ${safe(place.file)}, row ${place.row}  ${of}  ${paint(name, 'red')}  ${findingText(finding)}`);
  }
  if (findings.length > most) lines.push(`  and ${(findings.length - most).toLocaleString('en')} more: see --json`);
  return [...lines, ''];
}

/** How often it is said how far an audit is, in seconds. */
const tellEvery = 0.2;

/** A line on a terminal that says how far an audit is. */
function auditProgress(stream: { readonly isTTY?: boolean; write(text: string): unknown }): {
  tell(progress: Progress): void;
  erase(): void;
} {
  if (!stream.isTTY) return { tell: () => {}, erase: () => {} };
  const began = performance.now();
  let isShown = false;
  let nextTold = 0;
  return {
    tell({ doing, rows, of, share }) {
      const seconds = (performance.now() - began) / 1000;
      if (seconds < nextTold) return;
      nextTold = seconds + tellEvery;
      const rate = rows / seconds;
      const through = share ?? (of === undefined ? 0 : rows / of);
      const rest = through > 0 ? `, ${Math.ceil((seconds * (1 - through)) / through)} s left` : '';
      const many =
        rows > 0 ? ` ${counted(rows, 'row')}, ${Math.round(rate).toLocaleString('en')} per second${rest}` : '';
      stream.write(`\r\u001b[2K${doing}${many}`);
      isShown = true;
    },
    erase() {
      if (isShown) stream.write('\r\u001b[2K');
      isShown = false;
    },
  };
}
