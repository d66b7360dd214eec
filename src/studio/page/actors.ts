/**
 * The actors that this page is told of: by the command that serves it, and by the page that opened it. Both are strangers: what
 * they say is read as messages of the protocol, and shown as text.
 */
import { signal } from '@preact/signals';
import { type Message, readMessage, readMessageText, underName } from '../../inspect/message.ts';
import { createScene } from '../../inspect/scene.ts';

/** What is known of the actors. Read it where `changes` is read as well. */
export const scene = createScene();

/** Counts what was shown of the scene: at most once for each frame of the screen, however much is told. */
export const changes = signal(0);

/** Whether the command that serves this page tells us anything: `refused` if it does not know this browser. */
export const command = signal<'asking' | 'telling' | 'refused' | 'lost' | 'absent'>('asking');

/** The page that opened this one, if it tells of actors: its origin, and whether it is shown. */
export const opener = signal<{ readonly origin: string; readonly shown: boolean } | undefined>(undefined);

let isDue = false;

function changed(): void {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    changes.value++;
  });
}

let isListening = false;

/** Begins to listen, once. */
export function listen(): void {
  if (isListening) return;
  isListening = true;
  listenToCommand();
  listenToOpener();
}

async function listenToCommand(): Promise<void> {
  if (location.protocol === 'file:') {
    command.value = 'absent';
    return;
  }
  const url = new URL('inspect/messages', location.href.replace(/[#?].*$/, ''));
  const events = new EventSource(url);
  events.addEventListener('open', () => {
    command.value = 'telling';
  });
  events.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
    if (told(data)) changed();
    else console.warn(`what was posted as ${lastEventId} is not the inspection protocol`);
  });
  events.addEventListener('error', async () => {
    if (events.readyState !== EventSource.CLOSED) {
      command.value = 'lost';
      return;
    }
    command.value = await refusalAt(url);
  });
}

/** Takes what the command posted; false if it is nothing that we know. */
function told(data: string): boolean {
  const posted: unknown = JSON.parse(data);
  if (typeof posted !== 'object' || posted === null) return false;
  if ('ended' in posted && typeof posted.ended === 'string') {
    scene.end(posted.ended);
    return true;
  }
  const message = 'message' in posted ? readMessage(posted.message) : undefined;
  if (message) scene.take(message);
  return message !== undefined;
}

/** Why there are no events: the command does not know this browser, or there is no such command. */
async function refusalAt(url: URL): Promise<'refused' | 'absent' | 'lost'> {
  try {
    const { status } = await fetch(url, { method: 'HEAD' });
    return status === 401 ? 'refused' : 'absent';
  } catch {
    return 'lost';
  }
}

/** How many messages of an opener wait until somebody says that it may be shown. */
const waitingAtMost = 2000;
const waiting: Message[] = [];

/** `createBrowserInspector` opens a page and waits until it says that it is there; then it posts its messages. */
function listenToOpener(): void {
  const told: Window | null = window.opener ?? (window.parent === window ? null : window.parent);
  if (!told) return;
  addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    const message = source === told ? posted(data) : undefined;
    if (!message) return;
    const known = opener.value ?? { origin, shown: isLocal(origin) };
    // Who navigates the opener elsewhere does not speak for the page that was there.
    if (known.origin !== origin) return;
    opener.value = known;
    if (known.shown) show(message);
    else if (waiting.length < waitingAtMost) waiting.push(message);
  });
  told.postMessage({ type: '@statelyai.connected' }, '*');
}

/** Shows what the opener tells. */
export function showOpener(): void {
  if (!opener.value) return;
  opener.value = { ...opener.value, shown: true };
  for (const message of waiting.splice(0)) show(message);
}

/** A message as it was posted. What goes in circles, or is too long, is none. */
function posted(data: unknown): Message | undefined {
  try {
    return readMessageText(JSON.stringify(data));
  } catch {
    return undefined;
  }
}

function show(message: Message): void {
  scene.take(underName(message, 'page'));
  changed();
}

/** Whether an origin is of this machine, or our own. */
const isLocal = (origin: string): boolean =>
  origin === location.origin || /^https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(origin);
