/**
 * The register as a chapter: contradictions, then decisions, each with where the law names it.
 */
import type { RequirementId } from '../../proof/index.ts';
import { cites, joined, type Section, table, text } from '../document.ts';
import {
  buildingDecisions,
  contradictions,
  type Decision,
  type DecisionId,
  decisions,
  knownNotJudged,
} from '../register.ts';
import { counted, passageLinks } from '../words.ts';

/** Whether an id is that of a decision. */
export const isDecision = (id: RequirementId): id is DecisionId => Object.hasOwn(decisions, id);

/** The chapter with the register. */
export function registerChapter(): Section {
  const settled = Object.entries(decisions);
  const found = Object.entries(contradictions);
  return {
    id: 'register',
    title: 'Register of contradictions and assumptions',
    blocks: [
      text(
        `The vendor’s pages are silent in places, and contradict each other in others. ${counted(found.length, 'contradiction')} ` +
          `were found; ${counted(settled.length, 'decision')} settle them and what is silent. Each decision is named by the charts, ` +
          'rules or code that follow it, or said to be not yet met. Whoever signs off on this book signs off on these.',
      ),
    ],
    sections: [
      {
        id: 'contradictions',
        title: 'Contradictions in the sources',
        blocks: [
          table(
            ['No.', 'About*', 'One text says*', 'Another says*', 'Where*', 'Settled*', 'By'],
            found.map(([id, { title, says, against, passages, how, settledBy }]) => [
              [{ strong: id }],
              title,
              says,
              against,
              passageLinks(passages),
              how,
              cites(settledBy),
            ]),
          ),
        ],
      },
      {
        id: 'decisions',
        title: 'Decisions and assumptions',
        blocks: [
          table(
            ['Id', 'About*', 'What the sources say*', 'What was decided*', 'Why*', 'Basis'],
            settled.map(([id, { title, sources, passages = [], decided, why, basis }]: [string, Decision]) => [
              [{ place: id }],
              title,
              passages.length === 0 ? sources : [`${sources} (`, ...passageLinks(passages), ')'],
              decided,
              why,
              joined([...basis], ', '),
            ]),
          ),
        ],
      },
      {
        id: 'known-not-judged',
        title: 'Known, and not judged',
        blocks: [
          text('The vendor says this too. No refusal and no edge comes from it until a decision says so.'),
          table(
            ['No.', 'About*', 'The vendor says*', 'Here*', 'Where*'],
            Object.entries(knownNotJudged).map(([id, { title, says, here, passages }]) => [
              [{ strong: id }],
              title,
              says,
              here,
              passageLinks(passages),
            ]),
          ),
        ],
      },
      {
        id: 'building-decisions',
        title: 'Decisions made while building',
        blocks: [
          table(
            ['Id!', 'About*', 'What was decided*', 'Basis'],
            Object.entries(buildingDecisions).map(([id, { title, decided, basis }]) => [
              [{ strong: id }],
              title,
              decided,
              basis,
            ]),
          ),
        ],
      },
    ],
  };
}
