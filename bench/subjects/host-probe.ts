import { createInterface } from 'node:readline';
import { isMainThread } from 'node:worker_threads';
import { watchLoop } from './loop-delay.ts';
import { retainedBytes } from './retained-bytes.ts';

/**
 * Loaded into a host by `NODE_OPTIONS=--import`: measures the process that an operator would have, from within. It is
 * told on standard input when to `begin` and when to `end`, and then says how late the event loop was in between; to
 * `weigh`, it says what its heap retains.
 */
if (isMainThread) {
  const loop = watchLoop();
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line === 'begin') loop.restart();
    else if (line === 'end') console.log(JSON.stringify(loop.read()));
    else void retainedBytes().then((bytes) => console.log(JSON.stringify({ bytes })));
  });
}
