/**
 * The incident museum: status bugs that other people shipped. All of them come with the list; with a link to one story come those of its
 * third, and what judges a report.
 */
import { useState } from 'preact/hooks';
import type { Incident } from '../../../incidents/index.ts';
import { later } from '../later.tsx';
import { linkTo, route } from '../route.ts';

const view = 'incidents';

/** The scripts of the stories: each has a third of them, by length. */
const thirds = [
  () => import('../stories-first.ts'),
  () => import('../stories-second.ts'),
  () => import('../stories-third.ts'),
] as const;

/** The id of every story, in the order of the museum, with the place of its third: read from them when the page is built. */
declare const storyPlaces: readonly (readonly [id: string, third: number])[];

const All = later(async () => {
  const stories = (await Promise.all(thirds.map((load) => load()))).flatMap((third) => Object.values(third));
  const incidents = storyPlaces.flatMap(([id]) => stories.filter((one) => one.id === id));
  return () => <Museum incidents={incidents} />;
});

const stories = thirds.map((load) =>
  later<{ readonly id: string }>(async () => {
    const [{ Story }, third] = await Promise.all([import('./story.tsx'), load()]);
    return ({ id }) => {
      const incident = Object.values(third).find((one) => one.id === id);
      return incident ? <Story incident={incident} /> : <NoStory id={id} />;
    };
  }),
);

/** The view of the incidents: all of them, or one story. */
export function Incidents() {
  const { query } = route.value;
  const id = query.get('story');
  if (id === null) return <All />;
  const Story = stories[storyPlaces.find(([one]) => one === id)?.[1] ?? 0];
  return Story && <Story key={id} id={id} />;
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
