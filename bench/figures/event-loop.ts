import type { Benchmark, Reading } from '../benchmark.ts';
import { IDLE, type LoopDelay, openIdleLoop, readDelay } from '../programs/loop.ts';
import { launchSubject } from '../programs/subject.ts';
import type { Stage } from '../stage/stage.ts';

const LIVE_SECONDS = 20;

/** Most a window may be kept waiting in one piece: at 50 ms a person begins to feel it (RAIL). */
const LIMIT_MS = 50;

/** The main thread while the sandbox is observed live, and before, while the control center starts. */
export const liveBlocks: Benchmark = {
  name: 'live-blocks',
  figures: [
    {
      title: `longest block, ${LIVE_SECONDS} s of live observation`,
      unit: 'ms',
      limit: LIMIT_MS,
      peers: [IDLE],
    },
    { title: '99th percentile of the same', unit: 'ms', peers: [IDLE] },
    { title: 'longest block, start until health is known', unit: 'ms', peers: [IDLE] },
  ],
  rounds: 3,
  warmUps: 0,
  needs: [],
  uses: 'sandbox',
  async prepare(stage) {
    const { profilePath } = await stage.sandbox();
    return async () => {
      const { start, live } = await watched(stage, profilePath, LIVE_SECONDS);
      return [longest(live), nearlyAll(live), longest(start)];
    };
  },
};

interface Span {
  ours: LoopDelay;
  idle: LoopDelay;
}

const longest = ({ ours, idle }: Span): Reading => ({ ours: ours.maxMs, peers: [idle.maxMs] });
const nearlyAll = ({ ours, idle }: Span): Reading => ({ ours: ours.p99Ms, peers: [idle.p99Ms] });

/** One life of a control center, with an idle process beside it that is read at the same moments. */
async function watched(stage: Stage, profilePath: string, liveSeconds: number) {
  const { signal } = stage;
  const idle = await openIdleLoop(stage);
  const words = [profilePath, await stage.folder(), String(liveSeconds)];
  const center = launchSubject('watch-center', words, { signal });
  stage.defer(center.stop);
  const span = async (name: string): Promise<Span> => {
    const { text } = await center.nextLine();
    if (text !== name) throw new Error(`watch-center said ${text} where ${name} was to begin.`);
    idle.begin();
    const ours = readDelay((await center.nextLine()).text);
    return { ours, idle: await idle.end() };
  };
  const spans = { start: await span('start'), load: await span('load'), live: await span('live') };
  await Promise.all([center.stop(), idle.stop()]);
  return spans;
}
