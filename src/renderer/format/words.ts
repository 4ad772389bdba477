import type { Level, SystemStatus } from '../../contract/health.ts';
import type { SourceState } from '../../contract/source.ts';

/** The word that stands beside each shape. */
export const STATUS_WORDS: Record<SystemStatus, string> = {
  operational: 'operational',
  degraded: 'degraded',
  down: 'down',
  unknown: 'unknown',
  'not-configured': 'not configured',
};

export const LEVEL_WORDS: Record<Level, string> = {
  good: 'good',
  warning: 'warning',
  critical: 'critical',
  unknown: 'unknown',
};

export const SOURCE_WORDS: Record<SourceState['state'], string> = {
  connecting: 'connecting',
  live: 'live',
  stale: 'stale',
  forbidden: 'forbidden',
  'not-configured': 'not configured',
};

export function levelOfStatus(status: SystemStatus): Level {
  switch (status) {
    case 'operational':
      return 'good';
    case 'degraded':
      return 'warning';
    case 'down':
      return 'critical';
    case 'unknown':
    case 'not-configured':
      return 'unknown';
  }
}

export function levelOfSource(state: SourceState['state']): Level {
  switch (state) {
    case 'live':
      return 'good';
    case 'stale':
    case 'forbidden':
      return 'warning';
    case 'connecting':
    case 'not-configured':
      return 'unknown';
  }
}

/** With a full stop, where it does not end already. */
export function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** The end of a sentence as one that stands by itself. */
export function sentence(text: string): string {
  return ended(text.charAt(0).toUpperCase() + text.slice(1));
}

/** The guides write `<`, `>` and `≥`; words read better aloud and at 3 a.m. */
export const GOOD_WORDS = { below: 'below', above: 'above', 'at-least': 'at least' } as const;
