import { z } from 'zod';
import type { Clock } from '../kernel/clock.ts';
import { toIso } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { OperationKind, Risk } from '../operate/operation.ts';
import { inOwnRecord } from '../operate/own-record.ts';
import type { RolloutRecords, StoredWord } from '../store/rollouts/index.ts';
import type { RolloutView } from './view.ts';

const note = z.string().max(2000).default('');
const order = z.strictObject({ id: z.string().min(1).max(200), note });
export type OrderParameters = z.infer<typeof order>;

type Spoken = Exclude<StoredWord['kind'], 'asked' | 'superseded'>;

/** What people say to a rollout that goes on, for the door: it is in the record, and heard by whoever drives it. */
export interface RolloutOrders {
  pause: OperationKind<OrderParameters>;
  resume: OperationKind<OrderParameters>;
  /** The next stage, without waiting for the window's end. */
  promote: OperationKind<OrderParameters>;
  /** All the traffic: nothing of it was watched, so that a second person has to approve it in production. */
  promoteFull: OperationKind<OrderParameters>;
  /** The stage is watched anew, from now. */
  watchOn: OperationKind<OrderParameters>;
  kinds: readonly OperationKind<unknown>[];
}

export function createRolloutOrders(options: {
  records: RolloutRecords;
  find: (id: string) => RolloutView;
  clock: Clock;
  actor: () => string;
  onChange: () => void;
}): RolloutOrders {
  const { records, find, clock, actor, onChange } = options;

  const kindOf = (spec: {
    word: Spoken;
    name: string;
    title: string;
    risk: Risk;
    /** Whether it means something now. */
    may: (view: RolloutView) => boolean;
    /** Of the whole, or of the stage that is watched. */
    ofStage: boolean;
  }): OperationKind<OrderParameters> => ({
    kind: `rollout.${spec.name}`,
    title: spec.title,
    risk: spec.risk,
    parameters: order,
    permissions: () => [],
    async prepare({ id, note: said }) {
      const view = find(id);
      if (!spec.may(view)) {
        throw new OperatorError(
          'refused',
          `${spec.title}: ${view.title} is ${view.state}, nothing was done`,
          {
            hint: `acgs rollout status ${view.id.slice(0, 8)} shows what can be done with it.`,
          },
        );
      }
      const step = spec.ofStage ? view.watched : null;
      const before = records.words(view.id).length;
      return inOwnRecord({
        target: `rollout ${view.id}`,
        summary: `${spec.title}: ${view.title}`,
        calls: [{ method: 'PUT', path: `/rollouts/${view.id}/${spec.name}`, body: { note: said, step } }],
        execute() {
          const at = clock.now();
          records.say(view.id, { step, at, kind: spec.word, by: actor(), words: said });
          onChange();
          return { at: toIso(at), step };
        },
        look: () =>
          records.words(view.id).length > before ? `${actor()} said it to whoever drives it` : null,
      });
    },
  });

  // The changes of a rollout were agreed to when it was started: what is said to it needs no name to be typed.
  const pause = kindOf({
    ...{ word: 'paused', name: 'pause', title: 'Pause the rollout', risk: 'read', ofStage: false },
    may: ({ can }) => can.pause,
  });
  const resume = kindOf({
    ...{ word: 'resumed', name: 'resume', title: 'Resume the rollout', risk: 'read', ofStage: false },
    may: ({ can }) => can.resume,
  });
  const promote = kindOf({
    ...{ word: 'promoted', name: 'promote', title: 'Begin the next stage', risk: 'read', ofStage: true },
    may: ({ can }) => can.promote,
  });
  const promoteFull = kindOf({
    ...{ word: 'promoted-full', name: 'promote-full', title: 'Give all the traffic', ofStage: true },
    risk: 'destructive',
    may: ({ can }) => can.promoteFull,
  });
  const watchOn = kindOf({
    ...{ word: 'watch-on', name: 'watch-on', title: 'Watch the stage anew', risk: 'read', ofStage: true },
    may: ({ state, watched }) => state === 'inconclusive' && watched !== null,
  });
  const kinds = [pause, resume, promote, promoteFull, watchOn];
  return { pause, resume, promote, promoteFull, watchOn, kinds };
}
