import { oc } from '@orpc/contract';
import { z } from 'zod';
import { instant } from './source.ts';

const mode = z.enum(['basic', 'comprehensive', 'detailed']);
export type PolicyMode = z.infer<typeof mode>;

/** What Constitutional AI says of a policy, and whether that meets the target. Scores are 0 to 1. */
const judgement = z.object({
  verdict: z.enum(['compliant', 'violated', 'inconclusive']),
  overallCompliant: z.boolean(),
  score: z.number().nullable(),
  target: z.number(),
  mode,
  results: z.array(
    z.object({
      principle: z.string().nullable(),
      compliant: z.boolean().nullable(),
      score: z.number().nullable(),
      says: z.string().nullable(),
    }),
  ),
  summary: z.string().nullable(),
  /** What of the answer makes no sense, in words that follow the service's name. */
  problem: z.string().nullable(),
  source: z.string(),
  checkedAt: instant,
});
export type PolicyJudgement = z.infer<typeof judgement>;

export const policiesContract = {
  /** Has a policy held against the constitution; nothing is changed or stored. `.json` or `.yaml` by its name. */
  validate: oc
    .input(z.object({ name: z.string().min(1).max(300), text: z.string().max(160_000), mode }))
    .output(judgement),
};
