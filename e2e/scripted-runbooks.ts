import { implement } from '@orpc/server';
import type { CalendarItem, CalendarView } from '../src/contract/calendar.ts';
import { contract } from '../src/contract/index.ts';
import { type Answer, failure, SILENCE } from './scenarios/scenario.ts';
import type { Stage } from './stage.ts';

/** The parts of the contract about runbooks, their runs and their calendar, answered from whatever the stage plays. */
export function scriptedRunbooks(stage: Stage) {
  const os = implement(contract);
  /** What of the calendar was run or skipped: it is not offered any more. */
  const decided = new Set<string>();

  function dueNow(): Answer<CalendarView> {
    const view = stage.scenario.calendar.view(stage.at());
    if (view === SILENCE) return view;
    return {
      ...view,
      items: view.items.map((item) => (decided.has(item.id) ? { ...item, offered: null } : item)),
    };
  }

  function decide(id: string): CalendarItem {
    decided.add(id);
    stage.refresh();
    const view = dueNow();
    const item = view === SILENCE ? undefined : view.items.find((it) => it.id === id);
    if (!item) throw failure('usage', `There is no ${id} in the calendar`, null);
    return item;
  }

  return {
    runbooks: {
      list: os.runbooks.list.handler(({ signal }) =>
        stage.reply(() => stage.scenario.runbooks.catalogue(stage.at()), signal),
      ),
      show: os.runbooks.show.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.runbooks.show(stage.at(), input.id), signal),
      ),
      check: os.runbooks.check.handler(({ input }) =>
        stage.scenario.runbooks.check(input.id, input.parameters),
      ),
      foresee: os.runbooks.foresee.handler(async function* ({ input }) {
        yield* stage.scenario.runbooks.foresee(stage.at(), input.id);
      }),
      start: os.runbooks.start.handler(({ input }) => ({ run: stage.scenario.runbooks.start(input.id) })),
    },
    runs: {
      list: os.runs.list.handler(({ input, signal }) =>
        stage.stream(() => stage.scenario.runbooks.runs(stage.at(input.at)), signal),
      ),
      follow: os.runs.follow.handler(({ input, signal }) =>
        stage.stream(() => stage.scenario.runbooks.follow(stage.at(input.at), input.id), signal),
      ),
      evidence: os.runs.evidence.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.runbooks.evidence(stage.at(), input.step, input.id), signal),
      ),
      answer: os.runs.answer.handler(() => stage.scenario.runbooks.act()),
      pause: os.runs.pause.handler(() => stage.scenario.runbooks.act()),
      resume: os.runs.resume.handler(() => stage.scenario.runbooks.act()),
      abort: os.runs.abort.handler(() => stage.scenario.runbooks.act()),
      retry: os.runs.retry.handler(() => stage.scenario.runbooks.act()),
    },
    calendar: {
      watch: os.calendar.watch.handler(({ signal }) => stage.stream(dueNow, signal)),
      run: os.calendar.run.handler(({ input }) => {
        const runId = stage.scenario.calendar.run(input.id);
        decide(input.id);
        return { runId };
      }),
      dismiss: os.calendar.dismiss.handler(({ input }) => decide(input.id)),
    },
  };
}
