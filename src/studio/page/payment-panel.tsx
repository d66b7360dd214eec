/**
 * A payment in one place, the same in every view: whether to ship and why, the money with every loss, what is wrong, and what may come
 * next.
 */
import { type OutcomeRow, outcomes } from '../../../machines/index.ts';
import { type Answer, type Payment, type PaymentView, viewOf } from '../../lifecycle/index.ts';
import {
  alarmLines,
  followsOf,
  lossText,
  nothingText,
  shipReasons,
  shipTexts,
  violationLines,
  waitingLines,
} from '../../words/index.ts';
import { Stands } from './timeline.tsx';

/** The panel of a payment as the lifecycle has it. */
export function PanelOf({ payment }: { readonly payment: Payment }) {
  return <PaymentPanel view={viewOf(payment)} />;
}

/** The panel of a payment as it is shown. */
export function PaymentPanel({ view }: { readonly view: PaymentView }) {
  return (
    <div class="panel">
      <Ship answer={view.may.ship} currency={view.currency} />
      <Losses view={view} />
      {waitingLines(view).map((one) => (
        <p key={one}>{one}</p>
      ))}
      <Stands view={view}>
        <div>
          <dt>Edition of the rules</dt>
          <dd>{view.edition ?? 'none was said'}</dd>
        </div>
      </Stands>
      <Concerns view={view} />
      <Next view={view} />
    </div>
  );
}

function Ship({ answer, currency }: { readonly answer: Answer; readonly currency: string | undefined }) {
  return (
    <p class="panel-ship">
      <strong class={`ship ${answer.answer}`}>{shipTexts[answer.answer]}</strong>{' '}
      {shipReasons(answer, currency).map((one) => (
        <span key={one}>{one} </span>
      ))}
    </p>
  );
}

/** What was given or taken back beyond what was collected. */
function Losses({ view }: { readonly view: PaymentView }) {
  const loss = lossText(view);
  return loss === undefined ? null : <p class="panel-loss bad">{loss}</p>;
}

/** What is wrong with a payment, in words. */
function Concerns({ view }: { readonly view: PaymentView }) {
  const [alarms, violations] = [alarmLines(view), violationLines(view)];
  if (alarms.length + violations.length === 0) return null;
  return (
    <ul class="concerns">
      {alarms.map((one) => (
        <li key={one} class="bad">
          {one}
        </li>
      ))}
      {violations.map((one, place) => (
        <li key={`${place} ${one}`} class="doubt">
          {one}
        </li>
      ))}
    </ul>
  );
}

function Next({ view }: { readonly view: PaymentView }) {
  const follows = followsOf(view);
  return (
    <div class="panel-next">
      <p>
        <strong>What may come next</strong>
      </p>
      {follows.length === 0 ? (
        <p class="soft">{nothingText(view)}</p>
      ) : (
        <ul class="plain">
          {follows.map(({ subject, happens }) => (
            <li key={subject}>
              <strong>{subject}</strong> {happens.map(inWords).join(', ')}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What may happen, with what the letter of an authentication means. */
function inWords(happens: string): string {
  const { means } =
    (outcomes as Readonly<Record<string, OutcomeRow | undefined>>)[happens.split(' ').at(-1) ?? ''] ?? {};
  return means === undefined ? happens : `${happens} (${means})`;
}
