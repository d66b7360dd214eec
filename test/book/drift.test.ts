/**
 * Goal: the book that is committed is the one that the law, and the last runs, come to. Nothing is in it that is not made, and
 * the same inputs make the same bytes. `npm run book` writes it anew.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recordOf } from '../../src/book/index.ts';
import { makeBook, readInputs } from '../../src/cli/book.ts';
import { lawHashes } from '../../src/relation/index.ts';
import { mutationResults } from './mutation-tables.ts';
import { plantedResults } from './planted-tables.ts';

const folder = new URL('../../docs/book/', import.meta.url);
const committed = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const anew = 'write it anew with "npm run book"';

const inputs = readInputs();
const made = makeBook(inputs);

/** Without what depends on the tree that a book is made in: how its record of the tests stands to it. */
const anyTree = (text: string): string =>
  text.replace(/<!-- record of the tests -->[\s\S]*?<!-- \/record of the tests -->/, '');

describe('the book as committed', () => {
  it('should be what the law and the last runs come to, page by page', () => {
    for (const [name, text] of made.pages)
      expect(anyTree(committed(name)) === anyTree(text), `docs/book/${name}: ${anew}`).toBe(true);
    expect(
      anyTree(committed('compliance-book.html')) === anyTree(made.html),
      `docs/book/compliance-book.html: ${anew}`,
    ).toBe(true);
    expect(committed('traceability.csv') === made.csv, `docs/book/traceability.csv: ${anew}`).toBe(true);
  });

  it('should have no page that is not made', () => {
    const byHand = ['making.md'];
    const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && !byHand.includes(name));
    expect(pages.sort()).toEqual([...made.pages.keys()].sort());
  });

  it('should say of mutation testing what docs/mutation.md says ("npm run book:results")', () => {
    expect(inputs.results.mutation).toEqual(mutationResults());
  });

  it('should say of planted faults what their pages say ("npm run book:results")', () => {
    expect(inputs.results.planted).toEqual(plantedResults());
  });
});

const aRun = recordOf([{ file: 'test/a.test.ts', errors: 0, tests: [] }], {
  node: 'v24',
  vitest: '5',
  began: '2026-01-02T03:04:05.000Z',
  ended: '2026-01-02T03:05:06.000Z',
  laws: lawHashes,
  tree: [],
  errors: 0,
});

describe('the making', () => {
  it('should come to the same bytes from the same inputs, compiled anew', () => {
    const again = makeBook(readInputs());
    expect([...again.pages]).toEqual([...made.pages]);
    expect(again.html === made.html).toBe(true);
    expect(again.csv === made.csv).toBe(true);
  });

  it('should notice a change of the law, of a run, or of a version', () => {
    const changes = [
      { version: '9.9.9' },
      { testRun: aRun },
      { results: { ...inputs.results, mutation: { ...inputs.results.mutation, parts: [] } } },
      { certificate: { ...inputs.certificate, holds: false } },
    ];
    for (const change of changes) expect(makeBook({ ...inputs, ...change }).html === made.html).toBe(false);
  });
});
