/**
 * What may notice that a law is not the law: means by name. Loaded anew for each fault, so that everything it imports has the
 * fault in it.
 */
import { sha256 } from '../../src/cli/sha256.ts';
import { invariants, lintLaw } from '../../src/proof/index.ts';
import { relationPromela } from '../../src/relation/exports/index.ts';
import type { ModelPart } from '../../src/relation/exports/promela.ts';
import {
  chartIds,
  type Law,
  lawHashes,
  lawName,
  limitLines,
  linesText,
  relationText,
  theLaw,
} from '../../src/relation/index.ts';
import { besideOracle } from '../oracle/beside.ts';
import { byRequirement } from '../oracle/by-requirement.ts';
import { type Verifier, withVerifier } from '../relation/exports/spin.ts';

/** What is asked about a fault. */
export interface Question {
  /** The requirement whose own test is asked. */
  readonly id?: string | undefined;
  /** The part of the exported model to be searched by SPIN, and the formula of another part than the charts. */
  readonly spin?: 'CHARTS' | `${'ORDER' | 'RESERVATION'} ${string}` | undefined;
}

/** What came of it: for each means that noticed, where. */
export interface Noticed {
  readonly oracle: readonly string[];
  readonly invariants: readonly string[];
  readonly lint: readonly string[];
  readonly SPIN: readonly string[];
  readonly name: readonly string[];
  /** Whether the test that names the requirement noticed. */
  readonly requirement: boolean;
}

/** Asks every means about the law as it is loaded here. */
export function askedAbout({ id, spin }: Question): Noticed {
  const law = theLaw();
  return {
    oracle: Object.entries(besideOracle(law)).flatMap(([what, wrong]) => (wrong.length > 0 ? [what] : [])),
    invariants: invariants.flatMap(({ name, check }) => (check(law).faults.length > 0 ? [name] : [])),
    lint: lintLaw(law).rules.flatMap(({ rule, complaints }) => (complaints.length > 0 ? [rule] : [])),
    SPIN: spin ? brokenFormulas(law, spin) : [],
    name: changedNames(law),
    requirement: id !== undefined && (byRequirement[id]?.(law).length ?? 0) > 0,
  };
}

/** The formula that SPIN finds broken: of the charts the first, of another part the one that is asked about. */
function brokenFormulas(law: Law, spin: NonNullable<Question['spin']>): readonly string[] {
  const [part, asked] = spin.split(' ') as [ModelPart, string?];
  const found = ({ formulas, search }: Verifier): readonly string[] => {
    const first = (asked === undefined ? formulas : [asked]).find((formula) => search(formula).errors > 0);
    return first === undefined ? [] : [first];
  };
  return withVerifier(relationPromela(law), part, found, { once: true });
}

/** The parts of the law's name that are another: its relation per chart, and its limits. */
function changedNames(law: Law): readonly string[] {
  const { relation, metas } = law;
  return [
    ...chartIds.filter((chart) => sha256(relationText(chart, relation.rows, metas)) !== lawHashes[chart]),
    ...(sha256(linesText(limitLines(law))) === lawName.limits ? [] : ['limits']),
  ];
}
