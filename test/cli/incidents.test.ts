/**
 * Goal: the museum can be read in a terminal: all of it as a list, one as a story with every answer, and a wrong name leads
 * to the right one.
 */
import { describe, expect, it } from 'vitest';
import { type Incident, incidents, playIncident } from '../../src/incidents/index.ts';
import { paychart } from './terminal.ts';

const told = (...argv: string[]) => paychart(['incidents', ...argv]);

describe('paychart incidents', () => {
  it('should list every incident with its title', async () => {
    const { code, stdout, stderr } = await told();
    for (const { id, title } of incidents) expect(stdout).toMatch(new RegExp(`^ {2}${id} {2,}${escaped(title)}$`, 'm'));
    expect(stdout).toContain(`${incidents.length} public status bugs`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each(incidents)('should tell a story whole: $id', async (incident: Incident) => {
    const { code, stdout, stderr } = await told(incident.id);
    const { happened, lesson, sources, steps, also = [], title } = incident;
    for (const text of [title, happened, lesson, ...also.map(({ says }) => says)]) expect(stdout).toContain(text);
    for (const { text, url } of sources) expect(stdout).toContain(`${text}\n               ${url}\n`);
    const { steps: played } = playIncident(incident);
    for (const [place, { says, there }] of steps.entries()) {
      const row = new RegExp(`^ ?${place + 1} ${escaped(says)}\n.+ {2}${played[place]?.word} .*$`, 'm');
      expect(stdout).toMatch(row);
      if (there !== undefined) expect(stdout).toContain(`   there: ${there}\n`);
    }
    expect(stdout).not.toContain('not the answer that is due');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('should show what was told as a replay does: the words, the verdict, what the order shows, and why', async () => {
    const { stdout } = await told('late-expired-cancels-paid');
    expect(stdout).toMatch(/^ {3}time +told or asked +answer +the order shows +why$/m);
    expect(stdout).toMatch(
      /^ {3}10:05:00 +completed\/completed +applied +completed\/completed +Paid: .*EUR 100\.00 collected\.$/m,
    );
    expect(stdout).toMatch(/^ {3}11:00:00 +expired\/expired +illegal +completed\/completed +No lawful history .*$/m);
    expect(stdout).toMatch(/^ {3}09:00:00Z +order\.created Visa EUR 100\.00 +taken +initialized\/initialized$/m);
    expect(stdout).toMatch(/^ {3}- +safeToShip +unknown/m);
  });

  it('should keep to the width of a terminal, and colour only there', async () => {
    for (const argv of [['incidents'], ...incidents.map(({ id }) => ['incidents', id])]) {
      const { stdout } = await paychart(argv, { isTTY: true, columns: 100, env: { NO_COLOR: '1' } });
      for (const line of stdout.split('\n').filter((one) => !one.includes('https://') && !/ {3}time /.test(one)))
        expect(line.length, line).toBeLessThanOrEqual(100);
      expect(stdout).not.toMatch(/ $/m);
    }
    const coloured = await paychart(['incidents', 'veto-hole'], { isTTY: true });
    expect(coloured.stdout).toContain('\u001b[33m   there: \u001b[0m');
    expect((await told('veto-hole')).stdout).not.toContain('\u001b');
  });

  it('should give JSON: a line for each incident, or one object with every answer', async () => {
    const list = await told('--json');
    const lines = list.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id }) => id)).toEqual(incidents.map(({ id }) => id));
    const one = JSON.parse((await told('concurrent-refunds', '--json')).stdout);
    expect(one).toMatchObject({ id: 'concurrent-refunds', asExpected: true });
    expect(one.steps.map(({ answer }: { answer: string }) => answer)).toEqual(
      playIncident(incidents.find(({ id }) => id === 'concurrent-refunds') as Incident).steps.map(({ word }) => word),
    );
    expect(one.steps.at(-1).because[0].code).toBe('refund_exceeds_refundable');
  });

  it.each([
    ['duble-invoice', 'Did you mean double-invoice'],
    ['late-expired', 'Did you mean late-expired-cancels-paid'],
    ['Veto-Hole', 'Did you mean veto-hole'],
    ['refund', 'Did you mean refund-done-at-creation, '],
    ['zzz', 'List all with: paychart incidents'],
    ['', 'List all with: paychart incidents'],
    ['\u001b[31m', 'List all with: paychart incidents'],
  ])('should lead from a name that does not exist to one that does: %j', async (id, wayOut) => {
    const { code, stdout, stderr } = await told(id);
    expect(stderr).toContain('incident: there is none called "');
    expect(stderr).toContain(wayOut);
    expect(stderr).not.toContain('\u001b');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('should say with --help what the exit codes mean', async () => {
    expect((await told('--help')).stdout.replace(/\s+/g, ' ')).toContain(
      'Exit code: 0 if every answer is the one that is due',
    );
  });
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
