import { createInterface } from 'node:readline';
import { watchLoop } from './loop-delay.ts';

/**
 * A Node process with nothing to do: how late its timers are is the machine's doing. It is told on standard input when
 * to `begin` and when to `end`, and then says how it was in between.
 */
const loop = watchLoop();
console.log('waiting');
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'begin') loop.restart();
  else console.log(JSON.stringify(loop.read()));
}
