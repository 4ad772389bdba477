import { z } from 'zod';
import type { Stage } from '../stage/stage.ts';
import { launchSubject } from './subject.ts';

const delays = z.object({ maxMs: z.number(), p99Ms: z.number() });
/** How late an event loop was over a span of time. */
export type LoopDelay = z.infer<typeof delays>;

export function readDelay(line: string): LoopDelay {
  return delays.parse(JSON.parse(line));
}

export const IDLE = 'an idle Node process in the same moments';

/** A Node process with nothing to do, to be read at the same moments: what it shows is the machine's doing. */
export async function openIdleLoop(stage: Stage) {
  const idle = launchSubject('idle-loop', [], { signal: stage.signal });
  stage.defer(idle.stop);
  await idle.nextLine();
  return {
    begin: () => idle.say('begin'),
    async end(): Promise<LoopDelay> {
      idle.say('end');
      return readDelay((await idle.nextLine()).text);
    },
    stop: idle.stop,
  };
}
