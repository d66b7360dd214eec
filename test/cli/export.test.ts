/**
 * Goal: the law is printed as asked or not at all: every form is the very text of its printer, what a form cannot hold is
 * refused by name, and a file is written whole or left as it was.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { editionNames } from '../../machines/index.ts';
import { exportLaw } from '../../src/cli/export.ts';
import { exitCodes } from '../../src/cli/io.ts';
import { sha256 } from '../../src/cli/sha256.ts';
import { readRelation } from '../../src/proof/relation-file.ts';
import {
  relationCsv,
  relationDocument,
  relationJson,
  relationMermaid,
  relationPromela,
  relationScxml,
  relationSql,
} from '../../src/relation/exports/index.ts';
import { chartIds, theLaw } from '../../src/relation/index.ts';
import { paychart, type Ran } from './terminal.ts';

const law = theLaw();
const folder = mkdtempSync(join(tmpdir(), 'paychart-'));
afterAll(() => rmSync(folder, { recursive: true }));

const printed = (...argv: readonly string[]): Promise<Ran> => paychart(['export', ...argv]);

/** Every form that can be asked for, with the text it has to be. */
const forms: readonly (readonly [argv: string, text: () => string])[] = [
  ['--format json', () => relationJson(relationDocument(law, { sha256 }))],
  ...editionNames.map(
    (edition) =>
      [`--format json --edition ${edition}`, () => relationJson(relationDocument(law, { sha256, edition }))] as const,
  ),
  ['--format csv', () => relationCsv(law)],
  ['--format promela', () => relationPromela(law)],
  ['--format sql', () => relationSql(law)],
  ...chartIds.flatMap(
    (chart) =>
      [
        [`--format csv --chart ${chart}`, () => relationCsv(law, chart)],
        [`--format mermaid --chart ${chart}`, () => relationMermaid(law, chart)],
        [`--format scxml --chart ${chart}`, () => relationScxml(law, chart)],
      ] as const,
  ),
];

describe('the law', () => {
  it.each(forms)('should be printed as the very text of its form: %s', async (argv, text) => {
    const { code, stdout, stderr } = await printed(...argv.split(' '));
    expect({ code, stderr }).toEqual({ code: exitCodes.lawful, stderr: '' });
    expect(stdout.length).toBeGreaterThan(100);
    expect(stdout === text()).toBe(true);
  });

  it('should come back as a relation document', async () => {
    const { stdout } = await printed('--format', 'json', '--edition', '2025-08');
    expect(readRelation(stdout, sha256).edition).toBe('2025-08');
  });

  it('should be written to a file as it is printed, and nothing said', async () => {
    for (const [argv, text] of forms) {
      const file = join(folder, argv.replaceAll(/\W+/g, '-'));
      expect(await printed(...argv.split(' '), '--output', file)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(readFileSync(file, 'utf8') === text(), argv).toBe(true);
    }
    console.info(`${forms.length} forms printed, and written`);
  });
});

describe('what a form cannot hold', () => {
  it.each([
    [
      '--format mermaid',
      new RegExp(`^--chart: mermaid prints one chart at a time\\. Give one of ${chartIds.join(', ')}\\.\n$`),
    ],
    [
      '--format scxml',
      new RegExp(`^--chart: scxml prints one chart at a time\\. Give one of ${chartIds.join(', ')}\\.\n$`),
    ],
    ['--format json --chart refund', /^--chart: json always prints every chart\. Leave it out\.\n$/],
    ['--format promela --chart refund', /^--chart: promela always prints every chart\. /],
    ['--format sql --chart refund', /^--chart: sql always prints every chart\. /],
    ['--format csv --edition 2019-10', /^--edition: csv always prints every edition\. .*json\.\n$/],
    ['--format scxml --chart refund --edition 2019-10', /^--edition: scxml always prints every edition\. /],
    ['--format yaml', /Allowed choices are json, csv, mermaid, scxml, xstate, promela, sql\./],
    ['--format csv --chart orders', new RegExp(`Allowed choices are ${chartIds.join(', ')}\\.`)],
    ['--format json --edition 2020-01', /Allowed choices are 2019-10, 2025-08\./],
    ['--chart refund', /required option '--format <format>' not specified/],
  ])('should be refused by name, and nothing written: %s', async (argv, message) => {
    const file = join(folder, 'refused');
    const { code, stdout, stderr } = await printed(...argv.split(' '), '--output', file);
    expect({ code, stdout }).toEqual({ code: exitCodes.unusable, stdout: '' });
    expect(stderr).toMatch(message);
    expect(readdirSync(folder)).not.toContain('refused');
  });

  it('should be said in the help, form by form', async () => {
    const { code, stdout } = await printed('--help');
    expect(code).toBe(exitCodes.lawful);
    expect(stdout).toMatch(/^ {2}scxml +a chart as W3C SCXML, with --chart$/m);
  });
});

describe('a file', () => {
  const here = join(folder, 'files');
  const csv = ['--format', 'csv', '--chart', 'refund', '--output'];
  const text = relationCsv(law, 'refund');

  it('should be replaced where it exists, keep its permissions, and leave nothing beside it', async () => {
    mkdirSync(here);
    const file = join(here, 'law.csv');
    writeFileSync(file, 'old\n'.repeat(1_000_000));
    chmodSync(file, 0o640);
    expect((await printed(...csv, file)).code).toBe(exitCodes.lawful);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(here)).toEqual(['law.csv']);
  });

  it('should never be half written: it is another file that takes its place', async () => {
    const file = join(here, 'law.csv');
    const before = statSync(file).ino;
    await printed(...csv, file);
    expect(statSync(file).ino).not.toBe(before);
  });

  it('should stay behind its link', async () => {
    const link = join(here, 'link.csv');
    symlinkSync(join(here, 'law.csv'), link);
    writeFileSync(join(here, 'law.csv'), 'old');
    expect((await printed(...csv, link)).code).toBe(exitCodes.lawful);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(here, 'law.csv'), 'utf8')).toBe(text);
  });

  it('should be written to as it is where it is a device', async () => {
    expect((await printed(...csv, '/dev/null')).code).toBe(exitCodes.lawful);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('should be standard output where it is called -', async () => {
    expect(await printed(...csv, '-')).toEqual({ code: exitCodes.lawful, stdout: text, stderr: '' });
  });

  it.each([
    ['in no folder', join(here, 'nowhere', 'law.csv'), 'ENOENT'],
    ['that is a folder', here, 'EISDIR'],
    ['in a file', join(here, 'law.csv', 'law.csv'), 'ENOTDIR'],
  ])('should be named where it cannot be written: one %s', async (_, file, why) => {
    const { code, stdout, stderr } = await printed(...csv, file);
    expect(stderr).toBe(
      `${file}: the file cannot be written (${why}). ${
        why === 'EISDIR' ? 'It is a folder: name a file in it.' : 'Check that the folder exists and may be written to.'
      }\n`,
    );
    expect({ code, stdout }).toEqual({ code: exitCodes.unusable, stdout: '' });
    expect(readdirSync(here).sort()).toEqual(['law.csv', 'link.csv']);
  });
});

describe('a disk that fills up on the way', () => {
  it('should leave the file as it was, and nothing beside it', () => {
    const there = join(folder, 'full');
    mkdirSync(there);
    const file = join(there, 'law.csv');
    writeFileSync(file, 'old');
    const script = `import { exportLaw } from ${JSON.stringify(new URL('../../src/cli/export.ts', import.meta.url).href)};
      process.exitCode = await exportLaw({ format: 'csv', output: ${JSON.stringify(file)} }, process);`;
    // No file of more than 8 blocks can be written, and the signal that would end the process is ignored.
    const limited = 'trap "" XFSZ; ulimit -f 8; exec "$@"';
    const argv = ['-c', limited, 'sh', process.execPath, '--input-type=module', '-e', script];
    const { status, stderr } = spawnSync('sh', argv, { encoding: 'utf8' });
    expect(stderr).toContain(`${file}: the file cannot be written (EFBIG). `);
    expect(status).toBe(exitCodes.unusable);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(there)).toEqual(['law.csv']);
  });
});

describe('a reader that goes', () => {
  it('should end the print quietly', async () => {
    const gone = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' })),
    });
    const io = { stdin: [] as never, stdout: gone, stderr: gone, isTTY: false, columns: 80, env: {} };
    expect(await exportLaw({ format: 'json' }, io)).toBe(exitCodes.lawful);
  });
});
