import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Benchmark, inTurn } from '../benchmark.ts';
import { runTimed } from '../programs/child.ts';
import { runSubject } from '../programs/subject.ts';

const STEPS = 1000;
const answer = z.object({ msPerStep: z.number() });

/** What a step of a durable process costs beyond what it does, beside a step of a script, which remembers nothing. */
export const processSteps: Benchmark = {
  name: 'process-steps',
  figures: [
    {
      title: `a durable step that does nothing, of ${STEPS} in a row, synced`,
      unit: 'ms',
      limit: 1.5,
      peers: ['a shell script that starts a process for each'],
    },
  ],
  rounds: 5,
  needs: [],
  uses: 'nothing',
  async prepare(stage) {
    const folder = await stage.folder();
    const script = join(folder, 'steps.sh');
    await writeFile(script, Array.from({ length: STEPS }, () => '/bin/true').join('\n'));
    let number = 0;
    const round = inTurn(
      async () => {
        number += 1;
        const args = [join(folder, `run-${number}`), String(STEPS)];
        return answer.parse(await runSubject('process-steps', args, { signal: stage.signal })).msPerStep;
      },
      async () => (await runTimed('/bin/sh', [script], { signal: stage.signal })).elapsedMs / STEPS,
    );
    return async () => [await round()];
  },
};
