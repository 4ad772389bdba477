import type { ForesightFrame, RunbookDetail, StepForesight } from '../../src/contract/runbooks.ts';

const RESTART_CALL = {
  method: 'PATCH',
  path: '/apis/apps/v1/namespaces/acgs-production/deployments/gs-service',
  body: '{\n  "spec": {\n    "template": {\n      "metadata": {\n        "annotations": {\n          "kubectl.kubernetes.io/restartedAt": "2025-06-27T09:00:00Z"\n        }\n      }\n    }\n  }\n}',
};

const RESTART_DIFF =
  '--- now\n+++ then\n@@ -12,3 +12,4 @@\n       annotations:\n         acgs/hash: cdd01ef066bc6cf2\n+        kubectl.kubernetes.io/restartedAt: "2025-06-27T09:00:00Z"';

/** As the door foresees a restart. */
export const RESTART = {
  how: 'simulated' as const,
  words: 'Restart deployment gs-service in acgs-production: 3 pods, one after the other',
  risk: 'change' as const,
  calls: [RESTART_CALL],
  diff: RESTART_DIFF,
  notes: ['One pod is not ready now: two of three serve while it rolls.'],
};

const KNOWN: Readonly<Record<string, Partial<StepForesight>>> = {
  pods: { how: 'probed', words: '2 of 3 pods are ready; gs-service-7d9f is in CrashLoopBackOff' },
  logs: { how: 'probed', words: '14 of the last 100 lines tell of errors' },
  look: { how: 'probed', words: 'Governance is degraded: HTTP 503 for 4 min' },
  restart: RESTART,
  rollout: { how: 'probed', words: '2 of 3 are updated', notes: ['As it is before "Restart the service"'] },
  'health/check': {
    how: 'not-predictable',
    words: 'It would fail before "Restart the service": Governance answers HTTP 503',
  },
  load: { how: 'fails', words: 'No address of the production integration is in the profile' },
};

export function foresightOf({ definition }: RunbookDetail): ForesightFrame[] {
  return [
    { type: 'begun', total: definition.length },
    ...definition.map(({ id, title, action, risk }): ForesightFrame => {
      const known = KNOWN[id] ?? { how: 'not-predictable', words: 'It is asked when it is its turn' };
      const blank = { how: 'not-predictable' as const, words: '', calls: [], diff: null, notes: [] };
      return { type: 'step', step: { ...blank, step: id, title, action, risk, ...known } };
    }),
    { type: 'end' },
  ];
}
