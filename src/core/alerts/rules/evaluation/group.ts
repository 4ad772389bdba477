import { atOnce, type Stepwise } from '../../../kernel/slices.ts';
import type { Labels, Sample } from '../../../promql/index.ts';
import type { Rule, RuleGroup } from '../rule.ts';
import type { ActiveAlert } from './alert.ts';
import { evaluatingAlerting } from './alerting.ts';
import { evaluatingRecording } from './recording.ts';
import type { RuleStore } from './store.ts';

/** What is known of a rule after an evaluation. */
export interface RuleState {
  rule: Rule;
  /** By the key of their labels; none for a recording rule. */
  alerts: ReadonlyMap<string, ActiveAlert>;
  /** Whether `for` was restored after a start; until then nothing is written about the alerts. */
  restored: boolean;
  /** Null: not evaluated yet, or the last evaluation was good. */
  problem: string | null;
  evaluatedAtMs: number | null;
  /** The series of the last good evaluation, by their keys: one that is gone is marked as ended. */
  series: ReadonlyMap<string, Labels>;
}

export interface GroupState {
  group: RuleGroup;
  rules: readonly RuleState[];
}

export interface GroupSurroundings {
  store: RuleStore;
  lookbackMs?: number;
  subqueryStepMs?: number;
  externalLabels?: ReadonlyMap<string, string>;
  externalUrl?: string;
  /** For groups that name none. */
  queryOffsetMs?: number;
}

/** A group before its first evaluation. */
export function newGroupState(group: RuleGroup, { restored }: { restored: boolean }): GroupState {
  const fresh = { alerts: new Map(), restored, problem: null, evaluatedAtMs: null, series: new Map() };
  return { group, rules: group.rules.map((rule) => ({ rule, ...fresh })) };
}

/** Evaluates the rules of a group one after the other: each sees what those before it have written. */
export function evaluateGroup(state: GroupState, atMs: number, around: GroupSurroundings): GroupState {
  return atOnce(evaluatingGroup(state, atMs, around));
}

/** The same, to be done in slices: what a rule has written can be read before the rules after it are evaluated. */
export function* evaluatingGroup(
  state: GroupState,
  atMs: number,
  around: GroupSurroundings,
): Stepwise<GroupState> {
  const rules: RuleState[] = [];
  for (const rule of state.rules) {
    rules.push(yield* evaluatingRule(rule, state.group, atMs, around));
    yield;
  }
  return { ...state, rules };
}

function* evaluatingRule(
  state: RuleState,
  group: RuleGroup,
  atMs: number,
  around: GroupSurroundings,
): Stepwise<RuleState> {
  const { rule } = state;
  const { store, lookbackMs, subqueryStepMs, externalLabels = new Map(), externalUrl = '' } = around;
  const query = {
    source: store,
    ...(lookbackMs === undefined ? {} : { lookbackMs }),
    ...(subqueryStepMs === undefined ? {} : { subqueryStepMs }),
  };
  const queryOffsetMs = group.queryOffsetMs ?? around.queryOffsetMs ?? 0;
  const { limit } = group;
  const outcome =
    rule.kind === 'recording'
      ? { ...(yield* evaluatingRecording(rule, atMs, { query, queryOffsetMs, limit })), alerts: state.alerts }
      : yield* evaluatingAlerting(rule, state.alerts, atMs, {
          ...{ query, externalLabels, externalUrl, queryOffsetMs, limit },
          restored: state.restored,
        });
  const next = { ...state, alerts: outcome.alerts, evaluatedAtMs: atMs };
  if (outcome.kind === 'failed') return { ...next, problem: outcome.problem };
  return { ...next, ...written(outcome.samples, state.series, atMs - queryOffsetMs, store) };
}

/** Writes what a rule gave, and marks the series that it gave before and no longer gives. */
function written(
  samples: readonly Sample[],
  before: ReadonlyMap<string, Labels>,
  atMs: number,
  store: RuleStore,
): Pick<RuleState, 'problem' | 'series'> {
  let problem: string | null = null;
  const series = new Map<string, Labels>();
  try {
    for (const { labels, value } of samples) {
      const refusal = store.append(labels, atMs, value);
      if (refusal === null) series.set(labels.key, labels);
      else problem = refusal;
    }
    for (const [key, labels] of before) {
      // A refusal is expected where another rule writes the series now.
      if (!series.has(key)) store.append(labels, atMs, null);
    }
  } catch (error) {
    // A store that fails must not end the evaluation of the other rules.
    return { problem: error instanceof Error ? error.message : String(error), series: before };
  }
  return { problem, series };
}
