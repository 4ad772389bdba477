import { Pool } from 'undici';
import { noise } from '../../noise.ts';

export interface LoadRun {
  sent: number;
  /** How many went to MLOps and to the legacy optimizer, by the share that was in force. */
  splits: readonly { percentage: number; mlops: number; legacy: number }[];
  /** What should not have happened, a sentence each. */
  faults: readonly string[];
}

interface Seen {
  turn: number;
  way: string;
}

/** All that two pods take: with one of them less, a share of 100 % is too much. */
const AT_ONCE = 32;
const MOST_FAULTS = 20;

/**
 * Sends requests through the router while the share is shifted again and again, and counts by what each answer says:
 * none of them comes from the router's own sums. It goes on until all shifts are over and so many were sent.
 * @param shift sets the share, and resolves when it is said to be in force
 */
export async function loadRun(options: {
  url: string;
  requests: number;
  shifts: number;
  seed: number;
  shift: (percentage: number) => Promise<void>;
}): Promise<LoadRun> {
  const { url, requests, shifts, seed, shift } = options;
  const seen = new Map<string, Seen[]>();
  const faults: string[] = [];
  const fault = (words: string) => {
    if (faults.length < MOST_FAULTS) faults.push(words);
  };
  const pool = new Pool(url, { connections: AT_ONCE });
  let sent = 0;
  let isShifting = true;
  const asked = new Set<number>();
  const shifting = (async () => {
    for (let turn = 0; turn < shifts; turn += 1) {
      // Begun in the middle of the load, somewhere in this shift's part of it.
      const from = ((turn + noise(seed, 'when', turn)) * requests) / shifts;
      while (sent < from) await new Promise((resolve) => setTimeout(resolve, 1));
      const percentage = Math.floor(noise(seed, 'share', turn) * 101);
      asked.add(percentage);
      await shift(percentage);
    }
  })().finally(() => {
    isShifting = false;
  });
  const lane = async () => {
    while (sent < requests || isShifting) {
      sent += 1;
      try {
        const { statusCode, headers, body } = await pool.request({ path: '/api/v1/status', method: 'GET' });
        await body.dump();
        if (statusCode !== 200) fault(`A request was answered ${statusCode}.`);
        const share = String(headers['x-acgs-share']);
        const of = seen.get(share) ?? [];
        seen.set(share, of);
        of.push({ turn: Number(headers['x-acgs-turn']), way: String(headers['x-acgs-way']) });
      } catch (error) {
        fault(`A request was lost: ${String(error)}.`);
      }
    }
  };
  try {
    await Promise.all([shifting, ...Array.from({ length: AT_ONCE }, lane)]);
  } finally {
    await pool.close();
  }
  const splits = [...seen].map(([share, of]) => counted(share, of, fault));
  for (const { percentage } of splits.slice(1)) {
    if (!asked.has(percentage)) fault(`Nobody had asked for a share of ${percentage} %.`);
  }
  return { sent, splits, faults };
}

/** Goes through them in the order in which they were sent on: after each one the share has to hold. */
function counted(share: string, of: readonly Seen[], fault: (words: string) => void) {
  const percentage = Number.parseFloat(share);
  let mlops = 0;
  for (const [index, { turn, way }] of of.toSorted((one, other) => one.turn - other.turn).entries()) {
    if (turn !== index + 1) fault(`Of "${share}" request ${index + 1} is missing, or there twice.`);
    if (way === 'mlops') mlops += 1;
    else if (way !== 'legacy') fault(`Request ${turn} of "${share}" went ${way}.`);
    const wanted = ((index + 1) * percentage) / 100;
    if (Math.abs(mlops - wanted) >= 1) {
      fault(`After request ${turn} of "${share}" ${mlops} had gone to MLOps instead of ${wanted}.`);
    }
  }
  return { percentage, mlops, legacy: of.length - mlops };
}
