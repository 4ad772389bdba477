import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { loadFindings } from './load-test.ts';
import { risk } from './operations.ts';
import { instant, problem } from './source.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** What a runbook is given. A secret is never one: only the place where it is kept. */
export const runbookParameter = z.object({
  name: z.string(),
  title: z.string(),
  type: z.enum(['string', 'integer', 'number', 'boolean', 'duration', 'choice', 'system', 'secret']),
  /** Null: it has to be given. */
  default: scalar.nullable(),
  choices: z.array(z.union([z.string(), z.number()])),
  /** What it takes, as the end of a sentence. */
  takes: z.string(),
});

export const runbookItem = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  /** Where it is from; null where that is not said. */
  chapter: z.object({ guide: z.enum(['handover', 'deployment', 'own']), section: z.string() }).nullable(),
  /** The guide's script that it replaces, without path and ending. */
  script: z.string().nullable(),
  routine: z.enum(['daily', 'weekly', 'monthly', 'quarterly']).nullable(),
  /** Of its gravest step. */
  risk,
  available: z.boolean(),
  /** Why it cannot be run yet, in one sentence. */
  reason: z.string().nullable(),
  from: z.enum(['shipped', 'own']),
  parameters: z.array(runbookParameter),
  steps: z.number(),
});
export type RunbookItem = z.infer<typeof runbookItem>;

export const runbookCatalogue = z.object({
  items: z.array(runbookItem),
  /** What a parameter of the type `system` can be. */
  systems: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Files that were left out, and why. */
  problems: z.array(problem),
});
export type RunbookCatalogue = z.infer<typeof runbookCatalogue>;

/** A step before there is a run: parameters in its title are written as `<service>`. */
export const runbookStep = z.object({
  id: z.string(),
  title: z.string(),
  action: z.string(),
  risk,
  /** What an operator should know before it. */
  why: z.string().nullable(),
  isConditional: z.boolean(),
  timeoutMs: z.number(),
  onFailure: z.enum(['stop', 'continue', 'compensate']),
  /** What takes it back; null where nothing does. */
  undo: z.string().nullable(),
});
export type RunbookStep = z.infer<typeof runbookStep>;

export const runbookDetail = runbookItem.extend({
  /** Hexadecimal SHA-256: what is run is exactly what was looked at. */
  definitionHash: z.string(),
  definition: z.array(runbookStep),
});
export type RunbookDetail = z.infer<typeof runbookDetail>;

const calls = z.array(z.object({ method: z.string(), path: z.string(), body: z.string().nullable() }));

/** What is known of a step without doing it. */
export const stepForesight = z.object({
  step: z.string(),
  title: z.string(),
  action: z.string(),
  how: z.enum(['simulated', 'probed', 'not-predictable', 'skipped', 'fails']),
  words: z.string(),
  risk,
  calls,
  diff: z.string().nullable(),
  notes: z.array(z.string()),
});
export type StepForesight = z.infer<typeof stepForesight>;

export const foresightFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begun'), total: z.number() }),
  z.object({ type: z.literal('step'), step: stepForesight }),
  z.object({ type: z.literal('end') }),
]);
export type ForesightFrame = z.infer<typeof foresightFrame>;

export const runStatus = z.enum([
  'running',
  'waiting',
  'paused',
  'interrupted',
  'succeeded',
  'failed',
  'aborted',
]);
export type RunStatus = z.infer<typeof runStatus>;

export const questionKind = z.enum(['manual', 'decision', 'approval', 'agree', 'judge', 'unknown']);

export const runSummary = z.object({
  id: z.string(),
  /** The runbook's id. */
  runbook: z.string(),
  title: z.string(),
  status: runStatus,
  /** Why it is as it is, in one sentence; null while it simply runs. */
  why: z.string().nullable(),
  startedAt: instant,
  startedBy: z.string(),
  touchedAt: instant,
  endedAt: instant.nullable(),
  /** Who drives it; null when it has ended or nobody does. */
  owner: z
    .object({ process: z.number(), host: z.string(), state: z.enum(['alive', 'silent', 'dead']) })
    .nullable(),
  done: z.number(),
  total: z.number(),
  /** The first step that waits for a person. */
  asks: z.object({ step: z.string(), title: z.string(), kind: questionKind }).nullable(),
});
export type RunSummary = z.infer<typeof runSummary>;

/** What a person is asked. */
export const runQuestion = z.object({
  kind: questionKind,
  text: z.string(),
  choices: z.array(z.object({ id: z.string(), title: z.string() })),
  recommended: z.string().nullable(),
  /** Longer than nothing where a note has to be written. */
  minNoteLength: z.number(),
  /** What would be done, where it is to be agreed to. */
  foresight: z
    .object({
      how: z.enum(['simulated', 'probed', 'not-predictable']),
      words: z.string(),
      risk,
      calls,
      diff: z.string().nullable(),
      notes: z.array(z.string()),
      /** The name that has to be typed to agree; null where a yes is enough. */
      typeToAgree: z.string().nullable(),
      approval: z.enum(['missing', 'pending', 'rejected']).nullable(),
    })
    .nullable(),
  /** What the world says by now, where it is not known whether something was done; `done` null: it does not tell. */
  probed: z.object({ done: z.boolean().nullable(), words: z.string() }).nullable(),
});
export type RunQuestion = z.infer<typeof runQuestion>;

export const runStep = z.object({
  id: z.string(),
  title: z.string(),
  action: z.string(),
  why: z.string().nullable(),
  status: z.enum(['pending', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'unknown']),
  /** It takes back another one. */
  isUndo: z.boolean(),
  attempts: z.number(),
  begunAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** When it is tried again. */
  dueAt: instant.nullable(),
  /** By when it is given up; null while no time runs, as while a person is waited for. */
  deadlineAt: instant.nullable(),
  timeoutMs: z.number(),
  words: z.string().nullable(),
  question: runQuestion.nullable(),
  /** Whether it gave something to look at: asked for with `evidence`. */
  hasEvidence: z.boolean(),
});
export type RunStep = z.infer<typeof runStep>;

const runLine = z.object({ at: instant, step: z.string(), line: z.string() });

export const runView = runSummary.extend({
  risk,
  definitionHash: z.string(),
  parameters: z.array(z.object({ name: z.string(), title: z.string(), value: z.string() })),
  /** `each`: every change is agreed to by itself. */
  agreement: z.enum(['each', 'given']),
  /** It is paused, or will be once what is under way has ended. */
  isPaused: z.boolean(),
  steps: z.array(runStep),
  /** Of the steps under way, the latest. */
  lines: z.array(runLine),
  /** As of when they are; null where this control center drives the run: as of now. */
  linesAt: instant.nullable(),
  /** The guide's lines, once it has ended: those that are true. */
  printed: z.array(z.string()),
  /** By earlier runs of the same definition, and what steps say that they wait; null where it is not known. */
  remaining: z
    .object({
      /** Without what is waited for people. */
      leftMs: z.number(),
      /** When that is over; null while the run stands still. */
      endsAt: instant.nullable(),
      /** People are asked on the way. */
      asks: z.boolean(),
    })
    .nullable(),
});
export type RunView = z.infer<typeof runView>;

/** The first frame of a run is all of it; each later one is what changed since, and replaces the rest. */
export const runFrame = runView.extend({
  isWhole: z.boolean(),
  /** Ids of all its steps; null when they are those of the frame before, in the same order. */
  order: z.array(z.string()).nullable(),
  /** Those that changed. */
  steps: z.array(runStep),
  /** Those that came. */
  lines: z.array(runLine),
});
export type RunFrame = z.infer<typeof runFrame>;

export const stepEvidence = z.object({
  /** JSON to be read, or null; cut where it is longer than a screen needs. */
  output: z.string().nullable(),
  evidence: z.string().nullable(),
  isCut: z.boolean(),
  /** Of a load test. */
  load: loadFindings.nullable(),
});
export type StepEvidence = z.infer<typeof stepEvidence>;

const id = z.string().min(1).max(200);
const given = z.object({
  id,
  parameters: z.record(z.string().max(100), z.union([z.string().max(4096), z.number(), z.boolean()])),
});
const note = z.string().max(2000);
const run = z.object({ id });

export const runbooksContract = {
  /** The guides' procedures and the profile's own. */
  list: oc.output(runbookCatalogue),
  /** By its id, or the name of the script it replaces. */
  show: oc.input(z.object({ id })).output(runbookDetail),
  /** What is wrong with values while they are written, by the parameter: the end of a sentence about it. */
  check: oc.input(given).output(z.record(z.string(), z.string())),
  /** What a run would do, step by step, without doing it. Giving the stream up stops the looking. */
  foresee: oc.input(given).output(eventIterator(foresightFrame)),
  /** Starts a run; it goes on by itself from here. */
  start: oc
    .input(
      given.extend({
        /** `given`: all changes are agreed to now, which takes the profile's name in production. */
        agreement: z.enum(['each', 'given']),
        confirm: z.string().max(200).nullable(),
        /** Of what was looked at; fails with `conflict` when the runbook is another one by now. */
        definitionHash: z.string().max(64),
      }),
    )
    .output(z.object({ run: z.string() })),
};

export const runsContract = {
  /**
   * Those that go on or wait, and the latest that have ended, newest first; again after every change. With `at` as they
   * were at that moment, once.
   */
  list: oc.input(z.object({ at: instant.nullable() })).output(eventIterator(z.array(runSummary))),
  /** One run, and what changes of it; with `at` as it was at that moment, once. */
  follow: oc.input(run.extend({ at: instant.nullable() })).output(eventIterator(runFrame)),
  /** What a step gave, and what the record keeps beside it. */
  evidence: oc.input(run.extend({ step: id })).output(stepEvidence),
  /** In the name of whoever is logged in here, wherever it was started. */
  answer: oc
    .input(run.extend({ step: id, choice: z.string().max(100), note, typed: z.string().max(200).nullable() }))
    .output(z.void()),
  pause: oc.input(run.extend({ why: note })).output(z.void()),
  /** Goes on with what is paused, or with what nobody drives. */
  resume: oc.input(run).output(z.void()),
  /** Begins nothing further; with `takesBack` what was done is taken back, the last first. */
  abort: oc.input(run.extend({ why: note, takesBack: z.boolean() })).output(z.void()),
  /** Has a step done again that failed and ended the run. */
  retry: oc.input(run.extend({ step: id })).output(z.void()),
};
