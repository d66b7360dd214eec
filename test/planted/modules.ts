/**
 * The modules of this repository as they stand: their text, what they import, and what that comes to.
 */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** The address of the repository. */
export const root = new URL('../../', import.meta.url).href;

const stripped = new Map<string, string>();

/** The text of a module without its types, by its address. */
export function textOf(url: string): string {
  const text = stripped.get(url) ?? stripTypeScriptTypes(readFileSync(new URL(url), 'utf8'));
  stripped.set(url, text);
  return text;
}

const importsOf = (url: string): readonly string[] =>
  [...textOf(url).matchAll(/(?:from|import)\s*\(?'(\.[^']*\.ts)'/g)].map(([, path = '']) => new URL(path, url).href);

/** A module and all of ours that it imports, at any remove. */
export function reachedFrom(url: string): ReadonlySet<string> {
  const all = new Set([url]);
  for (const one of all) for (const next of importsOf(one)) all.add(next);
  return all;
}
