/**
 * Goal: a sceptic runs one command and reads what was checked, how much of it, and whether it holds; a law that does not hold
 * is told with place and fault, and ends with 1.
 */
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/cli/sha256.ts';
import { verify } from '../../src/cli/verify.ts';
import { type Certificate, invariants, invariantText, verifyLaw } from '../../src/proof/index.ts';
import { chartIds, lawHashes, theLaw } from '../../src/relation/index.ts';
import { lawWith, planted } from '../proof/planted.ts';
import { paychart, type Ran, ranOn } from './terminal.ts';

/** A clock that takes 2.5 seconds for a verification. */
const clock = () => {
  const times = [1000, 3500];
  return () => times.shift() ?? 0;
};

describe('paychart verify', () => {
  it('should print the certificate of the law, with its counts, and end with 0', async () => {
    const { code, stdout, stderr } = await paychart(['verify']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).not.toContain('✗');
    for (const one of invariants) expect(stdout).toContain(`  ✓ ${one.name}: ${invariantText(one, theLaw())} (`);
    for (const id of chartIds) expect(stdout).toContain(`  ✓ ${id} ${lawHashes[id]}\n`);
    expect(stdout).toMatch(/^ {2}cells: a state with a profile +636 +636 +528 +4 +14 +8$/m);
    expect(stdout).toContain('; 576 pairs of ledgers)');
    expect(stdout).toContain('transaction: 45,360 cases: 6,804 taken, 156 refused, 38,400 impossible; 13,356 asked of');
    expect(stdout).toMatch(/\n128,906 cases checked, 628 refused by a permission, .+ s: everything holds\.\n$/);
  });

  it('should give JSON: one object, the certificate, with the time it took', async () => {
    const { code, stdout } = await paychart(['verify', '--json']);
    const { milliseconds, ...certificate } = JSON.parse(stdout) as Certificate;
    const { milliseconds: took, ...again } = verifyLaw(theLaw(), { sha256, clock: clock() });
    expect(certificate).toEqual(again);
    expect(certificate).toMatchObject({ format: 'paychart-certificate', version: 2, holds: true });
    expect(milliseconds).toBeGreaterThan(0);
    expect(took).toBe(2500);
    expect(code).toBe(0);
  });

  it.each(Object.keys(planted))('should end with 1, and say what does not hold, for %s', async (bug) => {
    const certificate = verifyLaw(lawWith(planted[bug] ?? {}), { sha256, clock: clock() });
    const { code, stdout: text } = await printed(certificate);
    expect(code).toBe(1);
    expect(certificate.holds).toBe(false);
    expect(text).toMatch(/\n {2}✗ .+\n {4}· .+: .+/);
    expect(text).toMatch(/\n {2}✗ transaction [0-9a-f]{64}\n {4}· transaction: the law is named otherwise/);
    expect(text).toContain('in 2.5 s: this law does not hold.');
  });

  it('should not hold of a law whose name alone is wrong', () => {
    const certificate = verifyLaw(theLaw(), { sha256: (text) => sha256(`${text} `), clock: clock() });
    expect(certificate.holds).toBe(false);
    expect(certificate.hashes.map(({ holds }) => holds)).toEqual(chartIds.map(() => false));
    expect(certificate.invariants.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('should show people a few faults of a check, and JSON all of them', async () => {
    const certificate = verifyLaw(lawWith(planted['a swapped brand rule'] ?? {}), { sha256, clock: clock() });
    const faults = certificate.invariants.find((one) => one.faults.length > 5)?.faults ?? [];
    expect((await printed(certificate)).stdout).toContain(`    · and ${faults.length - 5} more fault`);
    expect(JSON.parse((await printed(certificate, true)).stdout)).toEqual(certificate);
  });
});

const printed = (certificate: Certificate, json = false): Promise<Ran> =>
  ranOn({}, (io) => verify({ json }, io, certificate));
