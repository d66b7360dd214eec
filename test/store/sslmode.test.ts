/**
 * Goal: whoever writes `sslmode` into an address gets the connection that the documentation names, from the `pg` that is installed here.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, it } from 'vitest';

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
