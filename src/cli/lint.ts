/**
 * `paychart lint`: holds the house rules against the charts, and says what was looked at, what is wrong and how to mend it.
 */
import type { Command } from 'commander';
import { type LintReport, type LintSubject, lintCharts, lintSubjects, type RuleReport } from '../proof/index.ts';
import { chartIds, chartSources } from '../relation/index.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { counted, jsonLine, type Layout, layoutFor, painter } from './print.ts';

interface Options {
  readonly json?: boolean;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addLint(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('lint')
    .description(
      'hold the house rules against the charts: how they are written, their guards, what they come to, and why',
    )
    .option('--json', 'the report as one JSON object, with every complaint')
    .addHelpText('after', '\nExit code: 0 if every rule is obeyed, 1 if one is broken.')
    .action(async (options: Options) => ended(await lint(options, io)));
}

/** Prints the report of a lint, by default of the law as it stands. */
export async function lint({ json }: Options, io: Io, report: LintReport = lintCharts(chartSources)): Promise<number> {
  await writeWhole(io.stdout, json ? jsonLine(report) : asText(report, io));
  return report.clean ? exitCodes.lawful : exitCodes.unlawful;
}

const headings = {
  charts: 'How the charts are written',
  guards: 'Their guards: every fact, under every profile',
  relation: 'What they come to, once compiled',
  grounds: 'What stands behind them',
} as const satisfies Record<LintSubject, string>;

/** How many complaints of one rule people are shown; `--json` has them all. */
const shownAtMost = 10;

function asText({ rules, notes, clean }: LintReport, io: Io): string {
  const paint = painter(io);
  const layout = layoutFor(io, paint);
  const shared = Map.groupBy(notes, ({ place, says }) => `${place}: ${says}`);
  const complaints = rules.reduce((sum, rule) => sum + rule.complaints.length, 0);
  const lines = layout('', `The house rules, held against the charts ${chartIds.join(', ')}:`);
  for (const subject of lintSubjects) {
    const here = rules.filter(({ about }) => about === subject);
    if (here.length > 0) lines.push('', paint(headings[subject], 'bold'));
    for (const rule of here) lines.push(...ruleLines(rule, layout));
  }
  if (notes.length > 0) lines.push('', paint('Good to know', 'bold'));
  for (const [line, same] of shared)
    lines.push(...layout('  · ', placeText(same.map(({ chart }) => chart).join(' and '), line)));
  const tally = [counted(rules.length, 'rule'), counted(complaints, 'complaint'), counted(shared.size, 'note')];
  lines.push(
    '',
    `${tally.join(', ')}: ${clean ? paint('every rule is obeyed.', 'green') : paint('mend the charts.', 'red')}`,
  );
  return `${lines.join('\n')}\n`;
}

function ruleLines({ rule, unit, looked, complaints }: RuleReport, layout: Layout): string[] {
  const line = `${rule} (${counted(looked, unit)})`;
  const [complaint] = complaints;
  if (!complaint) return layout('  ✓ ', line, 'green');
  const more = complaints.length - shownAtMost;
  return [
    ...layout('  ✗ ', line, 'red'),
    ...complaints
      .slice(0, shownAtMost)
      .flatMap(({ chart, place, wrong }) => layout('    · ', placeText(chart, `${place}: ${wrong}`))),
    ...(more > 0 ? layout('    · ', `and ${counted(more, 'more complaint')}, which --json lists`) : []),
    ...layout('    mend: ', complaint.mend),
  ];
}

/** A text with the chart in front, if it is a matter of one. */
const placeText = (chart: string | undefined, line: string): string => (chart ? `${chart}, ${line}` : line);
