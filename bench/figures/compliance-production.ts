import { z } from 'zod';
import type { Benchmark } from '../benchmark.ts';
import { ACGS } from '../programs/acgs.ts';
import { runTimed } from '../programs/child.ts';
import { IDLE, openIdleLoop, readDelay } from '../programs/loop.ts';
import { launchSubject } from '../programs/subject.ts';
import { openManyComponents } from '../stage/many-components.ts';

const ARTIFACTS = 10_000;
const begun = z.literal('validating');

/** A whole validation of 200 components and 10,000 artifacts, none of which was looked at before. */
export const complianceProduction: Benchmark = {
  name: 'compliance-production',
  figures: [
    {
      title: 'acgs compliance --mode production, 200 components and 10,000 artifacts',
      unit: 'ms',
      limit: 10_000,
      peers: ['by hand: 14 × curl /health, kubectl get, curl --head of every artifact, 50 at once'],
    },
    { title: 'longest block of a control center that validates them', unit: 'ms', limit: 50, peers: [IDLE] },
  ],
  rounds: 5,
  needs: ['kubectl'],
  uses: 'nothing',
  async prepare(stage) {
    const { signal } = stage;
    const { profilePath, byHand, expectAllSeen } = await openManyComponents(stage, { artifacts: ARTIFACTS });
    return async () => {
      const env = { ACGS_PROFILE: profilePath, ACGS_DATA: await stage.folder() };
      // What the bench made is in nobody's journal, so the score is not what it is about: 1 is an answer, too.
      const ours = await runTimed(ACGS, ['compliance', '--mode', 'production', '--json'], {
        ...{ env, signal, accepts: [0, 1, 3] },
      });
      expectAllSeen(ours.stdout);
      const peer = await runTimed('sh', [byHand], { signal });

      const idle = await openIdleLoop(stage);
      const center = launchSubject('validate', [profilePath, await stage.folder()], { signal });
      stage.defer(center.stop);
      begun.parse((await center.nextLine()).text);
      idle.begin();
      const block = readDelay((await center.nextLine()).text);
      const beside = await idle.end();
      expectAllSeen((await center.nextLine()).text);
      await Promise.all([center.stop(), idle.stop()]);
      return [
        { ours: ours.elapsedMs, peers: [peer.elapsedMs] },
        { ours: block.maxMs, peers: [beside.maxMs] },
      ];
    };
  },
};
