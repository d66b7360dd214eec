/**
 * The path of a scenario to take along: as sentences for a document, as a test, as lines of JSON.
 */
import { brandNames, collectorNames, editions } from '../../machines/index.ts';
import { fundsAt, position, safeToShip, statusOf } from '../lifecycle/index.ts';
import { moneyText, pairsText, placesText, positionText, refusalText, sentences } from '../words/index.ts';
import { dayPasses, type Played, type Scenario, stepText } from './scenario.ts';

/** The path as sentences: how it is paid, what happened and what it came to, and how it stands in the end. */
export function pathSentences(scenario: Scenario, { taken, payment }: Played): string {
  const { brand, amount, currency, collector, edition } = scenario;
  const steps = taken.map(({ step, after }, place) => {
    const came = step === dayPasses ? '' : ` The order shows ${pairsText(statusOf(after))}.`;
    return `${place + 1}. ${sentences([stepText(step, currency)])}${came}`;
  });
  const ship = safeToShip(payment);
  const because = ship.because.map((one) => refusalText(one, currency)).join('; ');
  return [
    `A payment of ${moneyText(amount, currency)} with ${brandNames[brand]}, collected by ${collectorNames[collector]}, by the rules of ${editions[edition].title}.`,
    '',
    ...steps,
    '',
    `In the end the money is ${placesText(fundsAt(payment))}: ${positionText(position(payment), currency)}.`,
    `Ship? ${sentences([`${ship.answer === 'unknown' ? 'not known' : ship.answer}${because === '' ? '' : `: ${because}`}`])}`,
    '',
  ].join('\n');
}

/** The path as facts, one JSON object a line. */
export function pathLines({ taken }: Played): string {
  return taken.flatMap(({ facts }) => facts.map((fact) => `${JSON.stringify(fact)}\n`)).join('');
}

/** The path as a test for `node --test`, which tells the same facts and expects the same end. */
export function pathTest(scenario: Scenario, { taken, payment }: Played): string {
  const { edition, collector } = scenario;
  const facts = taken.flatMap((one) => one.facts);
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPayment, position, safeToShip, statusOf, step } from 'paychart';

test('a payment comes to what it was played to', () => {
  let payment = openPayment(${JSON.stringify({ orderId: payment.orderId, edition, collector })});
  const tell = (fact) => {
    const stepped = step(payment, fact);
    assert.ok(stepped.ok, stepped.ok ? '' : stepped.refusal.says);
    payment = stepped.next;
  };
${facts.map((fact) => `  tell(${JSON.stringify(fact)});`).join('\n')}
  assert.deepEqual(statusOf(payment), ${JSON.stringify(statusOf(payment))});
  assert.equal(safeToShip(payment).answer, ${JSON.stringify(safeToShip(payment).answer)});
  assert.deepEqual(position(payment), ${JSON.stringify(position(payment))});
});
`;
}
