import type { BurnDown, Objective } from '../../../../contract/slo.ts';
import { type Answer, useAnswer } from '../../../state/answer.ts';
import { useMoment } from '../../../state/moment.ts';
import { keyAt } from '../../../state/moment-key.ts';
import { useNow } from '../../../state/ticker.ts';

export interface ObjectiveAnswer {
  found: Objective;
  course: BurnDown | null;
}

/** As many as can be told apart on a usual screen. */
const POINTS = 360;
/** A minute is recorded each minute. */
const REFRESH_MS = 30_000;

/** The availability objective and how its budget was used, as of the moment that is shown. */
export function useObjective(): Answer<ObjectiveAnswer> {
  const { at } = useMoment();
  return useAnswer(
    async ({ slo }, options) => {
      const [found, course] = await Promise.all([
        slo.availability({ at }, options),
        slo.burnDown({ at, points: POINTS }, options),
      ]);
      return { found, course };
    },
    keyAt('objective', at),
    Math.floor(useNow() / REFRESH_MS),
  );
}
