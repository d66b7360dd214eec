/**
 * What other programs found: SPIN, the SCXML interpreter, the mutation runs. Written by those runs, read here.
 */
import * as v from 'valibot';
import { modelParts } from '../relation/exports/promela.ts';
import { chartIds } from '../relation/index.ts';
import { readJson } from './test-run.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const instant = v.pipe(v.string(), v.isoTimestamp());
const laws = v.strictObject(v.entriesFromList(chartIds, v.exactOptional(v.string())));

const resultsSchema = v.strictObject({
  format: v.literal('paychart-results'),
  version: v.literal(1),
  /** The searches of SPIN on the exported models. */
  spin: v.strictObject({
    ranAt: instant,
    version: v.string(),
    laws,
    searches: v.array(
      v.strictObject({
        part: v.picklist(modelParts),
        formula: v.string(),
        ids: v.string(),
        says: v.string(),
        errors: count,
        /** Whether every reachable state was stored: nothing was left out. */
        exhaustive: v.boolean(),
        states: count,
        transitions: count,
      }),
    ),
  }),
  /** The exported SCXML, run by an interpreter: in every cell, every fact. */
  scxml: v.strictObject({
    ranAt: instant,
    interpreter: v.string(),
    laws,
    charts: v.array(
      v.strictObject({ chart: v.picklist(chartIds), cells: count, asked: count, taken: count, disagreements: count }),
    ),
  }),
  /** The tables of `docs/mutation.md`. */
  mutation: v.strictObject({
    document: v.string(),
    /** The SHA-256 of the document. */
    hash: v.string(),
    /** The release whose tree was mutated; the tables claim nothing of a later one. */
    release: v.string(),
    parts: v.array(
      v.strictObject({
        title: v.string(),
        mutants: count,
        measured: count,
        killed: count,
        /** Those with which the law cannot be built at all; they are no part of the score. */
        unbuildable: count,
        survived: count,
      }),
    ),
  }),
});

/** What other programs found. */
export type Results = v.InferOutput<typeof resultsSchema>;

/**
 * Reads results.
 *
 * @throws InputError if the text is none.
 */
export function readResults(text: string, file: string): Results {
  return readJson(resultsSchema, text, file, 'Write it anew with "npm run book:results".');
}

/** The part of the mutants that were killed, of those measured that can be built, in percent with one digit. */
export function scoreText({ killed, measured, unbuildable }: Results['mutation']['parts'][number]): string {
  return `${((100 * killed) / (measured - unbuildable)).toFixed(1)} %`;
}
