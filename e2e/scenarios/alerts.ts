import type {
  AlertExplanation,
  AlertItem,
  AlertLog,
  AlertRule,
  AlertsFrame,
} from '../../src/contract/alerts.ts';
import { type Answer, failure, isoAgo, type Moment, SILENCE } from './scenario.ts';

/** What a page may ask about alerts. */
export interface AlertScript {
  frame: (at: Moment) => Answer<AlertsFrame>;
  explain: (at: Moment, id: string) => Answer<AlertExplanation>;
  log: (at: Moment, day: string) => Answer<AlertLog>;
}

const MINUTE = 60_000;
const PATH = [
  { role: 'Operations Lead', contact: 'Mara Okafor, +49 30 5550 100' },
  { role: 'CTO', contact: null },
  { role: 'CEO', contact: null },
];

const ahead = (at: Moment, ms: number) => new Date(at.nowMs + ms).toISOString();

function item(at: Moment, own: Partial<AlertItem> & Pick<AlertItem, 'id' | 'name'>): AlertItem {
  return {
    level: 'critical',
    state: 'firing',
    labels: { alertname: own.name, severity: own.level ?? 'critical' },
    annotations: {},
    value: 0,
    activeAt: isoAgo(at, 5 * MINUTE),
    firedAt: isoAgo(at, 4.5 * MINUTE),
    resolvedAt: null,
    respondBy: ahead(at, 10.5 * MINUTE),
    acknowledgedBy: null,
    acknowledgedAt: null,
    note: null,
    silencedUntil: null,
    runbook: 'service-down',
    procedure: 'Service Down Alert',
    system: null,
    summary: own.name,
    why: 'firing for 4 min 30 s, after it had held for 30 s',
    forMs: 30_000,
    blindSince: null,
    flapping: null,
    inhibitedBy: null,
    escalation: { priority: 'P1', path: PATH, reached: 1, nextAt: ahead(at, 10.5 * MINUTE) },
    rule: { file: 'handover-alerts.yaml', group: 'handover-critical' },
    ...own,
  };
}

function troubled(at: Moment): AlertItem[] {
  const down = item(at, {
    ...{ id: '3fa2c81b90d4', name: 'ServiceDown', system: 'governance', summary: 'governance is down' },
    labels: { alertname: 'ServiceDown', severity: 'critical', system: 'governance' },
  });
  const late = item(at, {
    ...{ id: '81c0ffee1234', name: 'ConstitutionalComplianceCritical', value: 0.893 },
    summary: 'Constitutional compliance is 89.3%, below 90%',
    ...{ runbook: 'constitutional-compliance', procedure: 'Constitutional Compliance Alert' },
    activeAt: isoAgo(at, 20 * MINUTE),
    firedAt: isoAgo(at, 19 * MINUTE),
    respondBy: isoAgo(at, 4 * MINUTE),
    why: 'firing for 19 min, after it had held for 1 min',
    escalation: { priority: 'P1', path: PATH, reached: 2, nextAt: ahead(at, 11 * MINUTE) },
    flapping: 4,
  });
  return [
    late,
    down,
    item(at, {
      ...{ id: '55aa00bb77cc', name: 'HighMemoryUsage', level: 'warning', value: 0.871 },
      summary: 'Memory usage is 87.1%, above 85%',
      ...{ runbook: 'performance-degradation', procedure: 'Performance Degradation Alert' },
      activeAt: isoAgo(at, 48 * MINUTE),
      firedAt: isoAgo(at, 43 * MINUTE),
      respondBy: isoAgo(at, 13 * MINUTE),
      acknowledgedBy: 'Mara Okafor',
      acknowledgedAt: isoAgo(at, 40 * MINUTE),
      note: 'node-3 is drained, memory comes back within the hour',
      why: 'firing for 43 min, after it had held for 5 min',
      forMs: 5 * MINUTE,
      escalation: { priority: 'P2', path: PATH.slice(0, 1), reached: 1, nextAt: null },
      rule: { file: 'handover-alerts.yaml', group: 'handover-warning' },
    }),
    item(at, {
      ...{ id: '0b5e1f2d3c4b', name: 'GovernanceSlow', level: 'warning', system: 'governance', value: 1840 },
      summary: 'governance answers in 1840 ms',
      inhibitedBy: { id: down.id, name: down.name },
      respondBy: ahead(at, 24 * MINUTE),
      escalation: { priority: 'P2', path: PATH.slice(0, 1), reached: 1, nextAt: null },
    }),
    item(at, {
      ...{
        id: '9d8e7f6a5b4c',
        name: 'ModelAccuracyDegraded',
        level: 'warning',
        state: 'pending',
        value: 0.892,
      },
      summary: 'Model accuracy is 89.2%, below 90%',
      ...{ runbook: 'model-performance', procedure: 'Model Performance Degradation' },
      activeAt: isoAgo(at, 190_000),
      ...{ firedAt: null, respondBy: null, forMs: 5 * MINUTE, why: 'pending 3 min 10 s of 5 min' },
      escalation: { priority: 'P2', path: PATH.slice(0, 1), reached: 0, nextAt: null },
    }),
    item(at, {
      ...{ id: '6e0b5a7c9d12', name: 'AvailabilityBudgetBurn1h', value: 0.0206 },
      summary:
        '2.06% of requests failed in the last hour: at this rate the error budget of 30 days is gone in 2 days',
      ...{ runbook: 'performance-degradation', procedure: 'Performance Degradation Alert' },
      acknowledgedBy: 'Mara Okafor',
      acknowledgedAt: isoAgo(at, 2 * MINUTE),
      respondBy: ahead(at, 11 * MINUTE),
      rule: { file: 'slo.yaml', group: 'slo-burn' },
    }),
    item(at, {
      ...{ id: '1a2b3c4d5e6f', name: 'StoreDown', level: 'warning', state: 'resolved', system: 'redis' },
      summary: 'redis does not answer',
      activeAt: isoAgo(at, 31 * MINUTE),
      firedAt: isoAgo(at, 30 * MINUTE),
      resolvedAt: isoAgo(at, 22 * MINUTE),
      why: 'resolved 22 min ago; it had fired for 8 min',
      escalation: { priority: 'P2', path: PATH.slice(0, 1), reached: 1, nextAt: null },
    }),
  ];
}

function rules(at: Moment): AlertRule[] {
  const rule = (name: string, own: Partial<AlertRule> = {}): AlertRule => ({
    ...{ name, group: 'handover-critical', file: 'handover-alerts.yaml' },
    expression: 'probe_up{system!~"postgres|redis|objects|influx|cluster"} == 0',
    ...{ forMs: 30_000, level: 'critical', state: 'good', why: null, firing: 0, pending: 0 },
    evaluatedAt: isoAgo(at, 6000),
    ...own,
  });
  const mlops = { group: 'mlops-production-alerts', file: 'mlops-alerts.yaml' };
  return [
    rule('ServiceDown'),
    rule('DatabaseConnectionFailure', { expression: 'probe_up{system="postgres"} == 0' }),
    rule('ResponseTimeCritical', { expression: 'target{target="response-time"} > 2500', forMs: MINUTE }),
    rule('MLOpsDeploymentFailure', {
      ...mlops,
      ...{
        expression: 'deployment_success_rate < 0.95',
        forMs: 10 * MINUTE,
        level: 'warning',
        state: 'blind',
      },
      why: 'Blind: nobody exports deployment_success_rate, so that it cannot fire',
    }),
    rule('ModelAccuracyDegraded', {
      ...{ expression: 'target{target="model-accuracy"} < 0.90', forMs: 5 * MINUTE, level: 'warning' },
      group: 'handover-warning',
    }),
  ];
}

function frame(at: Moment, items: AlertItem[], own: Partial<AlertsFrame> = {}): AlertsFrame {
  const firing = items.filter(({ state }) => state === 'firing');
  const unanswered = firing.filter(
    (it) => it.acknowledgedBy === null && it.silencedUntil === null && it.inhibitedBy === null,
  );
  const [first] = unanswered;
  return {
    at: isoAgo(at, 0),
    evaluator: 'here',
    evaluatedAt: isoAgo(at, 6000),
    stale: false,
    missedEvaluations: 0,
    items,
    urgent: first
      ? {
          ...{ id: first.id, name: first.name, level: first.level, system: first.system },
          respondBy: first.respondBy,
        }
      : null,
    counts: {
      unanswered: unanswered.length,
      firing: firing.length,
      pending: items.filter(({ state }) => state === 'pending').length,
      silenced: 0,
    },
    worst: firing.length > 0 ? 'critical' : null,
    silences: [],
    rules: rules(at),
    warnings: [],
    problems: [],
    sources: [],
    receivers: [
      {
        ...{ name: 'pager', kind: 'webhook', from: 'warning', state: 'ok', waiting: 0, problem: null },
        ...{ lastSentAt: isoAgo(at, 4 * MINUTE), nextTryAt: null },
      },
      {
        ...{ name: 'email', kind: 'email', from: 'warning', state: 'failing', waiting: 1 },
        problem:
          'The mail server smtp.example.org:587: does not take the mail now: 451 4.7.1 greylisted, come back in a minute',
        ...{ lastSentAt: isoAgo(at, 90 * MINUTE), nextTryAt: isoAgo(at, -MINUTE / 2) },
      },
    ],
    notices: [],
    contacts: [
      { role: 'Operations Lead', contact: 'Mara Okafor, +49 30 5550 100' },
      { role: '24/7 Operations Hotline', contact: '+49 30 5550 911' },
    ],
    ...own,
  };
}

function explanation(at: Moment, id: string): AlertExplanation {
  const alert = troubled(at).find((it) => it.id === id);
  if (!alert)
    throw failure('not-found', `There is no alert ${id}`, 'acgs alerts list shows those there are.');
  return {
    alert,
    words: [
      `${alert.name} is ${alert.why}.`,
      'Its rule asks probe_up{system!~"postgres|redis|objects|influx|cluster"} == 0; the value is 0.',
      'The newest sample is 4 s old.',
      `The answer is the runbook ${alert.runbook} (${alert.procedure}).`,
    ],
    rule: {
      ...alert.rule,
      expression: 'probe_up{system!~"postgres|redis|objects|influx|cluster"} == 0',
      forMs: alert.forMs,
      problem: null,
    },
    samples: [
      {
        series: `probe_up{system="${alert.system ?? 'governance'}"}`,
        ...{ value: 0, at: isoAgo(at, 4000), ageMs: 4000, state: 'fresh' },
      },
    ],
    history: [
      {
        at: alert.firedAt ?? alert.activeAt,
        ...{
          kind: 'firing',
          actor: 'control center',
          words: `CRITICAL: ${alert.name} fires: ${alert.summary}`,
        },
      },
    ],
  };
}

function dayLog(at: Moment, day: string, items: AlertItem[]): AlertLog {
  const lines = items
    .filter(({ firedAt }) => firedAt !== null)
    .map((it) => ({
      at: it.firedAt ?? it.activeAt,
      ...{ level: it.level, kind: 'firing', actor: 'control center', alert: it.id },
      text: `[${(it.firedAt ?? it.activeAt).slice(0, 19)}Z] ${it.level.toUpperCase()}: ${it.name} fires: ${it.summary}`,
    }))
    .toSorted((one, other) => (one.at < other.at ? -1 : 1));
  return {
    name: `alerts_${day.replaceAll('-', '')}`,
    lines: day === isoAgo(at, 0).slice(0, 10) ? lines : [],
    leftOut: 0,
  };
}

export const quietAlerts: AlertScript = {
  frame: (at) => frame(at, []),
  explain: explanation,
  log: (at, day) => dayLog(at, day, []),
};

export const troubledAlerts: AlertScript = {
  frame: (at) =>
    frame(at, troubled(at), {
      silences: [
        {
          ...{
            id: '7c1d22aa',
            matchers: ['system="evolution-control"'],
            reason: 'new version is rolled out',
          },
          ...{ createdBy: 'Mara Okafor', createdAt: isoAgo(at, 20 * MINUTE), until: ahead(at, 40 * MINUTE) },
          silences: 0,
        },
      ],
      warnings: [
        'model_accuracy is compared with 0.9 in MLOpsModelAccuracyDrop and with 90 in Old: a share and a percentage cannot both be meant',
      ],
      sources: [
        {
          ...{ id: 'alertmanager', name: 'Alertmanager at 127.0.0.1:9093', state: 'live', problem: null },
          observedAt: isoAgo(at, 9000),
          warnings: [],
          alerts: [
            {
              ...{ id: 'a1b2c3d4e5f60718', name: 'KubePodCrashLooping', level: 'warning', state: 'firing' },
              labels: { alertname: 'KubePodCrashLooping', namespace: 'monitoring', severity: 'warning' },
              annotations: { summary: 'Pod thanos-store-0 is crash looping' },
              ...{ value: null, activeAt: isoAgo(at, 130 * MINUTE) },
            },
          ],
        },
      ],
    }),
  explain: explanation,
  log: (at, day) => dayLog(at, day, troubled(at)),
};

/** Many services down at once: one line that can be opened. */
export const outageAlerts: AlertScript = {
  ...troubledAlerts,
  frame: (at) =>
    frame(
      at,
      ['authentication', 'constitutional-ai', 'integrity', 'governance', 'policy-generation'].map((system) =>
        item(at, {
          ...{ id: `down-${system}`, name: 'ServiceDown', system, summary: `${system} is down` },
          labels: { alertname: 'ServiceDown', severity: 'critical', system },
        }),
      ),
    ),
};

/** Rules that nobody evaluates any more: what is shown is what was known. */
export const staleAlerts: AlertScript = {
  ...troubledAlerts,
  frame: (at) =>
    frame(at, troubled(at).slice(1, 2), {
      evaluator: 'nobody',
      stale: true,
      evaluatedAt: isoAgo(at, 7 * MINUTE),
    }),
};

/** A profile that watches nothing: there is nothing that the rules could go by. */
export const blindAlerts: AlertScript = {
  ...quietAlerts,
  frame: (at) =>
    frame(at, [], {
      rules: rules(at).map((rule) => ({
        ...rule,
        ...{ state: 'blind', why: 'Blind: nobody exports probe_up, so that it cannot fire' },
      })),
      receivers: [],
    }),
};

export const silentAlerts: AlertScript = {
  frame: () => SILENCE,
  explain: () => SILENCE,
  log: () => SILENCE,
};

export function failingAlerts(fail: () => never): AlertScript {
  return { frame: fail, explain: fail, log: fail };
}
