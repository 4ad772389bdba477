/**
 * A stream of one frame that does not change any more: it stays open until its reader leaves, as a live
 * stream would, so that the screen does not ask again.
 */
export async function* stayOpen<T>(
  frame: () => Promise<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  yield await frame();
  await untilLeft(signal);
}

/** Resolves when the reader of a stream leaves. */
export async function untilLeft(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
