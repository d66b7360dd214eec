/**
 * What a person does about a payment from the page: reads it now, refunds, settles what was set aside, closes an alarm; with who, why and on
 * what evidence, asked once more before it is done.
 */
import { useRef, useState } from 'preact/hooks';
import type { PaymentView } from '../../../lifecycle/index.ts';
import { alarmTexts, moneyText, whichText } from '../../../words/index.ts';
import { focused, Refund } from './refund.tsx';
import * as sidecar from './sidecar.ts';

/** Something that a person may do: what it is called, and what the sidecar is asked. */
interface Deed {
  readonly words: string;
  readonly asked: object;
}

interface Signed {
  readonly actor: string;
  readonly reason: string;
  readonly evidence: string;
}

const unsigned: Signed = { actor: '', reason: '', evidence: '' };

/** What may be done about a payment, and how. */
export function Settle({ orderId, payment }: { readonly orderId: string; readonly payment: PaymentView | null }) {
  const deeds = deedsOf(orderId, payment);
  const { value: mayAct } = sidecar.mayAct;
  return (
    <>
      <section class="card stack" aria-label="What you can do">
        <h2>What you can do</h2>
        <ReadNow key={`read ${orderId}`} orderId={orderId} />
        {mayAct && payment && <Refund key={`refund ${orderId}`} payment={payment} />}
        {mayAct && <Correct key={orderId} orderId={orderId} payment={payment} deeds={deeds} />}
      </section>
      {!mayAct && deeds.length > 0 && <NotHere orderId={orderId} deeds={deeds} />}
    </>
  );
}

function deedsOf(orderId: string, payment: PaymentView | null): readonly Deed[] {
  const aside = sidecar.setAside.value.reports.filter((report) => report.orderId === orderId);
  return [
    ...aside.flatMap(({ n }) => [
      { words: `Leave report ${n} aside: it was looked into`, asked: { resolve: n } },
      { words: `Take over what report ${n} says`, asked: { adopt: n } },
    ]),
    ...(payment?.alarms ?? []).map(({ code, transactionId }) => ({
      words: `Close the alarm: ${alarmTexts[code]}${whichText(transactionId)}`,
      asked: { close: { code, ...(transactionId !== undefined && { transactionId }) } },
    })),
  ];
}

/** What waits for a person, where this page only reads: each thing to do, and what is asked of the API for it. */
function NotHere({ orderId, deeds }: { readonly orderId: string; readonly deeds: readonly Deed[] }) {
  return (
    <section class="card said soft" aria-label="What waits for a person">
      <p>
        A person settles this with <code>POST /payments/{orderId}/corrections</code>; from this page, if the sidecar was
        started with <code>PAYCHART_PAGE_ACTS=yes</code>. Send one, with who, why and evidence:
      </p>
      <ul>
        {deeds.map(({ words, asked }) => (
          <li key={words}>
            {words}: <code>{JSON.stringify(asked)}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ReadNow({ orderId }: { readonly orderId: string }) {
  const [said, say] = useState<string>();
  const read = async (): Promise<void> => {
    say('Reading…');
    say((await sidecar.readNow(orderId)) ?? 'It was read at MultiSafepay.');
  };
  return (
    <div class="row">
      <button type="button" class="button" onClick={() => void read()}>
        Read the status now
      </button>
      {said !== undefined && (
        <span class="soft" role="status">
          {said}
        </span>
      )}
    </div>
  );
}

function Correct({
  orderId,
  payment,
  deeds,
}: {
  readonly orderId: string;
  readonly payment: PaymentView | null;
  readonly deeds: readonly Deed[];
}) {
  // What waits changes while somebody writes: nothing else takes the place of what was chosen, or written about.
  const [chosen, choose] = useState<string>();
  const [signed, sign] = useState(unsigned);
  const [asked, askAgain] = useState<Deed>();
  const [isSending, send] = useState(false);
  const isSent = useRef(false);
  const [whyNot, say] = useState<string>();
  const deed = chosen === undefined ? deeds[0] : deeds.find(({ words }) => words === chosen);
  const collected = payment
    ? `${moneyText(payment.position.collected, payment.currency)} collected`
    : 'of which nothing is believed';
  const settle = async ({ asked: correction }: Deed): Promise<void> => {
    // A second click comes before the button is drawn anew.
    if (isSent.current) return;
    isSent.current = true;
    send(true);
    const refused = await sidecar.correct(orderId, { ...signed, ...correction });
    isSent.current = false;
    send(false);
    askAgain(undefined);
    say(refused);
    if (refused !== undefined) return;
    choose(undefined);
    sign({ ...signed, reason: '', evidence: '' });
  };
  const field = (name: keyof Signed, label: string) => (
    <label class="field grow">
      {label}
      <input
        required
        maxLength={200}
        autocomplete="off"
        value={signed[name]}
        onInput={(event) => {
          choose(chosen ?? deed?.words);
          sign({ ...signed, [name]: event.currentTarget.value });
        }}
      />
    </label>
  );
  if (asked)
    return (
      <div class="stack" role="alertdialog" aria-label="Is that right?" tabIndex={-1} ref={focused}>
        <p>
          <strong>{asked.words}</strong>, of order <strong>{orderId}</strong>, {collected}?
        </p>
        <p class="soft">
          It is logged for good: by {signed.actor}, because {signed.reason}; evidence: {signed.evidence}.
        </p>
        <div class="row">
          <button type="button" class="button" disabled={isSending} onClick={() => void settle(asked)}>
            Yes, settle {orderId}
          </button>
          <button type="button" class="button" disabled={isSending} onClick={() => askAgain(undefined)}>
            Back
          </button>
        </div>
      </div>
    );
  const refusal = whyNot !== undefined && (
    <p class="why-not" role="alert">
      {whyNot}
    </p>
  );
  // Somebody else may have settled the last of it.
  if (deeds.length === 0) return refusal || null;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        say(undefined);
        askAgain(deed);
      }}
    >
      {refusal}
      <label class="field">
        What to do
        <select required value={deed?.words ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
          {deeds.map(({ words }) => (
            <option key={words}>{words}</option>
          ))}
        </select>
      </label>
      <div class="row">
        {field('actor', 'Your name')}
        {field('reason', 'Why')}
        {field('evidence', 'Evidence')}
      </div>
      <div class="row">
        <button type="submit" class="button">
          Settle it…
        </button>
      </div>
    </form>
  );
}
