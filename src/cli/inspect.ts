/**
 * `paychart inspect`: payments as actors in the XState inspector, by default in our own page on this machine.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { defaultEdition, type Edition, editionNames } from '../../machines/index.ts';
import type { Bridge } from '../inspect/bridge.ts';
import type { Inspected } from '../inspect/index.ts';
import { emptyPayment, InputError } from '../lifecycle/index.ts';
import { missingPackage } from '../store/missing-package.ts';
import { exitCodes, type Io } from './io.ts';
import type { Judged } from './judge.ts';
import { keepOrders } from './orders.ts';
import { counted, layoutFor, painter, safe } from './print.ts';
import { judgeFile, listed, placeText } from './replay.ts';
import { portOf } from './serve.ts';
import { sampleOwnMid, samplePath } from './start.ts';
import { studioPage } from './studio-page.ts';
import { untilStopped } from './until-stopped.ts';

/** How an inspection is asked for. */
export interface InspectOptions {
  readonly edition?: Edition;
  /** The orders on own MID. */
  readonly ownMid?: readonly string[];
  /** The orders to be shown; all if left out. */
  readonly order?: readonly string[];
  /** How long to wait between two reports, in milliseconds. */
  readonly pace?: number;
  readonly host?: string;
  readonly port?: number;
  readonly hosted?: boolean;
  readonly once?: boolean;
}

/** How many orders are shown at once: of more, those that were heard of last. */
const shownAtMost = 500;

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addInspect(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('inspect')
    .description(
      'show payments as actors in the XState inspector: a page on this machine, which other processes may join',
    )
    .argument(
      '[file...]',
      'what MultiSafepay reported, as for replay; - is standard input, a synthetic day if left out',
    )
    .addOption(new Option('--edition <edition>', 'the edition of the rules; open if left out').choices(editionNames))
    .option('--own-mid <order>', 'an order on own MID: repeat it, or separate with commas', listed, [])
    .option('--order <order>', 'show this order only: repeat it, or separate with commas', listed, [])
    .option('--pace <milliseconds>', 'wait so long between two reports', wholeNumber, 0)
    .option('--host <address>', 'the address to listen on; of this machine only', '127.0.0.1')
    .option('--port <port>', 'the port to listen on; 0 is any that is free', portOf, 0)
    .option('--hosted', "show them in Stately's hosted inspector: what is shown is sent to stately.ai")
    .option('--once', 'play, say what there is to see, and end')
    .addHelpText('after', helpText)
    .action(async (files: string[], options: InspectOptions) => ended(await inspectFiles(files, options, io)));
}

const helpText = `
Without --hosted nothing leaves this machine. Exit code: 0, or 2 if part of the input cannot be used.`;

function wholeNumber(given: string): number {
  const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (Number.isNaN(number)) throw new InvalidArgumentError('Give a whole number.');
  return number;
}

/**
 * Plays files as actors and shows them until it is interrupted.
 *
 * @param interrupted ends it; Ctrl-C if left out.
 */
export async function inspectFiles(
  files: readonly string[],
  options: InspectOptions,
  io: Io,
  interrupted: AbortSignal = interruption(),
): Promise<number> {
  const { host, port, hosted = false, once = false } = options;
  const say = (text: string): void => void io.stderr.write(`${safe(text)}\n`);
  const tools = await loaded(say);
  if (!tools) return exitCodes.unusable;
  const { openBridge, hostedNotice } = tools;
  const paint = painter(io);
  const layout = layoutFor(io, paint);
  const write = (sign: string, text: string): void => void io.stdout.write(`${layout(sign, text).join('\n')}\n`);
  let bridge: Bridge;
  try {
    bridge = await openBridge({
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port }),
      page: pageAnswers(),
      viewer: '/#/inspector',
      hosted,
      refused: say,
    });
  } catch (error) {
    const problem = cannotListen(error, port);
    if (problem === undefined) throw error;
    say(problem);
    return exitCodes.unusable;
  }
  try {
    if (!once) {
      if (hosted) say(`This is asked for with --hosted: ${hostedNotice}`);
      io.stdout.write(`Open in a browser, once:  ${paint(bridge.pageUrl, 'bold')}\n`);
      io.stdout.write(`For a process of yours:   ${paint(bridge.processUrl, 'bold')}\n\n`);
      write(
        '',
        'A process joins with createWebSocketInspector({ url }) of @statelyai/inspect, whatever its actors are.',
      );
      if (!hosted) write('', 'Nothing leaves this machine. Ctrl-C ends it.');
    }
    const played = await play(files, options, io, { tools, bridge, say, interrupted });
    write('', playedText(played));
    if (!once && !interrupted.aborted) await new Promise((resolve) => interrupted.addEventListener('abort', resolve));
    return played.unusable > 0 ? exitCodes.unusable : exitCodes.lawful;
  } finally {
    await bridge.close();
  }
}

/** A signal that Ctrl-C, or the wish of the system that it ends, sets off. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  void untilStopped().then(() => controller.abort());
  return controller.signal;
}

type Tools = Exclude<Awaited<ReturnType<typeof loaded>>, undefined>;

/** What is needed besides the command itself; says what to install if it is not there. */
async function loaded(say: (text: string) => void) {
  try {
    const [{ createInspector }, bridge, { hostedNotice }, ours, protocol] = await Promise.all([
      import('@statelyai/inspect'),
      import('../inspect/bridge.ts'),
      import('../inspect/hosted-page.ts'),
      import('../inspect/index.ts'),
      import('../inspect/message.ts'),
    ]);
    return {
      createInspector,
      ...bridge,
      hostedNotice,
      ...ours,
      ...protocol,
      page: { page: () => new Response(''), viewer: '/' },
    };
  } catch (error) {
    const missing = missingPackage(error);
    if (missing === undefined) throw error;
    say(`The inspector needs ${missing}, which is not installed. Install it: npm install ${needed.join(' ')}`);
    return undefined;
  }
}

/** Answers with the files of the page, and with the layout engine if it is installed: it is for charts that are not ours. */
function pageAnswers(): (request: Request) => Promise<Response> {
  const page = studioPage();
  return async ({ url, headers }) => {
    const { pathname } = new URL(url);
    const found = (await page(pathname, headers)) ?? (pathname === '/elk.js' ? layoutEngine() : undefined);
    return found ?? new Response('There is only one page here: /\n', { status: 404 });
  };
}

function layoutEngine(): Response | undefined {
  try {
    const script = readFileSync(fileURLToPath(import.meta.resolve('elkjs/lib/elk.bundled.js')), 'utf8');
    return new Response(script, { headers: { 'content-type': 'text/javascript; charset=utf-8' } });
  } catch {
    return undefined;
  }
}

const needed = ['@statelyai/inspect', 'hono', '@hono/node-server', 'ws'];

/** Why the bridge cannot be opened, if an error is about that. */
function cannotListen(error: unknown, port: number | undefined): string | undefined {
  if (error instanceof InputError) return `--${error.message}`;
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  if (error.code === 'EADDRINUSE') return `Port ${port} is in use. Give another with --port, or none.`;
  return `The page cannot be served here (${String(error.code)}). Give another --host or --port.`;
}

/** What there is to see. */
interface Played {
  readonly reports: number;
  readonly orders: number;
  readonly hidden: number;
  readonly actors: number;
  readonly unusable: number;
}

function playedText({ reports, orders, hidden, actors }: Played): string {
  const shown = `${counted(reports, 'report')} played: ${counted(orders, 'order')}, ${counted(actors, 'actor')}.`;
  return hidden === 0
    ? shown
    : `${shown} ${counted(hidden, 'order')} heard of longer ago ${hidden === 1 ? 'is' : 'are'} not shown: choose with --order.`;
}

/** What playing needs. */
interface Stage {
  readonly tools: Tools;
  readonly bridge: Bridge;
  readonly say: (text: string) => void;
  readonly interrupted: AbortSignal;
}

async function play(files: readonly string[], options: InspectOptions, io: Io, stage: Stage): Promise<Played> {
  const { edition, ownMid = [], order = [], pace = 0 } = options;
  const { tools, bridge, say, interrupted } = stage;
  const { createInspector, inspect, happeningOfReport, readMessage, serialisedDepth } = tools;
  const isSample = files.length === 0;
  const asked = isSample ? (edition ?? defaultEdition) : edition;
  const orders = keepOrders({
    ...(asked !== undefined && { edition: asked }),
    ownMid: new Set(isSample ? [...ownMid, sampleOwnMid] : ownMid),
  });
  const inspector = createInspector(
    {
      send(sent) {
        const message = readMessage(JSON.parse(JSON.stringify(sent)));
        if (!message) throw new Error(`a message of ours is not the protocol: ${JSON.stringify(sent).slice(0, 200)}`);
        bridge.take(message);
      },
    },
    { serializationDepthLimit: serialisedDepth },
  );
  /** By order, the one heard of longest ago first. */
  const shown = new Map<string, Inspected>();
  const met = new Set<string>();
  let reports = 0;
  let unusable = 0;
  for (const file of isSample ? [samplePath()] : files) {
    for await (const one of judgeFile(file, orders, io)) {
      if (interrupted.aborted) break;
      if ('problem' in one) {
        unusable++;
        say(`${placeText(one.place)}: ${one.problem}`);
        continue;
      }
      if (order.length > 0 && !order.includes(one.orderId)) continue;
      reports++;
      met.add(one.orderId);
      show(one);
      // The package sends a turn later: without a pause the whole input would wait in memory.
      if (pace > 0 || reports % 50 === 0) await pause(pace, interrupted);
    }
  }
  await pause(0, interrupted);
  await pause(0, interrupted);
  const actors = [...shown.values()].reduce((sum, { transactions }) => sum + 1 + transactions.length, 0);
  return { reports, unusable, orders: shown.size, hidden: met.size - shown.size, actors };

  function show({ orderId, before, after, report, verdict }: Judged): void {
    const known = shown.get(orderId) ?? inspect(before ?? emptyPayment(orderId), inspector);
    shown.delete(orderId);
    shown.set(orderId, known);
    known.update(after ?? known.payment, happeningOfReport(report, verdict), verdict.transactionId);
    const [oldest] = shown;
    if (shown.size <= shownAtMost || !oldest) return;
    oldest[1].stop();
    shown.delete(oldest[0]);
  }
}

/** Waits, but no longer than until it is interrupted. */
function pause(milliseconds: number, interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      interrupted.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    interrupted.addEventListener('abort', done);
  });
}
