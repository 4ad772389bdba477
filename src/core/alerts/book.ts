import { createHash } from 'node:crypto';
import { toIso } from '../kernel/clock.ts';
import { Labels } from '../promql/index.ts';
import {
  type AlertLevel,
  type AlertRecords,
  labelText,
  type StoredAlert,
  type StoredTransition,
  type TransitionKind,
} from '../store/alerts/index.ts';
import { levelOfLabels } from './levels.ts';
import { type RuleSet, ruleKey } from './rule-set.ts';
import type { ActiveAlert } from './rules/evaluation/alert.ts';
import type { GroupState, RuleState } from './rules/evaluation/group.ts';
import { newGroupState } from './rules/evaluation/group.ts';
import type { AlertingRule, RuleGroup } from './rules/rule.ts';
import { systemOfLabels } from './systems.ts';

/** By whose hand an alert changed where no person's did. */
export const CONTROL_CENTER = 'control center';

/** Keeps what became of every alert: the rules say what holds now, the book what follows from it. */
export interface Book {
  /** A group as an earlier run left it. Alerts that waited go on waiting; the time that nobody looked does not count. */
  takeUp(group: RuleGroup, times: { now: number; evaluatedAt: number | null }): GroupState;
  /** Writes down what an evaluation found; gives the transitions it made. */
  enter(state: GroupState, at: number, unwatched: (alert: StoredAlert) => boolean): StoredTransition[];
  /**
   * Ends what belongs to rules that are loaded no longer. Of a file that cannot be used just now nothing is ended: a
   * mistake in it resolves no alert.
   */
  close(rules: Pick<RuleSet, 'groups' | 'unusable'>, at: number): StoredTransition[];
}

/** A gap that PromQL looks over: what was measured before it still counted at its end. */
const SEAMLESS_MS = 300_000;
/** As Prometheus: after a longer outage an alert that waited waits anew (`--rules.alert.for-outage-tolerance`). */
const OUTAGE_TOLERANCE_MS = 3_600_000;

export function createBook(records: AlertRecords): Book {
  const transition = (
    kind: TransitionKind,
    { id, level }: Pick<StoredAlert, 'id' | 'level'>,
    at: number,
    words: string,
  ): StoredTransition =>
    records.addTransition({ alert: id, silence: null, at, kind, actor: CONTROL_CENTER, level, words });

  const end = (alert: StoredAlert, at: number, why: string | null): StoredTransition[] => {
    const wasFiring = alert.state === 'firing';
    records.update({ ...alert, state: wasFiring ? 'resolved' : 'dropped', endedAt: at, blindSince: null });
    return wasFiring ? [transition('resolved', alert, at, resolvedWords(alert, at, why))] : [];
  };

  const enterOne = (
    rule: { key: string; file: string; group: string; name: string },
    active: ActiveAlert,
    known: StoredAlert | undefined,
    at: number,
  ): StoredTransition[] => {
    if (active.state === 'inactive') {
      return known === undefined ? [] : end(known, active.resolvedAtMs ?? at, null);
    }
    const labels = Object.fromEntries(active.labels);
    const annotations = Object.fromEntries(active.annotations);
    const value = Number.isNaN(active.value) ? null : active.value;
    const { key, file, group, name } = rule;
    const alert: StoredAlert = {
      ...(known ?? {
        id: alertId(key, labels, active.activeAtMs),
        ...{ rule: key, file, group, name, labels, level: levelOfLabels(labels) },
        ...{ ackedBy: null, ackedAt: null, ackNote: null, escalated: 0, blindSince: null },
      }),
      annotations,
      state: active.state,
      value,
      activeAt: active.activeAtMs,
      firedAt: active.firedAtMs,
      endedAt: null,
    };
    if (known === undefined) records.insert(alert);
    else records.update(alert);
    const fires = active.state === 'firing' && known?.state !== 'firing';
    return fires ? [transition('firing', alert, active.firedAtMs ?? at, firingWords(alert))] : [];
  };

  return {
    takeUp(group, { now, evaluatedAt }) {
      const fresh = newGroupState(group, { restored: true });
      const open = records.open();
      const gapMs = evaluatedAt === null ? Number.POSITIVE_INFINITY : Math.max(0, now - evaluatedAt);
      return {
        ...fresh,
        rules: fresh.rules.map((state): RuleState => {
          if (state.rule.kind !== 'alerting') return state;
          const key = ruleKey(group, state.rule);
          const alerts = new Map<string, ActiveAlert>();
          for (const alert of open) {
            if (alert.rule !== key) continue;
            if (alert.state === 'pending' && gapMs > OUTAGE_TOLERANCE_MS) continue;
            const shiftMs = alert.state === 'pending' && gapMs > SEAMLESS_MS ? gapMs : 0;
            const active = activeAlert(alert, shiftMs);
            alerts.set(active.labels.key, active);
          }
          return { ...state, alerts };
        }),
      };
    },
    enter: (state, at, unwatched) =>
      records.together(() => {
        const open = records.open();
        const made: StoredTransition[] = [];
        for (const { rule, alerts } of state.rules) {
          if (rule.kind !== 'alerting') continue;
          const key = ruleKey(state.group, rule);
          const mine = new Map(open.filter((it) => it.rule === key).map((it) => [labelText(it.labels), it]));
          const place = { key, file: state.group.file, group: state.group.name, name: rule.name };
          for (const active of alerts.values()) {
            const text = labelText(Object.fromEntries(active.labels));
            made.push(...enterOne(place, active, mine.get(text), at));
            mine.delete(text);
          }
          for (const gone of mine.values()) made.push(...end(gone, at, null));
        }
        for (const alert of records.open()) {
          if (alert.group !== state.group.name || alert.file !== state.group.file) continue;
          const isBlind = unwatched(alert);
          if (isBlind === (alert.blindSince !== null)) continue;
          records.update({ ...alert, blindSince: isBlind ? at : null });
        }
        return made;
      }),
    close: ({ groups, unusable }, at) =>
      records.together(() => {
        const keys = new Set(
          groups.flatMap((group) => group.rules.filter(isAlerting).map((rule) => ruleKey(group, rule))),
        );
        return records
          .open()
          .filter(({ rule }) => !keys.has(rule))
          .flatMap((alert) => {
            if (!unusable.has(alert.file)) return end(alert, at, 'its rule is not loaded any more');
            if (alert.blindSince === null) records.update({ ...alert, blindSince: at });
            return [];
          });
      }),
  };
}

function isAlerting(rule: RuleGroup['rules'][number]): rule is AlertingRule {
  return rule.kind === 'alerting';
}

/** Of a rule, its labels and the moment from which it has held: the same wherever it is worked out. */
function alertId(rule: string, labels: Readonly<Record<string, string>>, activeAt: number): string {
  return createHash('sha256')
    .update(JSON.stringify([rule, labelText(labels), activeAt]))
    .digest('hex')
    .slice(0, 12);
}

function activeAlert(alert: StoredAlert, shiftMs: number): ActiveAlert {
  return {
    labels: Labels.of(alert.labels),
    annotations: Object.entries(alert.annotations),
    state: alert.state === 'firing' ? 'firing' : 'pending',
    value: alert.value ?? Number.NaN,
    activeAtMs: alert.activeAt + shiftMs,
    firedAtMs: alert.firedAt,
    resolvedAtMs: null,
    keepFiringSinceMs: null,
  };
}

/** What an alert is called in sentences: `ServiceDown of governance`. */
export function alertWords({ name, labels }: Pick<StoredAlert, 'name' | 'labels'>): string {
  const system = systemOfLabels(labels);
  return system === null ? name : `${name} of ${system}`;
}

export function summaryOf({ annotations, name }: Pick<StoredAlert, 'annotations' | 'name'>): string {
  return annotations.summary ?? annotations.description ?? name;
}

function firingWords(alert: StoredAlert): string {
  return `${levelWord(alert.level)}: ${alertWords(alert)} fires: ${summaryOf(alert)}`;
}

function resolvedWords(alert: StoredAlert, at: number, why: string | null): string {
  const since = alert.firedAt === null ? '' : ` after ${spanWords(at - alert.firedAt)}`;
  return `${alertWords(alert)} is resolved${since}${why === null ? '' : `: ${why}`}`;
}

export function levelWord(level: AlertLevel): string {
  return level.toUpperCase();
}

/** `3 min 10 s`, `2 h 5 min`: the two greatest units that are not nothing. */
export function spanWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** The second, as sentences have it. */
export function secondOf(at: number): string {
  return `${toIso(at).slice(0, 19)}Z`;
}
