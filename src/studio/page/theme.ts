/**
 * Light or dark: as the system prefers, until somebody chooses. The choice is kept where the browser keeps anything at all.
 */
import { effect, signal } from '@preact/signals';
import { colourRules, type InkName, inks, typeRules } from '../ink.ts';

const key = 'paychart-studio-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

/** The theme in use. */
export const theme = signal<InkName>(chosen() ?? (dark.matches ? 'dark' : 'light'));

dark.addEventListener('change', () => {
  if (chosen() === undefined) theme.value = dark.matches ? 'dark' : 'light';
});

/** Changes to the other theme, and remembers it if the browser can. */
export function switchTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(key, theme.value);
  } catch {
    // A browser without storage: the choice lasts as long as the page.
  }
}

function chosen(): InkName | undefined {
  try {
    const kept = localStorage.getItem(key);
    return kept !== null && kept in inks ? (kept as InkName) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the document in the theme, and gives the charts their colours in both. */
export function applyTheme(): void {
  const style = document.createElement('style');
  style.textContent = [
    typeRules.replaceAll(/^(?=[.t])/gm, '.figure '),
    colourRules(inks.light, '.figure '),
    // Paper is white.
    `@media screen{${colourRules(inks.dark, '[data-theme="dark"] .figure ')}}`,
  ].join('\n');
  document.head.append(style);
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}
