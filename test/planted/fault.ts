/**
 * A planted fault: a place in a source file, what stands there, and what is planted instead. One at a time, and never written to
 * the file itself: who loads the file reads the planted text.
 */

/** A fault as it is listed. */
export interface Fault {
  /** What is wrong, in a few words: its name, and unique. */
  readonly name: string;
  /** The file, from the root of the repository. */
  readonly file: string;
  /** What stands in the file, once. */
  readonly from: string;
  readonly to: string;
}

/**
 * The text of a file with a fault planted in it.
 *
 * @throws Error if what the fault replaces does not stand there exactly once.
 */
export function plantedIn(source: string, { name, file, from, to }: Fault): string {
  const [before, after, ...more] = source.split(from);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(
      `"${name}" replaces what stands ${more.length + (after === undefined ? 0 : 1)} times in ${file}: ${from}`,
    );
  return `${before}${to}${after}`;
}
