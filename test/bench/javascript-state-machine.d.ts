/** The part of javascript-state-machine that the benchmark uses; the package has no types of its own. */
declare module 'javascript-state-machine' {
  interface Transition {
    readonly name: string;
    readonly from: string | readonly string[];
    /** A target, or what finds one; none means that the transition is not possible. */
    to: string | ((...args: never[]) => string | undefined);
  }

  interface Options<Args extends readonly unknown[]> {
    readonly init: string;
    data(...args: Args): object;
    readonly transitions: readonly Transition[];
    readonly methods: Readonly<Record<string, (...args: never[]) => unknown>>;
  }

  const StateMachine: {
    factory<Machine, Args extends readonly unknown[]>(options: Options<Args>): new (...args: Args) => Machine;
  };
  export default StateMachine;
}
