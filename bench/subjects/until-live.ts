import type { Reflector } from '../../src/core/observe/reflector.ts';

/** Starts it. Rejects with its problem when it has one. */
export function untilLive(
  reflector: Pick<Reflector<unknown>, 'start' | 'state' | 'subscribe'>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const unsubscribe = reflector.subscribe(() => {
      const { phase, problem } = reflector.state();
      if (problem) reject(new Error(problem.message));
      else if (phase === 'live') resolve();
      else return;
      unsubscribe();
    });
    reflector.start();
  });
}
