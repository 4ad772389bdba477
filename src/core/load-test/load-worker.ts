import { parentPort, workerData } from 'node:worker_threads';
import type { Told } from './beside.ts';
import { type LoadPlan, sendLoad } from './send-load.ts';

/** Sends load beside the main thread, whose own work would otherwise count as the service's time. */
const plan: LoadPlan = workerData;
const stop = new AbortController();
const tell = (told: Told) => parentPort?.postMessage(told);

// Whatever it is told, it is to stop.
parentPort?.once('message', () => stop.abort());
const tally = await sendLoad(plan, {
  signal: stop.signal,
  onProgress: (progress) => tell({ progress }),
});
tell({ tally });
parentPort?.close();
