import { useEffect, useEffectEvent, useRef } from 'react';
import { usePeople } from '../people/people.tsx';

/**
 * Calls back when what an operation takes may have changed since it was asked: somebody else logged in,
 * or its approval was asked for, given, refused or is over.
 *
 * @param hash of the preview that is shown; undefined while there is none
 */
export function useNews(hash: string | undefined, onNews: () => void): void {
  const { operators, approvals } = usePeople();
  const tell = useEffectEvent(onNews);
  const known = useRef<{ hash: string; standing: string }>(null);
  const standing =
    operators.data && approvals.data
      ? JSON.stringify([
          operators.data.current?.id,
          approvals.data.requests
            .filter((it) => it.preview.hash === hash)
            .map(({ id, state }) => [id, state]),
        ])
      : null;

  useEffect(() => {
    if (hash === undefined || standing === null) return;
    const before = known.current;
    known.current = { hash, standing };
    if (before?.hash === hash && before.standing !== standing) tell();
  }, [hash, standing]);
}
