/**
 * What the book is made of: the law, and what runs said of it. All of it is given; the book looks at nothing itself.
 */
import type { Certificate } from '../proof/index.ts';
import type { RelationDocument } from '../relation/exports/json.ts';
import type { ChartId, Law } from '../relation/index.ts';
import type { Results } from './results.ts';
import type { TestRun } from './test-run.ts';
import type { FileDigest } from './tree.ts';

/** A release, with the golden relations of its law, one for each edition. */
export interface Release {
  readonly version: string;
  /** The day it was released; left out while it is not. */
  readonly date?: string;
  readonly relations: readonly RelationDocument[];
}

/** Everything that a book is made of. */
export interface BookInputs {
  readonly law: Law;
  /** The version of the package. */
  readonly version: string;
  /** The versions of what it is built on and proved with, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The certificate of the law as it stands. */
  readonly certificate: Certificate;
  /** The relation of each edition as it stands, oldest first. */
  readonly editions: readonly RelationDocument[];
  /** Every release so far, oldest first. */
  readonly releases: readonly Release[];
  /** The record of the last run of all tests; missing where none is kept. */
  readonly testRun?: TestRun;
  /** This tree, which the record is compared with; missing where the source is not there. */
  readonly tree?: readonly FileDigest[];
  /** What other programs found. */
  readonly results: Results;
}

/** A chart as a picture: SVG for light and for dark paper. */
export interface Picture {
  readonly light: string;
  readonly dark: string;
}

/** The pictures of the charts. */
export type Pictures = Readonly<Record<ChartId, Picture>>;
