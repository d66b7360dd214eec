/**
 * The page that shows actors in Stately's hosted inspector: a frame with Stately's page, and what it is sent. It is served
 * only when the command line asks for it.
 */

/** Where Stately's hosted inspector is. Everything that is shown there is sent to this origin. */
export const hostedInspector = 'https://stately.ai/inspect';

/** What leaves the building with the hosted inspector, in a sentence. */
export const hostedNotice =
  'State definitions, order and transaction ids, card brands, amounts and statuses are sent to stately.ai.';

/**
 * The page as HTML. Messages are posted to Stately's origin only, and only after its own page has said that it is there.
 *
 * @param messages the path of the messages, as server-sent events.
 * @param nonce what its script carries, for the content security policy.
 */
export function hostedPage(messages: string, nonce: string): string {
  const { origin } = new URL(hostedInspector);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Paychart in Stately's inspector</title>
<style nonce="${nonce}">
html, body { height: 100%; margin: 0; font: 14px/1.5 system-ui, sans-serif }
body { display: flex; flex-direction: column }
p { margin: 0; padding: .5rem 1rem; background: #7a1f00; color: #fff }
iframe { flex: 1; border: 0 }
</style>
<p role="status">${hostedNotice}</p>
<iframe id="inspector" title="Stately's inspector" src="${hostedInspector}"></iframe>
<script type="module" nonce="${nonce}">
const frame = document.getElementById('inspector');
const waiting = [];
let connected = false;
const post = (message) => frame.contentWindow.postMessage(message, '${origin}');
addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== '${origin}' || data?.type !== '@statelyai.connected') return;
  connected = true;
  for (const message of waiting.splice(0)) post(message);
});
new EventSource('${messages}').addEventListener('message', ({ data }) => {
  const { message } = JSON.parse(data);
  if (!message) return;
  if (connected) post(message);
  else waiting.push(message);
});
</script>
</html>
`;
}
