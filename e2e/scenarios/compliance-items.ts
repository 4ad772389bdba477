import type { ComplianceEvidence, ComplianceItem, CompliancePart } from '../../src/contract/compliance.ts';
import { SYSTEMS } from './systems.ts';

const HASH = 'cdd01ef066bc6cf2';
const OTHER = 'deadbeef01234567';
const HTTP = ['http-header', 'http-body'] as const;

interface Case {
  /** A mismatch, a conflict, missing acts, a pattern that cannot be told. */
  faulty?: boolean;
}

const piece = (
  says: string,
  source: string,
  value: number | null,
  seen: string,
  more: Partial<ComplianceEvidence> = {},
): ComplianceEvidence => ({
  ...{ says, source, value, expected: null, observed: null, count: 1, observedAt: seen, changedBy: null },
  ...more,
});

function itemOf(
  id: string,
  title: string,
  counts: number | null,
  evidence: ComplianceEvidence[],
  { says = null, weight = 1 }: { says?: string | null; weight?: number } = {},
): ComplianceItem {
  return { id, title, weight, value: counts, counts, says, evidence, evidenceTotal: evidence.length };
}

function hashItems(seen: string, { faulty = false }: Case): ComplianceItem[] {
  const shows = (source: string, observed: string, more: Partial<ComplianceEvidence> = {}) =>
    piece(
      observed === HASH ? `shows ${observed}` : `shows ${observed} instead of ${HASH}`,
      source,
      Number(observed === HASH),
      seen,
      { expected: HASH, observed, ...more },
    );
  const changedBy = { who: 'kubectl-edit (mara)', at: new Date(Date.parse(seen) - 900_000).toISOString() };
  const services = SYSTEMS.filter(({ layer }) => layer !== 'data').map(({ id, name }) => {
    const places = [
      ...HTTP.map((source) => shows(source, HASH)),
      ...(id === 'integrity' || id === 'constitutional-ai' ? [shows('constitutional-validation', HASH)] : []),
      shows(`deployment ${id}, CONSTITUTIONAL_HASH of container app`, HASH),
      shows(`deployment ${id}, annotation constitutional-hash`, HASH),
    ];
    if (faulty && id === 'governance') {
      const bad = [
        shows('http-header', OTHER),
        shows('http-body', HASH),
        shows('deployment gs-service, CONSTITUTIONAL_HASH of container gs-service', OTHER, { changedBy }),
      ];
      return itemOf(id, name, 0, bad, { says: `its places disagree: ${OTHER} and ${HASH}` });
    }
    if (faulty && id === 'model-versioning') {
      return itemOf(id, name, null, [], { says: 'does not answer: connection refused' });
    }
    return itemOf(id, name, 1, places);
  });
  const map = faulty
    ? [shows('config map mlops-production-config, key constitutional_hash', OTHER, { changedBy })]
    : [shows('config map mlops-production-config, key constitutional_hash', HASH)];
  return [
    ...services,
    itemOf(
      'configuration',
      'Configuration',
      faulty ? 0 : 1,
      map,
      faulty ? { says: `mlops-production-config holds ${OTHER}` } : {},
    ),
    itemOf('artifacts', 'Artifact store', 1, [
      shows('artifact metadata of policy-model 2.4.1', HASH, { count: 48 }),
    ]),
    itemOf('database', 'Database', 1, [shows('table model_versions', HASH, { count: 212 })]),
  ];
}

const KINDS = [
  'Model version creation',
  'Model deployment',
  'Model rollback',
  'Artifact storage',
  'Git tag creation',
  'Compliance validation',
  'Performance monitoring',
  'Hash verification',
] as const;

function auditItems(seen: string, { faulty = false }: Case): ComplianceItem[] {
  const ago = (ms: number) => new Date(Date.parse(seen) - ms).toISOString();
  return KINDS.map((title, index) => {
    const id = title.toLowerCase().replaceAll(' ', '_');
    const entries = [
      piece('every act seen has its entry', 'journal', 1, seen, { count: 12 + index * 7, observed: 'entry' }),
    ];
    if (!faulty || index !== 1) return itemOf(id, title, 1, entries);
    const missing = [
      piece(
        'deployment gs-service was changed with kubectl and has no entry',
        'managed fields of deployment gs-service',
        0,
        ago(900_000),
        { changedBy: { who: 'kubectl-edit (mara)', at: ago(900_000) } },
      ),
      piece(
        'deployment ec-service was scaled and has no entry',
        'managed fields of deployment ec-service',
        0,
        ago(7_200_000),
        { changedBy: { who: 'kubectl-scale (ravi)', at: ago(7_200_000) } },
      ),
    ];
    return itemOf(id, title, 0, [...missing, ...entries], {
      says: '2 of 21 acts have no entry in the journal',
    });
  });
}

function scoreItems(seen: string): ComplianceItem[] {
  return SYSTEMS.filter(({ layer }) => layer === 'core').map(({ id, name }, index) => {
    const value = 0.968 + (index % 4) * 0.006;
    return itemOf(id, name, value, [
      piece(`says ${value.toFixed(3)} of itself`, 'GET /metrics', value, seen, { observed: String(value) }),
      piece(`a mean of ${value.toFixed(3)} over 30 days`, 'record of the period', value, seen, {
        count: 2880,
        observed: String(value),
      }),
    ]);
  });
}

const PATTERNS = [
  [
    'sandbox_isolation',
    'Sandbox isolation',
    ['pods run as nobody', 'a network policy denies', 'every container has limits'],
  ],
  ['human_review_checkpoints', 'Human review', ['11 of 11 changes that needed an approval had one']],
  ['rollback_mechanism', 'Rollback', ['a way back was tried 4 d ago in 3 min 12 s, of 15 min']],
  ['constitutional_compliance_check', 'Compliance check', ['it ran in the last 24 h', 'its rule is loaded']],
  ['performance_monitoring', 'Performance monitoring', ['9 of 9 rules see their series']],
] as const;

function patternItems(seen: string, { faulty = false }: Case): ComplianceItem[] {
  return PATTERNS.map(([id, title, checks]) => {
    const unknown = faulty && id === 'rollback_mechanism';
    if (!unknown) {
      return itemOf(
        id,
        title,
        1,
        checks.map((says) => piece(says, 'cluster', 1, seen)),
      );
    }
    const says = 'no way back was tried in the last 90 days';
    return itemOf(id, title, null, [piece(says, 'journal', null, seen)], { says });
  });
}

function governanceItems(seen: string): ComplianceItem[] {
  const parts = [
    ['policy_enforcement', 'Policy enforcement', 0.25, 'policies are validated before they act'],
    ['compliance_monitoring', 'Compliance monitoring', 0.25, 'the rules on compliance are loaded and see'],
    ['audit_and_reporting', 'Audit and reporting', 0.2, 'the journal verifies and was anchored today'],
    ['risk_management', 'Risk management', 0.15, 'no alert of level critical is unanswered'],
    [
      'stakeholder_engagement',
      'Stakeholder engagement',
      0.15,
      'four contacts are named and two receivers work',
    ],
  ] as const;
  return parts.map(([id, title, weight, says]) =>
    itemOf(id, title, 1, [piece(says, 'control center', 1, seen)], { weight }),
  );
}

/** The evidence of a validation. */
export function complianceItems(seen: string, found: Case): Record<CompliancePart['id'], ComplianceItem[]> {
  return {
    hash: hashItems(seen, found),
    compliance: scoreItems(seen),
    audit: auditItems(seen, found),
    dgm: patternItems(seen, found),
    governance: governanceItems(seen),
  };
}
