import { Agent, request } from 'undici';
import { z } from 'zod';
import { createPace } from '../pace.ts';
import { serviceCatalogue } from '../services/catalogue.ts';
import { type PracticeCluster, startKubernetes } from './index.ts';

const namedObject = z.looseObject({
  kind: z.string().optional(),
  metadata: z.looseObject({
    name: z.string().optional(),
    resourceVersion: z.string().optional(),
    continue: z.string().optional(),
    remainingItemCount: z.number().optional(),
    generation: z.number().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({ replicas: z.number().optional() }).optional(),
  data: z.record(z.string(), z.string()).optional(),
});

const answer = namedObject.extend({
  items: z.array(namedObject).optional(),
  code: z.number().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  rows: z.array(z.looseObject({ cells: z.array(z.union([z.string(), z.number()])) })).optional(),
  status: z.unknown().optional(),
});

const watchEvent = z.object({ type: z.string(), object: answer });

export type Answer = z.infer<typeof answer>;
export type WatchEvent = z.infer<typeof watchEvent>;

interface CallOptions {
  token?: string;
  contentType?: string;
  accept?: string;
}

/** A practice cluster under test, and plain HTTP at its API. */
export interface TestCluster {
  practice: PracticeCluster;
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    options?: CallOptions,
  ): Promise<{ code: number; body: Answer }>;
  text(path: string): Promise<string>;
  /** The lines of a log that is followed, until the consumer leaves. */
  lines(path: string): AsyncGenerator<string>;
  /** The events of a watch until the server ends it or the consumer leaves. */
  watch(path: string): AsyncGenerator<WatchEvent>;
  close(): Promise<void>;
}

interface TestClusterOptions {
  timeScale?: number;
  historyLimit?: number;
  bookmarkEveryMs?: number;
  pods?: number;
  now?: () => number;
}

export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const { timeScale = 50, pods = 0, now = Date.now, ...rest } = options;
  const pace = createPace(timeScale);
  const practice = await startKubernetes({
    services: serviceCatalogue,
    pods,
    seed: 1,
    pace,
    now,
    ...rest,
  });
  const ca = Buffer.from(/certificate-authority-data: (\S+)/.exec(practice.kubeconfig)?.[1] ?? '', 'base64');
  const dispatcher = new Agent({ connect: { ca } });
  const open = (method: string, path: string, body: unknown, call: CallOptions) =>
    request(`${practice.url}${path}`, {
      method,
      dispatcher,
      headers: {
        authorization: `Bearer ${call.token ?? practice.users.admin.token}`,
        accept: call.accept ?? 'application/json',
        ...(body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  async function* lines(path: string): AsyncGenerator<string> {
    const response = await open('GET', path, undefined, {});
    let pending = '';
    for await (const chunk of response.body) {
      const whole = `${pending}${String(chunk)}`.split('\n');
      pending = whole.pop() ?? '';
      yield* whole;
    }
  }
  return {
    practice,
    async call(method, path, body, call = {}) {
      const response = await open(method, path, body, call);
      return {
        code: response.statusCode,
        body: answer.parse({ metadata: {}, ...z.looseObject({}).parse(await response.body.json()) }),
      };
    },
    async text(path) {
      const response = await open('GET', path, undefined, {});
      return response.body.text();
    },
    lines,
    async *watch(path) {
      for await (const line of lines(path)) {
        yield watchEvent.parse(JSON.parse(line));
      }
    },
    async close() {
      pace.stop();
      await practice.close();
      await dispatcher.destroy();
    },
  };
}
