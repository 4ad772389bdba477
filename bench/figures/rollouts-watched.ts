import { z } from 'zod';
import type { Benchmark } from '../benchmark.ts';
import { runSubject } from '../programs/subject.ts';

const ROLLOUTS = 100;
const SECONDS = 60;
const answer = z.object({ percentOfCore: z.number() });

/** What watching costs: every check of every rollout in its own rhythm, at life's pace. */
export const rolloutsWatched: Benchmark = {
  name: 'rollouts-watched',
  figures: [
    {
      title: `of one core: ${ROLLOUTS} rollouts watched at once, with all that is observed beside them`,
      unit: '%',
      limit: 10,
      peers: ['the same control center, watching none'],
    },
  ],
  rounds: 3,
  warmUps: 0,
  needs: [],
  uses: 'sandbox',
  async prepare(stage) {
    const { signal } = stage;
    const { profilePath } = await stage.sandbox();
    const used = async (count: number) => {
      const words = [profilePath, await stage.folder(), String(count), String(SECONDS)];
      return answer.parse(await runSubject('watched-rollouts', words, { signal })).percentOfCore;
    };
    return async () => [{ ours: await used(ROLLOUTS), peers: [await used(0)] }];
  },
};
