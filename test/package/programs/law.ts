/** The law: the charts as XState runs them, the relation, and what is proved of it. */
import { incidents, playIncident } from 'paychart/incidents';
import { createTransactionMachine } from 'paychart/machines';
import { lintLaw, verifyLaw } from 'paychart/proof';
import { lawHashes, theLaw } from 'paychart/relation';
import { same } from './check.ts';

/** The charts, their hashes, the house rules, and every incident of the museum. */
export async function law(): Promise<string> {
  const { createHash } = await import('node:crypto');
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  same('the chart', typeof createTransactionMachine().transition, 'function');
  same(
    'what breaks a house rule',
    lintLaw(theLaw()).rules.flatMap(({ complaints }) => complaints),
    [],
  );
  const certificate = verifyLaw(theLaw(), { sha256, clock: () => 0 });
  same('the proof', certificate.holds, true);
  const hashes = certificate.hashes.map(({ chart, hash }) => [chart, hash]);
  same('the hashes', Object.fromEntries(hashes), lawHashes);
  const wrong = incidents.filter((incident) => !playIncident(incident).asExpected).map(({ id }) => id);
  same('incidents that go wrong', wrong, []);
  return `law: ${incidents.length} incidents`;
}
