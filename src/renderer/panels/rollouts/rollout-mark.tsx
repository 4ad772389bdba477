import type { RolloutSummary } from '../../../contract/rollouts.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { UnderWay } from '../../marks/under-way.tsx';
import { STATE_LEVELS } from './words.ts';

/** How a rollout stands; its word stands beside it. Of one that is not followed any more nobody knows. */
export function RolloutMark({ state, isOld = false }: Pick<RolloutSummary, 'state'> & { isOld?: boolean }) {
  const level = isOld ? 'unknown' : STATE_LEVELS[state];
  return level === null ? <UnderWay /> : <StateShape level={level} label={null} />;
}
