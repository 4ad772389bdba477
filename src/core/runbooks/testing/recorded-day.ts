import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../store/index.ts';

const HOUR_MS = 3_600_000;
const EVERY_MS = 15_000;

let folder: string | undefined;

/** A data folder with what a window would have recorded of two systems in a day; one for this process. */
export function recordedDay(): string {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), 'acgs-recorded-'));
  folder = made;
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  const store = openStore(made, 60_000);
  const now = Date.now();
  for (let at = now - 25 * HOUR_MS; at < now; at += EVERY_MS) {
    const wave = 1 + 0.05 * Math.sin(at / 131_000);
    const answered = (system: string, value: number) => ({
      ...{ name: 'probe_response_time_ms', labels: { system }, value: value * wave },
    });
    store.samples.record(at, [answered('governance', 40), answered('integrity', 300)]);
  }
  store.close();
  return made;
}
