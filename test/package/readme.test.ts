/**
 * Goal: the README is read where the package is published and where it is installed: whatever it links to is there as well.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { optionalPackages } from './shipped.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the README of the package', () => {
  it('should link to nothing but addresses and files that are packed', () => {
    const args = ['pack', '--dry-run', '--ignore-scripts', '--json'];
    const [{ files }] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }));
    const packed = new Set(files.map(({ path }: { path: string }) => path));
    const text = readFileSync(`${root}/README.md`, 'utf8').replaceAll(/```[\s\S]*?```/g, '');
    const links = [...text.matchAll(/\]\((?!https:|#)([^)\s#]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((link) => !packed.has(link))).toEqual([]);
  });

  it('should name every package that only some need; of OpenTelemetry that there are some', () => {
    const [, text = ''] = /^## Dependencies\n\n(.*)$/m.exec(readFileSync(`${root}/README.md`, 'utf8')) ?? [];
    const named = optionalPackages.map((name) =>
      name.startsWith('@opentelemetry/') ? 'OpenTelemetry' : `\`${name}\``,
    );
    expect(named.filter((name) => !text.includes(name))).toEqual([]);
  });
});
