import { noBaseline } from './baselines.ts';
import { lookingForBottlenecks } from './bottlenecks.ts';
import { failing } from './failing.ts';
import { keptObjective, nothingRecorded } from './objective.ts';
import { type Scenario, SILENCE } from './scenario.ts';
import { scenarioOf } from './situation.ts';
import { healthy } from './whole-scenarios.ts';

const unrecorded = scenarioOf({
  name: 'no-requests',
  about: 'Healthy, and no request was ever recorded.',
  objective: nothingRecorded,
  baselines: noBaseline,
});

const unaskable: Scenario = {
  ...healthy,
  name: 'no-objective',
  about: 'Healthy, and the record of requests cannot be read.',
  objective: { availability: failing, burnDown: failing },
  baselines: { list: failing, compare: failing },
};

const waitingObjective: Scenario = {
  ...healthy,
  name: 'objective-loading',
  about: 'Healthy, and the error budget never comes.',
  objective: { availability: () => SILENCE, burnDown: keptObjective.burnDown },
  baselines: { list: () => SILENCE, compare: () => SILENCE },
};

const looking = scenarioOf({
  name: 'looking',
  about: 'Bottlenecks are being looked for, for the first time.',
  bottlenecks: lookingForBottlenecks,
});

/** What of the record of requests is known, and bottlenecks being looked for. */
export const HEALTH_SCENARIOS: readonly Scenario[] = [unrecorded, unaskable, waitingObjective, looking];
