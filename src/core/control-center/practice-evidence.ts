import { contactOf, contactsOf } from '../alerts/escalation.ts';
import type { Alerts } from '../alerts/index.ts';
import { urgencyOf } from '../alerts/levels.ts';
import type { Cluster } from '../cluster/index.ts';
import { findConfigMap } from '../cluster/operations/config-maps.ts';
import { WHOLE_MODES } from '../compliance/assessment.ts';
import type { Check } from '../compliance/checks.ts';
import type { Look } from '../compliance/collector.ts';
import type { PatternId } from '../compliance/dgm/index.ts';
import { isolationChecks } from '../compliance/dgm/isolation.ts';
import { monitoringChecks } from '../compliance/dgm/monitoring.ts';
import { approvalRequests, ownOperations } from '../compliance/dgm/own-operations.ts';
import { reviewChecks } from '../compliance/dgm/review.ts';
import { rollbackChecks } from '../compliance/dgm/rollback.ts';
import { validationChecks } from '../compliance/dgm/validation.ts';
import { answeredInTime } from '../compliance/governance/answered.ts';
import { auditChecks } from '../compliance/governance/audit.ts';
import type { GovernanceId } from '../compliance/governance/index.ts';
import { complianceMonitoringChecks } from '../compliance/governance/monitoring.ts';
import { riskChecks, stakeholderChecks } from '../compliance/governance/people.ts';
import { policyChecks } from '../compliance/governance/policies.ts';
import type { HttpClient } from '../connect/http/client.ts';
import { textsAt } from '../connect/kubernetes/fields.ts';
import type { PostgresConnection } from '../connect/postgres.ts';
import type { Profile } from '../connect/profile/schema.ts';
import type { Health } from '../health/index.ts';
import type { LiveJournal } from '../journal/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { problemOf } from '../kernel/errors.ts';
import { checkPolicyEnforcement } from '../observe/policy-check.ts';
import { ROLLBACK_PERIOD_MS, readRegistryPractice } from '../observe/registry-practice.ts';
import { readWorkloadSafety } from '../observe/workload-safety.ts';
import type { Store } from '../store/index.ts';
import { policyService } from './policy-service.ts';

/** As far back as an expression of PromQL looks. */
const FRESH_MS = 300_000;
const DAY_MS = 86_400_000;

interface Ground {
  profile: Profile;
  alerts: Pick<Alerts, 'frame'>;
  health: Pick<Health, 'hashes' | 'check'>;
  cluster: Pick<Cluster, 'configured' | 'connect'>;
  postgres: PostgresConnection | null;
  journal: Pick<LiveJournal, 'list' | 'status'>;
  store: Pick<Store, 'compliance' | 'samples' | 'alerts'>;
  http: HttpClient;
  timeoutMs: number;
  clock: Clock;
}

/** What speaks for the safety patterns and for governance: how the system and its people really work. */
export function practiceEvidence(ground: Ground): {
  patterns: (look: Look) => Promise<Record<PatternId, readonly Check[]>>;
  governance: (look: Look) => Promise<Record<GovernanceId, readonly Check[]>>;
} {
  const { profile, alerts, health, cluster, journal, store, http, timeoutMs, clock } = ground;
  const urgency = urgencyOf(profile);
  const contacts = profile.contacts ?? {};

  /** What cannot be read is told by a text in its place. */
  const orWhy = async <T>(read: Promise<T>, signal: AbortSignal | undefined): Promise<T | string> => {
    try {
      return await read;
    } catch (error) {
      signal?.throwIfAborted();
      return problemOf(error).message;
    }
  };

  const practice = async ({ since, now, signal }: Look) => {
    if (ground.postgres === null) return 'the profile names no database';
    const limits = { timeoutMs, signal: signal ?? new AbortController().signal };
    return orWhy(readRegistryPractice(ground.postgres, { since, until: now }, limits), signal);
  };
  const safety = ({ signal }: Look) =>
    orWhy(
      cluster.connect().then((kubernetes) => readWorkloadSafety(kubernetes, signal)),
      signal,
    );
  /** Whether the configuration can take traffic off. */
  const hasSwitch = ({ signal }: Look) =>
    orWhy(
      cluster.connect().then(async (kubernetes) => {
        const { namespace, configMap: name } = kubernetes;
        const found = await findConfigMap(kubernetes, { namespace, name }, signal);
        const data = textsAt(found, 'data');
        return data.has('mlops_enabled') && data.has('traffic_percentage');
      }),
      signal,
    );

  /** The newest sample of a series, and the sum over all of them; null when nobody shows it now. */
  const shown = (
    name: string,
    isCounted: (labels: Readonly<Record<string, string>>) => boolean = () => true,
  ) => {
    const now = clock.now();
    const found = store.samples
      .series(name)
      .filter(({ labels }) => isCounted(labels))
      .flatMap((series) => store.samples.newest(series, { from: now - FRESH_MS, at: now }) ?? []);
    if (found.length === 0) return null;
    return {
      total: found.reduce((sum, { value }) => sum + value, 0),
      at: Math.max(...found.map(({ at }) => at)),
    };
  };
  const validations = () =>
    shown('acgs_constitutional_hash_validations_total', ({ result = '' }) =>
      /^(success|valid|ok|passed|match)/i.test(result),
    );
  const rules = () => alerts.frame().rules;

  const patterns = async (look: Look): Promise<Record<PatternId, readonly Check[]>> => {
    const { signal, since, now } = look;
    const [found, registry, own, canSwitch] = await Promise.all([
      safety(look),
      practice(look),
      orWhy(
        ownOperations(
          journal,
          { reviewsSince: since, rollbacksSince: now - ROLLBACK_PERIOD_MS },
          { clock, signal },
        ),
        signal,
      ),
      hasSwitch(look),
      health.check(signal),
    ]);
    const at = clock.now();
    const registered = typeof registry === 'string' ? null : (registry.rollbacks ?? null);
    const inRegistry = (registered ?? []).map((it) => ({
      ...it,
      source: 'operations of the model registry',
    }));
    const seen = health
      .hashes()
      .flatMap(({ hashSeen, observedAt, stale }) =>
        !stale && observedAt !== null && hashSeen.some(({ where }) => where === 'validation')
          ? [observedAt]
          : [],
      );
    const isolation: readonly Check[] =
      typeof found === 'string'
        ? isolationChecks({ workloads: [], policiesProblem: null, revisionsProblem: null }, at).map(
            (check) => ({
              ...check,
              says: found,
            }),
          )
        : isolationChecks(found, at);
    return {
      sandbox_isolation: isolation,
      human_review_checkpoint: reviewChecks(
        typeof own === 'string' ? own : own.reviews,
        typeof registry === 'string' ? registry : registry.deployments,
      ),
      rollback_mechanism: rollbackChecks({
        safety: found,
        done: [...inRegistry, ...(typeof own === 'string' ? [] : own.rollbacks)],
        doneProblem: [registry, own].find((it) => typeof it === 'string') ?? null,
        hasSwitch: canSwitch,
        now: at,
      }),
      constitutional_compliance_check: validationChecks({
        here: lastValidation(now),
        bySystem: typeof registry === 'string' ? registry : registry.validatedAt,
        selfValidatedAt: seen.length === 0 ? null : Math.max(...seen),
        counted: validations(),
        rules: rules(),
        now: at,
      }),
      performance_monitoring: monitoringChecks(rules(), shown('up', () => true)?.at ?? null, at),
    };
  };

  const lastValidation = (now: number): number | null => {
    const range = { from: now - DAY_MS * 30, to: now - 1, limit: 1, modes: WHOLE_MODES };
    return store.compliance.list(range)[0]?.checkedAt ?? null;
  };

  const verdict = async (signal: AbortSignal | undefined) => {
    const service = policyService(profile);
    if (service === null) return 'the profile names no address of Constitutional AI';
    return orWhy(checkPolicyEnforcement(http, service, { timeoutMs, signal }), signal);
  };

  const governance = async (look: Look): Promise<Record<GovernanceId, readonly Check[]>> => {
    const { signal, since, now } = look;
    const [registry, enforced, requests] = await Promise.all([
      practice(look),
      verdict(signal),
      orWhy(approvalRequests(journal, since, signal), signal),
      health.check(signal),
    ]);
    const at = clock.now();
    const { size, problem, recovery, lastAnchor } = journal.status();
    const standing = rules();
    const roles = [...new Set((['P1', 'P2'] as const).flatMap((priority) => urgency.path(priority).path))];
    const deployments = typeof registry === 'string' ? registry : registry.deployments;
    return {
      policy_enforcement: policyChecks(enforced, validations(), at),
      compliance_monitoring: complianceMonitoringChecks({
        scoresAt: shown('acgs_constitutional_compliance_score')?.at ?? null,
        violationsAt: shown('acgs_constitutional_violations_total')?.at ?? null,
        rules: standing,
        now: at,
      }),
      audit_and_reporting: auditChecks(
        typeof registry === 'string' ? registry : registry.trailWrittenAt,
        {
          size,
          problem:
            problem?.message ?? (recovery === null ? null : 'the journal was damaged and gone on with'),
          anchored:
            lastAnchor === null
              ? null
              : { size: lastAnchor.size, at: lastAnchor.at === null ? null : Date.parse(lastAnchor.at) },
        },
        at,
      ),
      risk_management: riskChecks({
        answered: answeredInTime(store.alerts.recent(since), urgency.responseMs, { since, now }),
        roles: roles.map((role) => ({ role, isNamed: contactOf(contacts, role) !== null })),
        critical: standing.filter(({ level }) => level === 'critical' || level === 'emergency'),
        now: at,
      }),
      stakeholder_engagement: stakeholderChecks({
        requests,
        deployments,
        named: contactsOf(contacts).filter(({ contact }) => contact !== null).length,
        now: at,
      }),
    };
  };

  return { patterns, governance };
}
