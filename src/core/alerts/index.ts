import type { AlertmanagerConnection } from '../connect/alertmanager.ts';
import type { HttpClient } from '../connect/http/client.ts';
import type { Profile } from '../connect/profile/schema.ts';
import type { PrometheusConnection } from '../connect/prometheus.ts';
import type { Secrets } from '../connect/secrets.ts';
import type { Cancel, Clock } from '../kernel/clock.ts';
import { instantOf, patience, toIso } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import { OperatorError, type Problem } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { stayOpen } from '../kernel/stay-open.ts';
import type { Actor } from '../operate/actor.ts';
import type { SeriesSource } from '../promql/index.ts';
import type { AlertRecords, StoredAlert, StoredTransition } from '../store/alerts/index.ts';
import type { Samples } from '../store/samples/index.ts';
import { blindRulesOf } from './blind-rules.ts';
import { type DayLog, dayLog } from './day-log.ts';
import { contactsOf } from './escalation.ts';
import { createEscalations } from './escalations.ts';
import { createEvaluator } from './evaluator.ts';
import { type Explanation, explain } from './explain.ts';
import { createForeignAlerts } from './external.ts';
import {
  type AlertsFrame,
  countsOf,
  noticesOf,
  ruleViews,
  silenceViews,
  urgentOf,
  worstOf,
} from './frame.ts';
import { type AlertJournal, createJournaling } from './journaling.ts';
import { levelOfLabels, urgencyOf } from './levels.ts';
import { createDesktop, type Desktop } from './notify/desktop.ts';
import { tellNews } from './notify/news.ts';
import { type Notice, noticeOf } from './notify/notice.ts';
import { createOutbox, type Heard } from './notify/outbox.ts';
import { receiversOf } from './notify/receivers.ts';
import { type AlertOperations, createAlertOperations } from './operations.ts';
import { alertsAsOf, RECENTLY_MS } from './past.ts';
import { openRules } from './rule-set.ts';
import type { RuleGroup } from './rules/rule.ts';
import { type AlertView, FLAP_WINDOW_MS, viewsOf } from './view.ts';

export type { AlertsFrame } from './frame.ts';
export type { Message } from './notify/message.ts';
export { checkRuleFile, lintRules } from './rules/index.ts';
export type { RuleGroup } from './rules/rule.ts';
export { runUnitTestFile } from './rules/unit-test/index.ts';
export { parseMatcher } from './silences.ts';
export type { AlertView } from './view.ts';

/** Alerts: rules in Prometheus' own files, what they find, who answers, and who is told. */
export interface Alerts {
  /** Evaluates the rules until stopped, unless another process on this store does. */
  start(): void;
  stop(): Promise<void>;
  /** One evaluation now, where nobody else evaluates. */
  evaluateOnce(): Promise<void>;
  /** How things stand; with a moment, how they stood, from the record alone. */
  frame(at?: number | null): AlertsFrame;
  frames(signal?: AbortSignal, at?: number | null): AsyncGenerator<AlertsFrame, void, void>;
  /**
   * An alert by its id, or the beginning of it.
   *
   * @throws OperatorError `not-found`; `usage` when several begin so
   */
  find(id: string): string;
  /** @throws OperatorError `not-found` */
  explain(id: string, at?: number | null): Explanation;
  /** What happened to alerts on a day (UTC), up to a moment. */
  log(wish: { day: string; search: string; at?: number | null }): DayLog;
  /** Looks at the alerts of the profile's Alertmanager and Prometheus once. */
  lookElsewhere(): Promise<void>;
  operations: AlertOperations;
  /** Has a runbook tell people something, each once for its key. */
  announce(notice: Notice & { key: string }): Promise<Heard[]>;
  desktop: Pick<Desktop, 'offer'>;
  /** Told after anything changed. */
  subscribe(listener: () => void): () => void;
  troubles(): Problem[];
  /**
   * The rules that ask for series which the profile's Prometheus does not have, a sentence each.
   *
   * @throws OperatorError `not-configured`, or what keeps Prometheus from answering
   */
  blindRules(groups: readonly RuleGroup[], signal: AbortSignal): Promise<string[]>;
}

const FRAME_MS = 250;
/** The command line may change what a window shows. */
const OTHERS_EVERY_MS = 1000;
const DEFAULT_INTERVAL_MS = 15_000;
const STALE_AFTER_INTERVALS = 3;
const RULES_EVERY_MS = 5000;
const PRUNE_EVERY_MS = 3_600_000;

export function createAlerts(options: {
  profile: Profile;
  records: AlertRecords;
  /** The samples as PromQL reads them. */
  source: SeriesSource;
  samples: Samples;
  journal: AlertJournal;
  actor: () => Actor;
  prometheus: PrometheusConnection | null;
  alertmanager: AlertmanagerConnection | null;
  http: HttpClient;
  secrets: Secrets;
  clock: Clock;
  log: Log;
  redactor: Redactor;
  /** What ended longer ago is forgotten. */
  retentionMs: number;
  owner: { processId: number; host: string };
  isRunning: (processId: number) => boolean;
}): Alerts {
  const { profile, records, samples, clock, log, redactor, prometheus, alertmanager } = options;
  const intervalMs = (profile.alerts?.intervalSeconds ?? DEFAULT_INTERVAL_MS / 1000) * 1000;
  const urgency = urgencyOf(profile);
  const contacts = profile.contacts ?? {};
  const rules = openRules(profile.alerts?.rules ?? []);
  let forMsByName = forMsOf(rules.current().groups);
  const journaling = createJournaling({
    records,
    journal: options.journal,
    redactor,
    log,
    now: clock.now,
  });
  const desktop = createDesktop();
  const outbox = createOutbox({
    records,
    clock,
    log,
    redactor,
    receivers: receiversOf(profile, { ...options, desktop }),
  });
  const foreign = createForeignAlerts({
    alertmanager:
      alertmanager && profile.alertmanager
        ? { connection: alertmanager, url: profile.alertmanager.url }
        : null,
    prometheus:
      prometheus && profile.prometheus ? { connection: prometheus, url: profile.prometheus.url } : null,
    clock,
    redactor,
  });
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };

  const viewsAt = (alerts: readonly StoredAlert[], now: number, past: boolean): AlertView[] =>
    viewsOf(alerts, {
      now,
      urgency,
      contacts,
      silences: past ? records.silencesAsOf(now) : records.openSilences().filter(({ until }) => until > now),
      forMs: ({ file, group, name }) => forMsByName.get(`${file} ${group} ${name}`) ?? null,
      firings: ({ rule, labels }) => records.firings(rule, labels, now - FLAP_WINDOW_MS),
    });
  const viewsNow = () => {
    const now = clock.now();
    return viewsAt(records.recent(now - RECENTLY_MS), now, false);
  };

  const escalations = createEscalations({ records, urgency, contacts });
  let prunedAt = Number.NEGATIVE_INFINITY;

  /** What follows from how things stand now: only where the rules are evaluated. */
  const follow = (made: readonly StoredTransition[]) => {
    const now = clock.now();
    const due = [...escalations.endSilences(now), ...escalations.callNext(viewsNow(), now)];
    void journaling.takeUp();
    tellNews(outbox, records, viewsNow());
    if (now - prunedAt > PRUNE_EVERY_MS) {
      prunedAt = now;
      records.prune(now - options.retentionMs);
    }
    for (const { words } of [...made, ...due]) log.info(words);
    tell();
  };

  const evaluator = createEvaluator({
    rules: rules.current(),
    records,
    source: options.source,
    samples,
    clock,
    log,
    intervalMs,
    owner: options.owner,
    isRunning: options.isRunning,
    prepare: async () => {
      await journaling.takeUp();
      outbox.start();
    },
    release: outbox.stop,
    onTransitions: follow,
  });

  const operations = createAlertOperations({
    records,
    clock,
    actor: options.actor,
    onTransition: () => {
      journaling.write();
      tell();
    },
  });

  let cancelOthers: Cancel | null = null;
  let stamp = '';
  /** There is no notice of what another process changes: it is looked at while somebody listens. */
  const watchOthers = () => {
    cancelOthers = clock.after(OTHERS_EVERY_MS, () => {
      const now = records.stamp();
      if (now !== stamp) {
        stamp = now;
        tell();
      }
      if (cancelOthers !== null) watchOthers();
    });
  };
  const subscribe: Alerts['subscribe'] = (listener) => {
    listeners.add(listener);
    if (cancelOthers === null) watchOthers();
    const leave = foreign.subscribe(listener);
    return () => {
      leave();
      listeners.delete(listener);
      if (listeners.size > 0) return;
      cancelOthers?.();
      cancelOthers = null;
    };
  };

  const stored = (id: string): StoredAlert => {
    const alert = records.get(id);
    if (alert) return alert;
    throw new OperatorError('not-found', `There is no alert ${id}`, {
      hint: 'acgs alerts list shows those there are.',
    });
  };

  const live = (): AlertsFrame => {
    const now = clock.now();
    const items = viewsNow();
    const evaluatedAt = evaluator.evaluatedAt();
    return {
      at: toIso(now),
      evaluator: evaluator.who(),
      evaluatedAt: instantOf(evaluatedAt),
      stale: evaluatedAt === null || now - evaluatedAt > patience(clock, STALE_AFTER_INTERVALS * intervalMs),
      missedEvaluations: evaluator.missedIterations(),
      items,
      urgent: urgentOf(items),
      counts: countsOf(items),
      worst: worstOf(items),
      silences: silenceViews(
        records.openSilences().filter(({ until }) => until > now),
        items,
      ),
      rules: ruleViews(
        evaluator.rules(),
        ({ rule }) => levelOfLabels(Object.fromEntries(rule.labels.map(({ name, text }) => [name, text]))),
        items,
      ),
      warnings: rules.current().warnings,
      problems: rules.current().problems,
      sources: foreign.sources(),
      receivers: outbox.views(),
      notices: noticesOf(items, records, now),
      contacts: contactsOf(contacts),
    };
  };

  const past = (at: number): AlertsFrame => {
    const items = viewsAt(alertsAsOf(records, at), at, true);
    return {
      at: toIso(at),
      evaluator: 'past',
      evaluatedAt: null,
      stale: false,
      missedEvaluations: 0,
      items,
      urgent: urgentOf(items),
      counts: countsOf(items),
      worst: worstOf(items),
      silences: silenceViews(records.silencesAsOf(at), items),
      ...{ rules: [], warnings: [], problems: [], sources: [], receivers: [], notices: [] },
      contacts: contactsOf(contacts),
    };
  };

  let cancelRules: Cancel = () => undefined;
  let haveRulesChanged = false;
  const takeUpRules = () => {
    const { groups, problems } = rules.current();
    forMsByName = forMsOf(groups);
    evaluator.replace(rules.current());
    log.info('rule files have changed and were read again');
    for (const { message } of problems) log.warn(message);
    tell();
  };
  /** Whoever writes a rule sees what becomes of it without a restart, also where another process evaluates. */
  const watchRules = () => {
    cancelRules = clock.after(RULES_EVERY_MS, () => {
      try {
        if (rules.reload()) haveRulesChanged = true;
        if (haveRulesChanged) takeUpRules();
        haveRulesChanged = false;
      } catch (error) {
        log.warn('changed rules cannot be taken up now, it is tried again', { error });
      }
      watchRules();
    });
  };

  return {
    start() {
      evaluator.start();
      foreign.start();
      watchRules();
    },
    async stop() {
      cancelRules();
      foreign.stop();
      cancelOthers?.();
      cancelOthers = null;
      await evaluator.stop();
    },
    evaluateOnce: evaluator.once,
    frame: (at = null) => (at === null ? live() : past(at)),
    frames: (signal, at = null) =>
      at === null
        ? conflate({ clock, frameMs: FRAME_MS, subscribe, snapshot: live, signal })
        : stayOpen(async () => past(at), signal),
    announce: ({ key, ...notice }) => outbox.announce(key, noticeOf(notice, clock.now())),
    find(id) {
      const now = clock.now();
      const known = [...new Set(records.recent(now - options.retentionMs).map((alert) => alert.id))];
      const found = id === '' ? [] : known.filter((it) => it.startsWith(id));
      const [only] = found;
      if (only !== undefined && (found.length === 1 || found.includes(id)))
        return found.includes(id) ? id : only;
      if (found.length > 1) throw new OperatorError('usage', `${found.length} alerts begin with ${id}`);
      return stored(id).id;
    },
    explain(id, at = null) {
      const now = at ?? clock.now();
      const alert = at === null ? stored(id) : alertsAsOf(records, at).find((it) => it.id === id);
      if (!alert) throw new OperatorError('not-found', `There was no alert ${id} at ${toIso(now)}`);
      const around = at === null ? records.recent(now - RECENTLY_MS) : alertsAsOf(records, at);
      const others = around.filter((it) => it.id !== id);
      const view = viewsAt([alert, ...others], now, at !== null).find((it) => it.id === id);
      if (!view) throw new Error(`no view of ${id}`);
      return explain(alert, view, {
        now,
        standing: evaluator.rules().find(({ key }) => key === alert.rule),
        inputs: evaluator.inputs,
        history: records.transitionsOf(id).filter((it) => it.at <= now),
      });
    },
    log: ({ day, search, at = null }) => dayLog(records, { day, search, until: at ?? clock.now() }),
    lookElsewhere: foreign.look,
    operations,
    desktop,
    subscribe,
    troubles: () => [...rules.current().problems],
    blindRules: (groups, signal) => blindRulesOf(prometheus, groups, signal),
  };
}

/** The `for` of every alert, by file, group and name. */
function forMsOf(groups: readonly RuleGroup[]): Map<string, number> {
  return new Map(
    groups.flatMap(({ file, name, rules }) =>
      rules.flatMap((rule) =>
        rule.kind === 'alerting' ? [[`${file} ${name} ${rule.name}`, rule.forMs] as const] : [],
      ),
    ),
  );
}
