/**
 * The releases, each with the names of its golden relations.
 */
import * as v from 'valibot';
import { readJson } from './test-run.ts';

const releasesSchema = v.array(
  v.strictObject({
    version: v.string(),
    /** The day it was released; left out while it is not. */
    date: v.optional(v.pipe(v.string(), v.isoDate())),
    relations: v.pipe(v.array(v.string()), v.minLength(1)),
  }),
);

/** A release by the names of its golden relations under `docs/relations`. */
export type NamedRelease = v.InferOutput<typeof releasesSchema>[number];

/**
 * Reads the list of releases.
 *
 * @throws InputError if the text is none.
 */
export function readReleases(text: string, file: string): readonly NamedRelease[] {
  return readJson(releasesSchema, text, file, 'Write it anew with "npm run relations".');
}
