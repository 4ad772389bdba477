import type { BoardCase } from './board.ts';
import type { ClusterCase } from './cluster-rows.ts';
import type { Ailment } from './systems.ts';

export const notConfigured: Ailment = {
  status: 'not-configured',
  reported: null,
  httpStatus: null,
  responseTimeMs: null,
  hash: 'unverified',
  reason: 'not configured in the profile',
  detail: null,
  sinceMs: 0,
};

/** Something of every kind is wrong at once. */
export const FAULTY_BOARD: BoardCase = {
  ailments: {
    governance: {
      status: 'down',
      reported: null,
      httpStatus: null,
      responseTimeMs: null,
      hash: 'unverified',
      reason: 'connection refused at 127.0.0.1:8004',
      pods: { ready: 1, desired: 3 },
      sinceMs: 131_000,
      finding: {
        level: 'critical',
        title: 'Governance is down',
        text: 'connection refused at 127.0.0.1:8004; 2 of 3 pods restart after running out of memory.',
      },
    },
    integrity: {
      hash: 'mismatch',
      reason: 'reports the constitutional hash 0000deadbeef0000 instead of cdd01ef066bc6cf2',
      sinceMs: 95_000,
      finding: {
        level: 'critical',
        title: 'Integrity has another constitutional hash',
        text: 'it reports 0000deadbeef0000, expected cdd01ef066bc6cf2.',
      },
    },
    'policy-generation': {
      status: 'degraded',
      reported: 'degraded',
      reason: 'it says its dependency opa is unhealthy, and answers HTTP 200',
      sinceMs: 352_000,
      finding: {
        level: 'warning',
        title: 'Policy Generation is degraded',
        text: 'it says its dependency opa is unhealthy, and answers HTTP 200.',
      },
    },
    redis: {
      status: 'unknown',
      responseTimeMs: null,
      reason: 'no answer within 10 s; last seen operational',
      detail: null,
      sinceMs: 44_000,
      finding: {
        level: 'unknown',
        title: 'Redis is unknown',
        text: 'no answer within 10 s; it was operational 44 s ago.',
      },
    },
    'feature-validation': { hash: 'unverified', reason: null, sinceMs: 3_600_000 },
    influx: notConfigured,
  },
  // As the alerts of the same situation say it.
  kpiValues: {
    availability: 0.9987,
    compliance: 0.893,
    'cost-savings': null,
    'model-accuracy': 0.892,
    'response-time': 1612,
  },
  criticalAlerts: 2,
  cpuShare: 0.71,
  memoryShare: 0.871,
  activity: [
    { agoMs: 14_000, level: 'critical', subject: 'gs-service-7c6d9-x2lq8', text: 'OOMKilled, restart 4' },
    { agoMs: 44_000, level: 'unknown', subject: 'Redis', text: 'no answer within 10 s' },
    { agoMs: 95_000, level: 'critical', subject: 'Integrity', text: 'hash 0000deadbeef0000' },
    { agoMs: 131_000, level: 'critical', subject: 'Governance', text: 'down: connection refused' },
    { agoMs: 352_000, level: 'warning', subject: 'Policy Generation', text: 'degraded: opa unhealthy' },
    { agoMs: 540_000, level: 'good', subject: 'model-versioning', text: 'rolled to v1.5.0, 2 of 2 ready' },
  ],
};

/** Pods that crash, wait or are not heard of, and a node under pressure. */
export const FAULTY_CLUSTER: ClusterCase = {
  troubles: {
    'gs-service': {
      status: 'CrashLoopBackOff',
      level: 'critical',
      reason: 'container main ran out of memory (OOMKilled, exit 137)',
      restarts: 4,
      pods: 2,
    },
    'ec-service': {
      status: 'Pending',
      level: 'warning',
      reason: '0/6 nodes are available: 6 Insufficient cpu',
      restarts: 0,
      pods: 1,
    },
    opa: {
      status: 'Unknown',
      level: 'unknown',
      reason: 'node-5 has not reported for 5 min',
      restarts: 0,
      pods: 1,
    },
  },
  nodePressure: true,
};
