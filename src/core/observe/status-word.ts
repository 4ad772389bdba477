import type { Reading } from './observation.ts';

/** The words services use about themselves and their parts, as far as the public source shows them. */
const WORDS: Readonly<Record<string, Reading['status']>> = {
  healthy: 'operational',
  operational: 'operational',
  active: 'operational',
  connected: 'operational',
  alive: 'operational',
  ready: 'operational',
  ok: 'operational',
  up: 'operational',
  running: 'operational',
  available: 'operational',
  enabled: 'operational',
  degraded: 'degraded',
  disabled: 'degraded',
  warning: 'degraded',
  partial: 'degraded',
  starting: 'degraded',
  not_ready: 'degraded',
  unhealthy: 'down',
  down: 'down',
  no_service: 'down',
  error: 'down',
  failed: 'down',
  disconnected: 'down',
  inactive: 'down',
  unavailable: 'down',
  critical: 'down',
};

/**
 * What a status word means. `error: connection refused` is judged by the word before the colon; a word
 * nobody knows is unknown, never good.
 */
export function statusOfWord(word: string): Reading['status'] {
  const [leading = ''] = word.trim().toLowerCase().split(':', 1);
  const plain = leading.trim().replace(/[\s-]+/g, '_');
  return Object.hasOwn(WORDS, plain) ? (WORDS[plain] ?? 'unknown') : 'unknown';
}
