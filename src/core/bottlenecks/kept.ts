import { z } from 'zod';
import type { Store } from '../store/index.ts';
import { AREAS, type Area } from './finding.ts';
import type { AreaLook } from './report.ts';

const SUBJECT = 'bottlenecks';

const area = z.enum(AREAS);
const level = z.enum(['critical', 'warning']);

const keptLook: z.ZodType<AreaLook> = z.object({
  area,
  state: z.enum(['looked', 'partly', 'not-looked', 'not-configured']),
  why: z.string().nullable(),
  hint: z.string().nullable(),
  observedAt: z.number().nullable(),
  durationMs: z.number().nullable(),
  suspects: z.array(
    z.object({
      id: z.string(),
      area,
      about: z.string(),
      kind: z.enum(['errors', 'saturation', 'latency', 'utilisation']),
      level,
      sentence: z.string(),
      utilisation: z.number().nullable(),
      delayMs: z.number().nullable(),
      explains: z.number().nullable(),
      evidence: z.array(
        z.object({
          label: z.string(),
          value: z.number().nullable(),
          text: z.string().nullable(),
          unit: z.enum(['ms', 'ratio', 'bytes', 'cores', 'count', 'text']),
          limit: z.number().nullable(),
          limitSays: z.string().nullable(),
          source: z.string(),
        }),
      ),
      advice: z.array(z.object({ says: z.string(), command: z.string().nullable() })),
      observedAt: z.number(),
    }),
  ),
  fine: z.array(
    z.object({
      area,
      what: z.string(),
      says: z.string(),
      utilisation: z.number().nullable(),
      source: z.string(),
      observedAt: z.number(),
    }),
  ),
  blind: z.array(
    z.object({
      area,
      what: z.string(),
      why: z.string(),
      hint: z.string().nullable(),
      essential: z.boolean(),
    }),
  ),
});

/** Writes down what a look found, so that it can be read again later. */
export function keepLook(facts: Pick<Store['facts'], 'record'>, look: AreaLook): void {
  if (look.observedAt !== null) facts.record(SUBJECT, look.area, look, look.observedAt);
}

/** The last look at each area not after `at`; what an older version wrote otherwise is left out. */
export function keptLooks(
  facts: Pick<Store['facts'], 'factAt'>,
  areas: readonly Area[],
  at: number,
): AreaLook[] {
  return areas.flatMap((area) => {
    const parsed = keptLook.safeParse(facts.factAt(SUBJECT, area, at)?.value);
    return parsed.success ? [parsed.data] : [];
  });
}
