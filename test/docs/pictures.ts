/**
 * The charts as static pictures, drawn from the machines. `npm run pictures` writes them; a test checks that they are true.
 */
import { writeFileSync } from 'node:fs';
import { render } from 'state-machine-cat';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { ownMidMachine, refundMachine, type StateMeta, transactionMachine } from '../../machines/index.ts';

/** The machines that have a picture. */
export const pictured = { transaction: transactionMachine, 'own-mid': ownMidMachine, refund: refundMachine };

/** A chart as SVG: the pair under each state's name, the guard in brackets on each edge. */
export async function picture(machine: AnyStateMachine): Promise<string> {
  const lines = [
    `init => ${nameOf(machine.root.initial.target?.[0] as AnyStateNode)};`,
    ...Object.values(machine.root.states).map((node) => stateLine(node)),
  ];
  const declared = lines.slice(1).join(',\n');
  const edges = edgesOf(machine.root).join('\n');
  const svg = await render(`initial,\n${declared};\n${lines[0]?.replace('init', 'initial')}\n${edges}`, {
    outputType: 'svg',
    direction: 'left-right',
  });
  return `${String(svg)
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/(<svg[^>]*>)/, '$1<rect width="100%" height="100%" fill="white"/>')
    .replace(/\n{2,}/g, '\n')
    .trim()}\n`;
}

/** A name the drawing program takes for nothing else: it would draw a state called `initial…` as a starting point. */
const nameOf = (node: AnyStateNode): string => `s${node.order}`;

function stateLine(node: AnyStateNode): string {
  const { pair } = node.meta as StateMeta;
  const outer = node.parent?.parent ? undefined : pair;
  const inner = Object.values(node.states).map(stateLine);
  const attributes = `[label="${node.key}"${node.type === 'final' ? ' color="#2f6f4f"' : ''}]`;
  const shown = outer ? `: ${outer.order} / ${outer.transaction}` : '';
  return `${nameOf(node)} ${attributes}${shown}${inner.length > 0 ? ` {\n${inner.join(',\n')};\n}` : ''}`;
}

function edgesOf(node: AnyStateNode): string[] {
  const own = [...node.transitions.values()].flat().flatMap((edge) => {
    const target = edge.target?.[0];
    const guard = edge.guard === undefined ? '' : `[${String(edge.guard)}]`;
    const from = nameOf(node);
    return `${from} => ${target ? nameOf(target) : from}: "${edge.eventType}\n${guard}";`;
  });
  return [...own, ...Object.values(node.states).flatMap(edgesOf)];
}

if (import.meta.main) {
  for (const [name, machine] of Object.entries(pictured))
    writeFileSync(new URL(`../../docs/pictures/${name}.svg`, import.meta.url), await picture(machine));
}
