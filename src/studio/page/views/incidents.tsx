/**
 * The incident museum: status bugs that other people shipped. All of them come with the list; with a link to one story come those of its
 * half, and what judges a report.
 */
import { useState } from 'preact/hooks';
import type { Incident } from '../../../incidents/index.ts';
import { later } from '../later.tsx';
import { linkTo, route } from '../route.ts';
import { use } from '../signal.ts';

const view = 'incidents';

const All = later(async () => {
  const { incidents } = await import('../../../incidents/museum.ts');
  return () => <Museum incidents={incidents} />;
});

const OfFirst = ofHalf(() => import('../stories-first.ts'));
const OfSecond = ofHalf(() => import('../stories-second.ts'));

/** The ids of the stories of the second half: read from it when the page is built. */
declare const idsOfSecond: readonly string[];

/** A story of a half, by its id. */
function ofHalf(load: () => Promise<{ readonly stories: readonly Incident[] }>) {
  return later<{ readonly id: string }>(async () => {
    const [{ Story }, { stories }] = await Promise.all([import('./story.tsx'), load()]);
    return ({ id }) => {
      const incident = stories.find((one) => one.id === id);
      return incident ? <Story incident={incident} /> : <NoStory id={id} />;
    };
  });
}

/** The view of the incidents: all of them, or one story. */
export function Incidents() {
  const { query } = use(route);
  const id = query.get('story');
  if (id === null) return <All />;
  const Story = idsOfSecond.includes(id) ? OfSecond : OfFirst;
  return <Story key={id} id={id} />;
}

/** All incidents, or those with the words that are sought. */
function Museum({ incidents }: { readonly incidents: readonly Incident[] }) {
  const [wanted, setWanted] = useState('');
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const found = incidents.filter((one) => {
    const text = searched(one);
    return words.every((word) => text.includes(word));
  });
  return (
    <>
      <div class="head">
        <h1>Incidents</h1>
        <p>
          Status bugs that other people shipped. Each plays on these charts: what happened there, and what is answered
          here. What an issue claims is its author’s; the orders in the stories are made up.
        </p>
      </div>
      <search class="row apart incident-search">
        <label>
          Search
          <input
            type="search"
            value={wanted}
            placeholder="refund, expired, magento …"
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </label>
        <p class="soft" role="status">
          {found.length === incidents.length
            ? `${incidents.length} incidents`
            : `${found.length} of ${incidents.length} incidents`}
        </p>
      </search>
      {found.length === 0 ? (
        <p class="card said">
          No incident has all of these words.{' '}
          <button type="button" onClick={() => setWanted('')}>
            Show all
          </button>
        </p>
      ) : (
        <ul class="incident-list">
          {found.map(({ id, title, happened, sources: [source] }) => (
            <li key={id} class="card">
              <h2>
                <a href={linkTo(view, { story: id })}>{title}</a>
              </h2>
              <p>{happened}</p>
              <p class="soft">{source?.text}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Everything of an incident that a search looks at. */
const searched = ({ id, title, happened, lesson, sources, steps }: Incident): string =>
  [id, title, happened, lesson, ...sources.map(({ text }) => text), ...steps.map(({ says }) => says)]
    .join(' ')
    .toLowerCase();

function NoStory({ id }: { readonly id: string }) {
  return (
    <section class="card said">
      <h1>There is no incident “{id.slice(0, 60)}” here</h1>
      <p>
        The link may be from another version of the studio. <a href={linkTo(view)}>All incidents</a>
      </p>
    </section>
  );
}
