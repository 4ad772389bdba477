import { z } from 'zod';
import { OperatorError } from '../kernel/errors.ts';
import { errorOfStatus, parseJsonAnswer } from './http/answer.ts';
import type { HttpClient } from './http/client.ts';
import type { Profile } from './profile/schema.ts';
import type { Secrets } from './secrets.ts';

const text = z.record(z.string(), z.string());
const answerSchema = z.array(
  z.object({
    fingerprint: z.string(),
    labels: text,
    annotations: text.default({}),
    startsAt: z.string(),
    status: z.object({
      state: z.enum(['active', 'suppressed', 'unprocessed']),
      silencedBy: z.array(z.string()).default([]),
      inhibitedBy: z.array(z.string()).default([]),
    }),
  }),
);

/** An alert that an Alertmanager holds. */
export type ManagedAlert = z.infer<typeof answerSchema>[number];

export interface AlertmanagerConnection {
  /**
   * The alerts it holds now (`GET /api/v2/alerts`).
   *
   * @throws OperatorError in words
   */
  alerts(signal?: AbortSignal): Promise<ManagedAlert[]>;
}

export function openAlertmanager(
  config: NonNullable<Profile['alertmanager']>,
  deps: { secrets: Secrets; http: HttpClient; timeoutMs: number },
): AlertmanagerConnection {
  const { secrets, http, timeoutMs } = deps;
  const what = `Alertmanager at ${new URL(config.url).host}`;
  return {
    async alerts(signal) {
      const answer = await http.fetchText({
        url: `${config.url.replace(/\/+$/, '')}/api/v2/alerts`,
        what,
        headers: config.token
          ? { authorization: `Bearer ${await secrets.resolve(config.token, 'the Alertmanager token')}` }
          : {},
        timeoutMs,
        maxBytes: 32 * 1_048_576,
        signal,
      });
      const refusal = errorOfStatus(answer, what);
      if (refusal) throw refusal;
      const parsed = answerSchema.safeParse(parseJsonAnswer(answer, what));
      if (parsed.success) return parsed.data;
      throw new OperatorError('bad-answer', `${what}: answers in an unknown shape`);
    },
  };
}
