import { z } from 'zod';
import { type Benchmark, inTurn } from '../benchmark.ts';
import { runSubject } from '../programs/subject.ts';

const retained = z.object({ rows: z.number(), bytesPerPod: z.number() });

/** What 10,000 pods cost for as long as somebody looks at them, each run in a process of its own. */
export const podMemory: Benchmark = {
  name: 'memory',
  figures: [
    {
      title: 'kept of each of 10,000 pods, after GC',
      unit: 'B',
      limit: 3000,
      peers: ['the API’s object as JSON.parse leaves it'],
    },
  ],
  rounds: 3,
  warmUps: 0,
  needs: ['control-plane'],
  uses: 'cluster',
  async prepare(stage) {
    const { kubeconfig, podCount } = await stage.cluster();
    const measure = (kept: 'rows' | 'objects') => async () => {
      const answer = await runSubject('retain-pods', [kubeconfig, kept], { signal: stage.signal });
      const { rows, bytesPerPod } = retained.parse(answer);
      if (rows !== podCount) throw new Error(`Kept ${rows} of ${podCount} pods.`);
      return bytesPerPod;
    };
    const round = inTurn(measure('rows'), measure('objects'));
    return async () => [await round()];
  },
};
