/**
 * Views whose script is asked for when they are opened: once, and again if it did not come.
 */
import { signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';

type Views = typeof import('./later-views.ts');

const views = signal<Views | undefined>(undefined);
const isMissing = signal(false);

let isAsked = false;

function ask(): void {
  if (isAsked) return;
  isAsked = true;
  isMissing.value = false;
  import('./later-views.ts').then(
    (come) => {
      views.value = come;
    },
    () => {
      isMissing.value = true;
      isAsked = false;
    },
  );
}

/** A view of the later script. */
export function later(name: keyof Views): FunctionComponent {
  return function Later() {
    useEffect(ask, []);
    const View = views.value?.[name];
    if (View) return <View />;
    return isMissing.value ? <Missing /> : <p class="soft">Opening it…</p>;
  };
}

function Missing() {
  return (
    <section class="card said" role="alert">
      <h1>This view did not come</h1>
      <p>Its script could not be read from where the page comes from. That may not answer, or have another version.</p>
      <div class="row">
        <button type="button" class="chief" onClick={ask}>
          Ask again
        </button>
        <button type="button" onClick={() => location.reload()}>
          Reload the page
        </button>
      </div>
    </section>
  );
}
