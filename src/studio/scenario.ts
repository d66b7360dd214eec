/**
 * A payment played fact by fact: what may happen next and why the rest may not, the path taken, and the scenario as a link.
 */
import {
  brandNames,
  type CardBrand,
  type Collector,
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
  threeDModes,
} from '../../machines/index.ts';
import {
  InputError,
  openPayment,
  type Payment,
  type PaymentFact,
  type Refund,
  type Standing,
  type Stepped,
  step,
  viewOf,
} from '../lifecycle/index.ts';
import { type ChartId, chartIds, chartSources } from '../relation/index.ts';
import { moneyText } from '../words/index.ts';
import { graphOf } from './graph.ts';

/** What a scenario starts from, and what the next attempt is made with. */
export interface Settings {
  readonly edition: Edition;
  readonly collector: Collector;
  readonly brand: CardBrand;
  /** In minor units. */
  readonly amount: MinorUnits;
  readonly currency: string;
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
  readonly kind: 'attempt' | 'refund' | 'dispute';
  /** Its place in the payment; of a dispute, that of its chargeback. */
  readonly index: number;
}

/** A step that was taken. */
export interface Taken {
  readonly step: string;
  /** When, as an instant of the scenario's own calendar. */
  readonly at: string;
  readonly after: Payment;
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
      taken.push({ step: text, at, after: payment });
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
  const isNumber = isOfRefunds(step) && !/\.(?:requested|received) /.test(step);
  const told = said.map((word) => {
    if (word in brandNames) return brandNames[word as CardBrand];
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
  const isOfCards = (id: ChartId): boolean => chartSources[id].openings.some(({ brand }) => brand !== undefined);
  // Whoever collects, the facts of a card payment are the same.
  const [cardChart] = chartIds.filter(isOfCards);
  return chartIds
    .filter((id) => id === cardChart || !isOfCards(id))
    .flatMap((id) => {
      const { states, arrows } = graphOf(id);
      const compound = new Set(states.flatMap((state) => (state.compound ? [state.id] : [])));
      const inOrder = [
        ...arrows.filter(({ from }) => !compound.has(from)),
        ...arrows.filter(({ from }) => compound.has(from)),
      ];
      const types = [...new Set(inOrder.flatMap(({ edges }) => edges.map(({ fact }) => fact)))];
      const bySubject = Map.groupBy(types, (type) => type.split('.')[0]);
      const names = [...bySubject.values()].flat().flatMap((type) => {
        const { facts } = chartSources[id];
        return facts.filter(({ fact }) => fact.type === type).map(({ name, fact }) => ('ask' in fact ? type : name));
      });
      return [...new Set(names)];
    });
}

/** A class of facts as a step of this scenario. */
function stepFor(name: string, { brand, amount }: Scenario, payment: Payment, giveBack: MinorUnits): string {
  const [type = ''] = name.split(' ');
  if (type === 'order.created') return `${name} ${brand} ${amount}`;
  if (type === 'refund.requested' || type === 'chargeback.received') return `${name} ${giveBack}`;
  if (!isOfRefunds(type)) return name;
  const own = payment.refunds.flatMap((one, index) => (isOf(one, type) ? [index] : []));
  const { refunds } = viewOf(payment);
  const open = own.filter((index) => (isOfDisputes(type) ? refunds[index]?.dispute : refunds[index])?.over === false);
  return `${name} ${(open[0] ?? own.at(-1) ?? -1) + 1}`;
}

const isOfDisputes = (type: string): boolean => type.startsWith('dispute.');
/** Whether a fact is told of one of the refunds and chargebacks, or of the dispute of one. */
const isOfRefunds = (type: string): boolean =>
  type.startsWith('refund.') || type.startsWith('chargeback.') || isOfDisputes(type);
const isOf = ({ kind }: Refund, type: string): boolean =>
  isOfDisputes(type) ? kind === 'chargeback' : type.startsWith(`${kind}.`);

type Tried =
  | { readonly after: Payment; readonly about: NonNullable<Taken['about']> }
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
  const after = stepped.next;
  const index = isOfRefunds(fact.type) ? refundPlace(after, fact) : after.attempts.length - 1;
  const kind = isOfDisputes(fact.type) ? 'dispute' : isOfRefunds(fact.type) ? 'refund' : 'attempt';
  const about: Subject = { kind, index };
  const chart = chartOf(after, about);
  return { after, about: { ...about, chart, edge: edgeTaken(chart, payment, after, about, fact.type) } };
}

/** A step's text as a fact; or what is wrong with it. */
function factOf(payment: Payment, text: string, at: string, currency: string): PaymentFact | string {
  const words = text.split(' ');
  const name = factNames.find((one) => text === one || text.startsWith(`${one} `));
  if (name === undefined) return `There is no fact “${text.slice(0, 60)}”.`;
  const said = words.slice(name.split(' ').length);
  const type = words[0] as string;
  const source = Object.values(chartSources)
    .flatMap(({ facts }) => facts)
    .find((one) => one.name === name || one.fact.type === name);
  const amount = Number(said.at(-1));
  if (type === 'order.created') {
    const brand = cardBrands.find((one) => one === said[0]);
    if (brand === undefined || !isAmount(amount)) return `“${text.slice(0, 60)}” names no card brand and amount.`;
    const transactionId = `attempt-${payment.attempts.length + 1}`;
    return { ...source?.fact, at, brand, amount, currency, transactionId } as PaymentFact;
  }
  if (type === 'refund.requested' || type === 'chargeback.received') {
    if (!isAmount(amount)) return `“${text.slice(0, 60)}” names no amount.`;
    const id = `${type.split('.')[0]}-${payment.refunds.length + 1}`;
    return type === 'refund.requested'
      ? { type, at, amount, currency, refundId: id }
      : { type: 'chargeback.received', at, amount, transactionId: id };
  }
  if (said.length > (isOfRefunds(type) ? 1 : 0)) return `“${text.slice(0, 60)}” says more than the fact needs.`;
  if (!isOfRefunds(type)) {
    if (payment.attempts.length === 0) return 'Nothing has been asked of MultiSafepay yet.';
    const transactionId = payment.attempts.at(-1)?.transactionId;
    return { ...source?.fact, at, ...(transactionId !== undefined && { transactionId }) } as PaymentFact;
  }
  const of = payment.refunds[Number(said[0]) - 1];
  if (!of || !isOf(of, type)) return `No ${isOfDisputes(type) ? 'chargeback' : type.split('.')[0]} has been made yet.`;
  const { refundId, transactionId } = of;
  return { type, at, ...(refundId === undefined ? { transactionId } : { refundId }) } as PaymentFact;
}

function refundPlace({ refunds }: Payment, fact: PaymentFact): number {
  const { refundId, transactionId } = fact as { readonly refundId?: string; readonly transactionId?: string };
  return refunds.findIndex((one) =>
    refundId === undefined ? one.transactionId === transactionId : one.refundId === refundId,
  );
}

/** The states that an attempt, a refund or a dispute may be in; none before it exists. */
export function statesOfSubject(payment: Payment, subject: Subject): readonly string[] {
  return standingOf(payment, subject)?.states ?? [];
}

/** The chart that an attempt, a refund or a dispute is on. */
export function chartOf(payment: Payment, subject: Subject): ChartId {
  return standingOf(payment, subject)?.charts[0] ?? 'transaction';
}

function standingOf(payment: Payment, { kind, index }: Subject): Standing | undefined {
  const { attempts, refunds } = viewOf(payment);
  if (kind === 'attempt') return attempts[index];
  return kind === 'refund' ? refunds[index] : refunds[index]?.dispute;
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
  const { edition, collector, brand, amount, currency, steps } = scenario;
  return {
    v: linkVersion,
    edition,
    collector,
    brand,
    amount: String(amount),
    currency,
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
      steps: steps.slice(0, mostSteps),
    },
    problems,
  };
}

/** Noon of a day without a clock change, and some minutes. */
function instant(minutes: number): string {
  return new Date(Date.UTC(2026, 1, 2, 12) + minutes * 60_000).toISOString().replace('.000', '');
}
