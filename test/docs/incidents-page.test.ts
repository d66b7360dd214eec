/**
 * Goal: the page of the incidents is what the charts answer, byte for byte, and every link in it leads somewhere on the page.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { incidents } from '../../src/incidents/index.ts';
import { incidentsMarkdown, incidentsPage } from './incidents-page.ts';

const page = readFileSync(incidentsPage, 'utf8');

describe('the page of the incidents', () => {
  it('should be what the stories come to (npm run incidents writes it anew)', () => {
    expect(page === incidentsMarkdown(), 'docs/incidents.md is not what the stories come to: npm run incidents').toBe(
      true,
    );
  });

  it('should have a heading for each incident, and a link to it', () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, id]) => id);
    const links = [...page.matchAll(/\]\(#(.+?)\)/g)].map(([, id]) => id);
    expect(headings).toEqual(incidents.map(({ id }) => id));
    expect(links).toEqual(headings);
  });

  it('should keep its tables whole: seven cells in every row', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    const steps = incidents.reduce((sum, one) => sum + one.steps.length, 0);
    expect(rows).toHaveLength(steps + 2 * incidents.length);
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|').length - 2, row).toBe(7);
  });
});
