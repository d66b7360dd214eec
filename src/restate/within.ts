/** Waiting, and for how long. */
import { StoreError } from '../store/index.ts';

/** What a promise comes to, if it does within a time. @throws StoreError `unavailable` after it. */
export async function within<T>(milliseconds: number, coming: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new StoreError('unavailable', `it took more than ${milliseconds} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}
