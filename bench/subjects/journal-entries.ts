import type { NewEntry } from '../../src/core/store/journal/entry.ts';

const ACTORS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'];
const ACTS = ['restart', 'scale', 'undo', 'apply', 'acknowledge', 'approve', 'observe'];
const SYSTEMS = [
  'authentication',
  'constitutional-ai',
  'integrity',
  'feature-validation',
  'governance',
  'policy-generation',
  'evolution-control',
  'mlops-manager',
];
const REASONS = [
  'response time above the warning threshold',
  'rolled back after the canary failed its checks',
  'nodes were drained for the kernel update',
  'approved by the second operator on duty',
  'memory close to its limit since the last release',
  'scheduled maintenance window of the platform team',
];

/** The entry with this number, as an operator's day brings them: the same in every run. */
export function operatorEntry(number: number): NewEntry {
  // Knuth's multiplicative hash, so that what comes together is not always the same.
  const mixed = Math.imul(number + 1, 2_654_435_761) >>> 0;
  const of = <T>(list: readonly T[], shift: number): T | undefined => list[(mixed >>> shift) % list.length];
  const act = of(ACTS, 3);
  const system = of(SYSTEMS, 7);
  return {
    actor: of(ACTORS, 11) ?? '',
    kind: `cluster.${act}`,
    subject: `deployment/${system}-service`,
    summary: `${act} of ${system}-service in acgs-production, change ${number}`,
    data: {
      reason: of(REASONS, 15) ?? '',
      ticket: `OPS-${mixed % 50_000}`,
      before: { replicas: mixed % 7 },
      after: { replicas: (mixed % 7) + 1 },
    },
  };
}

/** Pairs of words to search for: often and rarely together, of one entry alone, and never. */
export function wordPairs(count: number): string[] {
  return Array.from({ length: count }, (_, number) => {
    const mixed = Math.imul(number + 7, 2_246_822_519) >>> 0;
    const act = ACTS[mixed % ACTS.length];
    const system = SYSTEMS[(mixed >>> 5) % SYSTEMS.length]?.split('-')[0];
    const pairs = [
      `${act} ${system}`,
      `${ACTORS[mixed % ACTORS.length]} ${act}`,
      `kernel ${system}`,
      `OPS-${mixed % 50_000} ${act}`,
      `change ${mixed % 1_000_000}`,
      `canary ${mixed % 1_000_000}`,
    ];
    return pairs[number % pairs.length] ?? '';
  });
}
