import type { DeploymentRevision } from '../../src/contract/cluster-objects.ts';
import type {
  OperationPreview,
  OperationRequest,
  OperationStep,
  OperationTerms,
} from '../../src/contract/operations.ts';
import { PROFILE } from './board.ts';
import { failure, isoAgo, type Moment, type OperationScript, SILENCE } from './scenario.ts';

/** How operations go in a situation; left out, everything is allowed and works. */
export interface OperationCase {
  production: boolean;
  /** Nothing can be asked. */
  failing?: boolean;
  /** Why no control can be used. */
  refused?: string;
  terms?: Partial<OperationTerms>;
  /** What becomes of one that is begun. */
  ends?: 'running' | 'seen' | 'unseen' | 'missed' | 'conflict' | 'forbidden' | 'unknown';
  /** What becomes of a preview. */
  previews?: 'shown' | 'never' | 'forbidden' | 'nothing-to-do';
}

const CONFLICT = failure(
  'conflict',
  'deployment acgs-production/gs-service was changed by somebody else meanwhile, last by kubectl-edit at 2025-06-27T09:14:02.000Z; nothing was done',
  'Look at what is there now, then do it again if it is still right.',
);
const FORBIDDEN = failure(
  'forbidden',
  'deployments.apps "gs-service" is forbidden: User "oncall" cannot patch resource "deployments/scale" in API group "apps" in the namespace "acgs-production"',
  'Ask whoever runs the cluster for a role that has it.',
);
const LACKING = failure(
  'forbidden',
  'The cluster does not allow it: for deployment acgs-production/gs-service you lack the permission to patch deployments.apps "gs-service" in namespace acgs-production',
  'Ask whoever runs the cluster for a role that has it.',
);
const NOT_KNOWN = failure(
  'timeout',
  'No answer from the Kubernetes API within 10 s; it is not known whether this was done: scale deployment acgs-production/gs-service from 3 to 5 replicas',
  'It is not repeated by itself: look at the target first, then decide.',
);

export function operationsOf(differs: OperationCase): OperationScript {
  const must = <T>(answer: T): T => {
    if (differs.failing) throw failure('internal', 'The control center could not answer.', null);
    return answer;
  };
  return {
    right: () => ({
      allowed: differs.refused === undefined,
      reason: differs.refused ?? null,
      observedAt: new Date().toISOString(),
    }),
    preview: (_at, request) => {
      if (differs.previews === 'never') return SILENCE;
      if (differs.previews === 'forbidden') throw LACKING;
      const preview = previewOf(request);
      const nothing = differs.previews === 'nothing-to-do';
      return must({
        preview: nothing
          ? { ...preview, calls: [], diff: null, notes: [], summary: `${preview.target} is so already` }
          : preview,
        terms: {
          consent: differs.production ? 'type-name' : 'yes',
          profile: differs.production ? PROFILE.name : 'acgs-sandbox',
          approval: 'not-needed',
          approver: null,
          actor: 'mara@bastion',
          ...differs.terms,
        },
      });
    },
    steps: (at, request) => {
      const { target, summary } = previewOf(request);
      const lines: OperationStep[] = [
        line(at, 4000, 'Waiting: 3 replicas are there, 3 of 5 are available'),
        line(at, 2600, 'Waiting: 5 replicas are there, 3 of 5 are available'),
        line(at, 900, 'Waiting: 5 replicas are there, 4 of 5 are available'),
      ];
      const outcome = (ok: boolean | null, words: string): OperationStep[] => [
        ...lines,
        {
          type: 'outcome',
          outcome: {
            operationId: '0d9f',
            target,
            summary,
            startedAt: isoAgo(at, 5200),
            endedAt: isoAgo(at, 300),
            verification: { ok, words },
            journal: { intent: 1841, result: 1842, verification: 1843 },
            inverse: inverseOf(request),
          },
        },
      ];
      switch (differs.ends ?? 'seen') {
        case 'running':
          return lines;
        case 'seen':
          return outcome(true, '5 of 5 replicas are available');
        case 'missed':
          return outcome(false, 'deployment "gs-service" exceeded its progress deadline');
        case 'unseen':
          return outcome(
            null,
            'It was done, but its effect was not seen: the Kubernetes API does not answer',
          );
        case 'conflict':
          throw CONFLICT;
        case 'forbidden':
          throw FORBIDDEN;
        case 'unknown':
          throw NOT_KNOWN;
      }
    },
    locks: () => [],
    interrupted: () => [],
    breakLock: () => {},
    history: (at) => must(revisions(at)),
    rollout: (at) =>
      must({
        phase: 'progressing',
        words:
          'Waiting for deployment "gs-service" rollout to finish: 2 of 3 updated replicas are available...',
        at: isoAgo(at, 800),
      }),
    yaml: (_at, name) => must(YAML.replaceAll('gs-service', name)),
  };
}

function inverseOf({ kind, parameters }: OperationRequest) {
  return kind === 'cluster.scale'
    ? { title: 'Scale back to 3', request: { kind, parameters: { ...parameters, replicas: 3 } } }
    : {
        title: 'Undo this rollout',
        request: { kind: 'cluster.undo', parameters: { ...parameters, revision: 7 } },
      };
}

function line(at: Moment, agoMs: number, text: string): OperationStep {
  return { type: 'progress', at: isoAgo(at, agoMs), line: text };
}

function previewOf({ kind, parameters }: OperationRequest): OperationPreview {
  const target = `deployment ${String(parameters.namespace)}/${String(parameters.name)}`;
  const path = `/apis/apps/v1/namespaces/${String(parameters.namespace)}/deployments/${String(parameters.name)}`;
  const base = {
    kind,
    target,
    notes: [],
    dryRun: 'server' as const,
    risk: 'change' as const,
    hash: 'b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184',
  };
  switch (kind) {
    case 'cluster.scale': {
      const replicas = Number(parameters.replicas);
      return {
        ...base,
        title: 'Scale a deployment',
        risk: replicas === 0 ? 'destructive' : 'change',
        summary: `Scale ${target} from 3 to ${replicas} replicas`,
        calls: [
          {
            method: 'PATCH',
            path: `${path}/scale`,
            body: JSON.stringify({ metadata: { resourceVersion: '81234' }, spec: { replicas } }, null, 2),
          },
        ],
        diff: `--- ${target} (in the cluster)\n+++ ${target} (to be)\n@@ -1,2 +1,2 @@\n spec:\n-  replicas: 3\n+  replicas: ${replicas}`,
        notes: replicas === 0 ? ['No pod of it will be left: whoever needs it is without it.'] : [],
      };
    }
    case 'cluster.undo':
      return {
        ...base,
        title: 'Take a deployment back to an earlier revision',
        summary: `Take ${target} back to revision 6 (registry.acgs.example/gs-service:2.3.1)`,
        calls: [{ method: 'PATCH', path, body: '[\n  { "op": "replace", "path": "/spec/template" }\n]' }],
        diff: TEMPLATE_DIFF,
        notes: ['Revision 6: release 2.3.1'],
      };
    case 'configuration.set':
      return settingPreview(base, String(parameters.setting), String(parameters.value));
    case 'rollout.argo':
      return argoPreview({ ...base, kind }, String(parameters.order));
    default:
      return {
        ...base,
        title: 'Restart a deployment',
        summary: `Restart ${target}: replace its 3 pods, following its strategy`,
        calls: [
          {
            method: 'PATCH',
            path,
            body: JSON.stringify(
              {
                spec: {
                  template: {
                    metadata: {
                      annotations: { 'kubectl.kubernetes.io/restartedAt': '2025-06-27T09:15:00Z' },
                    },
                  },
                },
              },
              null,
              2,
            ),
          },
        ],
        diff: null,
      };
  }
}

function settingPreview(
  base: Pick<OperationPreview, 'kind' | 'dryRun' | 'risk' | 'hash'>,
  setting: string,
  value: string,
): OperationPreview {
  const target = 'config map acgs-production/mlops-production-config';
  const [key = '', name = ''] = setting.split('.');
  return {
    ...base,
    ...{ target, title: 'Change a setting' },
    summary: `Set ${setting} to ${value} instead of 3000 in ${target}`,
    calls: [
      {
        method: 'PATCH',
        path: '/api/v1/namespaces/acgs-production/configmaps/mlops-production-config',
        body: JSON.stringify({
          metadata: { resourceVersion: '81234' },
          data: { [key]: `${name}: ${value}` },
        }),
      },
    ],
    diff: `--- ${target} (in the cluster)\n+++ ${target} (to be)\n@@ -1,5 +1,5 @@\n data:\n   ${key}: |\n-    ${name}: 3000\n+    ${name}: ${value}\n     constitutional_compliance: 95\n     cost_savings: 0.74`,
    notes: ['mlops-manager reads it when it starts: restart it afterwards'],
  };
}

function argoPreview(
  base: Pick<OperationPreview, 'kind' | 'dryRun' | 'risk' | 'hash'>,
  order: string,
): OperationPreview {
  const target = 'Rollout acgs-production/models';
  const isGrave = order === 'promote-full' || order === 'undo';
  return {
    ...base,
    ...{ target, title: 'Tell a Rollout of Argo Rollouts what to do' },
    risk: isGrave ? 'destructive' : 'change',
    summary:
      order === 'abort'
        ? `${target} gives all of the traffic to the stable version`
        : `${target} gives all of the traffic to the new version, without its remaining steps, pauses and analyses`,
    calls: [
      {
        method: 'PATCH',
        path: '/apis/argoproj.io/v1alpha1/namespaces/acgs-production/rollouts/models/status',
        body: order === 'abort' ? '{"status":{"abort":true}}' : '{"status":{"promoteFull":true}}',
      },
    ],
    diff: `--- ${target} (in the cluster)\n+++ ${target} (to be)\n@@ -1 +1 @@\n-status.${order === 'abort' ? 'abort' : 'promoteFull'}: null\n+status.${order === 'abort' ? 'abort' : 'promoteFull'}: true`,
    notes: isGrave
      ? ['Afterwards only undo takes it back: there is no stable version left to abort to.']
      : [],
  };
}

const TEMPLATE_DIFF = `--- deployment, pod template (in the cluster)
+++ deployment, pod template (to be)
@@ -6,7 +6,7 @@
 spec:
   containers:
   - env:
     - name: CONSTITUTIONAL_HASH
       value: cdd01ef066bc6cf2
-    image: registry.acgs.example/gs-service:2.4.0
+    image: registry.acgs.example/gs-service:2.3.1
     name: main`;

function revisions(at: Moment): DeploymentRevision[] {
  const day = 86_400_000;
  const revision = (number: number, version: string, agoDays: number, cause: string | null) => ({
    number,
    changeCause: cause,
    images: [`registry.acgs.example/gs-service:${version}`],
    createdAt: isoAgo(at, agoDays * day),
    current: number === 7,
    diff: number === 7 ? null : TEMPLATE_DIFF.replace('2.3.1', version),
  });
  return [
    revision(7, '2.4.0', 0.2, 'release 2.4.0'),
    revision(6, '2.3.1', 9, 'release 2.3.1'),
    revision(5, '2.3.0', 16, null),
    revision(3, '2.2.4', 41, 'hold back the new policy engine until the audit is done'),
  ];
}

const YAML = `apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    deployment.kubernetes.io/revision: "7"
  generation: 12
  name: gs-service
  namespace: acgs-production
spec:
  progressDeadlineSeconds: 600
  replicas: 3
  selector:
    matchLabels:
      app: gs-service
  template:
    metadata:
      labels:
        app: gs-service
    spec:
      containers:
      - env:
        - name: CONSTITUTIONAL_HASH
          value: cdd01ef066bc6cf2
        - name: DATABASE_PASSWORD
          value: (hidden)
        image: registry.acgs.example/gs-service:2.4.0
        name: main
        resources:
          limits:
            memory: 512Mi
status:
  availableReplicas: 3
  readyReplicas: 3
  replicas: 3
`;

/** Situations that differ in nothing but how operations go. */
export const OPERATION_CASES: Readonly<Record<string, Partial<OperationCase>>> = {
  'not-allowed': {
    refused:
      'you lack the permission to patch deployments.apps/scale "gs-service" in namespace acgs-production',
  },
  loading: { previews: 'never' },
  lacking: { previews: 'forbidden' },
  nothing: { previews: 'nothing-to-do' },
  running: { ends: 'running' },
  seen: { ends: 'seen' },
  missed: { ends: 'missed' },
  unseen: { ends: 'unseen' },
  conflict: { ends: 'conflict' },
  refused: { ends: 'forbidden' },
  unknown: { ends: 'unknown' },
  'approval-missing': { terms: { approval: 'missing' } },
  'approval-pending': { terms: { approval: 'pending' } },
  'approval-rejected': { terms: { approval: 'rejected', approver: 'Dana' } },
  approved: { terms: { approval: 'approved', approver: 'Dana' } },
  'logged-out': { terms: { approval: 'missing', actor: null } },
};
