/**
 * Goal: with --hosted, Stately's page gets the messages it gets from the package itself, by the package's own handshake; and
 * no page of another origin gets any. Stately's page is stood in for: a receiver of the package's protocol under its address.
 */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { type Bridge, bridgePaths, openBridge } from '../../src/inspect/bridge.ts';
import { hostedInspector } from '../../src/inspect/hosted-page.ts';
import type { Message } from '../../src/inspect/message.ts';
import { hasBrowser, startBrowser } from '../studio/browser.ts';

const skipped = !hasBrowser();

const actor = (n: number): Message => ({
  type: '@xstate.actor',
  name: `actor ${n}`,
  sessionId: `x:${n}`,
  _version: '0.7.2',
  snapshot: { status: 'active' },
});

/** What `createBrowserReceiver` of the package does: says that it is there, and keeps what it is sent. */
const receiver = `<!doctype html><title>stand-in</title><script>
window.got = [];
addEventListener('message', ({ data }) => { if (data._version) got.push(data); });
parent.postMessage({ type: '@statelyai.connected' }, '*');
</script>`;

/** What is looked at: the bridge, what the page at Stately's address was sent, and which hosts were asked for anything. */
interface Looked {
  readonly bridge: Bridge;
  readonly got: () => Promise<unknown>;
  readonly hosts: ReadonlySet<string>;
  /** Is fulfilled when our page has heard of an actor. */
  readonly heard: (name: string) => Promise<void>;
}

/** Opens the link of a hosted bridge, with this answer at Stately's address, and at any other. */
async function withHosted(html: string, look: (looked: Looked) => Promise<void>): Promise<void> {
  const bridge = await openBridge({ page: () => new Response(''), viewer: '/', hosted: true });
  const browser = await startBrowser();
  try {
    bridge.take(actor(1));
    const page = await browser.context.newPage();
    const hosts = new Set<string>();
    await page.route('**/*', (route) => {
      const { hostname } = new URL(route.request().url());
      hosts.add(hostname);
      return hostname === '127.0.0.1' ? route.continue() : route.fulfill({ contentType: 'text/html', body: html });
    });
    await page.goto(bridge.pageUrl);
    const frame = page.frames().find((one) => one.url().startsWith(hostedInspector)) ?? page.mainFrame();
    await look({ bridge, hosts, got: () => frame.evaluate('window.got'), heard: (name) => hearsOf(page, name) });
    expect(new URL(page.url()).pathname).toBe(bridgePaths.hosted);
  } finally {
    await browser.close();
    await bridge.close();
  }
}

/** Listens beside the page's own listener: what one is told, the other is told as well. */
const hearsOf = (page: Page, name: string): Promise<void> =>
  page.evaluate(`new Promise((resolve) => {
    const events = new EventSource('${bridgePaths.messages}');
    events.onmessage = ({ data }) => {
      if (!data.includes('${name}')) return;
      events.close();
      resolve();
    };
  })`);

/** The machine may be busy: how long something takes says nothing. */
const eventually = <T>(found: () => T) => expect.poll(found, { timeout: 20_000 });

describe.skipIf(skipped)('Stately’s hosted inspector', () => {
  it('should be sent every actor, what was before it came and what comes, and nobody else is asked', async () => {
    await withHosted(receiver, async ({ bridge, got, hosts }) => {
      await eventually(got).toHaveLength(1);
      bridge.take(actor(2));
      await eventually(got).toEqual([actor(1), actor(2)]);
      expect([...hosts].sort()).toEqual(['127.0.0.1', 'stately.ai']);
    });
  });

  it('should be sent nothing before it says that it is there', async () => {
    const silent = receiver.replace(/^parent\..*$/m, '');
    await withHosted(silent, async ({ bridge, got, heard }) => {
      bridge.take(actor(2));
      await heard('actor 2');
      expect(await got()).toEqual([]);
    });
  });

  it('should not be able to lead its frame to another origin', async () => {
    const leads = receiver.replace(
      'window.got = [];',
      "if (location.host === 'stately.ai') location = 'https://evil.example/';",
    );
    await withHosted(leads, async ({ bridge, heard, hosts }) => {
      bridge.take(actor(2));
      await heard('actor 2');
      expect([...hosts]).not.toContain('evil.example');
    });
  });
});
