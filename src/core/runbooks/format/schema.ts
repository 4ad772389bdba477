import { z } from 'zod';
import { durationInput } from '../actions/values.ts';

/**
 * A runbook as it is written: YAML, version 1. Every object is strict, since a misspelt key would silently do
 * something else. What a step's `with` may hold is said by its action.
 */
export const API_VERSION = 'acgs.dev/runbook/v1';

/** A parallel group wider than this is a mistake; it bounds what a step can wait for, too. */
export const MOST_BRANCHES = 100;

const NAME = /^[a-z0-9][a-z0-9_-]{0,79}$/;
const name = (what: string) =>
  z.string().regex(NAME, `must be ${what}: small letters, digits, - and _, at most 80`);
const title = z.string().trim().min(1).max(200);
const text = z.string().trim().min(1).max(10_000);
const plain = z.union([z.string(), z.number(), z.boolean()]);
const inputs = z
  .record(z.string(), z.unknown())
  .describe('what the action is given; docs/runbooks.md tells of the templates it may hold');
const action = z.string().min(1).max(100).describe('docs/runbooks.md lists them');
const timeout = durationInput.refine((it) => !/^0+[a-z]*$/.test(it), 'must be more than nothing');

const option = z.string().regex(/^--[a-z][a-z-]*$/, 'must be an option such as --percentage');

export const parameterSchema = z.strictObject({
  type: z
    .enum(['string', 'integer', 'number', 'boolean', 'duration', 'choice', 'system', 'secret'])
    .describe('system: the id of a system or the name of its deployment; secret: where one is kept'),
  title: title.optional(),
  default: plain.optional().describe('left out: it has to be given'),
  pattern: z.string().max(500).optional().describe('regular expression for all of a text (RE2)'),
  min: plain.optional().describe('of a number, or a span of time'),
  max: plain.optional().describe('of a number, or a span of time'),
  choices: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .max(100)
    .optional(),
  argument: option.optional().describe("the option of the guide's script that gives it"),
  position: z.int().min(1).max(9).optional().describe("its place among the arguments of the guide's script"),
  flags: z
    .record(option, plain)
    .optional()
    .describe("options of the guide's script that take no value, and what it is with each of them"),
});

const retry = z.strictObject({
  attempts: z.int().min(1).max(100).describe('in all, the first one counted'),
  delay: durationInput
    .optional()
    .describe('before the second attempt, doubled for each further one; default 5s'),
  maxDelay: durationInput.optional().describe('default 5m'),
});

const undo = z.strictObject({ title, action, with: inputs.optional(), timeout });
const verify = z.strictObject({
  title: title.optional(),
  action,
  with: inputs.optional(),
  timeout,
  retry: retry.optional(),
});

export interface WrittenCondition {
  all?: WrittenCondition[] | undefined;
  any?: WrittenCondition[] | undefined;
  not?: WrittenCondition | undefined;
  value?: unknown;
  is?: unknown;
  isNot?: unknown;
  oneOf?: unknown[] | undefined;
  above?: number | undefined;
  below?: number | undefined;
  atLeast?: number | undefined;
  atMost?: number | undefined;
}

const condition: z.ZodType<WrittenCondition> = z.lazy(() =>
  z
    .strictObject({
      all: z.array(condition).min(1).optional(),
      any: z.array(condition).min(1).optional(),
      not: condition.optional(),
      value: z.unknown().optional(),
      is: z.unknown().optional(),
      isNot: z.unknown().optional(),
      oneOf: z.array(z.unknown()).min(1).optional(),
      above: z.number().optional(),
      below: z.number().optional(),
      atLeast: z.number().optional(),
      atMost: z.number().optional(),
    })
    .refine(
      (it) => formsOf(it).length === 1,
      'must be one of all, any, not, or a value with what it has to be',
    )
    .refine(
      (it) => it.value !== undefined || COMPARISONS.every((key) => it[key] === undefined),
      'must name a value',
    ),
);

const COMPARISONS = ['is', 'isNot', 'oneOf', 'above', 'below', 'atLeast', 'atMost'] as const;

function formsOf(it: WrittenCondition): string[] {
  return (['all', 'any', 'not', 'value'] as const).filter((key) => it[key] !== undefined);
}

/** What a step may be; which keys go together is said by {@link stepFlaw}. */
export interface WrittenStep {
  id?: string | undefined;
  title?: string | undefined;
  why?: string | undefined;
  action?: string | undefined;
  runbook?: string | undefined;
  with?: Record<string, unknown> | undefined;
  when?: WrittenCondition | undefined;
  needs?: string[] | undefined;
  timeout?: string | undefined;
  retry?: z.infer<typeof retry> | undefined;
  onFailure?: 'stop' | 'continue' | 'compensate' | undefined;
  undo?: z.infer<typeof undo> | undefined;
  verify?: z.infer<typeof verify> | undefined;
  byHand?: string | undefined;
  parallel?: WrittenStep[] | undefined;
  steps?: WrittenStep[] | undefined;
}

const step: z.ZodType<WrittenStep> = z.lazy(() =>
  z
    .strictObject({
      id: name('the name of a step').optional(),
      title: title.optional(),
      why: text.optional().describe('what an operator should know before it'),
      action: action.optional(),
      runbook: name('the id of a runbook').optional().describe('done here, its steps one by one'),
      with: inputs.optional(),
      when: condition.optional().describe('left out: always'),
      needs: z
        .array(z.string().max(200))
        .max(MOST_BRANCHES)
        .optional()
        .describe('what has ended before; left out: what stands before it'),
      timeout: timeout.optional().describe('of all attempts together'),
      retry: retry.optional(),
      onFailure: z.enum(['stop', 'continue', 'compensate']).optional().describe('default stop'),
      undo: undo.optional().describe('what takes it back'),
      verify: verify.optional().describe('looks whether it came about'),
      byHand: text
        .optional()
        .describe(
          'what a person does instead while the control center cannot: the step becomes a manual one',
        ),
      parallel: z.array(step).min(1).max(MOST_BRANCHES).optional().describe('done at the same time'),
      steps: z
        .array(step)
        .min(1)
        .max(10_000)
        .optional()
        .describe('done one after the other, under one condition'),
    })
    .superRefine((it, context) => {
      const flaw = stepFlaw(it);
      if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw.message, path: flaw.path });
    }),
);

export const runbookSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  id: name('the name of a runbook'),
  title,
  summary: text,
  chapter: z
    .strictObject({ guide: z.enum(['handover', 'deployment', 'own']), section: title })
    .optional()
    .describe('where it is from'),
  script: name('the name of a script, without path and ending')
    .nullable()
    .optional()
    .describe("the guide's script that it replaces"),
  routine: z.enum(['daily', 'weekly', 'monthly', 'quarterly']).optional(),
  unavailable: text.optional().describe('why it cannot be run yet'),
  parameters: z.record(name('the name of a parameter'), parameterSchema).optional(),
  steps: z.array(step).min(1).max(10_000),
  prints: z
    .array(z.strictObject({ when: condition.optional(), text: z.string().max(10_000) }))
    .max(200)
    .optional()
    .describe("the guide's lines for script mode, each printed when it is true"),
});

export type RunbookFile = z.infer<typeof runbookSchema>;
export type WrittenParameter = z.infer<typeof parameterSchema>;

const OF_GROUP = new Set(['parallel', 'steps', 'when']);
const OF_RUNBOOK = new Set(['id', 'title', 'why', 'runbook', 'with', 'when', 'needs', 'onFailure', 'byHand']);

/** What is wrong with the keys of a step, taken together; undefined when nothing is. */
export function stepFlaw(it: WrittenStep): { message: string; path: string[] } | undefined {
  const kinds = (['action', 'runbook', 'parallel', 'steps'] as const).filter((key) => it[key] !== undefined);
  const [kind] = kinds;
  if (kind === undefined) return { message: 'must name an action, a runbook, or steps', path: [] };
  if (kinds.length > 1) return { message: `cannot be ${kinds.join(' and ')} at once`, path: [] };
  const allowed = kind === 'runbook' ? OF_RUNBOOK : kind === 'action' ? undefined : OF_GROUP;
  const stray = Object.entries(it).find(
    ([key, value]) =>
      value !== undefined &&
      (allowed?.has(key) === false || (kind === 'action' && OF_GROUP.has(key) && key !== 'when')),
  );
  if (stray !== undefined) {
    const what = kind === 'runbook' ? 'a step that does a runbook' : 'a group of steps';
    return { message: `has no place in ${what}`, path: [stray[0]] };
  }
  if (allowed !== OF_GROUP && it.id === undefined) return { message: 'is missing', path: ['id'] };
  if (kind === 'action' && it.title === undefined) return { message: 'is missing', path: ['title'] };
  if (it.onFailure === 'compensate' && kind === 'runbook') {
    return {
      message: 'of a runbook is stop or continue: its steps say what takes them back',
      path: ['onFailure'],
    };
  }
  return undefined;
}
