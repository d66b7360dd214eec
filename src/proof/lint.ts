/**
 * Lints a law: holds every house rule against its charts, and says what was looked at, what is wrong and how to mend it.
 */
import { type ChartId, type ChartSources, chartIds, compileChart, compileLaw, type Law } from '../relation/index.ts';
import { groundedRows, groundsRules, type NamedGrounds } from './grounds-rules.ts';
import { guardRules } from './guard-rules.ts';
import { combinations } from './profiles.ts';
import { type CompiledChart, type Remark, relationRules, remarksOn } from './relation-rules.ts';
import type { Checked, Fault, Rule } from './rule.ts';
import { type WrittenChart, writtenChart, writtenRules } from './written-rules.ts';

/** What the rules of a lint are about. */
export const lintSubjects = ['charts', 'guards', 'relation', 'grounds'] as const;

/** What a rule is about: how charts are written, their guards, what they come to, or what stands behind them. */
export type LintSubject = (typeof lintSubjects)[number];

/** Something that breaks a rule. */
export interface Complaint extends Fault {
  /** The chart it is in; none if it is no matter of one chart. */
  readonly chart?: ChartId;
  /** How to mend it. */
  readonly mend: string;
}

/** Something that breaks no rule, but is good to know. */
export interface Note extends Remark {
  readonly chart?: ChartId;
}

/** What came of one rule. */
export interface RuleReport {
  readonly about: LintSubject;
  /** The rule, as a sentence. */
  readonly rule: string;
  /** What it looks at, one by one. */
  readonly unit: string;
  /** How many were looked at, in all charts together. */
  readonly looked: number;
  readonly complaints: readonly Complaint[];
}

/** What came of a lint. */
export interface LintReport {
  /** Whether no rule is broken. */
  readonly clean: boolean;
  readonly rules: readonly RuleReport[];
  readonly notes: readonly Note[];
}

/** A chart of a law, ready to be linted. */
export function lintedChart({ sources, relation }: Law, id: ChartId): CompiledChart {
  const { facts, openings } = sources[id];
  const profiles = combinations(relation.cells.filter(({ chart }) => chart === id).map(({ profile }) => profile));
  const rows = relation.rows.filter(({ from }) => from.chart === id);
  return { ...writtenChart(sources[id]), facts, openings, profiles, relation, rows };
}

/**
 * Holds every house rule against a law.
 *
 * @param rows the rows of the rules and refusals behind it.
 */
export function lintLaw(law: Law, rows: readonly NamedGrounds[] = groundedRows): LintReport {
  const charts = chartIds.map((id) => lintedChart(law, id));
  return reportOf(
    [
      ...onCharts('charts', writtenRules, charts),
      ...onCharts('guards', guardRules, charts),
      ruleReport('relation', compiles, [{ looked: law.relation.rows.length, faults: [] }]),
      ...onCharts('relation', relationRules, charts),
      ...groundsRules.map((rule) => ruleReport('grounds', rule, [rule.check({ charts, rows })])),
    ],
    charts.flatMap((chart) => remarksOn(chart).map((note) => ({ chart: chart.id, ...note }))),
  );
}

/** Compiles charts and lints the law they come to. Where they do not compile, only how they are written is linted. */
export function lintCharts(sources: ChartSources): LintReport {
  const law = attempt(() => compileLaw(sources));
  if (!(law instanceof Error)) return lintLaw(law);
  const failures = chartIds.flatMap((chart) => {
    const rows = attempt(() => compileChart(sources[chart]));
    return rows instanceof Error ? [{ chart, ...failed('the chart', rows) }] : [];
  });
  const told = failures.length > 0 ? failures : [failed('the law', law)];
  const charts = chartIds
    .map((id) => attempt(() => writtenChart(sources[id])))
    .filter((chart): chart is WrittenChart => !(chart instanceof Error));
  return reportOf(
    [...onCharts('charts', writtenRules, charts), ruleReport('relation', compiles, told)],
    [{ place: 'the other rules', says: 'they are checked once the charts compile' }],
  );
}

const compiles = {
  says: 'the charts compile: every guard reads only what is declared, and refuses only with a reason',
  unit: 'row',
  mend: 'Let a guard ask its permission or route, and that read only the profile and the word of the fact: no amount, no time.',
} as const;

const failed = (place: string, { message }: Error): Checked => ({
  looked: 0,
  faults: [{ place, wrong: message.replaceAll('\n', ' ') }],
});

function attempt<Value>(compute: () => Value): Value | Error {
  try {
    return compute();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function onCharts<Chart extends WrittenChart>(
  about: LintSubject,
  rules: readonly Rule<Chart>[],
  charts: readonly Chart[],
): RuleReport[] {
  return rules.map((rule) =>
    ruleReport(
      about,
      rule,
      charts.map((chart) => ({ chart: chart.id, ...rule.check(chart) })),
    ),
  );
}

function ruleReport(
  about: LintSubject,
  { says, unit, mend }: Pick<Rule<never>, 'says' | 'unit' | 'mend'>,
  checks: readonly (Checked & { readonly chart?: ChartId })[],
): RuleReport {
  return {
    about,
    rule: says,
    unit,
    looked: checks.reduce((sum, { looked }) => sum + looked, 0),
    complaints: checks.flatMap(({ chart, faults }) =>
      faults.map((fault) => ({ ...(chart && { chart }), ...fault, mend })),
    ),
  };
}

function reportOf(rules: readonly RuleReport[], notes: readonly Note[]): LintReport {
  return { clean: rules.every(({ complaints }) => complaints.length === 0), rules, notes };
}
