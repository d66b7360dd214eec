/**
 * Packages that only some need are loaded when they are needed, and named when they are not there.
 */
import { InputError } from '../lifecycle/index.ts';

/** The package that is not installed, if an error says so: Node, Bun and Deno have one code and different words. */
export function missingPackage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  return /package '([^']+)'/.exec(error.message)?.[1];
}

/**
 * A package of a database, loaded.
 *
 * @param opener what needs it.
 * @throws InputError if it is not installed.
 */
export async function loaded<T>(opener: string, load: () => Promise<T>): Promise<T> {
  return load().catch((error: unknown) => {
    const name = missingPackage(error);
    if (name === undefined) throw error;
    throw new InputError(
      opener,
      `needs the package ${name}, which is not installed`,
      `Install it: npm install ${name}`,
    );
  });
}
