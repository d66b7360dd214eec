/**
 * Views whose script is asked for when they are opened: once, and again if it did not come.
 */
import { signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';

/** A view of a script of its own. */
export function later<Props extends object = object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  const view = signal<FunctionComponent<Props> | undefined>(undefined);
  const isMissing = signal(false);
  let isAsked = false;
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    isMissing.value = false;
    load().then(
      (come) => {
        view.value = come;
      },
      () => {
        isMissing.value = true;
        isAsked = false;
      },
    );
  };
  return function Later(props: Props) {
    useEffect(ask, []);
    const View = view.value;
    if (View) return <View {...props} />;
    return isMissing.value ? <Missing ask={ask} /> : <p class="soft">Opening it…</p>;
  };
}

function Missing({ ask }: { readonly ask: () => void }) {
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
