/** What a checkout on PostgreSQL makes one file of: the webhook and the store. Where PostgreSQL is not, it says so. Plain JavaScript. */
import { createNotificationHandler } from 'paychart/service';
import { openPostgres, openStore, StoreError } from 'paychart/store';

const database = await openPostgres('postgresql://127.0.0.1:1/none', { connectSeconds: 5 });
try {
  const store = await openStore({ database, now: () => new Date().toISOString() });
  createNotificationHandler({ store, apiKey: 'key' });
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  console.log(error.code);
}
await database.close();
