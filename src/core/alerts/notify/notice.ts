import { toIso } from '../../kernel/clock.ts';
import type { AlertLevel } from '../../store/alerts/index.ts';
import { levelWord } from '../book.ts';
import type { Message } from './message.ts';

/** What a runbook tells people. */
export interface Notice {
  /** Id of the run. */
  run: string;
  level: AlertLevel;
  text: string;
}

const NAME = 'RunbookNotice';

/** In the form of alerts, so that whatever takes those takes this; it is over when it is told. */
export function noticeOf({ run, level, text }: Notice, at: number): Message {
  const now = toIso(at);
  return {
    kind: 'notice',
    name: NAME,
    level,
    title: `${levelWord(level)}: ${text}`,
    text,
    alerts: [
      {
        id: run,
        labels: { alertname: NAME, severity: level, run },
        annotations: { summary: text },
        startsAt: now,
        endsAt: now,
        summary: text,
        why: text,
        ...{ respondBy: null, runbook: null, procedure: null },
        ...{ acknowledgedBy: null, acknowledgedAt: null, note: null },
      },
    ],
    called: [],
  };
}
