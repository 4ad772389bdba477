import type { BottleneckLook, BottleneckReport, BottleneckSuspect } from '../../src/contract/bottlenecks.ts';
import { type Answer, isoAgo, type Moment } from './scenario.ts';

/** What a look for bottlenecks finds, and what was found last. */
export interface BottleneckScript {
  look: (at: Moment) => Answer<BottleneckLook>;
  last: (at: Moment, past: string | null) => Answer<BottleneckReport | null>;
}

const AREAS = ['database', 'cache', 'network', 'pods'] as const;

/** A system that nothing holds up. */
function wellReport(at: Moment, ageMs: number): BottleneckReport {
  const observedAt = isoAgo(at, ageMs);
  const fine = { utilisation: null, observedAt };
  return {
    checkedAt: observedAt,
    verdict: 'none',
    areas: AREAS.map((area) => ({
      area,
      state: 'looked',
      why: null,
      hint: null,
      observedAt,
      durationMs: area === 'network' ? 640 : 2120,
    })),
    suspects: [],
    fine: [
      { ...fine, area: 'database', what: 'Locks', says: 'nobody waits for one', source: 'pg_stat_activity' },
      {
        ...fine,
        area: 'database',
        what: 'Connections',
        says: '23 of 97 in use',
        utilisation: 0.237,
        source: 'pg_stat_database',
      },
      {
        ...fine,
        area: 'cache',
        what: 'Hit rate',
        says: '94 % of 24,310 look-ups',
        source: 'INFO, as recorded over 5 min',
      },
      {
        ...fine,
        area: 'cache',
        what: 'Memory',
        says: '74.8 MiB in use, of 256 MiB maxmemory',
        utilisation: 0.292,
        source: 'INFO',
      },
      {
        ...fine,
        area: 'network',
        what: 'Governance',
        says: '41 ms, usually 38 ms (DNS 1.2 ms, connect 2.8 ms)',
        source: 'GET /health',
      },
      {
        ...fine,
        area: 'pods',
        what: 'CPU of pods',
        says: 'the most is 41 % of its limit (mlops-manager-59c7c46-x2x9k)',
        utilisation: 0.41,
        source: 'metrics.k8s.io',
      },
    ],
    blind: [
      {
        area: 'pods',
        what: 'CPU throttling',
        why: 'no page of metrics that is read here tells of it',
        hint: 'A scrape entry of the profile for the page of a kubelet (/metrics/cadvisor), or a Prometheus that reads them, shows it.',
        essential: false,
      },
    ],
  };
}

const LOCK: Omit<BottleneckSuspect, 'observedAt'> = {
  id: 'database/lock/4711',
  area: 'database',
  about: 'PostgreSQL',
  kind: 'saturation',
  level: 'critical',
  sentence:
    'Session 4711 (mlops-manager), idle in its transaction for 2 min, holds a lock that 3 sessions wait for, the first for 48 s.',
  utilisation: null,
  delayMs: 48_200,
  explains: null,
  evidence: [
    ms('Its transaction has been open for', 131_000, null, null),
    words('Its last statement', 'UPDATE model_versions SET status = ? WHERE id = ?'),
    ms('Session 4733 (policy-generation) has waited', 48_200, 1000, 'worth a look'),
    words('It waits to run', 'SELECT id, version FROM model_versions WHERE id = ? FOR UPDATE'),
  ],
  advice: [
    {
      says: 'End session 4711; what it has not committed is undone',
      command: 'SELECT pg_terminate_backend(4711);',
    },
    {
      says: 'Restart the database connections of the services (handover guide, Troubleshooting 1)',
      command: './scripts/restart_db_connections.sh',
    },
  ],
};

const SLOW: Omit<BottleneckSuspect, 'observedAt'> = {
  id: 'network/policy-generation/slow',
  area: 'network',
  about: 'Policy Generation',
  kind: 'latency',
  level: 'critical',
  sentence:
    'Policy Generation takes 3.1 s to answer, 64 times its usual 48 ms; 99 % of it goes into its own work until the first byte.',
  utilisation: null,
  delayMs: 3052,
  explains: 0.99,
  evidence: [
    {
      ...ms('Response time', 3100, 48, 'usual: the median of 5712 looks in 24 hours'),
      source: 'GET /health',
    },
    { ...ms('Connecting (TCP)', 2.8, null, null), source: 'GET /health' },
    { ...ms('Until the first byte', 3069, null, null), source: 'GET /health' },
  ],
  advice: [
    { says: 'See what it writes', command: 'acgs cluster logs deployment/pgc-service --since 10m' },
    {
      says: 'Scale it up (handover guide, Troubleshooting 1)',
      command: 'acgs cluster scale pgc-service --replicas N',
    },
  ],
};

const FULL: Omit<BottleneckSuspect, 'observedAt'> = {
  id: 'pods/memory/gs-service',
  area: 'pods',
  about: 'gs-service',
  kind: 'utilisation',
  level: 'warning',
  sentence:
    'gs-service-7d4b9c6f5-k2x9q uses 91 % of its memory limit (466 MiB of 512 MiB), as does 1 more container of gs-service; at its limit it is ended.',
  utilisation: 0.91,
  delayMs: null,
  explains: null,
  evidence: [
    {
      label: 'gs-service-7d4b9c6f5-k2x9q, app',
      value: 488_636_416,
      text: null,
      unit: 'bytes',
      limit: 536_870_912,
      limitSays: 'limit',
      source: 'metrics.k8s.io',
    },
  ],
  advice: [
    {
      says: 'Scale it up (handover guide, Troubleshooting 1), or raise its limit',
      command: 'acgs cluster scale gs-service --replicas N',
    },
  ],
};

function ms(label: string, value: number, limit: number | null, limitSays: string | null) {
  const source = 'pg_stat_activity and pg_blocking_pids()';
  return { label, value, text: null, unit: 'ms' as const, limit, limitSays, source };
}

function words(label: string, text: string) {
  const source = 'pg_stat_activity and pg_blocking_pids()';
  return { label, value: null, text, unit: 'text' as const, limit: null, limitSays: null, source };
}

function heldUpReport(at: Moment, ageMs: number): BottleneckReport {
  const well = wellReport(at, ageMs);
  const observedAt = isoAgo(at, ageMs);
  return {
    ...well,
    verdict: 'found',
    areas: well.areas.map((area) =>
      area.area === 'cache'
        ? {
            ...area,
            state: 'not-looked',
            why: 'Redis at 10.0.0.9:6379: refuses this user or password',
            hint: 'Check the password that the profile names.',
          }
        : area,
    ),
    suspects: [LOCK, SLOW, FULL].map((suspect) => ({ ...suspect, observedAt })),
    fine: well.fine.filter(({ area, what }) => area !== 'cache' && what !== 'Locks'),
  };
}

const done = (report: BottleneckReport): BottleneckLook => ({
  areas: AREAS.map((area) => ({ area, state: 'done' })),
  report,
});

/** Nothing is in the way, and somebody looked two minutes ago. */
export const noBottlenecks: BottleneckScript = {
  look: (at) => done(wellReport(at, 0)),
  last: (at, past) => (past === null ? wellReport(at, 120_000) : null),
};

/** A lock, a service that waits for it, and pods at their limits. */
export const heldUp: BottleneckScript = {
  look: (at) => done(heldUpReport(at, 0)),
  last: (at, past) => heldUpReport(at, past === null ? 40_000 : at.nowMs - Date.parse(past) + 900_000),
};

/** Nobody has looked yet, and a look that is under way. */
export const lookingForBottlenecks: BottleneckScript = {
  look: () => ({
    areas: AREAS.map((area) => ({ area, state: area === 'network' ? 'done' : 'looking' })),
    report: null,
  }),
  last: () => null,
};
