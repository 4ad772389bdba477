import { z } from 'zod';
import type { Benchmark, Reading } from '../benchmark.ts';
import { launchSubject } from '../programs/subject.ts';
import type { Stage } from '../stage/stage.ts';

const delays = z.object({ maxMs: z.number(), p99Ms: z.number() });
const PEER = 'an idle Node process in the same moments';
const LIVE_SECONDS = 20;

/** Most a window may be kept waiting in one piece: at 50 ms a person begins to feel it (RAIL). */
const LIMIT_MS = 50;

/** The main thread while 5,000 pods of the real control plane arrive on a screen. */
export const loadBlocks: Benchmark = {
  name: 'load-blocks',
  figures: [
    { title: 'longest block, loading 5,000 pods', unit: 'ms', limit: LIMIT_MS, peers: [PEER] },
    { title: '99th percentile of the same', unit: 'ms', peers: [PEER] },
  ],
  rounds: 5,
  needs: ['control-plane'],
  uses: 'cluster',
  async prepare(stage) {
    const { profilePath } = await stage.cluster();
    return () => watched(stage, profilePath, 'load');
  },
};

/** The main thread while the sandbox is observed live. */
export const liveBlocks: Benchmark = {
  name: 'live-blocks',
  figures: [
    {
      title: `longest block in ${LIVE_SECONDS} s of live observation`,
      unit: 'ms',
      limit: LIMIT_MS,
      peers: [PEER],
    },
    { title: '99th percentile of the same', unit: 'ms', peers: [PEER] },
  ],
  rounds: 3,
  warmUps: 0,
  needs: [],
  uses: 'sandbox',
  async prepare(stage) {
    const { profilePath } = await stage.sandbox();
    return () => watched(stage, profilePath, 'live');
  },
};

async function watched(stage: Stage, profilePath: string, span: 'load' | 'live'): Promise<Reading[]> {
  const { signal } = stage;
  const idle = launchSubject('idle-loop', [], { signal });
  stage.defer(idle.stop);
  await idle.nextLine();
  const words = [profilePath, await stage.folder(), span, String(LIVE_SECONDS)];
  const center = launchSubject('watch-center', words, { signal });
  stage.defer(center.stop);
  const { text } = await center.nextLine();
  if (text !== 'started') throw new Error(`watch-center began with ${text}`);
  idle.say('start');
  if (span === 'live') {
    await center.nextLine();
    idle.say('start');
  }
  const ours = delays.parse(JSON.parse((await center.nextLine()).text));
  idle.hangUp();
  const floor = delays.parse(JSON.parse((await idle.nextLine()).text));
  await Promise.all([center.stop(), idle.stop()]);
  return [
    { ours: ours.maxMs, peers: [floor.maxMs] },
    { ours: ours.p99Ms, peers: [floor.p99Ms] },
  ];
}
