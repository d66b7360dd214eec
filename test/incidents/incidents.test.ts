/**
 * Goal: the incident museum is whole and true. Every story gets the answers that are due, no incident is missing or made up,
 * none is empty, and whatever is named as a check notices the bug it is named for.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { positionOf, refuseRefund, type StateMeta } from '../../machines/index.ts';
import { findIncident, type Incident, incidents, playIncident, type Step } from '../../src/incidents/index.ts';
import { maskCardData } from '../../src/multisafepay/index.ts';
import { invariants, invariantText, lintLaw } from '../../src/proof/index.ts';
import { type Law, theLaw } from '../../src/relation/index.ts';
import { changedChart, lawWith, planted, stateAt } from '../proof/planted.ts';
import { mistakes, rightOutcome, storyOf } from './mistakes.ts';

const listFile = new URL('../../../shared/design/incidents.md', import.meta.url);

/** The incidents about captures and disputes, which came after the list. */
const beside: readonly (string | undefined)[] = [
  'authorised-taken-for-paid',
  'captured-amount-twice',
  'capture-asked-taken-for-made',
  'refund-of-the-authorisation',
  'expired-reservation-shipped',
  'cancelled-order-captured',
  'closed-taken-for-lost',
  'won-then-lost',
  'refund-of-a-disputed-order',
];

describe('every story', () => {
  it.each(incidents)('should get the answers that are due: $id', (incident) => {
    const { steps, asExpected } = playIncident(incident);
    expect(steps.flatMap(({ step, wrong }) => wrong.map((one) => `${step.says} ${one}`))).toEqual([]);
    expect(asExpected).toBe(true);
  });

  it('should be the same whenever it is played', () => {
    for (const incident of incidents) expect(playIncident(incident)).toEqual(playIncident(incident));
  });

  it('should be missed if any answer were another', () => {
    let changed = 0;
    for (const incident of incidents) {
      for (const [place, step] of incident.steps.entries()) {
        for (const other of otherAnswers(step)) {
          const steps = incident.steps.with(place, other);
          expect(playIncident({ ...incident, steps }).asExpected, `${incident.id}, step ${place + 1}`).toBe(false);
          changed++;
        }
      }
    }
    const steps = incidents.flatMap((incident) => incident.steps);
    const wrong = steps.filter(({ there }) => there !== undefined).length;
    console.info(
      `${incidents.length} incidents, ${steps.length} steps, ${wrong} of them answered wrongly there; ` +
        `${changed} expectations changed, all noticed`,
    );
  });
});

describe('the museum', () => {
  it('should hold every incident of the list, in its order, and no other', (context) => {
    if (!existsSync(listFile)) return context.skip('the list of incidents is not here');
    const rows = readFileSync(listFile, 'utf8').matchAll(/^\| ([a-z0-9-]+) \|/gm);
    const listed = [...rows].map(([, id]) => id).filter((id) => id !== 'id');
    expect(listed.length).toBeGreaterThanOrEqual(30);
    expect(incidents.map(({ id }) => id)).toEqual([...listed.filter((id) => !beside.includes(id)), ...beside]);
  });

  it('should name each incident once, and find it by its name', () => {
    expect(new Set(incidents.map(({ id }) => id)).size).toBe(incidents.length);
    expect(new Set(incidents.map(({ title }) => title)).size).toBe(incidents.length);
    for (const incident of incidents) expect(findIncident(incident.id)).toBe(incident);
    expect(findIncident('no-such-incident')).toBeUndefined();
  });

  it.each(incidents)('should tell something: $id', ({ happened, lesson, title, sources, steps, also = [] }) => {
    expect(steps.length).toBeGreaterThanOrEqual(2);
    expect(steps.some(({ there }) => there !== undefined)).toBe(true);
    expect(steps.some((step) => 'report' in step || 'tell' in step)).toBe(true);
    const texts = steps.flatMap(({ says, there }) => (there === undefined ? [says] : [says, there]));
    for (const text of [happened, lesson, ...texts, ...also.map(({ says }) => says)])
      expect(text).toMatch(/^[A-Zi].*[.?]$/s);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(sources.length).toBeGreaterThan(0);
    for (const { text, url } of sources) {
      expect(url).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+(\/(issues|pull)\/\d+|\/blob\/[\w./-]+)?$/);
      const [, owner, name, , number] = new URL(url).pathname.split('/');
      expect(text).toContain(/\/(issues|pull)\//.test(url) ? `${owner}/${name}#${number}` : `${owner}/${name}`);
    }
  });

  it('should call claims of an issue those of its author', () => {
    const claimed = incidents.filter(({ sources }) => sources.every(({ url }) => url.includes('/issues/')));
    expect(claimed.length).toBeGreaterThan(5);
    for (const { happened } of claimed) expect(happened).toMatch(/author|issue|maintainer/);
  });

  it('should know no card', () => {
    for (const { steps } of incidents)
      for (const step of steps) if ('report' in step) expect(maskCardData(step.report).masked).toEqual([]);
  });
});

describe('the mistake of an incident', () => {
  it('should be known for each', () => {
    expect(Object.keys(mistakes).sort()).toEqual(incidents.map(({ id }) => id).sort());
  });

  it.each(incidents)('should end wrongly in its story, where ours does not: $id', (incident) => {
    const mistake = mistakes[incident.id];
    const right = rightOutcome(playIncident(incident));
    const came = mistake?.plays(storyOf(incident)) ?? {};
    expect(came).toEqual(mistake?.endsIn);
    for (const [key, value] of Object.entries(came)) expect(value, key).not.toEqual(right[key as keyof typeof right]);
  });

  it.each(Object.entries(mistakes).filter(([, { always }]) => !always))(
    'should do no harm where nothing special happens: %s',
    (_, { plays }) => expect(rightOutcome(playIncident(plain))).toMatchObject(plays(storyOf(plain))),
  );
});

describe('a check that is named', () => {
  const named = incidents.flatMap(({ id, also = [] }) =>
    also.flatMap(({ rule }) => (rule === undefined ? [] : [{ id, rule }])),
  );

  it.each(named)('should notice the bug, and nothing in the law as it stands: $id, $rule', ({ id, rule }) => {
    expect(faultsOf(rule, theLaw())).toBe(0);
    expect(faultsOf(rule, bugOf(id))).toBeGreaterThan(0);
  });
});

/** How many faults a rule of the lint, or an invariant, finds in a law. */
function faultsOf(rule: string, law: Law): number {
  const invariant = invariants.find((one) => invariantText(one, law) === rule);
  if (invariant) return invariant.check(law).faults.length;
  const linted = lintLaw(law).rules.find((one) => one.rule === rule);
  if (!linted) throw new Error(`there is no rule "${rule}"`);
  return linted.complaints.length;
}

/** The law with the bug of an incident. */
function bugOf(id: string): Law {
  switch (id) {
    case 'five-of-twelve-statuses':
      return lawWith(planted['a wrong pair'] ?? {});
    case 'chart-nobody-runs':
      return lawWith(planted['a lost edge'] ?? {});
    case 'state-missed-in-switch':
      return lawWith({
        create: changedChart((root) => {
          const { means: _, ...rest } = stateAt(root, 'uncleared').meta as StateMeta;
          stateAt(root, 'uncleared').meta = rest;
        }),
      });
    case 'void-then-capture':
      return lawWith({
        create: changedChart((root) => {
          const cancelled = stateAt(root, 'cancelled');
          delete cancelled.type;
          cancelled.on = { 'authorisation.approved': { target: '#completed', meta: stateAt(root, 'completed').meta } };
        }),
      });
    case 'zero-refunds-everything':
      return lawOfRules({ refuseRefund: (ask) => (ask.amount === 0 ? undefined : refuseRefund(ask)) });
    case 'negative-charged':
      return lawOfRules({
        refuseRefund: ({ ledger, ...ask }) => refuseRefund({ ...ask, ledger: { ...ledger, refundable: ask.amount } }),
      });
    case 'refund-plus-chargeback':
      return lawOfRules({ positionOf: (ledger) => ({ ...positionOf(ledger), doubleLoss: false }) });
    default:
      throw new Error(`no bug is planted for ${id}`);
  }
}

/** The law with other rules of the order. */
const lawOfRules = (rules: Partial<Law['rules']>): Law => ({ ...theLaw(), rules: { ...theLaw().rules, ...rules } });

/** The same step with another answer due, in each thing that it says of it. */
function otherAnswers(step: Step): readonly Step[] {
  const { answer, because, shows, money, ship, alarms, violations } = step.expect;
  const others: (Partial<Step['expect']> | undefined)[] = [
    { answer: answer === 'taken' ? 'refused' : 'taken' },
    because && { because: because === 'final_state' ? 'no_lawful_history' : 'final_state' },
    shows && { shows: shows === 'expired/expired' ? 'declined/declined' : 'expired/expired' },
    money?.collected === undefined ? undefined : { money: { collected: money.collected + 1 } },
    ship && { ship: ship === 'yes' ? 'no' : 'yes' },
    alarms && { alarms: ['money_may_have_left', 'money_may_have_left'] },
    violations && { violations: ['collected_twice'] },
  ];
  return others.flatMap((other) => (other ? [{ ...step, expect: { ...step.expect, ...other } }] : []));
}

/** A payment and a refund in which nothing special happens. */
const plain: Incident = {
  id: 'plain',
  title: 'Nothing special',
  happened: 'Nothing.',
  lesson: 'Nothing.',
  sources: [],
  steps: plainSteps(),
};

function plainSteps(): readonly Step[] {
  const from = (id: string, pick: (step: Step) => boolean): Step[] => (findIncident(id)?.steps ?? []).filter(pick);
  const reports = (status: string) => (step: Step) =>
    'report' in step && 'status' in step.report && step.report.status === status && !('type' in step.report);
  return [
    ...from('refund-done-at-creation', (step) => 'tell' in step && step.tell.type === 'order.created'),
    ...from('mail-on-expired', reports('initialized')),
    ...from('refund-done-at-creation', reports('completed')),
    ...from('refund-done-at-creation', (step) => 'tell' in step && step.tell.type !== 'order.created'),
    ...from('refund-notified-before-response', (step) => 'report' in step && 'var1' in step.report),
  ];
}
