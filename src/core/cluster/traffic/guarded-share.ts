import type { OperationKind, Prepared } from '../../operate/operation.ts';
import type { TrafficDriver } from './driver.ts';
import type { SetShareParameters } from './share.ts';

/** A change of the share before it is made. */
export interface ShareStep {
  /** Null: what there is cannot be told. */
  from: number | null;
  to: number;
  /** What cannot be told may be less than that. */
  isMore: boolean;
}

/** Throws where it must not be made; else what an operator should know of it. */
export type Guard = (step: ShareStep, signal: AbortSignal) => Promise<string[]>;

/** `rollout.set` behind guards. Taking all away waits for no look that it does not need. */
export function guardedShare(
  driver: Pick<TrafficDriver, 'setShare' | 'read'>,
  guards: readonly Guard[],
): OperationKind<SetShareParameters> {
  const { setShare } = driver;
  return {
    ...setShare,
    async prepare(parameters, signal) {
      const prepared = await setShare.prepare(parameters, signal);
      const { percentage: to } = parameters;
      if (prepared.calls.length === 0 || to === 0) return prepared;
      const { result } = await driver.read(signal);
      const from = result.ok ? result.value.percentage : null;
      const notes: string[] = [];
      for (const guard of guards) {
        notes.push(...(await guard({ from, to, isMore: from === null || to > from }, signal)));
      }
      return { ...prepared, notes: [...prepared.notes, ...notes] } satisfies Prepared;
    },
  };
}
