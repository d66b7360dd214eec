/**
 * Goal: the types of the core stay cheap for whoever uses them. What a program costs the compiler is a number in docs/package.md, and may grow
 * by a twentieth before somebody has to look at it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

/** What a checkout does with the core: a payment judged, asked and explained, and a chart stepped through by its types. */
const program = `import { begin, explain, observe, openPayment, type Report, safeToShip, step } from '../src/index.ts';
const at = '2026-01-31T12:00:00Z';
const opened = openPayment({ orderId: 'order-1001', edition: '2025-08', amount: 2500, currency: 'EUR' });
const asked = step(opened, { type: 'order.created', at, brand: 'visa', amount: 2500, currency: 'EUR' });
export const ship = (report: Report) => safeToShip(observe(asked.ok ? asked.next : opened, report).payment ?? opened).answer;
export const why = explain(opened, { status: { order: 'completed', transaction: 'completed' } }).possible;
const created = step(begin('transaction', { edition: '2025-08', brand: 'visa', amount: 2500, currency: 'EUR' }), { type: 'order.created', at, threeD: '3-D' });
if (created.ok && created.next.state === 'initialized.authorising') {
  const approved = step(created.next, { type: 'authorisation.approved', at });
  if (approved.ok) step(approved.next, { type: 'screening.passed', at });
}
`;

it('should cost the compiler what docs/package.md says, within a twentieth', () => {
  const folder = mkdtempSync(join(resolve('.'), 'instantiations-'));
  try {
    writeFileSync(join(folder, 'program.ts'), program);
    const config = { extends: '../tsconfig.json', include: ['program.ts'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const said = execFileSync(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'], { encoding: 'utf8' });
    const measured = Number(/^Instantiations:\s+(\d+)/m.exec(said)?.[1]);
    const told = Number(
      /([\d,]+) instantiations/.exec(readFileSync('docs/package.md', 'utf8'))?.[1]?.replaceAll(',', ''),
    );
    expect(measured, `${measured} instantiations`).toBeGreaterThan(told * 0.95);
    expect(measured, `${measured} instantiations`).toBeLessThan(told * 1.05);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
