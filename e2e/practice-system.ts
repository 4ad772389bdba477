import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { runAcgs, startAcgs } from './acgs-process.ts';

const announced = z.object({ ready: z.literal(true), profile: z.string(), control: z.string() });
const profileFile = z.object({ cluster: z.object({ kubeconfig: z.string(), namespace: z.string() }) });
const kubeconfigFile = z.object({
  clusters: z.array(
    z.object({
      cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string().optional() }),
    }),
  ),
  users: z.array(z.object({ user: z.object({ token: z.string() }) })),
});

/** A sandbox of its own for one test file, with its control and its secrets. */
export interface PracticeSystem {
  profile: string;
  fault: (name: string) => Promise<unknown>;
  mend: (name: string) => Promise<unknown>;
  /** Restarts the pods of a deployment as `kubectl rollout restart` does. */
  roll: (deployment: string) => Promise<void>;
  /** Everything of its profile that must never reach a screen. */
  secrets: ReadonlyMap<string, string>;
  stop: () => Promise<unknown>;
}

export async function startPracticeSystem(): Promise<PracticeSystem> {
  const sandbox = await startAcgs(['sandbox', 'up']);
  const { profile, control } = announced.parse(sandbox.ready);
  const { cluster } = profileFile.parse(parse(await readFile(profile, 'utf8')));
  const kubeconfig = kubeconfigFile.parse(parse(await readFile(cluster.kubeconfig, 'utf8')));
  const server = kubeconfig.clusters[0]?.cluster;
  const token = kubeconfig.users[0]?.user.token;
  if (server === undefined || token === undefined)
    throw new Error('The sandbox wrote a kubeconfig without user.');
  const authority = server['certificate-authority-data'];

  return {
    profile,
    fault: (name) => runAcgs(['sandbox', 'fault', name, '--control', control]),
    mend: (name) => runAcgs(['sandbox', 'fault', name, '--off', '--control', control]),
    roll: async (deployment) => {
      const status = await patch(
        `${server.server}/apis/apps/v1/namespaces/${cluster.namespace}/deployments/${deployment}`,
        { spec: { template: { metadata: { annotations: RESTARTED } } } },
        { token, ca: authority === undefined ? undefined : Buffer.from(authority, 'base64') },
      );
      if (status !== 200)
        throw new Error(`The sandbox answered HTTP ${status} to the restart of ${deployment}.`);
    },
    secrets: new Map([
      ['kubeconfig path', cluster.kubeconfig],
      ['cluster token', token],
      ['profile folder', dirname(profile)],
      ...(await secretFiles(dirname(profile))),
    ]),
    stop: sandbox.stop,
  };
}

const RESTARTED = { 'kubectl.kubernetes.io/restartedAt': '2025-06-27T09:00:00Z' };

/** Passwords and keys lie in files of their own beside the profile. */
async function secretFiles(folder: string): Promise<[string, string][]> {
  const names = (await readdir(folder)).filter((name) => /password|key$/.test(name));
  return Promise.all(
    names.map(
      async (name): Promise<[string, string]> => [name, (await readFile(join(folder, name), 'utf8')).trim()],
    ),
  );
}

function patch(
  url: string,
  body: unknown,
  { token, ca }: { token: string; ca: Buffer | undefined },
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'PATCH',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/strategic-merge-patch+json',
        },
        ...(ca === undefined ? {} : { ca }),
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
