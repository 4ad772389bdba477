import { useMemo, useRef, useState } from 'react';
import { needsSomebody } from '../../runbooks/words.ts';
import { usePanelActions } from '../../shell/panel-actions.ts';
import { useLive } from '../../state/live.tsx';
import { useStream } from '../../state/stream.ts';
import { PanelFrame } from '../panel-frame.tsx';
import { ViewTabs } from '../view-tabs.tsx';
import { CalendarView } from './calendar-view.tsx';
import { CatalogueView } from './catalogue-view.tsx';
import { RunsView } from './runs-view.tsx';

type View = 'catalogue' | 'runs' | 'calendar';

/** The guides' procedures, found by what one remembers of them, what was run, and what is due. */
export default function RunbooksPanel() {
  const { runs } = useLive();
  const calendar = useStream((client, options) => client.calendar.watch(undefined, options), 'calendar');
  const offered = calendar.data?.items.filter((item) => item.offered !== null).length ?? 0;
  const waiting = runs.data?.filter(({ status }) => needsSomebody(status)).length ?? 0;
  const [view, setView] = useState<View>(waiting > 0 ? 'runs' : 'catalogue');
  const field = useRef<HTMLInputElement>(null);
  usePanelActions(
    useMemo(
      () => [
        { id: 'runbooks-catalogue', title: 'Runbooks: catalogue', key: 'c', run: () => setView('catalogue') },
        { id: 'runbooks-runs', title: 'Runbooks: runs', key: 'r', run: () => setView('runs') },
        { id: 'runbooks-calendar', title: 'Runbooks: calendar', key: 'd', run: () => setView('calendar') },
        ...(view === 'catalogue'
          ? [{ id: 'runbooks-search', title: 'Search runbooks', key: '/', run: () => field.current?.focus() }]
          : []),
      ],
      [view],
    ),
  );
  return (
    <PanelFrame
      id="runbooks"
      title="Runbooks"
      fixed
      summary={
        waiting > 0
          ? `${waiting === 1 ? 'One run waits' : `${waiting} runs wait`} for somebody.`
          : // Before any answer nobody knows that.
            runs.data !== null && 'No run waits for anybody.'
      }
    >
      <ViewTabs
        place="panel"
        tabs={[
          { id: 'catalogue', title: 'Catalogue' },
          { id: 'runs', title: 'Runs', note: waiting > 0 ? `${waiting} waiting` : '' },
          { id: 'calendar', title: 'Calendar', note: offered > 0 ? `${offered} to decide` : '' },
        ]}
        current={view}
        onChange={setView}
      />
      {view === 'catalogue' && <CatalogueView field={field} />}
      {view === 'runs' && <RunsView />}
      {view === 'calendar' && <CalendarView calendar={calendar} />}
    </PanelFrame>
  );
}
