/**
 * Goal: a scenario offers exactly what the law lets happen, says why the rest may not, and survives as a link; a link that was
 * tampered with says so and can still be used.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { brandNames, type CardBrand, cardBrands } from '../../machines/index.ts';
import { legalNext, openPayment, position, safeToShip, step, viewOf } from '../../src/lifecycle/index.ts';
import { chartIds, chartSources } from '../../src/relation/index.ts';
import { graphOf } from '../../src/studio/graph.ts';
import { pathLines, pathSentences, pathTest } from '../../src/studio/path.ts';
import {
  choices,
  dayPasses,
  newScenario,
  play,
  readScenario,
  type Scenario,
  stepText,
  writeScenario,
} from '../../src/studio/scenario.ts';

const paid = (brand: CardBrand, mode = '3-D'): readonly string[] => [
  `order.created ${mode} ${brand} 2500`,
  ...(mode === '3-D' ? ['authentication.completed Y'] : []),
  'authorisation.approved',
  'screening.passed',
];

const refunded: Scenario = {
  ...newScenario,
  steps: [...paid('visa'), dayPasses, 'refund.requested 1000', 'refund.completed 1', 'chargeback.received 1500'],
};

const byHand: readonly string[] = [
  'order.created 3-D visa 2500 manual',
  'authentication.completed Y',
  'authorisation.approved',
  'screening.passed',
];

const captured: Scenario = {
  ...newScenario,
  capture: 'manual',
  steps: [
    ...byHand,
    'capture.requested 1500',
    'capture.completed 2',
    'capture.requested 1000',
    'capture.completed 3',
    'refund.requested 500',
    'refund.completed 1',
  ],
};

const disputed: Scenario = {
  ...newScenario,
  steps: [
    ...paid('visa'),
    'chargeback.received 2500',
    'dispute.raised 1',
    'dispute.opened 1',
    'dispute.submitted 1',
    'dispute.processed 1',
    'dispute.closed 1',
    'chargeback.reversed 1',
  ],
};

describe('a scenario', () => {
  it.each(cardBrands)('should be played to a paid order with %s', (brand) => {
    const modes = brand === 'amex' ? 'non-3-D' : '3-D';
    const { payment, stopped } = play({ ...newScenario, brand, steps: paid(brand, modes) });
    expect(stopped).toBeUndefined();
    expect(safeToShip(payment).answer).toBe('yes');
  });

  it('should take refunds and chargebacks as facts of the same order', () => {
    const { payment, taken, stopped } = play(refunded);
    expect(stopped).toBeUndefined();
    expect(payment.refunds.map(({ kind }) => kind)).toEqual(['refund', 'chargeback']);
    expect(taken.at(-1)?.about).toMatchObject({ kind: 'refund', index: 1, chart: 'refund' });
  });

  it('should take captures of what is authorised, each on its own chart', () => {
    const { payment, taken, stopped } = play(captured);
    expect(stopped).toBeUndefined();
    expect(position(payment)).toMatchObject({ collected: 2500, refunded: 500, refundable: 2000 });
    expect(taken.map(({ about }) => about?.chart)).toEqual([
      ...Array.from({ length: 4 }, () => 'authorisation'),
      ...Array.from({ length: 4 }, () => 'capture'),
      'refund',
      'refund',
    ]);
    const tooMuch = play({ ...captured, steps: [...byHand, 'capture.requested 2501'] });
    expect(tooMuch.stopped?.why).toBe('more than remains to be captured');
  });

  it('should take what becomes of a dispute, on its own chart', () => {
    const { payment, taken, stopped } = play(disputed);
    expect(stopped).toBeUndefined();
    expect(position(payment)).toMatchObject({ collected: 2500, chargedBack: 0 });
    expect(taken.slice(5, 10).map(({ about }) => about)).toMatchObject(
      Array.from({ length: 5 }, () => ({ kind: 'dispute', index: 0, chart: 'dispute' })),
    );
  });

  it('should draw an edge of the chart for every step but the passing of time', () => {
    const edges = new Set(
      chartIds.flatMap((id) => graphOf(id).arrows.flatMap((arrow) => arrow.edges.map((one) => one.id))),
    );
    const drawn = [refunded, captured, disputed].flatMap((one) =>
      play(one).taken.filter(({ step }) => step !== dayPasses),
    );
    expect(drawn.map(({ about }) => edges.has(about?.edge ?? ''))).toEqual(drawn.map(() => true));
  });

  it('should stop at a step that the law refuses, with the reason, and keep what came before', () => {
    const steps = [...paid('visa'), 'screening.held', 'transaction.cancelled'];
    const { taken, stopped } = play({ ...newScenario, steps });
    expect(taken).toHaveLength(4);
    expect(stopped).toMatchObject({ step: 'screening.held', place: 4 });
    expect(stopped?.why).not.toBe('');
  });
});

/** What the capture chart lets happen next to the captures that were asked for. */
function ofCaptures({ payment }: ReturnType<typeof play>): readonly string[] {
  const states = viewOf(payment).attempts.flatMap((one) => (one.charts.includes('capture') ? one.states : []));
  const arrows = graphOf('capture').arrows.filter(({ from }) => states.includes(from));
  return arrows.flatMap(({ edges }) => edges.map(({ fact }) => fact));
}

describe('what may happen next', () => {
  const along = [refunded, captured, disputed].flatMap((one) =>
    one.steps.map((_, length) => ({ ...one, steps: one.steps.slice(0, length + 1) })),
  );

  it.each(along.map((scenario) => [scenario.steps.at(-1), scenario] as const))(
    'should be what the law says after %s',
    (_, scenario) => {
      const played = play(scenario);
      const offered = choices(scenario, played, 100).filter(({ refusal, problem }) => !refusal && !problem);
      const lawful = new Set([
        ...legalNext(played.payment).map(({ fact }) => fact.split(' ')[0]),
        ...ofCaptures(played),
      ]);
      const types = offered.map((one) => one.step.split(' ')[0] as string);
      expect(types.filter((type) => !lawful.has(type))).toEqual([]);
      expect(offered.length).toBeGreaterThan(0);
    },
  );

  it('should offer every fact that any chart knows, or say why not', () => {
    const offered = new Set(choices(newScenario, play(newScenario), 100).map(({ step }) => step.split(' ')[0]));
    const known = new Set(Object.values(chartSources).flatMap(({ facts }) => facts.map(({ fact }) => fact.type)));
    expect(offered).toEqual(known);
  });

  it('should refuse Maestro without 3-D Secure with the rule and its source', () => {
    const scenario: Scenario = { ...newScenario, brand: 'maestro' };
    const refused = choices(scenario, play(scenario), 100).find(({ step }) => step.includes('non-3-D'));
    expect(refused?.refusal).toMatchObject({ code: 'brand_requires_3d', ids: ['CARD-3'], source: 'founding' });
  });

  it('should lead somewhere else whenever it is told', () => {
    const played = play(newScenario);
    for (const { step: text, refusal, problem } of choices(newScenario, played, 100)) {
      if (refusal || problem) continue;
      expect(play({ ...newScenario, steps: [text] }).payment, text).not.toBe(played.payment);
    }
  });
});

describe('a link', () => {
  const linkOf = (scenario: Scenario): URLSearchParams => new URLSearchParams(writeScenario(scenario));

  it('should reproduce its scenario', () => {
    const { scenario, problems } = readScenario(new URLSearchParams(linkOf(refunded).toString()));
    expect(problems).toEqual([]);
    expect(scenario).toEqual(refunded);
    expect(readScenario(new URLSearchParams(linkOf(captured).toString())).scenario).toEqual(captured);
  });

  it.each([
    ['v', '2', 'version 2'],
    ['brand', 'diners', 'diners'],
    ['edition', '1999-01', '1999-01'],
    ['collector', 'me', 'me'],
    ['capture', 'never', 'never'],
    ['amount', '-5', '-5'],
    ['amount', '1e9', '1e9'],
    ['currency', 'XXL', 'XXL'],
  ])('should say so where %s was tampered with, and stay usable', (name, value, says) => {
    const link = linkOf(refunded);
    link.set(name, value);
    const { scenario, problems } = readScenario(link);
    expect(problems.join()).toContain(says);
    expect(play(scenario).payment.orderId).not.toBe('');
  });

  it.each([
    'order.created 3-D diners 2500',
    'order.created 3-D visa -1',
    'authentication.completed Q',
    'order.created 3-D visa 2500 twice',
    'capture.completed 1',
    'dispute.opened 1',
    'xstate.stop',
    'refund.completed 7',
    '__proto__',
    'screening.passed now',
    '',
  ])('should stop at a step that is none: %j', (text) => {
    const { stopped } = play({ ...newScenario, steps: [text] });
    expect(stopped?.place).toBe(0);
  });

  it('should not play more steps than anybody tells by hand', () => {
    const link = linkOf({ ...newScenario, steps: Array.from({ length: 5000 }, () => dayPasses) });
    const { scenario, problems } = readScenario(link);
    expect(scenario.steps).toHaveLength(200);
    expect(problems.join()).toContain('5000');
  });
});

describe('a step in words', () => {
  it('should name the brand and the money', () => {
    expect(stepText('order.created 3-D visa 2500', 'EUR')).toBe(`order.created 3-D, ${brandNames.visa}, EUR 25.00`);
    expect(stepText('order.created 3-D visa 2500 manual', 'EUR')).toContain('EUR 25.00, captured by hand');
    expect(stepText('capture.requested 100', 'EUR')).toBe('capture.requested, EUR 1.00');
    expect(stepText('dispute.opened 1', 'EUR')).toBe('dispute.opened, number 1');
    expect(stepText('refund.requested 100', 'EUR')).toBe('refund.requested, EUR 1.00');
    expect(stepText('refund.completed 1', 'EUR')).toBe('refund.completed, number 1');
    expect(stepText(dayPasses, 'EUR')).toBe(dayPasses);
  });
});

describe('a path to take along', () => {
  const root = new URL('../../', import.meta.url);

  it.each([
    ['refunded and charged back', refunded],
    ['captured in parts', captured],
    ['disputed', disputed],
  ])('should be a test that passes: %s', async (_, scenario) => {
    const text = pathTest(scenario, play(scenario)).replace("'paychart'", `'${new URL('src/index.ts', root).href}'`);
    const folder = mkdtempSync(join(tmpdir(), 'paychart-path-'));
    try {
      const file = join(folder, 'path.test.mjs');
      writeFileSync(file, text);
      const run = promisify(execFile)(process.execPath, ['--test', file]);
      await expect(run).resolves.toMatchObject({ stdout: expect.stringContaining('pass 1') });
      const wrong = text.replace('"refundable":', '"refundable":1');
      writeFileSync(file, wrong);
      await expect(promisify(execFile)(process.execPath, ['--test', file])).rejects.toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('should be sentences that say what happened, and how it ends', () => {
    const text = pathSentences(refunded, play(refunded));
    expect(text.match(/^\d+\. .*\.$/gm)).toHaveLength(refunded.steps.length);
    expect(text).toContain('EUR 25.00 collected, 10.00 refunded, 15.00 charged back');
    expect(text).toMatch(/^Ship\? No: .+\.$/m);
  });

  it('should be lines of facts that tell the same story again', () => {
    const { payment } = play(captured);
    const facts = pathLines(play(captured)).trimEnd().split('\n');
    const again = facts.reduce(
      (before, line) => {
        const stepped = step(before, JSON.parse(line));
        return stepped.ok ? stepped.next : before;
      },
      openPayment({ orderId: payment.orderId, edition: captured.edition, collector: captured.collector }),
    );
    expect(again).toEqual(payment);
  });
});
