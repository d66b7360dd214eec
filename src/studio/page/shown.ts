/**
 * The answer to what somebody pressed is brought into the screen, where it stands above or below.
 */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Where the answer is: it is scrolled to when what was asked becomes something else, unless its beginning is to be seen. */
export function useShown(asked: string): RefObject<HTMLElement | null> {
  const answer = useRef<HTMLElement>(null);
  const before = useRef(asked);
  useEffect(() => {
    if (before.current === asked) return;
    before.current = asked;
    const top = answer.current?.getBoundingClientRect().top ?? 0;
    if (top < 0 || top > innerHeight / 2) answer.current?.scrollIntoView({ block: 'start' });
  }, [asked]);
  return answer;
}
