/** Goal: an order is held as the same text, byte by byte, whether a worker remembers it or reads it: Restate compares what is run again. */
import { expect, it, vi } from 'vitest';
import { save } from '../../src/lifecycle/index.ts';
import { lawNamed } from '../../src/lifecycle/payment.ts';
import * as held from '../../src/restate/held.ts';
import { nodeSha256 } from '../../src/store/canonical.ts';
import { checkLine } from '../../src/store/checked-line.ts';
import { openStore } from '../../src/store/index.ts';
import { lawNames } from '../../src/store/law-names.ts';
import { readLine } from '../../src/store/portable.ts';
import { notified, ordered, refundAsked } from '../lifecycle/reports.ts';
import { openPrepared } from '../store/prepared.ts';

it('should be the same text of what is remembered and of what is read, now and after it has changed', async () => {
  const store = await openStore({ database: await openPrepared(), now: () => '2023-11-15T12:00:00.000Z' });
  await store.open({ orderId: '1' });
  await store.ask('1', ordered());
  await store.receive(notified('completed', 'completed', { order_id: '1' }));
  await store.receive(notified('expired', 'expired', { order_id: '1', at: '11:00' }));
  await store.ask('1', refundAsked());
  let line = '';
  for await (const one of store.exportAll()) line = one;
  await store.close();
  const law = { ...(await lawNames(nodeSha256)), named: lawNamed(), numbers: new Map<string, number>() };
  const remembered = held.heldOfLine(
    await checkLine(readLine(line, 1), { law, sha256: nodeSha256, account: undefined }),
    save,
  );
  const text = held.heldText(remembered);
  expect(held.heldOf(text)).toBe(remembered);
  // A worker that has written nothing yet.
  vi.resetModules();
  const other: typeof held = await import('../../src/restate/held.ts');
  const read = other.heldOf(text);
  expect(read).not.toBe(remembered);
  expect(other.heldText(read)).toBe(text);
  const digest = Object.keys(remembered.judged)[0] as string;
  const changed = [held, other].map(({ afterResend, heldText }, at) =>
    heldText({
      ...afterResend([remembered, read][at] as held.Held, digest, '2023-11-15T12:00:09.000Z'),
      refused: 'by a sink',
    }),
  );
  expect(changed[1]).toBe(changed[0]);
});
