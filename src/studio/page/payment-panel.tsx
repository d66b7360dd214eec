/**
 * A payment in one place, the same in every view: whether to ship and why, the money with every loss, what is wrong, and what may come
 * next.
 */
import type { Refusal } from '../../../machines/index.ts';
import { type Answer, type Payment, type PaymentView, viewOf } from '../../lifecycle/index.ts';
import {
  alarmTexts,
  cureTexts,
  followsOf,
  moneyText,
  refusalText,
  sentences,
  violationText,
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
      <Stands view={view} />
      <Concerns view={view} />
      <Next view={view} />
    </div>
  );
}

const shipTexts: Readonly<Record<Answer['answer'], string>> = {
  yes: 'Ship? Yes.',
  no: 'Ship? No:',
  unknown: 'Ship? Not known:',
};

/** What to do about a refusal, where the refusal does not say it itself. */
const adviceOf = ({ cure }: Refusal): string => (cure === 'configuration' ? '' : cureTexts[cure]);

function Ship({
  answer: { answer, because, warnings },
  currency,
}: {
  readonly answer: Answer;
  readonly currency: string | undefined;
}) {
  return (
    <p class="panel-ship">
      <strong class={`ship ${answer}`}>{shipTexts[answer]}</strong>{' '}
      {because.map((one) => (
        <span key={one.code}>{sentences([refusalText(one, currency), adviceOf(one)])} </span>
      ))}
      {warnings.map((one) => (
        <span key={one}>{one}. </span>
      ))}
    </p>
  );
}

/** What was given or taken back beyond what was collected. */
function Losses({ view: { position, currency } }: { readonly view: PaymentView }) {
  const { doubleLoss, chargedBack, collected, refunded, reserved, unattributed } = position;
  if (!doubleLoss && chargedBack === 0) return null;
  const back = refunded + reserved + unattributed + chargedBack;
  return (
    <p class="panel-loss bad">
      {doubleLoss
        ? `Lost: ${moneyText(back - collected, currency)} more was given and taken back than was collected.`
        : `Charged back: ${moneyText(chargedBack, currency)} of ${moneyText(collected, currency)} collected.`}
    </p>
  );
}

/** What is wrong with a payment, in words. */
function Concerns({ view: { alarms, violations } }: { readonly view: PaymentView }) {
  const standing = violations.filter(({ withdrawn }) => !withdrawn);
  if (alarms.length + standing.length === 0) return null;
  return (
    <ul class="concerns">
      {alarms.map(({ code, transactionId }) => (
        <li key={`${code} ${transactionId}`} class="bad">
          Alarm: {alarmTexts[code]}
          {transactionId !== undefined && ` (transaction ${transactionId})`}. Read the status, or look at MultiSafepay.
        </li>
      ))}
      {standing.map((one, place) => (
        <li key={`${place} ${one.code}`} class="doubt">
          A rule is broken: {violationText(one)}
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
        <p class="soft">Nothing: all that could happen to this order has happened.</p>
      ) : (
        <ul class="plain">
          {follows.map(({ subject, happens }) => (
            <li key={subject}>
              <strong>{subject}</strong> {happens.join(', ')}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
