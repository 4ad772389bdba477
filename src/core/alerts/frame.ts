import { instantOf, toIso } from '../kernel/clock.ts';
import type { Problem } from '../kernel/errors.ts';
import type { AlertLevel, AlertRecords, StoredSilence } from '../store/alerts/index.ts';
import type { Called } from './escalation.ts';
import type { RuleStanding } from './evaluator.ts';
import type { ForeignSource } from './external.ts';
import { isWorse } from './levels.ts';
import type { ReceiverView } from './notify/outbox.ts';
import { matcherWords, silences } from './silences.ts';
import { type AlertView, isUnanswered } from './view.ts';

export interface SilenceView {
  id: string;
  matchers: readonly string[];
  reason: string;
  createdBy: string;
  createdAt: string;
  until: string;
  /** How many alerts of now it silences. */
  silences: number;
}

export interface RuleView {
  name: string;
  group: string;
  file: string;
  expression: string;
  forMs: number;
  level: AlertLevel;
  /** `failing`: it cannot be evaluated. `waiting`: it was not yet. */
  state: 'good' | 'stale' | 'blind' | 'failing' | 'waiting';
  /** What is wrong with it, in one sentence. */
  why: string | null;
  evaluatedAt: string | null;
  firing: number;
  pending: number;
}

/** Something to tell whoever looks at the page. */
export interface Notice {
  /** Rising; the same thing has the same number. */
  id: number;
  at: string;
  kind: 'firing' | 'resolved' | 'escalated';
  level: AlertLevel;
  alert: string;
  title: string;
  text: string;
}

export interface AlertsFrame {
  at: string;
  /** Who evaluates the rules; `nobody`: what is shown is what was known. */
  evaluator: 'here' | 'elsewhere' | 'nobody' | 'past';
  evaluatedAt: string | null;
  /** The last evaluation is longer ago than three rounds: nothing that is shown speaks for now. */
  stale: boolean;
  missedEvaluations: number;
  items: readonly AlertView[];
  /** Whom to answer first: the response clock of the most urgent alert. */
  urgent: {
    id: string;
    name: string;
    level: AlertLevel;
    system: string | null;
    respondBy: string | null;
  } | null;
  counts: { unanswered: number; firing: number; pending: number; silenced: number };
  /** The worst of what is unanswered or acknowledged and still fires; null when nothing fires. */
  worst: AlertLevel | null;
  silences: readonly SilenceView[];
  rules: readonly RuleView[];
  warnings: readonly string[];
  problems: readonly Problem[];
  sources: readonly ForeignSource[];
  receivers: readonly ReceiverView[];
  notices: readonly Notice[];
  /** Whom one can call, as the profile says. */
  contacts: readonly Called[];
}

const NOTICES_MS = 600_000;
const MOST_NOTICES = 50;

export function countsOf(items: readonly AlertView[]): AlertsFrame['counts'] {
  const firing = items.filter(({ state }) => state === 'firing');
  return {
    unanswered: items.filter(isUnanswered).length,
    firing: firing.length,
    pending: items.filter(({ state }) => state === 'pending').length,
    silenced: firing.filter(({ silencedUntil }) => silencedUntil !== null).length,
  };
}

export function urgentOf(items: readonly AlertView[]): AlertsFrame['urgent'] {
  const first = items.find(isUnanswered);
  if (first === undefined) return null;
  const { id, name, level, system, respondBy } = first;
  return { id, name, level, system, respondBy };
}

export function worstOf(items: readonly AlertView[]): AlertLevel | null {
  const heard = items.filter(({ state, silencedUntil }) => state === 'firing' && silencedUntil === null);
  return heard.reduce<AlertLevel | null>(
    (worst, { level }) => (worst === null || isWorse(level, worst) ? level : worst),
    null,
  );
}

export function silenceViews(open: readonly StoredSilence[], items: readonly AlertView[]): SilenceView[] {
  return open.map(({ id, matchers, reason, createdBy, createdAt, until }) => ({
    id,
    matchers: matchers.map(matcherWords),
    reason,
    createdBy,
    createdAt: toIso(createdAt),
    until: toIso(until),
    silences: items.filter(({ state, labels }) => state !== 'resolved' && silences.matches(matchers, labels))
      .length,
  }));
}

export function ruleViews(
  rules: readonly RuleStanding[],
  levelOf: (rule: RuleStanding) => AlertLevel,
  items: readonly AlertView[],
): RuleView[] {
  return rules.map((standing) => {
    const { group, rule, problem, evaluatedAt, input } = standing;
    const own = items.filter((it) => it.name === rule.name && it.rule.group === group.name);
    const state =
      problem !== null
        ? 'failing'
        : input.state !== 'fresh'
          ? input.state
          : evaluatedAt === null
            ? 'waiting'
            : 'good';
    return {
      name: rule.name,
      group: group.name,
      file: group.file,
      expression: rule.text.trim().replace(/\s+/g, ' '),
      forMs: rule.forMs,
      level: levelOf(standing),
      state,
      why: whyOf(standing),
      evaluatedAt: instantOf(evaluatedAt),
      firing: own.filter((it) => it.state === 'firing').length,
      pending: own.filter((it) => it.state === 'pending').length,
    };
  });
}

function whyOf({ problem, input }: RuleStanding): string | null {
  if (problem !== null) return `It cannot be evaluated: ${problem}`;
  if (input.state === 'blind') {
    return `Blind: nobody exports ${input.missing.join(', ')}, so that it cannot fire`;
  }
  if (input.state === 'stale') {
    return input.newestAt === null
      ? 'Nobody has measured what it goes by in the last day'
      : `No data since ${toIso(input.newestAt)}: what it goes by is not measured now`;
  }
  return null;
}

export function noticesOf(items: readonly AlertView[], records: AlertRecords, now: number): Notice[] {
  return items
    .flatMap((alert): Notice[] =>
      alert.silencedUntil !== null || alert.inhibitedBy !== null || alert.level === 'info'
        ? []
        : records.transitionsOf(alert.id).flatMap(({ id, at, kind, words }): Notice[] => {
            if (now - at > NOTICES_MS || (kind !== 'firing' && kind !== 'resolved' && kind !== 'escalated'))
              return [];
            if (alert.flapping !== null && kind === 'resolved') return [];
            const TITLES = {
              firing: alert.level.toUpperCase(),
              resolved: 'Resolved',
              escalated: 'Not answered',
            };
            const where = alert.system === null ? '' : ` (${alert.system})`;
            return [
              {
                ...{ id, at: toIso(at), kind, level: alert.level, alert: alert.id },
                title: `${TITLES[kind]}: ${alert.name}${where}`,
                text: kind === 'escalated' ? words : alert.summary,
              },
            ];
          }),
    )
    .toSorted((one, other) => one.id - other.id)
    .slice(-MOST_NOTICES);
}
