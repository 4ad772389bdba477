import { z } from 'zod';
import type { Benchmark, Reading } from '../benchmark.ts';
import type { Running } from '../programs/child.ts';
import { launchSubject } from '../programs/subject.ts';
import type { Stage } from '../stage/stage.ts';

const delays = z.object({ maxMs: z.number(), p99Ms: z.number() });
const PEER = 'an idle Node process in the same moments';
const LIVE_SECONDS = 20;

/** Most a window may be kept waiting in one piece: at 50 ms a person begins to feel it (RAIL). */
const LIMIT_MS = 50;

/** The main thread while the control center starts, and then while 5,000 pods of a real API arrive on a screen. */
export const loadBlocks: Benchmark = {
  name: 'load-blocks',
  figures: [
    { title: 'longest block, loading 5,000 pods', unit: 'ms', limit: LIMIT_MS, peers: [PEER] },
    { title: '99th percentile of the same', unit: 'ms', peers: [PEER] },
    { title: 'longest block, start until health is known', unit: 'ms', peers: [PEER] },
  ],
  rounds: 5,
  needs: ['control-plane'],
  uses: 'cluster',
  async prepare(stage) {
    const { profilePath } = await stage.cluster();
    return async () => {
      const { start, load } = await watched(stage, profilePath, 0);
      return [longest(load), nearlyAll(load), longest(start)];
    };
  },
};

/** The main thread while the sandbox is observed live. */
export const liveBlocks: Benchmark = {
  name: 'live-blocks',
  figures: [
    {
      title: `longest block, ${LIVE_SECONDS} s of live observation`,
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
    return async () => {
      const { live } = await watched(stage, profilePath, LIVE_SECONDS);
      return [longest(live), nearlyAll(live)];
    };
  },
};

interface Span {
  ours: z.infer<typeof delays>;
  idle: z.infer<typeof delays>;
}

const longest = ({ ours, idle }: Span): Reading => ({ ours: ours.maxMs, peers: [idle.maxMs] });
const nearlyAll = ({ ours, idle }: Span): Reading => ({ ours: ours.p99Ms, peers: [idle.p99Ms] });

/** One life of a control center, with an idle process beside it that is read at the same moments. */
async function watched(stage: Stage, profilePath: string, liveSeconds: number) {
  const { signal } = stage;
  const idle = launchSubject('idle-loop', [], { signal });
  stage.defer(idle.stop);
  await idle.nextLine();
  const words = [profilePath, await stage.folder(), String(liveSeconds)];
  const center = launchSubject('watch-center', words, { signal });
  stage.defer(center.stop);
  const delaysSaidBy = async (process: Running) => delays.parse(JSON.parse((await process.nextLine()).text));
  const span = async (name: string): Promise<Span> => {
    const { text } = await center.nextLine();
    if (text !== name) throw new Error(`watch-center said ${text} where ${name} was to begin.`);
    idle.say('begin');
    const ours = await delaysSaidBy(center);
    idle.say('end');
    return { ours, idle: await delaysSaidBy(idle) };
  };
  const spans = { start: await span('start'), load: await span('load'), live: await span('live') };
  await Promise.all([center.stop(), idle.stop()]);
  return spans;
}
