import { useEffect, useState } from 'react';

type Copied = 'idle' | 'copied' | 'failed';

export const COPIED_WORDS: Record<Copied, string> = { idle: 'Copy', copied: 'Copied', failed: 'Not copied' };

/** Puts a text on the clipboard, and says so for two seconds. */
export function useCopied(): [state: Copied, copy: (text: string) => void] {
  const [state, setState] = useState<Copied>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return [state, copy];
}
