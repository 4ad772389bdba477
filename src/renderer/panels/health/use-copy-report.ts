import { useCallback, useEffect, useState } from 'react';
import type { HealthBoard } from '../../../contract/health.ts';
import { reportText } from './verdict-sentence.ts';

export interface ReportCopy {
  /** `copied` and `failed` stand for two seconds. */
  state: 'idle' | 'copied' | 'failed';
  copy(): void;
}

/** Puts the guide's four lines on the clipboard. */
export function useCopyReport(board: HealthBoard | null): ReportCopy {
  const [state, setState] = useState<ReportCopy['state']>('idle');

  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2000);
    return () => clearTimeout(timer);
  }, [state]);

  const text = board ? reportText(board) : null;
  const copy = useCallback(() => {
    if (text === null) return;
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  }, [text]);
  return { state, copy };
}
