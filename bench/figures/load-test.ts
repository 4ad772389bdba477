import { z } from 'zod';
import { requirePart } from '../../scripts/provision/parts.ts';
import type { Benchmark } from '../benchmark.ts';
import { runTimed } from '../programs/child.ts';
import { IDLE, openIdleLoop } from '../programs/loop.ts';
import { launchSubject, runSubject } from '../programs/subject.ts';

const CONNECTIONS = 50;
const SECONDS = 5;
const answer = z.object({ perSecond: z.number(), failed: z.literal(0), blockMs: z.number() });

/** How much load the load test can put on a service, and what it leaves of the main thread. */
export const loadTest: Benchmark = {
  name: 'load-test',
  figures: [
    {
      title: `answers a second, ${CONNECTIONS} connections for ${SECONDS} s`,
      unit: '/s',
      moreIsBetter: true,
      limit: { timesPeer: 0.8 },
      peers: ['wrk, one thread, the same'],
    },
    { title: 'longest block of the main thread meanwhile', unit: 'ms', limit: 50, peers: [IDLE] },
  ],
  rounds: 5,
  needs: ['wrk'],
  uses: 'nothing',
  async prepare(stage) {
    const { signal } = stage;
    const wrk = requirePart('wrk');
    const target = launchSubject('plain-http', [], { signal });
    stage.defer(target.stop);
    const url = `http://127.0.0.1:${(await target.nextLine()).text}/health`;
    return async () => {
      const idle = await openIdleLoop(stage);
      idle.begin();
      const words = [url, String(CONNECTIONS), String(SECONDS * 1000)];
      const { perSecond, blockMs } = answer.parse(await runSubject('load-test', words, { signal }));
      const beside = await idle.end();
      await idle.stop();
      const options = ['--threads', '1', '--connections', `${CONNECTIONS}`, '--duration', `${SECONDS}s`];
      const { stdout } = await runTimed(wrk, [...options, url], { signal });
      return [
        { ours: perSecond, peers: [rateOf(stdout)] },
        { ours: blockMs, peers: [beside.maxMs] },
      ];
    };
  },
};

/** @throws Error when wrk says that not every request was answered */
function rateOf(said: string): number {
  const [, rate] = /^Requests\/sec:\s+([\d.]+)$/m.exec(said) ?? [];
  if (rate === undefined || /Socket errors|Non-2xx/.test(said)) throw new Error(`wrk says: ${said}`);
  return Number(rate);
}
