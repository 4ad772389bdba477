import type { Clock } from '../../kernel/clock.ts';

/** Frames a second are enough for a bar that moves. */
const PROGRESS_EVERY_MS = 100;

/** Long work as a stream: how far it is, the latest only, and at the end what it gave. */
export async function* withProgress<T>(
  clock: Clock,
  work: (onProgress: (done: number) => void) => Promise<T>,
): AsyncGenerator<number, T, void> {
  let latest: number | null = null;
  let isOver = false;
  let wake = () => {};
  let notBefore = Number.NEGATIVE_INFINITY;
  const finished = work((done) => {
    if (clock.real.monotonic() < notBefore) return;
    latest = done;
    wake();
  }).finally(() => {
    isOver = true;
    wake();
  });
  // Whoever stops listening does not hear how it ended.
  finished.catch(() => undefined);
  while (!isOver) {
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (isOver || latest !== null) resolve();
    });
    if (latest === null) continue;
    const done: number = latest;
    latest = null;
    notBefore = clock.real.monotonic() + PROGRESS_EVERY_MS;
    yield done;
  }
  return finished;
}
