import {
  nobodyLoggedIn,
  noOperators,
  pendingForNobody,
  peopleAtWork,
  silentPeople,
  unreadablePeople,
} from './people.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf } from './situation.ts';

/** Who is there, and what waits for a decision. */
export const PEOPLE_SCENARIOS: readonly Scenario[] = [
  scenarioOf({
    name: 'approvals',
    about: 'Something waits for whoever is logged in, and the glass was broken in the night.',
    people: peopleAtWork,
  }),
  scenarioOf({
    name: 'approvals-logged-out',
    about: 'Something waits, and nobody is logged in.',
    people: pendingForNobody,
  }),
  scenarioOf({
    name: 'approvals-none',
    about: 'Nothing is asked.',
    people: nobodyLoggedIn,
  }),
  scenarioOf({
    name: 'approvals-error',
    about: 'The approvals cannot be read.',
    people: unreadablePeople,
  }),
  scenarioOf({
    name: 'approvals-loading',
    about: 'The approvals never come.',
    people: silentPeople,
  }),
  scenarioOf({
    name: 'no-operators',
    about: 'Nobody has a key yet.',
    people: noOperators,
  }),
];
