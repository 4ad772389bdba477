import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { instant } from './source.ts';

const area = z.enum(['database', 'cache', 'network', 'pods']);

/** One figure or text that a suspect rests on; `value` and `limit` are in `unit`. */
const evidence = z.object({
  label: z.string(),
  value: z.number().nullable(),
  text: z.string().nullable(),
  unit: z.enum(['ms', 'ratio', 'bytes', 'cores', 'count', 'text']),
  limit: z.number().nullable(),
  limitSays: z.string().nullable(),
  source: z.string(),
});
export type BottleneckEvidence = z.infer<typeof evidence>;

const suspect = z.object({
  id: z.string(),
  area,
  about: z.string(),
  kind: z.enum(['errors', 'saturation', 'latency', 'utilisation']),
  level: z.enum(['critical', 'warning']),
  sentence: z.string(),
  /** Share of a limit that is used, 0 to 1 and beyond; null where there is no limit. */
  utilisation: z.number().nullable(),
  /** How long a request is held up by it; null where that is not known. */
  delayMs: z.number().nullable(),
  /** Share of the response time that it explains, 0 to 1; null where that is not known. */
  explains: z.number().nullable(),
  evidence: z.array(evidence),
  advice: z.array(z.object({ says: z.string(), command: z.string().nullable() })),
  observedAt: instant,
});
export type BottleneckSuspect = z.infer<typeof suspect>;

const fine = z.object({
  area,
  what: z.string(),
  says: z.string(),
  utilisation: z.number().nullable(),
  source: z.string(),
  observedAt: instant,
});

const blind = z.object({
  area,
  what: z.string(),
  why: z.string(),
  hint: z.string().nullable(),
  /** Without it nobody can say that there is no bottleneck. */
  essential: z.boolean(),
});

const areaState = z.object({
  area,
  state: z.enum(['looked', 'partly', 'not-looked', 'not-configured']),
  why: z.string().nullable(),
  hint: z.string().nullable(),
  observedAt: instant.nullable(),
  durationMs: z.number().nullable(),
});

/** The document of `acgs bottlenecks --json`. Suspects stand in the order in which to look into them. */
export const bottleneckReport = z.object({
  checkedAt: instant,
  verdict: z.enum(['found', 'none', 'unknown']),
  areas: z.array(areaState),
  suspects: z.array(suspect),
  fine: z.array(fine),
  blind: z.array(blind),
});
export type BottleneckReport = z.infer<typeof bottleneckReport>;

const lookFrame = z.object({
  areas: z.array(z.object({ area, state: z.enum(['looking', 'done']) })),
  /** Null until every area is done. */
  report: bottleneckReport.nullable(),
});
export type BottleneckLook = z.infer<typeof lookFrame>;

export const bottlenecksContract = {
  /** Looks now; the last frame has the report. Leaving the stream ends the look. */
  look: oc.input(z.object({ only: area.nullable().default(null) })).output(eventIterator(lookFrame)),
  /** What was last found as of a moment, from the record; null is now. Null when nobody had looked. */
  last: oc.input(z.object({ at: instant.nullable().default(null) })).output(bottleneckReport.nullable()),
};
