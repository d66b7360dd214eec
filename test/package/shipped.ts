/**
 * What comes with the package, read from the lock file: its dependencies, what is optional, what is bundled into the studio's
 * page, and all that those bring along. `npm sbom` leaves out whatever is a development dependency as well, so it is not used.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installedWith, manifest } from './doors.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(`${root}/package-lock.json`, 'utf8'),
);

/** A package that comes along. */
export interface Shipped {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; `NONE` if the package names none. */
  readonly licence: string;
  /** The digest of its tarball, as the lock file has it. */
  readonly integrity: string | undefined;
  /** Installed with Paychart, or only if it is asked for. */
  readonly scope: 'required' | 'optional';
  /** Whether it runs a script when it is installed. */
  readonly runsOnInstall: boolean;
  /** The packages it needs, as `name@version`. */
  readonly needs: readonly string[];
}

/** Bundled into the studio's page, which is in the package as a file. */
const bundled = ['preact', '@preact/signals'];

/** What is bundled into the studio's page, with all that it brings along. */
export function bundledPackages(): readonly Shipped[] {
  const all = shipped();
  const found = new Set<Shipped>();
  const take = (id: string): void => {
    const one = all.find(({ name, version }) => `${name}@${version}` === id);
    if (!one || found.has(one)) return;
    found.add(one);
    for (const needed of one.needs) take(needed);
  };
  for (const name of bundled) take(`${name}@${all.find((one) => one.name === name)?.version}`);
  return [...found].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Loaded only when asked for; the last two are named by the command and by `paychart/inspect`. */
export const optionalPackages: readonly string[] = [
  ...new Set([...Object.keys(manifest.peerDependencies), '@resvg/resvg-js', '@statelyai/inspect']),
]
  .filter((name) => !installedWith.includes(name))
  .sort();

/** Everything that comes along, by name and version. */
export function shipped(): readonly Shipped[] {
  const found = new Map<string, Shipped>();
  const walk = (place: string, scope: Shipped['scope']): string => {
    const locked = lock.packages[place];
    if (!locked) throw new Error(`${place} is not in the lock file: run npm install`);
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const id = `${name}@${locked.version}`;
    if (found.has(id)) return id;
    const { version, license: licence = 'NONE', integrity, hasInstallScript: runsOnInstall = false } = locked;
    const one = { name, version, licence, integrity, scope, runsOnInstall };
    found.set(id, { ...one, needs: [] });
    const needs = needsOf(place, locked)
      .map((needed) => walk(needed, scope))
      .sort();
    found.set(id, { ...one, needs });
    return id;
  };
  // What is required comes first, so that a package which is both counts as required.
  for (const name of [...installedWith, ...bundled]) walk(`node_modules/${name}`, 'required');
  for (const name of optionalPackages) walk(`node_modules/${name}`, 'optional');
  return [...found.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
}

/** Where the packages are that one needs. Binaries of other platforms are in the lock file too, and belong to it. */
function needsOf(place: string, locked: Locked): readonly string[] {
  const peers = Object.keys(locked.peerDependencies ?? {}).filter(
    (name) => !locked.peerDependenciesMeta?.[name]?.optional,
  );
  const optional = Object.keys(locked.optionalDependencies ?? {});
  const names = new Set([...Object.keys(locked.dependencies ?? {}), ...peers, ...optional]);
  return [...names].flatMap((name) => {
    for (let from = place; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
      const at = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
      if (lock.packages[at]) return [at];
      if (from === '') return optional.includes(name) ? [] : [`node_modules/${name}`];
    }
  });
}
