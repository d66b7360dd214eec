/**
 * `paychart start`: the service on an embedded database, with a synthetic day played into it over HTTP by a stand-in for
 * MultiSafepay. For whoever sees Paychart for the first time: it needs no account and no network.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { defaultEdition } from '../../machines/index.ts';
import { type Payment, position, type Report, statusOf, type Verdict } from '../lifecycle/index.ts';
import { platform } from '../service/platform.ts';
import type { Received } from '../store/index.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import type { Judged } from './judge.ts';
import { painter, wrapped } from './print.ts';
import { portOf, startService } from './serve.ts';
import { createStandIn, readSample, type SampleLine, type StandIn } from './stand-in.ts';
import { studioPage } from './studio-page.ts';
import { startTally, summaryText } from './tally.ts';
import { grouped, rowOf } from './timeline.ts';
import { type AskApi, startTraffic } from './traffic.ts';
import { untilStopped } from './until-stopped.ts';

/** The order of the sample that is on own MID. */
export const sampleOwnMid = 'order-1006';

const sample = 'docs/samples/a-day.jsonl';

interface Options {
  readonly once?: boolean;
  readonly port: number;
  /** How many shoppers come in a minute. */
  readonly traffic?: number;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addStart(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('start')
    .description('the service, tried out: a synthetic day is played into it, and it stays up to be looked at')
    .option('--once', 'end after the report')
    .option('--port <port>', 'the port; any that is free with --once', portOf, 8484)
    .option('--traffic <per minute>', 'let shoppers come, to see payments live', perMinuteOf)
    .action(async (options: Options) => ended(await start(options, io)));
}

/** @throws InvalidArgumentError unless it is a number from 1 to 6000. */
function perMinuteOf(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > 6000)
    throw new InvalidArgumentError('Give a number from 1 to 6000.');
  return Number(text);
}

/** Plays the sample into a service. Its illegal reports are expected: exit code 0, unless it cannot run (2). */
export async function start({ once = false, port, traffic }: Options, io: Io): Promise<number> {
  const apiKey = randomBytes(20).toString('hex');
  const token = randomBytes(20).toString('hex');
  const standIn = createStandIn({ apiKey, seed: 1 });
  const judged: Judged[] = [];
  const known = new Map<string, Payment>();
  const received = (report: Report, { verdict: earlier, payment, duplicateOf }: Received): void => {
    const orderId = payment?.orderId ?? report.orderId;
    const before = known.get(orderId);
    const { about, from, to } = earlier;
    const verdict: Verdict = duplicateOf === undefined ? earlier : { verdict: 'duplicate', orderId, about, from, to };
    if (payment) known.set(orderId, payment);
    judged.push({
      place: { file: sample },
      report,
      verdict,
      orderId,
      before,
      after: payment,
      shows: payment ? statusOf(payment) : [],
      position: payment && position(payment),
      masked: [],
    });
  };
  const databaseUrl = io.env.DATABASE_URL;
  const service = await startService(
    () => ({
      ...(databaseUrl !== undefined && databaseUrl !== '' && { databaseUrl }),
      host: '127.0.0.1',
      port: once ? 0 : port,
      apiKeys: [apiKey],
      environment: 'test',
      edition: defaultEdition,
      token,
      logLevel: 'silent',
      sweepEvery: 0,
    }),
    io,
    {
      runtime: { ...platform, fetch: (url, init) => standIn.fetch(new Request(url, init)) },
      received,
      page: studioPage(),
    },
  );
  if (service === undefined) return exitCodes.unusable;
  try {
    const { payments } = await service.store.counts();
    if (payments > 0) {
      io.stderr.write(
        `The database holds ${payments} payments already: the sample day is not played into it. Use one that is empty, or none.\n`,
      );
      return exitCodes.unusable;
    }
    const ask = askerOf(service.url, token);
    await play(await readSample(samplePath()), service.url, standIn, ask);
    await writeWhole(io.stdout, report(judged, known, io));
    if (once) return exitCodes.lawful;
    await writeWhole(io.stdout, toTry(service.url, token, io));
    const telling = setInterval(() => void standIn.sendChanges(service.url).catch(() => {}), 500);
    const close = traffic === undefined ? undefined : startTraffic(traffic, standIn, ask);
    await untilStopped();
    close?.();
    clearInterval(telling);
    return exitCodes.lawful;
  } finally {
    await service.stop();
  }
}

/** Asks a service's API. @throws Error that says what it was answered, unless it did as asked. */
function askerOf(url: string, token: string): AskApi {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async (path, body) => {
    const answer = await fetch(new URL(path, url), { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  };
}

/** Opens the orders as a checkout would, then sends what MultiSafepay says of them. */
async function play(lines: readonly SampleLine[], to: string, standIn: StandIn, ask: AskApi): Promise<void> {
  for (const orderId of new Set(lines.map((line) => line.orderId)))
    if (/^order-\d+$/.test(orderId))
      await ask('/payments', {
        orderId,
        edition: defaultEdition,
        collector: orderId === sampleOwnMid ? 'american_express' : 'multisafepay',
      });
  for (const line of lines) {
    const status = await standIn.send(line, to);
    if (status !== 200) throw new Error(`a notification of ${line.orderId} was answered ${status}`);
    if (line.isStatusRead) await ask(`/payments/${line.orderId}/read`, {});
  }
}

/** What everything came to, as `paychart replay` shows it. */
function report(judged: readonly Judged[], payments: ReadonlyMap<string, Payment>, io: Io): string {
  const paint = painter(io);
  const tally = startTally();
  for (const one of judged) tally.add(one);
  const rows = [...grouped(judged.map(rowOf), (orderId) => payments.get(orderId), io, paint)].join('');
  const closing = closingLines.flatMap((line) => (io.isTTY ? wrapped(line, io.columns) : [line]));
  return `${rows}${summaryText(tally.summary(), paint)}\n${closing.join('\n')}\n`;
}

/** The sample, beside the source or beside what was built from it. */
export function samplePath(): string {
  const places = ['../../', '../../../'].map((up) => fileURLToPath(new URL(`${up}${sample}`, import.meta.url)));
  return places.find((place) => existsSync(place)) ?? (places[0] as string);
}

/** How to call the command from where it runs: a checkout, or an installed package. */
const command = import.meta.url.endsWith('.ts') ? 'npm run paychart --' : 'paychart';

const closingLines = [
  `This was ${sample}: a synthetic day, written by hand so that every flow, card brand and ending occurs. Each line was ` +
    'sent to the service as a signed notification, and is stored in its database.',
  'Illegal reports moved no money. Look at order-1015 to order-1017 and order-1025: a late expiry; a decline and a void ' +
    'after the payment, whose alarms stand open until a status read; and a payment after the expiry, whose alarm one settled.',
  'An unknown report was set aside with what to do: order-1018, which a later report made clear.',
  'Look at order-1026, authorised, captured in two parts and refunded in part; and at the disputes of order-1027, which is won, ' +
    'and order-1028, which is lost.',
  `Next, judge your own:   ${command} replay notifications.jsonl`,
  `Or ask the charts why:  ${command} explain --brand maestro --without-3d`,
  `What may be captured:   ${command} explain --brand visa --amount 90.00 --captured 50.00 --capture 60.00`,
];

function toTry(url: string, token: string, io: Io): string {
  const paint = painter(io);
  const get = (path: string): string => `curl -H 'Authorization: Bearer ${token}' ${url}${path}`;
  return `
${paint('The service is up', 'bold')} at ${url}, on a database in memory. Its token is ${token}.
See it in a browser:    ${url}/#/live?token=${token}
Look at a payment:      ${get('/payments/order-1017')}
What was set aside:     ${get('/quarantine')}
What it can be asked:   curl ${url}/openapi.json
Stop it with Ctrl-C. With your own account and a database that lasts: ${command} serve --help
`;
}
