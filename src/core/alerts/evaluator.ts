import type { Cancel, Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { SeriesSource } from '../promql/index.ts';
import type { AlertRecords, EvaluatorRow, StoredAlert, StoredTransition } from '../store/alerts/index.ts';
import type { Samples } from '../store/samples/index.ts';
import { type Book, createBook } from './book.ts';
import { createInputs, type Inputs, type RuleInput } from './inputs.ts';
import { type RuleSet, ruleKey } from './rule-set.ts';
import { createRuleStore } from './rule-store.ts';
import { evaluatingGroup, type GroupState } from './rules/evaluation/group.ts';
import { createLane } from './rules/evaluation/lane.ts';
import { type GroupSchedule, scheduleGroup } from './rules/evaluation/schedule.ts';
import type { AlertingRule, RuleGroup } from './rules/rule.ts';
import { writtenBy } from './written-series.ts';

/** What is known of an alerting rule after its last evaluation here. */
export interface RuleStanding {
  key: string;
  group: RuleGroup;
  rule: AlertingRule;
  problem: string | null;
  evaluatedAt: number | null;
  input: RuleInput;
}

type LoadedRules = Pick<RuleSet, 'groups' | 'unusable'>;

/** Evaluates the rules, in one of the processes that share a store. */
export interface Evaluator {
  /** Takes the part of the one that evaluates as soon as nobody else has it. */
  start(): void;
  /** One evaluation of everything now, unless another process is at it. */
  once(): Promise<void>;
  /** Resolves when nothing of the part is left with this process, and another one may take it. */
  stop(): Promise<void>;
  /** Who evaluates: this process, another one, or nobody. */
  who(): 'here' | 'elsewhere' | 'nobody';
  evaluatedAt(): number | null;
  missedIterations(): number;
  rules(): readonly RuleStanding[];
  inputs: Inputs;
  /** Goes on with other rules. Groups that are among them as they were do not notice; alerts of the others go on. */
  replace(rules: LoadedRules): void;
}

/** A look that was asked for once is brought to its end. */
const never = new AbortController().signal;
const BEAT_MS = 10_000;
const SILENT_AFTER_MS = 60_000;

export function createEvaluator(options: {
  rules: LoadedRules;
  records: AlertRecords;
  source: SeriesSource;
  samples: Samples;
  clock: Clock;
  log: Log;
  intervalMs: number;
  owner: { processId: number; host: string };
  isRunning: (processId: number) => boolean;
  /** What an earlier run left undone is done before anything new. */
  prepare: () => Promise<void>;
  /**
   * What `prepare` began is ended, before the part is left: whoever takes it next holds a message that is still on
   * its way for one that a dead process left behind.
   */
  release: () => Promise<void>;
  /** After each evaluation of a group. */
  onTransitions: (transitions: readonly StoredTransition[], at: number) => void;
}): Evaluator {
  const { records, samples, clock, log, owner, onTransitions } = options;
  const store = createRuleStore(options.source, samples);
  const inputs = createInputs(store, samples);
  const book: Book = createBook(records);
  const lane = createLane(clock);
  let loaded = options.rules;
  let rulesByKey = byKey(loaded.groups);
  let schedules = new Map<RuleGroup, GroupSchedule>();
  const lastStates = new Map<RuleGroup, GroupState>();
  let role: 'idle' | 'waiting' | 'evaluating' = 'idle';
  let cancel: Cancel = () => undefined;

  const isUnwatched = (alert: StoredAlert, at: number): boolean => {
    const rule = rulesByKey.get(alert.rule)?.rule;
    return rule !== undefined && inputs.isUnwatched(rule.expression, alert.labels, at);
  };

  /** An alert must not pass for resolved because nobody looks: it stays as it was until somebody does. */
  const hold = (before: GroupState, after: GroupState, at: number): GroupState => ({
    ...after,
    rules: after.rules.map((state, index) => {
      const { rule } = state;
      const earlier = before.rules[index];
      if (rule.kind !== 'alerting' || earlier === undefined) return state;
      const alerts = new Map(state.alerts);
      let held = false;
      for (const [key, alert] of alerts) {
        // The clock was set back: what it has counted so far is not known, and must not count for ever.
        if (alert.activeAtMs <= at && (alert.firedAtMs ?? at) <= at) continue;
        const firedAtMs = alert.firedAtMs === null ? null : Math.min(alert.firedAtMs, at);
        alerts.set(key, { ...alert, activeAtMs: Math.min(alert.activeAtMs, at), firedAtMs });
        held = true;
      }
      for (const [key, was] of earlier.alerts) {
        if (was.state !== 'firing' || alerts.get(key)?.state === 'firing') continue;
        if (
          state.problem !== null ||
          !inputs.isUnwatched(rule.expression, Object.fromEntries(was.labels), at)
        )
          continue;
        alerts.set(key, was);
        held = true;
      }
      return held ? { ...state, alerts } : state;
    }),
  });

  const enter = (state: GroupState, at: number) => {
    lastStates.set(state.group, state);
    try {
      const made = book.enter(state, at, (alert) => isUnwatched(alert, at));
      records.ruleProblems.put(problemsOf(state));
      records.evaluated(at);
      onTransitions(made, at);
    } catch (error) {
      log.error('an evaluation could not be written down', { group: state.group.name, error });
    }
  };

  const isAlive = (row: EvaluatorRow): boolean => {
    if (row.processId === 0) return false;
    if (row.host === owner.host && !options.isRunning(row.processId)) return false;
    return Math.abs(clock.now() - row.heartbeatAt) <= SILENT_AFTER_MS;
  };
  const isOwn = (row: EvaluatorRow) => row.processId === owner.processId && row.host === owner.host;

  const take = (): { evaluatedAt: number | null } | null => {
    const row = records.evaluator();
    if (row !== undefined && isAlive(row) && !isOwn(row)) return null;
    const taken = records.takeEvaluator({ ...owner, heartbeatAt: clock.now() }, row);
    return taken ? { evaluatedAt: row?.evaluatedAt ?? null } : null;
  };

  const beat = () => {
    cancel = clock.after(BEAT_MS, () => {
      try {
        if (role === 'waiting') void begin();
        else if (records.beat({ ...owner, heartbeatAt: clock.now() })) beat();
        // Another process took over while this machine slept.
        else {
          log.info('another process evaluates the rules now');
          leaveSchedules();
          role = 'waiting';
          void options.release();
          beat();
        }
      } catch (error) {
        log.warn('the store did not answer', { error });
        beat();
      }
    });
  };

  const leaveSchedules = () => {
    for (const schedule of schedules.values()) schedule.stop();
    schedules.clear();
  };

  const begin = async (): Promise<void> => {
    const taken = take();
    if (taken === null) {
      beat();
      return;
    }
    role = 'evaluating';
    beat();
    await options.prepare();
    if (role !== 'evaluating') return;
    schedule(taken.evaluatedAt);
  };

  const schedule = (evaluatedAt: number | null) => {
    records.ruleProblems.keepOnly(new Set(rulesByKey.keys()));
    const now = clock.now();
    onTransitions(book.close(loaded, now), now);
    const before = schedules;
    const left = [...before].filter(([group]) => !loaded.groups.includes(group)).map(([, it]) => it);
    for (const it of left) it.stop();
    const written = writtenBy(left.map((it) => it.state()));
    schedules = new Map(
      loaded.groups.map((group) => {
        const kept = before.get(group);
        if (kept) return [group, kept];
        const initial = written.handOver(book.takeUp(group, { now, evaluatedAt }));
        const made = scheduleGroup({
          ...{ clock, store, lane, group, defaultIntervalMs: options.intervalMs, restore: false, initial },
          ...{ review: hold, onState: enter },
        });
        return [group, made];
      }),
    );
    // As Prometheus: what no rule writes any more ends at once.
    for (const labels of written.orphans()) store.append(labels, now, null);
  };

  return {
    start() {
      if (role !== 'idle') return;
      role = 'waiting';
      void begin();
    },
    async once() {
      // Who waits for the part, or has it, evaluates by itself.
      if (role !== 'idle') return;
      const taken = take();
      if (taken === null) return;
      try {
        await options.prepare();
        records.ruleProblems.keepOnly(new Set(rulesByKey.keys()));
        const now = clock.now();
        onTransitions(book.close(loaded, now), now);
        for (const group of loaded.groups) {
          const before = book.takeUp(group, { now, evaluatedAt: taken.evaluatedAt });
          const after = await lane(evaluatingGroup(before, now, { store }), never);
          enter(hold(before, after, now), now);
        }
      } finally {
        await options.release();
        if (role === 'idle') records.leaveEvaluator(owner);
      }
    },
    async stop() {
      cancel();
      leaveSchedules();
      const wasEvaluating = role === 'evaluating';
      role = 'idle';
      await options.release();
      if (wasEvaluating) records.leaveEvaluator(owner);
    },
    who() {
      if (role === 'evaluating') return 'here';
      const row = records.evaluator();
      return row !== undefined && isAlive(row) ? 'elsewhere' : 'nobody';
    },
    evaluatedAt: () => records.evaluator()?.evaluatedAt ?? null,
    missedIterations: () => [...schedules.values()].reduce((sum, it) => sum + it.missedIterations(), 0),
    rules() {
      const evaluatedAt = records.evaluator()?.evaluatedAt ?? null;
      const problems = records.ruleProblems.all();
      return [...rulesByKey].map(([key, { group, rule }]) => {
        const state = lastStates.get(group)?.rules[group.rules.indexOf(rule)];
        return {
          key,
          group,
          rule,
          // Where another process evaluates, it evaluates all of them.
          problem: state === undefined || role !== 'evaluating' ? (problems.get(key) ?? null) : state.problem,
          evaluatedAt: state?.evaluatedAtMs ?? evaluatedAt,
          input: inputs.of(rule.expression, clock.now()),
        };
      });
    },
    inputs,
    replace(next) {
      loaded = next;
      rulesByKey = byKey(next.groups);
      for (const group of lastStates.keys()) if (!next.groups.includes(group)) lastStates.delete(group);
      if (schedules.size > 0) schedule(records.evaluator()?.evaluatedAt ?? null);
    },
  };
}

function byKey(groups: readonly RuleGroup[]): Map<string, { group: RuleGroup; rule: AlertingRule }> {
  return new Map(
    groups.flatMap((group) =>
      group.rules.flatMap((rule) =>
        rule.kind === 'alerting' ? [[ruleKey(group, rule), { group, rule }] as const] : [],
      ),
    ),
  );
}

function problemsOf({ group, rules }: GroupState): Map<string, string | null> {
  return new Map(
    rules.flatMap(({ rule, problem }) =>
      rule.kind === 'alerting' ? [[ruleKey(group, rule), problem] as const] : [],
    ),
  );
}
