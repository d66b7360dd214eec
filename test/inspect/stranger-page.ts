/**
 * A page with an actor of its own, which knows nothing of Paychart: it opens the page at `?inspector=` as `@statelyai/inspect`
 * opens any inspector, when it is clicked.
 */
import { createBrowserInspector } from '@statelyai/inspect';
import { createActor, createMachine } from 'xstate';

const machine = createMachine({
  id: 'door',
  initial: 'closed',
  states: { closed: { on: { push: 'open' } }, open: { on: { push: 'closed' } } },
});

const { document, location } = globalThis as unknown as {
  readonly document: { addEventListener(type: 'click', listener: () => void, options?: { once: boolean }): void };
  readonly location: { readonly search: string };
};
const url = new URLSearchParams(location.search).get('inspector') as string;
document.addEventListener(
  'click',
  () => {
    const { inspect } = createBrowserInspector({ url });
    const actor = createActor(machine, { inspect, id: 'front door' }).start();
    document.addEventListener('click', () => actor.send({ type: 'push' }));
  },
  { once: true },
);
