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
import { bookHtml, bookOf, idsNamedIn, recordFaults, recordOf, traceCsv, traceOf } from '../../src/book/index.ts';
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
const isOfThisTree = inputs.tree !== undefined && recordFaults(inputs.testRun, inputs.tree).length === 0;
const recorded = inputs.testRun ?? { tests: [] };
const everything = [...made.pages.values(), made.html, made.csv];

describe('the traceability', () => {
  it('should have every requirement and decision, each with elements and rules', () => {
    expect(traces.map(({ id }) => id)).toEqual(Object.keys(requirements));
    const empty = traces.filter(({ says, elements, rules, met }) =>
      met ? [says, elements.join(), rules.join()].some((cell) => cell.trim() === '') : false,
    );
    expect(empty.map(({ id }) => id)).toEqual([]);
  });

  it('should say of what a later release is to do that it is not yet met, and claim no place, rule or test for it', () => {
    const later = traces.filter(({ met }) => !met);
    expect(later.map(({ id }) => id)).toEqual([...notYetMet]);
    expect(notYetMet).toEqual([]); // all that the documents ask is met: capture by hand (D33) and disputes (D34) too
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
    const run = (state: 'passed' | 'failed' | 'skipped', name = 'CARD-3: should hold') =>
      recordOf([{ file: 'test/a.test.ts', errors: 0, tests: [{ name, state }] }], {
        node: 'v24',
        vitest: '5',
        began: '2026-01-02T03:04:05.000Z',
        ended: '2026-01-02T03:05:06.000Z',
        laws: lawHashes,
        tree: [{ file: 'test/a.test.ts', sha256: 'a'.repeat(64) }],
        errors: 0,
      });
    const verified = (of: ReturnType<typeof run> | undefined) =>
      traceOf(inputs.law, of).find(({ id }) => id === 'CARD-3')?.verifiedAt;
    expect(verified(run('passed'))).toBe('2026-01-02T03:05:06.000Z');
    for (const none of [run('failed'), run('skipped'), run('passed', 'should hold'), undefined])
      expect(verified(none)).toBeUndefined();
    expect(traceCsv(traceOf(inputs.law, run('failed')))).toContain('not verified');
  });

  it('should be of runs on the law as it stands', () => {
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

  it('should be there for each requirement and decision that is met', () => {
    const named = new Set([...listed].flatMap((name) => idsNamedIn(name.slice(name.indexOf(' ')))));
    const without = traces.filter(({ id, met }) => met && !named.has(id)).map(({ id }) => id);
    expect(without, 'name the id in the title of a test').toEqual([]);
  });

  it.skipIf(!isOfThisTree)('should be there, under the same names, if the record is of this tree', () => {
    const exact = [...listed].filter((name) => !/[%$]/.test(name));
    const patterns = [...listed].filter((name) => /[%$]/.test(name)).map(patternOf);
    const known = new Set(exact);
    const gone = recorded.tests
      .map(({ file, name }) => `${file} ${name}`)
      .filter((name) => !known.has(name) && !patterns.some((pattern) => pattern.test(name)));
    expect(gone).toEqual([]);
  });

  it.skipIf(!isOfThisTree)('should be all that name a requirement, if the record is of this tree', () => {
    const ran = recorded.tests.map(({ file, name }) => `${file} ${name}`);
    const known = new Set(ran);
    const missing = [...listed]
      .filter((name) => idsNamedIn(name.slice(name.indexOf(' '))).length > 0)
      .filter((name) => !known.has(name) && !ran.some((one) => patternOf(name).test(one)));
    expect(missing).toEqual([]);
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

  it('should name no one as having approved it, and leave the fields empty', () => {
    const page = made.pages.get('15-approval.md') ?? '';
    const fields = page.split('\n').filter((line) => /^\| (Prepared|Reviewed|Approved) by/.test(line));
    expect(fields).toHaveLength(4);
    for (const field of fields) expect(field.split('|').slice(2, -1).join('')).toMatch(/^[ \\_]+$/);
  });

  it('should show each control by a command, and support none that nothing here shows', () => {
    const page = made.pages.get('11-controls.md') ?? '';
    const rows = page.split('\n').filter((line) => /^\| (PCI|SOC|PSD2)/.test(line));
    expect(rows.length).toBeGreaterThan(8);
    for (const row of rows) expect(row).toMatch(/`(paychart|npm run|vitest run) [^`]+`/);
    expect(page).toContain('6.3.2');
    expect(page).toContain('6.5.1');
    expect(page).not.toContain('10.6');
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

/** A listed name as a pattern: what a parametrised test is called when it runs. */
function patternOf(name: string): RegExp {
  const literal = name
    .split(/%[a-zA-Z#]|\$\{[^}]*\}|\$[\w.]+/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[\\s\\S]*')}$`);
}
