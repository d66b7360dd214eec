/**
 * Goal: a service of three sites whose orders have the same ids loses nothing and lets nothing cross over, however it is killed.
 * The long form is `npm run soak -- --part sites`.
 */
import { expect, it } from 'vitest';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { failuresOf, reportText } from './report.ts';
import { runSites } from './sites.ts';

it.skipIf(postgresPrograms === undefined)(
  'should have in each account what its own MultiSafepay says, and nothing of another, after two kills',
  async () => {
    const programs = postgresPrograms as string;
    const report = await runSites({
      seed: 20_250_507,
      kills: 2,
      payments: 10,
      faster: 2000,
      programs,
      found: console.error,
    });
    console.info(reportText(report));
    expect(failuresOf(report)).toEqual([]);
  },
  300_000,
);
