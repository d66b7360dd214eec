/**
 * Goal: a reviewer can rely on the book. No cell of the traceability is empty, every id that anything cites is in the register or
 * the requirements, what it claims is claimed with care, and no link leads nowhere.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { lawRows, refusalCodes, refusals, type StateMeta } from '../../machines/index.ts';
import { allSections, plain, textsOf } from '../../src/book/document.ts';
import { bookHtml, bookOf, digestRun, idsNamedIn, readTestRun, traceCsv, traceOf } from '../../src/book/index.ts';
import { places } from '../../src/book/places.ts';
import { buildingDecisions, contradictions, decisions } from '../../src/book/register.ts';
import { makeBook, readInputs } from '../../src/cli/book.ts';
import { groundedRows } from '../../src/proof/grounds-rules.ts';
import { invariants, isRequirementId, notYetMet, requirements } from '../../src/proof/index.ts';
import {
  chartIds,
  chartSources,
  edgesOf,
  lawHashes,
  lawOf,
  statesOf,
  theLaw,
  written,
} from '../../src/relation/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const inputs = readInputs();
const made = makeBook(inputs);
const book = bookOf(inputs);
const traces = traceOf(inputs.law, inputs.testRun);
const everything = [...made.pages.values(), made.html, made.csv];

describe('the traceability', () => {
  it('should have every requirement and decision, each with elements, rules, tests and a run that saw them pass', () => {
    expect(traces.map(({ id }) => id)).toEqual(Object.keys(requirements));
    const empty = traces.flatMap(({ id, says, elements, rules, tests, verifiedAt, met }) =>
      met &&
      [says, elements.join(), rules.join(), tests.map(({ name }) => name).join(), verifiedAt ?? ''].some(
        (cell) => cell.trim() === '',
      )
        ? [id]
        : [],
    );
    expect(empty, 'name the id in the title of a test, then "npm run book:tests" and "npm run book"').toEqual([]);
  });

  it('should say of what a later release is to do that it is not yet met, and claim no place, rule or test for it', () => {
    const later = traces.filter(({ met }) => !met);
    expect(later.map(({ id }) => id)).toEqual([...notYetMet]);
    expect(notYetMet).toEqual(expect.arrayContaining(['CAP-1', 'CAP-6', 'DIS-1', 'DIS-3', 'D33', 'D34']));
    for (const { elements, rules, tests, verifiedAt } of later)
      expect([elements, rules, tests, verifiedAt]).toEqual([['not yet met'], ['not yet met'], [], undefined]);
    for (const id of notYetMet) {
      const [line, ...more] = made.csv.split('\r\n').filter((one) => one.startsWith(`${id},`));
      expect([line?.endsWith(',not yet met'.repeat(6)), more]).toEqual([true, []]);
      expect(made.pages.get('07-traceability.md')).toMatch(new RegExp(`${id}\\b.*\\| not yet met \\|$`, 'm'));
    }
  });

  it('should have no empty cell in any table of the book, nor in the CSV', () => {
    const tables = book.chapters
      .flatMap(allSections)
      .flatMap(({ id, blocks }) => blocks.map((block) => ({ id, block })));
    const empty = tables.flatMap(({ id, block }) =>
      block.kind === 'table' && block.rows.flat().some((cell) => plain(cell).trim() === '') ? [id] : [],
    );
    expect(empty).toEqual([]);
    for (const row of made.csv.trimEnd().split('\r\n')) expect(row).not.toMatch(/(^|,)(,|$)/);
  });

  it('should notice a requirement without a test, a failed test, and one that is skipped', () => {
    const without = { ...inputs.testRun, tests: inputs.testRun.tests.filter(({ name }) => !name.includes('CARD-3')) };
    const failed = {
      ...inputs.testRun,
      tests: inputs.testRun.tests.map((one) => ({ ...one, passed: !one.name.includes('CARD-3') })),
    };
    const verified = (run: typeof without) => traceOf(inputs.law, run).find(({ id }) => id === 'CARD-3')?.verifiedAt;
    expect([verified(without), verified(failed)]).toEqual([undefined, undefined]);
    expect(traceCsv(traceOf(inputs.law, failed))).toContain('not verified');
  });

  it('should be of a run on the law as it stands', () => {
    expect(inputs.testRun.laws, 'run "npm run book:tests"').toEqual(lawHashes);
    expect(inputs.results.spin.laws, 'run "npm run book:results"').toEqual(lawHashes);
    expect(inputs.results.scxml.laws, 'run "npm run book:results"').toEqual(lawHashes);
    expect(inputs.releases.at(-1)?.relations[0]?.laws, 'add the release to docs/book/inputs/releases.json').toEqual(
      lawHashes,
    );
    expect(inputs.releases.at(-1)?.version).toBe(inputs.version);
  });

  it('should name places that are there, and that name the decision they hold', () => {
    for (const [id, place] of Object.entries(places)) {
      const file = join(root, place.file);
      expect(existsSync(file), place.file).toBe(true);
      if (!id.startsWith('DC-'))
        expect(readFileSync(file, 'utf8'), `${place.file} names ${id}`).toMatch(new RegExp(`\\b${id}\\b`));
    }
  });
});

describe('the tests that it names', () => {
  let listed: ReadonlySet<string>;

  // The runner lists its tests without running them; a parametrised test is listed once, with its pattern.
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'paychart-list-'));
    try {
      const file = join(folder, 'list.json');
      const runner = join(root, 'node_modules/vitest/vitest.mjs');
      spawnSync(process.execPath, [runner, 'list', `--json=${file}`], { cwd: root });
      const tests = JSON.parse(readFileSync(file, 'utf8')) as readonly {
        readonly file: string;
        readonly name: string;
      }[];
      listed = new Set(tests.map((test) => `${relative(root, test.file).split(sep).join('/')} ${test.name}`));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('should be there still, under the same names', () => {
    const exact = [...listed].filter((name) => !/[%$]/.test(name));
    const patterns = [...listed].filter((name) => /[%$]/.test(name)).map(patternOf);
    const known = new Set(exact);
    const gone = inputs.testRun.tests
      .map(({ file, name }) => `${file} ${name}`)
      .filter((name) => !known.has(name) && !patterns.some((pattern) => pattern.test(name)));
    expect(gone, 'run "npm run book:tests", then "npm run book"').toEqual([]);
  });

  it('should be all that name a requirement', () => {
    const ran = inputs.testRun.tests.map(({ file, name }) => `${file} ${name}`);
    const known = new Set(ran);
    const missing = [...listed]
      .filter((name) => idsNamedIn(name.slice(name.indexOf(' '))).length > 0)
      .filter((name) => !known.has(name) && !ran.some((one) => patternOf(name).test(one)));
    expect(missing, 'run "npm run book:tests", then "npm run book"').toEqual([]);
  });
});

describe('the book of a law of other rows', () => {
  it('should print their numbers, and no others', () => {
    const { refunds } = lawRows;
    const window = { ...refunds['2019-10'].window, days: 90 };
    const rows = { ...lawRows, refunds: { ...refunds, '2019-10': { ...refunds['2019-10'], window } } };
    const page = makeBook({ ...inputs, law: lawOf(rows) }).pages.get('06-refusals.md');
    expect(page).toContain('a card payment can be refunded for 90 days (2019-10)');
    expect(page).toMatch(/refunds 2019-10 window.*days=90/);
    expect(made.pages.get('06-refusals.md')).not.toContain('90 days');
  });
});

describe('the register', () => {
  it('should have every decision that there is, and every contradiction', () => {
    const known = Object.keys(requirements).filter((id) => /^D\d/.test(id));
    expect(Object.keys(decisions).sort()).toEqual(known.sort());
    expect(Object.keys(decisions)).toContain('D16a');
    expect(Object.keys(contradictions)).toEqual(Array.from({ length: 15 }, (_, index) => `C${index + 1}`));
    for (const { settledBy } of Object.values(contradictions)) expect(settledBy.length).toBeGreaterThan(0);
  });

  it('should hold each decision made while building that ARCHITECTURE tells, by its id, and no other', () => {
    const told = readFileSync(new URL('../../docs/ARCHITECTURE.md', import.meta.url), 'utf8');
    const named = [...told.matchAll(/^- \*\*(BD-\d+) /gm)].map(([, id]) => id);
    expect(named).toEqual(Object.keys(buildingDecisions));
    for (const [id, { decided }] of Object.entries(buildingDecisions)) {
      expect(made.pages.get('08-register.md')).toContain(id);
      expect(decided).toMatch(/\.$/);
    }
  });

  it('should know every id that a chart, a rule, a refusal or an invariant cites', () => {
    const charts = chartIds.map((id) => written(chartSources[id].create()));
    const cited = [
      ...charts.flatMap((chart) =>
        statesOf(chart)
          .filter(({ name }) => name !== '')
          .flatMap(({ state }) => {
            const { ids, deadline } = state.meta as StateMeta;
            return [...ids, ...(deadline?.ids ?? [])];
          }),
      ),
      ...charts.flatMap((chart) => edgesOf(chart).flatMap(({ meta }) => meta?.ids ?? [])),
      ...groundedRows.flatMap(({ grounds }) => grounds.ids),
      ...refusalCodes.flatMap((code) => refusals[code].ids),
      ...invariants.flatMap(({ ids }) => ids),
    ];
    const unknown = [...new Set(cited)].filter((id) => !isRequirementId(id) || (/^D\d/.test(id) && !(id in decisions)));
    expect(cited.length).toBeGreaterThan(100);
    expect(unknown).toEqual([]);
  });
});

describe('what it says', () => {
  it('should never be that something is satisfied, met or certified: a program supports a control', () => {
    for (const text of everything) expect(text).not.toMatch(/satisf(y|ies|ied)|compliant|complies with/i);
    expect(made.html).toContain('What supports it here');
  });

  it('should have no card number, and nothing of the machine it was made on', () => {
    for (const text of everything) {
      expect(text).not.toMatch(/(?<![\w-])(?:4\d{3}|5[1-5]\d{2}|3[47]\d{2})[ -]?\d{4}[ -]?\d{4}[ -]?\d{3,4}(?![\w-])/);
      expect(text).not.toContain(root.replace(/\/$/, ''));
    }
  });

  it('should have each number of the proof from a certificate or a run', () => {
    const shown = made.pages.get('09-proof.md') ?? '';
    for (const { checked } of inputs.certificate.matrix) expect(shown).toContain(checked.toLocaleString('en'));
    for (const { states } of inputs.results.spin.searches) expect(shown).toContain(states.toLocaleString('en'));
    expect(inputs.results.spin.searches.every(({ errors, exhaustive }) => errors === 0 && exhaustive)).toBe(true);
    expect(inputs.results.scxml.charts.every(({ disagreements }) => disagreements === 0)).toBe(true);
  });

  it('should have every state, edge and refusal of the law', () => {
    const states = made.pages.get('03-states.md') ?? '';
    for (const name of theLaw().metas.keys()) expect(states).toContain(`| \`${name.split(' ')[1]}\` |`);
    const flows = made.pages.get('04-flows.md') ?? '';
    const edges = chartIds.flatMap((id) => edgesOf(written(chartSources[id].create())));
    const rows = flows.split('\n').filter((line) => /^\| `/.test(line) && line.includes('.'));
    for (const { from, fact } of edges)
      expect(
        rows.some((row) => row.startsWith(`| \`${from.name}\` | \`${fact}\` |`)),
        `${from.name} ${fact}`,
      ).toBe(true);
    for (const code of refusalCodes) expect(made.pages.get('06-refusals.md')).toContain(`\`${code}\``);
  });
});

describe('its forms', () => {
  it('should be one HTML file that asks for nothing else, without a script', () => {
    expect(made.html).not.toMatch(/<script|<link|src="(?!data:)|href="(?!#)|@import|url\(/);
  });

  it('should have links that lead somewhere, each place once', () => {
    const places = [...made.html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(places).size).toBe(places.length);
    for (const [, id] of made.html.matchAll(/href="#([^"]+)"/g)) expect(places).toContain(id);
    for (const [page, text] of made.pages)
      for (const [, file = '', id] of text.matchAll(/\]\(([\w./-]*)(?:#([\w-]+))?\)/g)) {
        const target = file === '' ? page : file;
        expect(existsSync(join(root, 'docs/book', target)), `${page} leads to ${target}`).toBe(true);
        if (id !== undefined) expect(made.pages.get(target), `${target}#${id}`).toContain(`<a id="${id}"></a>`);
      }
  });

  it('should be the same words in HTML as in Markdown', () => {
    const words = book.chapters
      .flatMap(allSections)
      .flatMap(({ blocks }) => blocks.flatMap(textsOf))
      .map(plain);
    const html = made.html
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&');
    const squeezed = html.replaceAll(/\s+/g, '');
    for (const one of words.slice(0, 400)) expect(squeezed).toContain(one.replaceAll(/\s+/g, ''));
  });

  it('should refuse a book with a picture missing or a link that leads nowhere', () => {
    expect(() => bookHtml(book, {} as never)).toThrow(/no picture/);
    const wrong = {
      ...book,
      chapters: [{ id: 'x', title: 'x', blocks: [{ kind: 'text', text: [{ cite: 'D99' }] }] }],
    } as typeof book;
    expect(() => bookHtml(wrong, {} as never)).toThrow(/no place/);
  });
});

describe('the change record', () => {
  it('should tell what a release changed of the law, edition by edition', () => {
    const [now] = inputs.releases;
    if (!now) throw new Error('there is no release');
    const isLost = ({ from, fact }: (typeof now.relations)[number]['rows'][number]): boolean =>
      from === 'uncleared' && fact === 'review.declined';
    const older = now.relations.map((relation) => ({ ...relation, rows: relation.rows.filter((row) => !isLost(row)) }));
    const releases = [{ version: '0.0.9', relations: older }, now];
    const shown = makeBook({ ...inputs, releases }).pages.get('10-changes.md') ?? '';
    expect(shown).toContain('## From 0.0.9 to 0.1.0');
    for (const { edition } of now.relations) expect(shown).toContain(`**Edition ${edition}.**`);
    expect(shown).toContain('The law is widened, and nowhere narrowed.');
    expect(shown).toMatch(
      /\| Transaction, Own MID \| `uncleared`, `review\.declined` \| may happen now, and leads to declined \|/,
    );
  });
});

describe('the digest of a run', () => {
  const ranWith = { node: 'v24', vitest: '5', laws: lawHashes, fileOf: (path: string) => path };
  const report = (name: string, startTime: number, title: string, status = 'passed') => ({
    testResults: [{ name, startTime, assertionResults: [{ ancestorTitles: ['a rule'], title, status }] }],
  });
  const first = digestRun(report('test/a.test.ts', 1000, 'CARD-3: should hold'), ranWith);

  it('should have the tests that name a requirement, as they ended, and none that was skipped', () => {
    expect(first.tests).toEqual([{ file: 'test/a.test.ts', name: 'a rule > CARD-3: should hold', passed: true }]);
    expect(digestRun(report('test/a.test.ts', 1000, 'should hold'), ranWith).tests).toEqual([]);
    expect(digestRun(report('test/a.test.ts', 1000, 'CARD-3', 'skipped'), ranWith)).toMatchObject({
      files: [{ passed: 0, failed: 0, skipped: 1 }],
      tests: [],
    });
    expect(digestRun(report('test/a.test.ts', 1000, 'CARD-3', 'failed'), ranWith).tests).toMatchObject([
      { passed: false },
    ]);
  });

  it('should leave out the seed that a property test adds to its name', () => {
    const { tests } = digestRun(report('test/a.test.ts', 1000, 'D7: should hold (with seed=-12)'), ranWith);
    expect(tests.map(({ name }) => name)).toEqual(['a rule > D7: should hold']);
  });

  it('should keep what other files came to, if the law is the same, and nothing if it is not', () => {
    const second = report('test/b.test.ts', 2000, 'D7: should hold');
    const kept = digestRun(second, ranWith, first);
    expect(kept.files.map(({ file, ranAt }) => [file, ranAt])).toEqual([
      ['test/a.test.ts', '1970-01-01T00:00:01.000Z'],
      ['test/b.test.ts', '1970-01-01T00:00:02.000Z'],
    ]);
    expect(kept.tests).toHaveLength(2);
    expect(digestRun(second, ranWith, { ...first, laws: { ...lawHashes, refund: 'x' } }).files).toHaveLength(1);
  });

  it('should find ids where they stand by themselves, and nowhere else', () => {
    expect(idsNamedIn('a rule > should hold (TX-7, D20), and D16a: so')).toEqual(['TX-7', 'D20', 'D16a']);
    expect(idsNamedIn('D99, XD7, D7x, TX-77, 3-D, MID-4 to MID-6')).toEqual(['MID-4', 'MID-6']);
  });
});

describe('what it is made of', () => {
  it('should be refused by name where it is damaged', () => {
    const text = readFileSync(join(root, 'docs/book/inputs/test-run.json'), 'utf8');
    expect(readTestRun(text, 'test-run.json').tests.length).toBeGreaterThan(100);
    for (const damaged of [text.slice(0, 500), text.replace(/"version": ?1/, '"version": 2'), '{}'])
      expect(() => readTestRun(damaged, 'test-run.json')).toThrow(/test-run\.json: .*npm run book:tests/);
  });
});

/** A listed name as a pattern: what a parametrised test is called when it runs. */
function patternOf(name: string): RegExp {
  const literal = name
    .split(/%[a-zA-Z#]|\$\{[^}]*\}|\$[\w.]+/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[\\s\\S]*')}$`);
}
