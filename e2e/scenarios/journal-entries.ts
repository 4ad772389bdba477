import type { NewEntry } from '../../src/core/store/journal/entry.ts';

/** How old the oldest made entry is. */
const DAYS = 9;
const HOUR_MS = 3_600_000;

const PEOPLE = ['alice@ops-1', 'bob@ops-2', 'chen@ops-1'];
const SERVICES = ['gs-service', 'auth-service', 'integrity-service', 'ec-service', 'model-versioning'];

const DIFF = `--- acgs-production/mlops-production-config
+++ acgs-production/mlops-production-config
@@ -3,7 +3,7 @@
   namespace: acgs-production
 data:
   CONSTITUTIONAL_HASH: cdd01ef066bc6cf2
-  COMPLIANCE_THRESHOLD: "0.90"
+  COMPLIANCE_THRESHOLD: "0.95"
   RESPONSE_TIME_MS: "2000"
   AUDIT_RETENTION_DAYS: "90"`;

interface Act {
  operation: string;
  target: string;
  summary: string;
  actor: string;
  diff?: string;
  parameters: Record<string, string | number>;
}

/** What the door journals of an operation that goes well. */
function operation(id: string, at: number, act: Act, environment = 'production'): NewEntry[] {
  const { operation: kind, target, summary, actor, diff = null, parameters } = act;
  const of = { operationId: id, operation: kind };
  const entry = (after: number, what: string, words: string, data: NewEntry['data']): NewEntry => ({
    at: at + after,
    actor,
    kind: `operation.${what}`,
    subject: target,
    summary: words,
    data: { ...of, ...(typeof data === 'object' ? data : {}) },
  });
  const call = {
    method: 'PATCH',
    path: `/apis/apps/v1/namespaces/acgs-production/deployments/${target.split('/')[1] ?? ''}`,
    body: { spec: { replicas: parameters.replicas ?? 2 } },
  };
  return [
    entry(0, 'intent', summary, {
      parameters,
      preview: { title: summary, risk: 'change', calls: [call], diff, notes: [], dryRun: 'server' },
      profile: 'acgs-production',
      environment,
      confirmed: 'typed-name',
    }),
    entry(900, 'result', `Done: ${summary.charAt(0).toLowerCase()}${summary.slice(1)}`, {
      result: 'done',
      evidence: { resourceVersion: '481223', generation: 14 },
    }),
    entry(41_000, 'verification', 'Rolled out: 2 of 2 pods run the new revision', { ok: true }),
  ];
}

function idOf(number: number): string {
  const hex = ((number + 1) * 2_654_435_761).toString(16).padStart(12, '0').slice(-12);
  return `7d1f0c3a-5b2e-4c8d-9e6f-${hex}`;
}

function actNumber(number: number): Act {
  const service = SERVICES[number % SERVICES.length] ?? 'gs-service';
  const actor = PEOPLE[(number * 7) % PEOPLE.length] ?? 'alice@ops-1';
  const target = `deployment acgs-production/${service}`;
  switch (number % 4) {
    case 0:
      return {
        ...{ operation: 'cluster.restart', target, actor },
        summary: `Restart ${service}, 2 pods one after the other`,
        parameters: { namespace: 'acgs-production', name: service },
      };
    case 1:
      return {
        ...{ operation: 'cluster.scale', target, actor },
        summary: `Scale ${service} from 2 to 3 pods`,
        parameters: { namespace: 'acgs-production', name: service, replicas: 3 },
      };
    case 2:
      return {
        ...{ operation: 'cluster.config-map.apply', actor, diff: DIFF },
        target: 'config map acgs-production/mlops-production-config',
        summary: 'Change COMPLIANCE_THRESHOLD in mlops-production-config',
        parameters: { namespace: 'acgs-production', name: 'mlops-production-config' },
      };
    default:
      return {
        ...{ operation: 'cluster.undo', target, actor },
        summary: `Roll ${service} back to revision 6`,
        parameters: { namespace: 'acgs-production', name: service, revision: 6 },
      };
  }
}

/** Nine days of a production system, oldest first: routine, and a bad night. */
export function journalEntries(nowMs: number): NewEntry[] {
  const start = nowMs - DAYS * 24 * HOUR_MS;
  const entries: NewEntry[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const morning = start + day * 24 * HOUR_MS;
    const person = PEOPLE[day % PEOPLE.length] ?? 'alice@ops-1';
    entries.push({
      at: morning,
      actor: person,
      kind: 'operator.log-in',
      subject: person.split('@')[0] ?? person,
      summary: `${person.split('@')[0]} logged in`,
      data: { key: 'key-store' },
    });
    const acts = 4 + ((day * 5) % 9);
    for (let number = 0; number < acts; number += 1) {
      const at = morning + 600_000 + (number * (8 * HOUR_MS)) / acts;
      entries.push(...operation(idOf(day * 20 + number), at, actNumber(day * 3 + number)));
    }
  }
  entries.push(...badNight(nowMs - 7 * HOUR_MS));
  entries.push(...operation(idOf(990), nowMs - 26 * 60_000, actNumber(2)));
  entries.push(...operation(idOf(991), nowMs - 11 * 60_000, actNumber(1)));
  return entries.filter((entry) => (entry.at ?? 0) < nowMs);
}

function badNight(at: number): NewEntry[] {
  const target = 'deployment acgs-production/gs-service';
  const scale = (id: number, after: number, kind: string, summary: string, data: object): NewEntry => ({
    at: at + after,
    actor: 'bob@ops-2',
    kind,
    subject: target,
    summary,
    data: { operationId: idOf(id), operation: 'cluster.scale', ...data },
  });
  return [
    scale(
      900,
      0,
      'operation.refusal',
      'Scaling gs-service to no pods is destructive: a second person has to approve it',
      {
        code: 'refused',
        parameters: { namespace: 'acgs-production', name: 'gs-service', replicas: 0 },
      },
    ),
    scale(
      901,
      240_000,
      'approval.break-glass',
      'bob did without the approval: gs-service answers with the wrong hash, nobody else reachable',
      {
        reason: 'gs-service answers with the wrong hash, nobody else is reachable at 3 a.m.',
        severity: 'high',
      },
    ),
    scale(901, 241_000, 'operation.intent', 'Scale gs-service from 3 to no pods', {
      parameters: { namespace: 'acgs-production', name: 'gs-service', replicas: 0 },
      preview: {
        title: 'Scale',
        risk: 'destructive',
        calls: [],
        diff: null,
        notes: ['Nothing will answer any more.'],
      },
      environment: 'production',
    }),
    scale(
      901,
      252_000,
      'operation.result',
      'Not known whether it was done: the connection was cut before the answer',
      {
        result: 'unknown',
      },
    ),
    {
      at: at + 600_000,
      actor: 'journal',
      kind: 'journal.clock-set-back',
      subject: 'clock',
      summary: 'The clock of this machine went back by 94 s; entries stay in the order they were made in',
      data: { seconds: 94 },
    },
  ];
}
