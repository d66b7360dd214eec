/**
 * Verifies a law: the whole matrix against the rules and the table, the invariants, the lint, the hashes. What comes of it is
 * a certificate that anybody can have printed again.
 */
import { type Edition, editionNames, type TemplateFacts } from '../../machines/index.ts';
import {
  type ChartId,
  chartIds,
  differencesOfBuilt,
  edgesOf,
  type Law,
  lawHashes,
  lawName,
  leavesOf,
  limitLines,
  linesText,
  relationText,
  wordingLines,
  written,
} from '../relation/index.ts';
import { type Invariant, invariants, invariantText } from './invariants/index.ts';
import { lintLaw } from './lint.ts';
import { checkMatrix, type MatrixReport } from './matrix.ts';
import type { Fault } from './rule.ts';

/** The version of the form of certificates. */
export const certificateVersion = 2;

/** What a chart comes to, in numbers. */
export interface ChartCounts {
  readonly chart: ChartId;
  readonly states: number;
  /** The edges as written. */
  readonly edges: number;
  /** The profiles that it can begin with. */
  readonly profiles: number;
  /** States with a profile, as far as some history leads there. */
  readonly cells: number;
  /** The rows that the law admits. */
  readonly lawful: number;
  /** The rows that it refuses to our own requests; reality may take them, as violations. */
  readonly broken: number;
}

/** Whether a chart's relation is the one its name says. */
export interface HashCheck {
  readonly chart: ChartId;
  /** The SHA-256 of the compiled relation. */
  readonly hash: string;
  readonly holds: boolean;
}

/** Whether the limits, or the wording, are those that the law's name says. */
export interface TextCheck {
  readonly text: 'limits' | 'wording';
  /** The SHA-256 of the lines. */
  readonly hash: string;
  readonly lines: number;
  readonly holds: boolean;
}

/** Whether the relation that is built into the package, by which payments are judged, is the one that was compiled. */
export interface BuiltCheck {
  /** The cells and rows that were compared. */
  readonly looked: number;
  readonly faults: readonly Fault[];
}

/** What came of one invariant. */
export interface InvariantReport extends Omit<Invariant, 'check' | 'says'> {
  readonly says: string;
  readonly looked: number;
  readonly faults: readonly Fault[];
}

/** What came of the lint, in short; `paychart lint` tells it whole. */
export interface LintSummary {
  readonly rules: number;
  readonly looked: number;
  readonly faults: readonly Fault[];
}

/** What a verification came to. */
export interface Certificate {
  readonly format: 'paychart-certificate';
  readonly version: typeof certificateVersion;
  /** Whether everything holds. */
  readonly holds: boolean;
  readonly charts: readonly ChartCounts[];
  readonly hashes: readonly HashCheck[];
  readonly texts: readonly TextCheck[];
  /** Every number of the law that a sentence mentions, under each edition. */
  readonly numbers: Readonly<Record<Edition, TemplateFacts>>;
  readonly matrix: readonly MatrixReport[];
  readonly invariants: readonly InvariantReport[];
  readonly lint: LintSummary;
  readonly built: BuiltCheck;
  /** How long it took. */
  readonly milliseconds: number;
}

/** What a verification needs from outside: the core has no crypto and no clock. */
export interface Verifying {
  /** The SHA-256 of a text, in hexadecimal. */
  readonly sha256: (text: string) => string;
  /** A clock in milliseconds, to tell how long it took. */
  readonly clock: () => number;
}

/** Verifies a law. */
export function verifyLaw(law: Law, { sha256, clock }: Verifying): Certificate {
  const begun = clock();
  const hashes = chartIds.map((chart): HashCheck => {
    const hash = sha256(relationText(chart, law.relation.rows, law.metas));
    return { chart, hash, holds: hash === lawHashes[chart] };
  });
  const texts = (['limits', 'wording'] as const).map((text): TextCheck => {
    const lines = text === 'limits' ? limitLines(law) : wordingLines(law);
    const hash = sha256(linesText(lines));
    return { text, hash, lines: lines.length, holds: hash === lawName[text] };
  });
  const matrix = chartIds.map((chart) => checkMatrix(law, chart));
  const proved = invariants.map(({ check, ...invariant }) => ({
    ...invariant,
    says: invariantText(invariant, law),
    ...check(law),
  }));
  const lint = lintSummary(law);
  const built = builtCheck(law);
  const faults = [...matrix, ...proved, lint, built].flatMap((part) => part.faults);
  return {
    format: 'paychart-certificate',
    version: certificateVersion,
    holds: faults.length === 0 && [...hashes, ...texts].every(({ holds }) => holds),
    charts: chartIds.map((chart) => countsOf(law, chart)),
    hashes,
    texts,
    numbers: numbersOf(law),
    matrix,
    invariants: proved,
    lint,
    built,
    milliseconds: Math.round(clock() - begun),
  };
}

const numbersOf = ({ rules }: Law): Certificate['numbers'] =>
  Object.fromEntries(editionNames.map((edition) => [edition, rules.numbersOf(edition)])) as Certificate['numbers'];

function countsOf({ sources, relation }: Law, chart: ChartId): ChartCounts {
  const root = written(sources[chart].create());
  const rows = relation.rows.filter(({ from }) => from.chart === chart);
  const broken = rows.filter((row) => row.broken).length;
  return {
    chart,
    states: leavesOf(root).length,
    edges: edgesOf(root).length,
    profiles: relation.list(relation.openings([chart])).length,
    cells: relation.cells.filter((cell) => cell.chart === chart).length,
    lawful: rows.length - broken,
    broken,
  };
}

function builtCheck(law: Law): BuiltCheck {
  const wrong = 'the relation that is built into the package is another';
  return {
    looked: law.relation.cells.length + law.relation.rows.length,
    faults: differencesOfBuilt(law).map((place) => ({ place, wrong })),
  };
}

function lintSummary(law: Law): LintSummary {
  const { rules } = lintLaw(law);
  return {
    rules: rules.length,
    looked: rules.reduce((sum, { looked }) => sum + looked, 0),
    faults: rules.flatMap(({ complaints }) =>
      complaints.map(({ chart, place, wrong }) => ({ place: chart ? `${chart} ${place}` : place, wrong })),
    ),
  };
}
