/**
 * The rows that the oracle gives, and those of a law, as lines that can be compared.
 */
import type { Row } from '../../src/relation/index.ts';
import { allFacts, beginnings, type ChartName, expectStep, type Memory, openingMemories } from './oracle.ts';

const walked = new Map<ChartName, readonly string[]>();

/** The rows that the oracle gives, found by walking it from every opening with one fact of each class. */
export function oracleRows(chart: ChartName): readonly string[] {
  const known = walked.get(chart) ?? walkedRows(chart);
  walked.set(chart, known);
  return known;
}

function walkedRows(chart: ChartName): readonly string[] {
  const classes = allFacts.filter((fact, index) => allFacts.findIndex(({ name }) => name === fact.name) === index);
  const lines: string[] = [];
  const found = new Map<string, { state: string; memory: Memory }>();
  const add = (state: string, memory: Memory): void => {
    const key = `${state} ${memoryText(memory)}`;
    if (!found.has(key)) found.set(key, { state, memory });
  };
  for (const memory of openingMemories[chart]) add(beginnings[chart], memory);
  for (const { state, memory } of found.values()) {
    for (const fact of classes) {
      const expected = expectStep(chart, state, memory, fact);
      if (expected.kind === 'impossible') continue;
      add(expected.state, expected.memory);
      const broken = expected.kind === 'refused' ? `, breaking ${expected.code}` : '';
      lines.push(lineOf(state, memory, fact.name, expected.state, expected.memory, broken));
    }
  }
  return lines.sort();
}

/** A row of a law as a line. */
export function rowLine({ from, fact, to, broken }: Row): string {
  return lineOf(from.state, from.profile, fact, to.state, to.profile, broken ? `, breaking ${broken}` : '');
}

function lineOf(from: string, before: object, fact: string, to: string, after: object, broken: string): string {
  return `${from} ${memoryText(before)} --${fact}--> ${to} ${memoryText(after)}${broken}`;
}

/** What is remembered, as text. */
export function memoryText(memory: object): string {
  return Object.entries(memory)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(' ');
}
