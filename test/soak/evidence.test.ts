/**
 * Goal: asking for evidence beside a service that works takes nothing away: whoever opens the folder as well is refused by name, and
 * when the service is killed then, all that it acknowledged is there. The long form is `npm run soak -- --part evidence`.
 */
import { expect, it } from 'vitest';
import { runEvidence } from './evidence.ts';
import { failuresOf, reportText } from './report.ts';

it('should come back from two kills with all that was acknowledged, evidence having been asked for beside it', async () => {
  const report = await runEvidence({
    seed: 20_250_506,
    kills: 2,
    payments: 25,
    prepared: true,
    faster: 2000,
    found: console.error,
  });
  console.info(reportText(report));
  expect(failuresOf(report)).toEqual([]);
}, 300_000);
