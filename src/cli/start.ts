/**
 * `paychart start`: a synthetic day, replayed, for whoever sees Paychart for the first time.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { defaultEdition } from '../../machines/index.ts';
import { exitCodes, type Io } from './io.ts';
import { wrapped } from './print.ts';
import { replay } from './replay.ts';

/** The order of the sample that is on own MID. */
export const sampleOwnMid = 'order-1006';

const sample = 'docs/samples/a-day.jsonl';

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addStart(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('start')
    .description('replay a synthetic day of notifications, and say what to look at next')
    .option('--once', 'accepted for scripts: it always ends')
    .action(async () => ended(await start(io)));
}

/** Replays the sample. Its illegal reports are expected: exit code 0, unless it cannot be read (2). */
export async function start(io: Io): Promise<number> {
  const { exitCode } = await replay([samplePath()], { edition: defaultEdition, ownMid: [sampleOwnMid] }, io);
  if (exitCode === exitCodes.unusable) return exitCodes.unusable;
  if (!io.stdout.destroyed) io.stdout.write(closing(io));
  return exitCodes.lawful;
}

/** The sample, beside the source or beside what was built from it. */
export function samplePath(): string {
  const places = ['../../', '../../../'].map((up) => fileURLToPath(new URL(`${up}${sample}`, import.meta.url)));
  return places.find((place) => existsSync(place)) ?? (places[0] as string);
}

/** How to call the command from where it runs: a checkout, or an installed package. */
const command = import.meta.url.endsWith('.ts') ? 'npm run paychart --' : 'paychart';

const closingLines = [
  `This was ${sample}: a synthetic day, written by hand so that every flow, card brand and ending occurs.`,
  'Illegal reports changed nothing. Look at order-1015 to order-1017: a late expiry, a decline after the payment, and a ' +
    'payment after the expiry, which raised an alarm until a status read settled it.',
  'Unknown reports were set aside with what to do: order-1018, order-1019 and order-1025. Two of them left an alarm open.',
  `Next, replay your own:  ${command} replay notifications.jsonl`,
  `Or ask the charts why:  ${command} explain --brand maestro --without-3d`,
];

function closing(io: Io): string {
  const lines = closingLines.flatMap((line) => (io.isTTY ? wrapped(line, io.columns) : [line]));
  return `\n${lines.join('\n')}\n`;
}
