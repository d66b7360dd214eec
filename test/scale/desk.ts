/** A checkout over payments on Restate, as the load of the soak talks to one: notifications go to the front, deeds to the orders' objects. */
import { type ApiAnswer, CardData, type Client } from '../../src/multisafepay/index.ts';
import type { Desk as RestateDesk } from '../../src/restate/index.ts';
import type { Acted } from '../../src/service/index.ts';
import { cardFields, type Deed, type Desk, doneOf } from '../soak/desk.ts';
import { serviceDesk } from '../soak/service.ts';

/** What the desk talks to. */
export interface DeployedDesk {
  /** The front. */
  readonly url: string;
  readonly desk: RestateDesk;
  /** Asks the vendor for orders, as another system of the shop does: an object of Restate does not send card data. */
  readonly client: Client;
}

/** The desk. */
export function deployedDesk({ url, desk, client }: DeployedDesk): Desk {
  const acted = async (deed: Deed): Promise<Acted> => {
    switch (deed.kind) {
      case 'open': {
        const { orderId, edition, collector } = deed;
        await desk.open({ orderId, edition, collector });
        return { outcome: 'done' };
      }
      case 'order': {
        const { orderId, brand, amount } = deed;
        return answered(
          await client.createDirectOrder({ orderId, brand, amount, currency: 'EUR', description: 'An order', card }),
        );
      }
      case 'refund': {
        const { orderId, refundId, amount } = deed;
        return desk.refund(orderId, { refundId, amount, intentional: true });
      }
      case 'cancel_refund':
        return desk.cancelRefund(deed.orderId, deed.refundId);
      case 'cancel':
        return desk.cancel(deed.orderId);
      case 'read': {
        const error = await desk.readNow(deed.orderId);
        return error ? { outcome: 'rejected', error } : { outcome: 'done' };
      }
    }
  };
  return {
    notify: serviceDesk(url).notify,
    act: (deed) => doneOf(() => acted(deed)),
    close: async () => {},
  };
}

const card = new CardData(cardFields);

function answered(answer: ApiAnswer<unknown>): Acted {
  if (answer.ok) return { outcome: 'done' };
  const { error } = answer;
  return { outcome: error.kind === 'outcome_unknown' ? 'unknown' : 'rejected', error };
}
