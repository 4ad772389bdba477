import type { Level } from '../../../contract/health.ts';
import type {
  RolloutCheck,
  RolloutStage,
  RolloutSummary,
  RolloutsFrame,
  TrafficView,
} from '../../../contract/rollouts.ts';
import { readValue } from '../../charts/value-scale.ts';
import { formatDuration, formatPercent } from '../../format/number.ts';

export const STATE_WORDS: Record<RolloutSummary['state'], string> = {
  progressing: 'progressing',
  paused: 'paused',
  inconclusive: 'waits for a decision',
  'rolling-back': 'rolling back',
  aborted: 'turned back to 0 %',
  completed: 'completed',
  degraded: 'not where it should be',
};

/** Null: it goes on, and nobody knows yet how it ends. */
export const STATE_LEVELS: Record<RolloutSummary['state'], Level | null> = {
  progressing: null,
  paused: 'warning',
  inconclusive: 'warning',
  'rolling-back': null,
  aborted: 'unknown',
  completed: 'good',
  degraded: 'critical',
};

export const STAGE_WORDS: Record<RolloutStage['state'], string> = {
  pending: 'to come',
  setting: 'being set',
  watching: 'watched',
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'waits for a decision',
  skipped: 'left out',
};

export const OUTCOME_LEVELS = { pass: 'good', fail: 'critical', inconclusive: 'unknown' } as const;

/** What a person has to see to: it asks, or was left standing. */
export function needsDecision({ state, asks }: RolloutSummary): boolean {
  return asks !== null || state === 'inconclusive';
}

/** The queue first, then what goes on, then what has ended: each in the order in which it came. */
export function inGroups(items: readonly RolloutSummary[]) {
  const waiting = items.filter(needsDecision);
  const goingOn = items.filter((item) => !needsDecision(item) && item.endedAt === null);
  const ended = items.filter((item) => !needsDecision(item) && item.endedAt !== null);
  return { waiting, goingOn, ended };
}

/** How the share of traffic is known: seen and still looked at, seen and not any more, or not at all. */
export function knownAs({ percentage, problem }: TrafficView): 'known' | 'stale' | 'unknown' {
  if (percentage === null) return 'unknown';
  return problem === null ? 'known' : 'stale';
}

/** Whether anybody is known to drive it: what nobody watches goes on by itself no more. */
export function isDriven({ owner }: Pick<RolloutSummary, 'owner'>): boolean {
  return owner !== null && owner.state === 'alive';
}

/**
 * The mark in the rail: for whoever has to do something. Of rollouts that have ended the latest alone says how traffic
 * was left. A share that nobody knows is never green.
 */
export function levelOfRollouts({ items, traffic }: RolloutsFrame): Level | null {
  const { waiting, goingOn, ended } = inGroups(items);
  if (goingOn.length === 0 && ended[0]?.state === 'degraded') return 'critical';
  const isLeft = goingOn.some((item) => item.state !== 'progressing' || !isDriven(item));
  if (waiting.length > 0 || isLeft) return 'warning';
  return knownAs(traffic) === 'known' ? null : 'unknown';
}

/** `95.4 %`, `612 ms`, `19`. */
export function figureText(value: number, unit: RolloutCheck['unit']): string {
  if (unit === '') return readValue(value);
  const { value: figure, unit: name } = unit === 'ms' ? formatDuration(value) : formatPercent(value, 2);
  // The two stay on one line.
  return `${figure}\u00a0${name}`;
}

/** What passes: `at least 95 %`, `below 2,000 ms`. */
export function limitText({ success, unit }: Pick<RolloutCheck, 'success' | 'unit'>): string {
  const { atLeast, atMost, above, below } = success;
  if (atLeast !== undefined && atLeast === atMost) return `exactly ${figureText(atLeast, unit)}`;
  const said = [
    ...(atLeast === undefined ? [] : [`at least ${figureText(atLeast, unit)}`]),
    ...(above === undefined ? [] : [`above ${figureText(above, unit)}`]),
    ...(atMost === undefined ? [] : [`at most ${figureText(atMost, unit)}`]),
    ...(below === undefined ? [] : [`below ${figureText(below, unit)}`]),
  ];
  return said.join(' and ');
}

/** `480 measurements, 2 failed, 3 inconclusive`; of those that are not shown nobody counts here. */
export function measuredText(checks: readonly RolloutCheck[]): string {
  const total = checks.reduce((sum, check) => sum + check.total, 0);
  if (total === 0) return '';
  const shown = checks.flatMap(({ measurements }) => measurements);
  const words = [`${total.toLocaleString('en-US')} ${total === 1 ? 'measurement' : 'measurements'}`];
  if (shown.length < total) return words.join('');
  const failed = shown.filter(({ outcome }) => outcome === 'fail').length;
  const unclear = shown.filter(({ outcome }) => outcome === 'inconclusive').length;
  if (failed > 0) words.push(`${failed} failed`);
  if (unclear > 0) words.push(`${unclear} inconclusive`);
  if (failed + unclear === 0) words.push('all passed');
  return words.join(', ');
}

/** Which share comes after the stage that it is in; null where none does. */
export function nextShare(stages: readonly { percentage: number }[], stage: number | null): number | null {
  return stage === null ? null : (stages[stage + 1]?.percentage ?? null);
}
