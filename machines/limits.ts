/**
 * The numbers of the law: each is a row beside what it limits, with its unit in its name and with its grounds. A sentence that
 * mentions a number is a template, filled from the row.
 */
import type { Grounds } from './sources.ts';

/** What a larger number makes of the law: it admits more (`widens`), or less (`narrows`). */
export type Larger = 'widens' | 'narrows';

/** A number of the law, beside the key that holds it and names its unit. */
export interface Limit extends Grounds {
  /** Left out where as much is admitted: only what is asked, and when, depends on it. */
  readonly larger?: Larger;
}

/** What fills the places of a template. */
export type TemplateFacts = Readonly<Record<string, string | number | boolean>>;

const places = /\{(\w+)\}/g;

/** The names of the places of a template: `{days}` is the place of `days`. */
export function placesOf(template: string): readonly string[] {
  return [...template.matchAll(places)].map(([, name]) => name as string);
}

/** A template with its places filled. */
export function filled(template: string, facts: TemplateFacts): string {
  // Most sentences have no place.
  if (!template.includes('{')) return template;
  return template.replace(places, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`bug: nothing says "${name}" for the sentence "${template}"`);
    return String(fact);
  });
}

/** Hours as people say them: whole days as days, if there are several. */
export function hoursText(hours: number): string {
  const [count, noun] = hours % 24 === 0 && hours > 24 ? [hours / 24, 'day'] : [hours, 'hour'];
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
