/**
 * The package that this file is of: where it is, and which version.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `package.json` is: the nearest folder above this file that has one. */
export const packageRoot = nearestPackage(fileURLToPath(new URL('.', import.meta.url)));

/** The version of this package. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { readonly version: string }).version;

function nearestPackage(folder: string): string {
  for (let here = folder; ; ) {
    if (readdirSync(here).includes('package.json')) return here;
    const above = join(here, '..');
    if (above === here) return folder;
    here = above;
  }
}
