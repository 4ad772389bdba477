import { z } from 'zod';
import type { Profile } from '../connect/profile/schema.ts';
import { addressOf } from '../connect/profile/service-address.ts';
import { SERVICE_IDS, systemName } from '../connect/profile/systems.ts';
import { healthPathOf } from '../observe/probes/service.ts';
import type { OperationKind } from '../operate/operation.ts';
import { sendLoadBeside } from './beside.ts';
import type { LoadLimits } from './judge.ts';
import { type LoadReport, progressWords, reportOf } from './report.ts';

const parameters = z.strictObject({
  system: z.enum(SERVICE_IDS),
  /** Left out: what its health is asked at. */
  path: z.string().optional(),
  requests: z.int().min(1),
  workers: z.int().min(1),
});

export interface LoadGround {
  profile: Profile;
  limits: LoadLimits;
  /** For each request. */
  timeoutMs: number;
}

/** Lines are for people: more often nobody reads them. */
const LINE_EVERY_MS = 1000;

/**
 * Sends many requests at once to a system of the profile, at the address that its probe asks. It changes nothing that
 * is kept; whoever uses the system meanwhile feels it, and so it is a change.
 */
export function loadTestOperation({
  profile,
  limits,
  timeoutMs,
}: LoadGround): OperationKind<z.infer<typeof parameters>> {
  const { responseTime, errorRate } = limits;
  return {
    kind: 'load-test',
    title: 'Put load on a service',
    risk: 'change',
    parameters,
    permissions: () => [],
    async prepare({ system, requests, workers, path = healthPathOf(system) }, stop) {
      const { url, hostHeader } = addressOf(profile, system, path);
      const what = `${systemName(system)} at ${new URL(url).host}`;
      let report: LoadReport | undefined;
      return {
        target: `system ${system}`,
        summary: `Send ${requests} requests to ${systemName(system)}, ${Math.min(workers, requests)} at once`,
        calls: [{ method: 'GET', path: url }],
        diff: null,
        notes: [
          `The request is sent ${requests} times; each has ${timeoutMs / 1000} s`,
          'Whoever uses the service meanwhile may be slowed down',
          `Judged by: p95 below ${responseTime.target} ms, failed below ${errorRate.target * 100} % of the requests`,
        ],
        permissions: [],
        author: null,
        rehearse: null,
        async execute(late, progress) {
          let lastLine = 0;
          const tally = await sendLoadBeside(
            { url, hostHeader, what, requests, workers, timeoutMs },
            {
              // Nothing of it needs a last answer: whoever stops it wants the load gone now.
              signal: AbortSignal.any([stop, late]),
              onProgress(now) {
                if (now.elapsedMs - lastLine < LINE_EVERY_MS) return;
                lastLine = now.elapsedMs;
                progress?.(progressWords(requests, now));
              },
            },
          );
          report = reportOf({ system, path, requests, workers }, tally, limits);
          progress?.(report.words);
          return { ...report };
        },
        /** That it was sent; what it found is for whoever asked for it to judge. */
        verify: async () => ({
          ok: report !== undefined && report.ended !== 'stopped',
          words: report?.words ?? 'Nothing was sent',
        }),
      };
    },
  };
}
