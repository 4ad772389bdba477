import type { Alerts } from '../alerts/index.ts';
import type { Cluster } from '../cluster/index.ts';
import { FIELD_MANAGER } from '../cluster/operations/target.ts';
import { explainedBy } from '../compliance/audit/explained.ts';
import { createAuditTrail } from '../compliance/audit/index.ts';
import { createSafetyPatterns } from '../compliance/dgm/index.ts';
import { createGovernance } from '../compliance/governance/index.ts';
import { type Compliance, createCompliance } from '../compliance/index.ts';
import { createPolicies } from '../compliance/policy/index.ts';
import { createReportedScores } from '../compliance/reported/index.ts';
import { createViolations } from '../compliance/violations/index.ts';
import type { HttpClient } from '../connect/http/client.ts';
import type { ObjectStore } from '../connect/objects/object-store.ts';
import type { PostgresConnection } from '../connect/postgres.ts';
import { DEFAULT_NAMESPACE, type Profile } from '../connect/profile/schema.ts';
import { isServiceId, systemName } from '../connect/profile/systems.ts';
import { type Threshold, type ThresholdId, thresholdOf } from '../connect/profile/thresholds.ts';
import type { Health } from '../health/index.ts';
import type { Audit } from '../journal/audit/index.ts';
import { ANCHOR_MANAGER } from '../journal/config-map-access.ts';
import type { LiveJournal } from '../journal/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { Metrics } from '../metrics/index.ts';
import { readClusterActs } from '../observe/cluster-acts.ts';
import { readRegistryActs } from '../observe/registry-acts.ts';
import type { Actor } from '../operate/actor.ts';
import type { Store } from '../store/index.ts';
import { openHashIntegrity } from './hash-integrity.ts';
import { policyService } from './policy-service.ts';
import { practiceEvidence } from './practice-evidence.ts';

/** Where the guides have them. */
const GUIDES_LOGS = '/var/log/acgs/compliance_*.log';

/** Compliance, with the collectors of its evidence. */
export function openCompliance(options: {
  profile: Profile;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  expectedHash: string;
  health: Pick<Health, 'hashes' | 'check'>;
  metrics: Pick<Metrics, 'targets'>;
  cluster: Pick<Cluster, 'configured' | 'connect' | 'own' | 'namespace'>;
  postgres: PostgresConnection | null;
  objects: ObjectStore | null;
  alerts: Pick<Alerts, 'frame'>;
  http: HttpClient;
  journal: Pick<LiveJournal, 'list' | 'status' | 'append'>;
  audit: Pick<Audit, 'coverage'>;
  actor: () => Actor;
  store: Pick<Store, 'compliance' | 'violations' | 'samples' | 'alerts' | 'artifactHashes' | 'facts'>;
  timeoutMs: number;
  intervalMs: number;
  clock: Clock;
  log: Log;
  redactor: Redactor;
}): Compliance {
  const { profile, health, metrics, cluster, postgres, journal, audit, store, timeoutMs } = options;
  const namespace = profile.cluster?.namespace ?? DEFAULT_NAMESPACE;
  const anchors = (profile.anchors ?? []).flatMap((it) =>
    it.kind === 'configMap' ? [`config map ${namespace}/${it.name}`] : [],
  );
  const { patterns, governance } = practiceEvidence(options);
  const compliance: Compliance = createCompliance({
    ...options,
    collectors: [
      openHashIntegrity({
        ...options,
        latest: () => compliance.latest(),
      }),
      createReportedScores({
        samples: store.samples,
        title: systemName,
        read: health.check,
        pages: () =>
          metrics
            .targets()
            .flatMap(({ job, state, problem, mistakes }) =>
              isServiceId(job) ? [{ job, state, mistakes, problem: problem?.message ?? null }] : [],
            ),
      }),
      createAuditTrail({
        own: ({ since, signal }) => audit.coverage({ since }, signal),
        registry:
          postgres === null
            ? null
            : ({ since, until, signal = new AbortController().signal }) =>
                readRegistryActs(postgres, { since, until }, { timeoutMs, signal }),
        cluster: cluster.configured
          ? async ({ since, signal }) => readClusterActs(await cluster.connect(), { since, signal })
          : null,
        explain: explainedBy({
          journal,
          anchors,
          managers: { operations: FIELD_MANAGER, anchors: ANCHOR_MANAGER },
        }),
      }),
      createSafetyPatterns(patterns),
      createGovernance(governance),
    ],
    hold: () => {
      if (!cluster.configured) return () => undefined;
      const held = (['configMaps', 'deployments', 'pods'] as const).map((kind) => cluster.own(kind).hold());
      return () => {
        for (const release of held) release();
      };
    },
    records: store.compliance,
    samples: store.samples,
    policies: createPolicies({
      ...options,
      service: policyService(profile),
      target: thresholdOf(options.thresholds, 'compliance').target,
    }),
    violations: createViolations({
      ...options,
      records: store.violations,
      samples: store.samples,
      // What stands on this machine says nothing about a practice system.
      logs: profile.compliance?.logs ?? (profile.environment === 'sandbox' ? [] : [GUIDES_LOGS]),
    }),
  });
  return compliance;
}
