/**
 * What was given cannot be read. The message names the thing, the place and the way out; nothing else is thrown on purpose.
 */

/** The input cannot be read. */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** Where in the input, as a dotted path; empty for the input as a whole. */
  readonly path: string;
  /** What is wrong there. */
  readonly problem: string;
  /** What to do about it. */
  readonly wayOut: string;

  /**
   * @param path where in the input, as a dotted path.
   * @param problem what is wrong there.
   * @param wayOut what to do about it.
   */
  constructor(path: string, problem: string, wayOut: string) {
    super(`${path === '' ? '' : `${path}: `}${problem}. ${wayOut}`);
    this.path = path;
    this.problem = problem;
    this.wayOut = wayOut;
  }
}
