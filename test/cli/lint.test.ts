/**
 * Goal: whoever changes a chart is told what was looked at, what is wrong, where, and how to mend it, and scripts get an
 * exit code and JSON.
 */
import { describe, expect, it } from 'vitest';
import { createTransactionMachine } from '../../machines/index.ts';
import { lint } from '../../src/cli/lint.ts';
import { type LintReport, lintCharts, lintLaw } from '../../src/proof/index.ts';
import { type ChartSource, chartSources, theLaw } from '../../src/relation/index.ts';
import { type Given, paychart, type Ran, ranOn } from './terminal.ts';

const { transaction } = chartSources;
const lintWith = (change: Partial<ChartSource>): LintReport =>
  lintCharts({ ...chartSources, transaction: { ...transaction, ...change } });
const lintWithGuards = (guards: object): LintReport =>
  lintWith({ create: () => createTransactionMachine().provide({ guards }) });

const standing = lintLaw(theLaw());
const overlapping = lintWithGuards({ routesToChallenge: () => true });
const maestroOnly = lintWith({ openings: transaction.openings.filter(({ brand }) => brand === 'maestro') });

describe('paychart lint', () => {
  it('should tick every rule with how much it looked at, and end with 0', async () => {
    const { code, stdout } = await linted([]);
    const ticks = stdout.match(/^ {2}✓ .+ \([\d,]+ [a-z]+\)$/gm) ?? [];
    expect(ticks).toHaveLength(standing.rules.length);
    expect(stdout).not.toContain('✗');
    expect(stdout).toMatch(/^ {2}✓ every edge fires under some profile \(78 edges\)$/m);
    expect(stdout).toContain(
      '  · transaction and own-mid and authorisation, profile key "threeD": it is remembered (3 values), but no guard\'s answer depends on it\n',
    );
    expect(stdout).toMatch(/\n\n\d+ rules, 0 complaints, 3 notes: every rule is obeyed\.\n$/);
    expect(code).toBe(0);
  });

  it('should give JSON: one object, the report', async () => {
    const { code, stdout } = await linted(['--json']);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stdout)).toEqual(standing);
    expect(code).toBe(0);
  });

  it('should say with --help what the exit codes mean', async () => {
    expect((await linted(['--help'])).stdout).toContain('Exit code: 0 if every rule is obeyed, 1 if one is broken.');
  });

  it('should end with 1 for a broken rule, with chart, place, what is wrong and how to mend it', async () => {
    const { code, stdout } = await lintOf({}, overlapping);
    expect(stdout).toContain(
      [
        '  ✗ every edge fires under some profile (78 edges)',
        '    · transaction, initialized.authenticating authentication.completed [routesToDeclined]: ' +
          'it can never fire: no row of the relation takes it, lawful or broken',
        '    mend: Remove the edge, or the rule that keeps every fact from it.',
        '',
      ].join('\n'),
    );
    expect(stdout).toMatch(/\d+ rules, 15 complaints, 3 notes: mend the charts\.\n$/);
    expect(code).toBe(1);
    expect((await lintOf({ json: true }, overlapping)).code).toBe(1);
  });

  it('should cut a long list of complaints short for people, and not in JSON', async () => {
    const { stdout } = await lintOf({}, maestroOnly);
    expect(stdout.match(/nothing begins there/g)).toHaveLength(10);
    expect(stdout).toContain('    · and 6 more complaints, which --json lists\n');
    expect(stdout).toContain('[permitsNon3D]: it fires only where reality breaks a permission\n');
    expect((await lintOf({ json: true }, maestroOnly)).stdout.match(/nothing begins there/g)).toHaveLength(16);
  });

  it('should tell of charts that do not compile as a complaint, not as a fault of its own', async () => {
    const { code, stdout } = await lintOf(
      {},
      lintWithGuards({ routesToDeclined: ({ event }: Asked) => event.at > '2020' }),
    );
    expect(stdout).toMatch(
      /✗ the charts compile.*\n {4}· transaction, the chart: .*guard "routesToDeclined" reads "at"/,
    );
    expect(stdout).toContain('  · the other rules: they are checked once the charts compile\n');
    expect(code).toBe(1);
  });

  it('should wrap on a terminal, and paint only there', async () => {
    for (const columns of [60, 80]) {
      const { stdout } = await lintOf({}, overlapping, { isTTY: true, columns, env: { NO_COLOR: '1' } });
      const longest = Math.max(...stdout.split('\n').map((line) => line.length));
      expect(longest).toBeLessThanOrEqual(columns);
      expect(stdout).not.toContain('\u001b');
    }
    expect((await lintOf({}, standing, { isTTY: true })).stdout).toContain('\u001b[32m  ✓ \u001b[0m');
    expect((await lintOf({}, standing)).stdout).not.toContain('\u001b');
  });
});

interface Asked {
  readonly event: { readonly at: string };
}

/** Prints the given report. */
const lintOf = (options: { readonly json?: boolean }, report: LintReport, given: Given = {}): Promise<Ran> =>
  ranOn(given, (io) => lint(options, io, report));

/** Runs the subcommand by its name. */
const linted = (argv: readonly string[]) => paychart(['lint', ...argv]);
