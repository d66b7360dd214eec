/**
 * Goal: an old Node is told what is needed, in one sentence, before it meets anything it cannot read.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { refuseNode } from '../../src/cli/main.ts';

const source = 'src/cli/main.ts';

describe('the version of Node', () => {
  it.each(['22.12.0', '22.20.1', '23.0.0', '24.9.0', '100.0.0'])('should do: %s', (version) => {
    expect(refuseNode(version)).toBeUndefined();
  });

  it.each(['22.11.9', '22.2.0', '20.20.2', '18.0.0', '9.9.9'])('should be refused: %s', (version) => {
    expect(refuseNode(version)).toMatch(
      new RegExp(`^paychart needs Node 22\\.12 or newer, and this is Node ${version}: .*\\.$`),
    );
  });

  it('should be checked before anything of ours is imported', () => {
    const { importedFiles } = ts.preProcessFile(
      ts.transpileModule(readFileSync(source, 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
      }).outputText,
    );
    const written = readFileSync(source, 'utf8');
    const ours = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
    expect(ours).toContain('./program.ts');
    // Each is loaded when the command runs, which is after the check.
    for (const name of ours) expect(written.split(`'${name}'`)).toHaveLength(2);
    for (const name of ours) expect(written).toContain(`await import('${name}')`);
  });

  it('should be told in one sentence by a Node that is too old', (context) => {
    const old = ['/usr/bin/node', '/usr/local/bin/node'].find((node) => existsSync(node) && isOld(node));
    if (old === undefined) return context.skip('no old Node on this machine');
    const folder = mkdtempSync(join(tmpdir(), 'paychart-'));
    const built = join(folder, 'main.mjs');
    const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    writeFileSync(built, outputText);
    writeFileSync(join(folder, 'program.ts'), 'this is no module at all {');
    const { status, stdout, stderr } = spawnSync(old, [built, 'start'], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^paychart needs Node 22\.12 or newer, and this is Node [\d.]+: .*\.\n$/);
  });
});

function isOld(node: string): boolean {
  return refuseNode(spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.trim()) !== undefined;
}
