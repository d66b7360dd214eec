/**
 * A chart as W3C SCXML 1.0, guards and data model included, printed from the compiled law: the hierarchy as it is written,
 * and the transitions, conditions and updates that its lawful rows come to.
 *
 * The profile is the data model. A processor may be given other values when the session begins (SCXML 5.3; `<param>` where
 * the chart is invoked), and otherwise begins with the first opening. A fact is an event of its type, what it carries is the
 * event's data. What no document can judge, as whether a refund may be asked for, is data too: the answer of its permission.
 */
import type { StateMeta } from '../../../machines/index.ts';
import type { ChartId } from '../cell.ts';
import type { Law } from '../law.ts';
import { type WrittenState, written } from '../written.ts';
import { edgesRead, literal, type ReadEdge, type Reading } from './conditions.ts';
import { escaped } from './escaped.ts';

/** The namespace of what the law says beside SCXML; a processor ignores it, a reader sees it. */
const lawNamespace = 'urn:paychart:law';

/** What a reader of the document has to know. */
const preface =
  'Printed from the compiled law: what it refuses has no transition. Facts are events. What a fact carries is the data of ' +
  'its event; what a document cannot judge is the answer of the permission of that name. The data model is the profile: ' +
  'a session begins with the values it is given, or else with these.';

/** The data model is the profile; what a fact carries is the data of its event. */
const reading: Reading = { profile: (key) => key, carried: (key) => `_event.data.${key}` };

/**
 * A chart as an SCXML document.
 *
 * @throws Error if an edge depends on what SCXML cannot read, or leads where it cannot.
 */
export function relationScxml(law: Law, chart: ChartId): string {
  const { create, openings } = law.sources[chart];
  const root = written(create());
  const leaving = Map.groupBy(edgesRead(law, chart, reading), ({ place }) => place);

  const stateElement = (name: string, { type, initial, states = {} }: WrittenState): string[] => {
    const { pair, word, counts, money, means, ship, deadline, ids } = law.metas.get(`${chart} ${name}`) as StateMeta;
    return element(
      type === 'final' ? 'final' : 'state',
      {
        id: name,
        initial: initial && `${name}.${initial}`,
        'law:pair': pair ? `${pair.order} ${pair.transaction}` : undefined,
        'law:word': word,
        'law:counts': counts,
        'law:money': money,
        'law:means': means,
        'law:ship': ship ? 'yes' : 'no',
        'law:deadlineHours': deadline && String(deadline.hours),
        'law:grounds': ids.join(' '),
      },
      [
        ...(leaving.get(name) ?? []).flatMap(transitionElement),
        ...Object.entries(states).flatMap(([key, child]) => stateElement(`${name}.${key}`, child)),
      ],
    );
  };
  const data = Object.entries(openings[0] ?? {}).flatMap(([id, value]) =>
    element('data', { id, expr: literal(value) }),
  );
  const document = element(
    'scxml',
    {
      xmlns: 'http://www.w3.org/2005/07/scxml',
      'xmlns:law': lawNamespace,
      version: '1.0',
      datamodel: 'ecmascript',
      initial: root.initial,
      'law:chart': chart,
    },
    [
      // Interpreters stumble over one without data.
      ...(data.length > 0 ? element('datamodel', {}, data) : []),
      ...Object.entries(root.states ?? {}).flatMap(([key, child]) => stateElement(key, child)),
    ],
  );
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<!-- ${preface} -->`, ...document, ''].join('\n');
}

function transitionElement({ edge, fact, condition, target, updates, ids }: ReadEdge): string[] {
  return element(
    'transition',
    { event: fact, cond: condition, target, 'law:edge': edge, 'law:grounds': ids.join(' ') },
    updates.flatMap(({ key, value }) => element('assign', { location: key, expr: value })),
  );
}

/** An XML element, a line each for it and its children; attributes that are `undefined` are left out. */
function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  children: readonly string[] = [],
): string[] {
  const printed = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(value)}"`],
  );
  const open = `<${name}${printed.join('')}`;
  return children.length === 0 ? [`${open}/>`] : [`${open}>`, ...children.map((line) => `  ${line}`), `</${name}>`];
}
