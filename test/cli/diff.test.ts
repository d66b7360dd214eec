/**
 * Goal: whoever changes the law sees in words what it comes to, on a terminal and in a pipe, and a script sees by the exit
 * code whether anything was widened. A file that is no relation is named, with the way out.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { diff } from '../../src/cli/diff.ts';
import { exitCodes } from '../../src/cli/io.ts';
import { diffRelations } from '../../src/proof/diff.ts';
import { type RelationDocument, relationJson } from '../../src/relation/exports/json.ts';
import { theLaw } from '../../src/relation/index.ts';
import { documentOf, lawOf } from '../proof/documents.ts';
import { lawWith, planted } from '../proof/planted.ts';
import { type Given, paychart, type Ran } from './terminal.ts';

const law = theLaw();
const { rows } = law.relation;
const narrower = documentOf(lawWith(planted['a lost edge'] as object), '2019-10');
const standing = documentOf(law, '2019-10');
const other = documentOf(law, '2025-08');

const folder = mkdtempSync(join(tmpdir(), 'paychart-'));
afterAll(() => rmSync(folder, { recursive: true }));
const kept = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const files = {
  narrower: kept('narrower.json', relationJson(narrower)),
  standing: kept('standing.json', relationJson(standing)),
  other: kept('other.json', relationJson(other)),
};

const compared = (argv: readonly string[], given?: Given): Promise<Ran> => paychart(['diff', ...argv], given);

describe('the exit code', () => {
  it.each([
    ['0 if nothing differs', files.standing, files.standing, exitCodes.lawful],
    ['1 if something is widened', files.narrower, files.standing, exitCodes.unlawful],
    ['0 if something is narrowed, and nothing widened', files.standing, files.narrower, exitCodes.lawful],
    ['1 if an edition allows what the other did not', files.standing, files.other, exitCodes.unlawful],
    ['2 if a file is not there', files.standing, join(folder, 'nowhere.json'), exitCodes.unusable],
  ])('should be %s, in words as in JSON', async (_, older, newer, code) => {
    for (const options of [[], ['--json']])
      expect((await compared([older, newer, ...options])).code, options.join()).toBe(code);
  });

  it('should be 2 where one of the two is not given, and 0 for help, which says so', async () => {
    expect((await compared([files.standing])).code).toBe(exitCodes.unusable);
    const help = await compared(['--help']);
    expect(help.code).toBe(exitCodes.lawful);
    expect(help.stdout).toContain('Exit code: 0 if nothing is widened');
  });
});

describe('the difference for people', () => {
  it('should say what is compared, what changed, where, for which profiles, and what it comes to', async () => {
    const { stdout, stderr } = await compared([files.narrower, files.standing]);
    const named = ({ laws, texts }: RelationDocument): string =>
      `       edition 2019-10, ${Object.entries({ ...laws, ...texts })
        .map(([id, hash]) => `${id} ${hash.slice(0, 12)}`)
        .join(', ')}`;
    expect(stderr).toBe('');
    const lines = stdout.split('\n');
    expect(lines.slice(0, 5)).toEqual([
      `older  ${files.narrower}`,
      named(narrower),
      `newer  ${files.standing}`,
      named(standing),
      '',
    ]);
    expect(stdout).toContain(
      [
        'Widened: possible or shown now, and not before',
        '  + transaction initialized.screening, screening.held',
        '      may happen now, and leads to uncleared, in every profile (38)',
        '  + transaction uncleared',
        '      it may be reached now, in every profile (38)',
        '',
      ].join('\n'),
    );
    expect(stdout).toMatch(/\nNot listed: 4 changes where a state may be reached that could not before/);
    expect(stdout).toMatch(/\n6 changes\. The law is widened, and nowhere narrowed\.\n$/);
    expect(stdout).not.toContain('Narrowed');
  });

  it('should say so where nothing differs, and where only the grounds do', async () => {
    expect((await compared([files.standing, files.standing])).stdout).toMatch(/\n\nNothing differs\.\n$/);
    const grounds = { ids: ['D99'], basis: 'decided', source: 'decisions' } as const;
    const founded = documentOf(
      lawOf({ rows: rows.map((row) => (row.fact === 'review.approved' ? { ...row, grounds } : row)) }),
      '2019-10',
    );
    const { code, stdout } = await compared([files.standing, kept('founded.json', relationJson(founded))]);
    expect(stdout).toMatch(/ {6}stands on D99 \(decided, decisions\) now, and stood on .*\n/);
    expect(stdout).toMatch(/The law is neither widened nor narrowed\.\n$/);
    expect(code).toBe(exitCodes.lawful);
  });

  it('should say that two editions are compared without theirs', async () => {
    const { stdout } = await compared([files.standing, files.other]);
    expect(stdout).toContain('They are of two editions: rows are compared without theirs.\n');
    expect(stdout).toContain(
      '  + own-mid and transaction requested, order.created 3-D\n' +
        '      is allowed now, and was refused (brand_forbids_3d), where brand is amex (2 of 10 profiles)\n',
    );
    expect(stdout).toMatch(/ The law is widened, and narrowed as well\.\n$/);
  });

  it('should fit a terminal, and be painted only there', async () => {
    for (const columns of [60, 80, 120]) {
      const plain = await compared([files.standing, files.other], { isTTY: true, columns, env: { NO_COLOR: '1' } });
      const wide = plain.stdout.split('\n').filter((line) => line.length > columns && !/^(older|newer) /.test(line));
      expect(wide).toEqual([]);
      expect(plain.stdout).not.toContain('\u001b');
    }
    expect((await compared([files.standing, files.other], { isTTY: true })).stdout).toContain('\u001b[31m+\u001b[0m');
    expect((await compared([files.standing, files.other])).stdout).not.toContain('\u001b');
  });
});

describe('the difference as JSON', () => {
  it('should be one object, with every change', async () => {
    const { stdout } = await compared([files.narrower, files.standing, '--json']);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stdout)).toEqual(diffRelations(narrower, standing));
  });
});

describe('a file', () => {
  it('should be standard input where it is called -, as one of the two', async () => {
    const stdin = relationJson(standing);
    const there = await compared([files.narrower, '-'], { stdin });
    const back = await compared(['-', files.narrower], { stdin });
    expect([there.code, back.code]).toEqual([exitCodes.unlawful, exitCodes.lawful]);
    expect(back.stdout).toContain('older  -\n');
    const both = await compared(['-', '-'], { stdin });
    expect(both).toMatchObject({ code: exitCodes.unusable, stdout: '' });
    expect(both.stderr).toMatch(/both relations are to come from standard input\. Give one of them as a file\./);
  });

  const text = relationJson(standing);
  it.each([
    ['truncated', text.slice(0, -100), /the text ends early: it looks truncated\. /],
    ['empty', '', /it looks truncated\. /],
    [
      'edited',
      text.replace('"screening.passed"', '"screening.failed"'),
      /hash: .* it was edited after it was printed\. /,
    ],
    [
      'of another version',
      text.replace('"version": 2', '"version": 3'),
      /version: .* version 3; versions 1 and 2 are read\. /,
    ],
    ['of another format', '{"order_id":"1"}', /format: this is no relation document/],
    ['no JSON', '\u0000\u001b[2J', /the text is not JSON\. /],
  ])('should be named with the way out where it is %s; the other is named as well', async (_, wrong, message) => {
    const file = kept('wrong.json', wrong);
    const { code, stdout, stderr } = await compared([file, join(folder, 'nowhere.json')]);
    const [first, second] = stderr.split('\n');
    expect(first?.startsWith(`${file}: `)).toBe(true);
    expect(first).toMatch(message);
    expect(first).toMatch(/\. [A-Z][^.]*\.$/);
    expect(second).toMatch(/nowhere\.json: the file cannot be read \(ENOENT\)\. Check the path and its permissions\.$/);
    expect({ code, stdout }).toEqual({ code: exitCodes.unusable, stdout: '' });
  });

  it('should be refused where it is a folder, or has no end', async () => {
    expect((await compared([folder, files.standing])).stderr).toMatch(/cannot be read \(EISDIR\)/);
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield new Uint8Array(8 * 1024 * 1024);
    }
    const { code, stderr } = await compared(['-', files.standing], { stdin: endless() });
    expect(stderr).toMatch(/^standard input: it is far longer than a relation\. /);
    expect(code).toBe(exitCodes.unusable);
  });

  it('should not steer a terminal by its name or its text', async () => {
    const file = kept('\u001b[31m.json', '{"format":"\u001b[2J"}'.replace('\u001b', '\\u001b'));
    const { stderr } = await compared([file, file]);
    expect(stderr).toContain('\\u{1b}');
    expect(stderr).not.toContain('\u001b');
  });
});

describe('a reader that goes', () => {
  it('should not change the exit code', async () => {
    const gone = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' })),
    });
    const io = { stdin: [] as never, stdout: gone, stderr: gone, isTTY: false, columns: 80, env: {} };
    expect(await diff(files.standing, files.other, { json: true }, io)).toBe(exitCodes.unlawful);
  });
});
