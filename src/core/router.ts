import { implement, ORPCError } from '@orpc/server';
import { contract } from '../contract/index.ts';
import type { ProblemView } from '../contract/source.ts';
import type { ControlCenter } from './control-center.ts';
import { type Problem, problemOf } from './kernel/errors.ts';

/** Which host serves the contract, as far as a screen needs to know. */
export interface HostInfo {
  kind: 'electron' | 'browser';
  version: string;
  /** Set when the practice system was opened because no profile was configured. */
  sandboxNotice: string | null;
}

/** The contract over the capabilities. What fails is told as a problem: no stack, no cause, no secret. */
export function createRouter(center: ControlCenter, host: HostInfo) {
  const failure = (error: unknown): ORPCError<string, ProblemView> => {
    if (error instanceof ORPCError) return error;
    const { code, message, hint }: Problem = center.redactor.data(problemOf(error));
    center.log.warn('a request failed', { code, error });
    return new ORPCError('OPERATOR', { message, data: { code, message, hint } });
  };

  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw failure(error);
    }
  });

  /** Failures after the first frame pass no middleware any more. */
  async function* told<T>(frames: AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
    try {
      yield* frames;
    } catch (error) {
      throw failure(error);
    }
  }

  return os.router({
    shell: {
      watch: os.shell.watch.handler(({ signal }) => told(center.shell.frames(host, signal))),
    },
    health: {
      watch: os.health.watch.handler(({ signal }) => told(center.health.frames(signal))),
      check: os.health.check.handler(({ signal }) => center.health.check(signal)),
      responseTime: os.health.responseTime.handler(({ input }) => center.health.responseTime(input)),
      system: os.health.system.handler(({ input, signal }) =>
        told(center.health.systemFrames(input.id, signal)),
      ),
    },
    cluster: {
      info: os.cluster.info.handler(() => center.cluster.info()),
      pods: os.cluster.pods.handler(({ input, signal }) =>
        told(center.cluster.frames('pods', { ...input, signal })),
      ),
      deployments: os.cluster.deployments.handler(({ input, signal }) =>
        told(center.cluster.frames('deployments', { ...input, signal })),
      ),
      nodes: os.cluster.nodes.handler(({ signal }) =>
        told(center.cluster.frames('nodes', { allNamespaces: true, signal })),
      ),
      events: os.cluster.events.handler(({ input, signal }) =>
        told(center.cluster.frames('events', { ...input, signal })),
      ),
      logs: os.cluster.logs.handler(({ input, signal }) =>
        told(center.cluster.logs.frames({ ...input, sinceMs: null, follow: !input.previous }, signal)),
      ),
      readOn: os.cluster.readOn.handler(({ input }) => center.cluster.logs.readOn(input.stream)),
      logContainers: os.cluster.logContainers.handler(({ input, signal }) =>
        center.cluster.logs.containers(input, signal),
      ),
    },
  });
}
