/**
 * Runs SPIN and the SCXML interpreter on the law as it stands, reads the tables of the mutation runs and of the planted
 * faults, and keeps what they found in `docs/book/inputs/results.json`. `npm run book:results`.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { transition } from 'xstate';
import { type CaptureAsk, type RefundAsk, refuseCapture, refuseRefund } from '../../machines/index.ts';
import { modelParts, relationPromela } from '../../src/relation/exports/promela.ts';
import { relationScxml } from '../../src/relation/exports/scxml.ts';
import { chartIds, chartSources, dotted, lawHashes, stateValue, theLaw } from '../../src/relation/index.ts';
import { load, type Session } from '../relation/exports/scion.ts';
import { missingForSpin, withVerifier } from '../relation/exports/spin.ts';
import { mutationResults } from './mutation-tables.ts';
import { plantedResults } from './planted-tables.ts';

const law = theLaw();
const checker = 'spin';
const packages = createRequire(import.meta.url);

const results = {
  format: 'paychart-results',
  version: 1,
  scxml: await scxmlResults(),
  spin: spinResults(),
  mutation: mutationResults(),
  planted: plantedResults(),
};
writeFileSync(new URL('../../docs/book/inputs/results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`);

function spinResults() {
  const missing = missingForSpin();
  if (missing) throw new Error(`SPIN cannot be run: ${missing} is not installed`);
  const ranAt = new Date().toISOString();
  const model = relationPromela(law);
  const said = new Map(
    [...model.matchAll(/^\/\* (.*?): (.*) \*\/\nltl (\w+) \{/gm)].map(([, ids = '', says = '', name = '']) => [
      name,
      { ids, says },
    ]),
  );
  const searches = modelParts.flatMap((part) =>
    withVerifier(model, part, ({ formulas, search }) =>
      formulas.map((formula) => {
        const { errors, exhaustive, stored, transitions } = search(formula);
        const { ids = '', says = '' } = said.get(formula) ?? {};
        console.info(`${formula}: ${stored} states, ${errors} errors`);
        return { part, formula, ids, says, errors, exhaustive, states: stored, transitions };
      }),
    ),
  );
  const version = spawnSync(checker, ['-V'], { encoding: 'utf8' }).stdout.trim();
  return { ranAt, version, laws: lawHashes, searches };
}

async function scxmlResults() {
  const ranAt = new Date().toISOString();
  const facts = [
    ...new Map(chartIds.flatMap((id) => chartSources[id].facts).map(({ name, fact }) => [name, fact])).values(),
  ];
  const charts = [];
  for (const chart of chartIds) {
    const document = await load(relationScxml(law, chart));
    const machine = chartSources[chart].create();
    const cells = law.relation.cells.filter((cell) => cell.chart === chart);
    const counts = { chart, cells: cells.length, asked: 0, taken: 0, disagreements: 0 };
    for (const { state, profile } of cells) {
      const before = machine.resolveState({ value: stateValue(state), context: profile } as never);
      for (const fact of facts) {
        const taken = machine.getTransitionData(before, fact as never).length > 0;
        const after = taken ? transition(machine, before, fact as never)[0] : before;
        const session = document.resume(state, profile);
        const took = sent(session, fact);
        counts.asked++;
        if (took) counts.taken++;
        const same = session.state() === dotted(after.value) && sameValues(session.data(), after.context);
        if (took !== taken || !same) counts.disagreements++;
      }
    }
    console.info(counts);
    charts.push(counts);
  }
  const { version } = packages('@scion-scxml/scxml/package.json') as { version: string };
  return { ranAt, interpreter: `SCION ${version}`, laws: lawHashes, charts };
}

/** Gives a session a fact; the answer to what is asked for is found by the rule itself. */
function sent(session: Session, { type, ...data }: { readonly type: string; readonly ask?: object }): boolean {
  if (!data.ask) return session.send(type, data);
  const answer =
    type === 'capture.requested'
      ? { permitsCapture: refuseCapture(data.ask as CaptureAsk) === undefined }
      : { permitsRefund: refuseRefund(data.ask as RefundAsk) === undefined };
  return session.send(type, answer);
}

function sameValues(a: object, b: object): boolean {
  const text = (values: object): string => JSON.stringify(Object.entries(values).sort(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}
