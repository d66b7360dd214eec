/**
 * The bill of materials (CycloneDX) and the licences, made from the lock file: no serial number and no time, so the same
 * commit gives the same bytes. `npm run sbom` writes them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { manifest } from './doors.ts';
import { type Shipped, shipped } from './shipped.ts';

/** The bill of materials, as JSON. */
export function sbom(): string {
  const components = shipped();
  const self = refOf(manifest);
  const roots = components.filter(({ name }) => name in manifest.dependencies || name in manifest.peerDependencies);
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        'bom-ref': self,
        type: 'library',
        name: manifest.name,
        version: manifest.version,
        purl: self,
        licenses: [{ expression: 'MIT' }],
      },
    },
    components: components.map((one) => ({
      'bom-ref': refOf(one),
      type: 'library',
      name: one.name,
      version: one.version,
      scope: one.scope,
      purl: refOf(one),
      licenses: [{ expression: one.licence }],
      ...(one.integrity !== undefined && { hashes: [hashOf(one.integrity)] }),
    })),
    dependencies: [
      { ref: self, dependsOn: roots.map(refOf) },
      ...components.map((one) => ({ ref: refOf(one), dependsOn: one.needs.map(refOfId) })),
    ],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

/** The licences: a line for each package. */
export function licences(): string {
  return shipped()
    .map(({ name, version, licence, scope }) => `${`${name}@${version}`.padEnd(44)}${licence.padEnd(14)}${scope}\n`)
    .join('');
}

/** A package as a purl: `@` of a scope is escaped. */
function refOf({ name, version }: Pick<Shipped, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function refOfId(id: string): string {
  const at = id.lastIndexOf('@');
  return refOf({ name: id.slice(0, at), version: id.slice(at + 1) });
}

/** A digest of the lock file (`sha512-` and Base64) as CycloneDX has it. */
function hashOf(integrity: string): { readonly alg: string; readonly content: string } {
  const [, bits = '', base64 = ''] = /^sha(\d+)-(\S+)/.exec(integrity) ?? [];
  return { alg: `SHA-${bits}`, content: Buffer.from(base64, 'base64').toString('hex') };
}

if (import.meta.main) {
  mkdirSync('reports', { recursive: true });
  writeFileSync('reports/sbom.cdx.json', sbom());
  writeFileSync('reports/licences.txt', licences());
  console.log(`reports/sbom.cdx.json and reports/licences.txt: ${shipped().length} packages`);
}
