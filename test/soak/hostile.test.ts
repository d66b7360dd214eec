/**
 * Goal: nothing that a stranger sends to the webhook is applied, throws, or keeps others from being served.
 * The long form, with a million bodies and the memory measured, is `npm run soak -- --part hostile`.
 */
import { expect, it } from 'vitest';
import { runHostileBodies, runHostileSockets } from './hostile.ts';
import { failuresOf, reportText } from './report.ts';

const seed = 20_250_506;

it('should apply none of three thousand hostile bodies', async () => {
  const report = await runHostileBodies({ seed, bodies: 3000 });
  console.info(reportText(report));
  expect(failuresOf(report)).toEqual([]);
}, 120_000);

it('should serve true notifications over sockets while others send garbage, slowly or fast', async () => {
  const report = await runHostileSockets({ seed, requests: 300, slow: 10, seconds: 4 });
  console.info(reportText(report));
  expect(failuresOf(report)).toEqual([]);
}, 120_000);
