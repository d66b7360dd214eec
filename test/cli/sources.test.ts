/**
 * Goal: whoever doubts a source runs one command and reads whether the vendor says it. A passage that is not there as it was read is
 * named; a repository that cannot be read is said to be so, with the way out.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Passage, passageNames } from '../../machines/index.ts';
import { sources } from '../../src/cli/sources.ts';
import { paychart, ranOn } from './terminal.ts';

const page = 'first\r\nsecond\nthird, without an end';
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
let clone: string;
let commit: string;

const passage = (lines: Passage['lines'], text: string, more: Partial<Passage> = {}): Passage => ({
  page: 'content/a page.md',
  date: '2025-08-29',
  commit,
  lines,
  sha256: hashOf(text),
  says: 'Something.',
  ...more,
});

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'paychart-clone-'));
  const git = (...asked: readonly string[]): string =>
    execFileSync('git', ['-C', clone, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...asked], {
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet');
  git('config', 'core.autocrlf', 'false');
  execFileSync('mkdir', [join(clone, 'content')]);
  writeFileSync(join(clone, 'content/a page.md'), page);
  git('add', '.');
  git('commit', '--quiet', '-m', 'A page');
  commit = git('rev-parse', 'HEAD');
});
afterAll(() => rmSync(clone, { recursive: true }));

const checked = (given: Readonly<Record<string, Passage>>, from: string | undefined = clone, fetched?: typeof fetch) =>
  ranOn({}, (io) => sources({ check: true, ...(from !== '' && { from }) }, io, given, fetched));

describe('paychart sources', () => {
  it('should list every passage with what it says and where it can be read', async () => {
    const { code, stdout } = await paychart(['sources']);
    expect(code).toBe(0);
    for (const name of passageNames) expect(stdout).toContain(`${name} (`);
    expect(stdout.match(/https:\/\/github\.com\/MultiSafepay\/docs\/blob\//g)).toHaveLength(passageNames.length);
  });
});

describe('paychart sources --check --from', () => {
  it('should confirm lines as sed prints them, to the last byte', async () => {
    const given = {
      one: passage([1, 1], 'first\r\n'),
      two: passage([2, 3], 'second\nthird, without an end'),
    };
    expect(await checked(given)).toEqual({
      code: 0,
      stdout: '2 passages of 1 commit: 2 are there as they were read, 0 are not.\n',
      stderr: '',
    });
    const bySed = execFileSync('bash', ['-c', `git show '${commit}:content/a page.md' | sed -n 2,3p | sha256sum`], {
      cwd: clone,
      encoding: 'utf8',
    });
    expect(bySed.slice(0, 64)).toBe(given.two.sha256);
  });

  it('should name what is not as it was read, or not there, and end with 1', async () => {
    const { code, stdout } = await checked({
      right: passage([1, 1], 'first\r\n'),
      wrong: passage([1, 1], 'first\n'),
      beyond: passage([3, 4], 'third'),
      gone: passage([1, 1], 'first\r\n', { page: 'content/other.md' }),
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ wrong: .*lines 1 to 1, come to [0-9a-f]{64}, and not to /);
    expect(stdout).toMatch(/✗ beyond: /);
    expect(stdout).toMatch(/✗ gone: .*content\/other\.md is not there/);
    expect(stdout).toContain('4 passages of 1 commit: 1 are there as they were read, 3 are not.');
  });

  it('should say what to do where the clone lacks a commit, or is none', async () => {
    const { code, stderr } = await checked({ one: passage([1, 1], 'first\r\n', { commit: '0'.repeat(40) }) });
    expect(code).toBe(2);
    expect(stderr).toMatch(/it has no commit 0{40} .*Clone it .*git clone https:\/\/github\.com\/MultiSafepay\/docs/);
    expect(await checked({}, '/nowhere/at/all')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('paychart sources --check', () => {
  const answering =
    (answer: (url: string) => Response | Promise<Response>): typeof fetch =>
    async (url) =>
      answer(String(url));

  it('should read each page once, at its commit, over HTTPS', async () => {
    const asked: string[] = [];
    const fetched = answering((url) => {
      asked.push(url);
      return new Response(page);
    });
    const given = { one: passage([1, 1], 'first\r\n'), two: passage([2, 2], 'second\n') };
    expect(await checked(given, '', fetched)).toMatchObject({ code: 0 });
    expect(asked).toEqual([`https://raw.githubusercontent.com/MultiSafepay/docs/${commit}/content/a%20page.md`]);
  });

  it('should tell a page that is gone from a repository that cannot be reached', async () => {
    const given = { one: passage([1, 1], 'first\r\n') };
    const gone = answering(() => new Response('', { status: 404 }));
    expect(await checked(given, '', gone)).toMatchObject({ code: 1, stdout: expect.stringContaining('is not there') });
    const refused = answering(() => new Response('', { status: 503 }));
    expect((await checked(given, '', refused)).stderr).toContain('cannot be reached (it answers 503)');
    const unreachable = answering(() =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ENOTFOUND' }) })),
    );
    const { code, stderr } = await checked(given, '', unreachable);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^raw\.githubusercontent\.com: .*cannot be reached \(ENOTFOUND\)\. Clone it .*--from FOLDER\.$/m,
    );
  });
});
