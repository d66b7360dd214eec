/**
 * Goal: a service that is killed while it works loses nothing that it acknowledged, and does nothing twice.
 * On a folder that is asked in `evidence.test.ts`. The long form is `npm run soak -- --part kill`.
 */
import { expect, it } from 'vitest';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { runKills } from './kill.ts';
import { failuresOf, reportText } from './report.ts';

it.skipIf(postgresPrograms === undefined)(
  'should come back from three kills with all that it acknowledged, on PostgreSQL',
  async () => {
    const programs = postgresPrograms;
    const report = await runKills({
      seed: 20_250_506,
      kills: 3,
      payments: 25,
      prepared: true,
      faster: 2000,
      programs,
      found: console.error,
    });
    console.info(reportText(report));
    expect(failuresOf(report)).toEqual([]);
  },
  300_000,
);
