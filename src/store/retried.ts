/** Work that is done again if the database chose it to give way. */
import { StoreError } from './store-error.ts';

/** How often it is tried. */
const tries = 5;

/** Does work, and again after a serialisation failure or a deadlock: nothing of it was kept then. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await work();
    } catch (error) {
      const gaveWay = error instanceof StoreError && ['40001', '40P01'].includes(error.sqlState ?? '');
      if (!gaveWay || left === 1) throw error;
    }
  }
}
