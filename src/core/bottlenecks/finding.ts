import { z } from 'zod';

/** Where a bottleneck is looked for. */
export const AREAS = ['database', 'cache', 'network', 'pods'] as const;
export type Area = (typeof AREAS)[number];

const area = z.enum(AREAS);
const unit = z.enum(['ms', 'ratio', 'bytes', 'cores', 'count', 'text']);
type Unit = z.infer<typeof unit>;

const evidence = z.object({
  label: z.string(),
  /** In `unit`; null where it is a text, or not known. */
  value: z.number().nullable(),
  text: z.string().nullable(),
  unit,
  /** What it is held against, in the same unit; null where there is no limit. */
  limit: z.number().nullable(),
  /** What the limit is: `max_connections`, `warning`, `usual`. */
  limitSays: z.string().nullable(),
  /** Where it was read. */
  source: z.string(),
});
/** One figure or text that a finding rests on. */
export type Evidence = z.infer<typeof evidence>;

const advice = z.object({
  says: z.string(),
  /** What can be typed; null where there is nothing to type. */
  command: z.string().nullable(),
});
export type Advice = z.infer<typeof advice>;

/**
 * What a suspect is, after Gregg's USE: what fails, what is queued for, and what is nearly used up; between them what
 * is slow, which is what the others lead to.
 */
const suspectKind = z.enum(['errors', 'saturation', 'latency', 'utilisation']);

const suspect = z.object({
  /** The same for the same trouble at the next look. */
  id: z.string(),
  area,
  /** The system or the workload: `PostgreSQL`, `gs-service`. */
  about: z.string(),
  kind: suspectKind,
  level: z.enum(['critical', 'warning']),
  sentence: z.string(),
  /** Share of a limit that is used, 0 to 1 and beyond; null where there is no limit. */
  utilisation: z.number().nullable(),
  /** How long a request is held up by it, milliseconds; null where that is not known. */
  delayMs: z.number().nullable(),
  /** Share of the response time that it explains, 0 to 1; null where that is not known. */
  explains: z.number().nullable(),
  evidence: z.array(evidence),
  advice: z.array(advice),
  /** Epoch milliseconds. */
  observedAt: z.number(),
});
/** Something that holds the system up. */
export type Suspect = z.infer<typeof suspect>;

const fine = z.object({
  area,
  what: z.string(),
  says: z.string(),
  utilisation: z.number().nullable(),
  source: z.string(),
  observedAt: z.number(),
});
/** Something that was looked at and is no bottleneck. */
export type Fine = z.infer<typeof fine>;

const blind = z.object({
  area,
  what: z.string(),
  why: z.string(),
  hint: z.string().nullable(),
  /** Without it nobody can say that there is no bottleneck; the others would only tell more. */
  essential: z.boolean(),
});

/** As they are kept too: what an older version wrote otherwise is none. */
export const areaFindings = z.object({
  suspects: z.array(suspect),
  fine: z.array(fine),
  blind: z.array(blind),
});
/** What one look at an area found. */
export type AreaFindings = z.infer<typeof areaFindings>;

const LEVELS: Record<Suspect['level'], number> = { critical: 0, warning: 1 };
const KINDS: Record<Suspect['kind'], number> = { errors: 0, saturation: 1, latency: 2, utilisation: 3 };

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
