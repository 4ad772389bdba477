import { setTimeout as delay } from 'node:timers/promises';
import { sendLoadBeside } from '../../src/core/load-test/beside.ts';
import { watchLoop } from './loop-delay.ts';

/** `load-test URL WORKERS MS`: sends as many requests as go in the time, as a step of a runbook sends them. */
const [url = '', workers = '', ms = ''] = process.argv.slice(2);
const loop = watchLoop();
await delay(50);
loop.restart();
const { perSecond, failed, requests } = await sendLoadBeside(
  {
    ...{ url, hostHeader: undefined, what: 'the target', requests: 1e9 },
    ...{ workers: Number(workers), timeoutMs: 10_000 },
  },
  { signal: AbortSignal.timeout(Number(ms)), onProgress: () => {} },
);
await delay(5);
console.log(JSON.stringify({ perSecond, failed, requests, blockMs: loop.read().maxMs }));
