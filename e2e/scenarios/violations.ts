import type { PolicyJudgement } from '../../src/contract/policies.ts';
import type {
  ComplianceLogLine,
  Violation,
  ViolationDetail,
  ViolationsFrame,
} from '../../src/contract/violations.ts';
import { type Answer, failure, isoAgo, type Moment, SILENCE } from './scenario.ts';

/** What a page may ask about violations, the compliance log and policies. */
export interface ViolationScript {
  list: (at: Moment) => Answer<ViolationsFrame>;
  get: (at: Moment, id: string) => Answer<ViolationDetail>;
  /** All lines that the log holds by now, the newest last. */
  log: (at: Moment) => Answer<ComplianceLogLine[]>;
  judge: (at: Moment, text: string) => Answer<PolicyJudgement>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FILE = 'compliance_20251126.log';

const seen = (at: Moment, id: string, agoMs: number, lastMs: number): Violation => ({
  ...{ id, component: 'governance', rule: 'hash-integrity', severity: 'critical', source: 'check' },
  ...{ says: 'header and body show deadbeef01234567 instead of cdd01ef066bc6cf2', state: 'open' },
  ...{ assignee: null, verifiedAt: null, part: 'hash', sightings: 4 },
  detectedAt: isoAgo(at, agoMs),
  lastSeenAt: isoAgo(at, lastMs),
});

function violationsAt(at: Moment): Violation[] {
  return [
    seen(at, '3fa2c1d0-hash', 42 * MINUTE, 40_000),
    {
      ...seen(at, '71c0e4aa-transparency', 3 * HOUR, 9 * MINUTE),
      ...{ rule: 'transparency', severity: 'warning', source: 'log', part: null, sightings: 31 },
      ...{ says: 'the compliance log says: decision 8812 was given without a reason', state: 'assigned' },
      assignee: 'Kofi Osei',
    },
    {
      ...seen(at, '90b8f2e1-map', 26 * HOUR, 12 * MINUTE),
      ...{ component: 'configuration', state: 'investigating', assignee: 'Reiko Imai', sightings: 112 },
      says: 'mlops-production-config holds another hash than the deployments carry',
    },
    {
      ...seen(at, 'a4d7730c-audit', 50 * HOUR, 5 * HOUR),
      ...{ component: 'model_deployment', rule: 'audit-coverage', part: 'audit', state: 'fixed' },
      ...{ says: '2 of 21 acts have no entry', severity: 'warning', assignee: 'Kofi Osei', sightings: 9 },
    },
    {
      ...seen(at, 'c5e9011b-privacy', 30 * HOUR, 20 * HOUR),
      ...{ component: 'policy-generation', rule: 'privacy', source: 'counter', part: null, sightings: 3 },
      ...{ says: 'policy-generation counted 3 violations of privacy', severity: 'warning' },
    },
    {
      ...seen(at, 'ee01b2c3-over', 9 * 24 * HOUR, 8 * 24 * HOUR),
      ...{ component: 'integrity', state: 'verified', assignee: 'Mara Lindqvist', sightings: 2 },
      verifiedAt: isoAgo(at, 7 * 24 * HOUR),
    },
  ];
}

const ORDER = ['open', 'assigned', 'investigating', 'fixed', 'verified'] as const;
const WORDS: Record<Violation['state'], [string, string]> = {
  open: ['control-center', 'detected'],
  assigned: ['Reiko Imai', 'assigned'],
  investigating: ['Reiko Imai', 'investigated: the config map was edited by hand at 8:40'],
  fixed: ['Kofi Osei', 'fixed: the entries were written after the fact, with a reason'],
  verified: ['control-center', 'a fresh check finds it fixed'],
};

function withSteps(item: Violation): ViolationDetail {
  const states = ORDER.slice(0, ORDER.indexOf(item.state) + 1);
  const from = Date.parse(item.detectedAt);
  return {
    ...item,
    steps: states.map((state, index) => {
      const [actor, words] = WORDS[state];
      const more = state === 'open' ? `: ${item.says}` : state === 'assigned' ? ` to ${item.assignee}` : '';
      return { at: new Date(from + index * 11 * MINUTE).toISOString(), actor, state, words: words + more };
    }),
  };
}

const LINES: readonly [number, ComplianceLogLine['severity'], string | null, string][] = [
  [190, 'warning', 'governance', 'compliance_violation component=governance rule=transparency decision=8790'],
  [
    64,
    'warning',
    'policy-generation',
    'compliance_violation component=policy-generation rule=privacy fields=2',
  ],
  [
    42,
    'critical',
    'governance',
    'compliance_violation component=governance rule=hash-integrity observed=deadbeef01234567',
  ],
  [38, 'warning', 'constitutional-ai', 'validation of 312 requests took 41 ms each'],
  [9, 'warning', 'governance', 'compliance_violation component=governance rule=transparency decision=8812'],
];

function linesAt(at: Moment): ComplianceLogLine[] {
  return LINES.map(([minutes, severity, component, text]) => {
    const when = isoAgo(at, minutes * MINUTE);
    const mark = severity === 'critical' ? 'CRITICAL' : 'WARNING';
    const rule = /rule=(\S+)/.exec(text)?.[1] ?? null;
    return { file: FILE, at: when, severity, component, rule, text: `[${when}] ${mark}: ${text}` };
  });
}

function judgedAt(at: Moment, text: string): PolicyJudgement {
  const isBad = /disable|skip/i.test(text);
  const score = isBad ? 0 : 0.968;
  return {
    ...{ verdict: isBad ? 'violated' : 'compliant', overallCompliant: !isBad, score, target: 0.95 },
    ...{ mode: 'basic', summary: `total 2, compliant ${isBad ? 0 : 2}`, problem: null },
    results: ['human_dignity', 'transparency'].map((principle) => ({
      ...{ principle, compliant: !isBad, score, says: null },
    })),
    source: 'Constitutional AI at prod.acgs.example:8001',
    checkedAt: isoAgo(at, 0),
  };
}

function scriptOf(
  items: (at: Moment) => Violation[],
  log: (at: Moment) => ComplianceLogLine[],
): ViolationScript {
  return {
    list: (at) => ({ items: items(at), leftOut: 0, hasLogs: true }),
    get: (at, id) => {
      const item = items(at).find((it) => it.id === id);
      if (!item) throw failure('not-found', `There is no violation ${id}`, null);
      return withSteps(item);
    },
    log,
    judge: judgedAt,
  };
}

/** Of every state one, from checks, the log and a counter. */
export const someViolations = scriptOf(violationsAt, linesAt);

/** None, and logs in which nothing stands. */
export const noViolations = scriptOf(
  () => [],
  () => [],
);

/** None, and the profile names no logs. */
export const noLogs: ViolationScript = {
  ...noViolations,
  log: () => {
    throw failure(
      'not-configured',
      'The profile names no compliance logs',
      'Name them: compliance: { logs: ["/var/log/acgs/compliance_*.log"] }.',
    );
  },
};

/** Compliance is there, and its violations and logs may not be read. */
export const forbiddenViolations: ViolationScript = {
  ...someViolations,
  list: () => {
    throw failure('forbidden', 'User "oncall" may not read the violations.', 'Ask for read on violations.');
  },
  log: () => {
    throw failure(
      'forbidden',
      'A compliance log cannot be read: EACCES',
      'The profile names them under compliance.logs; whoever runs the control center has to be allowed to read them.',
    );
  },
};

/** Nothing ever answers. */
export const silentViolations: ViolationScript = {
  list: () => SILENCE,
  get: () => SILENCE,
  log: () => SILENCE,
  judge: () => SILENCE,
};

/** Every question fails. */
export function failingViolations(fail: () => never): ViolationScript {
  return { list: fail, get: fail, log: fail, judge: fail };
}
