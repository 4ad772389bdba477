import { z } from 'zod';

const figure = z.number().nullable();

/** What a load test found, to be drawn. */
export const loadFindings = z.object({
  requests: z.number(),
  failed: z.number(),
  /** Answers; null when it took no time. */
  perSecond: figure,
  p50Ms: figure,
  p90Ms: figure,
  p95Ms: figure,
  p99Ms: figure,
  maxMs: figure,
  connectMs: figure,
  limits: z.array(
    z.object({
      id: z.enum(['response-time', 'error-rate']),
      title: z.string(),
      /** Milliseconds, or a share from 0 to 1. */
      target: z.number(),
      state: z.enum(['met', 'missed', 'unknown']),
      words: z.string(),
    }),
  ),
  /** Steps of equal width on a logarithmic scale, from the quickest to the slowest, without gaps. */
  distribution: z.array(z.object({ fromMs: z.number(), toMs: z.number(), count: z.number() })),
});
export type LoadFindings = z.infer<typeof loadFindings>;
