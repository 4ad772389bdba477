import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { instant } from './source.ts';

const calendarItem = z.object({
  id: z.string(),
  runbook: z.string(),
  title: z.string(),
  /** Cron expression of five fields, and the same in words where it is a routine of the guides. */
  at: z.string(),
  words: z.string(),
  /** IANA name. */
  timeZone: z.string(),
  from: z.enum(['guide', 'own']),
  /** Why it does not start by itself; null when it does. */
  waitsBecause: z.string().nullable(),
  /** Why it cannot be run; then it is never due. */
  unavailable: z.string().nullable(),
  nextAt: instant.nullable(),
  /** What was due and did not start; `others`: earlier ones that were missed with it. */
  offered: z
    .object({ dueAt: instant, state: z.enum(['missed', 'waiting']), why: z.string(), others: z.number() })
    .nullable(),
  /** The last one that was started. */
  last: z
    .object({
      dueAt: instant,
      startedAt: instant,
      runId: z.string(),
      status: z.enum(['running', 'waiting', 'paused', 'succeeded', 'failed', 'aborted', 'interrupted']),
      why: z.string().nullable(),
    })
    .nullable(),
});

export type CalendarItem = z.infer<typeof calendarItem>;

const calendarView = z.object({
  /** What is due first is first. */
  items: z.array(calendarItem),
  /** Why nothing can be decided about from here, as a sentence; null when it can. */
  hindrance: z.string().nullable(),
});
export type CalendarView = z.infer<typeof calendarView>;

export const calendarContract = {
  watch: oc.output(eventIterator(calendarView)),
  /** Starts what was missed or waits. */
  run: oc.input(z.object({ id: z.string() })).output(z.object({ runId: z.string() })),
  /** Leaves it out; the note is for the journal. */
  dismiss: oc.input(z.object({ id: z.string(), note: z.string().max(1000) })).output(calendarItem),
};
