import { growingJournal, indexingJournal } from './journal.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf } from './situation.ts';

const growing = scenarioOf({
  name: 'journal-grows',
  about: 'Healthy, and somebody else does something.',
  journal: growingJournal,
});

const indexing = scenarioOf({
  name: 'indexing',
  about: 'The search index of a large journal is being made again.',
  journal: indexingJournal,
});

/** A journal that changes while it is read. */
export const JOURNAL_SCENARIOS: readonly Scenario[] = [growing, indexing];
