/**
 * `paychart documents`: the documents that could not be read, listed and erased, in a database or by a service that runs.
 */
import type { Command } from 'commander';
import * as v from 'valibot';
import { InputError } from '../lifecycle/index.ts';
import { documentsAnswer, erasedAnswer } from '../service/schemas.ts';
import { ofAccountNamed } from '../store/accounts.ts';
import { documentsOf } from '../store/documents.ts';
import { type Documents, type KeptDocument, openPostgres, StoreError } from '../store/index.ts';
import { mustBeOfThisVersion } from '../store/version.ts';
import { askService, ofThisRelease } from './ask-service.ts';
import { accountNamed, accountOption, dataOption, embedded, serverOf } from './database.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { jsonLine, safe } from './print.ts';

interface Asked {
  readonly data?: string;
  readonly account?: string;
  readonly service?: string;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addDocuments(program: Command, io: Io, ended: (code: number) => void): void {
  const documents = program
    .command('documents')
    .description('the documents that could not be read and are kept beside the log: lists them, erases them');
  for (const [name, says, act] of [
    ['list', 'print the documents of orders, one a line, as JSON; of one that was erased, when', list],
    ['erase', 'erase the documents of orders; the log stays as it is, and has their digests', erase],
  ] as const)
    documents
      .command(name)
      .description(says)
      .argument('<order...>', 'order ids')
      .option(...dataOption)
      .option(...accountOption)
      .option('--service <url>', 'a service that runs: it is asked over HTTP, and PAYCHART_TOKEN is its token')
      .addHelpText('after', '\nExit code: 0 if it was done, 2 if it cannot be done.')
      .action(async (orders: readonly string[], asked: Asked) => ended(await act(orders, asked, io)));
}

/** Where documents are: a database, or a service. */
type Place = Pick<Documents, 'documents' | 'eraseDocuments'>;

const list = (orders: readonly string[], asked: Asked, io: Io): Promise<number> =>
  at(asked, io, async (place) => {
    for (const orderId of orders)
      for (const document of await place.documents(orderId))
        await writeWhole(io.stdout, jsonLine({ orderId, ...document }));
  });

const erase = (orders: readonly string[], asked: Asked, io: Io): Promise<number> =>
  at(asked, io, async (place) => {
    for (const orderId of orders) {
      const count = await place.eraseDocuments(orderId);
      io.stderr.write(`${safe(`Order ${orderId}: ${count === 1 ? '1 document' : `${count} documents`} erased.`)}\n`);
    }
  });

async function at(
  { data, account: said, service }: Asked,
  io: Io,
  work: (place: Place) => Promise<void>,
): Promise<number> {
  const account = accountNamed(said);
  try {
    if (data !== undefined && service !== undefined)
      throw new InputError('documents', 'more than one place is given', 'Give --data or --service.');
    if (service !== undefined) await work(ofService(service, account, io));
    else await inDatabase(data, account, io, work);
    return exitCodes.lawful;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof StoreError)) throw error;
    io.stderr.write(`${safe(error.message)}\n`);
    return exitCodes.unusable;
  }
}

async function inDatabase(
  data: string | undefined,
  account: string | undefined,
  io: Io,
  work: (place: Place) => Promise<void>,
): Promise<void> {
  const url = data === undefined ? serverOf(io) : undefined;
  if (data === undefined && !url)
    throw new InputError('documents', 'nothing says where they are', 'Give --data, --service, or DATABASE_URL.');
  const database = data !== undefined ? await embedded(data) : await openPostgres(url as string, { connections: 1 });
  try {
    await mustBeOfThisVersion(database);
    await work(documentsOf(await ofAccountNamed(database, account), () => new Date().toISOString()));
  } finally {
    await database.close();
  }
}

function ofService(service: string, account: string | undefined, io: Io): Place {
  const ask = async <Schema extends v.GenericSchema>(
    method: 'GET' | 'DELETE',
    orderId: string,
    schema: Schema,
  ): Promise<v.InferOutput<Schema>> => {
    const { outcome, body, address } = await askService(service, method, { account, orderId }, 'documents', io);
    if (outcome === 'unknown') throw new InputError('order', `nothing is known of order "${orderId}"`, 'Check the id.');
    const read = v.safeParse(schema, body);
    if (read.success) return read.output;
    throw new InputError('--service', `${address} answers otherwise than Paychart`, ofThisRelease);
  };
  return {
    documents: async (orderId) => (await ask('GET', orderId, documentsAnswer)).documents as readonly KeptDocument[],
    eraseDocuments: async (orderId) => (await ask('DELETE', orderId, erasedAnswer)).erased,
  };
}
