import { z } from 'zod';
import type { ActionKind } from '../operate/processes/action.ts';
import type { ReadShare } from './share-watch.ts';

const nothing = z.strictObject({});

/** Looks at the share there is, before anything is changed. */
export function lookAction(options: { share: ReadShare }): ActionKind<z.infer<typeof nothing>> {
  const look = async (signal: AbortSignal) => {
    const { percentage, source } = await options.share(signal);
    const words =
      percentage === null ? `${source} does not tell the share` : `${source} says ${percentage} %`;
    return { words, output: { percentage, source } };
  };
  return {
    name: 'rollout.look',
    title: 'Look at the share of traffic',
    risk: 'read',
    input: nothing,
    foresee: async (_, { signal }) => ({
      ...{ how: 'probed', risk: 'read', calls: [], diff: null, notes: [] },
      ...(await look(signal)),
    }),
    run: async (_, { signal }) => ({ end: 'done', ...(await look(signal)) }),
  };
}
