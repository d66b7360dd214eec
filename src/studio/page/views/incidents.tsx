/**
 * The incident museum: status bugs that other people shipped, to be searched. What judges a report comes when a story is opened.
 */
import { useState } from 'preact/hooks';
import { findIncident, type Incident, incidents } from '../../../incidents/index.ts';
import { later } from '../later.tsx';
import { linkTo, route } from '../route.ts';

const view = 'incidents';

const Story = later(async () => (await import('./story.tsx')).Story);

/** The view of the incidents: all of them, or one story. */
export function Incidents() {
  const { query } = route.value;
  const id = query.get('story');
  if (id === null) return <Museum />;
  const incident = findIncident(id);
  return incident ? <Story key={id} incident={incident} /> : <NoStory id={id} />;
}

function Museum() {
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
