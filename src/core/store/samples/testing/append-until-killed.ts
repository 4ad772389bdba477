import { writeSync } from 'node:fs';
import { openStore } from '../../index.ts';
import { INTERVAL_MS, recorded, SERIES } from './kill-samples.ts';

/**
 * `append-until-killed DIRECTORY`: a process that records samples as fast as it can until it is killed, from
 * where the one before it was. For every moment that the store took it writes a line with its number, in one
 * system call, so that nothing is claimed that was not acknowledged.
 */
const [directory = ''] = process.argv.slice(2);
const { samples } = openStore(directory, 60_000);
const ids = samples
  .resolve(
    Array.from({ length: SERIES }, (_, index) => ({ name: 'x', labels: { n: String(index) } })),
    'test',
  )
  .map(Number);
for (let moment = recorded(samples) + 1; ; moment += 1) {
  samples.append(
    moment * INTERVAL_MS,
    ids,
    Float64Array.from(ids, (_, index) => moment + index),
  );
  writeSync(1, `${moment}\n`);
}
