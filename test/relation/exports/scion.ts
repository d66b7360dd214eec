/**
 * SCION, an SCXML interpreter that nobody here wrote, and the little of it that tests need: a document is loaded, and a
 * session of it is given facts as events.
 */
import scxml from '@scion-scxml/scxml';
import type { Profile } from '../../../src/relation/index.ts';

/** A session of a document. */
export interface Session {
  /** The state it is in, by id. */
  state(): string;
  /** The values of the data model. */
  data(): Profile;
  isFinal(): boolean;
  /** Gives it an event; whether a transition was taken. */
  send(name: string, data?: object): boolean;
}

/** A document that SCION has accepted. SCION keeps one data model for it: with a new session, the one before is over. */
export interface LoadedDocument {
  /** Begins a session with values for the data model; what is not given begins with the value of the document. */
  begin(values?: Profile): Session;
  /** Goes on with a session that was stored in a state. */
  resume(state: string, values: Profile): Session;
}

type Statechart = InstanceType<typeof scxml.core.Statechart>;
type Model = ConstructorParameters<typeof scxml.core.Statechart>[0];
type Options = ConstructorParameters<typeof scxml.core.Statechart>[1];

/**
 * Loads a document.
 *
 * @throws Error if SCION refuses it: as XML, for a script that does not parse, or for a target that does not exist.
 */
export async function load(text: string): Promise<LoadedDocument> {
  const factory = await new Promise<Model>((resolve, reject) => {
    const unless = (refused: unknown, go: () => void): void => {
      try {
        if (refused) throw refusal(refused);
        go();
      } catch (error) {
        reject(error);
      }
    };
    scxml.documentStringToModel(
      'chart.scxml',
      text,
      (refused, document) =>
        unless(refused, () => document.prepare((failed, model) => unless(failed, () => resolve(model)), {})),
      { reportAllErrors: true },
    );
  });
  let current: Statechart | undefined;
  const session = (options: Options): [Statechart, Session] => {
    const chart = new scxml.core.Statechart(factory, { ...options, sessionRegistry: new Map() });
    current = chart;
    let taken = 0;
    const errors: unknown[] = [];
    chart.on('onTransition', () => taken++);
    chart.on('onError', (error) => errors.push(error.data));
    const checked = <T>(value: T): T => {
      if (chart !== current) throw new Error('this session is over: another has begun');
      if (errors.length > 0) throw refusal(errors);
      return value;
    };
    return [
      chart,
      {
        state: () => checked(chart.getConfiguration().join(' ')),
        data: () => checked({ ...chart.getSnapshot()[3] }),
        isFinal: () => checked(chart.isFinal()),
        send: (name, data) => {
          const before = taken;
          chart.gen({ name, data });
          return checked(taken > before);
        },
      },
    ];
  };
  const begin = (values: Profile = {}): Session => {
    const [chart, begun] = session({ params: values });
    chart.start();
    begun.state();
    return begun;
  };
  begin();
  return {
    begin,
    resume: (state, values) => session({ snapshot: [[state], {}, false, values, []] as never })[1],
  };
}

function refusal(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(`SCION: ${JSON.stringify(reason)}`);
}
