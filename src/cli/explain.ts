/**
 * `paychart explain`: may this be paid this way, may this happen now, can this status still come, may this much be captured, may this
 * chargeback be answered? With the rule, its source, and what would be legal instead.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  authorisationConfig,
  brandNames,
  type CardBrand,
  type CardProfile,
  type ChartFact,
  cardBrands,
  cardRule,
  collectorNames,
  decided,
  defaultEdition,
  defaultThreeD,
  type Edition,
  editionNames,
  editions,
  type Grounds,
  isAmount,
  isCurrency,
  isLowValue,
  lowValueLimits,
  orderStatuses,
  type Pair,
  pair,
  type RefundFact,
  type Refusal,
  refusal,
  sources,
  type ThreeDMode,
  threeDModes,
  transactionStatuses,
} from '../../machines/index.ts';
import {
  type Explanation,
  explain,
  explainStatus,
  InputError,
  isKnown,
  isShownBeside,
  type LegalFact,
  type Snapshot,
} from '../lifecycle/index.ts';
import { readOrderWord, readTransactionWord } from '../multisafepay/index.ts';
import {
  builtLaw,
  type ChartId,
  chartIds,
  factClassName,
  firstCharts,
  type NumberedCell,
  type Profile,
} from '../relation/index.ts';
import { cureTexts, currencyDigits, lowValueText, moneyText, pairText, refusalText } from '../words/index.ts';
import { type Allowed, askCancelReservation, askCapture, askChallenge, instantText } from './explain-asks.ts';
import { exitCodes, type Io } from './io.ts';
import { jsonLine, type Paint, painter, safe, wrapped } from './print.ts';

interface Asked {
  readonly brand?: CardBrand;
  readonly amount?: string;
  readonly minor?: number;
  readonly currency: string;
  readonly with3d?: boolean;
  readonly without3d?: boolean;
  readonly ownMid?: boolean;
  readonly edition?: Edition;
  readonly chart?: ChartId;
  readonly state?: string;
  readonly status?: Pair;
  readonly fact?: string;
  readonly sameDay?: boolean;
  readonly capture?: string;
  readonly captured?: string;
  readonly cancelReservation?: boolean;
  readonly challenge?: boolean;
  readonly since?: string;
  readonly due?: string;
  readonly at?: string;
  readonly json?: boolean;
}

/** What is asked, under one edition. */
interface Under extends Asked {
  readonly edition: Edition;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addExplain(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('explain')
    .description(
      'may this be paid this way, may this happen now, can this status still come, may this be captured or released: yes or no, and why',
    )
    .addOption(new Option('--brand <brand>', 'the card brand').choices(cardBrands))
    .addOption(new Option('--amount <amount>', 'the amount, as 25.00').conflicts('minor'))
    .addOption(new Option('--minor <amount>', 'the amount in minor units, as 2500').argParser(minorUnits))
    .addOption(
      new Option('--currency <code>', 'the currency')
        .default(lowValueLimits[defaultEdition].currency)
        .argParser(currencyCode),
    )
    .addOption(new Option('--with-3d', 'with 3-D Secure').conflicts('without3d'))
    .option('--without-3d', 'without 3-D Secure')
    .option('--own-mid', 'American Express collects (own MID)')
    .addOption(
      new Option('--edition <edition>', 'the edition of the rules; left out: each one, where they differ').choices(
        editionNames,
      ),
    )
    .addOption(new Option('--chart <chart>', 'the chart; transaction if left out').choices(chartIds))
    .option('--state <state>', 'the state it is in, as initialized.authorising; its beginning if left out')
    .addOption(
      new Option('--status <pair>', 'a status wished for, as order/transaction')
        .argParser(statusPair)
        .conflicts('fact'),
    )
    .option('--fact <fact>', 'a fact to happen, as authentication.completed:N')
    .option('--same-day', 'for the refund chart: a same-day reversal')
    .addOption(
      new Option('--capture <amount>', 'may this much be captured, of the --amount that was authorised').conflicts([
        'status',
        'fact',
        'challenge',
        'cancelReservation',
        'minor',
        'ownMid',
      ]),
    )
    .option('--captured <amount>', 'for --capture and --cancel-reservation: what was captured before')
    .addOption(
      new Option('--cancel-reservation', 'may what remains of an --amount that was authorised be released').conflicts([
        'status',
        'fact',
        'challenge',
        'minor',
        'ownMid',
      ]),
    )
    .addOption(
      new Option('--challenge', 'may a chargeback be answered, by the --state of its dispute').conflicts([
        'status',
        'fact',
        'ownMid',
      ]),
    )
    .addOption(instantOption('--since <time>', 'when it was authorised, or charged back'))
    .addOption(instantOption('--due <time>', 'by when to capture or to answer, if MultiSafepay told it'))
    .addOption(instantOption('--at <time>', 'when to capture or to answer; now if left out'))
    .option('--json', 'the answer as one JSON object')
    .addHelpText(
      'after',
      `\nExit code: 0 if it is possible, 1 if it is refused, 2 if the question cannot be answered; of ${defaultEdition} if no edition is said.`,
    )
    .action((asked: Asked) => {
      try {
        ended(answer(asked, io));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        io.stderr.write(`${safe(error.message)}\n`);
        ended(exitCodes.unusable);
      }
    });
}

/** An option that is a time. */
function instantOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((given) => {
    const instant = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)?$/.test(given)
      ? Date.parse(given)
      : Number.NaN;
    if (Number.isNaN(instant))
      throw new InvalidArgumentError('Give a day or an instant, as 2026-03-01 or 2026-03-01T12:00:00Z.');
    return instantText(instant);
  });
}

function minorUnits(given: string): number {
  const amount = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (!isAmount(amount)) throw new InvalidArgumentError('Give a whole number of minor units: EUR 25.00 is 2500.');
  return amount;
}

function currencyCode(given: string): string {
  const code = given.toUpperCase();
  if (!isCurrency(code)) throw new InvalidArgumentError('Give a code of ISO 4217, such as EUR.');
  return code;
}

function statusPair(given: string): Pair {
  const [order, transaction, ...rest] = given.split('/').map((word) => word.trim());
  const words = { order: readOrderWord(order ?? ''), transaction: readTransactionWord(transaction ?? '') };
  if (rest.length === 0 && isKnown(words.order) && isKnown(words.transaction))
    return pair(words.order, words.transaction);
  throw new InvalidArgumentError(
    `Give order/transaction. Order words: ${orderStatuses.join(', ')}. Transaction words: ${transactionStatuses.join(', ')}.`,
  );
}

/** An amount as people write it, in minor units; read digit by digit, so that nothing is rounded. */
function amountIn(given: string, currency: string, option = '--amount'): number {
  const digits = currencyDigits(currency);
  if (digits === undefined)
    throw new InputError('--currency', `"${currency}" is no currency`, 'Give a code of ISO 4217.');
  const read = /^(\d+)(?:\.(\d+))?$/.exec(given);
  const fraction = read?.[2] ?? '';
  const amount = read && fraction.length <= digits ? Number(`${read[1]}${fraction.padEnd(digits, '0')}`) : Number.NaN;
  if (!isAmount(amount))
    throw new InputError(
      option,
      `"${given}" is not an amount of ${currency}`,
      `Write it with up to ${digits} digits after the point, as ${moneyText(2500, currency)}.`,
    );
  return amount;
}

/** One thing asked of every cell that fits what was said. */
interface Question {
  /** The question, in words. */
  readonly asks: string;
  /** Under what it is asked besides the edition: who collects, and whether it is the way that is taken if none is said. */
  readonly about: readonly string[];
  /** The grounds of the rule that decides, where it is not in the answer itself. */
  readonly grounds?: Grounds;
  /** The class of the fact wished for. */
  readonly fact?: string;
  readonly wish: { readonly status: Pair } | { readonly fact: unknown } | undefined;
}

/** An answer for all cells that fit: their answers, together. */
interface Answered extends Explanation, Omit<Question, 'wish'> {
  /** Where the fact leads, if it may happen. */
  readonly leads: readonly LegalFact[];
  /** What the state means, if it is all that is asked. */
  readonly means?: string;
  /** Whether nothing may happen any more. */
  readonly final: boolean;
  /** Where some cells answer yes and some no: what it depends on. */
  readonly depends: readonly string[];
  /** By when it may be done, in words. */
  readonly by?: readonly string[];
  /** Of what a pair is shown, where that is no state of the chart. */
  readonly beside?: string;
}

/** What one edition answers: an answer to each question, or why it has none. */
type Told = { readonly edition: Edition } & (
  | { readonly answers: readonly Answered[] }
  | { readonly problem: InputError }
);

function answer(asked: Asked, io: Io): number {
  const told = (asked.edition === undefined ? editionNames : [asked.edition]).map((edition) =>
    toldUnder({ ...asked, edition }),
  );
  // Of the editions the default one answers for the exit code; if one is said, there is no other.
  const decides = told.find(({ edition }) => edition === defaultEdition) ?? (told[0] as Told);
  if ('problem' in decides && told.every((one) => 'problem' in one)) throw decides.problem;
  const paint = painter(io);
  const differ = told.some((one) => signatureOf(one) !== signatureOf(decides));
  for (const { editions: under, one, problem } of grouped(told)) {
    const names = asked.edition === undefined && under.length === editionNames.length ? undefined : under;
    const heading = one && { ...one, asks: asksText(one, names, differ) };
    const isDefault = under.includes(defaultEdition);
    if (asked.json)
      io.stdout.write(
        jsonLine({
          ...(heading ? asJson(heading) : { problem: problem?.message }),
          editions: under,
          default: isDefault,
        }),
      );
    else if (heading) io.stdout.write(asText(heading, asked, io, paint));
    else io.stdout.write(`Under edition ${under.join(', ')} it cannot be asked: ${safe(problem?.message ?? '')}\n\n`);
  }
  if (differ && !asked.json)
    for (const line of wrapped(differText, io.isTTY ? io.columns : Number.POSITIVE_INFINITY))
      io.stdout.write(`${line}\n`);
  if ('problem' in decides) return exitCodes.unusable;
  const { answers } = decides;
  if (answers.some(({ possible }) => possible === 'yes')) return exitCodes.lawful;
  return answers.some(({ possible }) => possible === 'unknown') ? exitCodes.unusable : exitCodes.unlawful;
}

const differText =
  `The editions differ here. ${defaultEdition}, ${editions[defaultEdition].title}, is in force where none is chosen: choose with ` +
  '"edition" where a payment is opened, with PAYCHART_EDITION in the sidecar, with --edition here.';

/** What is answered under one edition. */
function toldUnder(asked: Under): Told {
  const { edition } = asked;
  try {
    const allowed = allowedOf(asked);
    if (allowed) return { edition, answers: [allowed] };
    const cells = cellsFor(asked);
    const answers = questionsOf(asked, cells).map((question) => ask(question, cells));
    const zero = amountOf(asked) === 0 ? refusal('order_amount_not_positive', { amount: 0 }) : undefined;
    return { edition, answers: zero ? answers.map((one) => refusedFor(one, zero)) : answers };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { edition, problem: error };
  }
}

/**
 * The answer to a question of how much may be captured, whether the rest may be released, or whether a chargeback may be answered;
 * nothing if none is asked.
 */
function allowedOf(asked: Under): Answered | undefined {
  const { brand, currency, capture, captured, cancelReservation, challenge, since, due } = asked;
  const { at = new Date().toISOString() } = asked;
  const times = { at, ...(since !== undefined && { since }), ...(due !== undefined && { due }) };
  const whose = { ...(brand !== undefined && { brand }) };
  if (cancelReservation) {
    const cell = cellIn('authorisation', authorisationConfig.states.authorised.id, asked, '--cancel-reservation');
    const authorised = amountOf(asked);
    return answeredBy(
      cell,
      askCancelReservation(cell, {
        ...times,
        ...whose,
        currency,
        captured: captured === undefined ? 0 : amountIn(captured, currency, '--captured'),
        ...(authorised !== undefined && { authorised }),
      }),
    );
  }
  if (capture !== undefined) {
    const cell = cellIn('authorisation', authorisationConfig.states.authorised.id, asked, '--capture');
    const authorised = amountOf(asked);
    return answeredBy(
      cell,
      askCapture(cell, {
        ...times,
        ...whose,
        amount: amountIn(capture, currency, '--capture'),
        currency,
        captured: captured === undefined ? 0 : amountIn(captured, currency, '--captured'),
        ...(authorised !== undefined && { authorised }),
      }),
    );
  }
  if (!challenge) return undefined;
  const cell = cellIn('dispute', 'new', asked, '--challenge');
  return answeredBy(cell, askChallenge(cell, { ...times, ...whose }));
}

function answeredBy(cell: NumberedCell, { refusal: reason, ...allowed }: Allowed): Answered {
  const { legal } = explain(cell as unknown as Snapshot, nothingWished as never);
  const refusals = reason ? [reason] : [];
  return {
    ...allowed,
    about: [],
    wish: undefined,
    refusals,
    legal,
    way: [],
    leads: [],
    final: cell.final,
    depends: [],
  } as Answered;
}

/** A cell of a chart in the state that is said. @throws InputError if the chart is another, or has no such state. */
function cellIn(
  chart: ChartId,
  standard: string,
  { chart: said, state = standard }: Asked,
  option: string,
): NumberedCell {
  if (said !== undefined && said !== chart)
    throw new InputError('--chart', `${option} is asked of the ${chart} chart`, 'Leave --chart out.');
  const cells = builtLaw().relation.cells.filter((cell) => cell.chart === chart);
  const found = cells.find((cell) => cell.state === state);
  if (found) return found;
  throw noState(chart, state, cells);
}

function noState(chart: ChartId, state: string, cells: readonly NumberedCell[]): InputError {
  const states = [...new Set(cells.map((cell) => cell.state))];
  return new InputError(
    '--state',
    `the ${chart} chart has no state "${state}"`,
    `Its states are ${states.join(', ')}.`,
  );
}

/** An answer, or why there is none, with the editions that give it. */
interface Group {
  readonly editions: readonly Edition[];
  readonly one?: Answered;
  readonly problem?: InputError;
}

/** The answers question by question, those that are the same under several editions once. */
function grouped(told: readonly Told[]): readonly Group[] {
  const most = Math.max(...told.map((one) => ('answers' in one ? one.answers.length : 0)));
  const byQuestion = Array.from({ length: most }, (_, at) => {
    const groups = new Map<string, { editions: Edition[]; one: Answered }>();
    for (const each of told) {
      const one = 'answers' in each ? each.answers[at] : undefined;
      if (one === undefined) continue;
      const group = groups.get(signatureOfAnswer(one));
      if (group) group.editions.push(each.edition);
      else groups.set(signatureOfAnswer(one), { editions: [each.edition], one });
    }
    return [...groups.values()];
  });
  const without = told.flatMap((one) => ('problem' in one ? { editions: [one.edition], problem: one.problem } : []));
  return [...byQuestion.flat(), ...without];
}

/** What an answer says, without whose text says so: answers that differ in nothing else are the same. */
function signatureOfAnswer({ possible, refusals, depends, leads, legal, way, about }: Answered): string {
  const shown = (list: readonly LegalFact[]) => list.map(({ fact, to, pair: shows }) => [fact, to, shows]);
  const codes = refusals.map(({ code }) => code);
  return JSON.stringify([possible, codes, depends, shown(leads), shown(legal), way, about]);
}

const signatureOf = (told: Told): string =>
  'answers' in told ? told.answers.map(signatureOfAnswer).join() : told.problem.message;

/** The question with what it is asked under: the editions, if they are not all. */
function asksText({ asks, about }: Answered, under: readonly Edition[] | undefined, differ: boolean): string {
  const standing = differ && under?.includes(defaultEdition) ? ', in force where none is chosen' : '';
  const edition = under === undefined ? 'every edition' : `edition ${under.join(', ')}${standing}`;
  return about.length === 0 && !differ ? asks : `${asks} (${[edition, ...about].join('; ')})`;
}

const refusedFor = (answered: Answered, reason: Refusal): Answered => ({
  ...answered,
  possible: 'no',
  refusals: [reason],
  depends: [],
  leads: [],
  legal: [],
});

function amountOf({ amount, minor, currency }: Asked): number | undefined {
  return minor ?? (amount === undefined ? undefined : amountIn(amount, currency));
}

function chartOf({ chart, ownMid }: Asked): ChartId {
  const [transaction, ofOwnMid] = firstCharts;
  if (ownMid && chart === transaction)
    throw new InputError('--chart', `own MID has its own chart, "${ofOwnMid}"`, 'Leave one of the two out.');
  if (ownMid && chart === 'authorisation')
    throw new InputError('--own-mid', 'what is captured by hand is never own MID', 'Leave one of the two out.');
  if (ownMid && chart !== undefined && chart !== ofOwnMid)
    throw new InputError('--own-mid', `the ${chart} chart is the same on own MID`, 'Leave one of the two out.');
  return chart ?? (ownMid ? ofOwnMid : transaction);
}

/** The cells of the law that fit what was said; what was not said is open. */
function cellsFor(asked: Under): readonly NumberedCell[] {
  const relation = builtLaw().relation;
  const chart = chartOf(asked);
  const openings = relation.openings([chart]);
  const [opening] = relation.list(openings);
  const ofChart = relation.cells.filter((cell) => cell.chart === chart);
  const state = asked.state ?? (opening as NumberedCell).state;
  if (ofChart.every((cell) => cell.state !== state)) throw noState(chart, state, ofChart);
  const amount = amountOf(asked);
  const isAtOpening = state === opening?.state;
  const said: Profile = {
    ...(chart === 'refund' ? { sameDay: asked.sameDay === true } : { edition: asked.edition }),
    ...(asked.brand !== undefined && { brand: asked.brand }),
    ...(amount !== undefined && { lowValue: isLowValue(amount, asked.currency, asked.edition) }),
    ...(!isAtOpening && modeOf(asked) !== undefined && { threeD: modeOf(asked) as ThreeDMode }),
  };
  const lawful = new Set(relation.list(relation.reach(openings, 'lawful')));
  const fitting = relation.cells.filter(
    (cell) =>
      cell.chart === chart &&
      cell.state === state &&
      Object.entries(said).every(([key, value]) => !(key in cell.profile) || cell.profile[key] === value),
  );
  const found = fitting.filter((cell) => lawful.has(cell));
  if (found.length === 0)
    throw new InputError(
      '--state',
      `no lawful history leads to "${state}" with what is said of the payment`,
      'Ask without --state whether it may be paid this way.',
    );
  return found;
}

function modeOf({ with3d, without3d }: Asked): ThreeDMode | undefined {
  const [withThreeD, withoutThreeD] = threeDModes;
  if (with3d) return withThreeD;
  return without3d ? withoutThreeD : undefined;
}

function questionsOf(asked: Under, cells: readonly NumberedCell[]): readonly Question[] {
  const { brand, status, fact, state } = asked;
  const [{ chart, state: from }] = cells as readonly [NumberedCell];
  const at = new Date().toISOString();
  if (status) return [{ asks: `Can ${pairText(status)} be shown, from ${from}?`, about: [], wish: { status } }];
  if (fact !== undefined) {
    const found = factNamed(fact, chart, asked, at);
    return [{ asks: `May ${fact} happen in ${from}?`, about: [], fact: factClassName(found), wish: { fact: found } }];
  }
  if (state !== undefined || cells[0]?.profile.brand === undefined)
    return [{ asks: `What may happen in ${from}?`, about: [], wish: undefined }];
  if (brand === undefined)
    throw new InputError(
      'explain',
      'nothing is asked',
      `Give --brand (${cardBrands.join(', ')}) to ask how it may be paid, or --state with --status or --fact.`,
    );
  const mode = modeOf(asked);
  const opened = cells[0]?.profile as unknown as CardProfile;
  return (mode === undefined ? threeDModes : [mode]).map((threeD) => {
    const found = { type: 'order.created', at, threeD } as const;
    const how = `${threeD === threeDModes[0] ? 'with' : 'without'} 3-D Secure`;
    const standard = mode === undefined && defaultThreeD(opened) === threeD ? ['the default'] : [];
    return {
      asks: `May ${brandNames[brand]} be paid ${how}?`,
      about: [`${collectorNames[opened.collector]} collects`, ...standard],
      grounds: cardRule(asked.edition, brand, threeD),
      fact: factClassName(found),
      wish: { fact: found },
    };
  });
}

/** A fact by its class name, as the relation lists it; a colon may stand for the blank. */
function factNamed(given: string, chart: ChartId, asked: Asked, at: string): ChartFact {
  const { facts } = builtLaw().sources[chart];
  const wished = given.replace(':', ' ').toLowerCase();
  const found = facts.find(({ name }) => name.toLowerCase() === wished || name.toLowerCase() === `${wished} admitted`);
  if (!found) {
    const known = facts.map(({ name }) => plainFact(name).replace(' ', ':'));
    throw new InputError(
      '--fact',
      `the ${chart} chart has no fact "${given}"`,
      `Its facts are ${[...new Set(known)].join(', ')}.`,
    );
  }
  if (!('ask' in found.fact)) return { ...found.fact, at } as ChartFact;
  const { currency } = asked;
  const amount = amountOf(asked) ?? 1;
  // Nothing stands against it: the rules of a real refund look at a real payment.
  const ledger = { collected: true, refundable: amount, refundableKnown: true, currency, chargebackAttached: false };
  const ofCapture = { authorised: true, remaining: amount, remainingKnown: true };
  const ask = { amount, currency, at, ledger: { ...ledger, ...ofCapture, outcomeUnknown: false, earlier: [] } };
  return { ...found.fact, at, ask } as RefundFact;
}

/** A fact's class without the answer that the refund rules give. */
const plainFact = (name: string): string => name.replace(/ (?:admitted|refused)$/, '');

/** Asks every cell, and puts the answers together. */
function ask({ wish, ...question }: Question, cells: readonly NumberedCell[]): Answered {
  const each = cells.map((cell) => {
    const explanation = explain(cell as unknown as Snapshot, (wish ?? nothingWished) as never);
    const found = wish !== undefined && 'status' in wish ? wayBeside(cell, wish.status) : undefined;
    if (found === undefined || explanation.possible === 'yes') return { cell, explanation, isBeside: false };
    const possible: Explanation = { ...explanation, possible: 'yes', refusals: [], way: found };
    return { cell, explanation: possible, isBeside: true };
  });
  const isBeside = each.some((one) => one.isBeside);
  const legal = new Map(
    each.flatMap(({ explanation }) => explanation.legal.map((one) => [`${one.fact} ${one.to}`, one] as const)),
  );
  const refusals = new Map(
    each.flatMap(({ explanation }) => explanation.refusals.map((one) => [refusalText(one), one] as const)),
  );
  const ways = each.map(({ explanation }) => explanation.way).sort((a, b) => a.length - b.length);
  const yes = each.filter(({ explanation }) => explanation.possible === 'yes').map(({ cell }) => cell);
  const no = each.filter(({ explanation }) => explanation.possible !== 'yes').map(({ cell }) => cell);
  const isMixed = wish !== undefined && yes.length > 0 && no.length > 0;
  return {
    ...question,
    ...(wish === undefined && cells[0] && { means: cells[0].meta.means }),
    ...(isBeside && { beside: besideText, grounds: decided('D18', 'D32') }),
    final: !isBeside && cells.every((cell) => cell.final),
    leads: yes.length === 0 ? [] : [...legal.values()].filter(({ fact }) => fact === question.fact),
    possible: wish === undefined || no.length === 0 ? 'yes' : isMixed ? 'unknown' : 'no',
    refusals: wish === undefined ? [] : [...refusals.values()],
    legal: [...legal.values()],
    way: ways.find((way) => way.length > 0) ?? [],
    depends: isMixed ? dependsOn(yes, no) : [],
  };
}

/**
 * The shortest facts that lead to a collected payment of which the order may show a pair, which is no state of the chart; none if it is
 * one; nothing where no way leads there.
 */
function wayBeside(cell: NumberedCell, status: Pair): readonly string[] | undefined {
  const { possible, way } = explainStatus([cell], status, (one) => isShownBeside(one, status));
  return possible === 'yes' ? way : undefined;
}

const besideText = 'of the order: it was shipped, given back or taken back, which is no state of its payment';

/** A status that no chart shows: asked where only what is legal is wanted. */
const nothingWished = { status: pair('shipped', 'refunded') };

const profileWords: Readonly<Record<string, string>> = {
  brand: 'the card brand (--brand)',
  lowValue: `whether the amount is at most ${lowValueText()} (--amount)`,
  threeD: 'whether it is paid with 3-D Secure (--with-3d, --without-3d)',
  authenticated: 'whether the customer was authenticated',
  softDeclined: 'whether the issuer has asked for authentication before',
};

/** What tells the cells that answer yes from those that answer no. */
function dependsOn(yes: readonly NumberedCell[], no: readonly NumberedCell[]): string[] {
  const valuesOf = (cells: readonly NumberedCell[], key: string): string =>
    [...new Set(cells.map(({ profile }) => String(profile[key])))].sort().join();
  return Object.entries(profileWords).flatMap(([key, words]) =>
    valuesOf(yes, key) === valuesOf(no, key) ? [] : [words],
  );
}

function asJson({ asks, possible, refusals, way, leads, legal, depends, by, beside }: Answered): object {
  const sourced = refusals.map((one) => ({ ...one, sourceText: sources[one.source] }));
  return {
    asks,
    possible,
    refusals: sourced,
    depends,
    ...(by && { by }),
    ...(beside && { beside }),
    way,
    leads,
    legal,
  };
}

const answerWords = {
  yes: ['Yes.', 'green'],
  no: ['No.', 'red'],
  unknown: ['It depends.', 'yellow'],
  open: ['It is not certain.', 'yellow'],
} as const;

function asText(answered: Answered, asked: Asked, io: Io, paint: Paint): string {
  const { asks, grounds, possible, refusals, way, leads, legal, depends, means, final, beside, by = [] } = answered;
  const [word, colour] = answerWords[possible === 'unknown' && depends.length === 0 ? 'open' : possible];
  const lines = [`${safe(asks)}${means === undefined ? ` ${paint(word, colour)}` : ''}`];
  const add = (name: string, text: string): void => {
    const width = io.isTTY ? Math.max(20, io.columns - 10) : Number.POSITIVE_INFINITY;
    for (const [place, line] of wrapped(text, width).entries())
      lines.push(`  ${(place === 0 ? name : '').padEnd(8)}${line}`);
  };
  const addGrounds = ({ ids, basis, source }: Grounds): void => {
    add('rule', `${ids.join(', ')} (${basis})`);
    add('source', sources[source]);
  };
  if (means !== undefined) add('means', means);
  for (const one of depends) add('depends', `on ${one}`);
  for (const one of refusals) {
    add(depends.length > 0 ? 'else' : 'why', refusalText(one, asked.currency));
    addGrounds(one);
    if (one.cure !== 'change' && cureTexts[one.cure] !== '') add('cure', cureTexts[one.cure]);
  }
  for (const one of by) add('by', one);
  if (beside !== undefined) add('shown', beside);
  if (way.length > 0) add('way', way.map(plainFact).join(', then '));
  if (possible === 'yes') {
    for (const { to, pair: shown, ids } of leads)
      add(
        'leads',
        `to ${to}${shown ? `, which shows ${pairText(shown)}` : ''}${grounds ? '' : ` (${ids.join(', ')})`}`,
      );
    if (grounds) addGrounds(grounds);
  }
  if (possible !== 'yes' || leads.length === 0) lines.push(...legalLines(legal, final));
  return `${lines.join('\n')}\n\n`;
}

/** What would be legal, as a small table. */
function legalLines(legal: readonly LegalFact[], final: boolean): string[] {
  if (legal.length === 0) return final ? ['  Nothing more may happen.'] : [];
  const widest = (of: (one: LegalFact) => string): number => Math.max(...legal.map((one) => of(one).length));
  const shown = ({ pair: shows }: LegalFact): string => (shows ? pairText(shows) : '-');
  const fact = widest((one) => plainFact(one.fact));
  const to = widest((one) => one.to);
  const shows = widest(shown);
  return [
    '  legal:',
    ...legal.map(
      (one) =>
        `    ${plainFact(one.fact).padEnd(fact)}  → ${one.to.padEnd(to)}  ${shown(one).padEnd(shows)}  ${one.ids.join(', ')}`,
    ),
  ];
}
