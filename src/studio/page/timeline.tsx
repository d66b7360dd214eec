/**
 * What happened, oldest first: what it came to, both statuses, where the money is, and whether the goods may go out.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Pair } from '../../../machines/index.ts';
import {
  type Answer,
  currencyOf,
  fundsAt,
  type Payment,
  type PaymentView,
  position,
  safeToShip,
  statusOf,
} from '../../lifecycle/index.ts';
import { placesText, positionText, refusalText } from '../../words/index.ts';
import { type Badge, Verdict, WhatTheyMean } from './verdict.tsx';

/** One step of a timeline. */
export interface Happening {
  readonly key: string;
  /** What happened, or was said. */
  readonly what: string;
  readonly when?: string | undefined;
  readonly badge: Badge;
  /** Why. */
  readonly why?: ComponentChildren;
  /** The payment after it; missing while nothing is believed of it. */
  readonly after?: Payment | undefined;
}

/** A timeline. */
export function Timeline({
  happenings,
  label,
  current,
  isSought = false,
  onChoose,
}: {
  readonly happenings: readonly Happening[];
  readonly label: string;
  /** The key of the happening that the rest of the page is about. */
  readonly current?: string | undefined;
  /** Whether that is what somebody came for: it is brought into the screen at first. */
  readonly isSought?: boolean;
  readonly onChoose?: (key: string) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const item = isSought ? list.current?.querySelector('[aria-current]') : undefined;
    const { top = 0, bottom = 0 } = item?.getBoundingClientRect() ?? {};
    if (top < 0 || bottom > innerHeight) item?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <>
      <ol ref={list} class="timeline" aria-label={label}>
        {happenings.map(({ key, what, when, badge, why, after }, place) => (
          <li
            key={key}
            class={key === current ? 'current' : undefined}
            aria-current={key === current ? 'step' : undefined}
          >
            <div class="happening">
              <span class="number">{place + 1}</span>
              {onChoose ? (
                <button type="button" class="what" onClick={() => onChoose(key)}>
                  {what}
                </button>
              ) : (
                <span class="what">{what}</span>
              )}
              <Verdict kind={badge} />
              {when !== undefined && <time>{when}</time>}
            </div>
            {why !== undefined && why !== '' && <p class="why">{why}</p>}
            {after && <StandsAs payment={after} />}
          </li>
        ))}
      </ol>
      <WhatTheyMean kinds={happenings.map(({ badge }) => badge)} />
    </>
  );
}

/** How a payment stands: both statuses, the money, the goods. */
export function StandsAs({ payment }: { readonly payment: Payment }) {
  const currency = currencyOf(payment);
  const ship = safeToShip(payment);
  return (
    <Stands
      view={{
        shows: statusOf(payment),
        fundsAt: fundsAt(payment),
        position: position(payment),
        ...(currency !== undefined && { currency }),
      }}
    >
      <div>
        <dt>Ship?</dt>
        <dd>
          <span class={`ship ${ship.answer}`}>{ship.answer === 'unknown' ? 'not known' : ship.answer}</span>
          {ship.because.length > 0 && <span class="soft">{`: ${becauseText(ship, currency)}`}</span>}
        </dd>
      </div>
    </Stands>
  );
}

/** What is shown of how a payment stands. */
export type Standing = Pick<PaymentView, 'shows' | 'fundsAt' | 'position' | 'currency'>;

/** How a payment stands, as it is shown: both statuses and the money. */
export function Stands({
  view: { shows, fundsAt: places, position: standing, currency },
  children,
}: {
  readonly view: Standing;
  readonly children?: ComponentChildren;
}) {
  return (
    <dl class="stands">
      <Statuses pairs={shows} />
      <div>
        <dt>Money</dt>
        <dd>{placesText(places)}</dd>
        {standing.collected > 0 && <dd class="soft">{positionText(standing, currency)}</dd>}
      </div>
      {children}
    </dl>
  );
}

function Statuses({ pairs }: { readonly pairs: readonly Pair[] }) {
  const words = (axis: keyof Pair): string => [...new Set(pairs.map((pair) => pair[axis]))].join(' or ') || 'none yet';
  return (
    <>
      <div>
        <dt>Order status</dt>
        <dd>{words('order')}</dd>
      </div>
      <div>
        <dt>Transaction status</dt>
        <dd>{words('transaction')}</dd>
      </div>
    </>
  );
}

/** Why an answer is what it is, in words. */
function becauseText({ because, warnings }: Answer, currency: string | undefined): string {
  return [...because.map((one) => refusalText(one, currency)), ...warnings].join('. ');
}
