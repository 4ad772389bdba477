/** A response procedure of the handover guide, and the runbook that is to do it. */
export interface Procedure {
  /** The runbook's id. */
  id: string;
  /** As the guide calls it. */
  title: string;
}

/** Handover guide, "Alert Response Procedures" and "Troubleshooting Guide". */
const PROCEDURES: readonly Procedure[] = [
  { id: 'service-down', title: 'Service Down Alert' },
  { id: 'constitutional-compliance', title: 'Constitutional Compliance Alert' },
  { id: 'performance-degradation', title: 'Performance Degradation Alert' },
  { id: 'model-performance', title: 'Model Performance Degradation' },
];

/** The deployment guide's rules name no procedure of their own. */
const BY_ALERT: Readonly<Record<string, string>> = {
  MLOpsModelAccuracyDrop: 'model-performance',
  ModelAccuracyDegraded: 'model-performance',
  MLOpsConstitutionalViolation: 'constitutional-compliance',
};

/** The annotation `runbook` says it itself, `procedure` in the guide's words. Null where nothing names one. */
export function procedureOf(name: string, annotations: Readonly<Record<string, string>>): Procedure | null {
  const { runbook, procedure } = annotations;
  if (runbook !== undefined && runbook.trim() !== '') {
    const id = runbook.trim();
    return PROCEDURES.find((it) => it.id === id) ?? { id, title: id };
  }
  const id = BY_ALERT[name];
  if (id !== undefined) return PROCEDURES.find((it) => it.id === id) ?? null;
  return PROCEDURES.find((it) => it.title === procedure?.trim()) ?? null;
}
