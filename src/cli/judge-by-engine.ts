/**
 * One JSON value of the input, judged by an engine: what `judgeItem` gives, at a fraction of its cost.
 */
import type { Pair, Position } from '../../machines/index.ts';
import type { Item } from '../audit/documents/input.ts';
import { listIn, readReport } from '../audit/documents/read.ts';
import type { Standings } from '../audit/documents/standings.ts';
import type { Fed } from '../lifecycle/engine/engine.ts';
import type { ReportFields } from '../lifecycle/engine/node.ts';
import { defined, InputError, type Payment, type Report, type Verdict } from '../lifecycle/index.ts';
import { emptyList, type Judged, maskedIn, type Place, type Unusable } from './judge.ts';

/** A report judged by an engine. What is seldom asked is made when it is asked. */
export class JudgedByEngine implements Judged {
  readonly place: Place;
  readonly fields: ReportFields;
  readonly fed: Fed;
  readonly orderId: string;
  readonly masked: readonly string[];
  readonly #standings: Standings;

  constructor(place: Place, fields: ReportFields, fed: Fed, masked: readonly string[], standings: Standings) {
    this.place = place;
    this.fields = fields;
    this.fed = fed;
    this.masked = masked;
    this.#standings = standings;
    const [own] = fed.after.ids as readonly [string];
    this.orderId = this.isKnown ? own : fields.orderId;
  }

  /** Whether anything is believed of the order now. */
  get isKnown(): boolean {
    return this.#standings.engine.isKnown(this.fed.after);
  }

  get report(): Report {
    return defined<Report>(this.fields as Report);
  }

  get verdict(): Verdict {
    return this.fed.verdict();
  }

  get before(): Payment | undefined {
    return this.#standings.paymentOf(this.fed.before);
  }

  get after(): Payment | undefined {
    return this.#standings.paymentOf(this.fed.after);
  }

  get shows(): readonly Pair[] {
    return this.#standings.engine.shows(this.fed);
  }

  get position(): Position | undefined {
    return this.#standings.engine.position(this.fed);
  }
}

/** Judges every report that an item holds; one that cannot be read loses none of the others. One alone comes by itself. */
export function judgeByEngine(
  file: string,
  item: Item,
  standings: Standings,
): JudgedByEngine | Unusable | readonly (JudgedByEngine | Unusable)[] {
  const { line } = item;
  if ('problem' in item) return { place: { file, line }, problem: item.problem };
  const { list, channel } = listIn(item.json);
  if (list === undefined) return judgeOne({ file, line }, item.json, channel, item, standings);
  if (list.length === 0) return emptyList({ file, line });
  return list.map((json, entry) => judgeOne({ file, line, entry }, json, channel, item, standings));
}

/** Judges one order: by an engine, read as a plain one if it is plain. */
export function judgeOne(
  place: Place,
  json: unknown,
  channel: Report['channel'] | undefined,
  { text, isClean = false }: Extract<Item, { text: string }>,
  standings: Standings,
): JudgedByEngine | Unusable {
  try {
    const report = readReport(json, channel);
    const fed = standings.feed(report);
    return new JudgedByEngine(place, report, fed, isClean ? noCardData : maskedIn(text, json), standings);
  } catch (error) {
    if (error instanceof InputError) return { place, problem: error.message };
    throw error;
  }
}

const noCardData: readonly string[] = [];
