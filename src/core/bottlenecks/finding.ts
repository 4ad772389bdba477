/** Where a bottleneck is looked for. */
export const AREAS = ['database', 'cache', 'network', 'pods'] as const;
export type Area = (typeof AREAS)[number];

export type Unit = 'ms' | 'ratio' | 'bytes' | 'cores' | 'count' | 'text';

/** One figure or text that a finding rests on. */
export interface Evidence {
  label: string;
  /** In `unit`; null where it is a text, or not known. */
  value: number | null;
  text: string | null;
  unit: Unit;
  /** What it is held against, in the same unit; null where there is no limit. */
  limit: number | null;
  /** What the limit is: `max_connections`, `warning`, `usual`. */
  limitSays: string | null;
  /** Where it was read. */
  source: string;
}

export interface Advice {
  says: string;
  /** What can be typed; null where there is nothing to type. */
  command: string | null;
}

/**
 * What a suspect is, after Gregg's USE: what fails, what is queued for, and what is nearly used up; between them what
 * is slow, which is what the others lead to.
 */
export type SuspectKind = 'errors' | 'saturation' | 'latency' | 'utilisation';

/** Something that holds the system up. */
export interface Suspect {
  /** The same for the same trouble at the next look. */
  id: string;
  area: Area;
  /** The system or the workload: `PostgreSQL`, `gs-service`. */
  about: string;
  kind: SuspectKind;
  level: 'critical' | 'warning';
  sentence: string;
  /** Share of a limit that is used, 0 to 1 and beyond; null where there is no limit. */
  utilisation: number | null;
  /** How long a request is held up by it, milliseconds; null where that is not known. */
  delayMs: number | null;
  /** Share of the response time that it explains, 0 to 1; null where that is not known. */
  explains: number | null;
  evidence: Evidence[];
  advice: Advice[];
  /** Epoch milliseconds. */
  observedAt: number;
}

/** Something that was looked at and is no bottleneck. */
export interface Fine {
  area: Area;
  what: string;
  says: string;
  utilisation: number | null;
  source: string;
  observedAt: number;
}

/** Something that could not be looked at. */
export interface Blind {
  area: Area;
  what: string;
  why: string;
  hint: string | null;
  /** Without it nobody can say that there is no bottleneck; the others would only tell more. */
  essential: boolean;
}

/** What one look at an area found. */
export interface AreaFindings {
  suspects: Suspect[];
  fine: Fine[];
  blind: Blind[];
}

const LEVELS: Record<Suspect['level'], number> = { critical: 0, warning: 1 };
const KINDS: Record<SuspectKind, number> = { errors: 0, saturation: 1, latency: 2, utilisation: 3 };

/**
 * The order in which to look into suspects: critical before warning; what fails before what is queued for, before what
 * is slow, before what is nearly used up; of one kind that which explains most of the response time, then that
 * which holds up longest, then that which is used most.
 */
export function ranked(suspects: readonly Suspect[]): Suspect[] {
  const keys = (suspect: Suspect) => [
    LEVELS[suspect.level],
    KINDS[suspect.kind],
    -(suspect.delayMs ?? -1),
    -(suspect.explains ?? -1),
    -(suspect.utilisation ?? -1),
  ];
  return [...suspects].sort((a, b) => {
    const [left, right] = [keys(a), keys(b)];
    const place = left.findIndex((key, index) => key !== right[index]);
    return place < 0 ? a.id.localeCompare(b.id) : (left[place] ?? 0) - (right[place] ?? 0);
  });
}

/** A figure as evidence, held against a limit where there is one. */
export function figure(
  label: string,
  value: number | null,
  unit: Unit,
  source: string,
  limit?: { value: number | null; says: string },
): Evidence {
  const against = limit && limit.value !== null ? limit : null;
  return {
    label,
    value,
    text: null,
    unit,
    limit: against?.value ?? null,
    limitSays: against?.says ?? null,
    source,
  };
}

export function said(label: string, text: string, source: string): Evidence {
  return { label, value: null, text, unit: 'text', limit: null, limitSays: null, source };
}

/** How bad a share of a limit is; null when it is fine. */
export function levelOfShare(
  share: number,
  limits: { warning: number; critical: number },
): Suspect['level'] | null {
  return share >= limits.critical ? 'critical' : share >= limits.warning ? 'warning' : null;
}
