/**
 * Goal: however many refunds of one payment race, over two services, no more is given back than was collected.
 * The long form is `npm run soak -- --part refunds`.
 */
import { expect, it } from 'vitest';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { runRefunds } from './refunds.ts';
import { failuresOf, reportText } from './report.ts';

it('should give back, of forty that race, only those that fit into what was collected', async () => {
  const report = await runRefunds({ seed: 20_250_506, racers: 40, programs: postgresPrograms });
  console.info(reportText(report));
  expect(failuresOf(report)).toEqual([]);
}, 300_000);
