/**
 * A refund that a person asks for from the page: how much, who and why, asked once more before it is sent. It is one refund however often it
 * is asked for: its id is made once, when it is confirmed.
 */
import { useRef, useState } from 'preact/hooks';
import type { AttemptView, PaymentView } from '../../../lifecycle/index.ts';
import { amountText, moneyText } from '../../../words/index.ts';
import { graphOf } from '../../graph.ts';
import { amountIn } from '../amount-in.ts';
import * as sidecar from './sidecar.ts';

/** How far it is. */
type Step =
  | { readonly at: 'closed'; readonly came?: sidecar.RefundCame }
  | { readonly at: 'form'; readonly whyNot?: string; readonly isTwin?: boolean }
  /** It is to be confirmed. */
  | { readonly at: 'asked'; readonly refund: sidecar.RefundAsked }
  /** It was sent, and nobody here knows what became of it. */
  | { readonly at: 'open'; readonly refund: sidecar.RefundAsked; readonly says: string };

interface Wish {
  readonly amount: string;
  readonly transactionId: string;
  readonly actor: string;
  readonly reason: string;
  readonly isMeant: boolean;
}

/** The refund of a payment, where it has any money to give back. */
export function Refund({ payment }: { readonly payment: PaymentView }) {
  const { orderId, currency = '', position } = payment;
  const collected = payment.attempts.filter(isCollected);
  const [step, goOn] = useState<Step>(() => begun(orderId));
  const [wish, wishFor] = useState<Wish>({
    amount: collected.length === 1 && currency !== '' ? amountText(position.refundable, currency) : '',
    transactionId: '',
    actor: '',
    reason: '',
    isMeant: false,
  });
  const [isSending, send] = useState(false);
  const isSent = useRef(false);
  const chosen = collected.find(({ transactionId }) => transactionId === wish.transactionId);
  const inCurrency = chosen?.currency ?? currency;

  const ask = (isTwin: boolean): void => {
    const amount = amountIn(wish.amount, inCurrency);
    if (amount === undefined) {
      goOn({ at: 'form', isTwin, whyNot: `Write the amount as ${amountText(2500, inCurrency)}.` });
      return;
    }
    const { actor, reason, transactionId, isMeant } = wish;
    goOn({
      at: 'asked',
      refund: {
        refundId: newId(),
        amount,
        currency: inCurrency,
        ...(transactionId !== '' && { transactionId }),
        ...(isMeant && { intentional: true }),
        actor: actor.trim(),
        reason: reason.trim(),
      },
    });
  };

  const make = async (refund: sidecar.RefundAsked): Promise<void> => {
    // A second click comes before the button is drawn anew.
    if (isSent.current) return;
    isSent.current = true;
    send(true);
    const came = await sidecar.refund(orderId, refund);
    isSent.current = false;
    send(false);
    if (came.standing === 'again') goOn({ at: 'open', refund, says: came.says });
    else if (came.standing === 'refused')
      goOn({ at: 'form', whyNot: came.says, isTwin: came.code === 'refund_probably_duplicate' });
    else {
      goOn({ at: 'closed', came });
      wishFor({ ...wish, amount: '', reason: '', isMeant: false });
    }
  };

  if (step.at === 'asked') {
    const { refund } = step;
    const money = moneyText(refund.amount, refund.currency);
    return (
      <div class="stack" role="alertdialog" aria-label="Is that refund right?" tabIndex={-1} ref={focused}>
        <p>
          Refund <strong>{money}</strong> of order <strong>{orderId}</strong>, {moneyText(position.collected, currency)}{' '}
          collected, {moneyText(position.refundable, currency)} of it left?
        </p>
        <p class="soft">
          It is kept with the refund for good: asked for by {refund.actor}, because {refund.reason}.
        </p>
        <div class="row">
          <button type="button" class="button" disabled={isSending} onClick={() => void make(refund)}>
            Yes, refund {money} of {orderId}
          </button>
          <button type="button" class="button" disabled={isSending} onClick={() => goOn({ at: 'form' })}>
            Back
          </button>
        </div>
      </div>
    );
  }
  if (step.at === 'open') {
    const { refund, says } = step;
    return (
      <div class="stack" role="alert">
        <p class="why-not">
          {says} It was {moneyText(refund.amount, refund.currency)} of order {orderId}.
        </p>
        <div class="row">
          <button type="button" class="button" disabled={isSending} onClick={() => void make(refund)}>
            Ask again for the same refund
          </button>
          <button
            type="button"
            class="button"
            disabled={isSending}
            onClick={() => {
              sidecar.leaveRefund(orderId);
              goOn({ at: 'closed' });
            }}
          >
            Leave it
          </button>
        </div>
        <p class="soft">Asked for again, it is the same refund: it is never made twice.</p>
      </div>
    );
  }
  const hasMoney = currency !== '' && position.refundable > 0;
  if (step.at === 'closed' || !hasMoney) {
    const came = step.at === 'closed' ? step.came : undefined;
    const whyNot = step.at === 'form' ? step.whyNot : undefined;
    if (!hasMoney && came === undefined && whyNot === undefined) return null;
    return (
      <div class="row">
        {hasMoney && (
          <button type="button" class="button" onClick={() => goOn({ at: 'form' })}>
            Refund…
          </button>
        )}
        {came && (
          <span class={came.standing === 'done' ? 'soft' : 'why-not'} role="status">
            {came.says}
          </span>
        )}
        {whyNot !== undefined && (
          <span class="why-not" role="alert">
            {whyNot}
          </span>
        )}
      </div>
    );
  }
  const { whyNot, isTwin = false } = step;
  const field = (name: 'amount' | 'actor' | 'reason', label: string) => (
    <label class="field grow">
      {label}
      <input
        required
        pattern=".*\S.*"
        maxLength={200}
        autocomplete="off"
        {...(name === 'amount' && { inputMode: 'decimal' })}
        value={wish[name]}
        onInput={(event) => wishFor({ ...wish, [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <form
      class="stack"
      aria-label="A refund"
      onSubmit={(event) => {
        event.preventDefault();
        ask(isTwin);
      }}
    >
      {whyNot !== undefined && (
        <p class="why-not" role="alert">
          {whyNot}
        </p>
      )}
      {collected.length > 1 && (
        <label class="field">
          Which payment
          <select
            required
            value={wish.transactionId}
            onChange={(event) => wishFor({ ...wish, transactionId: event.currentTarget.value })}
          >
            <option value="">choose</option>
            {collected.map(({ transactionId, amount, currency: of }) => (
              <option key={transactionId} value={transactionId}>
                {transactionId}
                {amount === undefined ? '' : `, ${moneyText(amount, of ?? currency)}`}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="row">
        {field('amount', `Amount to give back, ${inCurrency}`)}
        {field('actor', 'Who refunds: your name')}
        {field('reason', 'Why it is refunded')}
      </div>
      {isTwin && (
        <label class="row">
          <input
            type="checkbox"
            checked={wish.isMeant}
            onChange={(event) => wishFor({ ...wish, isMeant: event.currentTarget.checked })}
          />
          The same amount again is meant
        </label>
      )}
      <div class="row">
        <button type="submit" class="button">
          Refund it…
        </button>
        <button type="button" class="button" onClick={() => goOn({ at: 'closed' })}>
          Not now
        </button>
      </div>
    </form>
  );
}

/** Where it begins: with what was asked for before and never answered, if anything. */
function begun(orderId: string): Step {
  const refund = sidecar.unheardRefund(orderId);
  if (refund === undefined) return { at: 'closed' };
  return { at: 'open', refund, says: 'A refund was asked for from here, and what became of it was not heard.' };
}

/** Gives what is asked the keyboard's focus. */
export const focused = (element: HTMLElement | null): void => element?.focus();

/** Whether an attempt has collected its amount, as far as is certain. */
const isCollected = ({ transactionId, charts, states }: AttemptView): boolean =>
  transactionId !== undefined &&
  charts.every((chart) =>
    graphOf(chart)
      .states.filter(({ id }) => states.includes(id))
      .every(({ meta }) => meta.counts === 'collected'),
  );

/** An id that no other refund has; in letters, since many digits could be a card number. */
function newId(): string {
  return `page-${String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)).map((byte) => 97 + (byte & 15)))}`;
}
