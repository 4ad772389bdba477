import { createInterface } from 'node:readline';
import { watchLoop } from './loop-delay.ts';

/**
 * A Node process with nothing to do: how late its timers are is the machine's doing. It measures from each line on
 * standard input and says how it was when the input ends.
 */
const loop = watchLoop();
console.log('waiting');
createInterface({ input: process.stdin })
  .on('line', () => loop.restart())
  .on('close', () => console.log(JSON.stringify(loop.stop())));
