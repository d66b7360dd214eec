/**
 * The frame around every view: the tabs, the theme, and what to say where a link leads nowhere.
 */
import { useEffect, useRef } from 'preact/hooks';
import { linkTo, route } from './route.ts';
import { switchTheme, theme } from './theme.ts';
import { type View, views } from './views.ts';

/** The studio. */
export function Shell() {
  const { view } = route.value;
  const [first] = views as readonly [View];
  const shown = view === '' ? first : views.find(({ id }) => id === view);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = `${shown?.title ?? 'Not found'} · Paychart studio`;
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [shown?.id]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the view
      </button>
      <header class="bar">
        <a class="brand" href={linkTo(first.id)}>
          <Logo />
          Paychart
        </a>
        <nav aria-label="Views">
          {views.map(({ id, title }) => (
            <a key={id} href={linkTo(id)} aria-current={id === shown?.id ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <button type="button" class="quiet theme" onClick={switchTheme}>
          {theme.value === 'dark' ? 'Light' : 'Dark'}
          <span class="unseen"> theme</span>
        </button>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {shown ? <shown.component key={shown.id} /> : <Lost view={view} />}
      </main>
    </>
  );
}

function Lost({ view }: { readonly view: string }) {
  return (
    <section class="card said">
      <h1>There is no view “{view.slice(0, 40)}” here</h1>
      <p>The link may be from another version of the studio. These are the views:</p>
      <ul>
        {views.map(({ id, title }) => (
          <li key={id}>
            <a href={linkTo(id)}>{title}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A state that leads to an end. */
function Logo() {
  return (
    <svg class="logo" viewBox="0 0 28 16" width="28" height="16" aria-hidden="true">
      <circle cx="4" cy="8" r="4" />
      <path d="M8 8h6" />
      <rect x="15" y="2" width="12" height="12" rx="4" />
    </svg>
  );
}
