import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../index.ts';

const PROGRAM = fileURLToPath(new URL('./testing/append-until-killed.ts', import.meta.url));
/** Enough that groups of series are being packed when it comes. */
const MOMENTS = [300, 521, 730];

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) rmSync(directory, { recursive: true });
});

describe('a process that is killed while it records', () => {
  it.each(MOMENTS)('has lost nothing that was acknowledged (after %i moments)', async (moments) => {
    directory = mkdtempSync(join(tmpdir(), 'acgs-killed-'));
    const acknowledged = await appendUntilKilled(directory, moments);
    expect(acknowledged).toBeGreaterThanOrEqual(moments);
    const store = openStore(directory, 60_000);
    const { samples } = store;
    const all = samples.series('x');
    expect(all).toHaveLength(200);
    for (const series of all) {
      const offset = Number(series.labels.n);
      const points = samples.points(series, 0, Number.MAX_SAFE_INTEGER);
      // The last moment may have been taken without being told any more.
      expect(points.length).toBeGreaterThanOrEqual(acknowledged);
      expect(points.length).toBeLessThanOrEqual(acknowledged + 1);
      const kept = Array.from({ length: points.length }, (_, index) => [
        points.times[index],
        points.values[index],
      ]);
      expect(kept).toEqual(kept.map((_, index) => [(index + 1) * 15_000, index + 1 + offset]));
    }
    store.close();
  });
});

/** @returns the number of the last moment that was acknowledged */
function appendUntilKilled(folder: string, moments: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let last = 0;
    let rest = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      last = Math.max(last, ...lines.map(Number));
      if (last >= moments) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(last);
      else reject(new Error(`ended by itself with ${code}`));
    });
  });
}
