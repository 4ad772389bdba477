import { z } from 'zod';
import { FIGURE_IDS } from './figures.ts';

const figureBaseline = z.object({
  system: z.string(),
  figure: z.enum(FIGURE_IDS),
  /** How many were measured. */
  samples: z.number(),
  /** The figure over the whole window. */
  value: z.number(),
  /** The figure in each part of the window, in order; of a long window evenly chosen ones. */
  blocks: z.array(z.number()),
  /** How it varied by itself: between these are nine in ten of its parts. */
  low: z.number(),
  high: z.number(),
  /** From an earlier revision, as there was too little to measure it anew: which one, and into which parts it was cut. */
  kept: z.object({ revision: z.number(), blockMs: z.number() }).optional(),
});
/** A figure of a system with its distribution. */
export type FigureBaseline = z.infer<typeof figureBaseline>;

const notUpdated = z.object({
  system: z.string(),
  figure: z.enum(FIGURE_IDS),
  /** `3 of at least 20`. */
  why: z.string(),
});
/** A figure of which too little was measured to say how it usually is. */
export type NotUpdated = z.infer<typeof notUpdated>;

const version = z.object({
  system: z.string(),
  /** As it says itself at the end of the window. */
  reported: z.string().nullable(),
  /** Of its deployment, as the cluster said. */
  images: z.string().nullable(),
  /** Another version ran earlier in the window. */
  mixed: z.boolean(),
});
/** What ran. */
export type RunningVersion = z.infer<typeof version>;

/** What a revision holds. Times are epoch milliseconds. */
export const baselineContent = z.object({
  from: z.number(),
  to: z.number(),
  /** Into parts of which length the window was cut. */
  blockMs: z.number(),
  figures: z.array(figureBaseline),
  notUpdated: z.array(notUpdated).default([]),
  versions: z.array(version),
  /** The key under which it was asked for: whoever asks for that again gets this one. */
  key: z.string().optional(),
});
export type BaselineContent = z.infer<typeof baselineContent>;

/** A measured baseline. */
export interface Baseline extends BaselineContent {
  name: string;
  revision: number;
  recordedAt: number;
  recordedBy: string;
}
