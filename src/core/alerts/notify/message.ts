import { z } from 'zod';
import type { StoredTransition } from '../../store/alerts/index.ts';
import { levelWord } from '../book.ts';
import type { AlertView } from '../view.ts';

/** A message may wait in the outbox that an older version wrote, which did not say this. */
const unlessOlder = z.string().nullable().default(null);

/** What somebody is told: one thing that happened to the alerts of one rule. */
export const messageSchema = z.object({
  /** `notice`: what a runbook tells people, about no alert. */
  kind: z.enum(['firing', 'resolved', 'escalated', 'notice']),
  name: z.string(),
  level: z.enum(['info', 'warning', 'critical', 'emergency']),
  title: z.string(),
  text: z.string(),
  alerts: z.array(
    z.object({
      id: z.string(),
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()),
      startsAt: z.string(),
      endsAt: z.string().nullable(),
      summary: z.string().default(''),
      why: z.string().default(''),
      respondBy: unlessOlder,
      /** The runbook that answers it, as its id and what the guide calls it. */
      runbook: unlessOlder,
      procedure: unlessOlder,
      acknowledgedBy: unlessOlder,
      acknowledgedAt: unlessOlder,
      note: unlessOlder,
    }),
  ),
  /** Roles of the escalation path that have been called. */
  called: z.array(z.string()).default([]),
});
export type Message = z.infer<typeof messageSchema>;

/** An alert with the transition that somebody is to be told of. */
export interface News {
  transition: StoredTransition;
  alert: AlertView;
}

/** Several alerts of one rule are one message. */
export function messageOf(news: readonly News[]): Message | null {
  const [first] = news;
  if (first === undefined) return null;
  const { kind } = first.transition;
  if (kind !== 'firing' && kind !== 'resolved' && kind !== 'escalated') return null;
  const { name, level } = first.alert;
  const systems = [...new Set(news.map(({ alert }) => alert.system).filter((it) => it !== null))];
  const where = systems.length === 0 ? '' : ` (${systems.slice(0, 3).join(', ')}${more(systems.length - 3)})`;
  const flaps = news.some(({ alert }) => alert.flapping !== null)
    ? ' It flaps: nothing more is told for a while.'
    : '';
  const TITLES = {
    firing: `${levelWord(level)}: ${name}${where}`,
    resolved: `Resolved: ${name}${where}`,
    escalated: `Not answered: ${name}${where}`,
  };
  return {
    kind,
    name,
    level,
    title: TITLES[kind],
    text: `${news.map(({ alert, transition }) => (kind === 'escalated' ? transition.words : alert.summary)).join('; ')}.${flaps}`,
    alerts: news.map(({ alert, transition }) => ({
      id: alert.id,
      labels: { ...alert.labels },
      annotations: { ...alert.annotations },
      startsAt: alert.activeAt,
      endsAt: alert.resolvedAt,
      summary: kind === 'escalated' ? transition.words : alert.summary,
      why: alert.why,
      respondBy: alert.respondBy,
      runbook: alert.runbook,
      procedure: alert.procedure,
      acknowledgedBy: alert.acknowledgedBy,
      acknowledgedAt: alert.acknowledgedAt,
      note: alert.note,
    })),
    called: [
      ...new Set(
        news.flatMap(({ alert: { escalation } }) =>
          escalation.path.slice(0, escalation.reached).map(({ role }) => role),
        ),
      ),
    ],
  };
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}
