/**
 * Goal: a story can be drawn. Each step has a scene, on a chart and in states that exist; what cannot be is crossed out from
 * where the payment stands; and what the step moves is looked at.
 */
import { describe, expect, it } from 'vitest';
import {
  findIncident,
  type Incident,
  incidents,
  playIncident,
  type Scene,
  scenesOf,
} from '../../src/incidents/index.ts';
import { chartSources, edgesOf, leavesOf, nameOfEdge, statesOf, written } from '../../src/relation/index.ts';

const steps = incidents.flatMap((incident) =>
  playIncident(incident).steps.map((step) => ({ incident, step, scenes: scenesOf(step) })),
);

/** The scenes that the steps of a story begin with. */
const scenesIn = (id: string): readonly (Scene | undefined)[] =>
  playIncident(findIncident(id) as Incident).steps.map((step) => scenesOf(step)[0]);

describe('every step', () => {
  it('should have a scene, on a chart and in states that exist', () => {
    let drawn = 0;
    for (const { incident, step, scenes } of steps) {
      expect(scenes.length, `${incident.id}: ${step.step.says}`).toBeGreaterThan(0);
      for (const { chart, states, taken, illegal } of scenes) {
        const root = written(chartSources[chart].create());
        const leaves = new Set(leavesOf(root));
        const all = statesOf(root).map(({ name }) => name);
        const edges = edgesOf(root).map(({ from, fact, guard }) => nameOfEdge(from.name, fact, guard));
        expect(states.length).toBeGreaterThan(0);
        for (const state of states) expect(leaves).toContain(state);
        expect(edges).toEqual(expect.arrayContaining([...taken]));
        if (illegal) expect(all).toEqual(expect.arrayContaining([illegal.from, illegal.to]));
        drawn++;
      }
    }
    console.info(`${drawn} scenes of ${steps.length} steps`);
  });

  it('should cross something out exactly where it is illegal or refused', () => {
    for (const { incident, step, scenes } of steps) {
      const crossed = scenes.filter(({ illegal }) => illegal !== undefined);
      const isNo = step.word === 'illegal' || step.word === 'refused';
      expect(crossed, `${incident.id}: ${step.step.says}`).toHaveLength(isNo ? 1 : 0);
      if (isNo) expect(scenes[0]?.illegal).toBeDefined();
    }
  });

  it('should show an edge as taken exactly where a fact of our own has moved a transaction', () => {
    for (const { step, scenes } of steps) {
      const isOurs = 'tell' in step.step && step.step.tell.type !== 'transaction.identified' && step.word === 'taken';
      expect(
        scenes.flatMap(({ taken }) => taken),
        step.step.says,
      ).toHaveLength(isOurs ? 1 : 0);
    }
  });
});

describe('what is looked at', () => {
  it('should be the payment that a late ending contradicts', () => {
    expect(scenesIn('late-expired-cancels-paid')[2]).toEqual({
      name: 'payment 7001',
      chart: 'transaction',
      states: ['completed'],
      taken: [],
      illegal: { from: 'completed', to: 'expired' },
    });
  });

  it('should be the refund that a report moves, and its payment again where it only asks', () => {
    const scenes = scenesIn('failed-refund-reduces-paid');
    expect(scenes.map((scene) => scene?.name)).toEqual([
      'payment 7001',
      'payment 7001',
      'refund refund-1',
      'refund 8001',
      'refund 8001',
      'payment 7001',
    ]);
    expect(scenes[4]).toMatchObject({ chart: 'refund', states: ['declined'] });
  });

  it('should be the beginning of what was asked for and refused', () => {
    expect(scenesIn('concurrent-refunds')[3]).toEqual({
      name: 'refund asked for',
      chart: 'refund',
      states: ['unopened'],
      taken: [],
      illegal: { from: 'unopened', to: 'reserved' },
    });
    expect(scenesIn('veto-hole')[0]).toMatchObject({
      name: 'payment asked for',
      illegal: { from: 'requested', to: 'initialized.authorising' },
    });
  });

  it('should be a capture, asked for, made or refused', () => {
    expect(scenesIn('captured-amount-twice').map((scene) => scene?.name)).toEqual([
      'payment 7001',
      'payment 7001',
      'capture order-1001-1',
      'capture 7101',
      'capture 7101',
      'payment 7001',
    ]);
    expect(scenesIn('cancelled-order-captured').at(-1)).toEqual({
      name: 'capture asked for',
      chart: 'capture',
      states: ['unasked'],
      taken: [],
      illegal: { from: 'unasked', to: 'requested' },
    });
  });

  it('should be the dispute of a chargeback where that moves, and the chargeback where it is reversed', () => {
    const scenes = scenesIn('closed-taken-for-lost').slice(2);
    expect(scenes.map((scene) => [scene?.name, ...(scene?.states ?? [])])).toEqual([
      ['dispute 9001', 'new'],
      ['dispute 9001', 'submitted'],
      ['dispute 9001', 'processed'],
      ['dispute 9001', 'closed'],
      ['chargeback 9001', 'reversed'],
    ]);
  });

  it('should move to the chart of own MID when that is configured', () => {
    expect(scenesIn('own-mid-counted-as-paid-or-unpaid').map((scene) => scene?.chart)).toEqual([
      'transaction',
      'authorisation',
      'authorisation',
      'transaction',
      'transaction',
      'own-mid',
      'own-mid',
    ]);
  });
});
