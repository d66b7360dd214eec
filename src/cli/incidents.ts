/**
 * `paychart incidents`: the public status bugs in the museum; or one of them, told as a story and played on the charts.
 */
import type { Command } from 'commander';
import {
  answerText,
  type Incident,
  incidents as museum,
  type PlayedIncident,
  type PlayedStep,
  playIncident,
  toldAt,
  toldText,
} from '../incidents/index.ts';
import { InputError, statusOf } from '../lifecycle/index.ts';
import { pairsText } from '../words/index.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { type Colour, counted, jsonLine, layoutFor, type Paint, painter, safe, wrapped } from './print.ts';
import { verdictColours } from './tally.ts';
import { layout, type Row, soleDay, widthsOf } from './timeline.ts';

interface Options {
  readonly json?: boolean;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addIncidents(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('incidents')
    .description('status bugs that other people shipped: what happened there, and what these charts answer')
    .argument('[id]', 'the incident to be told; all are listed if left out')
    .option('--json', 'one JSON object per incident; of one, with every step and its answer')
    .addHelpText(
      'after',
      '\nExit code: 0 if every answer is the one that is due, 1 if one is not, 2 if there is no such incident.',
    )
    .action(async (id: string | undefined, options: Options) => {
      try {
        ended(id === undefined ? await list(options, io) : await tell(find(id), options, io));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        io.stderr.write(`${safe(error.message)}\n`);
        ended(exitCodes.unusable);
      }
    });
}

async function list({ json }: Options, io: Io): Promise<number> {
  const paint = painter(io);
  const width = Math.max(...museum.map(({ id }) => id.length));
  const lines = json
    ? museum.map((incident) => jsonLine(summaryOf(incident)))
    : [
        `${counted(museum.length, 'public status bug')}, each a story that plays on the charts:\n\n`,
        ...museum.map((incident) => listed(incident, width, io, paint)),
        '\nTell one with its name, as: paychart incidents late-expired-cancels-paid\n',
      ];
  await writeWhole(io.stdout, lines.join(''));
  return exitCodes.lawful;
}

const summaryOf = ({ id, title, happened, sources, lesson, also = [] }: Incident): object => ({
  id,
  title,
  happened,
  sources,
  lesson,
  also,
});

function listed({ id, title }: Incident, width: number, io: Io, paint: Paint): string {
  const rest = io.isTTY ? Math.max(20, io.columns - width - 4) : Number.POSITIVE_INFINITY;
  const [first = '', ...more] = wrapped(title, rest);
  const below = more.map((line) => `${' '.repeat(width + 4)}${line}\n`).join('');
  return `  ${paint(id, 'bold')}${' '.repeat(width - id.length + 2)}${first}\n${below}`;
}

/** @throws InputError if there is no such incident; it names those with a similar name. */
function find(id: string): Incident {
  const found = museum.find((one) => one.id === id);
  if (found) return found;
  const near = nearest(
    id,
    museum.map((one) => one.id),
  );
  throw new InputError(
    'incident',
    `there is none called "${id}"`,
    near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'List all with: paychart incidents',
  );
}

/** The names that share most with a word, three letters at a time; those that share a third of it at least. */
function nearest(word: string, names: readonly string[]): readonly string[] {
  const wanted = triplets(word);
  const shared = (name: string): number => wanted.filter((one) => triplets(name).includes(one)).length;
  return names
    .filter((name) => shared(name) * 3 >= Math.max(1, wanted.length))
    .sort((a, b) => shared(b) - shared(a))
    .slice(0, 3);
}

function triplets(word: string): readonly string[] {
  const lower = word.toLowerCase();
  return Array.from({ length: Math.max(1, lower.length - 2) }, (_, start) => lower.slice(start, start + 3));
}

async function tell(incident: Incident, { json }: Options, io: Io): Promise<number> {
  const played = playIncident(incident);
  await writeWhole(io.stdout, json ? jsonLine(asJson(played)) : asText(played, io));
  return played.asExpected ? exitCodes.lawful : exitCodes.unlawful;
}

function asJson({ incident, steps, asExpected }: PlayedIncident): object {
  return {
    ...summaryOf(incident),
    asExpected,
    steps: steps.map((one) => ({
      ...one.step,
      answer: one.word,
      why: answerText(one),
      because: one.because,
      shows: statusOf(one.payment),
      wrong: one.wrong,
    })),
  };
}

function asText({ incident, steps }: PlayedIncident, io: Io): string {
  const paint = painter(io);
  const say = layoutFor(io, paint);
  const rows = steps.map(rowOf);
  const sole = soleDay(rows);
  const shown = rows.map((row) => (sole === undefined ? row : { ...row, time: row.time.replace(`${sole} `, '') }));
  const widths = { ...widthsOf(shown, undefined), orderId: 0 };
  const { heading, row } = layout(io, paint, widths, '   ', { reported: 'told or asked', verdict: 'answer' });
  const lines = [
    paint(incident.title, 'bold'),
    incident.id,
    '',
    ...say('What happened  ', incident.happened, 'bold'),
    ...incident.sources.flatMap(({ text, url }, place) => [
      ...say(place === 0 ? 'Source         ' : gap, text, 'bold'),
      ...say(gap, url),
    ]),
    '',
    ...say(
      '',
      `The same on these charts. Times without a Z are MultiSafepay's own${sole === undefined ? '' : `, on ${sole}`}; all of it is made up.`,
    ),
    '',
    heading(),
  ];
  for (const [place, { step, wrong }] of steps.entries()) {
    lines.push('', ...say(`${String(place + 1).padStart(2)} `, step.says, 'bold'));
    lines.push(row(shown[place] as Row).trimEnd());
    if (step.there !== undefined) lines.push(...say('   there: ', step.there, 'yellow'));
    for (const one of wrong) lines.push(...say('   not the answer that is due: ', one, 'red'));
  }
  lines.push('', ...say('Lesson         ', incident.lesson, 'bold'));
  for (const [place, { by, says, rule }] of (incident.also ?? []).entries())
    lines.push(
      ...say(
        place === 0 ? 'Besides        ' : gap,
        `${by}: ${says}${rule === undefined ? '' : ` Rule: ${rule}.`}`,
        'bold',
      ),
    );
  return `${lines.join('\n')}\n`;
}

const gap = ' '.repeat('What happened  '.length);

function rowOf(played: PlayedStep): Row {
  return {
    orderId: '',
    time: toldAt(played)?.replace('T', ' ') ?? '-',
    reported: toldText(played),
    verdict: played.word,
    shows: pairsText(statusOf(played.payment)),
    why: answerText(played),
    colour: colourOf(played.word),
  };
}

const colourOf = (word: PlayedStep['word']): Colour =>
  word in verdictColours ? verdictColours[word as keyof typeof verdictColours] : others[word as keyof typeof others];

const others = {
  taken: 'green',
  repeated: 'dim',
  refused: 'red',
  'no order': 'yellow',
  yes: 'green',
  no: 'red',
  noted: 'dim',
} as const satisfies Partial<Record<PlayedStep['word'], Colour>>;
