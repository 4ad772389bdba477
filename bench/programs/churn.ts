import { z } from 'zod';
import type { FullCluster } from '../stage/full-cluster.ts';
import type { Stage } from '../stage/stage.ts';
import { launchSubject } from './subject.ts';

export const CHANGES_PER_SECOND = 200;

const change = z.object({
  key: z.string(),
  restarts: z.number(),
  sentAt: z.number(),
  answeredAt: z.number(),
});
const end = z.object({
  sent: z.number(),
  failed: z.number(),
  perSecond: z.number(),
  /** What most of the failures said. */
  failure: z.string().nullable(),
});

/** A change of a pod that is watched: just before it went to the API server, and when that had taken it, epoch milliseconds. */
export type SentChange = z.infer<typeof change>;

/** A process that changes pods, so many a second, until it is stopped. */
export interface Churn {
  /** These pods are each tenth change from now on, by turns. */
  watch(keys: readonly string[]): void;
  /** @returns what was sent to the watched pods, and how many changes a second there were in all */
  stop(): Promise<{ changes: SentChange[]; perSecond: number }>;
}

export async function startChurn(stage: Stage, { control }: FullCluster): Promise<Churn> {
  const { server, authority, tokens, etcd } = control;
  const api = JSON.stringify({ server, authority, token: tokens.admin, etcd });
  const churn = launchSubject('churn', [api, String(CHANGES_PER_SECOND)], { signal: stage.signal });
  stage.defer(churn.stop);
  await churn.nextLine();
  return {
    watch: (keys) => churn.say(`WATCH ${keys.join(' ')}`),
    async stop() {
      churn.say('STOP');
      const changes: SentChange[] = [];
      for (;;) {
        const line: unknown = JSON.parse((await churn.nextLine()).text);
        const ended = end.safeParse(line);
        if (!ended.success) {
          changes.push(change.parse(line));
          continue;
        }
        const { sent, failed, perSecond, failure } = ended.data;
        if (failed > sent / 20)
          throw new Error(`${failed} of ${sent} changes failed, most of them with: ${failure}`);
        return { changes, perSecond };
      }
    },
  };
}
