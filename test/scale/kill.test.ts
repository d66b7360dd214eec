/**
 * Goal: payments on Restate lose nothing that was acknowledged, and do nothing twice, when workers and the server itself are killed. The
 * long form is `npm run scale -- --part kill --kills 100`.
 */
import { expect, it } from 'vitest';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { failuresOf, reportText } from '../soak/report.ts';
import { runKills } from './kill.ts';

it.skipIf(postgresPrograms === undefined)(
  'should come back from three kills with all that was acknowledged',
  async () => {
    const report = await runKills({
      seed: 20_251_129,
      kills: 3,
      programs: postgresPrograms as string,
      payments: 15,
      workers: 2,
      between: 500,
      faster: 2000,
      prepared: true,
      found: console.error,
    });
    console.info(reportText(report));
    expect(failuresOf(report)).toEqual([]);
  },
  300_000,
);
