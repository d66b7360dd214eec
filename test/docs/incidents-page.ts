/**
 * The page of the incidents, made from the museum and what its stories come to. `npm run incidents` writes it; a test checks
 * that it is true.
 */
import { writeFileSync } from 'node:fs';
import {
  answerText,
  type Incident,
  incidents,
  type PlayedStep,
  playIncident,
  toldAt,
  toldText,
} from '../../src/incidents/index.ts';
import { statusOf } from '../../src/lifecycle/index.ts';
import { pairsText } from '../../src/words/index.ts';

/** Where the page is. */
export const incidentsPage = new URL('../../docs/incidents.md', import.meta.url);

/** The page, as Markdown. */
export function incidentsMarkdown(): string {
  return `${[intro(), ...incidents.map(section)].join('\n\n')}\n`;
}

function intro(): string {
  return `# Incidents

${incidents.length} status bugs that other people shipped, each played on these charts: what happened there, and what is answered here. They are
public, and each names its source. What an issue claims is its author's; what is said of code was read, not run.

The orders in these stories are made up: EUR 100.00, by Visa unless said otherwise. Times without a Z are MultiSafepay's own, and
have no zone. In each table, "there" is what the other system made of a step, where it went wrong. The words of the answers
(*applied*, *stale*, *illegal* …) are told in the [README](../README.md#words).

\`paychart incidents\` lists them in a terminal, \`paychart incidents ID\` tells one, and \`paychart/incidents\` has them as data with a
player. This page is generated: \`npm run incidents\` writes it.

${incidents.map(({ id, title }) => `- [${title}](#${id})`).join('\n')}`;
}

function section(incident: Incident): string {
  const { id, title, happened, sources, lesson, also = [] } = incident;
  const { steps } = playIncident(incident);
  return [
    `## ${id}`,
    `**${title}.** ${happened}`,
    `Source: ${sources.map(({ text, url }) => `[${text}](${url})`).join(', ')}.`,
    [
      '| | what happens | there | told or asked | answer | the order shows | why |',
      '|---|---|---|---|---|---|---|',
      ...steps.map(tableRow),
    ].join('\n'),
    lesson,
    ...(also.length === 0
      ? []
      : [
          also
            .map(
              ({ by, says, rule }) => `- Besides, ${by}: ${says}${rule === undefined ? '' : ` The rule: *${rule}*.`}`,
            )
            .join('\n'),
        ]),
  ].join('\n\n');
}

function tableRow(played: PlayedStep, place: number): string {
  const { step, word, payment } = played;
  const told = [toldText(played), toldAt(played)?.replace('T', ' ')].filter((one) => one !== undefined).join(', ');
  const cells = [
    String(place + 1),
    step.says,
    step.there ?? '',
    told,
    `**${word}**`,
    pairsText(statusOf(payment)),
    answerText(played),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

if (import.meta.main) writeFileSync(incidentsPage, incidentsMarkdown());
