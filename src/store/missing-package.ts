/**
 * Packages that only some need are loaded when they are needed, and named when they are not there.
 */
import { InputError } from '../lifecycle/index.ts';

/** The package that is not installed, if an error says so: Node, Bun, Deno and webpack have codes and words of their own. */
export function missingPackage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') return undefined;
  return /(?:package|module) '([^'./][^']*)'/.exec(error.message)?.[1];
}

/**
 * What is to be thrown for a package of a database that could not be loaded: an `InputError` if it is not installed. Who imports one does
 * that within `try`, since a bundler only goes on there without a package that it does not find.
 *
 * @param opener what needs it.
 */
export function notLoaded(opener: string, error: unknown): unknown {
  const name = missingPackage(error);
  if (name === undefined) return error;
  return new InputError(opener, `needs the package ${name}, which is not installed`, `Install it: npm install ${name}`);
}
