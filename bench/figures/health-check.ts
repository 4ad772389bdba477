import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { requirePart } from '../../scripts/provision/parts.ts';
import type { Profile } from '../../src/core/connect/profile/schema.ts';
import { type Benchmark, inTurn } from '../benchmark.ts';
import { ACGS } from '../programs/acgs.ts';
import { runTimed } from '../programs/child.ts';

const report = z.object({ verdict: z.literal('pass') });

/**
 * The peer is the morning by hand, as the handover guide has it: curl for each service, then kubectl for pods,
 * deployments, nodes and their usage. It looks at no store, no hash and no target, and judges nothing.
 */
export const healthCheck: Benchmark = {
  name: 'health',
  figures: [
    {
      title: 'acgs health --json, whole process',
      unit: 'ms',
      limit: 1500,
      peers: ['by hand: 14 × curl /health, kubectl get, kubectl top'],
    },
  ],
  rounds: 9,
  needs: ['kubectl'],
  uses: 'sandbox',
  async prepare(stage) {
    const { profile, profilePath } = await stage.sandbox();
    const { signal } = stage;
    const folder = await stage.folder();
    const script = join(folder, 'by-hand.sh');
    await writeFile(script, scriptFor(profile, folder));
    const round = inTurn(
      async () => {
        // A store that is made anew each time is the slower case.
        const env = { ACGS_PROFILE: profilePath, ACGS_DATA: await stage.folder() };
        const { elapsedMs, stdout } = await runTimed(ACGS, ['health', '--json'], { env, signal });
        report.parse(JSON.parse(stdout));
        return elapsedMs;
      },
      async () => (await runTimed('sh', [script], { signal })).elapsedMs,
    );
    return async () => [await round()];
  },
};

function scriptFor({ services = {}, cluster = {} }: Profile, cacheFolder: string): string {
  const kubectl = `'${requirePart('kubectl')}' --kubeconfig '${cluster.kubeconfig}' --cache-dir '${cacheFolder}'`;
  return [
    'set -e',
    ...Object.values(services).map(({ url }) => `curl -sS --fail '${url}/health'`),
    `${kubectl} get pods,deployments,nodes --namespace '${cluster.namespace}'`,
    `${kubectl} top nodes`,
    '',
  ].join('\n');
}
