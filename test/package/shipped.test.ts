/**
 * Goal: who installs Paychart may use what comes with it. No licence of what is shipped is outside a list, and the bill of
 * materials names everything once and is the same for the same commit.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { installedWith } from './doors.ts';
import { licences, notices, sbom } from './sbom.ts';
import { bundledPackages, optionalPackages, shipped } from './shipped.ts';

/** Licences that may be shipped: permissive, or copyleft of single files only. */
const allowed = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'MPL-2.0', 'PostgreSQL'];

/** Whether an SPDX expression lets us choose, or holds us to, allowed licences only. */
function isAllowed(expression: string): boolean {
  return expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => allowed.includes(one)));
}

describe('what is shipped', () => {
  it('should be every dependency and everything optional, with what those bring along', () => {
    const names = new Set(shipped().map(({ name }) => name));
    for (const name of [...installedWith, ...optionalPackages]) expect(names).toContain(name);
    expect(names.size).toBeGreaterThan(30);
  });

  it('should have no licence but those of the list', () => {
    expect(shipped().filter(({ licence }) => !isAllowed(licence))).toEqual([]);
  });

  it('should run no script when it is installed', () => {
    expect(shipped().filter(({ runsOnInstall }) => runsOnInstall)).toEqual([]);
  });

  it('should have its licences read as they are meant', () => {
    expect(isAllowed('(MIT OR GPL-3.0)')).toBe(true);
    expect(isAllowed('MIT AND GPL-3.0')).toBe(false);
    expect(isAllowed('NONE')).toBe(false);
  });

  it('should install with the core what the README says, and no more', () => {
    const required = shipped().filter(({ scope, name }) => scope === 'required' && !name.includes('preact'));
    expect(required.map(({ name }) => name)).toEqual(['commander', 'valibot', 'xstate']);
  });
});

describe('the bill of materials', () => {
  it('should name each package once, with the digest it is installed by', () => {
    const { components, dependencies } = JSON.parse(sbom());
    const refs: string[] = components.map((one: { 'bom-ref': string }) => one['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(components.every((one: { hashes?: object[] }) => one.hashes?.length === 1)).toBe(true);
    const needed = dependencies.flatMap((one: { dependsOn: string[] }) => one.dependsOn);
    expect(needed.filter((ref: string) => !refs.includes(ref))).toEqual([]);
  });

  it('should have the minimum elements: supplier, name, version, identifier, dependencies, author, and the time if it is given', () => {
    const at = '2026-01-02T03:04:05.000Z';
    const { metadata, components, dependencies } = JSON.parse(sbom(at));
    expect(metadata).toMatchObject({ timestamp: at, authors: [{ name: 'Paychart' }], component: { name: 'paychart' } });
    for (const { supplier, name, version, purl } of components) {
      expect(supplier.name, name).toMatch(/\w/);
      expect(supplier.name, name).not.toContain('not named');
      expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
    }
    expect(dependencies).toHaveLength(components.length + 1);
  });

  it('should be shipped with the licences of what is bundled into the studio, whole', () => {
    const text = readFileSync('docs/studio/licences.txt', 'utf8');
    expect(text, 'write it anew with "npm run studio"').toBe(notices());
    for (const { name } of bundledPackages()) expect(text).toContain(`${name} `);
    expect(bundledPackages().map(({ name }) => name)).toEqual(['@preact/signals', '@preact/signals-core', 'preact']);
  });

  it('should be the same whenever it is made', () => {
    expect(sbom()).toBe(sbom());
    expect(sbom()).not.toMatch(/timestamp|serialNumber/);
    expect(licences().trim().split('\n')).toHaveLength(shipped().length);
  });
});
