/**
 * Goal: a chart as Mermaid is the chart as written: every state once and in its place, every edge once, the pairs, the
 * beginnings and the ends; in constructs that Mermaid's grammar has (stateDiagram.jison), read here by a reader of our own.
 */
import { describe, expect, it } from 'vitest';
import { decided, refundConfig, refundSetup } from '../../../machines/index.ts';
import { relationMermaid } from '../../../src/relation/exports/mermaid.ts';
import {
  chartIds,
  chartSources,
  compileLaw,
  edgesOf,
  innermost,
  statesOf,
  theLaw,
  written,
} from '../../../src/relation/index.ts';

const law = theLaw();

describe.each(chartIds)('the %s chart as Mermaid', (chart) => {
  const drawn = read(relationMermaid(law, chart));
  const root = written(law.sources[chart].create());
  const states = statesOf(root).filter(({ name }) => name !== '');

  it('should be a state diagram from left to right', () => {
    const [first, second] = relationMermaid(law, chart).split('\n');
    expect([first, second]).toEqual(['stateDiagram-v2', '  direction LR']);
  });

  it('should declare every state once, within the state it is in', () => {
    console.info(`${chart}: ${drawn.states.length} states, ${drawn.edges.length} edges`);
    const expected = states.map(({ name, parent }) => ({ id: id(name), within: id(parent?.name ?? '') }));
    expect(drawn.states.map(({ id, within }) => ({ id, within }))).toEqual(expected);
    const titled = states.filter(({ state }) => state.states === undefined);
    expect(drawn.states.flatMap(({ title }) => title ?? [])).toEqual(titled.map(({ name }) => name.split('.').at(-1)));
  });

  it('should draw every edge once, with its fact and its guard', () => {
    const expected = edgesOf(root).map(
      ({ from, to, fact, guard }) => `${id(from.name)} --> ${id(to ?? '?')} : ${fact}${guard ? ` [${guard}]` : ''}`,
    );
    expect(drawn.edges.map(({ line }) => line).sort()).toEqual(expected.sort());
  });

  it('should draw no edge within a composite state that leads out of it', () => {
    const around = (state: string): readonly string[] => {
      const within = drawn.states.find(({ id }) => id === state)?.within;
      return within ? [within, ...around(within)] : [''];
    };
    for (const { line, within } of drawn.edges) {
      const [, from, to] = /^(\w+) --> (\w+)/.exec(line) ?? [];
      expect([line, [from, to].map((state) => around(`${state}`).includes(within))]).toEqual([line, [true, true]]);
    }
  });

  it('should mark where it begins, composite states too, and where it ends', () => {
    const composites = [{ name: '', state: root }, ...states].filter(({ state }) => state.states !== undefined);
    expect(drawn.beginnings.map(({ id, within }) => [id, within]).sort()).toEqual(
      composites.map(({ name }) => [id(innermost(root, name) ?? '?'), id(name)]).sort(),
    );
    const finals = states.filter(({ state }) => state.type === 'final').map(({ name }) => id(name));
    expect(drawn.ends).toEqual(finals);
    expect(finals).not.toEqual([]);
  });

  it('should describe the states that show a pair, or the word of a dispute, and only those, by it', () => {
    const expected = states.flatMap(({ name, state }) => {
      const { pair, word } = law.metas.get(`${chart} ${name}`) ?? {};
      if (state.states !== undefined) return [];
      if (pair) return [`${id(name)} : (${pair.order}, ${pair.transaction})`];
      return word === undefined ? [] : [`${id(name)} : ${word}`];
    });
    expect(drawn.descriptions).toEqual(expected);
    expect(expected).not.toEqual([]);
  });

  it('should be the same text of the same law', () => {
    expect(relationMermaid(compileLaw(chartSources), chart)).toBe(relationMermaid(law, chart));
  });
});

describe('a law with a bug', () => {
  it('should be drawn with its bug', () => {
    const { reserved } = refundConfig.states;
    const chargeback = { target: 'chargedBack', meta: decided('D13') } as const;
    const create = () =>
      refundSetup.createMachine({
        ...refundConfig,
        states: {
          ...refundConfig.states,
          reserved: { ...reserved, on: { ...reserved.on, 'chargeback.received': chargeback } },
        },
        context: ({ input }) => input,
      });
    const sources = { ...chartSources, refund: { ...chartSources.refund, create } };
    const before = relationMermaid(law, 'refund').split('\n');
    const after = relationMermaid(compileLaw(sources), 'refund').split('\n');
    expect(after.filter((line) => !before.includes(line))).toEqual([
      '  reserved --> chargedBack : chargeback.received',
    ]);
    expect(after).toHaveLength(before.length + 1);
  });
});

describe('the reader of this test', () => {
  it.each([
    ['a dot in a name', 'a.b --> c : x'],
    ['a colon in a text', 'a --> b : x : y'],
    ['a semicolon in a text', 'a --> b : x; y'],
    ['a quote in a title', 'state "a"b" as c'],
    ['an open brace', 'state a {'],
    ['a brace too many', '}'],
    ['a comment', 'a --> b : x %% y'],
  ])('should refuse %s', (_, line) => {
    expect(() => read(`stateDiagram-v2\n  direction LR\n  ${line}\n`)).toThrow();
  });
});

/** Dots are not allowed in Mermaid's names. */
function id(name: string): string {
  return name.replaceAll('.', '_');
}

interface Placed {
  readonly within: string;
}

interface Drawn {
  readonly states: (Placed & { readonly id: string; readonly title: string | undefined })[];
  readonly edges: (Placed & { readonly line: string })[];
  readonly beginnings: (Placed & { readonly id: string })[];
  readonly ends: string[];
  readonly descriptions: string[];
}

/** Reads a diagram line by line; what is none of the known constructs is refused. */
function read(text: string): Drawn {
  const drawn: Drawn = { states: [], edges: [], beginnings: [], ends: [], descriptions: [] };
  const open: string[] = [];
  for (const line of text
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((one) => one.trim())) {
    const within = open.at(-1) ?? '';
    const found = (pattern: RegExp): string | undefined => pattern.exec(line)?.[1];
    const composite = found(/^state (\w+) \{$/);
    const titled = /^state "([\w ]+)" as (\w+)$/.exec(line);
    const beginning = found(/^\[\*\] --> (\w+)$/);
    const end = found(/^(\w+) --> \[\*\]$/);
    if (composite) {
      drawn.states.push({ id: composite, title: undefined, within });
      open.push(composite);
    } else if (titled) drawn.states.push({ id: titled[2] as string, title: titled[1], within });
    else if (beginning) drawn.beginnings.push({ id: beginning, within });
    else if (end) drawn.ends.push(end);
    else if (/^\w+ --> \w+ : [\w. ]+(?: \[\w+\])?$/.test(line)) drawn.edges.push({ line, within });
    else if (/^\w+ : (?:\(\w+, \w+\)|\w+)$/.test(line)) drawn.descriptions.push(line);
    else if (line !== '}' || open.pop() === undefined) throw new Error(`not a construct of ours: ${line}`);
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} is not closed`);
  return drawn;
}
