/**
 * Goal: while the database is away nothing is acknowledged and nothing hangs; after it nothing is lost, also where nobody
 * sends again. The long form is `npm run soak -- --part outage`.
 */
import { expect, it } from 'vitest';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { runOutages } from './outage.ts';
import { failuresOf, reportText } from './report.ts';

it.skipIf(postgresPrograms === undefined)(
  'should answer 503 while the database is away, and read afterwards what it missed',
  async () => {
    const programs = postgresPrograms as string;
    const report = await runOutages({
      seed: 20_250_506,
      programs,
      outages: 1,
      seconds: 2,
      payments: 30,
      faster: 2000,
      found: console.error,
    });
    console.info(reportText(report));
    expect(failuresOf(report)).toEqual([]);
  },
  300_000,
);
