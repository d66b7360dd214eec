/**
 * `paychart recover`: says that an old copy of the database was restored, so that nothing is asked of an order before it was read.
 */
import type { Command } from 'commander';
import { openStore, StoreError } from '../store/index.ts';
import { databaseOf, databaseProblem, dataOption } from './database.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { counted, safe } from './print.ts';

interface Asked {
  readonly since: string;
  readonly data?: string;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addRecover(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('recover')
    .description('after a restore: nothing is asked of an order before it was read at MultiSafepay')
    .requiredOption('--since <instant>', 'of when the restored copy is, as 2026-01-31T12:00:00Z; rather too early')
    .option(...dataOption)
    .addHelpText('after', helpText)
    .action(async (asked: Asked) => ended(await recover(asked, io)));
}

const helpText = `
Stop every service on the database, restore the copy, recover, then start them again. From then on an order, a refund or a cancel of an
order is refused (read_first) until the order was read; the service reads it when it is asked. The sweep reads what is open, watched, or
was touched since the day before the copy. Said twice, it holds from the second time on.

Exit code: 0 if it is said, 2 if it cannot be.`;

/** Says it. */
export async function recover({ since, data }: Asked, io: Io): Promise<number> {
  try {
    const database = await databaseOf('recover', data, io);
    try {
      const store = await openStore({ database, now: () => new Date().toISOString() });
      const { at, due } = await store.recover({ since });
      await writeWhole(
        io.stdout,
        `Recovered at ${at}: ${counted(due, 'order')} will be read by the sweep, and any other before something is asked of it.\n`,
      );
      return exitCodes.lawful;
    } finally {
      await database.close();
    }
  } catch (error) {
    const says = databaseProblem(error);
    if (says === undefined) throw error;
    const wayOut = error instanceof StoreError && error.code === 'locked' ? ' Stop it first.' : '';
    io.stderr.write(`${safe(says)}${wayOut}\n`);
    return exitCodes.unusable;
  }
}
