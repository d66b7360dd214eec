/**
 * Which view is shown, and with what: the URL's fragment, as `#/charts?chart=refund`. It never reaches a server.
 */
import { computed, signal } from '@preact/signals';

/** A place in the studio. */
export interface Route {
  /** The view's id; empty at first. */
  readonly view: string;
  /** What the view is to show. */
  readonly query: URLSearchParams;
}

const fragment = signal(location.hash);

addEventListener('hashchange', () => {
  fragment.value = location.hash;
});

/** Where we are. */
export const route = computed((): Route => {
  const [path = '', query = ''] = fragment.value.replace(/^#\/?/, '').split(/\?(.*)/s);
  return { view: path, query: new URLSearchParams(query) };
});

/** The link to a view. */
export function linkTo(view: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const said = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const text = new URLSearchParams(said).toString();
  return `#/${view}${text === '' ? '' : `?${text}`}`;
}

/** Goes to a link: as a step that the browser's back button undoes, or in place of where we are. */
export function goTo(link: string, how: 'step' | 'replace' = 'step'): void {
  if (how === 'step') history.pushState(null, '', link);
  else history.replaceState(null, '', link);
  fragment.value = location.hash;
}
