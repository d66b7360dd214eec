/**
 * Writes what a release before this one leaves in a database: a dozen orders of different lives, told to its own store on a
 * PostgreSQL of its own, as `pg_dump` writes them, and how that release shows each of them.
 *
 * `node test/store/releases/write.ts <checkout>`, where the checkout of that release has its packages installed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { postgresPrograms } from '../../relation/exports/postgres.ts';
import { openCluster } from '../cluster.ts';

/** What is used of that release: its own code, which this one knows no types of. */
interface Release {
  readonly store: {
    openPostgres(url: string): Promise<object>;
    openStore(options: { readonly database: object; readonly now: () => string }): Promise<OldStore>;
  };
  readonly lifecycle: { position(payment: object): object; statusOf(payment: object): object };
  /** The reports of its tests, as it reads them. */
  readonly reports: Record<
    'notified' | 'statusRead',
    (status: string, financial: string | null, fields?: object) => object
  > &
    Record<'ordered' | 'refundAsked', (fields?: object) => object> & {
      refundOf(id: string, amount: number, status: string, more?: object): object;
    };
}

interface OldStore {
  open(asked: object): Promise<object>;
  configure(orderId: string, said: object): Promise<object>;
  receive(report: object): Promise<object>;
  ask(orderId: string, fact: object): Promise<object>;
  correct(orderId: string, correction: object): Promise<object>;
  resolve(orderId: string, n: number, signed: object): Promise<void>;
  list(): Promise<readonly { readonly orderId: string; readonly payment?: object }[]>;
  told(ids: readonly number[]): Promise<void>;
  outbox(): Promise<readonly { readonly id: number }[]>;
  close(): Promise<void>;
}

const [checkout] = process.argv.slice(2);
if (checkout === undefined || postgresPrograms === undefined)
  throw new Error('Give a checkout of the release, with its packages; and install PostgreSQL.');

const load = (path: string): Promise<unknown> => import(pathToFileURL(resolve(checkout, path)).href);
const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
const release = {
  store: await load('src/store/index.ts'),
  lifecycle: await load('src/lifecycle/index.ts'),
  reports: await load('test/lifecycle/reports.ts'),
} as Release;

const cluster = await openCluster(postgresPrograms);
try {
  const database = await release.store.openPostgres(cluster.url);
  let seconds = 0;
  const now = (): string => new Date(Date.parse('2019-11-05T12:00:00Z') + 1000 * seconds++).toISOString();
  const store = await release.store.openStore({ database, now });
  await tellOrders(store);
  const shown = (await store.list()).map(({ orderId, payment }) => ({
    orderId,
    position: payment ? release.lifecycle.position(payment) : null,
    shows: payment ? release.lifecycle.statusOf(payment) : null,
  }));
  await store.close();
  const sql = execFileSync(join(postgresPrograms, 'pg_dump'), ['--no-owner', '--schema=paychart', cluster.url], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const folder = import.meta.dirname;
  // The commands of psql around a dump are not SQL, and differ each time.
  writeFileSync(
    join(folder, `${version}.sql.gz`),
    gzipSync(sql.replaceAll(/^\\(un)?restrict .*\n/gm, ''), { level: 9 }),
  );
  writeFileSync(join(folder, `${version}.json`), `${JSON.stringify(shown, undefined, 2)}\n`);
} finally {
  await cluster.close();
}

/** The lives, each under an order of its own. Synthetic. */
async function tellOrders(store: OldStore): Promise<void> {
  const { notified, statusRead, ordered, refundAsked, refundOf } = release.reports;
  const signed = { actor: 'a.person', reason: 'looked it up', evidence: 'settlement of 5 November' };
  const begin = async (order_id: string, configured: object = {}, asked: object = {}) => {
    await store.open({ orderId: order_id, ...configured });
    await store.ask(order_id, ordered(asked));
    return { order_id };
  };
  const pay = async (order_id: string, configured?: object, asked?: object) => {
    const about = await begin(order_id, configured, asked);
    await store.receive(notified('initialized', 'initialized', about));
    await store.receive(notified('completed', 'completed', { ...about, at: '10:05' }));
    return about;
  };
  const nextDay = '2019-11-05T09:00:00';

  await pay('paid');
  const told = (await store.outbox()).map(({ id }) => id);
  await store.told(told.slice(0, 1));
  await store.receive(notified('uncleared', 'uncleared', await begin('held')));
  await store.receive(notified('declined', 'declined', await begin('declined')));
  const late = await begin('expired-then-paid');
  await store.receive(notified('expired', 'expired', { ...late, at: '11:00' }));
  await store.receive(notified('completed', 'completed', { ...late, at: '11:05' }));
  await store.receive(notified('on_hold', 'completed', { ...(await pay('unknown-word')), at: '10:10' }));
  await store.receive(notified('void', 'void', { ...(await pay('void-after-paid')), at: '10:10' }));
  await pay('refund-asked');
  await store.ask('refund-asked', refundAsked());
  const refunded = await pay('refunded-in-part');
  await store.ask('refunded-in-part', refundAsked());
  await store.receive(
    notified('partial_refunded', 'completed', {
      ...refunded,
      at: nextDay,
      amount_refunded: 400,
      related_transactions: [refundOf('71', 400, 'completed', { var1: 'refund-1' })],
    }),
  );
  await store.ask('refunded-in-part', {
    type: 'transaction.identified',
    at: '2019-11-05T08:10:00Z',
    transactionId: '71',
    refundId: 'refund-1',
  });
  await store.receive(
    notified('partial_refunded', 'completed', { ...(await pay('refunded-total')), at: nextDay, amount_refunded: 300 }),
  );
  const charged = await pay('charged-back');
  const chargeback = refundOf('81', 1000, 'completed', { type: 'chargeback' });
  await store.receive(
    notified('chargeback', 'completed', { ...charged, at: nextDay, related_transactions: [chargeback] }),
  );
  const other = await begin('paid-otherwise');
  await store.receive(notified('declined', 'declined', other));
  await store.receive(
    notified('completed', 'completed', {
      ...other,
      transaction_id: '8',
      at: '10:20',
      created: '2019-11-04T10:15:00',
      payment_details: { type: 'IDEAL' },
    }),
  );
  const own = await begin('own-mid', { collector: 'american_express' }, { brand: 'amex' });
  const amex = { payment_details: { type: 'AMEX' } };
  await store.receive(notified('completed', 'initialized', { ...own, ...amex, at: '10:05' }));
  await store.receive(notified('completed', 'completed', { order_id: 'first-met', at: '10:05' }));
  const again = await begin('second-attempt');
  await store.receive(notified('declined', 'declined', { ...again, at: '10:05' }));
  await store.ask('second-attempt', ordered({ transactionId: '8', at: '2019-11-04T09:30:00Z' }));
  await store.receive(
    notified('completed', 'completed', {
      ...again,
      transaction_id: '8',
      at: '10:35',
      created: '2019-11-04T10:30:00',
    }),
  );
  const resolved = await pay('resolved');
  await store.receive(notified('declined', 'declined', { ...resolved, at: '10:10' }));
  await store.resolve('resolved', 5, signed);
  const cured = await begin('alarm-settled');
  await store.receive(notified('expired', 'expired', { ...cured, at: '11:00' }));
  await store.receive(notified('completed', 'completed', { ...cured, at: '11:05' }));
  await store.receive(statusRead('completed', 'completed', { ...cured, at: '11:05' }));
  await store.receive(notified('parked', 'parked', { order_id: 'nothing-believed' }));
}
