import { calendarOf } from './calendar.ts';
import { RUN_CASES } from './runbook-runs.ts';
import { runbooksOf } from './runbooks.ts';
import { failure, type Scenario } from './scenario.ts';
import { scenarioOf } from './situation.ts';

const due = scenarioOf({
  name: 'calendar',
  about: 'A routine was missed, another runbook waits for its operator.',
  calendar: calendarOf(),
  runbooks: runbooksOf([RUN_CASES.manual, RUN_CASES.failed, RUN_CASES.succeeded]),
});

/** When runbooks are due, and where nothing can be decided about them. */
export const CALENDAR_SCENARIOS: readonly Scenario[] = [
  due,
  {
    ...due,
    name: 'calendar-read-only',
    about: 'The same, in a window that changes nothing.',
    calendar: calendarOf('Read-only mode: nothing can be decided here.'),
  },
  {
    ...due,
    name: 'calendar-forbidden',
    about: 'The calendar is refused.',
    calendar: {
      ...due.calendar,
      view() {
        throw failure('forbidden', 'The calendar may not be read from here.', null);
      },
    },
  },
];
