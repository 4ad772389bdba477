import { oc } from '@orpc/contract';
import { z } from 'zod';
import { instant } from './source.ts';

export const baselineVerdict = z.enum(['better', 'same', 'worse', 'changed', 'unknown']);
export type BaselineVerdict = z.infer<typeof baselineVerdict>;

/** What ran: as it says itself, and the images of its deployment; null where nobody says. */
const version = z.object({
  reported: z.string().nullable(),
  images: z.string().nullable(),
  /** More than one ran in that time. */
  mixed: z.boolean(),
});

const namedBaseline = z.object({
  name: z.string(),
  /** The revision that comparisons go by; null when the baseline was given up. */
  current: z.number().nullable(),
  since: z.object({ at: instant, actor: z.string() }),
  /** The one before it, which can be put back. */
  previous: z.number().nullable(),
  /** Newest first. */
  revisions: z.array(z.object({ revision: z.number(), recordedAt: instant, recordedBy: z.string() })),
});
export type NamedBaseline = z.infer<typeof namedBaseline>;

const comparedFigure = z.object({
  system: z.string(),
  name: z.string(),
  figure: z.string(),
  title: z.string(),
  unit: z.enum(['ms', 'ratio', 'cores', 'bytes', 'per-second']),
  verdict: baselineVerdict,
  /** With the figures that it goes by; no full stop. */
  words: z.string(),
  /** `low` and `high`: between them are nine in ten parts of the baseline's window. */
  baseline: z.object({
    value: z.number(),
    text: z.string(),
    low: z.number(),
    high: z.number(),
    samples: z.number(),
  }),
  /** `parts`: the figure in each part of the time that is compared, in order. */
  now: z.object({
    value: z.number().nullable(),
    text: z.string().nullable(),
    samples: z.number(),
    parts: z.array(z.number()),
  }),
  versions: z.object({ before: version.nullable(), now: version.nullable() }),
});
export type ComparedFigure = z.infer<typeof comparedFigure>;

/** The present, or a past moment, against the baseline that was in force then. */
export const baselineComparison = z.object({
  name: z.string(),
  revision: z.number(),
  /** When the baseline was measured, by whom, and over which time. */
  recordedAt: instant,
  recordedBy: z.string(),
  baselineFrom: instant,
  baselineTo: instant,
  from: instant,
  to: instant,
  verdict: baselineVerdict,
  counts: z.record(baselineVerdict, z.number()),
  /** The worst first. */
  items: z.array(comparedFigure),
});
export type BaselineComparison = z.infer<typeof baselineComparison>;

export const baselinesContract = {
  /** As of a moment; null is now. */
  list: oc.input(z.object({ at: instant.nullable().default(null) })).output(z.array(namedBaseline)),
  /** Null when there is no baseline of that name in force. */
  compare: oc
    .input(
      z.object({
        name: z.string(),
        /** Left out: the one in force. */
        revision: z.number().int().positive().optional(),
        /** Left out: an hour, or as long as the baseline where that is shorter. */
        windowMs: z.number().int().positive().optional(),
        at: instant.nullable().default(null),
      }),
    )
    .output(baselineComparison),
};
