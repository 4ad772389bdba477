import { useMemo } from 'react';
import type { HealthBoard } from '../../../contract/health.ts';
import type { Objective } from '../../../contract/slo.ts';
import { usePanelActions } from '../../shell/panel-actions.ts';
import { useDesk } from '../../state/desk.tsx';
import { useConnectionLost, useLive } from '../../state/live.tsx';
import { useActionsDisabled } from '../../state/moment.ts';
import { useRoute } from '../../state/route.ts';
import { blockingState } from '../../states/panel-states.tsx';
import { PanelFrame } from '../panel-frame.tsx';
import { ActivityPane } from './activity-pane.tsx';
import { BaselinesView } from './baselines/baselines-view.tsx';
import { BottlenecksView } from './bottlenecks/bottlenecks-view.tsx';
import { useBottlenecks } from './bottlenecks/use-bottlenecks.ts';
import { suspectsNote } from './bottlenecks/words.ts';
import { CheckLines } from './check-lines.tsx';
import { CheckNow } from './check-now.tsx';
import { CopyReport } from './copy-report.tsx';
import { CourseView } from './courses/course-view.tsx';
import { Findings } from './findings.tsx';
import styles from './health-panel.module.css';
import { HealthSummary } from './health-summary.tsx';
import { HealthTabs, viewOf } from './health-views.tsx';
import { KpiRow } from './kpi-row.tsx';
import { NothingConfigured } from './nothing-configured.tsx';
import { HealthNotices } from './notices.tsx';
import { ObjectiveView } from './objective/objective-view.tsx';
import { useObjective } from './objective/use-objective.ts';
import { ResponsePane } from './response-pane.tsx';
import { SystemDrawer } from './system-drawer.tsx';
import { SystemsBoard } from './systems-board.tsx';
import { useCheck } from './use-check.ts';
import { useCopyReport } from './use-copy-report.ts';
import { isStale, nothingConfigured } from './verdict-sentence.ts';

/** What the budget's tab says without being opened: only what is wrong. */
const BUDGET_NOTES: Record<Objective['state'], string> = {
  within: '',
  burning: 'burning',
  spent: 'spent',
  'too-few': '',
  stale: '',
  'no-data': '',
};

/** The morning health check, live. */
export default function HealthPanel() {
  const { health } = useLive();
  const lost = useConnectionLost();
  const { item } = useRoute();
  const { router } = useDesk();
  const view = viewOf(item);
  const objective = useObjective();
  const board = health.data;
  const disabled = useActionsDisabled();
  const check = useCheck(board, disabled);
  const report = useCopyReport(board);
  const bottlenecks = useBottlenecks(disabled);
  const actions = useMemo(
    () => [
      { id: 'check-now', title: 'Check every system now', key: 'r', run: check.start },
      { id: 'copy-report', title: 'Copy the four lines', key: 'c', run: report.copy },
      { id: 'health-board', title: 'Health: now', key: 'n', run: () => router.go('health') },
      { id: 'over-time', title: 'Health: over time', key: 'o', run: () => router.go('health', 'over-time') },
      { id: 'business', title: 'Health: business', run: () => router.go('health', 'business') },
      { id: 'mlops', title: 'Health: MLOps', key: 'm', run: () => router.go('health', 'mlops') },
      {
        id: 'error-budget',
        title: 'Health: error budget',
        key: 'b',
        run: () => router.go('health', 'error-budget'),
      },
      {
        id: 'bottlenecks',
        title: 'Health: bottlenecks',
        key: 'k',
        run: () => router.go('health', 'bottlenecks'),
      },
      {
        id: 'look-for-bottlenecks',
        title: 'Look for bottlenecks now',
        key: 'l',
        run: () => {
          router.go('health', 'bottlenecks');
          bottlenecks.start();
        },
      },
      {
        id: 'baselines',
        title: 'Health: baselines',
        key: 'p',
        run: () => router.go('health', 'baselines'),
      },
    ],
    [check.start, report.copy, router, bottlenecks.start],
  );
  usePanelActions(actions);

  const blocked = blockingState(health, lost);
  const empty = board !== null && nothingConfigured(board);
  return (
    <PanelFrame
      id="health"
      title="Health"
      fixed={view === 'bottlenecks'}
      summary={!blocked && !empty && <HealthSummary board={board} lost={lost} />}
      actions={
        !blocked && (
          <>
            <CopyReport report={report} disabled={board === null || empty} />
            <CheckNow check={check} disabled={board === null || disabled !== null || empty} why={disabled} />
          </>
        )
      }
    >
      {blocked ??
        (board && empty ? (
          <NothingConfigured profile={board.profile} />
        ) : (
          <>
            <HealthTabs
              view={view}
              notes={{
                'error-budget': BUDGET_NOTES[objective.data?.found.state ?? 'within'],
                bottlenecks: suspectsNote(bottlenecks.report),
              }}
            />
            {view === 'board' && <Board board={board} />}
            {view === 'over-time' && <CourseView subject="whole" />}
            {(view === 'business' || view === 'mlops') && <CourseView subject={view} />}
            {view === 'error-budget' && <ObjectiveView objective={objective} />}
            {view === 'bottlenecks' && <BottlenecksView bottlenecks={bottlenecks} disabled={disabled} />}
            {view === 'baselines' && <BaselinesView />}
          </>
        ))}
      <SystemDrawer id={board && !empty && view === 'board' ? item : null} />
    </PanelFrame>
  );
}

/** With `board` null every part draws its own skeleton in its own size: nothing moves when data comes. */
function Board({ board }: { board: HealthBoard | null }) {
  return (
    <div className={styles.board} aria-busy={board === null}>
      <HealthNotices board={board} />
      <div className={styles.parts} data-greyed={(board && isStale(board)) || undefined}>
        <div className={styles.verdict}>
          <CheckLines board={board} />
          <Findings board={board} />
        </div>
        <KpiRow cards={board?.kpis ?? null} />
        <SystemsBoard board={board} />
        <div className={styles.history}>
          <ResponsePane />
          <ActivityPane board={board} />
        </div>
      </div>
    </div>
  );
}
