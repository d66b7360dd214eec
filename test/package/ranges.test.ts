/**
 * Goal: the package fits the first XState of the range that it declares. Every door is loaded with it, and everything that is verified of
 * the law holds. The newest is what every other test runs with; types, and an installed package, are in `npm run check:tarball`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { doors, manifest } from './doors.ts';

const alias = 'xstate-5.20';

/** A hook that gives the first release of the range to everyone who imports XState. */
const withTheFirst = `import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) => next(name.replace(/^xstate(?=\\/|$)/, '${alias}'), context) });`;

function run(...argv: readonly string[]): string {
  const hook = `data:text/javascript,${encodeURIComponent(withTheFirst)}`;
  return execFileSync(process.execPath, ['--no-warnings', '--import', hook, ...argv], { encoding: 'utf8' }).trim();
}

describe('the first XState of the range', () => {
  it('should be the one that is tested with', () => {
    const { version } = JSON.parse(readFileSync(`node_modules/${alias}/package.json`, 'utf8'));
    expect(manifest.peerDependencies.xstate).toBe(`^${version}`);
    expect(run('--input-type=module', '-e', `console.log(import.meta.resolve('xstate'))`)).toContain(`/${alias}/`);
  });

  it('should do for every door', () => {
    const loaded = [...doors.values()].map((source) => `await import('./${source}');`).join('\n');
    expect(run('--input-type=module', '-e', `${loaded}\nconsole.log('loaded');`)).toBe('loaded');
  });

  it('should come to the same law, of which everything holds', () => {
    const certificate = JSON.parse(run('src/cli/main.ts', 'verify', '--json'));
    expect(certificate).toMatchObject({ holds: true, built: { faults: [] } });
  }, 120_000);
});
