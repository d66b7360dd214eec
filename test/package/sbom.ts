/**
 * The bill of materials (CycloneDX) with the minimum elements of NTIA, the licences, and the notices of what is bundled into the studio's
 * page. They are made from the lock file and the packages it names: without a time the same commit gives the same bytes. `npm run sbom`
 * writes the first two, with the time; `npm run studio` the notices, which are shipped beside the page.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { manifest } from './doors.ts';
import { bundledPackages, type Shipped, shipped } from './shipped.ts';

/** Who supplies a package, as its own `package.json` says. */
function supplierOf(name: string): string {
  const { author, maintainers, repository } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  const [first] = maintainers ?? [];
  const named = [author, first].map((one) => (typeof one === 'string' ? one : one?.name)).find(Boolean);
  const place = /github(?:\.com)?[:/]+([^/]+)\//.exec(
    typeof repository === 'string' ? `${repository}/` : repository?.url,
  )?.[1];
  return named?.replace(/\s*[<(].*$/, '') ?? place ?? 'not named by the package';
}

/** A build for one platform is installed there alone: it is of the package that it is a build of. */
const ownerOf = ({ name }: Shipped, all: readonly Shipped[]): string =>
  all.find((one) => name.startsWith(`${one.name}-`) && one.needs.some((id) => id.startsWith(`${name}@`)))?.name ?? name;

/** The bill of materials, as JSON; with the time that it was made, an ISO 8601 instant, if it is given. */
export function sbom(at?: string): string {
  const components = shipped();
  const self = refOf(manifest);
  const roots = components.filter(({ name }) => name in manifest.dependencies || name in manifest.peerDependencies);
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      ...(at !== undefined && { timestamp: at }),
      authors: [{ name: 'Paychart' }],
      component: {
        'bom-ref': self,
        type: 'library',
        name: manifest.name,
        version: manifest.version,
        supplier: { name: 'Paychart' },
        purl: self,
        licenses: [{ expression: 'MIT' }],
      },
    },
    components: components.map((one) => ({
      'bom-ref': refOf(one),
      type: 'library',
      name: one.name,
      version: one.version,
      supplier: { name: supplierOf(ownerOf(one, components)) },
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

/** The notices of what is bundled into the studio's page: the licence of each package, whole. */
export function notices(): string {
  const parts = bundledPackages().map(({ name, version, licence }) => {
    const folder = `node_modules/${name}`;
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    if (file === undefined) throw new Error(`${name} has no text of its licence`);
    return `${name} ${version} (${licence})\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
  });
  return `The page index.html has these packages in it, each under its own licence.\n\n${parts.join('\n----\n\n')}`;
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
  writeFileSync('reports/sbom.cdx.json', sbom(new Date().toISOString()));
  writeFileSync('reports/licences.txt', licences());
  console.log(`reports/sbom.cdx.json and reports/licences.txt: ${shipped().length} packages`);
}
