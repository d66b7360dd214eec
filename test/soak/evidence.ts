/**
 * `paychart evidence` beside a loaded service on a folder, then `kill -9`: on the folder it is refused by name, from the service it
 * gets the evidence, and it takes nothing away of what the service acknowledged. Once the service was killed, the folder is free.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Beside, runKills } from './kill.ts';
import { exactly, type PartReport } from './report.ts';
import { type Service, token } from './service.ts';

const command = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** How often, and how much load. */
export interface EvidenceOptions {
  readonly seed: number;
  readonly kills: number;
  readonly payments: number;
  readonly prepared?: boolean;
  /** How many times faster than in life the vendor sends again. */
  readonly faster?: number;
  readonly found?: (what: string) => void;
}

/** Asks for evidence and kills the service, again and again, lets it come to rest, and audits what it stored. */
export function runEvidence(options: EvidenceOptions): Promise<PartReport> {
  return runKills({ ...options, beside: evidenceBeside(options.kills, options.found ?? (() => {})) });
}

function evidenceBeside(times: number, found: (what: string) => void): Beside {
  let [refused, fromService, fromFolder, again] = [0, 0, 0, 0];
  let orderId = '';
  return {
    title: 'evidence beside a loaded service',
    async before(service, data) {
      orderId = await changedLast(service);
      const onFolder = await evidence(orderId, '--data', data);
      const says = `process ${service.process} has the folder ${data}`;
      const toType = `paychart evidence ${orderId} --service ${service.url}`;
      if (onFolder.code === 2 && onFolder.stderr.includes(says) && onFolder.stderr.includes(toType)) refused++;
      else found(`on the folder: ${onFolder.code} ${onFolder.stderr}`);
      let asked = await evidence(orderId, '--service', service.url);
      // How long it takes to answer is the machine's, which others use as well.
      for (let left = 5; left > 0 && asked.stderr.includes('nobody answers'); left--) {
        again++;
        asked = await evidence(orderId, '--service', service.url);
      }
      if (isEvidence(asked, orderId)) fromService++;
      else found(`from the service: ${asked.code} ${asked.stderr}`);
    },
    async after(data) {
      const left = await evidence(orderId, '--data', data);
      if (isEvidence(left, orderId)) fromFolder++;
      else found(`once it was killed: ${left.code} ${left.stderr}`);
    },
    did: () => ({ 'asked again, since the service took longer than half a minute': again }),
    checks: () => [
      exactly('evidence refused on the folder, by the name of the service', refused, times),
      exactly('evidence from the service, whose log holds', fromService, times),
      exactly('evidence from the folder once it was killed, whose log holds', fromFolder, times),
    ],
  };
}

/** The order that changed last. */
async function changedLast({ url }: Service): Promise<string> {
  for (;;) {
    const answer = await fetch(`${url}/payments?by=updated&limit=1`, { headers: { authorization: `Bearer ${token}` } });
    const { payments } = (await answer.json()) as { readonly payments: readonly { readonly orderId: string }[] };
    if (payments[0]) return payments[0].orderId;
  }
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `paychart evidence` as a process of its own, for three minutes at most. */
async function evidence(...argv: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [command, 'evidence', ...argv], {
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, PAYCHART_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 180_000,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** Whether it is evidence of the order, and says that the log holds. */
function isEvidence({ code, stdout }: Ran, orderId: string): boolean {
  if (code !== 0) return false;
  const { orderId: of, chain, log } = JSON.parse(stdout);
  return of === orderId && chain.holds && log.length > 0;
}
