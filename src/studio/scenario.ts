/**
 * A payment played fact by fact: what may happen next and why the rest may not, the path taken, and the scenario as a link.
 */
import {
  brandNames,
  type CaptureMode,
  type CardBrand,
  type Collector,
  captureModes,
  cardBrands,
  collectors,
  defaultEdition,
  type Edition,
  editionNames,
  isAmount,
  isCurrency,
  type MinorUnits,
  outcomes,
  type Refusal,
  type ThreeDMode,
  threeDModes,
} from '../../machines/index.ts';
import {
  type Attempt,
  cellOfDispute,
  InputError,
  isCollected,
  latestAttempt,
  mayRefund,
  openPayment,
  type Payment,
  type PaymentFact,
  type Refund,
  remainingOf,
  type Stepped,
  step,
  viewOf,
} from '../lifecycle/index.ts';
import { builtLaw, type ChartId, chartIds, type NumberedCell } from '../relation/index.ts';
import { moneyText } from '../words/index.ts';
import { writtenCharts } from './charts.ts';
import { graphOf } from './graph.ts';

/** What a scenario starts from, and what the next attempt is made with. */
export interface Settings {
  readonly edition: Edition;
  readonly collector: Collector;
  readonly brand: CardBrand;
  /** In minor units. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** Authorised now and captured by hand, or captured at once. */
  readonly capture: CaptureMode;
  /** Whether the next attempt is asked for with 3-D Secure or without. */
  readonly threeD: ThreeDMode;
}

/** A scenario: plain text, so that it fits in a link. */
export interface Scenario extends Settings {
  /** What happened, oldest first: the class of a fact, and what it needs besides, as `order.created 3-D visa 2500`. */
  readonly steps: readonly string[];
}

/** What a scenario is when nobody has said anything. */
export const newScenario: Scenario = {
  edition: defaultEdition,
  collector: collectors[0],
  brand: cardBrands[0],
  amount: 2500,
  currency: 'EUR',
  capture: captureModes[0],
  threeD: threeDModes[0],
  steps: [],
};

/** The version of the links. */
const linkVersion = '1';

/** More than anybody plays by hand. */
const mostSteps = 200;

/** The step that lets a day pass; it is no fact, for no chart has a clock. */
export const dayPasses = 'a day passes';

/** What a step is about. */
export interface Subject {
  /** A capture is an attempt; a dispute is that of the chargeback among the refunds. */
  readonly kind: 'attempt' | 'refund' | 'dispute';
  /** Its place in the payment. */
  readonly index: number;
}

/** A step that was taken. */
export interface Taken {
  readonly step: string;
  /** When, as an instant of the scenario's own calendar. */
  readonly at: string;
  readonly after: Payment;
  /** The facts that it told; none if only time has passed. */
  readonly facts: readonly PaymentFact[];
  /** Missing if only time has passed. */
  readonly about?: Subject & { readonly chart: ChartId; readonly edge: string | undefined };
}

/** A scenario, played as far as the law lets it. */
export interface Played {
  readonly payment: Payment;
  readonly taken: readonly Taken[];
  /** The step that could not be taken; those after it were left out. */
  readonly stopped?: { readonly step: string; readonly place: number; readonly why: string };
  /** When the next step would be. */
  readonly now: string;
}

/** Plays a scenario from its beginning. */
export function play(scenario: Scenario): Played {
  const { edition, collector, steps } = scenario;
  let payment = openPayment({ orderId: 'played-here', edition, collector });
  let minutes = 0;
  const taken: Taken[] = [];
  for (const [place, text] of steps.entries()) {
    const at = instant(minutes);
    minutes += text === dayPasses ? 24 * 60 : 10;
    if (text === dayPasses) {
      taken.push({ step: text, at, after: payment, facts: [] });
      continue;
    }
    const tried = tryStep(payment, text, at, scenario.currency);
    if (!('after' in tried)) {
      const why = 'refusal' in tried ? tried.refusal.says : tried.problem;
      return { payment, taken, now: at, stopped: { step: text, place, why } };
    }
    taken.push({ step: text, at, ...tried });
    payment = tried.after;
  }
  return { payment, taken, now: instant(minutes) };
}

/** A step as people read it, as `order.created 3-D, Visa, EUR 25.00`. */
export function stepText(step: string, currency: string): string {
  const name = factNames.find((one) => step.startsWith(`${one} `));
  if (name === undefined) return step;
  const said = step.slice(name.length + 1).split(' ');
  const isNumber = familyOfFact(step) !== 'attempt' && !/\.(?:requested|received) /.test(step);
  const told = said.map((word) => {
    if (word in brandNames) return brandNames[word as CardBrand];
    if (captureModes.some((one) => one === word)) return 'captured by hand';
    return isNumber ? `number ${word}` : moneyText(Number(word), currency);
  });
  return [name, ...told].join(', ');
}

/** A step that may be taken, or not, and why. */
export interface Choice {
  /** The step as the scenario writes it. */
  readonly step: string;
  /** What the fact is about, as `authorisation`. */
  readonly subject: string;
  /** What happens to it, as `approved`. */
  readonly happens: string;
  /** What that means, where a letter does not say. */
  readonly means?: string;
  readonly refusal?: Refusal;
  /** Why it cannot even be asked. */
  readonly problem?: string;
}

/**
 * Everything that could be told now, in the order of the charts: what may happen, and what may not, with the reason.
 *
 * @param giveBack how much a refund or a chargeback would be of, in minor units.
 */
export function choices(scenario: Scenario, { payment, now }: Played, giveBack: MinorUnits): readonly Choice[] {
  return factNames.map((name) => {
    const text = stepFor(name, scenario, payment, giveBack);
    const tried = tryStep(payment, text, now, scenario.currency);
    const [type = '', word] = name.split(' ');
    const [subject = '', happens = ''] = type.split('.');
    const means = word === undefined ? undefined : meaningOf(word);
    return {
      step: text,
      subject,
      happens: `${happens.replaceAll('_', ' ')}${word === undefined ? '' : ` ${word}`}`,
      ...(means !== undefined && { means }),
      ...('refusal' in tried && { refusal: tried.refusal }),
      ...('problem' in tried && { problem: tried.problem }),
    };
  });
}

/** What a word means that tells the facts of a type apart. */
function meaningOf(word: string): string | undefined {
  if (word in outcomes) return outcomes[word as keyof typeof outcomes].means;
  const [withThreeD, withoutThreeD] = threeDModes;
  if (word === withThreeD) return 'with 3-D Secure';
  return word === withoutThreeD ? 'without 3-D Secure' : undefined;
}

/** The classes of facts that are told apart by whoever tells them; what the refund rules answer is not theirs to tell. */
const factNames: readonly string[] = factsInOrder();

/** In the order in which the charts are walked: what a state of its own takes comes before what one around it takes. */
function factsInOrder(): readonly string[] {
  const names = chartIds.flatMap((id) => {
    const { states, arrows } = graphOf(id);
    const compound = new Set(states.flatMap((state) => (state.compound ? [state.id] : [])));
    const inOrder = [
      ...arrows.filter(({ from }) => !compound.has(from)),
      ...arrows.filter(({ from }) => compound.has(from)),
    ];
    const types = [...new Set(inOrder.flatMap(({ edges }) => edges.map(({ fact }) => fact)))];
    const bySubject = Map.groupBy(types, (type) => type.split('.')[0]);
    const names = [...bySubject.values()].flat().flatMap((type) => {
      const { facts } = writtenCharts[id];
      return facts.filter(({ fact }) => fact.type === type).map(({ name, fact }) => ('ask' in fact ? type : name));
    });
    return names;
  });
  return [...new Set(names)];
}

/** A class of facts as a step of this scenario. */
function stepFor(name: string, { brand, amount, capture }: Scenario, payment: Payment, giveBack: MinorUnits): string {
  const [type = ''] = name.split(' ');
  if (type === 'order.created') return `${name} ${brand} ${amount}${capture === captureModes[0] ? '' : ` ${capture}`}`;
  if (type === 'capture.requested') return `${name} ${Math.min(giveBack, remainingOf(payment)) || giveBack}`;
  if (type === 'refund.requested' || type === 'chargeback.received') return `${name} ${giveBack}`;
  const family = familyOfFact(type);
  if (family === 'attempt') return name;
  const list = family === 'capture' ? payment.attempts : payment.refunds;
  const own = list.flatMap((one, index) => (isOf(one, type) ? [index] : []));
  const kind = family === 'capture' ? 'attempt' : family;
  const open = own.filter((index) => !isOver(payment, { kind, index }));
  return `${name} ${(open[0] ?? own.at(-1) ?? -1) + 1}`;
}

/** What the facts of a type are about. */
function familyOfFact(type: string): 'attempt' | 'capture' | 'refund' | 'dispute' {
  const [subject] = type.split('.');
  if (subject === 'capture' || subject === 'dispute') return subject;
  return subject === 'refund' || subject === 'chargeback' ? 'refund' : 'attempt';
}

/** Whether something of a payment is what a type of facts is about. */
function isOf(one: Attempt | Refund, type: string): boolean {
  if (!('kind' in one)) return one.captureOf !== undefined;
  return type.startsWith(`${one.kind}.`) || (type.startsWith('dispute.') && one.kind === 'chargeback');
}

function isOver(payment: Payment, { kind, index }: Subject): boolean {
  const view = viewOf(payment);
  if (kind === 'dispute') return disputeAt(payment, index).final;
  return (kind === 'attempt' ? view.attempts : view.refunds)[index]?.over === true;
}

/** Where a chart begins. */
function openingOf(chart: ChartId): NumberedCell {
  const relation = builtLaw().relation;
  return relation.list(relation.openings([chart]))[0] as NumberedCell;
}

/** Where the dispute of a chargeback stands; where it begins, if nothing was told of it. */
function disputeAt({ refunds }: Payment, index: number) {
  const refund = refunds[index];
  return (refund && cellOfDispute(refund)) ?? openingOf('dispute');
}

type Tried =
  | { readonly after: Payment; readonly facts: readonly PaymentFact[]; readonly about: NonNullable<Taken['about']> }
  | { readonly refusal: Refusal }
  | { readonly problem: string };

function tryStep(payment: Payment, text: string, at: string, currency: string): Tried {
  const fact = factOf(payment, text, at, currency);
  if (typeof fact === 'string') return { problem: fact };
  let stepped: Stepped<Payment>;
  try {
    stepped = step(payment, fact);
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message };
    throw error;
  }
  if (!stepped.ok) return { refusal: stepped.refusal };
  const answered = identifying(fact);
  const after = answered ? told(stepped.next, answered) : stepped.next;
  const about = subjectOf(after, fact);
  const chart = chartOf(after, about);
  const edge = edgeTaken(chart, payment, after, about, fact.type);
  // What happened to a dispute between may have gone untold; whoever plays tells it.
  if (about.kind === 'dispute' && edge === undefined) return { problem: 'Other facts are expected before it.' };
  return { after, facts: answered ? [fact, answered] : [fact], about: { ...about, chart, edge } };
}

/** A capture that is asked for is answered with an id of its own, by which refunds of it are told apart. */
function identifying(fact: PaymentFact): PaymentFact | undefined {
  if (fact.type !== 'capture.requested') return undefined;
  const { at, captureId } = fact;
  return { type: 'transaction.identified', at, captureId, transactionId: captureId };
}

function told(payment: Payment, fact: PaymentFact): Payment {
  const stepped = step(payment, fact);
  return stepped.ok ? stepped.next : payment;
}

/** What a fact that was told is about. */
function subjectOf(payment: Payment, fact: PaymentFact): Subject {
  const family = familyOfFact(fact.type);
  if (family === 'attempt') return { kind: 'attempt', index: latestAttempt(payment) };
  if (family !== 'capture') return { kind: family, index: refundPlace(payment, fact) };
  const { captureId } = fact as { readonly captureId?: string };
  return { kind: 'attempt', index: payment.attempts.findIndex((one) => one.captureId === captureId) };
}

/** A step's text as a fact; or what is wrong with it. */
function factOf(payment: Payment, text: string, at: string, currency: string): PaymentFact | string {
  const words = text.split(' ');
  const name = factNames.find((one) => text === one || text.startsWith(`${one} `));
  if (name === undefined) return `There is no fact “${text.slice(0, 60)}”.`;
  const said = words.slice(name.split(' ').length);
  const type = words[0] as string;
  const source = Object.values(writtenCharts)
    .flatMap(({ facts }) => facts)
    .find((one) => one.name === name || one.fact.type === name);
  const family = familyOfFact(type);
  if (type === 'order.created') {
    const [brandSaid, amountSaid, captureSaid] = said;
    const brand = cardBrands.find((one) => one === brandSaid);
    const amount = Number(amountSaid);
    const capture = captureModes.find((one) => one === captureSaid);
    if (captureSaid !== undefined && capture === undefined)
      return `“${text.slice(0, 60)}” says more than the fact needs.`;
    if (brand === undefined || !isAmount(amount)) return `“${text.slice(0, 60)}” names no card brand and amount.`;
    const transactionId = `attempt-${payment.attempts.length + 1}`;
    return {
      ...source?.fact,
      at,
      brand,
      amount,
      currency,
      transactionId,
      ...(capture !== undefined && { capture }),
    } as PaymentFact;
  }
  const amount = Number(said.at(-1));
  if (type === 'capture.requested')
    return isAmount(amount)
      ? { type, at, amount, currency, captureId: `capture-${payment.attempts.length}` }
      : `“${text.slice(0, 60)}” names no amount.`;
  if (type === 'refund.requested' || type === 'chargeback.received') {
    if (!isAmount(amount)) return `“${text.slice(0, 60)}” names no amount.`;
    const id = `${type.split('.')[0]}-${payment.refunds.length + 1}`;
    const collected = payment.attempts.flatMap((one) => (isCollected(payment, one) ? (one.transactionId ?? []) : []));
    const bears = collected.find(
      (one) => mayRefund(payment, { amount, currency, at, transactionId: one }).answer === 'yes',
    );
    const of = collected.length > 1 ? (bears ?? collected[0]) : undefined;
    return type === 'refund.requested'
      ? { type, at, amount, currency, refundId: id, ...(of !== undefined && { transactionId: of }) }
      : { type: 'chargeback.received', at, amount, transactionId: id, ...(of !== undefined && { attemptId: of }) };
  }
  if (said.length > (family === 'attempt' ? 0 : 1)) return `“${text.slice(0, 60)}” says more than the fact needs.`;
  if (family === 'attempt') {
    if (payment.attempts.length === 0) return 'Nothing has been asked of MultiSafepay yet.';
    const transactionId = payment.attempts[latestAttempt(payment)]?.transactionId;
    return { ...source?.fact, at, ...(transactionId !== undefined && { transactionId }) } as PaymentFact;
  }
  const place = Number(said[0]) - 1;
  if (family === 'capture') {
    const { captureId, captureOf } = payment.attempts[place] ?? {};
    if (captureOf === undefined || captureId === undefined) return 'No capture has been asked for yet.';
    return { type, at, captureId } as PaymentFact;
  }
  const of = payment.refunds[place];
  if (!of || !isOf(of, type))
    return `No ${family === 'dispute' ? 'chargeback' : type.split('.')[0]} has been made yet.`;
  const { refundId, transactionId } = of;
  return { type, at, ...(refundId === undefined ? { transactionId } : { refundId }) } as PaymentFact;
}

function refundPlace({ refunds }: Payment, fact: PaymentFact): number {
  const { refundId, transactionId } = fact as { readonly refundId?: string; readonly transactionId?: string };
  return refunds.findIndex((one) =>
    refundId === undefined ? one.transactionId === transactionId : one.refundId === refundId,
  );
}

/** The states that an attempt or a refund may be in; none before it exists. */
export function statesOfSubject(payment: Payment, { kind, index }: Subject): readonly string[] {
  if (kind === 'dispute') return payment.refunds[index] === undefined ? [] : [disputeAt(payment, index).state];
  const view = viewOf(payment);
  return (kind === 'attempt' ? view.attempts : view.refunds)[index]?.states ?? [];
}

/** The chart that an attempt, a refund or a dispute is on. */
export function chartOf(payment: Payment, { kind, index }: Subject): ChartId {
  if (kind === 'dispute') return disputeAt(payment, index).chart;
  const view = viewOf(payment);
  return (kind === 'attempt' ? view.attempts : view.refunds)[index]?.charts[0] ?? 'transaction';
}

/** The edge that a fact took, as it is drawn. */
function edgeTaken(chart: ChartId, before: Payment, after: Payment, about: Subject, fact: string): string | undefined {
  const { states, arrows } = graphOf(chart);
  const first = states.filter(({ initial, parent }) => initial && parent === undefined).map(({ id }) => id);
  const was = statesOfSubject(before, about);
  const from = was.length > 0 ? was : first;
  const to = statesOfSubject(after, about);
  const edges = arrows.flatMap((arrow) => arrow.edges);
  return edges.find(
    (edge) =>
      edge.fact === fact &&
      to.includes(edge.to) &&
      from.some((state) => state === edge.from || state.startsWith(`${edge.from}.`)),
  )?.id;
}

/** A scenario as the parts of a link. */
export function writeScenario(scenario: Scenario): Readonly<Record<string, string>> {
  const { edition, collector, brand, amount, currency, capture, threeD, steps } = scenario;
  return {
    v: linkVersion,
    edition,
    collector,
    brand,
    amount: String(amount),
    currency,
    ...(capture !== newScenario.capture && { capture }),
    ...(threeD !== newScenario.threeD && { threeD }),
    ...(steps.length > 0 && { steps: steps.join('~') }),
  };
}

/** A link, read: the scenario as far as it can be used, and what was wrong with the rest. */
export interface ReadLink {
  readonly scenario: Scenario;
  readonly problems: readonly string[];
}

/** Reads the parts of a link; what is missing is as at the beginning. */
export function readScenario(query: URLSearchParams): ReadLink {
  const version = query.get('v');
  if (version !== null && version !== linkVersion)
    return {
      scenario: newScenario,
      problems: [
        `This link is of version ${version.slice(0, 20)} of the studio, and this is version ${linkVersion}: it cannot be replayed here. Below is a new scenario.`,
      ],
    };
  const problems: string[] = [];
  const oneOf = <Word extends string>(name: string, list: readonly Word[], otherwise: Word): Word => {
    const said = query.get(name);
    const found = list.find((one) => one === said);
    if (said !== null && found === undefined)
      problems.push(`The link says ${name} “${said.slice(0, 40)}”, which is not known: it is ${otherwise} instead.`);
    return found ?? otherwise;
  };
  const edition = oneOf('edition', editionNames, newScenario.edition);
  const collector = oneOf('collector', collectors, newScenario.collector);
  const brand = oneOf('brand', cardBrands, newScenario.brand);
  const capture = oneOf('capture', captureModes, newScenario.capture);
  const threeD = oneOf('threeD', threeDModes, newScenario.threeD);
  const currencySaid: string = query.get('currency') ?? newScenario.currency;
  const isMoney: boolean = isCurrency(currencySaid);
  if (!isMoney)
    problems.push(`The link says currency “${currencySaid.slice(0, 40)}”, which is none: it is EUR instead.`);
  const amountSaid = query.get('amount') ?? String(newScenario.amount);
  const isWhole = /^\d{1,15}$/.test(amountSaid) && Number(amountSaid) > 0;
  if (!isWhole) problems.push(`The link says amount “${amountSaid.slice(0, 40)}”, which is none: it is 2500 instead.`);
  const said = query.get('steps');
  const steps = said === null || said === '' ? [] : said.split('~');
  if (steps.length > mostSteps) problems.push(`The link has ${steps.length} steps: the first ${mostSteps} are played.`);
  return {
    scenario: {
      edition,
      collector,
      brand,
      amount: isWhole ? Number(amountSaid) : newScenario.amount,
      currency: isMoney ? currencySaid : newScenario.currency,
      capture,
      threeD,
      steps: steps.slice(0, mostSteps),
    },
    problems,
  };
}

/** Noon of a day without a clock change, and some minutes. */
function instant(minutes: number): string {
  return new Date(Date.UTC(2026, 1, 2, 12) + minutes * 60_000).toISOString().replace('.000', '');
}
