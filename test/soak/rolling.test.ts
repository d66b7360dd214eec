/**
 * Goal: while a deployment rolls from release 0.1.0 to this one, nothing that either acknowledged is lost, and what the release
 * before cannot read it refuses by name, without damage. The long form is `npm run soak -- --part rolling`.
 */
import { expect, it } from 'vitest';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { failuresOf, reportText } from './report.ts';
import { hasEarlierRelease, runRolling } from './rolling.ts';

it.skipIf(postgresPrograms === undefined || !hasEarlierRelease())(
  'should lose nothing while release 0.1.0 and this one write to one database',
  async () => {
    const programs = postgresPrograms as string;
    const report = await runRolling({ seconds: 4, orders: 40, programs, found: console.error });
    console.info(reportText(report));
    expect(failuresOf(report)).toEqual([]);
  },
  300_000,
);
