/**
 * Values that what is shown depends on: whoever shows one asks for it with `use`, and is drawn anew when it becomes another.
 */
import { useLayoutEffect, useState } from 'preact/hooks';

/** A value that may become another, and says so. */
export class Signal<Value> {
  #value: Value;
  readonly #followers = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set value(value: Value) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const tell of [...this.#followers]) tell();
  }

  /** Tells of every other value from now on, until the function that is returned is called. */
  follow(tell: () => void): () => void {
    this.#followers.add(tell);
    return () => this.#followers.delete(tell);
  }
}

/** The value now, within a component: a hook. */
export function use<Value>(signal: Signal<Value>): Value {
  const [, draw] = useState(() => signal.value);
  useLayoutEffect(() => {
    const drawNow = (): void => draw(() => signal.value);
    // It may have become another since it was drawn.
    drawNow();
    return signal.follow(drawNow);
  }, [signal]);
  return signal.value;
}
