/**
 * Goal: whoever writes `sslmode` into an address gets the connection that the documentation names, from the `pg` that is installed here;
 * and whatever an address says counts, whether or not something is said beside it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { openPostgres, type PostgresServer } from '../../src/store/index.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { openCluster } from './cluster.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/store.md'), 'utf8');
const said = [
  ...document.matchAll(/^\| (.*`.*) \| is (not encrypted|encrypted; the certificate|encrypted; whoever)/gm),
].flatMap(([, words = '', how = '']) => words.split(', ').map((word) => [word.replaceAll('`', ''), how] as const));

it('should be told of every word', () => {
  expect(said.map(([word]) => word)).toEqual([
    'left out',
    ...['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'],
  ]);
});

it.each(said)('should be as the documentation says: %s', (word, how) => {
  const address = `postgresql://service@db.internal/payments${word === 'left out' ? '' : `?sslmode=${word}`}`;
  const { ssl } = new Client({ connectionString: address }) as unknown as { readonly ssl: unknown };
  const expected = {
    'not encrypted': false,
    'encrypted; the certificate': {},
    'encrypted; whoever': { rejectUnauthorized: false },
  };
  expect(ssl).toEqual(expected[how as keyof typeof expected]);
});

it('should believe the authority that `sslrootcert` names, and ask for the name of the host', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-authority-'));
  const file = join(folder, 'ca.pem');
  try {
    writeFileSync(file, 'the certificate of an authority');
    const address = `postgresql://service@db.internal/payments?sslmode=verify-full&sslrootcert=${file}`;
    const { ssl } = new Client({ connectionString: address }) as unknown as { readonly ssl: unknown };
    expect(ssl).toEqual({ ca: 'the certificate of an authority' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each(['', ' ', 'mysql://service:s3cret@db.internal/payments', 'https://db.internal'])(
  'should be refused if it is none of PostgreSQL, and not shown: %j',
  async (address) => {
    for (const server of [address, { url: address }])
      await expect(openPostgres(server)).rejects.toThrow(
        /^url: it is no address of PostgreSQL\. It is written as postgresql:\/\/user:password@host\/database\.$/,
      );
  },
);

describe.skipIf(postgresPrograms === undefined)('an address that says how a session begins', () => {
  it('should count as a whole, by itself and with something said beside it', async () => {
    const cluster = await openCluster(postgresPrograms as string);
    try {
      const url = `${cluster.url}?application_name=shop&options=-c%20search_path%3Delsewhere`;
      const servers: readonly (string | PostgresServer)[] = [
        url,
        { url },
        { url, password: () => 'asked for', ssl: false },
      ];
      for (const server of servers) {
        const database = await openPostgres(server, { connections: 1 });
        const found = database.query('SELECT current_setting($1) AS name, current_setting($2) AS path', [
          'application_name',
          'search_path',
        ]);
        expect(await found.finally(() => database.close())).toEqual([{ name: 'shop', path: 'elsewhere' }]);
      }
    } finally {
      await cluster.close();
    }
  }, 120_000);
});
