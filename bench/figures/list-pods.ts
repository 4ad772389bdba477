import { z } from 'zod';
import { type Benchmark, inTurn } from '../benchmark.ts';
import { ACGS } from '../programs/acgs.ts';
import { runTimed } from '../programs/child.ts';
import { runSubject } from '../programs/subject.ts';

const listing = z.object({ stale: z.literal(false), items: z.array(z.unknown()) });
const listed = z.object({ liveMs: z.number(), rows: z.number() });
const PEER = 'kubectl get pods -A';

/** All pods of the real control plane, at the command line and for a screen. kubectl asks for a table of text. */
export const listPods: Benchmark = {
  name: 'pods',
  figures: [
    {
      title: 'acgs cluster pods -A --json, 10,000 pods, whole process',
      unit: 'ms',
      limit: 'peer',
      peers: [PEER],
    },
    { title: 'reflector of 10,000 pods, kubeconfig to live', unit: 'ms', limit: 'peer', peers: [PEER] },
  ],
  rounds: 9,
  needs: ['control-plane', 'kubectl'],
  uses: 'cluster',
  async prepare(stage) {
    const { signal } = stage;
    const cluster = await stage.cluster();
    const env = { ACGS_PROFILE: cluster.profilePath, ACGS_DATA: await stage.folder() };
    const expectAll = (count: number) => {
      if (count !== cluster.podCount) throw new Error(`Listed ${count} of ${cluster.podCount} pods.`);
    };
    const round = inTurn(
      async () => {
        const words = ['cluster', 'pods', '--all-namespaces', '--json'];
        const { elapsedMs, stdout } = await runTimed(ACGS, words, { env, signal });
        expectAll(listing.parse(JSON.parse(stdout)).items.length);
        return elapsedMs;
      },
      async () => {
        const words = cluster.kubectl('get', 'pods', '--all-namespaces', '--no-headers');
        const { elapsedMs, stdout } = await runTimed(...words, { signal });
        expectAll(stdout.trim().split('\n').length);
        return elapsedMs;
      },
    );
    return async () => {
      const commands = await round();
      const { liveMs, rows } = listed.parse(await runSubject('list-pods', [cluster.kubeconfig], { signal }));
      expectAll(rows);
      return [commands, { ours: liveMs, peers: commands.peers }];
    };
  },
};
