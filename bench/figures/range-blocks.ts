import { z } from 'zod';
import { openStore } from '../../src/core/store/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { IDLE, openIdleLoop } from '../programs/loop.ts';
import { runSubject } from '../programs/subject.ts';

const DAYS = 30;
const SERIES = 100;
const STEP_MS = 15_000;
const answer = z.object({ maxMs: z.number(), series: z.literal(SERIES) });

/** The main thread while a month of many series is evaluated. */
export const rangeBlocks: Benchmark = {
  name: 'range-blocks',
  figures: [
    {
      title: `longest block, PromQL rate() of ${SERIES} series over ${DAYS} days`,
      unit: 'ms',
      limit: 50,
      peers: [IDLE],
    },
  ],
  rounds: 5,
  needs: [],
  uses: 'nothing',
  async prepare(stage) {
    const folder = await stage.folder();
    const to = Math.floor(Date.now() / 86_400_000) * 86_400_000;
    const from = to - DAYS * 86_400_000;
    const store = openStore(folder, 60_000);
    const series = Array.from({ length: SERIES }, (_, index) => ({
      name: 'requests_total',
      labels: { instance: `instance-${index}` },
    }));
    const ids = store.samples.resolve(series, 'bench').map(Number);
    const values = new Float64Array(SERIES);
    for (let at = from; at <= to; at += STEP_MS) {
      for (let index = 0; index < SERIES; index += 1) {
        values[index] = (values[index] ?? 0) + (((at / STEP_MS) * 7919 + index * 31) % 97);
      }
      store.samples.append(at, ids, values);
    }
    // Half of it is older than what is kept raw.
    await store.keepWithinLimits(to);
    store.close();
    return async () => {
      const words = [folder, String(from), String(to)];
      const idle = await openIdleLoop(stage);
      idle.begin();
      const { maxMs } = answer.parse(await runSubject('range-blocks', words, { signal: stage.signal }));
      const beside = await idle.end();
      await idle.stop();
      return [{ ours: maxMs, peers: [beside.maxMs] }];
    };
  },
};
