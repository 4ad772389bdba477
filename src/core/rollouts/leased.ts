import type { Traffic } from '../cluster/traffic/index.ts';
import { HeldElsewhere } from '../operate/held-elsewhere.ts';
import type { OperationKind } from '../operate/operation.ts';
import type { ActionKind, Ending } from '../operate/processes/action.ts';
import type { RolloutLease } from './lease.ts';

/** Answers to the question of a rollout that somebody else drives by now. */
export const TAKE_UP = 'take-up';
export const LEAVE = 'leave';

/** It stops and is handed to a person: whoever has the Lease moves the traffic. */
function asksWhoDrives({ message }: HeldElsewhere): Ending {
  return {
    end: 'asks',
    question: {
      kind: 'judge',
      text: `${message}; nothing is written or watched from here any more`,
      choices: [
        { id: LEAVE, title: 'End it here and leave the traffic to them' },
        { id: TAKE_UP, title: 'Go on with it, once they have given it back' },
      ],
      minNoteLength: 0,
    },
  };
}

/** A step that only looks, done by whoever has the Lease. `mustHave`: it is not done while that is not known. */
export function leased<Input>(
  action: ActionKind<Input>,
  { lease, mustHave }: { lease: RolloutLease; mustHave: boolean },
): ActionKind<Input> {
  return {
    ...action,
    async run(input, context) {
      const { runId, signal } = context;
      try {
        await lease.hold(runId, signal);
      } catch (error) {
        if (error instanceof HeldElsewhere) return asksWhoDrives(error);
        if (mustHave || signal.aborted) throw error;
      }
      const lost = lease.lost(runId);
      try {
        return await action.run(input, { ...context, signal: AbortSignal.any([signal, lost]) });
      } catch (error) {
        if (!signal.aborted && lost.reason instanceof HeldElsewhere) return asksWhoDrives(lost.reason);
        throw error;
      }
    },
  };
}

type SetShare = Traffic['operations']['setShare'];

/** Sets the share for a process: in a rollout only while it has the Lease; where somebody else has it, a person is asked. */
export type AsHolder = (id: string, set: (kind: SetShare) => Promise<Ending>) => Promise<Ending>;

export function settingAsHolder(options: {
  lease: RolloutLease;
  setShare: SetShare;
  isRollout: (id: string) => boolean;
}): AsHolder {
  const { lease, setShare, isRollout } = options;
  return async (id, set) => {
    if (!isRollout(id)) return set(setShare);
    try {
      return await set(writtenByHolder(setShare, { lease, id }));
    } catch (error) {
      if (error instanceof HeldElsewhere) return asksWhoDrives(error);
      throw error;
    }
  };
}

/** Written only by whoever has the Lease: asked after the version was read that the writing is good for. */
function writtenByHolder<P extends { percentage: number }>(
  kind: OperationKind<P>,
  { lease, id }: { lease: RolloutLease; id: string },
): OperationKind<P> {
  return {
    ...kind,
    async prepare(parameters, signal) {
      const prepared = await kind.prepare(parameters, signal);
      return {
        ...prepared,
        async execute(signal, progress) {
          await lease.requireFor(id, parameters.percentage, signal);
          return prepared.execute(signal, progress);
        },
      };
    },
  };
}
